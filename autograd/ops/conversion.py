"""Copies, and other dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from .._operation import operation

__all__ = ["astype", "cast", "copy"]


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
    wanted = np.dtype(dtype)
    if wanted.kind not in "biufc":
        raise TypeError(f"a tensor holds numbers, which dtype {wanted} has none of")
    return np.asarray(x).astype(wanted)


def astype(x: Any, dtype: DTypeLike) -> Any:
    """Convert to another dtype; what has that dtype already is returned as it is.

    The gradient comes back in the tensor's own dtype. Integers and booleans have no derivative: a
    tensor cast to them does not require a gradient.

    Args:
        x: a Tensor, array or number.
        dtype: any NumPy dtype of numbers.

    Raises:
        TypeError: it is no dtype, or none of numbers.

    Example:
        >>> from autograd import Tensor, astype
        >>> astype(Tensor([1.9, -1.9]), int)
        Tensor([ 1, -1])
    """
    wanted = np.dtype(dtype)
    return x if getattr(x, "dtype", None) == wanted else cast(x, wanted)
