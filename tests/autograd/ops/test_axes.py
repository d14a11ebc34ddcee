"""Axes in another order, elements moved along them: literal results and gradients, errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

SQUARE = [[1.0, 2.0], [3.0, 4.0]]
WEIGHTS = [[10.0, 20.0], [30.0, 40.0]]


@pytest.mark.parametrize(
    ("function", "result", "gradient"),
    [
        (ag.flip, [[4.0, 3.0], [2.0, 1.0]], [[40.0, 30.0], [20.0, 10.0]]),
        (lambda x: ag.flip(x, 0), [[3.0, 4.0], [1.0, 2.0]], [[30.0, 40.0], [10.0, 20.0]]),
        (lambda x: ag.flip(x, (-1,)), [[2.0, 1.0], [4.0, 3.0]], [[20.0, 10.0], [40.0, 30.0]]),
        (lambda x: ag.flip(x, ()), SQUARE, WEIGHTS),
        (lambda x: ag.roll(x, 1), [[4.0, 1.0], [2.0, 3.0]], [[20.0, 30.0], [40.0, 10.0]]),
        (lambda x: ag.roll(x, 1, 1), [[2.0, 1.0], [4.0, 3.0]], [[20.0, 10.0], [40.0, 30.0]]),
        (lambda x: ag.roll(x, 4, dim=0), SQUARE, WEIGHTS),
        (lambda x: ag.roll(x, (1, -1), (0, 1)), [[4.0, 3.0], [2.0, 1.0]], [[40.0, 30.0], [20.0, 10.0]]),
        (ag.rot90, [[2.0, 4.0], [1.0, 3.0]], [[30.0, 10.0], [40.0, 20.0]]),
        (lambda x: ag.rot90(x, 2), [[4.0, 3.0], [2.0, 1.0]], [[40.0, 30.0], [20.0, 10.0]]),
        (lambda x: ag.rot90(x, 3), [[3.0, 1.0], [4.0, 2.0]], [[20.0, 40.0], [10.0, 30.0]]),
        (lambda x: ag.rot90(x, 4) * 1.0, SQUARE, WEIGHTS),
        (lambda x: ag.rot90(x, 1, (1, 0)), [[3.0, 1.0], [4.0, 2.0]], [[20.0, 40.0], [10.0, 30.0]]),
        (lambda x: ag.swapaxes(x, 0, -1), [[1.0, 3.0], [2.0, 4.0]], [[10.0, 30.0], [20.0, 40.0]]),
        (lambda x: ag.moveaxis(x, 0, 1), [[1.0, 3.0], [2.0, 4.0]], [[10.0, 30.0], [20.0, 40.0]]),
    ],
)  # fmt: skip
def test_hand_computed(function: Callable[..., Any], result: Any, gradient: Any) -> None:
    x = Tensor(SQUARE, requires_grad=True)
    y = function(x)
    assert y.tolist() == result
    (y * Tensor(WEIGHTS)).sum().backward()
    assert x.grad.tolist() == gradient


def test_axes_end_where_they_are_told_to() -> None:
    x = ag.zeros(2, 3, 4, 5)
    assert ag.swapaxes(x, 1, -1).shape == (2, 5, 4, 3)
    assert ag.swapaxes(x, 2, 2).shape == (2, 3, 4, 5)
    assert ag.moveaxis(x, 0, 2).shape == (3, 4, 2, 5)
    assert ag.moveaxis(x, -1, 0).shape == (5, 2, 3, 4)
    assert ag.moveaxis(x, [0, 1], [-1, -2]).shape == (4, 5, 3, 2)
    assert np.moveaxis(x, 0, -1).shape == (3, 4, 5, 2)
    assert np.swapaxes(x, 0, 1).shape == (3, 2, 4, 5)


def test_numpys_functions_are_ours() -> None:
    x = Tensor(SQUARE, requires_grad=True)
    for y in (np.flip(x, axis=0), np.roll(x, 1, axis=1), np.rot90(x), np.moveaxis(x, 0, 1)):
        assert isinstance(y, Tensor)
        assert y.requires_grad


def test_flip_shares_memory_and_the_gradient_does_not() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = ag.flip(x)
    assert np.shares_memory(y.detach().numpy(), x.detach().numpy())
    z = y * 1.0
    y.retain_grad()
    z.sum().backward()
    assert not np.shares_memory(y.grad.numpy(), x.grad.numpy())


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        (lambda x: ag.flip(x, 2), ValueError, r"flip\(x: Tensor of shape \(2, 2\)\): axis 2 is out of bounds"),
        (lambda x: ag.flip(x, (0, 0)), ValueError, r"flip\(x: .*repeated axis"),
        (lambda x: ag.roll(x, 1, 2), ValueError, r"roll\(x: .*axis 2 is out of bounds"),
        (lambda x: ag.roll(x, (1, 2, 3), (0, 1)), ValueError, r"roll\(x: .*broadcast"),
        (lambda x: ag.swapaxes(x, 0, 2), ValueError, "swapaxes: axis 2 is out of bounds for a tensor with 2 axes"),
        (lambda x: ag.moveaxis(x, 0, 2), ValueError, "moveaxis: axis 2 is out of bounds"),
        (lambda x: ag.moveaxis(x, (0, -2), (0, 1)), ValueError, r"moveaxis: \(0, -2\) names an axis twice"),
        (lambda x: ag.moveaxis(x, (0, 1), 0), ValueError, "moveaxis: 2 axes to move"),
        (lambda x: ag.permute(x, (0, 0)), ValueError, r"permute\(x: .*repeated axis"),
        (lambda x: ag.permute(x, (0,)), ValueError, r"permute\(x: .*axes don't match"),
        (lambda x: ag.rot90(x, 1, (0, 0)), ValueError, "rot90: the two axes must differ"),
        (lambda x: ag.rot90(x, 1, (0, 1, 1)), ValueError, "rot90: a plane has two axes"),
        (lambda x: ag.rot90(x[0]), ValueError, "rot90: axis 1 is out of bounds for a tensor with 1 axes"),
    ],
)  # fmt: skip
def test_errors(wrong: Callable[..., Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        wrong(Tensor(SQUARE, requires_grad=True, name="x"))


def test_what_rot90_refuses() -> None:
    x = Tensor(np.ones((2, 3)))
    with pytest.raises(TypeError, match="rot90: the number of turns must be an integer, got 'a'"):
        ag.rot90(x, "a")
    with pytest.raises(ValueError, match="rot90: a plane has two axes, got 1"):
        ag.rot90(x, 1, 1)
