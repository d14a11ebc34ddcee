"""Circular and hyperbolic functions, elementwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation

__all__ = ["cos", "sin", "tanh"]


@operation(lambda g, out, x: g * cos(x))
def sin(x: Any) -> Any:
    """Sine of an angle in radians, with derivative `cos x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, sin
        >>> sin(Tensor(0.0))
        Tensor(0.0)
    """
    return np.sin(x)


@operation(lambda g, out, x: -g * sin(x))
def cos(x: Any) -> Any:
    """Cosine of an angle in radians, with derivative `-sin x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, cos
        >>> cos(Tensor(0.0))
        Tensor(1.0)
    """
    return np.cos(x)


@operation(lambda g, out, x: g * (1 - out**2))
def tanh(x: Any) -> Any:
    """Hyperbolic tangent: `(e**x - e**-x) / (e**x + e**-x)`, with derivative `1 - tanh(x)**2`.

    Args:
        x: a Tensor, array or number; large ones do not overflow.

    Source: deck 1, "Hyperbolic tangent function".

    Example:
        >>> from autograd import Tensor, tanh
        >>> tanh(Tensor([0.0, 1000.0]))
        Tensor([0., 1.])
    """
    return np.tanh(x)
