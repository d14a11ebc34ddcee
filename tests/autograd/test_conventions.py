"""The table of kinks, ties and special values: literal numbers, as PyTorch gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

INF = np.inf


@pytest.mark.parametrize(
    ("function", "x", "value", "slope"),
    [
        (ag.relu, 0.0, 0.0, 0.0),
        (ag.absolute, 0.0, 0.0, 0.0),
        (ag.sign, 0.0, 0.0, 0.0),
        (ag.sqrt, 0.0, 0.0, INF),
        (ag.floor, 2.0, 2.0, 0.0),
        (ag.ceil, 2.0, 2.0, 0.0),
        (ag.trunc, 0.0, 0.0, 0.0),
        (ag.round, 2.5, 2.0, 0.0),
        (lambda x: x // 2.0, 4.0, 2.0, 0.0),
        (lambda x: x % 2.0, 4.0, 0.0, 1.0),
        (lambda x: 6.0 % x, 3.0, 0.0, -2.0),
        (ag.step, 0.0, 1.0, 0.0),
        (lambda x: ag.step(x, at_zero=0.0), 0.0, 0.0, 0.0),
        (ag.leaky_relu, 0.0, 0.0, 0.01),
        (lambda x: ag.leaky_relu(x, 0.1), 0.0, 0.0, 0.1),
        (ag.elu, 0.0, 0.0, 1.0),
        (lambda x: ag.elu(x, alpha=2.0), 0.0, 0.0, 2.0),
        (lambda x: ag.arctan2(x, 0.0), 0.0, 0.0, 0.0),
        (ag.arcsin, 1.0, np.pi / 2, INF),
        (ag.nan_to_num, INF, np.finfo(np.float64).max, 0.0),
        (lambda x: x**2, 0.0, 0.0, 0.0),
        (lambda x: x**0, 0.0, 1.0, 0.0),
        (lambda x: x**1, 0.0, 0.0, 1.0),
        (lambda x: x ** Tensor(0.0), 0.0, 1.0, 0.0),
        (lambda x: Tensor(0.0) ** x, 2.0, 0.0, 0.0),
        (lambda x: ag.clip(x, 0.0, 1.0), 0.0, 0.0, 1.0),
        (lambda x: ag.clip(x, 0.0, 1.0), 1.0, 1.0, 1.0),
        (lambda x: ag.clip(x, 0.0, 1.0), 1.5, 1.0, 0.0),
        (lambda x: ag.maximum(x, 1.0), 1.0, 1.0, 0.5),
        (lambda x: ag.minimum(x, 1.0), 1.0, 1.0, 0.5),
        (lambda x: ag.maximum(x, x), 1.0, 1.0, 1.0),
        (ag.tanh, 1000.0, 1.0, 0.0),
        (ag.tanh, -1000.0, -1.0, 0.0),
        (ag.sigmoid, 1000.0, 1.0, 0.0),
        (ag.sigmoid, -1000.0, 0.0, 0.0),
        (ag.sigmoid, 0.0, 0.5, 0.25),
        (lambda x: ag.where(x > 0, ag.log(ag.maximum(x, 1e-9)), 0.0), -1.0, 0.0, 0.0),
    ],
)
def test_kink(function: Callable[..., Any], x: float, value: float, slope: float) -> None:
    t = Tensor(x, requires_grad=True)
    result = function(t)
    result.backward()
    assert result.item() == value
    assert t.grad.item() == slope


@pytest.mark.parametrize(
    ("function", "x", "gradient"),
    [
        (lambda t: t.max(), [2.0, 5.0, 5.0], [0.0, 0.5, 0.5]),
        (lambda t: t.min(), [2.0, 2.0, 5.0], [0.5, 0.5, 0.0]),
        (lambda t: t.max(axis=0), [2.0, 5.0, 5.0], [0.0, 1.0, 0.0]),
        (lambda t: t.min(axis=-1), [2.0, 2.0, 5.0], [1.0, 0.0, 0.0]),
        (lambda t: t.max(dim=0).values, [5.0, 5.0, 5.0], [1.0, 0.0, 0.0]),
        (lambda t: t.reshape(3, 1).max(axis=(0, 1)), [5.0, 5.0, 1.0], [0.5, 0.5, 0.0]),
        (lambda t: ag.maxout(t, pieces=3).sum(), [2.0, 5.0, 5.0], [0.0, 1.0, 0.0]),
    ],
)
def test_ties(function: Callable[..., Any], x: list[float], gradient: list[float]) -> None:
    t = Tensor(x, requires_grad=True)
    function(t).backward()
    assert t.grad.tolist() == gradient


def test_softmax_family_neither_overflows_nor_loses_digits() -> None:
    t = Tensor([1000.0, 1001.0, 1002.0], requires_grad=True)
    assert ag.softmax(t).tolist() == pytest.approx([0.0900305732, 0.2447284711, 0.6652409558])
    assert ag.logsumexp(t).item() == pytest.approx(1002.4076059644)
    assert ag.logsumexp(Tensor([1e6, 1e6])).item() == pytest.approx(1e6 + np.log(2), rel=1e-15)
    ag.log_softmax(t)[0].backward()
    assert t.grad.tolist() == pytest.approx([1 - 0.0900305732, -0.2447284711, -0.6652409558])
    assert ag.logsumexp(Tensor([-INF, -INF])).item() == -INF
    assert ag.softmax(Tensor([-INF, 0.0])).tolist() == [0.0, 1.0]
    assert ag.logsumexp(Tensor(np.zeros((0, 4))), axis=0).tolist() == [-INF] * 4


def test_nan_flows_through_instead_of_disappearing() -> None:
    t = Tensor([np.nan, 1.0], requires_grad=True)
    for function in (ag.exp, ag.relu, ag.sigmoid, ag.tanh, ag.softmax, lambda t: ag.maximum(t, 0)):
        assert np.isnan(function(t).detach().numpy()[0])
    assert np.isnan(t.max().item())


def test_the_forward_pass_warns_as_numpy_does_and_the_backward_pass_does_not() -> None:
    t = Tensor([0.0], requires_grad=True)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        y = ag.log(t)
    y.sum().backward()
    assert t.grad.tolist() == [INF]


def test_a_mask_keeps_infinite_gradients_out() -> None:
    """A gradient of infinity times a mask of 0 would be NaN; choosing gives 0."""
    t = Tensor([-1.0, 4.0], requires_grad=True)
    ag.sqrt(ag.relu(t)).sum().backward()
    assert t.grad.tolist() == [0.0, 0.25]
