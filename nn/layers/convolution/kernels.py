"""What convolutions and their transposes share: the settings, the kernels, how they print."""

from __future__ import annotations

import math
from typing import Any

import autograd

from ...checks import per_axis, positive_integer
from ...module import Module
from ...parameter import Parameter, parameter_dtype
from ..initial_values import draw_parameters

__all__ = ["PADDING_MODES", "ConvolutionBase"]

# The names of layers' modes, and those of nn.functional.pad.
PADDING_MODES = {
    "zeros": "constant", "reflect": "reflect", "replicate": "replicate", "circular": "circular",
}  # fmt: skip


class ConvolutionBase(Module):
    """Base of the layers with kernels; a subclass sets the number of spatial axes."""

    axes: int
    transposed = False

    def __init__(
        self, in_channels: Any, out_channels: Any, kernel_size: Any, stride: Any, padding: Any,
        dilation: Any, output_padding: Any, groups: Any, bias: bool, padding_mode: Any, dtype: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        name = type(self).__name__
        self.in_channels = positive_integer(in_channels, f"{name}: in_channels")
        self.out_channels = positive_integer(out_channels, f"{name}: out_channels")
        self.groups = positive_integer(groups, f"{name}: groups")
        for what, channels in (("in", self.in_channels), ("out", self.out_channels)):
            if channels % self.groups:
                raise ValueError(
                    f"{name}: {what}_channels must be divisible by groups, got "
                    f"{what}_channels={channels} and groups={self.groups}"
                )
        self.kernel_size = per_axis(kernel_size, self.axes, f"{name}: kernel_size")
        self.stride = per_axis(stride, self.axes, f"{name}: stride")
        self.dilation = per_axis(dilation, self.axes, f"{name}: dilation")
        self.output_padding = per_axis(output_padding, self.axes, f"{name}: output_padding", 0)
        self.padding = self._checked_padding(padding)
        modes = ("zeros",) if self.transposed else tuple(PADDING_MODES)
        if padding_mode not in modes:
            raise ValueError(
                f"{name}: padding_mode must be {' or '.join(map(repr, modes))}, got "
                f"{padding_mode!r}"
            )
        self.padding_mode: str = padding_mode
        dtype = parameter_dtype(dtype)
        first, second = self.out_channels, self.in_channels
        if self.transposed:
            first, second = second, first
        shape = (first, second // self.groups, *self.kernel_size)
        self.weight = Parameter(autograd.zeros(shape, dtype=dtype))
        self.bias = Parameter(autograd.zeros(self.out_channels, dtype=dtype)) if bias else None
        self.reset_parameters()

    def _checked_padding(self, padding: Any) -> tuple[int, ...] | str:
        name = type(self).__name__
        if not isinstance(padding, str) or self.transposed:
            return per_axis(padding, self.axes, f"{name}: padding", 0)
        if padding not in ("same", "valid"):
            raise ValueError(
                f"{name}: padding must be 'same', 'valid' or integers, got {padding!r}"
            )
        if padding == "same" and max(self.stride) > 1:
            raise ValueError(
                f"{name}: padding='same' is not supported for strided convolutions, and the stride "
                f"is {self.stride}; give the padding as a number"
            )
        return padding

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        draw_parameters(math.prod(self.weight.shape[1:]), self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows: those that are not the usual ones."""
        zeros, ones = (0,) * self.axes, (1,) * self.axes
        shown = [
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
        ]
        for name, usual in (
            ("padding", zeros), ("dilation", ones), ("output_padding", zeros), ("groups", 1),
        ):  # fmt: skip
            if getattr(self, name) != usual:
                shown.append(f"{name}={getattr(self, name)}")
        if self.bias is None:
            shown.append("bias=False")
        if self.padding_mode != "zeros":
            shown.append(f"padding_mode={self.padding_mode}")
        return ", ".join(shown)
