"""The same elements in another shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._operation import operation

__all__ = ["broadcast_to", "flatten", "reshape", "squeeze", "sum_to", "unsqueeze"]


@operation(lambda g, out, x, shape: reshape(g, x.shape), view=True)
def reshape(x: Any, shape: Any) -> Any:
    """Give the elements, in C order, another shape.

    Args:
        x: a Tensor or array.
        shape: an int or a tuple of ints; one of them may be -1, and is then worked out.

    Raises:
        ValueError: the number of elements differs.

    Example:
        >>> from autograd import Tensor, reshape
        >>> reshape(Tensor([1.0, 2.0, 3.0, 4.0]), (2, -1))
        Tensor([[1., 2.],
                [3., 4.]])
    """
    return np.reshape(x, shape)


def flatten(x: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    """Join neighbouring axes into one, as in PyTorch.

    Args:
        x: a Tensor or array.
        start_dim: the first axis to join. Default: 0.
        end_dim: the last axis to join. Default: the last.

    Raises:
        ValueError: there is no such axis, or the first comes after the last.

    Example:
        >>> import autograd
        >>> autograd.flatten(autograd.zeros(5, 3, 4), start_dim=1).shape
        (5, 12)
    """
    shape = np.shape(x) or (1,)
    first, last = axis_in(start_dim, len(shape)), axis_in(end_dim, len(shape))
    if first > last:
        raise ValueError(f"flatten: start_dim {start_dim} comes after end_dim {end_dim}")
    joined = math.prod(shape[first : last + 1])
    return reshape(x, (*shape[:first], joined, *shape[last + 1 :]))


def axis_in(axis: int, ndim: int) -> int:
    if not -ndim <= axis < ndim:
        raise ValueError(f"axis {axis} is out of bounds for a tensor with {ndim} axes")
    return axis % ndim


@operation(lambda g, out, x, axis: reshape(g, x.shape), view=True)
def _squeeze(x: Any, axis: Any) -> Any:
    return np.squeeze(x, axis=axis)


def squeeze(x: Any, axis: Any = None, *, dim: Any = None) -> Any:
    """Drop axes of length 1.

    Args:
        x: a Tensor or array.
        axis: the axis or axes to drop. Default: every axis of length 1.
        dim: PyTorch's spelling; axes of another length stay, where `axis=` is an error.

    Raises:
        ValueError: an axis given as `axis` has another length than 1.
        TypeError: both spellings are given.

    Example:
        >>> import autograd
        >>> autograd.squeeze(autograd.zeros(1, 3, 1), axis=0).shape
        (3, 1)
    """
    if dim is None:
        return _squeeze(x, axis)
    if axis is not None:
        raise TypeError("squeeze() got both axis= and dim=, which mean the same; give one")
    shape = np.shape(x)
    dims = dim if isinstance(dim, tuple) else (dim,)
    return _squeeze(x, tuple(d for d in dims if shape[axis_in(d, len(shape))] == 1))


@operation(lambda g, out, x, axis: reshape(g, x.shape), view=True)
def unsqueeze(x: Any, axis: Any) -> Any:
    """Insert axes of length 1.

    Args:
        x: a Tensor or array.
        axis: the place or places of the new axes in the result. PyTorch's `dim=` is accepted.

    Raises:
        ValueError: there is no such place.

    Example:
        >>> import autograd
        >>> autograd.unsqueeze(autograd.zeros(3), -1).shape
        (3, 1)
    """
    return np.expand_dims(x, axis)


@operation(lambda g, out, x, shape: sum_to(g, x.shape), view=True)
def broadcast_to(x: Any, shape: Any) -> Any:
    """Repeat along axes of length 1 and new leading axes, without copying.

    Args:
        x: a Tensor, array or number.
        shape: the shape to broadcast to.

    Raises:
        ValueError: `x` does not broadcast to that shape.

    Example:
        >>> from autograd import Tensor, broadcast_to
        >>> broadcast_to(Tensor([1.0, 2.0]), (2, 2))
        Tensor([[1., 2.],
                [1., 2.]])
    """
    return np.broadcast_to(x, shape)


@operation(lambda g, out, x, shape: broadcast_to(g, x.shape), view=True)
def sum_to(x: Any, shape: tuple[int, ...]) -> Any:
    """Sum over the axes along which an array of `shape` was broadcast to the shape of `x`.

    It undoes `broadcast_to` in the sense of gradients: every backward pass uses it.

    Args:
        x: a Tensor or array.
        shape: a shape that broadcasts to that of `x`.

    Example:
        >>> import autograd
        >>> autograd.sum_to(autograd.ones(3, 2), (1, 2))
        Tensor([[3., 3.]])
    """
    new = x.ndim - len(shape)
    repeated = tuple(range(new)) + tuple(
        axis for axis in range(new, x.ndim) if shape[axis - new] == 1 and x.shape[axis] != 1
    )
    return np.sum(x, axis=repeated).reshape(shape) if repeated else np.reshape(x, shape)
