"""Exponentials, logarithms and the square root, elementwise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._operation import operation

__all__ = ["exp", "expm1", "log", "log10", "log1p", "log2", "sqrt"]


@operation(lambda g, out, x: g * out)
def exp(x: Any) -> Any:
    """Exponential function: `e**x`, its own derivative.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, exp
        >>> exp(Tensor([0.0, 1.0]))
        Tensor([1.        , 2.71828183])
    """
    return np.exp(x)


@operation(lambda g, out, x: g * exp(x))  # not out + 1, which loses the digits of a small e**x
def expm1(x: Any) -> Any:
    """Exponential function less 1: `e**x - 1`, to full precision near 0; its derivative is `e**x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, expm1
        >>> expm1(Tensor([1e-18, 1.0]))
        Tensor([1.00000000e-18, 1.71828183e+00])
    """
    return np.expm1(x)


@operation(lambda g, out, x: g / x)
def log(x: Any) -> Any:
    """Natural logarithm: `ln x`, with derivative `1 / x`.

    Args:
        x: a Tensor, array or number; at 0 the result is -inf, below it NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, log
        >>> log(Tensor([1.0, 4.0]))
        Tensor([0.        , 1.38629436])
    """
    return np.log(x)


@operation(lambda g, out, x: g / (1 + x))
def log1p(x: Any) -> Any:
    """Natural logarithm of 1 more: `ln(1 + x)`, to full precision near 0.

    Derivative: `1 / (1 + x)`.

    Args:
        x: a Tensor, array or number; at -1 the result is -inf, below it NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, log1p
        >>> log1p(Tensor([1e-18, 1.0]))
        Tensor([1.00000000e-18, 6.93147181e-01])
    """
    return np.log1p(x)


@operation(lambda g, out, x: g / (x * math.log(2)))
def log2(x: Any) -> Any:
    """Logarithm to the base 2, with derivative `1 / (x ln 2)`.

    Args:
        x: a Tensor, array or number; at 0 the result is -inf, below it NaN, with NumPy's warning.

    Source: deck 2 writes its cross-entropy with this logarithm.

    Example:
        >>> from autograd import Tensor, log2
        >>> log2(Tensor([1.0, 8.0]))
        Tensor([0., 3.])
    """
    return np.log2(x)


@operation(lambda g, out, x: g / (x * math.log(10)))
def log10(x: Any) -> Any:
    """Logarithm to the base 10, with derivative `1 / (x ln 10)`.

    Args:
        x: a Tensor, array or number; at 0 the result is -inf, below it NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, log10
        >>> log10(Tensor([1.0, 100.0]))
        Tensor([0., 2.])
    """
    return np.log10(x)


@operation(lambda g, out, x: g / (2 * out))
def sqrt(x: Any) -> Any:
    """Square root, with derivative `1 / (2 sqrt(x))`, infinite at 0.

    Args:
        x: a Tensor, array or number; below 0 the result is NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, sqrt
        >>> sqrt(Tensor([4.0, 9.0]))
        Tensor([2., 3.])
    """
    return np.sqrt(x)
