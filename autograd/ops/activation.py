"""Activation functions, elementwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation
from .selection import where

__all__ = ["relu", "sigmoid"]


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
