"""Conditions: comparisons, truth values, what is finite; none has a derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation
from .._tensor import bare

__all__ = [
    "allclose", "bitwise_and", "bitwise_not", "bitwise_or", "bitwise_xor", "equal", "greater",
    "greater_equal", "isclose", "isfinite", "isinf", "isnan", "less", "less_equal",
    "logical_and", "logical_not", "logical_or", "logical_xor", "not_equal",
]  # fmt: skip


@operation(None, None, sign="<")
def less(x: Any, y: Any) -> Any:
    """Compare elementwise: `x < y`, a boolean Tensor without derivative.

    Example:
        >>> from autograd import Tensor
        >>> Tensor([1.0, 3.0]) < 2.0
        Tensor([ True, False])
    """
    return np.less(x, y)


@operation(None, None, sign="<=")
def less_equal(x: Any, y: Any) -> Any:
    """Compare elementwise: `x <= y`, a boolean Tensor without derivative.

    Example:
        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]) <= 2.0
        Tensor([ True,  True])
    """
    return np.less_equal(x, y)


@operation(None, None, sign=">")
def greater(x: Any, y: Any) -> Any:
    """Compare elementwise: `x > y`, a boolean Tensor without derivative.

    Example:
        >>> from autograd import Tensor
        >>> Tensor([1.0, 3.0]) > 2.0
        Tensor([False,  True])
    """
    return np.greater(x, y)


@operation(None, None, sign=">=")
def greater_equal(x: Any, y: Any) -> Any:
    """Compare elementwise: `x >= y`, a boolean Tensor without derivative.

    Example:
        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]) >= 2.0
        Tensor([False,  True])
    """
    return np.greater_equal(x, y)


@operation(None, None, sign="==")
def equal(x: Any, y: Any) -> Any:
    """Compare elementwise: `x == y`, a boolean Tensor without derivative.

    Example:
        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]) == 2.0
        Tensor([False,  True])
    """
    return np.equal(x, y)


@operation(None, None, sign="!=")
def not_equal(x: Any, y: Any) -> Any:
    """Compare elementwise: `x != y`, a boolean Tensor without derivative.

    Example:
        >>> from autograd import Tensor
        >>> Tensor([1.0, 2.0]) != 2.0
        Tensor([ True, False])
    """
    return np.not_equal(x, y)


@operation(None, None, sign="&")
def bitwise_and(x: Any, y: Any) -> Any:
    """And, elementwise: `x & y`, of truth values or of the bits of integers; without derivative.

    Example:
        >>> from autograd import Tensor
        >>> x = Tensor([1.0, 2.0, 3.0])
        >>> (x > 1.0) & (x < 3.0)
        Tensor([False,  True, False])
    """
    return np.bitwise_and(x, y)


@operation(None, None, sign="|")
def bitwise_or(x: Any, y: Any) -> Any:
    """Or, elementwise: `x | y`, of truth values or of the bits of integers; without derivative.

    Example:
        >>> from autograd import Tensor
        >>> x = Tensor([1.0, 2.0, 3.0])
        >>> (x < 2.0) | (x > 2.0)
        Tensor([ True, False,  True])
    """
    return np.bitwise_or(x, y)


@operation(None, None, sign="^")
def bitwise_xor(x: Any, y: Any) -> Any:
    """Either but not both, elementwise: `x ^ y`, of truth values or bits; without derivative.

    Example:
        >>> from autograd import Tensor
        >>> x = Tensor([1.0, 2.0, 3.0])
        >>> (x > 1.0) ^ (x > 2.0)
        Tensor([False,  True, False])
    """
    return np.bitwise_xor(x, y)


@operation(None, sign="~")
def bitwise_not(x: Any) -> Any:
    """Not, elementwise: `~x`, of truth values or of the bits of integers; without derivative.

    Example:
        >>> from autograd import Tensor
        >>> ~(Tensor([1.0, 2.0]) > 1.0)
        Tensor([ True, False])
    """
    return np.invert(x)


@operation(None, None)
def logical_and(x: Any, y: Any) -> Any:
    """Whether both are true (not zero), elementwise; without derivative.

    Example:
        >>> from autograd import Tensor, logical_and
        >>> logical_and(Tensor([0.0, 2.0]), Tensor([3.0, 4.0]))
        Tensor([False,  True])
    """
    return np.logical_and(x, y)


@operation(None, None)
def logical_or(x: Any, y: Any) -> Any:
    """Whether one or both are true (not zero), elementwise; without derivative.

    Example:
        >>> from autograd import Tensor, logical_or
        >>> logical_or(Tensor([0.0, 2.0]), Tensor([0.0, 4.0]))
        Tensor([False,  True])
    """
    return np.logical_or(x, y)


@operation(None, None)
def logical_xor(x: Any, y: Any) -> Any:
    """Whether one but not both are true (not zero), elementwise; without derivative.

    Example:
        >>> from autograd import Tensor, logical_xor
        >>> logical_xor(Tensor([0.0, 2.0]), Tensor([3.0, 4.0]))
        Tensor([ True, False])
    """
    return np.logical_xor(x, y)


@operation(None)
def logical_not(x: Any) -> Any:
    """Whether it is false (zero), elementwise; without derivative.

    Example:
        >>> from autograd import Tensor, logical_not
        >>> logical_not(Tensor([0.0, 2.0]))
        Tensor([ True, False])
    """
    return np.logical_not(x)


@operation(None)
def isnan(x: Any) -> Any:
    """Whether it is NaN, elementwise; without derivative.

    Example:
        >>> from autograd import Tensor, isnan
        >>> isnan(Tensor([1.0, float("nan")]))
        Tensor([False,  True])
    """
    return np.isnan(x)


@operation(None)
def isinf(x: Any) -> Any:
    """Whether it is infinite, of either sign, elementwise; without derivative.

    Example:
        >>> from autograd import Tensor, isinf
        >>> isinf(Tensor([1.0, float("-inf")]))
        Tensor([False,  True])
    """
    return np.isinf(x)


@operation(None)
def isfinite(x: Any) -> Any:
    """Whether it is neither infinite nor NaN, elementwise; without derivative.

    Example:
        >>> from autograd import Tensor, isfinite
        >>> isfinite(Tensor([1.0, float("nan")]))
        Tensor([ True, False])
    """
    return np.isfinite(x)


@operation(None, None)
def isclose(x: Any, y: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Whether `|x - y| <= atol + rtol |y|`, elementwise; without derivative.

    Args:
        x: a Tensor, array or number.
        y: what it should be: a Tensor, array or number whose shape broadcasts with that of `x`.
        rtol: the tolerance relative to `y`.
        atol: the absolute tolerance.
        equal_nan: whether NaN counts as close to NaN.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, isclose
        >>> isclose(Tensor([1.0, 2.0]), Tensor([1.000001, 2.1]))
        Tensor([ True, False])
    """
    return np.isclose(x, y, rtol, atol, equal_nan)


def allclose(
    x: Any, y: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> bool:
    """Whether all elements are close, as one bool; see `isclose`.

    Example:
        >>> from autograd import Tensor, allclose
        >>> allclose(Tensor([1.0, 2.0]), Tensor([1.000001, 2.0]))
        True
    """
    return bool(np.all(bare(isclose(x, y, rtol, atol, equal_nan))))
