"""Activation functions, and the softmax family."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation
from .reduction import keep_axes, sum
from .selection import where
from .transcendental import exp

__all__ = ["log_softmax", "logsumexp", "relu", "sigmoid", "softmax"]


@operation(lambda g, out, x: g * out * (1 - out), sign="σ")
def sigmoid(x: Any) -> Any:
    """Logistic function: `1 / (1 + e**-x)`, with derivative `sigmoid(x) (1 - sigmoid(x))`.

    Args:
        x: a Tensor, array or number; large ones do not overflow.

    Source: deck 1, "Sigmoid function".

    Example:
        >>> from autograd import Tensor, sigmoid
        >>> sigmoid(Tensor([0.0, -1000.0]))
        Tensor([0.5, 0. ])
    """
    with np.errstate(over="ignore"):  # e**1000 is infinite, and 1 / (1 + inf) = 0 is right
        return 1 / (1 + np.exp(-x))


_ZERO = np.float64(0.0)


def _fast_relu_rule(g: Any, out: Any, x: Any) -> Any:
    if type(x) is np.float64:
        return _ZERO if x <= 0 else g
    return np.where(x <= 0, x.dtype.type(0), g)


@operation(lambda g, out, x: where(x <= 0, 0.0, g), fast_rules=(_fast_relu_rule,))
def relu(x: Any) -> Any:
    """Rectified linear unit: `max(0, x)`, with derivative 1 for x > 0, else 0 (also at 0).

    Args:
        x: a Tensor, array or number.

    Source: deck 1, "ReLU function"; the derivative at 0 as in deck 2 and PyTorch.

    Example:
        >>> from autograd import Tensor, relu
        >>> relu(Tensor([-1.0, 2.0]))
        Tensor([0., 2.])
    """
    if type(x) is np.float64:  # a number: what NumPy does for arrays takes ten times as long
        return x if x > 0 or x != x else _ZERO
    return np.maximum(x, 0)


def _largest(x: Any, axis: Any) -> Any:
    """Return the maximum over `axis` as an offset that keeps exponentials from overflowing."""
    offset = np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    return np.where(np.isfinite(offset), offset, 0).astype(offset.dtype)


@operation(lambda g, out, x, axis: out * (g - sum(g * out, axis, True)))
def softmax(x: Any, axis: Any = -1) -> Any:
    """Turn scores into probabilities along an axis: `e**x_j / sum_k e**x_k`.

    Derivative: `dp_i / dx_j = p_i (1 - p_i)` for i = j, `-p_i p_j` otherwise.

    Args:
        x: a Tensor or array of scores; large ones do not overflow.
        axis: the axis of the classes. Default: the last.

    Source: deck 1, "Softmax with cross entropy loss".

    Example:
        >>> from autograd import Tensor, softmax
        >>> softmax(Tensor([1000.0, 1000.0]))
        Tensor([0.5, 0.5])
    """
    numerator = np.exp(x - _largest(x, axis))
    return numerator / np.sum(numerator, axis=axis, keepdims=True)


@operation(lambda g, out, x, axis: g - exp(out) * sum(g, axis, True))
def log_softmax(x: Any, axis: Any = -1) -> Any:
    """Logarithm of the softmax along an axis: `x_j - log sum_k e**x_k`, without overflow.

    Args:
        x: a Tensor or array of scores.
        axis: the axis of the classes. Default: the last.

    Example:
        >>> from autograd import Tensor, log_softmax
        >>> log_softmax(Tensor([0.0, 0.0]))
        Tensor([-0.69314718, -0.69314718])
    """
    shifted = x - _largest(x, axis)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


@operation(
    lambda g, out, x, axis, keepdims: (
        keep_axes(g, axis, keepdims) * exp(x - keep_axes(out, axis, keepdims))
    )
)
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Logarithm of the sum of exponentials: `log sum_k e**x_k`, without overflow.

    Derivative: the softmax of `x`.

    Args:
        x: a Tensor or array.
        axis: the axis or axes to sum over. Default: all.
        keepdims: keep the summed axes with length 1.

    Example:
        >>> from autograd import Tensor, logsumexp
        >>> logsumexp(Tensor([1000.0, 1000.0]))
        Tensor(1000.6931471805599)
    """
    offset = _largest(x, axis)
    with np.errstate(divide="ignore"):  # the logarithm of an empty sum is -inf
        total = offset + np.log(np.sum(np.exp(x - offset), axis=axis, keepdims=True))
    return total if keepdims else np.squeeze(total, axis=axis)
