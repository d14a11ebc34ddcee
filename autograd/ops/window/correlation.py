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

from ..._operation import operation
from ..shape import broadcast_to, unsqueeze
from .geometry import Windows
from .window_products import kernel_gradients, window_products

__all__ = [
    "channel_sums", "convolution", "convolution_weight_gradient", "transposed_convolution",
]  # fmt: skip

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
    return window_products(x, weight, bias, windows, groups)


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
    if max(windows.stride) == 1:
        back = _flipped(windows)
        if min(back.before + back.after) >= 0 and np.isfinite(weight).all():
            return window_products(y, _turned(weight, groups), bias, back, groups)
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
    return kernel_gradients(x, y, windows, groups)


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


def _flipped(windows: Windows) -> Windows:
    """Return the windows of the convolution that a transposed one with stride 1 is.

    Each element of the result is the sum over the windows that it lies in: a window of the kernel's
    size over them, which begins `reach` elements earlier.
    """
    reaches = [(k - 1) * d for k, d in zip(windows.kernel, windows.dilation, strict=True)]
    sides = [(r - b, r - a) for r, b, a in zip(reaches, windows.before, windows.after, strict=True)]
    return Windows(windows.counts, windows.kernel, None, 1, tuple(sides), windows.dilation)


def _turned(weight: Any, groups: int) -> Any:
    """Return the kernels for the way back: turned around, inputs and outputs exchanged."""
    axes = tuple(range(3, weight.ndim + 1))
    turned = np.flip(_by_group(weight, groups), axes).swapaxes(1, 2)
    return turned.reshape(groups * weight.shape[1], len(weight) // groups, *weight.shape[2:])


def _add_bias(result: Any, bias: Any) -> Any:
    """Add a number per channel to `(N, C, *size)`, an array of our own."""
    if bias is None:
        return result
    bias = bias.reshape(len(bias), *(1 for _ in result.shape[2:]))
    if result.dtype == np.result_type(result, bias):
        result += bias
        return result
    return result + bias
