"""The numbers of the slides' hand calculations, and that the engine is what computes them."""

import ast
import inspect

import numpy as np
import pytest

from autograd import Tensor
from examples import backprop_by_hand as lesson

# The slides' inputs, then others, for which no number of a slide can be the answer.
LINES = [
    {"w": 15.0, "b": 2.0, "samples": [(2.0, 46.0), (3.0, 72.0)], "learning_rate": 0.2},
    {"w": -1.5, "b": 0.25, "samples": [(0.5, 3.0), (-2.0, 1.0)], "learning_rate": 0.03},
]
NETWORKS = [
    {"x": [[2.0, 3.0]], "t": 1.0, "W1": [[0.11, 0.12], [0.21, 0.08]], "W2": [[0.14], [0.15]], "learning_rate": 0.05},
    {"x": [[-1.0, 0.7]], "t": 2.0, "W1": [[0.5, -0.3], [0.9, 0.4]], "W2": [[1.1], [-0.6]], "learning_rate": 0.1},
]  # fmt: skip
PARTS = [(lesson.gradient_descent, LINES[0]), (lesson.network, NETWORKS[0])]


def computed(rows):
    return np.array([row.computed for row in rows])


def line_by_numpy(w, b, samples, learning_rate):
    (x1, t1), (x2, t2) = samples
    error = w * x1 + b - t1
    numbers = [w * x1 + b, error**2 / 2, error**2, error * x1, error]
    w, b = w - learning_rate * error * x1, b - learning_rate * error
    numbers += [w, b, w * x1 + b]
    error = w * x2 + b - t2
    numbers += [w * x2 + b, error**2 / 2, error * x2, error]
    return [*numbers, w - learning_rate * error * x2, b - learning_rate * error]


def network_by_numpy(x, t, W1, W2, learning_rate):
    x, W1, W2 = np.ravel(x), np.array(W1), np.ravel(W2)
    h = x @ W1
    d2 = h @ W2 - t
    d1 = W2 * d2
    dW2, dW1, dx = h * d2, np.outer(x, d1), W1 @ d1
    new_W2, new_W1 = W2 - learning_rate * dW2, W1 - learning_rate * dW1
    numbers = [h, h @ W2, d2**2 / 2, d2, d1, dW2, dW1, dx]
    numbers += [learning_rate * dW2, learning_rate * dW1, new_W2, new_W1]
    for V1, V2 in [(new_W1, new_W2), (new_W1.round(2), new_W2.round(2))]:
        h = x @ V1
        numbers += [h, h @ V2, (h @ V2 - t) ** 2 / 2]
    return np.concatenate([np.ravel(number) for number in numbers])


@pytest.mark.parametrize("inputs", LINES)
def test_gradient_descent_is_what_numpy_computes(inputs):
    rows, _ = lesson.gradient_descent(**inputs)
    np.testing.assert_allclose(computed(rows), line_by_numpy(**inputs), rtol=1e-12)


@pytest.mark.parametrize("inputs", NETWORKS)
def test_the_network_is_what_numpy_computes(inputs):
    rows, _ = lesson.network(**inputs)
    np.testing.assert_allclose(computed(rows), network_by_numpy(**inputs), rtol=1e-12)


def test_the_numbers_are_those_of_a_calculation_on_paper():
    line, _ = lesson.gradient_descent(**LINES[0])
    expected = [32, 98, 196, -28, -14, 20.6, 4.8, 46, 66.6, 14.58, -16.2, -5.4, 23.84, 5.88]
    np.testing.assert_allclose(computed(line), expected, atol=1e-9)
    net, _ = lesson.network(**NETWORKS[0])
    expected = [0.85, 0.48, 0.191, 0.3272405, -0.809, -0.11326, -0.12135, -0.68765, -0.38832]
    expected += [-0.22652, -0.2427, -0.33978, -0.36405, -0.0270206, -0.0334926]
    expected += [-0.0343825, -0.019416, -0.011326, -0.012135, -0.016989, -0.0182025]
    expected += [0.1743825, 0.169416, 0.121326, 0.132135, 0.226989, 0.0982025]
    expected += [0.923619, 0.5588775, 0.2557457808075, 0.2769571713929]
    expected += [0.93, 0.56, 0.2533, 0.278780445]
    np.testing.assert_allclose(computed(net), expected, atol=1e-9)


def test_every_number_of_the_slides_agrees_but_the_erratum():
    rows = [row for part, inputs in PARTS for row in part(**inputs)[0] if row.slide != "–"]
    assert len(rows) == 23
    assert [row.quantity for row in rows if not lesson.agrees(row)] == ["J₁ = ½(y₁ − t₁)²"]
    assert [row.remark for row in rows if "erratum" in row.remark] == [rows[1].remark]


def nudged(value, index):
    """The input, with one of its numbers a little larger."""
    array = np.array(value, float)
    array.flat[index] += 0.1
    return array.tolist()


@pytest.mark.parametrize(("part", "inputs"), PARTS)
def test_a_changed_input_changes_the_computed_column_alone(part, inputs):
    before, _ = part(**inputs)
    for name, value in inputs.items():
        for index in range(np.size(value)):
            after, _ = part(**{**inputs, name: nudged(value, index)})
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


@pytest.mark.parametrize(("part", "inputs"), PARTS)
def test_the_gradients_are_those_of_backward(part, inputs, monkeypatch):
    plain, _ = part(**inputs)
    backward = Tensor.backward
    monkeypatch.setattr(Tensor, "backward", lambda loss: backward(loss, np.full(loss.shape, 2.0)))
    doubled, _ = part(**inputs)
    first = [i for i, row in enumerate(plain) if "∂J/" in row.quantity or "∂J₁/" in row.quantity]
    assert len(first) in (2, 17)
    np.testing.assert_allclose(computed(doubled)[first], 2 * computed(plain)[first])


@pytest.mark.parametrize("part", [lesson.gradient_descent, lesson.network, lesson.neurons])
def test_no_number_is_written_into_the_calculation(part):
    """Those of a slide are strings; the loss has ½ and a square, and rounding has two digits."""
    constants = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(part)))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }
    assert constants <= {0.5, 2}


@pytest.mark.parametrize(
    ("slide", "number", "same"),
    [("0.17", 0.1743825, True), ("0.17", 0.1751, False), (".10", 0.0982, True), ("-28", -28.0, True),
     ("-0.034", 0.034, False), ("32", 32.6, False)],
)  # fmt: skip
def test_agreement_is_to_the_printed_digits(slide, number, same):
    assert lesson.agrees(lesson.Row("q", slide, number)) is same


def test_the_program_prints_the_numbers_beside_the_slides(capsys):
    lesson.main([])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["quantity", "slide", "computed", "remark"] in lines
    assert ["∂J₁/∂w", "-28", "-28"] in lines
    assert ["w₅", "after", "the", "step", "0.17", "0.1743825"] in lines
    assert lines[-1][:6] == ["22", "of", "the", "slides'", "23", "numbers"]


def test_the_derivations_follow_the_tables_where_asked(capsys):
    lesson.main([])
    plain = capsys.readouterr().out.splitlines()
    lesson.main(["--explain"])
    lines = capsys.readouterr().out.splitlines()
    assert set(plain) < set(lines)
    # Deck 1, "Summary: Back Propagation": ∂J/∂W = x (∂J/∂y)ᵀ, with a column x where this has a row.
    assert "    dJ₁/dw = dJ₁/dy₁ * dy₁/dw = dJ₁/dy₁ * x₁ = -14 * 2 = -28" in lines
    at = lines.index("    dJ/dW¹ = x.T @ dJ/dh    (2, 2) = (2, 1) @ (1, 2)")
    assert [line.split("= ")[-1].strip() for line in lines[at + 1 : at + 4]] == [
        "[[2, 3]].T @ [[-0.11326, -0.12135]]", "[[-0.22652,  -0.2427],", "[-0.33978, -0.36405]]",
    ]  # fmt: skip


def test_pictures_of_both_graphs_are_saved(tmp_path, capsys):
    lesson.main(["--out", str(tmp_path)])
    pictures = [path for path in tmp_path.iterdir() if path.suffix != ".html"]
    assert {path.stem for path in pictures} == {"gradient_descent", "network_2_2_1"}
    wrote = [line.split()[1] for line in capsys.readouterr().out.splitlines() if "wrote" in line]
    assert set(wrote) == {str(path) for path in tmp_path.iterdir()}


@pytest.mark.dot
def test_pages_that_step_through_both_graphs_and_the_neurons_are_saved(tmp_path):
    lesson.main(["--out", str(tmp_path)])
    pages = {path.name for path in tmp_path.glob("*.html")}
    assert pages == {"gradient_descent.html", "network_2_2_1.html", "neurons_2_2_1.html"}


@pytest.mark.dot
def test_the_neurons_are_those_of_the_network():
    frames = lesson.neurons(**NETWORKS[0]).frames
    shown = {word for frame in frames for text in frame.texts.values() for word in text.split()}
    # h₁, h₂, y, δ²; w₅ and w₁ with gradient and after the step; y for the second time, J twice
    assert shown >= {"0.85", "0.48", "0.191", "-0.809"}
    assert shown >= {"-0.6876", "0.1744", "-0.2265", "0.1213", "0.2557", "0.3272", "0.277"}


def test_without_a_program_that_draws_the_numbers_and_graphs_are_still_there(
    tmp_path, capsys, monkeypatch
):
    def no_program(*_args, **_options):
        raise RuntimeError("no program for it was found")

    monkeypatch.setattr(lesson.autograd, "walkthrough", no_program)
    lesson.main(["--out", str(tmp_path)])
    assert capsys.readouterr().out.splitlines()[-1] == (
        "no pages to step through: no program for it was found"
    )
    assert {path.stem for path in tmp_path.iterdir()} == {"gradient_descent", "network_2_2_1"}
