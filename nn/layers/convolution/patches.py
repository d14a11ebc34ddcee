"""Layers that take images apart into windows, put them together, and enlarge them."""

from __future__ import annotations

from typing import Any

from ... import functional as F
from ...checks import as_images, per_axis
from ...functional.resizing import check_resizing, checked_scales
from ...module import Module

__all__ = ["Fold", "Unfold", "Upsample"]

Size = int | tuple[int, ...]


class _Patches(Module):
    """Base of the layers that know of windows: what their settings are."""

    def _set_windows(self, kernel_size: Size, dilation: Size, padding: Size, stride: Size) -> None:
        name = type(self).__name__
        per_axis(kernel_size, 2, f"{name}: kernel_size")
        per_axis(dilation, 2, f"{name}: dilation")
        per_axis(padding, 2, f"{name}: padding", 0)
        per_axis(stride, 2, f"{name}: stride")
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, "
            f"stride={self.stride}"
        )


class Unfold(_Patches):
    """Windows of images as columns (im2col); see `nn.functional.unfold`.

    Args:
        kernel_size: the height and width of a window, in pixels: an int or a pair, like the others.
        dilation: the step between the elements of a window. Default: 1.
        padding: zeros added on every side. Default: 0.
        stride: the step between windows. Default: 1.

    Shapes: input `(N, C, H, W)`, output `(N, C * kernel height * kernel width, windows)`; both
        without N for a single image.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.Unfold(3)(autograd.zeros(10, 2, 5, 5)).shape
        (10, 18, 9)
    """

    def __init__(
        self, kernel_size: Size, dilation: Size = 1, padding: Size = 0, stride: Size = 1
    ) -> None:
        super().__init__()
        self._set_windows(kernel_size, dilation, padding, stride)

    def forward(self, x: Any) -> Any:
        """Return the windows of images."""
        return F.unfold(
            as_images(x, self, 2), self.kernel_size, self.dilation, self.padding, self.stride
        )


class Fold(_Patches):
    """Windows as columns added into images (col2im); see `nn.functional.fold`.

    Args:
        output_size: the height and width of the images, in pixels: an int or a pair, like the
            others.
        kernel_size: the height and width of a window.
        dilation: the step between the elements of a window. Default: 1.
        padding: what lies outside of the images on every side, and is dropped. Default: 0.
        stride: the step between windows. Default: 1.

    Shapes: input `(N, C * kernel height * kernel width, windows)`, output `(N, C, *output_size)`;
        both without N for a single image.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.Fold((1, 3), kernel_size=(1, 2))(autograd.Tensor([[1.0, 2.0], [10.0, 20.0]]))
        Tensor([[[ 1., 12., 20.]]])
    """

    def __init__(
        self,
        output_size: Size,
        kernel_size: Size,
        dilation: Size = 1,
        padding: Size = 0,
        stride: Size = 1,
    ) -> None:
        super().__init__()
        per_axis(output_size, 2, "Fold: output_size")
        self.output_size = output_size
        self._set_windows(kernel_size, dilation, padding, stride)

    def forward(self, x: Any) -> Any:
        """Return the images that the windows add up to."""
        return F.fold(
            x, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride
        )

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"output_size={self.output_size}, {super().extra_repr()}"


class Upsample(Module):
    """Images or signals enlarged by repeating elements; see `nn.functional.interpolate`.

    Args:
        size: the size of the output: an int or one per axis.
        scale_factor: or how many times larger it is, rounded down: a number or one per axis.
        mode: "nearest", the only one.

    Shapes: input `(N, C, H, W)` or `(N, C, L)`, output `(N, C, *size)`.

    Raises:
        ValueError: not exactly one of `size` and `scale_factor` is given, one of them is wrong, the
            input has another number of axes, or there is no such mode.

    Example:
        >>> import autograd, nn
        >>> nn.Upsample(scale_factor=2)(autograd.Tensor([[[[1.0, 2.0]]]]))
        Tensor([[[[1., 1., 2., 2.],
                  [1., 1., 2., 2.]]]])
    """

    def __init__(
        self,
        size: Size | None = None,
        scale_factor: float | tuple[float, ...] | None = None,
        mode: str = "nearest",
    ) -> None:
        super().__init__()
        check_resizing(size, scale_factor, mode, "Upsample")
        self.size = size
        self.scale_factor = checked_scales(scale_factor, "Upsample")
        self.mode = mode

    def forward(self, x: Any) -> Any:
        """Return `x` in the new size."""
        return F.interpolate(x, self.size, self.scale_factor, self.mode)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        chosen = "scale_factor" if self.size is None else "size"
        return f"{chosen}={getattr(self, chosen)!r}, mode={self.mode!r}"
