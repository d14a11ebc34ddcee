"""What the hyper-parameters of optimizers may be.

A check takes the name of the class, of the setting, and its value; it returns the value, as a
Python number if it was NumPy's: those would make float64 of float32.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = [
    "Check", "flag", "fraction", "not_negative", "whole_number", "positive_number",
    "two_fractions", "unit_interval",
]  # fmt: skip

Check = Callable[[str, str, Any], Any]
LARGEST = sys.float_info.max


def not_negative(owner: str, name: str, value: Any) -> Any:
    """A finite number of at least 0."""
    number = _number(value)
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{owner}: {name} must be a finite number >= 0, got {value!r}")
    return number


def positive_number(owner: str, name: str, value: Any) -> Any:
    """A finite number above 0."""
    number = _number(value)
    if not 0 < number <= LARGEST:
        raise ValueError(f"{owner}: {name} must be a finite number > 0, got {value!r}")
    return number


def fraction(owner: str, name: str, value: Any) -> Any:
    """A number of at least 0 and below 1."""
    number = _number(value)
    if not 0 <= number < 1:
        raise ValueError(f"{owner}: {name} must be >= 0 and < 1, got {value!r}")
    return number


def unit_interval(owner: str, name: str, value: Any) -> Any:
    """A number from 0 to 1."""
    number = _number(value)
    if not 0 <= number <= 1:
        raise ValueError(f"{owner}: {name} must be a number from 0 to 1, got {value!r}")
    return number


def two_fractions(owner: str, name: str, value: Any) -> tuple[Any, Any]:
    """Two numbers of at least 0 and below 1."""
    try:
        first, second = value
    except (TypeError, ValueError):
        raise ValueError(f"{owner}: {name} must be two numbers, got {value!r}") from None
    single = name.removesuffix("s")
    return fraction(owner, f"{single}1", first), fraction(owner, f"{single}2", second)


def flag(owner: str, name: str, value: Any) -> bool:
    """True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{owner}: {name} must be True or False, got {value!r}")
    return bool(value)


def whole_number(owner: str, name: str, value: Any, least: int = 1) -> int:
    """An integer of at least 1, or at least another number."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        wanted = "a positive integer" if least == 1 else f"an integer >= {least}"
        raise ValueError(f"{owner}: {name} must be {wanted}, got {value!r}")
    return int(value)


def _number(value: Any) -> Any:
    """A number as Python's, and NaN, which is in no range, for what is none."""
    if type(value) is float or type(value) is int:
        return value
    if isinstance(value, (float, np.floating)):
        return float(value)
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return int(value)
    return math.nan
