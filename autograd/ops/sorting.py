"""Sorting, and the largest few."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from .._operation import operation
from .indexing import add_at
from .reduction import ValuesAndIndices
from .shape import axis_in, reshape

__all__ = ["argsort", "sort", "topk"]


def _order(x: Any, axis: Any, descending: bool) -> Any:
    """Return the indices that sort along an axis; equal elements keep their order."""
    if axis is not None:
        axis = axis_in(axis, np.ndim(x))
    if not descending:
        return np.argsort(x, axis=axis, kind="stable")
    # Reversed before sorting as well as after it, so that equal elements keep their order.
    x = np.reshape(x, -1) if axis is None else x
    axis = -1 if axis is None else axis
    order = np.argsort(np.flip(x, axis), axis=axis, kind="stable")
    return x.shape[axis] - 1 - np.flip(order, axis)


def _taken(x: Any, indices: Any, axis: int) -> tuple[Any, Any]:
    """Return the elements at `indices` along an axis, and their places in the flat array."""
    places = np.arange(np.size(x)).reshape(np.shape(x))
    return np.take_along_axis(x, indices, axis), np.take_along_axis(places, indices, axis)


def _put_back(g: Any, x: Any, places: Any) -> Any:
    """Send the gradient of elements that were taken out of `x` back to their places."""
    return reshape(add_at(g, places, (math.prod(x.shape),)), x.shape)


@operation(None)
def argsort(x: Any, axis: int | None = -1, descending: bool = False, stable: bool = True) -> Any:
    """Indices that sort along an axis; without derivative.

    Args:
        x: a Tensor or array; NaN counts as the largest.
        axis: the axis to sort along. Default: the last; None: the flat tensor. PyTorch's `dim=` is
            accepted.
        descending: largest first.
        stable: accepted for PyTorch's sake; equal elements always keep their order.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> from autograd import Tensor, argsort
        >>> argsort(Tensor([3.0, 1.0, 2.0]))
        Tensor([1, 2, 0])
    """
    return _order(x, axis, descending)


@operation(lambda g, out, x, axis, descending, indices, saved: _put_back(g, x, saved), saves=True)
def _sort(x: Any, axis: int = -1, descending: bool = False, indices: Any = None) -> Any:
    """Sort along an axis; `indices` are those of `argsort`, where they are known already."""
    return _taken(x, _order(x, axis, descending) if indices is None else indices, axis)


def sort(
    x: Any,
    axis: int | None = -1,
    descending: bool = False,
    stable: bool = True,
    *,
    dim: int | None = None,
) -> Any:
    """Sort along an axis; each element's gradient goes back to the place that it came from.

    Equal elements keep their order, which says whose gradient is whose.

    Args:
        x: a Tensor or array; NaN counts as the largest.
        axis: the axis to sort along. Default: the last; None: the flat tensor, as in NumPy. With
            PyTorch's `dim=` in its place, the result is the pair `(values, indices)`.
        descending: largest first.
        stable: accepted for PyTorch's sake; the order of equal elements is always kept.

    Raises:
        ValueError: there is no such axis.
        TypeError: both `axis` and `dim` are given.

    Example:
        >>> from autograd import Tensor, sort
        >>> x = Tensor([3.0, 1.0, 2.0], requires_grad=True)
        >>> (sort(x) * [1.0, 10.0, 100.0]).sum().backward()
        >>> x.grad
        Tensor([100.,   1.,  10.])
        >>> sort(Tensor([3.0, 1.0]), dim=0).indices
        Tensor([1, 0])
    """
    if dim is None:
        return _sort(reshape(x, -1), -1, descending) if axis is None else _sort(x, axis, descending)
    if axis != -1:
        raise TypeError("sort() got both axis= and dim=, which mean the same; give one")
    indices = argsort(x, dim, descending)
    return ValuesAndIndices(_sort(x, dim, descending, indices), indices)


def _best_of_rows(rows: Any, k: int, largest: bool) -> Any:
    """Return where in each row its k largest elements are, or smallest, without sorting it all."""
    place = rows.shape[-1] - k if largest else k - 1
    last = np.partition(rows, place, axis=-1)[..., [place]]  # the k-th best
    is_nan, last_is_nan = rows != rows, last != last
    if largest:
        better = (rows > last) | (is_nan & ~last_is_nan)
    else:
        better = (rows < last) | (~is_nan & last_is_nan)
    equal = (rows == last) | (is_nan & last_is_nan)
    places_left = k - np.sum(better, axis=-1, keepdims=True)
    chosen = better | (equal & (np.cumsum(equal, axis=-1) <= places_left))
    return np.nonzero(chosen)[-1].reshape(*rows.shape[:-1], k)


@operation(None)
def _topk_indices(x: Any, k: int, axis: int, largest: bool) -> Any:
    """Return where along an axis the k largest elements are, or the k smallest."""
    length = np.shape(x)[axis_in(axis, np.ndim(x))]
    if not 0 <= operator.index(k) <= length:
        raise ValueError(f"k = {k} is out of range: axis {axis} has {length} elements")
    if k in (0, length):
        return np.take(_order(x, axis, largest), np.arange(k), axis)
    rows = np.moveaxis(np.asarray(x), axis, -1)
    found = _best_of_rows(rows, k, largest)
    order = _order(np.take_along_axis(rows, found, -1), -1, largest)
    return np.moveaxis(np.take_along_axis(found, order, -1), -1, axis)


@operation(lambda g, out, x, indices, axis, saved: _put_back(g, x, saved), saves=True)
def _topk(x: Any, indices: Any, axis: int) -> Any:
    return _taken(x, indices, axis)


def topk(
    x: Any, k: int, axis: int = -1, largest: bool = True, sorted: bool = True, *, dim: Any = None
) -> ValuesAndIndices:
    """The k largest elements along an axis, and their indices, as in PyTorch.

    The gradient goes to the elements that were taken. Of equal elements the first are taken.

    Args:
        x: a Tensor or array; NaN counts as the largest.
        k: how many, from 0 to the length of the axis.
        axis: the axis to search. Default: the last. PyTorch's `dim=` is accepted.
        largest: the largest ones, largest first; if False the smallest ones, smallest first.
        sorted: accepted for PyTorch's sake; the result is always sorted.

    Returns:
        The pair `(values, indices)`.

    Raises:
        ValueError: `k` is out of range, or there is no such axis.
        TypeError: both `axis` and `dim` are given.

    Example:
        >>> from autograd import Tensor, topk
        >>> values, indices = topk(Tensor([1.0, 4.0, 2.0, 3.0]), 2)
        >>> values, indices
        (Tensor([4., 3.]), Tensor([1, 3]))
    """
    if dim is not None:
        if axis != -1:
            raise TypeError("topk() got both axis= and dim=, which mean the same; give one")
        axis = dim
    indices = _topk_indices(x, k, axis, largest)
    return ValuesAndIndices(_topk(x, indices, axis), indices)
