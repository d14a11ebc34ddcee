"""Max pooling of pairs along every axis, side by side: the usual windows, of 2 x 2 pixels.

They are reduced axis by axis: the last axis comes last, when fewest elements are left. On the way
back the elements of each window are compared with the largest one, in row-major order, in which the
first of equals wins. Arrays here are `(N, *size, C)`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..selection import zero_unless

__all__ = ["largest_of_pairs", "to_largest_of_pairs"]

# Elements that are dealt with at a time, so that they stay in the processor's cache.
_BLOCK = 1024 * 1024


def largest_of_pairs(pixels: Any) -> Any:
    """Return the largest element of each window."""
    for axis in range(1, pixels.ndim - 1):
        pixels = np.maximum(*_halves(pixels, axis))
    return pixels


def to_largest_of_pairs(g: Any, pixels: Any, largest: Any) -> Any:
    """Send the gradient of the largest elements to them, and 0 to the others; there is no NaN."""
    result = np.empty(pixels.shape, g.dtype)
    for axis in range(1, pixels.ndim - 1):
        if pixels.shape[axis] % 2:
            result[(slice(None),) * axis + (-1,)] = 0
    step = max(1, _BLOCK * len(pixels) // (pixels.size or 1))
    for start in range(0, len(pixels), step):
        images = slice(start, start + step)
        block, sent, out = (np.ascontiguousarray(a[images]) for a in (pixels, g, largest))
        _send_back(sent, block, out, result[images])
    return result


def _send_back(g: Any, pixels: Any, largest: Any, result: Any) -> None:
    free = np.ones(g.shape, bool)
    *places, last = _places(pixels.shape)
    for place in places:
        won = _as_items(pixels[place]).copy().view(pixels.dtype) == largest
        won &= free
        free ^= won
        _as_items(result[place])[...] = _as_items(zero_unless(won, g))
    _as_items(result[last])[...] = _as_items(zero_unless(free, g))


def _places(shape: tuple[int, ...]) -> Iterator[tuple[slice, ...]]:
    """Yield where in arrays of a shape the elements at each place in a window are, row by row."""
    for position in itertools.product((0, 1), repeat=len(shape) - 2):
        sides = zip(position, shape[1:-1], strict=True)
        yield (slice(None), *(slice(start, length // 2 * 2, 2) for start, length in sides))


def _halves(pixels: Any, axis: int) -> tuple[Any, Any]:
    """Return the first and the second elements of all pairs along an axis.

    They are views, or copies where arithmetic on views would be slower than copying.
    """
    before, end = (slice(None),) * axis, pixels.shape[axis] // 2 * 2
    first, second = pixels[(*before, slice(0, end, 2))], pixels[(*before, slice(1, end, 2))]
    if axis < pixels.ndim - 2 or not pixels.flags.c_contiguous:
        return first, second
    dtype = pixels.dtype
    return _as_items(first).copy().view(dtype), _as_items(second).copy().view(dtype)


def _as_items(pixels: Any) -> Any:
    """Return a view in which the channels of a pixel are one item: it is copied much faster."""
    if not pixels.size:
        return pixels
    return pixels.view(np.dtype((np.void, pixels.shape[-1] * pixels.itemsize)))
