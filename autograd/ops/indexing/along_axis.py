"""Taking elements by their places along an axis, and putting elements there."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..._tensor import bare
from ..arithmetic import add
from ..padding import pad
from ..shape import axis_in, pytorch_names, ravel
from .assignment import _put_at
from .brackets import _add_in_place, _getitem

__all__ = [
    "gather", "index_select", "scatter", "scatter_add", "take", "take_along_axis",
]  # fmt: skip


@operation(lambda g, out, x, indices, axis: _add_along_axis(g, indices, x.shape, axis),
           None)  # fmt: skip
def _take_along_axis(x: Any, indices: Any, axis: int) -> Any:
    return np.take_along_axis(np.asarray(x), indices, axis)


@operation(lambda g, out, x, indices, shape, axis: _take_along_axis(g, indices, axis),
           None)  # fmt: skip
def _add_along_axis(x: Any, indices: Any, shape: tuple[int, ...], axis: int) -> Any:
    result = np.zeros(shape, x.dtype)
    _add_in_place(result, x, _along(indices, axis, shape))
    return result


def _along(indices: Any, axis: int, lengths: tuple[int, ...]) -> tuple[Any, ...]:
    """Return the index that has `indices` along `axis`, and counts along the other axes."""
    return tuple(
        indices if d == axis else np.arange(n).reshape((-1,) + (1,) * (len(lengths) - 1 - d))
        for d, n in enumerate(lengths)
    )


@pytorch_names(dim="axis")
def take_along_axis(x: Any, indices: Any, axis: int | None = -1) -> Any:
    """Take, along an axis, one element for each index: `out_ij = x_(i, indices_ij)` for axis 1.

    Derivative: the gradient goes back to the places it was taken from, and is summed there.

    Args:
        x: a Tensor or array.
        indices: integers, with as many axes as `x`; along the other axes, the shapes broadcast.
        axis: the axis to take along; None: `x` counts as one axis of all its elements. Default:
            the last. PyTorch's `dim=` is accepted.

    Returns:
        A tensor of the shape of `indices`, broadcast.

    Raises:
        IndexError: an index is out of bounds, or the shapes do not broadcast.
        ValueError: the number of axes differs.
        TypeError: the indices are not integers.

    Example:
        >>> from autograd import Tensor, take_along_axis
        >>> x = Tensor([[3.0, 1.0, 2.0], [4.0, 6.0, 5.0]])
        >>> take_along_axis(x, x.argmax(axis=1, keepdims=True), axis=1)
        Tensor([[3.],
                [6.]])
    """
    if axis is None:
        x, axis = ravel(x), 0
    place, places = _whole_numbers("take_along_axis", indices, np.shape(x), axis)
    if places.ndim != len(np.shape(x)):
        raise ValueError(
            f"take_along_axis: indices of shape {places.shape} must have as many axes as the "
            f"tensor, of shape {np.shape(x)}"
        )
    return _take_along_axis(x, places, place)


@pytorch_names(dim="axis")
def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Take whole slices by their place along an axis, or elements by their place among all.

    Args:
        x: a Tensor or array.
        indices: an integer, or a Tensor, array or list of integers of any shape.
        axis: the axis to take along, which `indices` takes the place of. Default: `x` counts as
            one axis of all its elements, in C order. PyTorch's `dim=` is accepted.

    Raises:
        IndexError: an index is out of bounds.
        ValueError: there is no such axis.
        TypeError: the indices are not integers.

    Example:
        >>> from autograd import Tensor, take
        >>> x = Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> take(x, [0, 3])
        Tensor([1., 4.])
        >>> take(x, 1, axis=0)
        Tensor([3., 4.])
    """
    if axis is None:
        x, axis = ravel(x), 0
    place, places = _whole_numbers("take", indices, np.shape(x), axis)
    return _getitem(x, (*(slice(None),) * place, places[()]))


def index_select(x: Any, dim: int, index: Any) -> Any:
    """Take whole slices by their place along an axis, as in PyTorch.

    Args:
        x: a Tensor or array.
        dim: the axis to take along.
        index: a Tensor, array or list of integers, on one axis.

    Returns:
        A tensor like `x`, with an axis `dim` as long as `index`.

    Raises:
        IndexError: an index is out of bounds.
        ValueError: there is no such axis, or the index has several.
        TypeError: the index does not consist of integers.

    Example:
        >>> from autograd import Tensor, index_select
        >>> index_select(Tensor([[1.0, 2.0], [3.0, 4.0]]), 1, [1, 1, 0])
        Tensor([[2., 2., 1.],
                [4., 4., 3.]])
    """
    place, places = _whole_numbers("index_select", index, np.shape(x), dim)
    if places.ndim > 1:
        raise ValueError(f"index_select: the index must have one axis, got shape {places.shape}")
    return _getitem(x, (*(slice(None),) * place, np.atleast_1d(places)))


def gather(x: Any, dim: int, index: Any) -> Any:
    """Take, along an axis, one element for each index, as in PyTorch.

    For `dim=1`: `out_ij = x_(i, index_ij)`. It is `take_along_axis` without broadcasting: along
    the other axes the index may be shorter than `x`, whose remaining elements are then left out.

    Args:
        x: a Tensor or array.
        dim: the axis to take along.
        index: a Tensor, array or list of integers with as many axes as `x`.

    Returns:
        A tensor of the shape of `index`.

    Raises:
        IndexError: an index is out of bounds.
        ValueError: there is no such axis, or the shapes do not fit.
        TypeError: the index does not consist of integers.

    Example:
        >>> from autograd import Tensor, gather
        >>> gather(Tensor([[1.0, 2.0], [3.0, 4.0]]), 1, [[0, 0], [1, 0]])
        Tensor([[1., 1.],
                [4., 3.]])
    """
    shape = np.shape(x)
    place, places = _whole_numbers("gather", index, shape, dim)
    _check_reach("gather", places.shape, shape, "the tensor", place)
    lengths = (*places.shape[:place], shape[place], *places.shape[place + 1 :])
    return _take_along_axis(_leading(x, lengths), places, place)


def scatter_add(x: Any, dim: int, index: Any, src: Any) -> Any:
    """Return a copy of `x` with the elements of `src` added along an axis, as in PyTorch.

    For `dim=1`: `src_ij` is added to `x_(i, index_ij)`; several for one place are all added. It is
    what `gather` does, backwards.

    Derivatives: 1 with respect to `x`; with respect to `src` the gradient's `gather`.

    Args:
        x: a Tensor or array, which stays as it is.
        dim: the axis along which the index counts.
        index: a Tensor, array or list of integers with as many axes as `x`, and no longer than
            `src` along any axis, nor than `x` along the others than `dim`.
        src: a Tensor or array with as many axes as `x`. What the index does not reach is left out.

    Raises:
        IndexError: an index is out of bounds.
        ValueError: there is no such axis, or the shapes do not fit.
        TypeError: the index does not consist of integers.

    Example:
        >>> from autograd import Tensor, scatter_add
        >>> scatter_add(Tensor([10.0, 20.0]), 0, [0, 1, 0], Tensor([1.0, 2.0, 3.0]))
        Tensor([14., 22.])
    """
    place, places, src = _scattered("scatter_add", x, dim, index, src)
    shape = np.shape(x)
    lengths = (*places.shape[:place], shape[place], *places.shape[place + 1 :])
    sums = _add_along_axis(src, places, lengths, place)
    if lengths != shape:
        sums = pad(sums, [(0, n - m) for n, m in zip(shape, lengths, strict=True)])
    return add(x, sums)


def scatter(x: Any, dim: int, index: Any, src: Any) -> Any:
    """Return a copy of `x` with the elements of `src` put in along an axis, as in PyTorch.

    For `dim=1`: `src_ij` takes the place of `x_(i, index_ij)`; of several for one place, the last.

    Derivatives: 1, but 0 with respect to what is overwritten.

    Args:
        x: a Tensor or array, which stays as it is.
        dim: the axis along which the index counts.
        index: a Tensor, array or list of integers with as many axes as `x`, and no longer than
            `src` along any axis, nor than `x` along the others than `dim`.
        src: a Tensor or array with as many axes as `x`, or a number.

    Raises:
        IndexError: an index is out of bounds.
        ValueError: there is no such axis, or the shapes do not fit.
        TypeError: the index does not consist of integers.

    Example:
        >>> from autograd import Tensor, scatter
        >>> scatter(Tensor([[0.0, 0.0], [0.0, 0.0]]), 1, [[1], [0]], 1.0)
        Tensor([[0., 1.],
                [1., 0.]])
    """
    place, places, src = _scattered("scatter", x, dim, index, src)
    return _put_at(x, src, _along(places, place, places.shape))


def places_to_scatter(called: str, x: Any, dim: int, index: Any, src: Any) -> tuple[Any, Any]:
    """Return where `scatter_` writes into the array `x`, and what, where negative indices are not.

    Raises:
        IndexError, ValueError, TypeError: as `scatter`, and where an index is negative.
    """
    place, places, src = _scattered(called, x, dim, index, src)
    if places.size and places.min() < 0:
        raise IndexError(
            f"{called}: index {places.min()} is negative, which PyTorch refuses here; the last "
            f"place along axis {place} is {x.shape[place] - 1}"
        )
    return _along(places, place, places.shape), src


def _scattered(called: str, x: Any, dim: int, index: Any, src: Any) -> tuple[int, Any, Any]:
    """Return the axis of a scatter, its indices, and the part of `src` that they reach."""
    place, places = _whole_numbers(called, index, np.shape(x), dim)
    _check_reach(called, places.shape, np.shape(x), "the tensor", place)
    if called != "scatter_add" and not np.ndim(src):
        return place, places, src
    _check_reach(called, places.shape, np.shape(src), "src")
    return place, places, _leading(src, places.shape)


def _whole_numbers(called: str, index: Any, shape: tuple[int, ...], axis: int) -> tuple[int, Any]:
    """Return which axis is meant, and a copy of the indices along it, as an array.

    Raises:
        IndexError: one of them is out of bounds.
        ValueError: there is no such axis.
        TypeError: they are not integers.
    """
    place = axis_in(axis, len(shape), called)
    places = np.array(bare(index))
    if not places.size:
        places = places.astype(np.intp)  # an empty list is one of floats to NumPy
    if places.dtype.kind not in "iu":
        raise TypeError(f"{called}: indices must be integers, got dtype {places.dtype}")
    for extreme in (int(places.min()), int(places.max())) if places.size else ():
        if not -shape[place] <= extreme < shape[place]:
            raise IndexError(
                f"{called}: index {extreme} is out of bounds for axis {place} with size "
                f"{shape[place]} of a tensor of shape {shape}"
            )
    return place, places


def _check_reach(
    called: str, index: tuple[int, ...], shape: tuple[int, ...], what: str, axis: int | None = None
) -> None:
    """Refuse an index of another number of axes than `shape`, or longer, but along `axis`."""
    if len(index) != len(shape):
        raise ValueError(
            f"{called}: an index of shape {index} must have as many axes as {what}, of shape "
            f"{shape}"
        )
    for d, (m, n) in enumerate(zip(index, shape, strict=True)):
        if m > n and d != axis:
            raise ValueError(
                f"{called}: an index of shape {index} is longer along axis {d} than {what}, of "
                f"shape {shape}"
            )


def _leading(x: Any, lengths: tuple[int, ...]) -> Any:
    """Return the first elements of `x` along each axis."""
    return x if np.shape(x) == lengths else _getitem(x, tuple(map(slice, lengths)))
