"""Convolutions of signals and images, and their transposes.

As everywhere in deep learning, convolution here is cross-correlation: the kernel is not flipped.
"""

from __future__ import annotations

from typing import Any

from .correlation import convolution, transposed_convolution
from .geometry import Windows, batched, named_errors, per_axis, settled, shape_of, shortest

__all__ = ["conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d"]


def _check_channels(
    axes: int, input: Any, weight: Any, bias: Any, groups: int, transposed: bool
) -> None:
    """Check that the channels of input, weight and bias fit together."""
    x, w = shape_of(input), shape_of(weight)
    if len(w) != axes + 2:
        raise ValueError(f"expected a weight of {axes + 2} axes, but got shape {w}")
    if 0 in w[2:]:
        raise ValueError(f"kernel size should be greater than zero, but the weight has shape {w}")
    if w[0] % groups:
        raise ValueError(
            f"given groups={groups}, expected the weight to be divisible by {groups} at axis 0, "
            f"but it has shape {w}"
        )
    inside, outside = (w[0], w[1] * groups) if transposed else (w[1] * groups, w[0])
    if len(x) in (axes + 1, axes + 2) and x[-axes - 1] != inside:
        raise ValueError(
            f"given groups={groups}, weight of shape {w}, expected input {x} to have {inside} "
            f"channels, but got {x[-axes - 1]} channels instead"
        )
    if bias is not None and shape_of(bias) != (outside,):
        raise ValueError(
            f"given weight of shape {w}, expected bias to have shape ({outside},), but got "
            f"{shape_of(bias)}"
        )


def _convolve(
    axes: int, input: Any, weight: Any, bias: Any,
    stride: Any, padding: Any, dilation: Any, groups: Any,
) -> Any:  # fmt: skip
    (groups,) = per_axis(groups, 1, "groups", 1)
    _check_channels(axes, input, weight, bias, groups, transposed=False)

    def convolve(x: Any) -> Any:
        steps = settled(shape_of(x)[2:], shape_of(weight)[2:], stride, padding, dilation)
        return convolution(x, weight, bias, **steps, groups=groups)

    return batched(convolve, input, axes)


@named_errors
def conv1d(
    input: Any, weight: Any, bias: Any = None,
    stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1,
) -> Any:  # fmt: skip
    """Slide kernels along signals: `out[l] = bias + sum_k weight[k] * input[stride * l + k]`.

    The sum also goes over the channels of the group. It is cross-correlation: the kernel is not
    flipped. Derivatives: as for `conv2d`.

    Args:
        input: a Tensor or array, shape `(N, C, L)` or `(C, L)`.
        weight: shape `(out_channels, C / groups, kernel length)`.
        bias: shape `(out_channels,)`. Default: none.
        stride: the step between windows, in elements. Default: 1.
        padding: zeros added at both ends; `"same"` for as many as keep the length (with stride 1
            only), `"valid"` for none. Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        groups: into how many groups the channels are divided, each with kernels of its own; it
            divides both numbers of channels. Default: 1.

    Returns:
        Shape `(N, out_channels, floor((L + 2 padding - dilation (kernel - 1) - 1) / stride) + 1)`;
        without N for a single signal.

    Raises:
        ValueError: shapes do not fit, a window is longer than the padded input, or a number is too
            small.
        TypeError: a number is no integer.

    Source: deck 2, "Shared Weights".

    Example:
        >>> from autograd import Tensor, conv1d
        >>> conv1d(Tensor([[1.0, 2.0, 4.0, 8.0]]), Tensor([[[1.0, 0.0, -1.0]]]))
        Tensor([[-3., -6.]])
    """
    return _convolve(1, input, weight, bias, stride, padding, dilation, groups)


@named_errors
def conv2d(
    input: Any, weight: Any, bias: Any = None,
    stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1,
) -> Any:  # fmt: skip
    """Slide kernels over images, with the sum of products in each place.

    `out[o, y, x] = bias[o] + sum_cij weight[o, c, i, j] * input[c, stride * y + i, stride * x + j]`

    It is cross-correlation, as in every framework: the kernel is not flipped. Derivatives: with
    respect to the input, the transposed convolution of `g` with the same kernels; with respect to
    the weight, the sum over all places of `g` times the window there; with respect to the bias,
    the sum of `g` over all places.

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(C, H, W)`.
        weight: the kernels, shape `(out_channels, C / groups, kernel height, kernel width)`.
        bias: shape `(out_channels,)`. Default: none.
        stride: the step between windows, in pixels: an int or a pair, like padding and dilation.
            Default: 1.
        padding: zeros added on every side; `"same"` for as many as keep the size (with stride 1
            only), `"valid"` for none. Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        groups: into how many groups the channels are divided, each with kernels of its own; it
            divides both numbers of channels. Default: 1.

    Returns:
        Shape `(N, out_channels, H_out, W_out)` with
        `H_out = floor((H + 2 padding - dilation (kernel height - 1) - 1) / stride) + 1`; without N
        for a single image.

    Raises:
        ValueError: shapes do not fit, a window is larger than the padded input, or a number is too
            small.
        TypeError: a number is no integer.

    Source: deck 2, "Convolution Layer".

    Example:
        >>> from autograd import Tensor, conv2d
        >>> image = Tensor([[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]])
        >>> conv2d(image, Tensor([[[[1.0, 0.0], [0.0, 1.0]]]]))
        Tensor([[[ 4.,  6.],
                 [10., 12.]]])
    """
    return _convolve(2, input, weight, bias, stride, padding, dilation, groups)


def _convolve_transposed(
    axes: int, input: Any, weight: Any, bias: Any, stride: Any, padding: Any,
    output_padding: Any, groups: Any, dilation: Any,
) -> Any:  # fmt: skip
    (groups,) = per_axis(groups, 1, "groups", 1)
    _check_channels(axes, input, weight, bias, groups, transposed=True)
    strides = per_axis(stride, axes, "stride", 1)
    dilations = per_axis(dilation, axes, "dilation", 1)
    extra = per_axis(output_padding, axes, "output_padding", 0)
    if any(e >= max(s, d) for e, s, d in zip(extra, strides, dilations, strict=True)):
        raise ValueError(
            f"output padding must be smaller than either stride or dilation, but got "
            f"output_padding={output_padding}, stride={stride}, dilation={dilation}"
        )
    sides = zip(per_axis(padding, axes, "padding", 0), extra, strict=True)
    steps = {
        "stride": shortest(strides),
        "padding": shortest(tuple((p, p - e) if e else p for p, e in sides)),
        "dilation": shortest(dilations),
    }

    def convolve(y: Any) -> Any:
        counts, kernel = shape_of(y)[2:], shape_of(weight)[2:]
        size = Windows(None, kernel, counts, **steps).size
        if 0 in counts or min(size) < 1:
            raise ValueError(
                f"the input has shape {shape_of(input)} and the weight {shape_of(weight)}: the "
                f"output would have the size {size}, which is too small"
            )
        return transposed_convolution(y, weight, bias, **steps, groups=groups)

    return batched(convolve, input, axes)


@named_errors
def conv_transpose1d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """Add every element times its kernel into a longer signal: the transpose of `conv1d`.

    Derivatives: as for `conv_transpose2d`.

    Args:
        input: a Tensor or array, shape `(N, C, L)` or `(C, L)`.
        weight: shape `(C, out_channels / groups, kernel length)`.
        bias: shape `(out_channels,)`. Default: none.
        stride: the step between the places that elements go to. Default: 1.
        padding: how many elements are cut off at both ends. Default: 0.
        output_padding: by how many elements the result is longer at its end, fewer than the stride
            or the dilation. Default: 0.
        groups: into how many groups the channels are divided; it divides both numbers of channels.
            Default: 1.
        dilation: the step between the elements of a kernel. Default: 1.

    Returns:
        Shape `(N, out_channels, (L - 1) stride - 2 padding + dilation (kernel - 1) +
        output_padding + 1)`; without N for a single signal.

    Raises:
        ValueError: shapes do not fit, nothing would be left, or a number is too small or too large.
        TypeError: a number is no integer.

    Example:
        >>> from autograd import Tensor, conv_transpose1d
        >>> conv_transpose1d(Tensor([[1.0, 10.0]]), Tensor([[[1.0, 2.0, 3.0]]]), stride=2)
        Tensor([[ 1.,  2., 13., 20., 30.]])
    """
    return _convolve_transposed(
        1, input, weight, bias, stride, padding, output_padding, groups, dilation
    )


@named_errors
def conv_transpose2d(
    input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """Add every pixel times its kernel into a larger image: the transpose of `conv2d`.

    What `conv2d` takes together, this spreads out again. Derivatives: with respect to the input,
    the `conv2d` of `g` with the same kernels; with respect to the weight, the sum over all pixels
    of the pixel times the window of `g` there; with respect to the bias, the sum of `g`.

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(C, H, W)`.
        weight: the kernels, shape `(C, out_channels / groups, kernel height, kernel width)`.
        bias: shape `(out_channels,)`. Default: none.
        stride: the step between the places that pixels go to: an int or a pair, like padding,
            output_padding and dilation. Default: 1.
        padding: how many pixels are cut off on every side. Default: 0.
        output_padding: by how many pixels the result is larger below and on the right, fewer than
            the stride or the dilation. Default: 0.
        groups: into how many groups the channels are divided; it divides both numbers of channels.
            Default: 1.
        dilation: the step between the elements of a kernel. Default: 1.

    Returns:
        Shape `(N, out_channels, H_out, W_out)` with
        `H_out = (H - 1) stride - 2 padding + dilation (kernel height - 1) + output_padding + 1`;
        without N for a single image.

    Raises:
        ValueError: shapes do not fit, nothing would be left, or a number is too small or too large.
        TypeError: a number is no integer.

    Example:
        >>> from autograd import Tensor, conv_transpose2d
        >>> conv_transpose2d(Tensor([[[1.0, 10.0]]]), Tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
        Tensor([[[ 1., 12., 20.],
                 [ 3., 34., 40.]]])
    """
    return _convolve_transposed(
        2, input, weight, bias, stride, padding, output_padding, groups, dilation
    )
