"""The three operations behind convolution, each the derivative of the others.

The kernel is not flipped: what deep learning calls convolution is cross-correlation. Behind it is
one function of three arrays that is linear in each: with the window of output `l` at `stride * l`,
and its element `k` at `dilation * k` from there,

    sum over n, o, c, l, k  of  y[n, o, l] * weight[o, c, k] * x[n, c, stride * l + dilation * k]

Its derivative with respect to y is the convolution of x; to x, the transposed convolution of y; to
the weight, the gradient that a kernel gets. So each of these three has the other two as its rules,
with the same parameters: those of `Windows`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..._operation import operation
from ..shape import broadcast_to, unsqueeze
from .geometry import Windows

__all__ = [
    "channel_sums", "convolution", "convolution_weight_gradient", "transposed_convolution",
]  # fmt: skip

# Below this many elements that lie side by side in a window, it is faster to copy along the image.
_SHORT_RUN = 16


@operation(
    lambda g, out, x, weight, bias, **steps: transposed_convolution(g, weight, None, **steps),
    lambda g, out, x, weight, bias, **steps: convolution_weight_gradient(x, g, **steps),
    lambda g, out, x, weight, bias, **steps: channel_sums(g),
)
def convolution(
    x: Any, weight: Any, bias: Any = None,
    stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1,
) -> Any:  # fmt: skip
    """Multiply every window with the kernels: `(N, C, *size)` to `(N, O, *counts)`."""
    windows = Windows(x.shape[2:], weight.shape[2:], None, stride, padding, dilation)
    by_group = _by_group(weight, groups)  # (groups, O / groups, C / groups, *kernel)
    kernels = np.moveaxis(by_group, (1, 2), (-1, -2)).reshape(
        groups, math.prod(by_group.shape[2:]), by_group.shape[1]
    )
    rows = np.matmul(_window_rows(x, windows, groups), kernels)
    result = np.moveaxis(rows.reshape(groups, len(x), *windows.counts, by_group.shape[1]), 0, -2)
    result = result.reshape(len(x), *windows.counts, len(weight))
    return _add_bias(np.moveaxis(result, -1, 1), bias)


@operation(
    lambda g, out, y, weight, bias, **steps: convolution(g, weight, None, **steps),
    lambda g, out, y, weight, bias, **steps: convolution_weight_gradient(g, y, **steps),
    lambda g, out, y, weight, bias, **steps: channel_sums(g),
)
def transposed_convolution(
    y: Any, weight: Any, bias: Any = None,
    stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1,
) -> Any:  # fmt: skip
    """Add every element times its kernel into its window: `(N, O, *counts)` to `(N, C, *size)`."""
    windows = Windows(None, weight.shape[2:], y.shape[2:], stride, padding, dilation)
    kernels = np.moveaxis(_by_group(weight, groups), (1, 2), (-2, -1))
    rows = _pixel_rows(y, groups)
    shape = (len(y), *windows.padded_size, groups, weight.shape[1])
    result = np.zeros(shape, np.result_type(y, weight))
    images = np.moveaxis(result, (-2, -1), (0, 1))  # (groups, C / groups, N, *size)
    product = np.empty((groups, len(y), *windows.counts, weight.shape[1]), result.dtype)
    flat = product.reshape(groups, rows.shape[1], weight.shape[1])
    for position, place in windows.places():
        np.matmul(rows, kernels[(slice(None), *position)], out=flat)
        images[place] += np.moveaxis(product, -1, 1)
    result = result.reshape(*shape[:-2], groups * weight.shape[1])
    return _add_bias(windows.crop(np.moveaxis(result, -1, 1)), bias)


@operation(
    lambda g, out, x, y, **steps: transposed_convolution(y, g, None, **steps),
    lambda g, out, x, y, **steps: convolution(x, g, None, **steps),
)
def convolution_weight_gradient(
    x: Any, y: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Any:
    """Sum every window times its output's gradient: `(O, C / groups, *kernel)`."""
    windows = Windows(x.shape[2:], None, y.shape[2:], stride, padding, dilation)
    kernels = np.matmul(_pixel_rows(y, groups).swapaxes(1, 2), _window_rows(x, windows, groups))
    channels = x.shape[1] // groups
    kernels = kernels.reshape(y.shape[1], *windows.kernel, channels)
    return np.moveaxis(kernels, -1, 1)


@operation(lambda g, out, x: broadcast_to(unsqueeze(g, tuple(range(1, x.ndim - 1))), x.shape))
def channel_sums(x: Any) -> Any:
    """Sum each channel over all else, `(N, C, *size)` to `(C,)`: the gradient that a bias gets."""
    (rows,) = _pixel_rows(x, 1)
    return np.matmul(np.ones(len(rows), x.dtype), rows)  # faster than a sum of columns


def _by_group(weight: Any, groups: int) -> Any:
    return weight.reshape(groups, len(weight) // groups, *weight.shape[1:])


def _pixel_rows(y: Any, groups: int) -> Any:
    """Return the channels of each pixel as a row: `(groups, N * pixels, channels / groups)`."""
    pixels = len(y) * math.prod(y.shape[2:])
    rows = np.moveaxis(y, 1, -1).reshape(pixels, groups, y.shape[1] // groups)
    return rows.swapaxes(0, 1)


def _window_rows(x: Any, windows: Windows, groups: int) -> Any:
    """Return the elements of each window as a row (im2col).

    Returns:
        Shape `(groups, N * windows, kernel * channels / groups)`: in a row, the channels of the
        window's first element, those of its second, and so on.
    """
    x = np.ascontiguousarray(np.moveaxis(windows.pad(x), 1, -1))
    axes = len(windows.kernel)
    channels = x.shape[-1] // groups
    image, *steps, element = x.strides
    view = as_strided(
        x,
        (groups, len(x), *windows.counts, *windows.kernel, channels),
        (channels * element, image,
         *(step * s for step, s in zip(steps, windows.stride, strict=True)),
         *(step * d for step, d in zip(steps, windows.dilation, strict=True)), element),
        writeable=False,
    )  # fmt: skip
    rows = len(x) * math.prod(windows.counts)
    columns = math.prod(windows.kernel) * channels
    if x.shape[-1] * windows.kernel[-1] < _SHORT_RUN:
        places = range(1, axes + 2)
        elements = np.moveaxis(view, places, range(-axes - 1, 0))
        return elements.reshape(groups, columns, rows).swapaxes(1, 2)
    return view.reshape(groups, rows, columns)


def _add_bias(result: Any, bias: Any) -> Any:
    """Add a number per channel to `(N, C, *size)`, an array of our own."""
    if bias is None:
        return result
    bias = bias.reshape(len(bias), *(1 for _ in result.shape[2:]))
    if result.dtype == np.result_type(result, bias):
        result += bias
        return result
    return result + bias
