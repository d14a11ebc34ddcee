"""PyTorch's older way to make tensors: one name for each dtype, as lecture notes still have it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._tensor import Tensor, as_data

__all__ = [
    "BoolTensor", "ByteTensor", "DoubleTensor", "FloatTensor", "IntTensor", "LongTensor",
]  # fmt: skip


def FloatTensor(*data: Any) -> Tensor:
    """Make a float32 Tensor with a copy of a list, array or Tensor, or of zeros in a given shape.

    It is `autograd.tensor(data, dtype="float32")` in PyTorch's older spelling; `DoubleTensor`,
    `IntTensor`, `LongTensor`, `ByteTensor` and `BoolTensor` are the same for other dtypes.

    Args:
        data: values, as a list, tuple, array or Tensor; or the lengths of the axes, each a plain
            integer. Where only lengths are given PyTorch leaves the values to chance; here they
            are zeros. A tuple holds values, so write `FloatTensor(*x.size())` for the shape of x.

    Raises:
        TypeError: a single number that is no integer, or anything else that is no sequence of
            numbers.
        ValueError: a length is negative, or the lists are not of one length.

    Example:
        >>> import autograd
        >>> autograd.FloatTensor([[1, 2], [3, 4]])
        Tensor([[1., 2.],
                [3., 4.]], dtype=float32)
        >>> autograd.FloatTensor(2, 3).shape
        (2, 3)
    """
    return _make("FloatTensor", np.float32, data)


def DoubleTensor(*data: Any) -> Tensor:
    """Make a float64 Tensor; see `FloatTensor`.

    Example:
        >>> import autograd
        >>> autograd.DoubleTensor([1, 2])
        Tensor([1., 2.])
    """
    return _make("DoubleTensor", np.float64, data)


def IntTensor(*data: Any) -> Tensor:
    """Make an int32 Tensor, which cuts off what follows the decimal point; see `FloatTensor`.

    Example:
        >>> import autograd
        >>> autograd.IntTensor([1.9, -1.9])
        Tensor([ 1, -1], dtype=int32)
    """
    return _make("IntTensor", np.int32, data)


def LongTensor(*data: Any) -> Tensor:
    """Make an int64 Tensor, such as the classes that a loss expects; see `FloatTensor`.

    What follows the decimal point is cut off.

    Example:
        >>> import autograd
        >>> autograd.LongTensor([2, 0, 1])
        Tensor([2, 0, 1])
    """
    return _make("LongTensor", np.int64, data)


def ByteTensor(*data: Any) -> Tensor:
    """Make a Tensor of integers from 0 to 255 (uint8); see `FloatTensor`.

    Raises:
        ValueError: a value is not from 0 to 255.

    Example:
        >>> import autograd
        >>> autograd.ByteTensor([0, 255])
        Tensor([  0, 255], dtype=uint8)
    """
    return _make("ByteTensor", np.uint8, data)


def BoolTensor(*data: Any) -> Tensor:
    """Make a Tensor of truth values: False for 0, True for all else; see `FloatTensor`.

    Example:
        >>> import autograd
        >>> autograd.BoolTensor([0, 1, 2])
        Tensor([False,  True,  True])
    """
    return _make("BoolTensor", np.bool_, data)


def _is_length(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _make(called: str, dtype: type[np.generic], data: tuple[Any, ...]) -> Tensor:
    if all(map(_is_length, data)):
        if any(length < 0 for length in data):
            raise ValueError(f"{called}: the length of an axis cannot be negative, got {data}")
        return Tensor(np.zeros(data or (0,), dtype))
    if len(data) > 1:
        raise TypeError(
            f"{called} takes one list, array or Tensor of values, or the lengths of the axes as "
            f"integers; got {len(data)} arguments"
        )
    values = np.asarray(as_data(data[0], None))
    if not values.ndim:
        raise TypeError(
            f"{called}: data must be a sequence, got the single number {data[0]!r}. Write "
            f"autograd.tensor({data[0]!r}, dtype={np.dtype(dtype).name!r})"
        )
    if issubclass(dtype, np.integer) and values.size:
        bounds = np.iinfo(dtype)
        if not (bounds.min <= values.min() and values.max() <= bounds.max):
            raise ValueError(
                f"{called}: values from {values.min()} to {values.max()} do not all fit into "
                f"{np.dtype(dtype).name}, which reaches from {bounds.min} to {bounds.max}"
            )
    return Tensor(values.astype(dtype))
