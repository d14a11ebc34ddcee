"""The same elements in another shape, order or dtype."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from .._operation import operation

__all__ = [
    "astype", "broadcast_to", "cast", "cat", "concatenate", "copy", "flatten", "matrix_transpose",
    "permute", "reshape", "squeeze", "stack", "sum_to", "transpose", "unsqueeze",
]  # fmt: skip


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
    first, last = _axis_in(start_dim, len(shape)), _axis_in(end_dim, len(shape))
    if first > last:
        raise ValueError(f"flatten: start_dim {start_dim} comes after end_dim {end_dim}")
    joined = math.prod(shape[first : last + 1])
    return reshape(x, (*shape[:first], joined, *shape[last + 1 :]))


def _axis_in(axis: int, ndim: int) -> int:
    if not -ndim <= axis < ndim:
        raise ValueError(f"axis {axis} is out of bounds for a tensor with {ndim} axes")
    return axis % ndim


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
        i, j = (_axis_in(axis, ndim) for axis in axes)
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
    return _squeeze(x, tuple(d for d in dims if shape[_axis_in(d, len(shape))] == 1))


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


def _part(g: Any, out: Any, index: int, *inputs: Any, axis: int) -> Any:
    axis = axis % out.ndim
    start = 0
    for earlier in inputs[:index]:
        start += earlier.shape[axis]
    stop = start + inputs[index].shape[axis]
    return g[(slice(None),) * axis + (slice(start, stop),)]


@operation(_part, variadic=True)
def concatenate(*inputs: Any, axis: int = 0) -> Any:
    """Join tensors along an axis that they have.

    Args:
        inputs: a list of Tensors or arrays, alike in shape but for the joined axis.
        axis: the axis to join along. Default: 0. PyTorch's `dim=` is accepted.

    Raises:
        ValueError: the list is empty, or the other axes differ.

    Example:
        >>> from autograd import Tensor, concatenate
        >>> concatenate([Tensor([1.0]), Tensor([2.0, 3.0])])
        Tensor([1., 2., 3.])
    """
    return np.concatenate(inputs, axis=axis)


cat = concatenate


@operation(
    lambda g, out, index, *inputs, axis: g[(slice(None),) * (axis % out.ndim) + (index,)],
    variadic=True,
)
def stack(*inputs: Any, axis: int = 0) -> Any:
    """Join tensors of one shape along a new axis.

    Args:
        inputs: a list of Tensors, arrays or numbers of the same shape.
        axis: the place of the new axis. Default: 0. PyTorch's `dim=` is accepted.

    Raises:
        ValueError: the list is empty, or the shapes differ.

    Example:
        >>> from autograd import Tensor, stack
        >>> stack([Tensor(1.0), Tensor(2.0)])
        Tensor([1., 2.])
    """
    return np.stack(inputs, axis=axis)


@operation(lambda g, out, x: g)
def copy(x: Any) -> Any:
    """Copy: the same values in memory of their own, with derivative 1.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, copy
        >>> copy(Tensor([1.0, 2.0]))
        Tensor([1., 2.])
    """
    return np.array(x)[()]


@operation(lambda g, out, x, dtype: g)
def cast(x: Any, dtype: DTypeLike) -> Any:
    """Convert to another dtype; see `astype`.

    Example:
        >>> from autograd import Tensor, cast
        >>> cast(Tensor([1.5]), "float32").dtype
        dtype('float32')
    """
    return np.asarray(x).astype(dtype)


def astype(x: Any, dtype: DTypeLike) -> Any:
    """Convert to another dtype; what has that dtype already is returned as it is.

    The gradient comes back in the tensor's own dtype. Integers and booleans have no derivative: a
    tensor cast to them does not require a gradient.

    Args:
        x: a Tensor or array.
        dtype: any NumPy dtype of numbers.

    Example:
        >>> from autograd import Tensor, astype
        >>> astype(Tensor([1.9, -1.9]), int)
        Tensor([ 1, -1])
    """
    return x if x.dtype == np.dtype(dtype) else cast(x, np.dtype(dtype))
