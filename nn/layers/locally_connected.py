"""Locally connected layers: as convolution, with weights of their own at each place."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import DTypeLike

import autograd
from autograd import Tensor

from .. import functional as F
from ..checks import as_images, per_axis, positive_integer, to_dtype
from ..functional.local_connections import window_counts
from ..module import Module
from ..parameter import Parameter, parameter_dtype
from .initial_values import draw_parameters

__all__ = ["LocallyConnected1d", "LocallyConnected2d"]


class _LocallyConnected(Module):
    axes: int
    _connect: Any

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        input_size: int | tuple[int, ...],
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str = 0,
        dilation: int | tuple[int, ...] = 1,
        bias: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__()
        name = type(self).__name__
        self.in_channels = positive_integer(in_channels, f"{name}: in_channels")
        self.out_channels = positive_integer(out_channels, f"{name}: out_channels")
        self.input_size = per_axis(input_size, self.axes, f"{name}: input_size")
        self.kernel_size = per_axis(kernel_size, self.axes, f"{name}: kernel_size")
        self.stride = per_axis(stride, self.axes, f"{name}: stride")
        named = isinstance(padding, str) and padding in ("same", "valid")
        self.padding: Any = (
            padding if named else per_axis(padding, self.axes, f"{name}: padding", 0)
        )
        self.dilation = per_axis(dilation, self.axes, f"{name}: dilation")
        self.output_size = window_counts(
            self.input_size, self.kernel_size, self.stride, self.padding, self.dilation, name
        )
        dtype = parameter_dtype(dtype)
        kernels = (*self.output_size, self.out_channels, self.in_channels, *self.kernel_size)
        self.weight = Parameter(autograd.zeros(kernels, dtype=dtype))
        places = (self.out_channels, *self.output_size)
        self.bias = Parameter(autograd.zeros(places, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        draw_parameters(self.in_channels * math.prod(self.kernel_size), self.weight, self.bias)

    def forward(self, x: Any) -> Tensor:
        """Compute the feature maps of a batch, or of one signal or image."""
        x = as_images(to_dtype(x, self.weight.dtype), self, self.axes, self.in_channels)
        if tuple(x.shape[-self.axes :]) != self.input_size:
            raise ValueError(
                f"{self!r}: expected an input of size {self.input_size}, for which the weights "
                f"were made, got shape {tuple(x.shape)}"
            )
        return self._connect(  # type: ignore[no-any-return]
            x, self.weight, self.bias, self.stride, self.padding, self.dilation
        )

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows: those that are not the usual ones."""
        shown = [
            f"{self.in_channels}, {self.out_channels}, input_size={self.input_size}, "
            f"kernel_size={self.kernel_size}, stride={self.stride}"
        ]
        for name, usual in (("padding", 0), ("dilation", 1)):
            if getattr(self, name) != (usual,) * self.axes:
                shown.append(f"{name}={getattr(self, name)}")
        if self.bias is None:
            shown.append("bias=False")
        return ", ".join(shown)


class LocallyConnected1d(_LocallyConnected):
    """Local connections of signals: as in `Conv1d`, but each place has kernels of its own.

    `out[o, l] = bias[o, l] + sum_ck weight[l, o, c, k] * x[c, l * stride + k]`

    With all of a place's kernels equal it is `Conv1d`; it has as many times its weights as there
    are places.

    Args:
        in_channels: the number of channels of the input.
        out_channels: the number of channels of the output.
        input_size: the length of the input, on which the number of weights depends.
        kernel_size: the length of a window.
        stride: the step between windows, in elements. Default: 1.
        padding: zeros added at both ends; `"same"` for as many as keep the length (with stride 1
            only), `"valid"` for none. Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        bias: whether there is a bias, one for each element of the output. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        output_size: `(L_out,)`, with `L_out = floor((L + 2 padding - dilation (kernel_size - 1) -
            1) / stride) + 1`.
        weight: Parameter, shape `(L_out, out_channels, in_channels, kernel_size)`: `weight[l]` is
            what `Conv1d.weight` would be at place l. Initially uniform in `(-k, k)` with
            `k = 1 / sqrt(in_channels * kernel_size)`.
        bias: Parameter, shape `(out_channels, L_out)`, initially likewise; or None.

    Shapes: input `(N, in_channels, L)`, output `(N, out_channels, L_out)`; both without N for a
        single signal.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Source: deck 2, "Locality": 3 units, each of 3 of 7 inputs, have 3 * 3 weights.

    Example:
        >>> import nn
        >>> layers = (
        ...     nn.Linear(7, 3, bias=False),
        ...     nn.LocallyConnected1d(1, 1, input_size=7, kernel_size=3, stride=2, bias=False),
        ...     nn.Conv1d(1, 1, kernel_size=3, stride=2, bias=False),
        ... )
        >>> [layer.weight.numel() for layer in layers]
        [21, 9, 3]
    """

    axes = 1
    _connect = staticmethod(F.locally_connected1d)


class LocallyConnected2d(_LocallyConnected):
    """Local connections of images: as in `Conv2d`, but each place has kernels of its own.

    `out[o, y, x] = bias[o, y, x] + sum_cij weight[y, x, o, c, i, j] * input[c, y * stride + i,
    x * stride + j]`

    Args:
        in_channels: the number of channels of the input.
        out_channels: the number of channels of the output.
        input_size: the height and width of the input, on which the number of weights depends: an
            int or a pair, like the others.
        kernel_size: the height and width of a window, in pixels.
        stride: the step between windows, in pixels. Default: 1.
        padding: zeros added on every side; `"same"` for as many as keep the size (with stride 1
            only), `"valid"` for none. Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        bias: whether there is a bias, one for each element of the output. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        output_size: `(H_out, W_out)`, as of `Conv2d`.
        weight: Parameter, shape `(H_out, W_out, out_channels, in_channels, *kernel_size)`:
            `weight[y, x]` is what `Conv2d.weight` would be at place (y, x). Initially uniform in
            `(-k, k)` with `k = 1 / sqrt(number of weights of one kernel)`.
        bias: Parameter, shape `(out_channels, H_out, W_out)`, initially likewise; or None.

    Shapes: input `(N, in_channels, H, W)`, output `(N, out_channels, H_out, W_out)`; both without N
        for a single image.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Source: deck 2, "Locality".

    Example:
        >>> import autograd, nn
        >>> layer = nn.LocallyConnected2d(3, 8, input_size=12, kernel_size=5, stride=2)
        >>> layer(autograd.zeros(10, 3, 12, 12)).shape
        (10, 8, 4, 4)
    """

    axes = 2
    _connect = staticmethod(F.locally_connected2d)
