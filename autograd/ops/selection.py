"""Choosing between values: where, maximum, minimum, clip, and the comparisons that decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation

__all__ = [
    "clip", "equal", "greater", "greater_equal", "less", "less_equal", "bitwise_and", "bitwise_not",
    "bitwise_or", "maximum", "minimum", "not_equal", "where",
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


@operation(None, sign="~")
def bitwise_not(x: Any) -> Any:
    """Not, elementwise: `~x`, of truth values or of the bits of integers; without derivative.

    Example:
        >>> from autograd import Tensor
        >>> ~(Tensor([1.0, 2.0]) > 1.0)
        Tensor([ True, False])
    """
    return np.invert(x)


@operation(None,
           lambda g, out, condition, x, y: where(condition, g, 0.0),
           lambda g, out, condition, x, y: where(condition, 0.0, g))  # fmt: skip
def where(condition: Any, x: Any, y: Any) -> Any:
    """Choose elementwise: `x` where the condition holds, `y` elsewhere, with broadcasting.

    Derivatives: 1 with respect to the chosen one, 0 with respect to the other.

    Args:
        condition: booleans: a Tensor, array or bool; not differentiable.
        x: a Tensor, array or number.
        y: a Tensor, array or number.

    Raises:
        ValueError: the three shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, where
        >>> x = Tensor([-1.0, 2.0])
        >>> where(x > 0, x, 0.0)
        Tensor([0., 2.])
    """
    if type(condition) is np.bool_ and isinstance(x, float) and isinstance(y, float):
        return np.float64(x if condition else y)  # numbers, without the cost of arrays
    return np.where(condition, x, y)


@operation(lambda g, out, x, y: where(x > y, g, where(x == y, 0.5 * g, 0.0)),
           lambda g, out, x, y: where(y > x, g, where(x == y, 0.5 * g, 0.0)))  # fmt: skip
def maximum(x: Any, y: Any) -> Any:
    """Take the larger one elementwise; the gradient goes to it, and half to each in a tie.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, maximum
        >>> maximum(Tensor([1.0, 5.0]), 3.0)
        Tensor([3., 5.])
    """
    return np.maximum(x, y)


@operation(lambda g, out, x, y: where(x < y, g, where(x == y, 0.5 * g, 0.0)),
           lambda g, out, x, y: where(y < x, g, where(x == y, 0.5 * g, 0.0)))  # fmt: skip
def minimum(x: Any, y: Any) -> Any:
    """Take the smaller one elementwise; the gradient goes to it, and half to each in a tie.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, minimum
        >>> minimum(Tensor([1.0, 5.0]), 3.0)
        Tensor([1., 3.])
    """
    return np.minimum(x, y)


def _clip_rule(g: Any, out: Any, x: Any, min: Any, max: Any) -> Any:
    if min is not None:
        g = where(x >= min, g, 0.0)
    return g if max is None else where(x <= max, g, 0.0)


@operation(_clip_rule)
def clip(x: Any, min: Any = None, max: Any = None) -> Any:
    """Limit elementwise to an interval; the derivative is 1 inside and at the bounds, 0 outside.

    Args:
        x: a Tensor, array or number.
        min: the lower bound, a number or an array. Default: none.
        max: the upper bound, a number or an array. Default: none.

    Raises:
        ValueError: neither bound is given.

    Example:
        >>> from autograd import Tensor, clip
        >>> clip(Tensor([-2.0, 0.5, 9.0]), 0.0, 1.0)
        Tensor([0. , 0.5, 1. ])
    """
    if min is None and max is None:
        raise ValueError("give at least one of the bounds min and max")
    return np.clip(x, min, max)
