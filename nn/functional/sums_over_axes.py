"""Sums over axes, and numbers that are constant along them, as fast as the memory's order allows.

Images may have their channels last in memory. A loop over a few channels is then too short to be
fast; taken together with the axis beside it in memory, width times channels, it is not.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = [
    "Axes", "as_rows", "broadcast_axes", "in_the_layout_of", "is_constant_along", "mean_over",
    "near_moments", "sum_over",
]  # fmt: skip

Axes = tuple[int, ...]

# Up to this many numbers, a row of sums stays in the processor's cache.
_LONGEST_ROW = 32_768
# A mean is small enough for the variance to be the mean of squares minus the square of the mean
# where its square is at most so many variances;
_NEAR = 16.0
# and so many numbers may then be added up in single precision.
_SHORT = range(4, 257)
_SINGLE_AND_DOUBLE = (np.dtype(np.float32), np.dtype(np.float64))


def _axis_beside(x: Any, axes: Axes) -> int | None:
    """Return which of `axes` to take together with the last ones in memory, which are not summed.

    None where the last axis in memory is summed itself, or where there is nothing to gain.
    """
    if len(axes) < 2:
        return None
    order = sorted((a for a in range(x.ndim) if x.shape[a] > 1), key=lambda a: x.strides[a])
    summed = [axis for axis in order if axis in axes]
    if len(summed) < 2 or order[0] in axes:
        return None
    row = x.shape[summed[0]] * math.prod(x.shape[a] for a in order[: order.index(summed[0])])
    return summed[0] if row <= _LONGEST_ROW else None


def sum_over(x: Any, axes: Axes, y: Any = None) -> Any:
    """Sum `x`, or the products `x * y`, over axes, which keep length 1."""
    if not axes:
        return x if y is None else x * y
    rows = _rows_in_memory(x, axes) if y is None else None
    if rows is not None:  # a matrix product takes half the time
        rows = rows.reshape(-1, rows.shape[-1])
        return _of_parts(np.ones(len(rows), x.dtype) @ rows, x, axes)
    beside = _axis_beside(x, axes)
    every = list(range(x.ndim))
    kept = [axis for axis in every if axis not in axes or axis == beside]
    operands = (x, every) if y is None else (x, every, y, every)
    shape = [x.shape[axis] if axis in kept else 1 for axis in every]
    sums = np.einsum(*operands, kept).reshape(shape)
    return sums if beside is None else np.sum(sums, axis=beside, keepdims=True)


def mean_over(x: Any, axes: Axes, y: Any = None) -> Any:
    """Return the mean of `x`, or of the products `x * y`, over axes, which keep length 1."""
    return sum_over(x, axes, y) / max(math.prod(x.shape[axis] for axis in axes), 1)


def near_moments(x: Any, axes: Axes) -> Any:
    """Return mean and variance from sums of `x` and of its squares, in one pass over the memory.

    None where this is not faster than centring first, or would lose digits: where a mean is large
    beside the deviation, and where there are infinities or NaN. Few numbers at a time are summed in
    their own precision, and these sums in double precision: so the difference of the two numbers
    that the variance is has as many digits as the variance of the centred numbers.
    """
    rows = _rows_in_memory(x, axes)
    if rows is None or rows.shape[1] not in _SHORT:
        return None
    sums = np.matmul(np.ones((1, rows.shape[1]), x.dtype), rows)
    squares = np.einsum("nrc,nrc->nc", rows, rows)
    count = math.prod(x.shape[axis] for axis in axes)
    average = _of_parts(sums.astype(np.float64), x, axes) / count
    with np.errstate(invalid="ignore"):  # of infinities centring will warn
        variance = _of_parts(squares.astype(np.float64), x, axes) / count - average * average
    near = (average * average <= _NEAR * variance) & (variance < np.inf)
    return (average.astype(x.dtype), variance.astype(x.dtype)) if near.all() else None


def _rows_in_memory(x: Any, axes: Axes) -> Any:
    """Return a view `(first, more, row)` of what is to be summed over its first two axes.

    A row is the axis in `axes` that lies beside the others in memory, and these. None where there
    are not several such axes, or the memory is in another order or has gaps.
    """
    beside = _axis_beside(x, axes)
    if beside is None or not x.size or x.dtype not in _SINGLE_AND_DOUBLE:
        return None
    others = [axis for axis in range(x.ndim) if axis not in axes]
    if sum(x.shape[axis] > 1 for axis in others) > 1:
        return None
    summed = sorted(axes, key=lambda axis: (axis == beside, -x.strides[axis]))
    ordered = x.transpose(*summed, *others)
    if not ordered.flags.c_contiguous:
        return None
    more = math.prod(ordered.shape[1 : len(axes) - 1])
    return ordered.reshape(len(ordered), more, math.prod(ordered.shape[len(axes) - 1 :]))


def _of_parts(parts: Any, x: Any, axes: Axes) -> Any:
    """Sum parts of the sums of `x`, whose last axis in memory is the one that is not summed."""
    shape = [1 if axis in axes else length for axis, length in enumerate(x.shape)]
    by_channel = parts.reshape(-1, math.prod(shape))
    return (np.ones(len(by_channel), parts.dtype) @ by_channel).reshape(shape)


def as_rows(numbers: Any, x: Any, axes: Axes) -> Any:
    """Return numbers that broadcast to `x`, repeated to rows where that makes longer loops."""
    beside = _axis_beside(x, axes)
    if beside is None or not is_constant_along(axes, numbers, x.ndim):
        return numbers
    place = tuple(
        slice(None if axis == beside or axis not in axes else 1) for axis in range(x.ndim)
    )
    rows = np.empty_like(x[place], dtype=numbers.dtype)
    rows[...] = numbers
    return rows


def broadcast_axes(numbers: Any, ndim: int) -> Axes:
    """Return the axes, of `ndim`, along which numbers are constant."""
    missing = ndim - numbers.ndim
    return tuple(a for a in range(ndim) if a < missing or numbers.shape[a - missing] == 1)


def is_constant_along(axes: Axes, numbers: Any, ndim: int) -> bool:
    """Whether numbers that broadcast to `ndim` axes are constant along all of `axes`."""
    return set(axes) <= set(broadcast_axes(numbers, ndim))


def in_the_layout_of(other: Any, g: Any) -> Any:
    """Return a gradient with its axes in memory in the order of another array's."""
    if g.strides == other.strides:
        return g
    result = np.empty_like(other, dtype=g.dtype)
    result[...] = g
    return result
