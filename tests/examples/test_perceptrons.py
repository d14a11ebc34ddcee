"""Perceptrons with given weights: gates, XOR by three of them, parity by many."""

import numpy as np
import pytest

from autograd import Tensor
from examples import _gates, gates, parity, xor_by_three_perceptrons
from examples._output import new_figure
from tests.examples.claims import control, shows


@shows("gates")
def test_each_gate_has_its_truth_table(run_example):
    run = run_example("gates")
    assert run.printed.count("Shown:") == 4
    assert "AND: weights 0.5 and 0.5, bias -0.7" in run.printed
    assert "(1, 1)  s =   0.3  answer  1" in run.printed  # AND
    assert "(1, 1)  s =  -0.3  answer  0" in run.printed  # NAND
    assert run.printed.count("(0, 1)  s =   0.1  answer  1") == 1  # OR
    assert "(0, 0)  s =  -0.5  answer -1" in run.printed  # OR with -1 and +1
    assert list(run.files) == ["gates.png"]


@control("gates", "deck 2's OR answers -1 for (0,0) and +1 for the others")
def test_lines_far_outside_the_picture_are_drawn_all_the_same(run_example):
    run_example("gates", "--shift", "1e100")


def test_the_shift_is_added_to_every_bias():
    shifted = gates.gates(0.1)
    assert shifted["AND"].sums == pytest.approx([-0.6, -0.1, -0.1, 0.4])
    assert shifted["NAND"].sums == pytest.approx([0.8, 0.3, 0.3, -0.2])
    assert shifted["OR"].sums == pytest.approx([-0.4, 0.2, 0.2, 0.8])


def test_a_sum_of_0_means_1_for_deck_2_only():
    assert [_gates.perceptron((1, 1), -1, low)(Tensor([[0.0, 1.0]])).item() for low in (0, -1)] == [0, 1]


@pytest.mark.parametrize(("weights", "bias"), [((0.5, 0.5), -0.7), ((2, -3), 1), ((1, 0), 0)])
def test_a_gates_line_is_where_its_sum_is_0(weights, bias):
    axes = new_figure(2, 2).subplots()
    _gates.draw_line(axes, weights, bias)
    (line,) = axes.lines
    assert np.dot(line.get_xy1(), weights) + bias == pytest.approx(0)
    assert line.get_slope() == (-weights[0] / weights[1] if weights[1] else np.inf)


def test_the_picture_has_the_answer_1_where_the_gate_gives_it(monkeypatch):
    figures = []
    monkeypatch.setattr(gates, "save_figure", lambda figure, path: figures.append(figure))
    found = gates.gates(0.0)
    gates.draw(found, None)
    for axes, gate in zip(figures[0].axes, found.values(), strict=True):
        _, ones = axes.collections[0].get_paths()  # of the answers 0 and 1
        corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
        assert [ones.contains_point(corner) for corner in corners] == (gate.answers > 0).tolist()
        points = {tuple(xy) for xy in axes.collections[2].get_offsets()}  # wanted: 1
        assert points == {corner for corner in corners if ones.contains_point(corner)}


@control("gates", "no sum is 0")
def test_a_line_through_a_point_makes_a_sum_of_0(run_example):
    run_example("gates", "--shift", "0.2")


@control("gates", "deck 2's OR answers -1 for (0,0) and +1 for the others")
def test_a_line_moved_too_far_spoils_deck_2s_or(run_example):
    run_example("gates", "--shift", "-0.55")


@control("gates", "is 0.3536 from the origin")
def test_a_moved_line_is_elsewhere(run_example):
    run_example("gates", "--shift", "0.05")


@control("gates", "deck 5's AND, NAND and OR answer as their truth tables")
def test_a_moved_line_spoils_deck_5s_gates():
    *_, signed = gates.gates(0.0).values()
    gates.check({**gates.gates(0.25), "OR with -1 and +1": signed})


@shows("xor_by_three_perceptrons")
def test_three_perceptrons_compute_xor(run_example):
    run = run_example("xor_by_three_perceptrons")
    assert run.printed.count("Shown:") == 4
    assert "(0, 0)    -0.5   1.5   (-1, +1)   -1.0   -1" in run.printed
    assert "(1, 1)     1.5  -0.5   (+1, -1)   -1.0   -1" in run.printed
    assert "regions     2   4   7  11  16  22" in run.printed
    assert list(run.files) == ["xor_three_perceptrons.png"]


@pytest.mark.parametrize("seed", range(10))
def test_regions_are_counted_whatever_the_lines(seed):
    lines = np.random.default_rng(seed).normal(size=(5, 3))
    assert len(xor_by_three_perceptrons.regions(lines)) == 16
    lines[:, 2] = 0  # all through the origin
    assert len(xor_by_three_perceptrons.regions(lines)) == 10


def test_the_pictures_regions_are_marked_by_the_sides_of_the_three_lines():
    axes = new_figure(5, 5).subplots()
    xor_by_three_perceptrons.draw_regions(axes)
    lines = xor_by_three_perceptrons.THREE
    marked = {tuple(lines @ [*text.get_position(), 1] > 0): text.get_text() for text in axes.texts}
    assert marked.keys() == xor_by_three_perceptrons.regions(lines)
    assert len(marked) == 7
    assert all(text == " ".join("+" if side else "−" for side in sides) for sides, text in marked.items())
    assert (False, False, False) not in marked


@control("xor_by_three_perceptrons", "map the four corners of the square to three points")
def test_a_second_perceptron_that_always_fires_maps_them_to_two(run_example):
    run_example("xor_by_three_perceptrons", "--second", "2.5")


@control("xor_by_three_perceptrons", "the three compute XOR")
def test_a_third_perceptron_that_is_or_does_not_give_xor(run_example):
    run_example("xor_by_three_perceptrons", "--third", "1")


@control("xor_by_three_perceptrons", "3 lines cut the plane into 7 regions")
def test_parallel_lines_cut_it_into_fewer(run_example):
    run_example("xor_by_three_perceptrons", "--parallel")


@control("xor_by_three_perceptrons", "p lines cut it into (p² + p + 2)/2")
def test_another_count_is_not_the_formulas():
    xor_by_three_perceptrons.check(xor_by_three_perceptrons.compute(1.5, -1.0), [2, 4, 7, 12, 16, 22])


@shows("parity")
def test_parity_of_eight_inputs(run_example):
    run = run_example("parity")
    assert run.printed.count("Shown:") == 4
    sizes = [line.split() for line in run.printed.splitlines()[1:4]]
    assert sizes[0] == ["2", "1", "3", "2", "2", "2"]
    assert sizes[1] == ["4", "3", "9", "4", "8", "4"]
    assert sizes[2] == ["8", "7", "21", "6", "128", "8"]
    assert list(run.files) == ["parity.png"]


@pytest.mark.parametrize("inputs", [2, 3, 5, 6, 7])
def test_parity_of_other_numbers_of_inputs(run_example, inputs):
    run = run_example("parity", "--inputs", str(inputs))
    assert f"the tree is right for all {2**inputs} inputs" in run.printed
    assert f"{3 * (inputs - 1)} perceptrons" in run.printed


@pytest.mark.parametrize("inputs", ["1", "13"])
def test_too_few_or_too_many_inputs_are_an_error(run_example, inputs):
    with pytest.raises(SystemExit, match=f"must be from 2 to 12, not {inputs}"):
        run_example("parity", "--inputs", inputs)


@control("parity", "the tree is right for all 256 inputs")
def test_a_tree_of_spoiled_gates_is_wrong(run_example):
    run_example("parity", "--shift", "0.25")


def nets_but(name, **changes):
    """The networks for three inputs, one of them changed."""
    nets = parity.build(3, 0.0)
    return nets | {name: nets[name]._replace(**changes)}


@control("parity", "it has 2 XORs, 6 perceptrons, in 4 layers")
def test_a_deeper_tree_has_another_size():
    parity.check(3, nets_but("tree", layers=6))


WRONG = 1 - parity.build(3, 0.0)["tree"].answers


@control("parity", "one hidden layer of AND gates is right too, but has 4")
@pytest.mark.parametrize("change", [{"perceptrons": 4}, {"answers": WRONG}])
def test_a_smaller_or_a_wrong_layer_of_gates_is_seen(change):
    parity.check(3, nets_but("terms", **change))


@control("parity", "with thresholds 3 hidden units are enough")
@pytest.mark.parametrize("change", [{"perceptrons": 5}, {"answers": WRONG}])
def test_a_larger_or_a_wrong_layer_of_thresholds_is_seen(change):
    parity.check(3, nets_but("thresholds", **change))
