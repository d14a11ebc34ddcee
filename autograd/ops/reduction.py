"""Reductions over axes: sum, mean, largest and smallest, and their places; counts and truth."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import numpy as np

from .._operation import operation
from .comparison import equal
from .conversion import astype
from .selection import where
from .shape import broadcast_to, unsqueeze

__all__ = [
    "all", "amax", "amin", "any", "argmax", "argmin", "count_nonzero", "max", "mean", "min",
    "nanmean", "nansum", "sum",
]  # fmt: skip


_SUMMED = (np.float32, np.float64)  # which NumPy's mean adds up as they are


def keep_axes(reduced: Any, axis: Any, keepdims: bool) -> Any:
    """Give a reduction's result its reduced axes back, with length 1, so that it broadcasts."""
    return reduced if keepdims or axis is None else unsqueeze(reduced, axis)


def spread(g: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Repeat the gradient of a reduction of `x` along the axes that were reduced."""
    # A number may be reduced over "axis 0", which it does not have, as in NumPy.
    return broadcast_to(keep_axes(g, axis, keepdims), x.shape) if x.shape else g


def _fast_spread(g: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Do as `spread` in less time, on arrays and where all axes were reduced."""
    if axis is None and not keepdims and type(x) is np.ndarray and x.ndim:
        result = np.empty_like(x, g.dtype)
        result.fill(g)
        return result
    return spread(g, x, axis, keepdims)


def count(shape: tuple[int, ...], axis: Any) -> int:
    """Return how many elements a reduction over `axis` takes together."""
    if axis is None or not shape:
        return math.prod(shape)
    axes = axis if isinstance(axis, tuple) else (axis,)
    return math.prod(shape[a] for a in axes)


def _fast_sum_rule(g: Any, out: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    return _fast_spread(g, x, axis, keepdims)


@operation(lambda g, out, x, axis, keepdims: spread(g, x, axis, keepdims), sign="Σ",
           fast_rules=(_fast_sum_rule,))  # fmt: skip
def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Sum over axes; the derivative with respect to each element is 1.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. PyTorch's `dim=` is accepted.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> import autograd
        >>> autograd.sum(autograd.Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0)
        Tensor([4., 6.])
    """
    return np.sum(x, axis=axis, keepdims=keepdims)


def _fast_mean_rule(g: Any, out: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    return _fast_spread(g / count(x.shape, axis), x, axis, keepdims)


@operation(lambda g, out, x, axis, keepdims: spread(g / count(x.shape, axis), x, axis, keepdims),
           fast_rules=(_fast_mean_rule,))  # fmt: skip
def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Mean over axes; the derivative with respect to each of n elements is `1 / n`.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. PyTorch's `dim=` is accepted.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> import autograd
        >>> autograd.mean(autograd.Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1)
        Tensor([1.5, 3.5])
    """
    of_all = axis is None and not keepdims
    if of_all and isinstance(x, np.ndarray) and x.dtype in _SUMMED and x.size:
        return np.add.reduce(x, axis=None) / x.size  # what NumPy does, without its preparations
    return np.mean(x, axis=axis, keepdims=keepdims)


def nansum(x: Any, axis: Any = None, keepdims: bool = False, **torch_names: Any) -> Any:
    """Sum over axes with NaN counted as 0; the derivative with respect to a NaN is 0.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. PyTorch's `dim=` is accepted.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Example:
        >>> from autograd import Tensor, nansum
        >>> nansum(Tensor([1.0, float("nan"), 2.0]))
        Tensor(3.0)
    """
    return sum(where(equal(x, x), x, 0), axis, keepdims, **torch_names)


def nanmean(x: Any, axis: Any = None, keepdims: bool = False, **torch_names: Any) -> Any:
    """Mean over axes of the elements that are not NaN; each of n such has derivative `1 / n`.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. PyTorch's `dim=` is accepted.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Example:
        >>> from autograd import Tensor, nanmean
        >>> nanmean(Tensor([1.0, float("nan"), 2.0]))
        Tensor(1.5)
    """
    total = nansum(x, axis, keepdims, **torch_names)
    return total / astype(sum(equal(x, x), axis, keepdims, **torch_names), total.dtype)


class ValuesAndIndices(NamedTuple):
    """What PyTorch's `max(dim=...)`, `min(dim=...)`, `sort(dim=...)` and `topk` return."""

    values: Any
    indices: Any


def _with_indices(find_index: Callable[..., Any]) -> Callable[[Callable[..., Any]], Any]:
    """Let `dim=` mean PyTorch's reduction, which returns the values and their indices."""

    def add_indices(reduce: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(reduce)
        def function(x: Any, *args: Any, **kwargs: Any) -> Any:
            if args and np.ndim(args[0]) and hasattr(args[0], "dtype"):
                name = reduce.__name__
                raise TypeError(
                    f"{name}() takes an axis as its second argument; the elementwise {name} of "
                    f"two tensors is {name}imum()"
                )
            if kwargs.get("dim") is None:
                kwargs.pop("dim", None)
                return reduce(x, *args, **kwargs)
            return ValuesAndIndices(reduce(x, *args, **kwargs), find_index(x, *args, **kwargs))

        return function

    return add_indices


@operation(None)
def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Index of the largest element (the first of equals), along an axis or in the flat tensor.

    Args:
        x: a Tensor or array; NaN counts as the largest.
        axis: the axis to search. Default: all, in C order. PyTorch's `dim=` is accepted.
        keepdims: keep the searched axis with length 1.

    Example:
        >>> from autograd import Tensor, argmax
        >>> argmax(Tensor([1.0, 3.0, 2.0]))
        Tensor(1)
    """
    return np.argmax(x, axis=axis, keepdims=keepdims)


@operation(None)
def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Index of the smallest element (the first of equals), along an axis or in the flat tensor.

    Args:
        x: a Tensor or array; NaN counts as the smallest.
        axis: the axis to search. Default: all, in C order. PyTorch's `dim=` is accepted.
        keepdims: keep the searched axis with length 1.

    Example:
        >>> from autograd import Tensor, argmin
        >>> argmin(Tensor([1.0, 3.0, 0.5]))
        Tensor(2)
    """
    return np.argmin(x, axis=axis, keepdims=keepdims)


def share_among_winners(g: Any, out: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Divide the gradient of an extreme equally among the elements that attain it."""
    # A NaN wins, and does not equal itself.
    winners = (x == keep_axes(out, axis, keepdims)) | (x != x)
    share = astype(keep_axes(g, axis, keepdims) / sum(winners, axis, True), g.dtype)
    return where(winners, share, 0.0)


@operation(share_among_winners)
def amax(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Largest element over axes; elements that are equally large share the gradient equally.

    Args:
        x: a Tensor or array; NaN counts as the largest.
        axis: an axis or a tuple of axes. Default: all. PyTorch's `dim=` is accepted.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Raises:
        ValueError: there is no such axis, or nothing to take the largest of.

    Example:
        >>> from autograd import Tensor, amax
        >>> x = Tensor([5.0, 1.0, 5.0], requires_grad=True)
        >>> amax(x, axis=0).backward()
        >>> x.grad
        Tensor([0.5, 0. , 0.5])
    """
    return np.max(x, axis=axis, keepdims=keepdims)


@operation(share_among_winners)
def amin(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Smallest element over axes; elements that are equally small share the gradient equally.

    Args:
        x: a Tensor or array; NaN counts as the smallest.
        axis: an axis or a tuple of axes. Default: all. PyTorch's `dim=` is accepted.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Raises:
        ValueError: there is no such axis, or nothing to take the smallest of.

    Example:
        >>> from autograd import Tensor, amin
        >>> amin(Tensor([[5.0, 1.0], [2.0, 3.0]]), axis=(0, 1))
        Tensor(1.0)
    """
    return np.min(x, axis=axis, keepdims=keepdims)


def _extreme(x: Any, axis: Any, keepdims: bool, reduce: Any, find_index: Any) -> Any:
    """Return the extreme over `axis` and, for one axis, where it was first met."""
    if axis is None or isinstance(axis, tuple) or not np.ndim(x):
        return reduce(x, axis=axis, keepdims=keepdims), None
    axis = operator.index(axis)
    index = find_index(x, axis=axis, keepdims=True)
    winners = np.zeros(np.shape(x), dtype=bool)
    np.put_along_axis(winners, index, True, axis=axis)
    values = np.take_along_axis(np.asarray(x), index, axis=axis)
    return (values if keepdims else np.squeeze(values, axis=axis)), winners


def _extreme_rule(g: Any, out: Any, x: Any, axis: Any, keepdims: bool, saved: Any) -> Any:
    if saved is None:
        return share_among_winners(g, out, x, axis, keepdims)
    return where(saved, keep_axes(g, axis, keepdims), 0.0)


@_with_indices(argmax)
@operation(_extreme_rule, saves=True)
def max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Largest element over axes; the gradient goes to the element that won.

    Over one axis the first of several equal ones gets the gradient; over all axes, or a tuple of
    them, they share it equally: as in PyTorch. A NaN wins.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. With PyTorch's `dim=` in its place, the
            result is the pair `(values, indices)`.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Raises:
        ValueError: there is no such axis, or nothing to take the largest of.
        TypeError: the axis is a tensor; the larger one of two is `maximum`.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor([[1.0, 5.0], [4.0, 2.0]])
        >>> autograd.max(x, axis=1)
        Tensor([5., 4.])
        >>> autograd.max(x, dim=1).indices
        Tensor([1, 0])
    """
    return _extreme(x, axis, keepdims, np.max, np.argmax)


@_with_indices(argmin)
@operation(_extreme_rule, saves=True)
def min(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Smallest element over axes; the gradient goes to the element that won.

    Over one axis the first of several equal ones gets the gradient; over all axes, or a tuple of
    them, they share it equally: as in PyTorch. A NaN wins.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. With PyTorch's `dim=` in its place, the
            result is the pair `(values, indices)`.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Raises:
        ValueError: there is no such axis, or nothing to take the smallest of.
        TypeError: the axis is a tensor; the smaller one of two is `minimum`.

    Example:
        >>> import autograd
        >>> autograd.min(autograd.Tensor([[1.0, 5.0], [4.0, 2.0]]), axis=0)
        Tensor([1., 2.])
    """
    return _extreme(x, axis, keepdims, np.min, np.argmin)


@operation(None)
def any(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether any element over axes is true (not zero); without derivative.

    Example:
        >>> import autograd
        >>> autograd.any(autograd.Tensor([0.0, 2.0]) > 1.0)
        Tensor(True)
    """
    return np.any(x, axis=axis, keepdims=keepdims)


@operation(None)
def all(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether all elements over axes are true (not zero); without derivative.

    Example:
        >>> import autograd
        >>> autograd.all(autograd.Tensor([0.0, 2.0]) > 1.0)
        Tensor(False)
    """
    return np.all(x, axis=axis, keepdims=keepdims)


@operation(None)
def count_nonzero(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Number of elements over axes that are not zero (true, not False); without derivative.

    Args:
        x: a Tensor or array; NaN counts as not zero.
        axis: an axis or a tuple of axes. Default: all. PyTorch's `dim=` is accepted.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Example:
        >>> from autograd import Tensor, count_nonzero
        >>> count_nonzero(Tensor([0.0, 2.0, -1.0]))
        Tensor(2)
    """
    return np.count_nonzero(x, axis=axis, keepdims=keepdims)
