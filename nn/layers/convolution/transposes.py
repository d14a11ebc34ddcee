"""Transposed convolution layers: from small maps to larger ones."""

from __future__ import annotations

from typing import Any

from numpy.typing import DTypeLike

from autograd import Tensor

from ... import functional as F
from ...checks import as_images, per_axis, to_dtype
from .kernels import ConvolutionBase

__all__ = ["ConvTranspose1d", "ConvTranspose2d"]


class _TransposedConvolution(ConvolutionBase):
    transposed = True
    _spread: Any

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] = 0,
        output_padding: int | tuple[int, ...] = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: int | tuple[int, ...] = 1,
        padding_mode: str = "zeros",
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, output_padding,
            groups, bias, padding_mode, dtype,
        )  # fmt: skip

    def forward(self, x: Any, output_size: Any = None) -> Tensor:
        """Compute the larger maps; `output_size` chooses among the sizes that the stride allows."""
        x = as_images(to_dtype(x, self.weight.dtype), self, self.axes, self.in_channels)
        extra = self.output_padding if output_size is None else self._fill(x, output_size)
        return self._spread(  # type: ignore[no-any-return]
            x, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )

    def _fill(self, x: Any, output_size: Any) -> tuple[int, ...]:
        """Return the output padding that gives an output of this size."""
        if isinstance(output_size, (tuple, list)) and len(output_size) == x.ndim:
            output_size = output_size[-self.axes :]  # PyTorch's other form: the whole shape
        wanted = per_axis(output_size, self.axes, f"{type(self).__name__}: output_size")
        padding: Any = self.padding  # integers: a transpose knows no "same"
        least = tuple(
            (n - 1) * s - 2 * p + d * (k - 1) + 1
            for n, s, p, d, k in zip(
                x.shape[-self.axes :], self.stride, padding, self.dilation, self.kernel_size,
                strict=True,
            )
        )  # fmt: skip
        extra = tuple(w - low for w, low in zip(wanted, least, strict=True))
        if any(not 0 <= e < s for e, s in zip(extra, self.stride, strict=True)):
            most = tuple(low + s - 1 for low, s in zip(least, self.stride, strict=True))
            raise ValueError(
                f"{self!r}: requested an output size of {output_size}, but valid sizes range from "
                f"{least} to {most} (for an input of shape {x.shape})"
            )
        return extra


class ConvTranspose1d(_TransposedConvolution):
    """Transposed convolution of signals: adds every element times its kernel into a longer signal.

    It takes a shape of `Conv1d`'s output, with the same settings, back to that of its input.

    Args:
        in_channels: the number of channels of the input.
        out_channels: the number of channels of the output.
        kernel_size: the length of a kernel.
        stride: the step between the places that elements go to. Default: 1.
        padding: how many elements are cut off at both ends. Default: 0.
        output_padding: by how many elements the output is longer at its end, fewer than the stride
            or the dilation. Default: 0.
        groups: into how many groups the channels are divided. Default: 1.
        bias: whether there is a bias. Default: True.
        dilation: the step between the elements of a kernel. Default: 1.
        padding_mode: "zeros", the only one.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(in_channels, out_channels / groups, kernel_size)`, initially
            uniform in `(-k, k)` with `k = 1 / sqrt(out_channels / groups * kernel_size)`.
        bias: Parameter, shape `(out_channels,)`, initially likewise; or None.

    Shapes: input `(N, in_channels, L)`, output `(N, out_channels, L_out)` with `L_out = (L - 1)
        stride - 2 padding + dilation (kernel_size - 1) + output_padding + 1`; both without N for a
        single signal. `layer(x, output_size=11)` chooses the output padding that gives this size.

    Raises:
        ValueError: a setting is wrong, the input does not fit, or no output has the size asked for.

    Example:
        >>> import autograd, nn
        >>> nn.ConvTranspose1d(4, 2, kernel_size=3, stride=2)(autograd.zeros(10, 4, 5)).shape
        (10, 2, 11)
    """

    axes = 1
    _spread = staticmethod(F.conv_transpose1d)


class ConvTranspose2d(_TransposedConvolution):
    """Transposed convolution of images: adds every pixel times its kernel into a larger image.

    It takes a shape of `Conv2d`'s output, with the same settings, back to that of its input, as
    decoders and generators do.

    Args:
        in_channels: the number of channels of the input.
        out_channels: the number of channels of the output.
        kernel_size: the height and width of a kernel, in pixels: an int or a pair, like stride,
            padding, output_padding and dilation.
        stride: the step between the places that pixels go to. Default: 1.
        padding: how many pixels are cut off on every side. Default: 0.
        output_padding: by how many pixels the output is larger below and on the right, fewer than
            the stride or the dilation. Default: 0.
        groups: into how many groups the channels are divided. Default: 1.
        bias: whether there is a bias. Default: True.
        dilation: the step between the elements of a kernel. Default: 1.
        padding_mode: "zeros", the only one.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(in_channels, out_channels / groups, *kernel_size)`, initially
            uniform in `(-k, k)` with `k = 1 / sqrt(out_channels / groups * pixels of a kernel)`.
        bias: Parameter, shape `(out_channels,)`, initially likewise; or None.

    Shapes: input `(N, in_channels, H, W)`, output `(N, out_channels, H_out, W_out)` with `H_out =
        (H - 1) stride - 2 padding + dilation (kernel height - 1) + output_padding + 1`; both
        without N for a single image. `layer(x, output_size=(8, 8))` chooses the output padding that
        gives this size.

    Raises:
        ValueError: a setting is wrong, the input does not fit, or no output has the size asked for.

    Example:
        >>> import autograd, nn
        >>> decode = nn.ConvTranspose2d(8, 3, kernel_size=3, stride=2, padding=1)
        >>> decode(autograd.zeros(10, 8, 4, 4)).shape
        (10, 3, 7, 7)
        >>> decode(autograd.zeros(10, 8, 4, 4), output_size=(8, 8)).shape
        (10, 3, 8, 8)
    """

    axes = 2
    _spread = staticmethod(F.conv_transpose2d)
