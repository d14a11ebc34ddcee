"""Products that sum over pairs of axes: tensordot, dot, inner."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..._operation import operation
from ..arithmetic import multiply
from ..axes import permute
from ..linear_algebra import matmul
from ..shape import axis_in

__all__ = ["dot", "inner", "tensordot"]

Axes = tuple[int, ...]


def _others(ndim: int, axes: Axes) -> Axes:
    return tuple(axis for axis in range(ndim) if axis not in axes)


def _sorted_by(keys: Axes, values: Axes) -> Axes:
    return tuple(value for _, value in sorted(zip(keys, values, strict=True)))


def _tensordot_by_left(g: Any, out: Any, x: Any, y: Any, axes: tuple[Axes, Axes]) -> Any:
    summed, partners = axes
    free = _others(x.ndim, summed)
    last = tuple(range(len(free), g.ndim))  # what y brought to the output
    slope = _tensordot(g, y, (last, _others(y.ndim, partners)))
    # Its axes are x's own, then those that were summed, in the order that y has them.
    return _in_order(slope, (*free, *_sorted_by(partners, summed)))


def _tensordot_by_right(g: Any, out: Any, x: Any, y: Any, axes: tuple[Axes, Axes]) -> Any:
    partners, summed = axes
    free = _others(y.ndim, summed)
    first = tuple(range(g.ndim - len(free)))  # what x brought to the output
    slope = _tensordot(x, g, (_others(x.ndim, partners), first))
    return _in_order(slope, (*_sorted_by(partners, summed), *free))


def _in_order(x: Any, places: Axes) -> Any:
    """Put each axis of `x` in its place."""
    if places == tuple(range(x.ndim)):
        return x
    return permute(x, _sorted_by(places, tuple(range(x.ndim))))


@operation(_tensordot_by_left, _tensordot_by_right)
def _tensordot(x: Any, y: Any, axes: tuple[Axes, Axes]) -> Any:
    return np.tensordot(x, y, axes)


def tensordot(x: Any, y: Any, axes: Any = 2, *, dims: Any = None) -> Any:
    """Multiply and sum over pairs of axes: one of `x` and one of `y` in each.

    Derivatives: the tensordot of `g` with the other operand, over that one's own axes.

    Args:
        x: a Tensor or array.
        y: a Tensor or array.
        axes: an int n: the last n axes of `x` with the first n of `y`. Or a pair: the axes of `x`
            and their partners in `y`, each an int or a list of ints. Default: 2.
        dims: PyTorch's spelling of `axes`.

    Returns:
        The other axes of `x`, then those of `y`.

    Raises:
        ValueError: there are no such axes, their numbers or lengths differ, or one comes twice.
        TypeError: an axis is not an integer, or both spellings are given.

    Example:
        >>> import autograd
        >>> x, y = autograd.ones(2, 3, 4), autograd.ones(4, 3, 5)
        >>> autograd.tensordot(x, y, axes=([1, 2], [1, 0])).shape
        (2, 5)
    """
    if dims is not None:
        if not (isinstance(axes, int) and axes == 2):
            raise TypeError("tensordot() got both axes= and dims=, which mean the same; give one")
        axes = dims
    shapes = np.shape(x), np.shape(y)
    try:
        pairs = _pairs(axes, *shapes)
    except ValueError as error:
        raise ValueError(f"tensordot of shapes {shapes[0]} and {shapes[1]}: {error}") from None
    if not all(shapes):
        return multiply(x, y)  # a single number has no axes to sum over
    return _tensordot(x, y, pairs)


def _pairs(axes: Any, x_shape: Axes, y_shape: Axes) -> tuple[Axes, Axes]:
    """Return the summed axes of both operands, counted from the front."""
    left: Any
    right: Any
    if isinstance(axes, (int, np.integer)):
        if not 0 <= axes <= min(len(x_shape), len(y_shape)):
            raise ValueError(f"there is no way to sum over {axes} axes of each")
        left, right = range(len(x_shape) - axes, len(x_shape)), range(axes)
    else:
        if not isinstance(axes, (list, tuple, np.ndarray)) or len(axes) != 2:
            raise ValueError(f"axes must be an int or a pair of lists of ints, got {axes!r}")
        left, right = ([a] if isinstance(a, (int, np.integer)) else a for a in axes)
    if len(left) != len(right):
        raise ValueError(f"{len(left)} axes of the first have {len(right)} partners in the second")
    mine = tuple(axis_in(operator.index(a), len(x_shape)) for a in left)
    partners = tuple(axis_in(operator.index(a), len(y_shape)) for a in right)
    if len(set(mine)) < len(mine) or len(set(partners)) < len(partners):
        raise ValueError(f"an axis is summed twice in axes={axes!r}")
    for i, j in zip(mine, partners, strict=True):
        if x_shape[i] != y_shape[j]:
            raise ValueError(
                f"axis {i} of the first has length {x_shape[i]} and its partner, axis {j} of the "
                f"second, {y_shape[j]}"
            )
    return mine, partners


def dot(x: Any, y: Any) -> Any:
    """Dot product as in NumPy: over the last axis of `x` and the second-last (or only) one of `y`.

    Vectors give a number, matrices their product, a single number multiplies. PyTorch's `dot`
    takes vectors alone; for them it is the same.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number. With three axes or more, unlike `matmul`, every matrix in `y`
            meets every row in `x`: no stacks broadcast.

    Raises:
        ValueError: the two axes differ in length.

    Example:
        >>> from autograd import Tensor, dot
        >>> dot(Tensor([1.0, 2.0]), Tensor([3.0, 4.0]))
        Tensor(11.0)
    """
    return _sum_over_one("dot", x, y, max(-2, -np.ndim(y)))


def inner(x: Any, y: Any) -> Any:
    """Inner product: over the last axis of both; a single number multiplies.

    Args:
        x: a Tensor, array or number, shape `(..., n)`.
        y: a Tensor, array or number, shape `(..., n)`.

    Returns:
        The other axes of `x`, then those of `y`.

    Raises:
        ValueError: the last axes differ in length.

    Example:
        >>> from autograd import Tensor, inner
        >>> inner(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([1.0, 1.0]))
        Tensor([3., 7.])
    """
    return _sum_over_one("inner", x, y, -1)


def _sum_over_one(caller: str, x: Any, y: Any, axis: int) -> Any:
    x_shape, y_shape = np.shape(x), np.shape(y)
    if not x_shape or not y_shape:
        return multiply(x, y)
    if x_shape[-1] != y_shape[axis]:
        raise ValueError(
            f"{caller}: shapes {x_shape} and {y_shape} do not fit: axis -1 of the first has length "
            f"{x_shape[-1]}, axis {axis} of the second {y_shape[axis]}"
        )
    if len(y_shape) + axis == 0:  # a vector, or a matrix by its rows
        return matmul(x, y)
    return _tensordot(x, y, ((len(x_shape) - 1,), (len(y_shape) + axis,)))
