"""Row numbers, counts and switches that users give, and what is said about wrong ones."""

import operator
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from autograd import Tensor

__all__ = ["as_bool", "as_integer", "as_rows"]


def as_rows(index: Any, length: int, name: str) -> int | slice | NDArray[np.intp]:
    """Return ``index`` as a row number, a slice or an array of row numbers, all within range.

    Args:
        index: an integer, a slice, integers, or a boolean mask.
        length: how many rows there are.
        name: the dataset's class, for errors.

    Raises:
        IndexError: when a number is out of range, or a mask has another length.
        TypeError: when ``index`` is something else.

    Example:
        >>> as_rows([True, False, True], 3, "TensorDataset")
        array([0, 2])
    """
    if isinstance(index, slice):
        return index
    # Asking for the protocol takes longer than gathering a small batch: arrays pass it by.
    several = isinstance(index, (np.ndarray, Tensor, bool))
    if not several and isinstance(index, SupportsIndex):
        number = operator.index(index)
        if not -length <= number < length:
            raise IndexError(f"row {number} is out of range: the {name} has {length} rows")
        return number
    rows = np.asarray(index.data if isinstance(index, Tensor) else index)
    if rows.size == 0 and rows.dtype.kind == "f":
        rows = rows.astype(np.intp)  # NumPy reads an empty list as floats.
    if rows.dtype.kind == "b":
        if rows.shape != (length,):
            raise IndexError(
                f"a boolean mask of shape {rows.shape} does not fit a {name} of {length} "
                f"rows; its shape must be ({length},)"
            )
        return np.flatnonzero(rows)
    if rows.dtype.kind not in "iu" or isinstance(index, tuple):
        raise TypeError(
            f"a {name} is indexed by an integer, a slice, an array of integers or a boolean "
            f"mask, not by {type(index).__name__} {index!r}"
        )
    if rows.size and not (-length <= rows.min() and rows.max() < length):
        outside = rows[(rows < -length) | (rows >= length)].flat[0]
        raise IndexError(f"row {outside} is out of range: the {name} has {length} rows")
    return rows.astype(np.intp, copy=False)


def as_integer(what: str, value: Any, least: int) -> int:
    """Return ``value`` as an int of at least ``least``, or raise an error that names it.

    Raises:
        TypeError: when it is not an integer; True and False are not.
        ValueError: when it is too small.

    Example:
        >>> as_integer("BatchSampler: batch_size", 0, least=1)
        Traceback (most recent call last):
        ValueError: BatchSampler: batch_size must be at least 1, not 0
    """
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{what} must be an integer, not {value!r} ({type(value).__name__})"
        ) from None
    if number < least:
        raise ValueError(f"{what} must be at least {least}, not {number}")
    return number


def as_bool(what: str, value: Any) -> bool:
    """Return ``value`` as a bool, or raise an error that names it: "no" would count as True.

    Raises:
        TypeError: when it is neither True nor False.

    Example:
        >>> as_bool("DataLoader: shuffle", "no")
        Traceback (most recent call last):
        TypeError: DataLoader: shuffle must be True or False, not 'no' (str)
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{what} must be True or False, not {value!r} ({type(value).__name__})")
    return bool(value)
