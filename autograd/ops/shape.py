"""The same elements in another shape."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from .._operation import operation

__all__ = [
    "atleast_1d", "atleast_2d", "broadcast_to", "expand", "flatten", "ravel", "reshape", "squeeze",
    "sum_to", "unflatten", "unsqueeze",
]  # fmt: skip


def whole_number(value: Any, what: str, called: str = "") -> int:
    """Return an integer of any type as Python's.

    Args:
        what: what it is, for the error.
        called: the name of the function that was given it, for the error.

    Raises:
        TypeError: it is not an integer.
    """
    try:
        return operator.index(value)
    except TypeError:
        prefix = f"{called}: " if called else ""
        raise TypeError(f"{prefix}{what} must be an integer, got {value!r:.40}") from None


def axis_in(axis: int, ndim: int, called: str = "") -> int:
    """Return which of `ndim` axes is meant, counted from the front.

    Args:
        called: the name of the function that was given the axis, for the error.

    Raises:
        ValueError: there is no such axis.
        TypeError: it is not an integer.
    """
    place = whole_number(axis, "an axis", called)
    if not -ndim <= place < ndim:
        prefix = f"{called}: " if called else ""
        raise ValueError(f"{prefix}axis {place} is out of bounds for a tensor with {ndim} axes")
    return place % ndim


def pytorch_names(**names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a plain function take its arguments by PyTorch's names too, as every operation does.

    Args:
        **names: ours, by PyTorch's: `dim="axis"`.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def spelled(*args: Any, **kwargs: Any) -> Any:
            for theirs in names.keys() & kwargs.keys():
                ours = names[theirs]
                if ours in kwargs:
                    raise TypeError(f"{function.__name__}() got both {ours}= and {theirs}=, which "
                                    f"mean the same; give one")  # fmt: skip
                kwargs[ours] = kwargs.pop(theirs)
            return function(*args, **kwargs)

        return spelled

    return decorate


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


def ravel(x: Any) -> Any:
    """Put all elements, in C order, on one axis.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, ravel
        >>> ravel(Tensor([[1.0, 2.0], [3.0, 4.0]]))
        Tensor([1., 2., 3., 4.])
    """
    return reshape(x, (-1,))


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
    # np.shape of a Tensor takes the long way through NumPy's protocol.
    shape = (x.shape if hasattr(x, "shape") else np.shape(x)) or (1,)
    first = axis_in(start_dim, len(shape), "flatten")
    last = axis_in(end_dim, len(shape), "flatten")
    if first > last:
        raise ValueError(f"flatten: start_dim {start_dim} comes after end_dim {end_dim}")
    joined = math.prod(shape[first : last + 1])
    return reshape(x, (*shape[:first], joined, *shape[last + 1 :]))


@pytorch_names(dim="axis")
def unflatten(x: Any, axis: int, sizes: tuple[int, ...]) -> Any:
    """Part one axis into several: the inverse of `flatten`.

    Args:
        x: a Tensor or array.
        axis: the axis to part. PyTorch's `dim=` is accepted.
        sizes: the lengths of the new axes; one of them may be -1, and is then worked out.

    Raises:
        ValueError: there is no such axis, or the lengths do not multiply to that of the axis.
        TypeError: the axis or a length is not an integer.

    Example:
        >>> import autograd
        >>> autograd.unflatten(autograd.zeros(5, 12), 1, (3, -1)).shape
        (5, 3, 4)
    """
    shape = np.shape(x)
    place = axis_in(axis, len(shape), "unflatten")
    if np.ndim(sizes) != 1:
        raise TypeError(f"unflatten: the sizes are a tuple of integers, got {sizes!r:.40}")
    sizes = tuple(whole_number(size, "a size", "unflatten") for size in sizes)
    known = math.prod(size for size in sizes if size != -1)
    if sizes.count(-1) == 1 and known and shape[place] % known == 0:
        sizes = tuple(shape[place] // known if size == -1 else size for size in sizes)
    if -1 in sizes or math.prod(sizes) != shape[place]:
        raise ValueError(
            f"unflatten: sizes {sizes} do not multiply to {shape[place]}, the length of "
            f"axis {axis} of a tensor of shape {shape}"
        )
    return reshape(x, (*shape[:place], *sizes, *shape[place + 1 :]))


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
        return _squeeze(x, tuple(axis) if isinstance(axis, list) else axis)
    if axis is not None:
        raise TypeError("squeeze() got both axis= and dim=, which mean the same; give one")
    shape = np.shape(x)
    dims = dim if isinstance(dim, (tuple, list)) else (dim,)
    return _squeeze(x, tuple(d for d in dims if shape[axis_in(d, len(shape), "squeeze")] == 1))


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


def atleast_1d(*tensors: Any) -> Any:
    """Give a single number one axis; what has axes stays as it is.

    Args:
        *tensors: a Tensor, array or number; of several, the result is a tuple.

    Example:
        >>> from autograd import Tensor, atleast_1d
        >>> atleast_1d(Tensor(2.0))
        Tensor([2.])
    """
    return _with_axes(tensors, 1)


def atleast_2d(*tensors: Any) -> Any:
    """Make a row of a vector or number; what has two axes or more stays as it is.

    Args:
        *tensors: a Tensor, array or number; of several, the result is a tuple.

    Example:
        >>> from autograd import Tensor, atleast_2d
        >>> atleast_2d(Tensor([1.0, 2.0]))
        Tensor([[1., 2.]])
    """
    return _with_axes(tensors, 2)


def _with_axes(tensors: tuple[Any, ...], least: int) -> Any:
    """Give each of `tensors` leading axes of length 1, until it has `least` axes."""
    results = tuple(
        x if len(shape) >= least and hasattr(x, "shape")  # a list becomes an array
        else reshape(x, (1,) * (least - len(shape)) + shape)
        for x, shape in ((x, np.shape(x)) for x in tensors)
    )  # fmt: skip
    return results[0] if len(results) == 1 else results


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


def expand(x: Any, *sizes: Any) -> Any:
    """Repeat along axes of length 1 and new leading axes, without copying, as in PyTorch.

    It is `broadcast_to`, in which -1 keeps the length of an axis.

    Args:
        x: a Tensor, array or number.
        *sizes: the new lengths, as integers or as one tuple; -1 for an axis that stays.

    Raises:
        ValueError: an axis of another length than 1 would change, or there are too few sizes.

    Example:
        >>> import autograd
        >>> autograd.expand(autograd.zeros(3, 1), 2, -1, 4).shape
        (2, 3, 4)
    """
    wanted = tuple(sizes[0]) if len(sizes) == 1 and np.ndim(sizes[0]) else sizes
    old = np.shape(x)
    new = len(wanted) - len(old)
    if new < 0:
        raise ValueError(
            f"expand: the number of sizes provided ({len(wanted)}) must be at least the number of "
            f"axes of the tensor ({len(old)}), whose shape is {old}"
        )
    if -1 in wanted[:new]:
        raise ValueError(f"expand: -1 in {wanted} stands for a new axis, which has no length yet")
    shape = tuple(old[i - new] if size == -1 else size for i, size in enumerate(wanted))
    for axis, n in enumerate(old):
        size = shape[new + axis]
        if n not in (1, size):
            raise ValueError(
                f"expand: the expanded size ({size}) must match the existing size ({n}) at axis "
                f"{axis} of a tensor of shape {old}: only axes of length 1 can be expanded"
            )
    return broadcast_to(x, shape)


@operation(lambda g, out, x, shape: broadcast_to(g, x.shape), view=True)
def sum_to(x: Any, shape: tuple[int, ...]) -> Any:
    """Sum over the axes along which an array of `shape` was broadcast to the shape of `x`.

    It undoes `broadcast_to` in the sense of gradients: every backward pass uses it.

    Args:
        x: a Tensor or array.
        shape: a shape that broadcasts to that of `x`.

    Raises:
        ValueError: it does not.

    Example:
        >>> import autograd
        >>> autograd.sum_to(autograd.ones(3, 2), (1, 2))
        Tensor([[3., 3.]])
    """
    new = x.ndim - len(shape)
    pairs = zip(shape, x.shape[max(new, 0) :], strict=False)
    if new < 0 or not all(small in (1, large) for small, large in pairs):
        raise ValueError(f"shape {tuple(shape)} does not broadcast to {x.shape}")
    repeated = tuple(range(new)) + tuple(
        axis for axis in range(new, x.ndim) if shape[axis - new] == 1 and x.shape[axis] != 1
    )
    return np.sum(x, axis=repeated).reshape(shape) if repeated else np.reshape(x, shape)
