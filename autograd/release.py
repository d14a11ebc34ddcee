"""The end of a graph's life: what a backward pass has used may go, its outline stays.

After `backward()` the graph behind the output is marked released, and its large arrays are dropped.
Names, shapes, operations and small values stay, so that pictures and derivations can still be made
of it. A Tensor that the user holds keeps its value: only the graph's own reference is replaced, by
a copy of the tensor without the array.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numpy as np

from ._checkpoint import Recomputable
from ._tensor import Tensor
from .graph_state import LARGEST_KEPT, RELEASED, REQUIRES_GRAD
from .history import is_large, outline
from .stand_ins import SECOND_BACKWARD, StandIn

__all__ = ["check_not_released", "release", "release_numbers"]

_state_of = attrgetter("_state")

_VALUE_RELEASED = SECOND_BACKWARD.replace("{what}", "the value of {what}")
_SAVED_RELEASED = SECOND_BACKWARD.replace("{what}", "what the forward pass saved")


def check_not_released(order: list[Tensor]) -> None:
    """Refuse a second backward pass through a released graph.

    Raises:
        RuntimeError: an earlier pass has released one of the tensors.
    """
    if REQUIRES_GRAD | RELEASED in map(_state_of, order):
        tensor = next(t for t in order if t._state & RELEASED)
        what = f"{tensor._label()}, computed by {tensor._operation.name},"
        raise RuntimeError(SECOND_BACKWARD.format(what=what))


def release_numbers(tensors: list[Tensor]) -> None:
    """Mark tensors that were computed from numbers alone as released."""
    for tensor in tensors:
        tensor._state = REQUIRES_GRAD | RELEASED


def release(order: list[Tensor], arrays: list[Tensor]) -> None:
    """Mark the tensors of a graph as released and drop the large arrays that it holds.

    Args:
        order: the graph in topological order, each tensor before its inputs.
        arrays: those computed from arrays, in the same order; the others hold numbers only.
    """
    for tensor in order:
        if tensor._operation is not None:
            tensor._state = REQUIRES_GRAD | RELEASED
        if tensor._extra is not None:
            tensor._extra.hold = None
    outlines: dict[Tensor, Tensor] = {}
    for tensor in arrays:
        if tensor._context is not None and is_large(tensor._context[1]):
            tensor._context = (tensor._context[0], StandIn(tensor._data, _SAVED_RELEASED))
        tensor._inputs = tuple(_outline(x, outlines) for x in tensor._inputs)
        if tensor in outlines:
            outlines[tensor]._inputs = tensor._inputs
            outlines[tensor]._context = tensor._context


def _outline(x: Any, outlines: dict[Tensor, Tensor]) -> Any:
    """Return what the graph keeps of an input: all of it if small or a parameter."""
    if isinstance(x, (np.ndarray, Recomputable)):
        return StandIn(x, _VALUE_RELEASED) if is_large(x) else x
    if not isinstance(x, Tensor) or x._data.size <= LARGEST_KEPT:
        return x
    if x._operation is None and x._state:
        return x
    if x not in outlines:
        gone = type(x._data) is StandIn
        data = x._data if gone else StandIn(x._data, _VALUE_RELEASED, x.name)
        outlines[x] = outline(x, data, x._inputs)
    return outlines[x]
