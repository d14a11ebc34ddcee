"""Tensors without their history: what is kept where the graph behind them is of no more use."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ._tensor import Tensor
from .graph_state import LARGEST_KEPT, RELEASED
from .stand_ins import StandIn

__all__ = ["cut_history", "is_large", "is_released", "outline", "without_stale_history"]


def cut_history(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return `inputs` with released tensors replaced by copies that hold no history.

    What is computed from a released graph can never be differentiated, so holding on to that graph
    would only let `total += loss` grow with every step.
    """
    return tuple(_without_history(x) if is_released(x) else x for x in inputs)


def without_stale_history(total: Tensor) -> Tensor:
    """Return a running total as it is, or without its history where that has been released."""
    if not any(map(is_released, total._inputs)):
        return total
    kept = _without_history(total)
    kept._state |= RELEASED
    return kept


def is_released(value: Any) -> bool:
    """Tell whether `value` is a Tensor whose graph a backward pass has released."""
    return isinstance(value, Tensor) and bool(value._state & RELEASED)


def _without_history(tensor: Tensor) -> Tensor:
    return outline(tensor, tensor._data, ())


def is_large(value: Any) -> bool:
    """Tell whether the graph would rather do without an array, or what a forward pass saved."""
    return _elements(value) > LARGEST_KEPT


def _elements(value: Any) -> float:
    if isinstance(value, (np.ndarray, StandIn)):
        return value.size
    if isinstance(value, (tuple, list)):
        return sum(map(_elements, value))
    if value is None or isinstance(value, (int, float, str, np.generic)):
        return 1
    return math.inf  # it may hold anything


def outline(tensor: Tensor, data: Any, inputs: tuple[Any, ...]) -> Tensor:
    """Return what the graph keeps of a tensor: all but its data and inputs, which are given."""
    kept = Tensor.__new__(Tensor)
    kept._grad, kept._operation, kept._extra = tensor._grad, tensor._operation, tensor._extra
    kept._time, kept._state = tensor._time, tensor._state
    kept._flow = None
    kept._context = tensor._context and (tensor._context[0], None)
    kept._data = data
    kept._inputs = inputs
    return kept
