"""Checks of settings that layers share, and the change of an input into a layer's dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor

__all__ = ["checked_probability", "positive_integer", "to_dtype"]


def positive_integer(value: Any, what: str) -> int:
    """Return a setting as an int, or say what is wrong with it."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{what} must be a positive integer, got {value!r}")
    return int(value)


def checked_probability(p: Any, where: str) -> float:
    """Return a probability, or say what is wrong with it."""
    number = isinstance(p, (int, float, np.number)) and not isinstance(p, bool)
    if not number or not 0 <= p <= 1:
        raise ValueError(f"{where}: the probability must be between 0 and 1, got {p!r}")
    return float(p)


def to_dtype(x: Any, dtype: Any) -> Any:
    """Return a layer's input, a Tensor or anything like an array, in the layer's dtype."""
    return autograd.astype(x if hasattr(x, "dtype") else Tensor(x), dtype)
