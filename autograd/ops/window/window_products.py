"""Windows of images as rows of a matrix (im2col), and the matrix products that convolution is.

Copying the windows costs as much as multiplying them with fifteen kernels, so
- memory is channels-last: a row of a window is one contiguous run;
- as many images are taken at a time as leave the copy in the processor's cache;
- where channels and kernels are few, neighbouring windows are taken as one wider window, times a
  matrix that holds the kernels once for each of them, shifted, among zeros.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .depthwise import depthwise_gradients, depthwise_products, is_depthwise
from .geometry import Windows

__all__ = ["as_pixels", "kernel_gradients", "window_products"]

# Elements of windows that are copied at a time: 2 MB in single precision.
_BLOCK = 512 * 1024
# What copying an element takes, and what beginning a run takes, in units of a multiplication.
_COPY, _RUN = 15, 300


def window_products(x: Any, weight: Any, bias: Any, windows: Windows, groups: int) -> Any:
    """Multiply each window with all kernels, and add the bias: `(N, O, *counts)`."""
    outputs = len(weight)
    if is_depthwise(x.shape[1], outputs, groups, np.result_type(x, weight)):
        out: Any = depthwise_products(x, weight, windows)
        return np.moveaxis(out if bias is None else out + bias, -1, 1)
    neighbours = _neighbours(windows, x.shape[1], outputs, groups)
    if neighbours > 1 and not np.isfinite(x).all():
        neighbours = 1  # a zero times infinity would spoil a window that it is not part of
    wide = _wide(windows, neighbours)
    kernels = _as_matrices(weight, windows, neighbours, groups)
    out = np.empty((len(x), *windows.counts, outputs), np.result_type(x, weight))
    by_group = out.reshape(len(x), math.prod(wide.counts), groups, kernels.shape[-1])
    by_row = out.reshape(len(x), math.prod(windows.counts[:-1]), windows.counts[-1] * outputs)
    biases = None
    if bias is not None and np.result_type(out, bias) == out.dtype:
        biases = np.tile(bias, windows.counts[-1])
    for images, rows in _blocks(x, wide, groups):
        np.matmul(rows, kernels, out=_rows_by_group(by_group[images]))
        if biases is not None:
            by_row[images] += biases
    if bias is not None and biases is None:
        out = out + bias
    return np.moveaxis(out, -1, 1)


def kernel_gradients(x: Any, y: Any, windows: Windows, groups: int) -> Any:
    """Sum over all windows each window's elements times its outputs `y`: as the kernels' shape."""
    dtype = np.result_type(x, y)
    if is_depthwise(x.shape[1], y.shape[1], groups, dtype):
        return depthwise_gradients(x, as_pixels(y), windows)
    channels, outputs = x.shape[1] // groups, y.shape[1] // groups
    neighbours = _neighbours(windows, x.shape[1], y.shape[1], groups)
    wide = _wide(windows, neighbours)
    shape = (groups, math.prod(wide.kernel) * channels, neighbours * outputs)
    total = np.zeros(shape, np.float32 if dtype == np.float16 else dtype)
    by_group = as_pixels(y).reshape(len(x), math.prod(wide.counts), groups, shape[-1])
    for images, rows in _blocks(x, wide, groups):
        total += np.matmul(rows.swapaxes(1, 2), _rows_by_group(by_group[images]))
    total = total.reshape(groups, *wide.kernel, channels, neighbours, outputs)
    first, *others = _shifts(windows, neighbours)
    result: Any = total[first]
    for shift in others:
        result = result + total[shift]
    result = np.moveaxis(result, (-1, -2), (1, 2)).astype(dtype, copy=False)
    return result.reshape(y.shape[1], channels, *windows.kernel)


def as_pixels(y: Any) -> Any:
    """Return `(N, C, *size)` as `(N, *size, C)`, contiguous."""
    return np.ascontiguousarray(np.moveaxis(y, 1, -1))


def _rows_by_group(pixels: Any) -> Any:
    images, windows, groups, outputs = pixels.shape
    return pixels.reshape(images * windows, groups, outputs).swapaxes(0, 1)


def _neighbours(windows: Windows, channels: int, outputs: int, groups: int) -> int:
    """Return how many neighbouring windows it is best to take as one."""
    if groups > 1 or windows.dilation[-1] > 1:
        return 1

    def cost(count: int) -> Any:
        run = (windows.kernel[-1] + (count - 1) * windows.stride[-1]) * channels
        return run * outputs + (run * _COPY + _RUN) / count

    most = windows.counts[-1]
    return min((n for n in range(1, min(most, 16) + 1) if most % n == 0), key=cost)


def _wide(windows: Windows, neighbours: int) -> Windows:
    """Return windows each of which covers `neighbours` of the given ones, along the last axis."""
    if neighbours == 1:
        return windows
    *strides, stride = windows.stride
    *kernel, width = windows.kernel
    return Windows(
        windows.size, (*kernel, width + (neighbours - 1) * stride), None,
        (*strides, neighbours * stride),
        tuple(zip(windows.before, windows.after, strict=True)), windows.dilation,
    )  # fmt: skip


def _shifts(windows: Windows, neighbours: int) -> Iterator[tuple[Any, ...]]:
    """Yield where in `(groups, *wide kernel, channels, neighbours, outputs)` each kernel lies."""
    width, stride = windows.kernel[-1], windows.stride[-1]
    for n in range(neighbours):
        inside = slice(n * stride, n * stride + width)
        yield (..., inside, slice(None), n, slice(None))


def _as_matrices(weight: Any, windows: Windows, neighbours: int, groups: int) -> Any:
    """Return the kernels as columns: `(groups, wide kernel * channels, neighbours * outputs)`."""
    outputs, channels = len(weight) // groups, weight.shape[1]
    kernels = weight.reshape(groups, outputs, channels, *windows.kernel)
    kernels = np.moveaxis(kernels, (1, 2), (-1, -2))
    if neighbours > 1:
        kernel = _wide(windows, neighbours).kernel
        band = np.zeros((groups, *kernel, channels, neighbours, outputs), weight.dtype)
        for shift in _shifts(windows, neighbours):
            band[shift] = kernels
        kernels = band
    length = math.prod(kernels.shape[1 : 2 + len(windows.kernel)])
    return kernels.reshape(groups, length, neighbours * outputs)


def _blocks(x: Any, windows: Windows, groups: int) -> Iterator[tuple[slice, Any]]:
    """Go through the images in blocks.

    Yields:
        The slice of the images, and the elements of each window of them as a row: `(groups, images
        * windows, kernel * channels / groups)`; valid until the next.
    """
    channels = x.shape[1] // groups
    length = math.prod(windows.kernel) * channels
    if length == channels and windows.counts == windows.size == windows.padded_size:
        pixels = as_pixels(x).reshape(len(x), math.prod(windows.size), groups, channels)
        yield slice(None), _rows_by_group(pixels)
        return
    places = math.prod(windows.counts)
    step = max(1, min(len(x), _BLOCK // (places * length * groups or 1)))
    padded = np.zeros((step, *windows.padded_size, x.shape[1]), x.dtype)
    inside = windows.crop(np.moveaxis(padded, -1, 1))
    image, *steps, element = padded.strides
    view = as_strided(
        padded,
        (groups, step, *windows.counts, *windows.kernel, channels),
        (channels * element, image,
         *(a * s for a, s in zip(steps, windows.stride, strict=True)),
         *(a * d for a, d in zip(steps, windows.dilation, strict=True)), element),
        writeable=False,
    )  # fmt: skip
    copied = np.empty(view.shape, x.dtype)
    for start in range(0, len(x), step):
        part = x[start : start + step]
        inside[: len(part)] = part
        np.copyto(copied[:, : len(part)], view[:, : len(part)])
        rows = copied[:, : len(part)].reshape(groups, len(part) * places, length)
        yield slice(start, start + step), rows
