"""nn.walkthrough: the decks' step of training, line by line, and those of other networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
from autograd import Tensor
from tests.nn.show.drawn_parts import two_two_one

pytestmark = pytest.mark.dot


def lines(steps: Any) -> list[str]:
    return [
        " = ".join(side.text for side in line) for frame in steps.frames for line in frame.lines
    ]


def test_deck_1_line_for_line() -> None:
    steps = nn.walkthrough(two_two_one(), [2.0, 3.0], 1.0, precision=7)
    assert [(frame.section, frame.title) for frame in steps.frames] == [
        ("Given", "Given"),
        ("Forward pass", "Neuron h1"), ("", "Neuron h2"), ("", "Neuron y"), ("", "Loss"),
        ("Backward pass", "Back from the loss"), ("", "Gradients of the weights to y"),
        ("", "Back to neuron h1"), ("", "Back to neuron h2"),
        ("", "Gradients of the weights to h1"), ("", "Gradients of the weights to h2"),
        ("Update of the weights", "Update of the weights to hidden"),
        ("", "Update of the weights to output"),
        ("Second forward pass", "Layer hidden with the new weights"),
        ("", "Layer output with the new weights"), ("", "Loss with the new weights"),
    ]  # fmt: skip
    # Catalogue S0.W3; the loss is half the square of -0.809.
    assert lines(steps) == [
        "x1 = 2", "x2 = 3", "t = 1",
        "h1 = x1 * w1 + x2 * w2 = 2 * 0.11 + 3 * 0.21 = 0.85",
        "h2 = x1 * w3 + x2 * w4 = 2 * 0.12 + 3 * 0.08 = 0.48",
        "y = h1 * w5 + h2 * w6 = 0.85 * 0.14 + 0.48 * 0.15 = 0.191",
        "L = 0.5 * square(y - t) = 0.5 * square(0.191 - 1) = 0.3272405",
        "dL/dy = y - t = 0.191 - 1 = -0.809",
        "dL/dw5 = dL/dy * h1 = -0.809 * 0.85 = -0.68765",
        "dL/dw6 = dL/dy * h2 = -0.809 * 0.48 = -0.38832",
        "dL/dh1 = dL/dy * w5 = -0.809 * 0.14 = -0.11326",
        "dL/dh2 = dL/dy * w6 = -0.809 * 0.15 = -0.12135",
        "dL/dw1 = dL/dh1 * x1 = -0.11326 * 2 = -0.22652",
        "dL/dw2 = dL/dh1 * x2 = -0.11326 * 3 = -0.33978",
        "dL/dw3 = dL/dh2 * x1 = -0.12135 * 2 = -0.2427",
        "dL/dw4 = dL/dh2 * x2 = -0.12135 * 3 = -0.36405",
        "new w1 = w1 - lr * dL/dw1 = 0.11 - 0.05 * (-0.22652) = 0.121326",
        "new w2 = w2 - lr * dL/dw2 = 0.21 - 0.05 * (-0.33978) = 0.226989",
        "new w3 = w3 - lr * dL/dw3 = 0.12 - 0.05 * (-0.2427) = 0.132135",
        "new w4 = w4 - lr * dL/dw4 = 0.08 - 0.05 * (-0.36405) = 0.0982025",
        "new w5 = w5 - lr * dL/dw5 = 0.14 - 0.05 * (-0.68765) = 0.1743825",
        "new w6 = w6 - lr * dL/dw6 = 0.15 - 0.05 * (-0.38832) = 0.169416",
        "h1 = x1 * w1 + x2 * w2 = 2 * 0.121326 + 3 * 0.226989 = 0.923619",
        "h2 = x1 * w3 + x2 * w4 = 2 * 0.132135 + 3 * 0.0982025 = 0.5588775",
        "y = h1 * w5 + h2 * w6 = 0.923619 * 0.1743825 + 0.5588775 * 0.169416 = 0.2557458",
        "L = 0.5 * square(y - t) = 0.5 * square(0.2557458 - 1) = 0.2769572",
    ]  # fmt: skip
    assert steps.frames[-1].words == (
        "The loss was 0.3272405 before the step; with the new weights it is 0.2769572."
    )
    assert steps.frames[-1].texts == {"loss_value": "L 0.3272405 → 0.2769572"}
    with autograd.no_grad():
        assert lines(nn.walkthrough(two_two_one(), [2.0, 3.0], 1.0, precision=7)) == lines(steps)


def test_sums_over_paths_biases_and_activation_functions() -> None:
    model = nn.MLP([1, 1, 2], "sigmoid", dtype="float64")
    model.load_state_dict({
        "0.weight": [[2.0]], "0.bias": [-2.0], "2.weight": [[1.0], [-3.0]], "2.bias": [0.5, 0.5],
    })  # fmt: skip
    shown = lines(nn.walkthrough(model, [1.0], [1.0, 0.0], nn.SSELoss(), lr=0.1))
    # sigma(0) = 0.5; y = (1, -1); dL/dy = 2 (y - t) = (0, -2); sigma'(0) = 0.25
    for line in (
        "z_h = x * w1 + b1 = 1 * 2 + (-2) = 0",
        "h = sigmoid(z_h) = sigmoid(0) = 0.5",
        "y1 = h * w2 + b2 = 0.5 * 1 + 0.5 = 1",
        "y2 = h * w3 + b3 = 0.5 * (-3) + 0.5 = -1",
        "dL/dy2 = -2",
        "dL/dw3 = dL/dy2 * h = -2 * 0.5 = -1",
        "dL/db3 = dL/dy2 = -2",
        "dL/dh = dL/dy1 * w2 + dL/dy2 * w3 = 0 * 1 + (-2 * (-3)) = 6",
        "dL/dz_h = dL/dh * (h * (1 - h)) = 6 * (0.5 * (1 - 0.5)) = 1.5",
        "dL/dw1 = dL/dz_h * x = 1.5 * 1 = 1.5",
        "new w1 = w1 - lr * dL/dw1 = 2 - 0.1 * 1.5 = 1.85",
    ):
        assert line in shown


def test_classes_by_cross_entropy_and_a_softmax_of_a_whole_row() -> None:
    model = nn.Linear(1, 2, bias=False, dtype="float64")
    model.load_state_dict({"weight": [[0.0], [0.0]]})
    shown = lines(nn.walkthrough(model, [1.0], 1, nn.CrossEntropyLoss(), lr=1.0))
    assert any(line.startswith("L = ") and line.endswith(" = 0.6931") for line in shown)  # ln 2
    assert any(line.startswith("dL/dy1") and line.endswith("= 0.5") for line in shown)  # 1/2 - 0
    assert any(line.startswith("dL/dy2") and line.endswith("= -0.5") for line in shown)  # 1/2 - 1
    probabilities = nn.Sequential(model, nn.Softmax())
    shown = lines(nn.walkthrough(probabilities, [1.0], [1.0, 0.0], nn.SSELoss()))
    assert "y1 = Softmax(z) = 0.5" in shown
    # dL/dp = (-1, 1); through softmax p (g - p . g) = 0.5 * (-1 - 0)
    assert "dL/dz_y1 = -0.5" in shown


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("target", [1, 1.0, [1], np.float32(1.0), Tensor([[1.0]])], ids=repr)
def test_targets_of_any_kind_have_their_name_in_formulas(target: Any, dtype: str) -> None:
    frames = nn.walkthrough(two_two_one().to(dtype), [2.0, 3.0], target).frames
    assert frames[4].line == "L = 0.5 * square(y - t) = 0.5 * square(0.191 - 1) = 0.3272"
    assert frames[5].line == "dL/dy = y - t = 0.191 - 1 = -0.809"


def test_functions_without_a_simple_formula_are_called_by_their_names() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.LogSoftmax())
    shown = lines(nn.walkthrough(model, [1.0, 2.0], 1, nn.NLLLoss()))
    assert any(line.startswith("L = NLLLoss(y, t) = ") for line in shown)
    assert any(line.startswith("y2 = LogSoftmax(z) = ") for line in shown)


def test_the_optimizers_own_next_step_is_shown() -> None:
    model = two_two_one()
    optimizer = nn.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(2):
        optimizer.zero_grad()
        nn.HalfSquaredError()(model(Tensor([2.0, 3.0])), [1.0]).backward()
        optimizer.step()
    optimizer.zero_grad()
    shown = lines(nn.walkthrough(model, [2.0, 3.0], 1.0, optimizer=optimizer, precision=9))
    nn.HalfSquaredError()(model(Tensor([2.0, 3.0])), [1.0]).backward()
    optimizer.step()
    for number, value in enumerate(
        [*model[0].weight.reshape(-1).tolist(), *model[1].weight[0].tolist()], 1
    ):
        (line,) = [line for line in shown if line.startswith(f"new w{number} = ")]
        assert line.startswith(f"new w{number} = w{number} + change = ")
        assert line.endswith(f" = {value:.9g}")


def test_weights_that_the_optimizer_does_not_hold_stay() -> None:
    model = two_two_one()
    optimizer = nn.optim.SGD(model[1].parameters(), lr=0.05)
    shown = lines(nn.walkthrough(model, [2.0, 3.0], 1.0, optimizer=optimizer))
    assert "new w1 = w1 + change = 0.11 + 0 = 0.11" in shown
    assert "new w5 = w5 - lr * dL/dw5 = 0.14 - 0.05 * (-0.6876) = 0.1744" in shown


def test_each_neuron_lights_with_its_sum_and_what_goes_into_it() -> None:
    frame = nn.walkthrough(nn.Sequential(nn.Linear(1, 1, bias=False), nn.ReLU()), [2.0], 1.0).frames[1]
    assert frame.active == {"neuron_0_0": "used", "edge_0_0_0": "used", "neuron_1_0": "now"}
    assert frame.texts["neuron_1_0_sum"].startswith("Σ ")


def test_a_step_of_adam_changes_each_weight_by_the_learning_rate_at_first() -> None:
    model = two_two_one()
    optimizer = nn.optim.Adam(model.parameters(), lr=0.1)
    shown = lines(nn.walkthrough(model, [2.0, 3.0], 1.0, optimizer=optimizer))
    assert "new w1 = w1 + change = 0.11 + 0.1 = 0.21" in shown  # all gradients are negative
    assert "new w6 = w6 + change = 0.15 + 0.1 = 0.25" in shown
    # x1 = 0: no gradient, no change; that is not to pass for the rule of SGD.
    shown = lines(nn.walkthrough(model, [0.0, 3.0], 1.0, optimizer=optimizer))
    assert "new w1 = w1 + change = 0.11 + 0 = 0.11" in shown
    decayed = nn.optim.SGD(model.parameters(), lr=0.05, weight_decay=1.0)
    shown = lines(nn.walkthrough(model, [2.0, 3.0], 1.0, optimizer=decayed, precision=7))
    # 0.05 * (-0.22652 + 0.11) = -0.005826
    assert "new w1 = w1 + change = 0.11 + 0.005826 = 0.115826" in shown


def test_a_layer_used_twice_sums_both_uses() -> None:
    layer = nn.Linear(1, 1, bias=False, dtype="float64")
    layer.load_state_dict({"weight": [[3.0]]})
    steps = nn.walkthrough(nn.Sequential(layer, layer), [2.0], 17.0)
    shown = lines(steps)
    assert "dL/dy = y - t = 18 - 17 = 1" in shown
    # y = w h, h = w x: 1 * 6 + 3 * 2
    summed = "dL/dw1 = dL/dh * x + dL/dy * h = 3 * 2 + 1 * 6 = 12"
    assert shown.count(summed) == 1
    assert shown.index(summed) > shown.index("dL/dh = dL/dy * w1 = 1 * 3 = 3")
    assert shown.count("new w1 = w1 - lr * dL/dw1 = 3 - 0.05 * 12 = 2.4") == 1
    texts = {key: text for frame in steps.frames for key, text in frame.texts.items()}
    for key in ("edge_0_0_0", "edge_1_0_0"):
        assert (texts[f"{key}_gradient"], texts[f"{key}_value"]) == ("∂ 12", "w1 3 → 2.4")


def test_words_do_not_repeat_the_lines_that_are_read_after_them() -> None:
    model = nn.MLP([2, 2, 1], "tanh")
    for frame in nn.walkthrough(model, [2.0, 3.0], [1.0]).frames:
        assert frame.words.endswith(".")
        assert not any(" = ".join(side.text for side in line) in frame.words for line in frame.lines)


def test_frozen_weights_get_no_gradient_and_no_update() -> None:
    model = two_two_one()
    model[0].requires_grad_(False)
    frames = {frame.title: frame for frame in nn.walkthrough(model, [2.0, 3.0], 1.0).frames}
    assert frames["Gradients of the weights to h1"].lines == ()
    assert frames["Gradients of the weights to h1"].texts["edge_0_0_0_gradient"] == "∂ –"
    assert frames["Update of the weights to hidden"].texts["edge_0_0_0_value"] == "w1 0.11 → 0.11"


@settings(max_examples=15)
@given(data=st.data())
def test_every_number_equals_the_engines(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    function = data.draw(st.sampled_from(["relu", "tanh", "sigmoid", "gelu", None]))
    autograd.manual_seed(data.draw(st.integers(0, 1000)))
    model = nn.MLP(sizes, function, dtype="float64")
    x, target = autograd.randn(1, sizes[0]), autograd.randn(1, sizes[-1])
    steps = nn.walkthrough(model, x, target, nn.MSELoss(), lr=0.1, precision=12)
    shown = {key: text for frame in steps.frames for key, text in frame.texts.items()}
    optimizer = nn.optim.SGD(model.parameters(), lr=0.1)
    loss = nn.MSELoss()(model(x), target)
    loss.backward()
    gradients = [
        [p.grad.data.copy() for p in layer.parameters()]
        for layer in model
        if isinstance(layer, nn.Linear)
    ]
    optimizer.step()
    layers = [layer for layer in model if isinstance(layer, nn.Linear)]
    for c, (layer, (weight_gradient, bias_gradient)) in enumerate(
        zip(layers, gradients, strict=True)
    ):
        for (j, i), gradient in np.ndenumerate(weight_gradient):
            assert number(shown[f"edge_{c}_{j}_{i}_gradient"]) == pytest.approx(gradient, rel=1e-10)
            new = layer.weight[j, i].item()
            assert number(shown[f"edge_{c}_{j}_{i}_value"]) == pytest.approx(new, rel=1e-10)
        for j, gradient in enumerate(bias_gradient):
            assert number(shown[f"edge_{c}_{j}_one_gradient"]) == pytest.approx(gradient, rel=1e-10)
            assert number(shown[f"neuron_{c + 1}_{j}_gradient"]) == pytest.approx(
                gradient, rel=1e-10
            )
    again = nn.MSELoss()(model(x), target)
    assert shown["loss_value"] == f"L {loss.item():.12g} → {again.item():.12g}"
    for i, value in enumerate(model(x)[0].tolist()):
        assert number(shown[f"neuron_{len(layers)}_{i}_value"]) == pytest.approx(value, rel=1e-10)


def number(text: str) -> float:
    return float(text.split()[-1])
