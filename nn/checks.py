"""Checks of settings that layers share, and the change of an input into a layer's dtype."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

import autograd
from autograd import Tensor

__all__ = [
    "as_images",
    "cast_by_name",
    "checked_probability",
    "finite_number",
    "per_axis",
    "positive_integer",
    "to_dtype",
]


def positive_integer(value: Any, what: str) -> int:
    """Return a setting as an int, or say what is wrong with it."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{what} must be a positive integer, got {value!r}")
    return int(value)


def finite_number(
    value: Any, what: str, above: float = -math.inf, least: float = -math.inf
) -> float:
    """Return a setting as a float that is finite, above a bound and at least another."""
    number = isinstance(value, (int, float, np.integer, np.floating))
    plain = value.item() if isinstance(value, np.generic) else value
    finite = number and not isinstance(value, bool) and abs(plain) <= sys.float_info.max
    if not finite or not (plain > above and plain >= least):
        bounds = [f"> {above:g}"] * (above > -math.inf) + [f">= {least:g}"] * (least > -math.inf)
        wanted = " ".join(["a finite number", *bounds])
        raise ValueError(f"{what} must be {wanted}, got {value!r}")
    return float(value)


def checked_probability(p: Any, where: str) -> float:
    """Return a probability, or say what is wrong with it."""
    number = isinstance(p, (int, float, np.integer, np.floating)) and not isinstance(p, bool)
    if not number or not 0 <= p <= 1:
        raise ValueError(f"{where}: the probability must be between 0 and 1, got {p!r}")
    return float(p)


def to_dtype(x: Any, dtype: Any) -> Any:
    """Return a layer's input, a Tensor or anything like an array, in the layer's dtype.

    Raises:
        TypeError: the input holds no real numbers, or is several Tensors.
    """
    if isinstance(x, tuple) and any(isinstance(part, (Tensor, tuple)) for part in x):
        raise TypeError(
            f"a layer got a tuple of {len(x)} parts, such as the (outputs, state) of a recurrent "
            f"layer; pass on the part that it needs"
        )
    x = x if hasattr(x, "dtype") else Tensor(x)
    if x.dtype.kind not in "biuf":
        raise TypeError(f"layers compute with real numbers, got an input of dtype {x.dtype}")
    return cast_by_name(x, dtype)


def cast_by_name(x: Any, dtype: Any) -> Any:
    """Return a Tensor or array in a dtype; pictures show a given Tensor's name also after it."""
    if x.dtype == dtype:
        return x
    cast = autograd.astype(x, dtype)
    if isinstance(x, Tensor) and x.name and not x.requires_grad:
        cast.name = x.name
    return cast


def per_axis(value: Any, axes: int, what: str, least: int = 1) -> tuple[int, ...]:
    """Return a setting of every spatial axis: one integer for all of them, or one for each."""
    given = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    integers = all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in given)
    if len(given) != axes or not integers or min(given) < least:
        several = f" or {axes} of them," if axes > 1 else ""
        raise ValueError(f"{what} must be an integer of at least {least},{several} got {value!r}")
    return tuple(map(int, given))


def as_images(x: Any, layer: Any, axes: int, channels: int | None = None) -> Any:
    """Return an input `(N, C, H, W)` or `(C, H, W)` as a Tensor or array; signals likewise.

    Raises:
        ValueError: it has another number of axes, or of channels.
    """
    x = x if hasattr(x, "shape") else Tensor(x)
    shape = tuple(x.shape)
    batched, right_axes = len(shape) == axes + 2, len(shape) in (axes + 1, axes + 2)
    if right_axes and channels in (None, shape[-axes - 1]):
        return x
    named = f"{'C' if channels is None else channels}, {'L' if axes == 1 else 'H, W'}"
    message = f"{layer}: expected an input of shape (N, {named}) or ({named}), got {shape}"
    if right_axes:
        message += f": to have {channels} channels, but got {shape[-axes - 1]} channels instead"
        if shape[-1] == channels:
            order = (*range(int(batched)), len(shape) - 1, *range(int(batched), len(shape) - 1))
            message += f". With channels last, as here, permute{order} brings them to their place"
        elif channels == 1 and not batched:
            message += ". A batch without an axis for the channel gets one by unsqueeze(1)"
    elif len(shape) == 2 and axes == 2:
        message += f". Flat rows become images again by reshape(-1, {named})"
    raise ValueError(message)
