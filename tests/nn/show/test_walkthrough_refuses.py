"""nn.walkthrough: wrong calls say why, and nothing of the user's changes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from tests.nn.show.drawn_parts import two_two_one


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"target": [1.0, 2.0]}, ValueError, "the output of one sample has shape (1, 1), and the target (2,)"),
        ({"x": [[1.0, 2.0]] * 4, "target": [[1.0]] * 3}, ValueError,
         "and the target (3, 1); give a number for each output, or one number for the class, or one "
         "of these for each of the 4 samples"),
        ({"model": nn.Linear(2, 3), "x": [[1.0, 2.0]] * 3, "target": [2, 0, 1], "sample": 1}, ValueError,
         "a target of shape (3,) may be one for each of the 3 samples, or a number for each output; "
         "give that of the sample that is shown alone, as 0, or a list of floats"),
        ({"target": "one"}, TypeError, "target must hold real numbers"),
        ({"loss_function": nn.MSELoss}, TypeError, "loss_function must be a loss such as nn.MSELoss()"),
        ({"loss_function": 3}, TypeError, "loss_function must be a loss such as"),
        ({"loss_function": lambda y, t: 3.0}, ValueError, "must be a Tensor of one number, got float"),
        ({"loss_function": lambda y, t: autograd.concatenate([y, y])}, ValueError, "got shape (2, 1)"),
        ({"optimizer": "adam"}, TypeError, "optimizer must be one of nn.optim"),
        ({"optimizer": nn.optim.SGD([nn.Parameter(1.0)], lr=0.1)}, ValueError,
         "the optimizer holds no parameter of the model"),
        ({"lr": -1.0}, ValueError, "nn.walkthrough: lr must be a finite number >= 0, got -1.0"),
        ({"lr": "fast"}, ValueError, "nn.walkthrough: lr must be a finite number"),
        ({"x": [1.0, 2.0, 3.0]}, ValueError, "takes rows (..., 2), got (1, 3)"),
        ({"x": []}, ValueError, "nn.walkthrough: x must be one sample"),
        ({"precision": 0}, ValueError, "nn.walkthrough: precision must be a positive integer"),
        ({"input_names": ["a"]}, ValueError, "there are 2 inputs and 1 input_names"),
        ({"model": nn.Linear(6, 5)}, ValueError, "35 weights lead to the layer 'Linear', and more than 30"),
        ({"model": nn.ReLU()}, ValueError, "nn.walkthrough: the neuron view shows Linear layers"),
        ({"model": nn.Sequential(nn.LazyLinear(1))}, ValueError, "'0.weight' has no values before"),
        ({"model": nn.Linear(2, 1).requires_grad_(False)}, ValueError,
         "all parameters of the model are frozen; nothing to update"),
    ],
)  # fmt: skip
def test_wrong_calls(options: dict[str, Any], error: type[Exception], message: str) -> None:
    model = options.get("model", two_two_one())
    x = options.get(
        "x", np.zeros(model.in_features) if isinstance(model, nn.Linear) else [2.0, 3.0]
    )
    target = options.get(
        "target", np.zeros(model.out_features) if isinstance(model, nn.Linear) else 1.0
    )
    rest = {key: value for key, value in options.items() if key not in ("model", "x", "target")}
    with pytest.raises(error, match=re.escape(message)):
        nn.walkthrough(model, x, target, **rest)


class Noisy(nn.Module):
    """Draws a random number, whatever its mode."""

    def forward(self, x: Any) -> Any:
        return x + autograd.randn(1)


@pytest.mark.dot
def test_nothing_changes() -> None:
    model = nn.Sequential(
        nn.Linear(2, 2),
        nn.BatchNorm1d(2),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.GaussianNoise(1.0),
        nn.Linear(2, 1),
        Noisy(),
    )
    model[5].eval()
    optimizer = nn.optim.Adam(model.parameters())
    x, target = Tensor([[1.0, 2.0], [0.5, 3.0]], requires_grad=True), Tensor([[1.0], [0.0]])
    nn.MSELoss()(model(x), target).backward()
    optimizer.step()
    loss_function = nn.MSELoss(weight=[2.0])

    def fingerprint() -> list[Any]:
        tensors = [*model.named_parameters(), *model.named_buffers(), ("x", x), ("t", target)]
        return [
            [(name, t.data.tobytes(), None if t.grad is None else t.grad.data.tobytes()) for name, t in tensors],
            [module.training for module in model.modules()],
            repr(optimizer.state_dict()),
            repr(loss_function.state_dict()),
            repr(autograd.default_generator().bit_generator.state),
        ]  # fmt: skip

    before = fingerprint()
    with autograd.no_grad():
        nn.walkthrough(model, x, [1.0], loss_function, optimizer, sample=1)
    assert fingerprint() == before


@pytest.mark.dot
def test_numbers_that_are_not_finite_are_shown() -> None:
    model = nn.Linear(2, 1, bias=False)
    model.load_state_dict({"weight": [[np.nan, 1e20]]})
    frames = nn.walkthrough(model, [1.0, 1.0], 1.0).frames
    assert frames[1].line == "y = x1 * w1 + x2 * w2 = 1 * nan + 1 * 1e+20 = nan"


@pytest.mark.dot
def test_names_of_any_kind() -> None:
    names = ['say "hi"', "<b>&amp;"]
    walkthrough = nn.walkthrough(
        two_two_one(), [2.0, 3.0], 1.0, input_names=names, output_names=["두\n줄"]
    )
    assert 'say "hi" * w1' in walkthrough.frames[1].line
    assert "<b>&amp;" in walkthrough.frames[1].line


@pytest.mark.dot
def test_a_loss_function_of_ones_own_has_its_name() -> None:
    def cubed(y: Any, t: Any) -> Any:
        return ((y - t) ** 3).sum()

    frames = nn.walkthrough(two_two_one(), [2.0, 3.0], 1.0, cubed).frames
    assert frames[4].line == "L = (y - t) ** 3 = (0.191 - 1) ** 3 = -0.5295"  # -0.809 ** 3
    assert frames[4].words == "The loss, cubed."
    assert frames[5].line == "dL/dy = 3 * (y - t) ** 2 = 3 * (0.191 - 1) ** 2 = 1.963"


@pytest.mark.dot
def test_inputs_and_outputs_may_be_called_as_loss_and_target_are() -> None:
    frames = nn.walkthrough(
        two_two_one(), [2.0, 3.0], 1.0, input_names=["L", "x"], output_names=["t"]
    ).frames
    assert frames[4].line == "loss = 0.5 * square(t - target) = 0.5 * square(0.191 - 1) = 0.3272"
    assert frames[5].line == "dloss/dt = t - target = 0.191 - 1 = -0.809"
    assert frames[4].texts == {"loss_value": "loss 0.3272"}
