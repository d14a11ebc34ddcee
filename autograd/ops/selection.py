"""Choosing between values: where, maximum, minimum, clip."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._operation import operation
from .comparison import isfinite

__all__ = ["clamp", "clip", "maximum", "minimum", "nan_to_num", "where"]

_BITS = {np.dtype(np.float32): np.int32, np.dtype(np.float64): np.int64}
_ONE = np.int8(1)


def zero_unless(condition: Any, x: Any) -> Any:
    """Return `x` where the condition, an array of booleans of its shape, holds, and 0 elsewhere.

    `np.where` takes a branch for each element, which a processor guesses wrong for half of random
    ones; a mask of the bits takes none, and a tenth of the time.
    """
    if x.dtype not in _BITS:
        return np.where(condition, x, x.dtype.type(0))
    return _masked(-condition.view(np.int8), x)  # -1 has all bits, 0 has none


def zero_where(condition: Any, x: Any) -> Any:
    """Return 0 where the condition, an array of booleans of its shape, holds, and `x` elsewhere."""
    if x.dtype not in _BITS:
        return np.where(condition, x.dtype.type(0), x)
    return _masked(condition.view(np.int8) - _ONE, x)


def _masked(bytes_kept: Any, x: Any) -> Any:
    """Return `x` where a byte is -1, and 0 where it is 0."""
    bits = _BITS[x.dtype]
    kept = bytes_kept.astype(bits)
    kept &= x.view(bits)
    return kept.view(x.dtype)


def _is_zero(x: Any) -> bool:
    return type(x) in (float, int) and x == 0 and math.copysign(1, x) > 0


def _masks(condition: Any, x: Any) -> bool:
    """Tell whether `zero_unless` can do it."""
    return (
        isinstance(condition, np.ndarray) and isinstance(x, np.ndarray)
        and condition.dtype == bool and x.dtype in _BITS and condition.shape == x.shape
    )  # fmt: skip


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
    if _is_zero(y) and _masks(condition, x):
        return zero_unless(condition, x)
    if _is_zero(x) and _masks(condition, y):
        return zero_where(condition, y)
    return np.where(condition, x, y)


@operation(lambda g, out, x, y: where(x < y, 0.0, where(x == y, 0.5 * g, g)),
           lambda g, out, x, y: where(y < x, 0.0, where(x == y, 0.5 * g, g)))  # fmt: skip
def maximum(x: Any, y: Any) -> Any:
    """Take the larger one elementwise; the gradient goes to it, and half to each in a tie.

    Where one of them is NaN so is the result, and each gets the whole gradient, as in PyTorch.

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


@operation(lambda g, out, x, y: where(x > y, 0.0, where(x == y, 0.5 * g, g)),
           lambda g, out, x, y: where(y > x, 0.0, where(x == y, 0.5 * g, g)))  # fmt: skip
def minimum(x: Any, y: Any) -> Any:
    """Take the smaller one elementwise; the gradient goes to it, and half to each in a tie.

    Where one of them is NaN so is the result, and each gets the whole gradient, as in PyTorch.

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


clamp = clip


@operation(lambda g, out, x, nan, posinf, neginf: where(isfinite(x), g, 0.0))
def nan_to_num(
    x: Any, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Any:
    """Replace NaN and infinities by numbers; the derivative is 1 where `x` is finite, else 0.

    Args:
        x: a Tensor, array or number.
        nan: what takes the place of NaN. Default: 0.
        posinf: what takes the place of infinity. Default: the largest number of the dtype.
        neginf: what takes the place of -infinity. Default: the least number of the dtype.

    Example:
        >>> from autograd import Tensor, nan_to_num
        >>> nan_to_num(Tensor([1.0, float("nan"), float("inf")]), posinf=9.0)
        Tensor([1., 0., 9.])
    """
    return np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)
