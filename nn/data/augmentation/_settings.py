"""Checks of the numbers that transforms are given, and the shapes that they may be given in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import Tensor, default_generator
from nn.checks import finite_number

__all__ = [
    "Interval",
    "PerImage",
    "checked_center",
    "checked_fill",
    "draw",
    "fill_values",
    "interval",
    "numbers",
    "pair",
    "per_channel",
    "per_image",
    "symmetric_interval",
]

Interval = tuple[float, float]
PerImage = float | Sequence[float] | NDArray[Any]


def pair(value: Any, what: str, meaning: str) -> tuple[Any, Any]:
    """Return a setting of two parts as a tuple, or say what they should be."""
    if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2:
        raise ValueError(f"{what} must be a pair {meaning}, got {value!r}")
    return value[0], value[1]


def interval(value: Any, what: str, **bounds: float) -> Interval:
    """Return a pair of numbers `(low, high)`, both within `finite_number`'s bounds."""
    low, high = (finite_number(end, what, **bounds) for end in pair(value, what, "(low, high)"))
    if low > high:
        raise ValueError(f"{what} must be (low, high) with low <= high, got {value!r}")
    return low, high


def symmetric_interval(value: Any, what: str, below: float = math.inf) -> Interval:
    """Return a pair `(low, high)` as it is, and a number `d` as `(-d, d)`."""
    if isinstance(value, (tuple, list, np.ndarray)):
        low, high = interval(value, what)
    else:
        high = finite_number(value, what, least=0)
        low = -high
    if max(-low, high) >= below:
        raise ValueError(f"{what} must be between -{below:g} and {below:g}, got {value!r}")
    return low, high


def draw(within: Interval, count: int) -> NDArray[np.float64]:
    """Draw a number for each of `count` images, uniform in an interval."""
    return default_generator().uniform(*within, count)


def per_image(value: Any, count: int, what: str) -> NDArray[np.float64]:
    """Return one finite number for each of `count` images, from one for all or from as many."""
    given = value.data if isinstance(value, Tensor) else value
    if isinstance(given, (tuple, list)):
        given = np.array([finite_number(one, what) for one in given])
    elif not isinstance(given, np.ndarray):
        given = np.array(finite_number(given, what))
    if given.dtype.kind not in "iuf" or given.shape not in ((), (count,)):
        raise ValueError(
            f"{what} must be one number, or one for each of the {count} images, got {value!r}"
        )
    if not np.isfinite(given).all():
        raise ValueError(f"{what} must be finite, got {value!r}")
    return np.broadcast_to(given.astype(np.float64), (count,))


def numbers(value: Any, what: str, **bounds: float) -> tuple[float, ...]:
    """Return one number, or several, as a tuple of checked ones."""
    given = value.data if isinstance(value, Tensor) else value
    if isinstance(given, np.ndarray) and not given.ndim:
        given = given[()]
    several = given if isinstance(given, (tuple, list, np.ndarray)) else [given]
    if not len(several):
        raise ValueError(f"{what} must be a number, or one a channel, got {value!r}")
    return tuple(finite_number(one, what, **bounds) for one in several)


def per_channel(value: Any, channels: int, what: str, **bounds: float) -> NDArray[np.float64]:
    """Return one number for each channel, from one for all or from as many."""
    given = numbers(value, what, **bounds)
    if len(given) not in (1, channels):
        raise ValueError(
            f"{what} has {len(given)} values, but the image has {channels} channels; give one "
            "number, or one a channel"
        )
    return np.broadcast_to(np.array(given), (channels,))


def checked_fill(fill: Any, where: str) -> Any:
    """Return the value of new pixels as it is; how many it must be, only the image tells."""
    numbers(fill, f"{where}: fill")
    return fill


def checked_center(center: Any, where: str) -> Interval | None:
    """Return a fixed point `(x, y)`, or None, which means the middle of the image."""
    if center is None:
        return None
    x, y = pair(center, f"{where}: center", "(x, y)")
    return finite_number(x, f"{where}: center"), finite_number(y, f"{where}: center")


def fill_values(fill: Any, images: NDArray[Any], where: str) -> NDArray[np.float64]:
    """Return the value of new pixels for each channel, shape `(C, 1, 1)`."""
    values = per_channel(fill, images.shape[1], f"{where}: fill")
    if images.dtype == np.uint8 and not ((values >= 0) & (values <= 255)).all():
        raise ValueError(f"{where}: fill must be 0 to 255 for a uint8 image, got {fill!r}")
    return values[:, None, None]
