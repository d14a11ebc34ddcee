"""Elementwise arithmetic: the rules of sums, products, quotients and powers."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from .._operation import operation
from .exponential import log
from .rounding import sign, zeros_like
from .selection import where

__all__ = [
    "abs", "absolute", "add", "divide", "multiply", "negative", "power", "reciprocal", "square",
    "subtract",
]  # fmt: skip


@operation(lambda g, out, x, y: g,
           lambda g, out, x, y: g, sign="+", on_numbers=operator.add)  # fmt: skip
def add(x: Any, y: Any) -> Any:
    """Add elementwise: `x + y`, with broadcasting.

    Derivatives: 1 with respect to `x`, 1 with respect to `y`.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, add
        >>> add(Tensor([1.0, 2.0]), 3.0)
        Tensor([4., 5.])
    """
    return x + y


@operation(lambda g, out, x, y: g,
           lambda g, out, x, y: -g, sign="-", on_numbers=operator.sub)  # fmt: skip
def subtract(x: Any, y: Any) -> Any:
    """Subtract elementwise: `x - y`, with broadcasting.

    Derivatives: 1 with respect to `x`, -1 with respect to `y`.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, subtract
        >>> subtract(Tensor([1.0, 2.0]), 3.0)
        Tensor([-2., -1.])
    """
    return x - y


@operation(lambda g, out, x, y: g * y,
           lambda g, out, x, y: g * x, sign="*", on_numbers=operator.mul)  # fmt: skip
def multiply(x: Any, y: Any) -> Any:
    """Multiply elementwise: `x * y`, with broadcasting.

    Derivatives: `y` with respect to `x`, `x` with respect to `y`.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, multiply
        >>> multiply(Tensor([1.0, 2.0]), 3.0)
        Tensor([3., 6.])
    """
    return x * y


@operation(lambda g, out, x, y: g / y,
           lambda g, out, x, y: -g * (x / y) / y, sign="/", on_numbers=operator.truediv,
           fast_rules=(lambda g, out, x, y: g / y,
                       lambda g, out, x, y: -g * out / y))  # fmt: skip
def divide(x: Any, y: Any) -> Any:
    """Divide elementwise: `x / y`, with broadcasting.

    Derivatives: `1 / y` with respect to `x`, `-x / y**2 = -(x / y) / y` with respect to `y`.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, divide
        >>> divide(Tensor([1.0, 2.0]), 4.0)
        Tensor([0.25, 0.5 ])
    """
    return x / y


@operation(lambda g, out, x: -g, sign="-", on_numbers=operator.neg)
def negative(x: Any) -> Any:
    """Negate elementwise: `-x`, with derivative -1.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, negative
        >>> negative(Tensor([1.0, -2.0]))
        Tensor([-1.,  2.])
    """
    return -x


@operation(lambda g, out, x: -g * out**2)
def reciprocal(x: Any) -> Any:
    """Invert elementwise: `1 / x`, with derivative `-1 / x**2`.

    Args:
        x: a Tensor, array or number.

    Source: the activation 1/x of deck 3, "Another Example".

    Example:
        >>> from autograd import Tensor, reciprocal
        >>> reciprocal(Tensor([0.5, 4.0]))
        Tensor([2.  , 0.25])
    """
    return 1.0 / x


def _power_by_base(g: Any, out: Any, x: Any, y: Any) -> Any:
    if isinstance(y, (int, float)):
        if y == 2:
            return g * (2 * x)
        return g * (y * x ** (y - 1)) if y else zeros_like(g)
    # 0**0 is taken as the constant 1: 0 * 0**1 then, where 0 * 0**-1 would be NaN.
    return g * (y * x ** where((x == 0) & (y == 0), 1.0, y - 1))


def _power_by_exponent(g: Any, out: Any, x: Any, y: Any) -> Any:
    # 0**y is 0 for every y > 0: constant, although log(0) is infinite.
    return g * out * log(where((x == 0) & (y >= 0), 1.0, x))


def _power_of_numbers(x: float, y: float) -> float:
    return x * x if y == 2.0 else math.pow(x, y)


@operation(_power_by_base, _power_by_exponent, sign="**", on_numbers=_power_of_numbers)
def power(x: Any, y: Any) -> Any:
    """Raise to a power elementwise: `x ** y`, with broadcasting; either may be a Tensor.

    Derivatives: `y * x**(y - 1)` with respect to `x`, `x**y * log(x)` with respect to `y`. At
    `0**0` the first is 0; where the base is 0 and the exponent not negative, the second is.

    Args:
        x: the base: a Tensor, array or number.
        y: the exponent: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast, or both are integers and an exponent is negative.

    Example:
        >>> from autograd import Tensor
        >>> x = Tensor(3.0, requires_grad=True)
        >>> (x ** 2).backward()
        >>> x.grad
        Tensor(6.0)
    """
    return x * x if type(y) is int and y == 2 else x**y


def _square_of_number(x: float) -> float:
    value = x * x
    if x and not value:
        raise ArithmeticError("underflow: NumPy warns of it where it is told to")
    return value


@operation(lambda g, out, x: g * (2 * x), on_numbers=_square_of_number)
def square(x: Any) -> Any:
    """Square elementwise: `x * x`, with derivative `2 x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, square
        >>> square(Tensor([2.0, -3.0]))
        Tensor([4., 9.])
    """
    return x * x


@operation(lambda g, out, x: g * sign(x))
def absolute(x: Any) -> Any:
    """Absolute value, with derivative `sign(x)`: 0 at 0, as in PyTorch.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, absolute
        >>> absolute(Tensor([-2.0, 3.0]))
        Tensor([2., 3.])
    """
    return np.absolute(x)


abs = absolute
