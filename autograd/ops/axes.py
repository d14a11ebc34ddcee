"""The same elements with their axes in another order."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation
from .shape import axis_in

__all__ = ["matrix_transpose", "permute", "transpose"]


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
    ndim = len(x.shape)
    if not axes or axes == (None,):
        return permute(x, tuple(reversed(range(ndim))))
    if len(axes) == 1:
        return permute(x, tuple(axes[0]))
    if len(axes) == 2:
        order = list(range(ndim))
        i, j = (axis_in(axis, ndim) for axis in axes)
        order[i], order[j] = j, i
        return permute(x, tuple(order))
    return permute(x, axes)


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
