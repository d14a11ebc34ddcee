"""Masks and places: taking and filling where a mask is true, finding places, one-hot rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..._tensor import bare
from ..conversion import astype
from ..selection import where
from ..shape import broadcast_to
from .brackets import _getitem

__all__ = ["argwhere", "masked_fill", "masked_select", "one_hot"]


def masked_fill(x: Any, mask: Any, value: Any) -> Any:
    """Return a copy of `x` with `value` where the mask is true.

    Derivatives: with respect to `x` 1 where the mask is false, with respect to `value` the number
    of places that it fills.

    Args:
        x: a Tensor or array.
        mask: booleans, of a shape that broadcasts to that of `x`; not differentiable.
        value: a number, or a Tensor of one; it is brought to the dtype of `x`.

    Raises:
        ValueError: the mask does not broadcast to the shape of `x`, or `value` has axes.
        TypeError: the mask is not boolean.

    Example:
        >>> from autograd import Tensor, masked_fill
        >>> masked_fill(Tensor([1.0, 2.0, 3.0]), [True, False, True], 0.0)
        Tensor([0., 2., 0.])
    """
    true = _booleans("masked_fill", mask)
    shape = np.shape(x)
    pairs = zip(reversed(true.shape), reversed(shape), strict=False)
    if true.ndim > len(shape) or any(m not in (1, n) for m, n in pairs):
        raise ValueError(
            f"masked_fill: a mask of shape {true.shape} does not broadcast to the shape {shape} of "
            f"the tensor"
        )
    if np.ndim(value):
        raise ValueError(f"masked_fill: the value must be one number, got shape {np.shape(value)}")
    if hasattr(value, "dtype") and hasattr(x, "dtype") and x.dtype.kind == "f":
        value = astype(value, x.dtype)
    return where(true, value, x)


def masked_select(x: Any, mask: Any) -> Any:
    """Take the elements where the mask is true, in C order, on one axis.

    Args:
        x: a Tensor or array.
        mask: booleans; its shape and that of `x` broadcast.

    Raises:
        ValueError: the shapes do not broadcast.
        TypeError: the mask is not boolean.

    Example:
        >>> from autograd import Tensor, masked_select
        >>> masked_select(Tensor([[1.0, 2.0], [3.0, 4.0]]), [True, False])
        Tensor([1., 3.])
    """
    true = _booleans("masked_select", mask)
    try:
        shape = np.broadcast_shapes(np.shape(x), true.shape)
    except ValueError as error:
        raise ValueError(
            f"masked_select: a mask of shape {true.shape} does not broadcast with a tensor of "
            f"shape {np.shape(x)}"
        ) from error
    whole = x if np.shape(x) == shape else broadcast_to(x, shape)
    return _getitem(whole, np.broadcast_to(true, shape)[()])


def _booleans(called: str, mask: Any) -> Any:
    """Return a copy of a mask, as an array."""
    true = np.array(bare(mask))
    if true.dtype != bool:
        raise TypeError(
            f"{called}: the mask must be boolean, got dtype {true.dtype}; compare, as in x > 0"
        )
    return true


@operation(None)
def argwhere(x: Any) -> Any:
    """Find the places of the elements that are not zero (true); without derivative.

    Args:
        x: a Tensor or array.

    Returns:
        Integers, shape `(places, axes)`: in each row the index of an element, in C order.

    Example:
        >>> from autograd import Tensor, argwhere
        >>> argwhere(Tensor([[0.0, 5.0], [7.0, 0.0]]))
        Tensor([[0, 1],
                [1, 0]])
    """
    return np.argwhere(x)


@operation(None)
def one_hot(x: Any, classes: int | None = None) -> Any:
    """Turn class indices into rows with a single 1; without derivative.

    Args:
        x: integers from 0 to `classes - 1`: a Tensor, array or list of any shape.
        classes: the number of classes. Default: the largest index plus 1.

    Returns:
        Integers, with one more axis, of length `classes`.

    Raises:
        ValueError: an index is negative or too large.
        TypeError: the indices are not integers.

    Source: deck 2, "명칭값 one-hot" (nominal values).

    Example:
        >>> from autograd import Tensor, one_hot
        >>> one_hot(Tensor([0, 2]), 3)
        Tensor([[1, 0, 0],
                [0, 0, 1]])
    """
    x = np.asarray(x)
    if not x.size:
        x = x.astype(np.intp)  # an empty list is one of floats to NumPy
    if x.dtype.kind not in "iu":
        raise TypeError(f"class indices must be integers, got dtype {x.dtype}")
    smallest, largest = (int(x.min()), int(x.max())) if x.size else (0, -1)
    if classes is None:
        classes = largest + 1
    if largest >= classes or smallest < 0:
        raise ValueError(
            f"class indices must lie between 0 and {classes - 1}; they go from {smallest} "
            f"to {largest}"
        )
    return (x[..., np.newaxis] == np.arange(classes)).astype(np.int64)
