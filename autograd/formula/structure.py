"""What the parameters of an operation mean, for every notation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..symbol import Symbol

__all__ = ["described", "filled_shape", "inserted_axes", "transposition"]


def described(array: Any) -> str:
    """Say what an array is that is too large to be written."""
    one_hot = (
        array.ndim == 2 and array.dtype.kind in "iu" and array.size > 0
        and ((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all()
    )  # fmt: skip
    return f"{'one-hot' if one_hot else array.dtype} array of shape {array.shape}"


def filled_shape(symbol: Symbol) -> tuple[int, ...] | None:
    """Return the shape of an array all of whose elements are one number; None for other arrays."""
    made = symbol.operation
    if made is None or not made.trusted or made.name != "broadcast_to":
        return None
    return None if getattr(symbol.operands[0], "ndim", 0) else symbol.shape


def transposition(symbol: Symbol) -> str | None:
    """Return what a permutation of axes is: "reversed", "matrices" for the last two, or None."""
    ndim = symbol.ndim
    order = [axis % ndim for axis in symbol.parameters["axes"]] if ndim else []
    if order == list(reversed(range(ndim))):
        return "reversed"
    if order == [*range(ndim - 2), ndim - 1, ndim - 2]:
        return "matrices"
    return None


def inserted_axes(symbol: Symbol) -> list[str]:
    """Return the index that inserts axes of length 1: `[:, None]`, and `[..., None]` for short."""
    axis = symbol.parameters["axis"]
    axes = {a % symbol.ndim for a in (axis if isinstance(axis, (tuple, list)) else (axis,))}
    index = ["None" if i in axes else ":" for i in range(symbol.ndim)]
    if not axes:
        return ["..."]
    last = max((i for i in range(symbol.ndim) if i not in axes), default=-1)
    if last > 0 and min(axes) > last:
        return ["...", *index[last + 1 :]]
    return index[: max(axes) + 1]
