"""Local connections: windows as in convolution, with weights of their own in each place."""

from __future__ import annotations

import math
from typing import Any

import autograd

from ..checks import as_images, per_axis

__all__ = ["locally_connected1d", "locally_connected2d"]


def locally_connected1d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    """Multiply every window of signals with the kernels of its own place.

    `out[o, l] = bias[o, l] + sum_ck weight[l, o, c, k] * input[c, l * stride + k]`

    Args:
        input: a Tensor or array, shape `(N, C, L)` or `(C, L)`.
        weight: shape `(L_out, out_channels, C, kernel length)`: for each place what `conv1d` has
            for all of them.
        bias: shape `(out_channels, L_out)`. Default: none.
        stride: the step between windows, in elements. Default: 1.
        padding: zeros added at both ends; `"same"` for as many as keep the length (with stride 1
            only), `"valid"` for none. Default: 0.
        dilation: the step between the elements of a window. Default: 1.

    Returns:
        Shape `(N, out_channels, L_out)`, with the `L_out` of `conv1d`; without N for a single
        signal.

    Raises:
        ValueError: shapes do not fit, or a number is too small.
        TypeError: a number is no integer.

    Source: deck 2, "Locality".

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> weight = Tensor([[[[1.0, 0.0]]], [[[0.0, 10.0]]], [[[100.0, 100.0]]]])
        >>> F.locally_connected1d(Tensor([[1.0, 2.0, 3.0, 4.0]]), weight)
        Tensor([[  1.,  30., 700.]])
    """
    return _connect(1, input, weight, bias, stride, padding, dilation)


def locally_connected2d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    """Multiply every window of images with the kernels of its own place.

    `out[o, y, x] = bias[o, y, x] + sum_cij weight[y, x, o, c, i, j] * input[c, y * stride + i,
    x * stride + j]`

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(C, H, W)`.
        weight: shape `(H_out, W_out, out_channels, C, kernel height, kernel width)`: for each place
            what `conv2d` has for all of them.
        bias: shape `(out_channels, H_out, W_out)`. Default: none.
        stride: the step between windows, in pixels: an int or a pair, like padding and dilation.
            Default: 1.
        padding: zeros added on every side; `"same"` for as many as keep the size (with stride 1
            only), `"valid"` for none. Default: 0.
        dilation: the step between the elements of a window. Default: 1.

    Returns:
        Shape `(N, out_channels, H_out, W_out)`, with the sizes of `conv2d`; without N for a single
        image.

    Raises:
        ValueError: shapes do not fit, or a number is too small.
        TypeError: a number is no integer.

    Source: deck 2, "Locality".

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> weight = Tensor([[1.0, 10.0], [100.0, 1000.0]]).reshape(2, 2, 1, 1, 1, 1)
        >>> F.locally_connected2d(Tensor([[[1.0, 2.0], [3.0, 4.0]]]), weight)
        Tensor([[[1.e+00, 2.e+01],
                 [3.e+02, 4.e+03]]])
    """
    return _connect(2, input, weight, bias, stride, padding, dilation)


def _connect(
    axes: int, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any
) -> Any:
    name = f"locally_connected{axes}d"
    w = tuple(weight.shape)
    if len(w) != 2 * axes + 2:
        raise ValueError(f"{name}: expected a weight of {2 * axes + 2} axes, but got shape {w}")
    places, (outputs, channels), kernel = w[:axes], w[axes : axes + 2], w[axes + 2 :]
    x = as_images(input, name, axes, channels)
    found = window_counts(x.shape[-axes:], kernel, stride, padding, dilation, name)
    if found != places:
        raise ValueError(
            f"{name}: a weight of shape {w} is for {_by(places)} windows, but an input of shape "
            f"{tuple(x.shape)} has {_by(found)}"
        )
    if bias is not None and tuple(bias.shape) != (outputs, *places):
        raise ValueError(
            f"{name}: given a weight of shape {w}, expected a bias of shape {(outputs, *places)}, "
            f"but got {tuple(bias.shape)}"
        )
    if axes == 1:  # a signal is an image of height 1
        x, kernel = autograd.unsqueeze(x, -2), (1, *kernel)
        stride, dilation = (_along_rows(setting, 1) for setting in (stride, dilation))
        padding = padding if isinstance(padding, str) else _along_rows(padding, 0)
    columns = autograd.unfold(x, kernel, dilation, padding, stride)
    batch = columns.shape[:-2]
    columns = autograd.reshape(columns, (math.prod(batch), *columns.shape[-2:]))
    # A matrix product for each place: (out_channels, elements) by (elements, N).
    kernels = autograd.reshape(weight, (math.prod(places), outputs, -1))
    products = autograd.matmul(kernels, autograd.permute(columns, (2, 1, 0)))
    result = autograd.reshape(autograd.permute(products, (2, 1, 0)), (*batch, outputs, *places))
    return result if bias is None else result + bias


def _along_rows(setting: Any, of_height: int) -> tuple[int, int]:
    (of_length,) = setting if isinstance(setting, (tuple, list)) else (setting,)
    return of_height, of_length


def window_counts(
    lengths: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, name: str
) -> tuple[int, ...]:
    """Return how many windows lie along each axis, which is the size of the output."""
    axes = len(lengths)
    strides = per_axis(stride, axes, f"{name}: stride")
    dilations = per_axis(dilation, axes, f"{name}: dilation")
    if padding == "same":
        if max(strides) > 1:
            raise ValueError(
                f"{name}: padding='same' is not supported with a stride, and the stride is "
                f"{stride}; give the padding as a number"
            )
        return tuple(lengths)
    pads = per_axis(0 if padding == "valid" else padding, axes, f"{name}: padding", 0)
    counts = tuple(
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, k, s, p, d in zip(lengths, kernel, strides, pads, dilations, strict=True)
    )
    if min(counts) < 1:
        raise ValueError(
            f"{name}: Kernel size can't be greater than actual input size: the input is "
            f"{_by(lengths)} with padding {padding}, the kernel {_by(kernel)} with dilation "
            f"{dilation}"
        )
    return counts


def _by(lengths: Any) -> str:
    return " x ".join(map(str, lengths))
