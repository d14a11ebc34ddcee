"""The numbers of deck 1's 2-2-1 network, and that the engine is what computes them."""

import ast
import inspect

import numpy as np
import pytest

from autograd import Tensor
from examples import backprop_by_hand as lesson
from examples._tables import agrees, count
from tests.examples.claims import control, shows

# The slides' inputs, then others, for which no number of a slide can be the answer.
NETWORKS = [
    {"x": [[2.0, 3.0]], "t": 1.0, "W1": [[0.11, 0.12], [0.21, 0.08]], "W2": [[0.14], [0.15]], "learning_rate": 0.05},
    {"x": [[-1.0, 0.7]], "t": 2.0, "W1": [[0.5, -0.3], [0.9, 0.4]], "W2": [[1.1], [-0.6]], "learning_rate": 0.1},
]  # fmt: skip


def computed(rows):
    return np.array([row.computed for row in rows])


def network_by_numpy(x, t, W1, W2, learning_rate):
    x, W1, W2 = np.ravel(x), np.array(W1), np.ravel(W2)
    h = x @ W1
    d2 = h @ W2 - t
    d1 = W2 * d2
    dW2, dW1, dx = h * d2, np.outer(x, d1), W1 @ d1
    new_W2, new_W1 = W2 - learning_rate * dW2, W1 - learning_rate * dW1
    numbers = [h, h @ W2, d2**2 / 2, d2, d1, new_W2 * d2, dW2, dW1, dx]
    numbers += [learning_rate * dW2, learning_rate * dW1, new_W2, new_W1]
    for V1, V2 in [(new_W1, new_W2), (new_W1.round(2), new_W2.round(2))]:
        h = x @ V1
        numbers += [h, h @ V2, (h @ V2 - t) ** 2 / 2]
    return np.concatenate([np.ravel(number) for number in numbers])


@pytest.mark.parametrize("inputs", NETWORKS)
def test_the_network_is_what_numpy_computes(inputs):
    rows, _ = lesson.network(**inputs)
    np.testing.assert_allclose(computed(rows), network_by_numpy(**inputs), rtol=1e-12)


def test_the_numbers_are_those_of_a_calculation_on_paper():
    rows, _ = lesson.network(**NETWORKS[0])
    expected = [0.85, 0.48, 0.191, 0.3272405, -0.809, -0.11326, -0.12135, -0.1410754425, -0.137057544]
    expected += [-0.68765, -0.38832, -0.22652, -0.2427, -0.33978, -0.36405, -0.0270206, -0.0334926]
    expected += [-0.0343825, -0.019416, -0.011326, -0.012135, -0.016989, -0.0182025]
    expected += [0.1743825, 0.169416, 0.121326, 0.132135, 0.226989, 0.0982025]
    expected += [0.923619, 0.5588775, 0.2557457808075, 0.2769571713929]
    expected += [0.93, 0.56, 0.2533, 0.278780445]
    np.testing.assert_allclose(computed(rows), expected, atol=1e-9)


def nudged(value, index):
    """The input, with one of its numbers a little larger."""
    array = np.array(value, float)
    array.flat[index] += 0.1
    return array.tolist()


def test_a_changed_input_changes_the_computed_column_alone():
    before, _ = lesson.network(**NETWORKS[0])
    for name, value in NETWORKS[0].items():
        for index in range(np.size(value)):
            after, _ = lesson.network(**{**NETWORKS[0], name: nudged(value, index)})
            changed = computed(before) != computed(after)
            assert changed.any(), f"{name}, number {index}"
            assert [row._replace(computed=0) for row in before] == [
                row._replace(computed=0) for row in after
            ]


def test_which_numbers_a_weight_changes():
    before, _ = lesson.network(**NETWORKS[0])
    after, _ = lesson.network(**{**NETWORKS[0], "W2": [[0.14], [0.16]]})  # w₆
    changed = [a.quantity for a, b in zip(before, after, strict=True) if a.computed != b.computed]
    assert set(changed) >= {"y", "δ¹ = ∂J/∂h₂", "∂J/∂w₃", "w₆ after the step", "h₂, second time"}
    assert not {"h₁", "h₂"} & set(changed)  # they come before w₆


def test_the_gradients_are_those_of_backward(monkeypatch):
    plain, _ = lesson.network(**NETWORKS[0])
    backward = Tensor.backward
    monkeypatch.setattr(Tensor, "backward", lambda loss: backward(loss, np.full(loss.shape, 2.0)))
    doubled, _ = lesson.network(**NETWORKS[0])
    first = [i for i, row in enumerate(plain) if "∂J/" in row.quantity]
    assert len(first) == 17
    np.testing.assert_allclose(computed(doubled)[first], 2 * computed(plain)[first])


def test_no_number_is_written_into_the_calculation():
    """Those of a slide are strings; the loss has ½ and a square, and rounding has two digits."""
    constants = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(lesson.network)))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }
    assert constants <= {0.5, 2}


@shows("backprop_by_hand")
def test_the_program_prints_the_numbers_beside_the_slides(run_example):
    run = run_example("backprop_by_hand")
    lines = [line.split() for line in run.printed.splitlines()]
    assert ["quantity", "slide", "computed", "remark"] in lines
    assert ["w₅", "after", "the", "step", "0.17", "0.1743825"] in lines
    assert "16 of the slides' 16 numbers are the computed ones, rounded." in run.printed
    assert run.printed.count("Shown:") == 2
    assert "0.3272 to 0.2770" in run.printed


def test_every_number_of_the_slides_agrees():
    rows, _ = lesson.network(**NETWORKS[0])
    assert count(rows) == (16, 16)
    assert not any(agrees(row._replace(computed=row.computed + 0.02)) for row in rows if row.slide != "–")


@control("backprop_by_hand", "the step makes the loss smaller")
def test_a_step_that_is_too_long_makes_the_loss_larger(run_example):
    run_example("backprop_by_hand", "--lr", "5")


@control("backprop_by_hand", "all the slides' numbers are the computed ones")
def test_another_learning_rate_gives_other_numbers(run_example):
    run_example("backprop_by_hand", "--lr", "0.06")


def test_the_derivation_follows_the_table_where_asked(run_example):
    plain = run_example("backprop_by_hand").printed.splitlines()
    lines = run_example("backprop_by_hand", "--explain").printed.splitlines()
    assert set(plain) < set(lines)
    # Deck 1, "Summary: Back Propagation": ∂J/∂W = x (∂J/∂y)ᵀ, with a column x where this has a row.
    at = lines.index("    dJ/dW¹ = x.T @ dJ/dh    (2, 2) = (2, 1) @ (1, 2)")
    assert [line.split("= ")[-1].strip() for line in lines[at + 1 : at + 4]] == [
        "[[2, 3]].T @ [[-0.11326, -0.12135]]", "[[-0.22652,  -0.2427],", "[-0.33978, -0.36405]]",
    ]  # fmt: skip


def test_a_picture_of_the_graph_is_saved(run_example):
    run = run_example("backprop_by_hand")
    assert {path.stem for path in run.files.values() if path.suffix != ".html"} == {"network_2_2_1"}
    wrote = [line.split()[1] for line in run.printed.splitlines() if line.startswith("wrote")]
    assert set(wrote) == {str(path) for path in run.files.values()}


@pytest.mark.dot
def test_pages_that_step_through_the_graph_and_the_neurons_are_saved(run_example):
    files = run_example("backprop_by_hand").files
    assert {name for name in files if name.endswith(".html")} == {"network_2_2_1.html", "neurons_2_2_1.html"}


@pytest.mark.dot
def test_the_neurons_are_those_of_the_network():
    frames = lesson.neurons(**NETWORKS[0]).frames
    shown = {word for frame in frames for text in frame.texts.values() for word in text.split()}
    # h₁, h₂, y, δ²; w₅ and w₁ with gradient and after the step; y for the second time, J twice
    assert shown >= {"0.85", "0.48", "0.191", "-0.809"}
    assert shown >= {"-0.6876", "0.1744", "-0.2265", "0.1213", "0.2557", "0.3272", "0.277"}


def test_without_a_program_that_draws_the_numbers_and_the_graph_are_still_there(run_example, monkeypatch):
    def no_program(*_args, **_options):
        raise RuntimeError("no program for it was found")

    monkeypatch.setattr(lesson.autograd, "walkthrough", no_program)
    run = run_example("backprop_by_hand")
    assert "no pages to step through: no program for it was found" in run.printed.splitlines()
    assert {path.stem for path in run.files.values()} == {"network_2_2_1"}
