"""What the parameters of an operation mean, for every notation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..symbol import Symbol

__all__ = ["inserted_axes", "transposition"]


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
