"""The states of a Tensor with respect to gradients: the bits of `Tensor._state`; what is kept."""

from __future__ import annotations

from typing import Any

__all__ = ["LARGEST_KEPT", "ON_NUMBERS", "RELEASED", "REQUIRES_GRAD"]

REQUIRES_GRAD = 1
RELEASED = 2  # beside REQUIRES_GRAD: a backward pass has gone through, and released the graph

# Elements: slide-sized values stay in the graph, activations of a real network may go.
LARGEST_KEPT = 1000

# The `_context` (no parameters, nothing saved) of what was computed from single float64 numbers, on
# Python's floats, and is one itself.
ON_NUMBERS: tuple[dict[str, Any], None] = ({}, None)
