"""XOR: what a perceptron cannot learn, and what can."""

import math

import pytest

import nn
from autograd import Tensor
from examples import exercise_7_xor_perceptron as one_perceptron
from examples import exercise_8_xor_mlp as mlp
from tests.examples.claims import control, shows


@shows("exercise_7_xor_perceptron")
def test_one_perceptron_does_not_learn_xor(run_example):
    run = run_example("exercise_7_xor_perceptron", "--steps", "1000")
    assert run.printed.count("Shown:") == 3
    steps = [line.split() for line in run.printed.splitlines() if line.startswith("step")]
    assert [int(step) for _, step, *_ in steps] == [0, 200, 400, 600, 800, 999]
    assert float(steps[-1][-1]) == pytest.approx(math.log(2), abs=1e-6)
    assert run.printed.count("output 0.5000") == 4
    wanted = [line.split()[-1] for line in run.printed.splitlines() if "wanted" in line]
    assert wanted == ["0", "1", "1", "0"]
    assert "right: 2 of 4" in run.printed
    assert list(run.files) == ["xor_perceptron.png"]


def test_the_picture_has_each_point_in_the_color_of_its_class(monkeypatch):
    figures = []
    monkeypatch.setattr(one_perceptron, "save_figure", lambda figure, path: figures.append(figure))
    one_perceptron.draw(*one_perceptron.learn(2, 2, 1.0), 2, None)
    zeros, ones = (points.get_offsets().tolist() for points in figures[0].axes[1].collections)
    assert zeros == [[0, 0], [1, 1]]
    assert ones == [[0, 1], [1, 0]]


def test_the_last_step_is_printed_once(run_example):
    run = run_example("exercise_7_xor_perceptron", "--steps", "101")
    assert run.printed.count("step    100") == 1


@control("exercise_7_xor_perceptron", "the cost never falls below ln 2")
def test_with_the_product_as_a_third_input_it_does_learn(run_example):
    run_example("exercise_7_xor_perceptron", "--features", "3", "--steps", "500")


def test_the_product_as_a_third_input_makes_xor_a_plane():
    model, costs = one_perceptron.learn(3, 500, 1.0)
    x, target = nn.data.load_table("xor").tensors
    assert costs[-1] < 0.1
    assert one_perceptron.number_right(one_perceptron.answers(model, 3, x), target) == 4
    assert (one_perceptron.answers(model, 3, x)[:, 0] > 0.5).tolist() == [False, True, True, False]


@pytest.mark.parametrize("features", ["1", "4"])
def test_other_numbers_of_inputs_end_the_program(run_example, features):
    with pytest.raises(SystemExit, match=f"--features must be 2 or 3, not {features}"):
        run_example("exercise_7_xor_perceptron", "--features", features)


@control("exercise_7_xor_perceptron", "the cost never falls below ln 2")
def test_a_cost_that_is_no_number_shows_nothing():
    one_perceptron.check(stuck(0.0, 0.0, 0.0, 0.0), [0.7, math.nan], 2)


def stuck(*outputs):
    """A model that gives these outputs, whatever it is asked."""
    model = nn.Module()
    model.forward = lambda x: nn.functional.sigmoid(Tensor(outputs)[:, None])
    return model


@control("exercise_7_xor_perceptron", "all four outputs end at one half")
def test_outputs_on_one_side_are_not_one_half():
    one_perceptron.check(stuck(1.0, 1.0, 1.0, 1.0), [0.7], 2)


@control("exercise_7_xor_perceptron", "no more than three of the four answers are right")
def test_four_right_answers_would_refute_the_claim():
    one_perceptron.check(stuck(-0.01, 0.01, 0.01, -0.01), [0.7], 2)


@shows("exercise_8_xor_mlp")
def test_a_small_network_learns_xor(run_example):
    small = ["--sizes", "2,4,1", "--activation", "tanh", "--lr", "0.5", "--steps", "1000"]
    run = run_example("exercise_8_xor_mlp", *small)
    assert run.printed.count("Shown:") == 2
    assert "(1, 1)  output 0.00" in run.printed
    assert sorted(run.files) == ["xor_cost.png", "xor_mlp.png"]


def test_the_exercises_network_begins_on_a_plateau():
    _, costs = mlp.learn([2, 10, 10, 10, 1], "sigmoid", 500, 1.0)
    assert mlp.plateau(costs) == 500
    assert costs[-1] == pytest.approx(math.log(2), abs=1e-3)
    assert mlp.plateau([0.7, 0.69, 0.68, 0.1]) == 2


@control("exercise_8_xor_mlp", "the cost ends below 0.01")
def test_without_activation_function_it_does_not_learn(run_example):
    run_example("exercise_8_xor_mlp", "--sizes", "2,4,1", "--activation", "identity", "--steps", "300")


@control("exercise_8_xor_mlp", "all four answers are right")
def test_a_wrong_answer_is_seen():
    mlp.check(stuck(-1.0, 1.0, 1.0, 1.0), [0.001])


@control("exercise_8_xor_mlp", "the cost ends below 0.01")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_weights_that_become_infinite_are_no_traceback(run_example, capsys):
    try:
        run_example("exercise_8_xor_mlp", "--sizes", "2,4,1", "--activation", "relu", "--lr", "1e300", "--steps", "9")
    finally:
        assert "no picture of the plane: decision_boundary: the model gives NaN" in capsys.readouterr().out


@pytest.mark.parametrize(("example", "settings"), [(one_perceptron, ["10001", "1.0"]),
                                                   (mlp, ["2,10,10,10,1", "sigmoid", "10001", "1.0"])])  # fmt: skip
def test_the_exercises_settings_are_the_defaults(example, settings, capsys):
    with pytest.raises(SystemExit):
        example.main(["--help"])
    printed = " ".join(capsys.readouterr().out.split())
    assert [setting for setting in settings if f"(default: {setting})" not in printed] == []
