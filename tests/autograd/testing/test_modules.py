"""A module is checked with all its parameters, and is afterwards what it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor
from autograd.testing import GradientError, gradcheck
from tests.autograd.testing.faults import normal, square, tensor

DATA = np.random.default_rng(5).standard_normal((4, 3))


class Faulty(nn.Module):
    """Right in its input, wrong in one of its parameters; it counts its calls in a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(np.array([1.0, 2.0]))
        self.inner = nn.Linear(3, 2, dtype=np.float64)
        self.register_buffer("calls", np.zeros(1))

    def forward(self, x: Any) -> Any:
        with ag.no_grad():
            self.calls.copy_(self.calls + 1)
        return square(lambda g, out, x: g * (2.02 * x))(self.scale) + self.inner(x)


def perceptron() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).to(np.float64)


def test_parameters_are_checked_whether_or_not_the_input_is() -> None:
    model = perceptron()
    for x in (Tensor(DATA), Tensor(DATA, requires_grad=True)):
        assert gradcheck(model, x, order=2)
        assert gradcheck(model.forward, x)
    with pytest.raises(GradientError, match=r"Faulty is wrong in 2 of 10 elements:\n.*scale\[0\](.|\n)*rule of faulty_square"):
        gradcheck(Faulty(), Tensor(DATA))


def test_frozen_parameters_are_left_out() -> None:
    model = Faulty()
    model.scale.requires_grad = False
    assert gradcheck(model, Tensor(DATA), order=2)


def test_the_module_is_afterwards_what_it_was() -> None:
    model = Faulty()
    arrays = [parameter.data for parameter in model.parameters()]
    values = model.state_dict()
    with pytest.raises(GradientError):
        gradcheck(model, Tensor(DATA))
    model.scale.requires_grad = False
    gradcheck(model, Tensor(DATA), order=2)
    assert [parameter.data is array for parameter, array in zip(model.parameters(), arrays, strict=True)] == [True] * 3
    for name, value in model.state_dict().items():
        np.testing.assert_array_equal(value, values[name])
    assert all(parameter.grad is None for parameter in model.parameters())


def test_parameters_of_a_closure() -> None:
    model, x = perceptron(), Tensor(DATA)
    target = Tensor(np.ones((4, 2)))

    def loss(x: Any) -> Any:
        return ((model(x) - target) ** 2).mean()

    with pytest.raises(ValueError, match="none of the inputs"):
        gradcheck(loss, x)
    assert gradcheck(loss, x, parameters=model, order=2)
    assert gradcheck(loss, x, parameters=list(model.parameters()))
    w = tensor([1.0, 2.0], "w")
    with pytest.raises(GradientError, match=r"w\[1\]: analytic 2, numeric 4"):
        gradcheck(lambda: square(lambda g, out, x: g * x)(w), [], parameters={"weight": w})
    assert w.tolist() == [1.0, 2.0]


def test_a_model_in_float32_says_how_to_convert_it() -> None:
    with pytest.raises(TypeError, match=r"weight has dtype float32; finite differences need float64.*module.to\(np.float64\)"):
        gradcheck(nn.Linear(3, 2), Tensor(DATA))


@pytest.mark.parametrize(
    "loss", [nn.functional.mse_loss, lambda p, t: nn.functional.cross_entropy(p, np.array([0, 2, 1, 1]))]
)
def test_losses(loss: Any) -> None:
    assert gradcheck(loss, [normal(4, 3), Tensor(DATA)], order=2)
