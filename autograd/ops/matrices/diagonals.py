"""Diagonals: taking them out of matrices, and making matrices of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..reduction import sum
from ..shape import axis_in, pytorch_names, whole_number

__all__ = ["diag", "diag_embed", "diagonal", "trace"]


@operation(
    lambda g, out, x, offset, axis1, axis2: _put_diagonal(g, x.shape, offset, axis1, axis2),
    view=True,
)
def _diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    return np.diagonal(x, offset, axis1, axis2)


@operation(lambda g, out, x, shape, offset, axis1, axis2: _diagonal(g, offset, axis1, axis2))
def _put_diagonal(
    x: Any, shape: tuple[int, ...], offset: int = 0, axis1: int = 0, axis2: int = 1
) -> Any:
    """Return zeros of `shape` with `x` on the diagonal."""
    result = np.zeros(shape, x.dtype)
    places = np.diagonal(result, offset, axis1, axis2)
    places.setflags(write=True)  # NumPy gives a view for reading
    places[...] = x
    return result


@pytorch_names(dim1="axis1", dim2="axis2")
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Take the diagonals of the matrices that two axes span: `out_i = x_i,i+offset`.

    Derivative: `g` on the diagonal, 0 elsewhere.

    Args:
        x: a Tensor or array with at least two axes.
        offset: above (positive) or below (negative) the main diagonal. Default: 0.
        axis1: the axis of the rows. Default: the first. PyTorch's `dim1=` is accepted.
        axis2: the axis of the columns. Default: the second. PyTorch's `dim2=` is accepted.

    Returns:
        The other axes, then the diagonal as the last.

    Raises:
        ValueError: there are no such two axes.

    Example:
        >>> from autograd import Tensor, diagonal
        >>> diagonal(Tensor([[1.0, 2.0], [3.0, 4.0]]))
        Tensor([1., 4.])
    """
    return _diagonal(x, offset, axis1, axis2)


def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Sum the diagonal: `sum_i x_ii`; the derivative is the identity matrix.

    Args:
        x: a Tensor or array with at least two axes.
        offset: above (positive) or below (negative) the main diagonal. Default: 0.
        axis1: the axis of the rows. Default: the first.
        axis2: the axis of the columns. Default: the second.

    Raises:
        ValueError: there are no such two axes.

    Example:
        >>> from autograd import Tensor, trace
        >>> trace(Tensor([[1.0, 2.0], [3.0, 4.0]]))
        Tensor(5.0)
    """
    return sum(_diagonal(x, offset, axis1, axis2), -1)


@pytorch_names(dim1="axis1", dim2="axis2")
def diag_embed(x: Any, offset: int = 0, axis1: int = -2, axis2: int = -1) -> Any:
    """Make square matrices with the last axis of `x` on the diagonal, as in PyTorch.

    Args:
        x: a Tensor or array, shape `(..., n)`.
        offset: above (positive) or below (negative) the main diagonal. Default: 0.
        axis1: the place of the rows in the result. Default: the second-last; also `dim1=`.
        axis2: the place of the columns in the result. Default: the last; also `dim2=`.

    Returns:
        Matrices of `n + |offset|` rows and columns.

    Raises:
        ValueError: `x` is a single number, or there are no such places.

    Example:
        >>> from autograd import Tensor, diag_embed
        >>> diag_embed(Tensor([1.0, 2.0]))
        Tensor([[1., 0.],
                [0., 2.]])
    """
    shape = list(np.shape(x))
    if not shape:
        raise ValueError("diag_embed: a single number has no axis to put on a diagonal")
    places = sorted(axis_in(axis, len(shape) + 1, "diag_embed") for axis in (axis1, axis2))
    if places[0] == places[1]:
        raise ValueError(f"diag_embed: axis1 {axis1} and axis2 {axis2} are the same axis")
    rows = shape.pop() + abs(whole_number(offset, "the offset", "diag_embed"))
    for place in places:
        shape.insert(place, rows)
    return _put_diagonal(x, tuple(shape), offset, axis1, axis2)


@pytorch_names(diagonal="k")
def diag(x: Any, k: int = 0) -> Any:
    """Make a diagonal matrix of a vector, or take the diagonal of a matrix.

    Args:
        x: a Tensor or array with one or two axes.
        k: above (positive) or below (negative) the main diagonal. Default: 0. PyTorch's
            `diagonal=` is accepted.

    Raises:
        ValueError: `x` has another number of axes; see `diagonal` and `diag_embed` for stacks.

    Example:
        >>> from autograd import Tensor, diag
        >>> diag(Tensor([[1.0, 2.0], [3.0, 4.0]]), 1)
        Tensor([2.])
        >>> diag(Tensor([1.0, 2.0]))
        Tensor([[1., 0.],
                [0., 2.]])
    """
    if np.ndim(x) == 1:
        return diag_embed(x, k)
    if np.ndim(x) == 2:
        return _diagonal(x, k)
    raise ValueError(
        f"diag: needs a vector or a matrix, got shape {np.shape(x)}; diagonal() and diag_embed() "
        f"take stacks"
    )
