"""The same elements with their axes in another order, or moved along them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._operation import operation
from .shape import axis_in, whole_number

__all__ = [
    "flip", "matrix_transpose", "moveaxis", "permute", "roll", "rot90", "swapaxes", "transpose",
]  # fmt: skip


def _inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the order of axes that undoes `axes`."""
    places = [a % len(axes) for a in axes]
    return tuple(sorted(range(len(places)), key=places.__getitem__))


@operation(lambda g, out, x, axes: permute(g, _inverse(axes)), view=True)
def permute(x: Any, axes: tuple[int, ...]) -> Any:
    """Put the axes in another order.

    Args:
        x: a Tensor or array.
        axes: for each axis of the result, the axis of `x` that it is.

    Raises:
        ValueError: `axes` does not name each axis once.

    Example:
        >>> import autograd
        >>> autograd.permute(autograd.zeros(2, 3, 4), (2, 0, 1)).shape
        (4, 2, 3)
    """
    return np.transpose(x, axes)


def transpose(x: Any, *axes: Any) -> Any:
    """Reverse the axes, put them in a given order, or swap two.

    Args:
        x: a Tensor or array.
        *axes: nothing: all axes in reverse order. A tuple: that order, as in NumPy. Two integers:
            these two are swapped, as in PyTorch.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> import autograd
        >>> x = autograd.zeros(2, 3, 4)
        >>> autograd.transpose(x).shape, autograd.transpose(x, 0, 1).shape
        ((4, 3, 2), (3, 2, 4))
    """
    if not axes or axes == (None,):
        return permute(x, tuple(reversed(range(len(np.shape(x))))))
    if len(axes) == 1:
        return permute(x, tuple(axes[0]))
    return swapaxes(x, *axes) if len(axes) == 2 else permute(x, axes)


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Swap two axes.

    Args:
        x: a Tensor or array.
        axis1: the one.
        axis2: the other.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> import autograd
        >>> autograd.swapaxes(autograd.zeros(2, 3, 4), 0, -1).shape
        (4, 3, 2)
    """
    ndim = len(np.shape(x))
    i, j = axis_in(axis1, ndim, "swapaxes"), axis_in(axis2, ndim, "swapaxes")
    order = list(range(ndim))
    order[i], order[j] = j, i
    return permute(x, tuple(order))


def matrix_transpose(x: Any) -> Any:
    """Swap the last two axes: the transpose of each matrix in a stack of matrices.

    Args:
        x: a Tensor or array with at least two axes.

    Example:
        >>> import autograd
        >>> autograd.matrix_transpose(autograd.zeros(5, 2, 3)).shape
        (5, 3, 2)
    """
    return transpose(x, -2, -1)


def moveaxis(x: Any, source: int | Sequence[int], destination: int | Sequence[int]) -> Any:
    """Move axes to other places; the rest keep their order.

    Args:
        x: a Tensor or array.
        source: the axis or axes to move.
        destination: where each of them goes: its place in the result.

    Raises:
        ValueError: there is no such axis, one is named twice, or there are more of the one than of
            the other.

    Example:
        >>> import autograd
        >>> autograd.moveaxis(autograd.zeros(2, 3, 4), 0, -1).shape
        (3, 4, 2)
    """
    ndim = len(np.shape(x))
    sources, destinations = _axes_in(source, ndim), _axes_in(destination, ndim)
    if len(sources) != len(destinations):
        raise ValueError(
            f"moveaxis: {len(sources)} axes to move, {source}, but {len(destinations)} places to "
            f"move them to, {destination}"
        )
    moved = dict(zip(destinations, sources, strict=True))
    others = (axis for axis in range(ndim) if axis not in sources)
    return permute(x, tuple(moved[i] if i in moved else next(others) for i in range(ndim)))


def _axes_in(axes: int | Sequence[int], ndim: int) -> tuple[int, ...]:
    several = axes if isinstance(axes, Sequence) else (axes,)
    places = tuple(axis_in(axis, ndim, "moveaxis") for axis in several)
    if len(set(places)) < len(places):
        raise ValueError(f"moveaxis: {axes} names an axis twice, in a tensor with {ndim} axes")
    return places


@operation(lambda g, out, x, axis: flip(g, axis), view=True)
def flip(x: Any, axis: Any = None) -> Any:
    """Reverse the order of the elements along axes; its own inverse, and its own derivative.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> from autograd import Tensor, flip
        >>> flip(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1)
        Tensor([[2., 1.],
                [4., 3.]])
    """
    return np.flip(x, axis)


def _back(shift: Any) -> Any:
    return tuple(-s for s in shift) if isinstance(shift, (tuple, list)) else -shift


@operation(lambda g, out, x, shift, axis: roll(g, _back(shift), axis))
def roll(x: Any, shift: Any, axis: Any = None) -> Any:
    """Shift the elements along axes; those that fall off the end come back in at the start.

    Derivative: the gradient is shifted back.

    Args:
        x: a Tensor or array.
        shift: by how many places, towards the end; with several axes, one for each of them.
        axis: an axis or a tuple of axes. Default: the elements are shifted in C order, over the
            ends of rows.

    Raises:
        ValueError: there is no such axis, or the number of shifts is not that of the axes.

    Example:
        >>> from autograd import Tensor, roll
        >>> roll(Tensor([1.0, 2.0, 3.0, 4.0]), 1)
        Tensor([4., 1., 2., 3.])
    """
    return np.roll(x, shift, axis)


def rot90(x: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """Turn by 90 degrees, `k` times, from the first of two axes towards the second.

    Args:
        x: a Tensor or array with at least two axes.
        k: how many times; a negative number turns the other way. Default: 1.
        axes: the axes of the plane. Default: the first two.

    Raises:
        ValueError: there is no such axis, or the two are the same.
        TypeError: `k` is not an integer.

    Example:
        >>> from autograd import Tensor, rot90
        >>> rot90(Tensor([[1.0, 2.0], [3.0, 4.0]]))
        Tensor([[2., 4.],
                [1., 3.]])
    """
    ndim = len(np.shape(x))
    if np.shape(axes) != (2,):
        raise ValueError(f"rot90: a plane has two axes, got {axes}")
    i, j = (axis_in(axis, ndim, "rot90") for axis in axes)
    if i == j:
        raise ValueError(f"rot90: the two axes must differ, got {axes} of {ndim} axes")
    turns = whole_number(k, "the number of turns", "rot90") % 4
    if turns == 2:
        return flip(x, (i, j))
    if turns == 1:
        return swapaxes(flip(x, j), i, j)
    return flip(swapaxes(x, i, j), j) if turns else x
