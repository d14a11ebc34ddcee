"""`x[index] = values` as a function that returns a copy."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..selection import where
from .brackets import _getitem, may_repeat, own_index

__all__ = ["index_put"]


def _put_by_values(g: Any, out: Any, x: Any, values: Any, index: Any, accumulate: bool) -> Any:
    chosen = _getitem(g, index)
    if accumulate or not may_repeat(index):
        return chosen
    last = _last_writes(index, out.shape)
    return where(_count_like(last) == last, chosen, 0.0)


def _last_writes(index: Any, shape: tuple[int, ...]) -> Any:
    """Number the places that an index names; return for each the number of the last equal one."""
    numbers = np.zeros(shape, dtype=np.intp)
    count = _count_like(numbers[index])
    np.maximum.at(numbers, index, count)
    return numbers[index]


def _count_like(array: Any) -> Any:
    return np.arange(np.size(array)).reshape(np.shape(array))


@operation(
    lambda g, out, x, values, index, accumulate: g if accumulate else _put_at(g, 0.0, index),
    _put_by_values,
)
def _put_at(x: Any, values: Any, index: Any, accumulate: bool = False) -> Any:
    result = np.array(x)
    if not np.can_cast(np.result_type(values), result.dtype, "same_kind"):
        raise TypeError(
            f"values of dtype {np.result_type(values)} cannot be put among {result.dtype} ones"
        )
    chosen = np.shape(result[index])
    try:
        values = np.broadcast_to(values, chosen)
    except ValueError as error:
        raise ValueError(
            f"values of shape {np.shape(values)} do not broadcast to shape {chosen}, that of the "
            f"places which the index names"
        ) from error
    if accumulate:
        np.add.at(result, index, values)
    elif may_repeat(index):
        result[index] = values.ravel()[_last_writes(index, result.shape)]
    else:
        result[index] = values
    return result


def index_put(x: Any, index: Any, values: Any, accumulate: bool = False) -> Any:
    """Return a copy of `x` in which `x[index]` is `values`: assignment as a function.

    Derivatives: with respect to `x` 1, but 0 in the places that are overwritten; with respect to
    `values` 1. Of several values for one place, the last one is put there, as in NumPy, and the
    others have derivative 0.

    Args:
        x: a Tensor or array, which stays as it is.
        index: anything that indexes `x`, as in `x[index]`; not differentiable.
        values: a Tensor, array or number that broadcasts to the shape of `x[index]`.
        accumulate: add the values to what is there, several for one place all of them.
            Default: False.

    Returns:
        A tensor with the shape and dtype of `x`.

    Raises:
        ValueError: the values do not broadcast to the shape of `x[index]`.
        IndexError: the index is out of bounds, has too many parts, or is not an integer.
        TypeError: the values are of a kind that `x` cannot hold, such as floats among integers.

    Example:
        >>> from autograd import Tensor, index_put
        >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> y = index_put(x, [0, 2], 9.0)
        >>> y.tolist()
        [9.0, 2.0, 9.0]
        >>> y.sum().backward()
        >>> x.grad
        Tensor([0., 1., 0.])
    """
    return _put_at(x, values, own_index(index), accumulate)
