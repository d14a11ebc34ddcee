"""Convolution in which each channel has one kernel of its own (`groups=channels`).

There is next to nothing to multiply for a matrix product: a copy of the images is multiplied and
added for each element of the kernel, in blocks of images that stay in the processor's cache. Memory
is channels-last: arrays here are `(N, *size, C)`, and a row of pixels is one contiguous run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .geometry import Windows

__all__ = ["depthwise_gradients", "depthwise_products", "is_depthwise"]

# Elements of images that are dealt with at a time.
_BLOCK = 64 * 1024


def is_depthwise(inputs: int, outputs: int, groups: int, dtype: Any) -> bool:
    """Whether it is for this file: half precision is not, as its sums would lose too much."""
    return 1 < groups == inputs == outputs and dtype != np.float16


def depthwise_products(x: Any, weight: Any, windows: Windows) -> Any:
    """Multiply each channel's windows with its kernel: `(N, *counts, C)`.

    Args:
        x: images, `(N, C, *size)`.
        weight: the kernels, `(C, 1, *kernel)`.
    """
    kernels = np.moveaxis(weight[:, 0], 0, -1)
    row = (windows.counts[-1], 1)
    out: Any = np.zeros((len(x), *windows.counts, len(weight)), np.result_type(x, weight))
    # One factor for each element of a row: arithmetic on long runs is faster.
    factors = [np.tile(kernels[position], row) for position, _ in windows.places()]
    for images, padded in _blocks(x, windows):
        part = out[images]
        product = np.empty_like(part)
        for factor, (_, place) in zip(factors, windows.places(), strict=True):
            np.multiply(padded[(*place, slice(None))], factor, out=product)
            part += product
    return out


def depthwise_gradients(x: Any, pixels: Any, windows: Windows) -> Any:
    """Sum over all windows their elements times their outputs: `(C, 1, *kernel)`.

    Args:
        x: images, `(N, C, *size)`.
        pixels: what is multiplied with the windows, `(N, *counts, C)`.
    """
    channels = x.shape[1]
    total = np.zeros((*windows.kernel, channels), np.result_type(x, pixels))
    for images, padded in _blocks(x, windows):
        part = pixels[images]
        product = np.empty_like(part, total.dtype)
        by_channel = product.reshape(product.size // channels, channels)
        ones = np.ones(len(by_channel), total.dtype)
        for position, place in windows.places():
            np.multiply(padded[(*place, slice(None))], part, out=product)
            total[position] += np.matmul(ones, by_channel)
    return np.moveaxis(total, -1, 0)[:, np.newaxis]


def _blocks(x: Any, windows: Windows) -> Iterator[tuple[slice, Any]]:
    """Yield for each block of images its slice, and the images with their padding as pixels."""
    step = max(1, min(len(x), _BLOCK * len(x) // (x.size or 1)))
    pixels: Any = np.zeros((step, *windows.padded_size, x.shape[1]), x.dtype)
    inside = windows.crop(np.moveaxis(pixels, -1, 1))
    for start in range(0, len(x), step):
        part = x[start : start + step]
        inside[: len(part)] = part
        yield slice(start, start + step), pixels[: len(part)]
