"""Max pooling of pairs along every axis, side by side: the usual windows, of 2 x 2 pixels.

They are reduced axis by axis. In the forward pass the last axis comes last, when fewest elements
are left. On the way back it comes first, because then the first of equals in row-major order wins:
the earlier row, and within the row the earlier column. Arrays here are `(N, *size, C)`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..selection import zero_unless

__all__ = ["largest_of_pairs", "to_largest_of_pairs"]

# Elements that are dealt with at a time, so that they stay in the processor's cache.
_BLOCK = 256 * 1024


def largest_of_pairs(pixels: Any) -> Any:
    """Return the largest element of each window."""
    for axis in range(1, pixels.ndim - 1):
        pixels = np.maximum(*_halves(pixels, axis))
    return pixels


def to_largest_of_pairs(g: Any, pixels: Any) -> Any:
    """Send the gradient of the largest elements to them, and 0 to the others; there is no NaN."""
    result = np.empty(pixels.shape, g.dtype)
    step = max(1, _BLOCK * len(pixels) // (pixels.size or 1))
    for start in range(0, len(pixels), step):
        images = slice(start, start + step)
        block = np.ascontiguousarray(pixels[images])
        _send_back(np.ascontiguousarray(g[images]), block, result[images])
    return result


def _send_back(g: Any, pixels: Any, result: Any) -> None:
    axes = range(1, pixels.ndim - 1)
    shapes, choices = [], []
    for axis in reversed(axes):
        first, second = _halves(pixels, axis)
        shapes.append(pixels.shape)
        choices.append(second > first)
        if axis > 1:
            pixels = np.maximum(first, second)
    for axis in axes:
        shape, to_second = shapes.pop(), choices.pop()
        sent = np.empty(shape, g.dtype) if shapes else result
        first, second = _slices(sent, axis)
        if shape[axis] % 2:
            sent[(slice(None),) * axis + (-1,)] = 0
        second_part = zero_unless(to_second, g)
        _as_items(second)[...] = _as_items(second_part)
        _as_items(first)[...] = _as_items(_rest(g, second_part))
        g = sent


def _slices(pixels: Any, axis: int) -> tuple[Any, Any]:
    """Return the first and the second elements of all pairs along an axis, as views."""
    before = (slice(None),) * axis
    end = pixels.shape[axis] // 2 * 2
    return pixels[(*before, slice(0, end, 2))], pixels[(*before, slice(1, end, 2))]


def _halves(pixels: Any, axis: int) -> tuple[Any, Any]:
    """Return the same, as copies where arithmetic on views would be slower than copying."""
    first, second = _slices(pixels, axis)
    if axis < pixels.ndim - 2 or not pixels.flags.c_contiguous:
        return first, second
    dtype = pixels.dtype
    return _as_items(first).copy().view(dtype), _as_items(second).copy().view(dtype)


def _as_items(pixels: Any) -> Any:
    """Return a view in which the channels of a pixel are one item: it is copied much faster."""
    if not pixels.size:
        return pixels
    return pixels.view(np.dtype((np.void, pixels.shape[-1] * pixels.itemsize)))


def _rest(g: Any, part: Any) -> Any:
    """Return `g` where `part`, which is `g` or 0, is 0; and 0 elsewhere, even of infinities."""
    bits = f"u{g.itemsize}"
    return np.bitwise_xor(g.view(bits), part.view(bits)).view(g.dtype)
