"""Convolution layers: one small set of weights, slid over a signal or an image."""

from __future__ import annotations

from typing import Any

from numpy.typing import DTypeLike

from autograd import Tensor

from ... import functional as F
from ...checks import as_images, to_dtype
from .kernels import PADDING_MODES, ConvolutionBase

__all__ = ["Conv1d", "Conv2d"]


class _Convolution(ConvolutionBase):
    _convolve: Any

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str = 0,
        dilation: int | tuple[int, ...] = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, 0, groups, bias,
            padding_mode, dtype,
        )  # fmt: skip

    def forward(self, x: Any) -> Tensor:
        """Compute the feature maps of a batch, or of one signal or image."""
        x = as_images(to_dtype(x, self.weight.dtype), self, self.axes, self.in_channels)
        padding: Any = self.padding
        if self.padding_mode != "zeros":
            x, padding = F.pad(x, self._borders(), PADDING_MODES[self.padding_mode]), 0
        return self._convolve(  # type: ignore[no-any-return]
            x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )

    def _borders(self) -> list[int]:
        """The widths of the padding, in `nn.functional.pad`'s order."""
        if self.padding == "valid":
            return [0, 0] * self.axes
        if isinstance(self.padding, str):  # "same"
            reach = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
            sides = [(r // 2, r - r // 2) for r in reach]
        else:
            sides = [(p, p) for p in self.padding]
        return [width for side in reversed(sides) for width in side]


class Conv1d(_Convolution):
    """Convolution of signals: the sum of products of each window with each kernel, plus a bias.

    `out[o, l] = bias[o] + sum_ck weight[o, c, k] * input[c, l * stride + k]`

    Like every framework's, it is cross-correlation: the kernel is not flipped.

    Args:
        in_channels: the number of channels of the input.
        out_channels: the number of channels of the output: of kernels.
        kernel_size: the length of a kernel.
        stride: the step between windows, in elements. Default: 1.
        padding: elements added at both ends; `"same"` for as many as keep the length (with stride 1
            only), `"valid"` for none. Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        groups: into how many groups the channels are divided, each with kernels of its own; it
            divides both numbers of channels. Default: 1.
        bias: whether there is a bias. Default: True.
        padding_mode: what the padding consists of: "zeros", or "reflect", "replicate", "circular"
            as in `nn.functional.pad`. Default: "zeros".
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(out_channels, in_channels / groups, kernel_size)`, initially
            uniform in `(-k, k)` with `k = 1 / sqrt(in_channels / groups * kernel_size)`.
        bias: Parameter, shape `(out_channels,)`, initially likewise; or None.

    Shapes: input `(N, in_channels, L)`, output `(N, out_channels, L_out)` with
        `L_out = floor((L + 2 padding - dilation (kernel_size - 1) - 1) / stride) + 1`;
        both without N for a single signal.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Source: deck 2, "Shared Weights".

    Example:
        >>> import autograd, nn
        >>> layer = nn.Conv1d(1, 1, 3, stride=2, bias=False)
        >>> _ = layer.load_state_dict({"weight": [[[1.0, 0.0, -1.0]]]})
        >>> layer(autograd.arange(1.0, 8.0).reshape(1, 7)).detach().numpy()
        array([[-2., -2., -2.]], dtype=float32)
    """

    axes = 1
    _convolve = staticmethod(F.conv1d)


class Conv2d(_Convolution):
    """Convolution of images: the sum of products of each window with each kernel, plus a bias.

    `out[o, y, x] = bias[o] + sum_cij weight[o, c, i, j] * input[c, y * stride + i, x * stride + j]`

    Like every framework's, it is cross-correlation: the kernel is not flipped.

    Args:
        in_channels: the number of channels of the input: 1 for grey images, 3 for colour images.
        out_channels: the number of channels of the output, of feature maps: one for each kernel.
        kernel_size: the height and width of a kernel, in pixels: an int or a pair, like stride,
            padding and dilation.
        stride: the step between windows, in pixels. Default: 1.
        padding: pixels added on every side; `"same"` for as many as keep the size (with stride 1
            only), `"valid"` for none. Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        groups: into how many groups the channels are divided, each with kernels of its own; it
            divides both numbers of channels. Default: 1.
        bias: whether there is a bias. Default: True.
        padding_mode: what the padding consists of: "zeros", or "reflect", "replicate", "circular"
            as in `nn.functional.pad`. Default: "zeros".
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(out_channels, in_channels / groups, *kernel_size)`, initially
            uniform in `(-k, k)` with `k = 1 / sqrt(number of weights of one kernel)`.
        bias: Parameter, shape `(out_channels,)`, initially likewise; or None.

    Shapes: input `(N, in_channels, H, W)`, output `(N, out_channels, H_out, W_out)` with
        `H_out = floor((H + 2 padding - dilation (kernel height - 1) - 1) / stride) + 1`;
        both without N for a single image.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Source: deck 2, "Convolution Layer", "Filter", "Stride" and "Padding".

    Example:
        >>> import autograd, nn
        >>> nn.Conv2d(3, 8, kernel_size=5, padding=2)(autograd.zeros(10, 3, 32, 32)).shape
        (10, 8, 32, 32)
    """

    axes = 2
    _convolve = staticmethod(F.conv2d)
