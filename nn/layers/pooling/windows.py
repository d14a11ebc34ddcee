"""Pooling of windows of one size."""

from __future__ import annotations

from typing import Any

from ... import functional as F
from ...checks import as_images, per_axis, positive_integer
from ...module import Module

__all__ = ["AvgPool1d", "AvgPool2d", "MaxPool1d", "MaxPool2d", "StochasticPool2d"]

Size = int | tuple[int, ...]


class _Pooling(Module):
    """Base of the layers that pool windows of one size; a subclass sets the number of axes."""

    axes: int

    def _set_windows(self, kernel_size: Any, stride: Any, padding: Any) -> None:
        name = type(self).__name__
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        kernel = per_axis(kernel_size, self.axes, f"{name}: kernel_size")
        per_axis(self.stride, self.axes, f"{name}: stride")
        pads = per_axis(padding, self.axes, f"{name}: padding", 0)
        if any(2 * p > k for p, k in zip(pads, kernel, strict=True)):
            raise ValueError(
                f"{name}: padding should be at most half of kernel size, but got "
                f"padding={padding} and kernel_size={kernel_size}"
            )

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _MaxPooling(_Pooling):
    _pool: Any

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        dilation: Size = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self._set_windows(kernel_size, stride, padding)
        per_axis(dilation, self.axes, f"{type(self).__name__}: dilation")
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, x: Any) -> Any:
        """Return the largest element of every window, with `return_indices` also its place."""
        return self._pool(
            as_images(x, self, self.axes), self.kernel_size, self.stride, self.padding,
            self.dilation, self.ceil_mode, self.return_indices,
        )  # fmt: skip

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"{super().extra_repr()}, dilation={self.dilation}, ceil_mode={self.ceil_mode}"


class MaxPool1d(_MaxPooling):
    """The largest element of every window of signals.

    Args:
        kernel_size: the length of a window, in elements.
        stride: the step between windows. Default: `kernel_size`.
        padding: elements added at both ends that never win, at most half of `kernel_size`.
            Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        return_indices: return also the place of each winner in its signal. Default: False.
        ceil_mode: let a last window reach over the end. Default: False.

    Shapes: input `(N, C, L)`, output `(N, C, floor((L + 2 padding - dilation (kernel_size - 1) - 1)
        / stride) + 1)`, or `ceil` with `ceil_mode`; both without N for a single signal.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Source: deck 2, "Pooling Layer".

    Example:
        >>> import autograd, nn
        >>> nn.MaxPool1d(2)(autograd.Tensor([[1.0, 3.0, 2.0, 0.0]]))
        Tensor([[3., 2.]])
    """

    axes = 1
    _pool = staticmethod(F.max_pool1d)


class MaxPool2d(_MaxPooling):
    """The largest element of every window of images: maps shrink, and mind small shifts less.

    The gradient goes to the largest element, to the first of several.

    Args:
        kernel_size: the height and width of a window, in pixels: an int or a pair, like stride,
            padding and dilation.
        stride: the step between windows. Default: `kernel_size`.
        padding: pixels added on every side that never win, at most half of `kernel_size`.
            Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        return_indices: return also the place of each winner in its image, counted row by row.
            Default: False.
        ceil_mode: let last windows reach over the end. Default: False.

    Shapes: input `(N, C, H, W)`, output `(N, C, H_out, W_out)` with `H_out = floor((H + 2 padding
        - dilation (kernel height - 1) - 1) / stride) + 1`, or `ceil` with `ceil_mode`; both without
        N for a single image.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Source: deck 2, "Pooling Layer".

    Example:
        >>> import autograd, nn
        >>> nn.MaxPool2d(2)(autograd.Tensor([[[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]))
        Tensor([[[6., 8.]]])
    """

    axes = 2
    _pool = staticmethod(F.max_pool2d)


class AvgPool1d(_Pooling):
    """The mean of every window of signals.

    Args:
        kernel_size: the length of a window, in elements.
        stride: the step between windows. Default: `kernel_size`.
        padding: zeros added at both ends, at most half of `kernel_size`. Default: 0.
        ceil_mode: let a last window reach over the end; what lies there is not counted. Default:
            False.
        count_include_pad: count the padding among the elements of a window. Default: True.

    Shapes: input `(N, C, L)`, output `(N, C, floor((L + 2 padding - kernel_size) / stride) + 1)`,
        or `ceil` with `ceil_mode`; both without N for a single signal.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Source: deck 2, "Pooling Layer".

    Example:
        >>> import autograd, nn
        >>> nn.AvgPool1d(2)(autograd.Tensor([[1.0, 3.0, 2.0, 0.0]]))
        Tensor([[2., 1.]])
    """

    axes = 1

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self._set_windows(kernel_size, stride, padding)
        self.kernel_size = per_axis(self.kernel_size, 1, "kernel_size")  # tuples, as in PyTorch
        self.stride = per_axis(self.stride, 1, "stride")
        self.padding = per_axis(self.padding, 1, "padding", 0)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, x: Any) -> Any:
        """Return the mean of every window."""
        return F.avg_pool1d(
            as_images(x, self, 1), self.kernel_size, self.stride, self.padding, self.ceil_mode,
            self.count_include_pad,
        )  # fmt: skip


class AvgPool2d(_Pooling):
    """The mean of every window of images.

    Args:
        kernel_size: the height and width of a window, in pixels: an int or a pair, like stride and
            padding.
        stride: the step between windows. Default: `kernel_size`.
        padding: zeros added on every side, at most half of `kernel_size`. Default: 0.
        ceil_mode: let last windows reach over the end; what lies there is not counted. Default:
            False.
        count_include_pad: count the padding among the elements of a window. Default: True.
        divisor_override: what the sum of a window is divided by, instead of the number of its
            elements. Default: that number.

    Shapes: input `(N, C, H, W)`, output `(N, C, H_out, W_out)` with `H_out = floor((H + 2 padding -
        kernel height) / stride) + 1`, or `ceil` with `ceil_mode`; both without N for a single
        image.

    Raises:
        ValueError: a setting is wrong, or the input does not fit.

    Source: deck 2, "Pooling Layer".

    Example:
        >>> import autograd, nn
        >>> nn.AvgPool2d(2)(autograd.Tensor([[[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]))
        Tensor([[[3.75, 5.25]]])
    """

    axes = 2

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self._set_windows(kernel_size, stride, padding)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        if divisor_override is not None:
            divisor_override = positive_integer(divisor_override, "AvgPool2d: divisor_override")
        self.divisor_override = divisor_override

    def forward(self, x: Any) -> Any:
        """Return the mean of every window."""
        return F.avg_pool2d(
            as_images(x, self, 2), self.kernel_size, self.stride, self.padding, self.ceil_mode,
            self.count_include_pad, self.divisor_override,
        )  # fmt: skip


class StochasticPool2d(_Pooling):
    """Stochastic pooling: draw one element of every window, with probability `p_i = a_i / sum a`.

    In evaluation it gives the expectation `sum_i p_i a_i`, without chance. As dropout does, it
    averages over many networks; unlike the maximum, it lets every active element learn.

    Args:
        kernel_size: the height and width of a window, in pixels: an int or a pair, like the others.
        stride: the step between windows. Default: `kernel_size`.
        padding: zeros added on every side, which are never drawn; at most half of `kernel_size`.
            Default: 0.

    Shapes: input `(N, C, H, W)`, of activations that are not negative, such as those of ReLU;
        output `(N, C, H_out, W_out)` with `H_out = floor((H + 2 padding - kernel height) / stride)
        + 1`; both without N for a single image. A window of zeros gives 0.

    Raises:
        ValueError: a setting is wrong, the input does not fit, or an activation is negative.

    Source: Zeiler and Fergus, "Stochastic Pooling for Regularization of Deep Convolutional Neural
    Networks", 2013; deck 2, "Stochastic pooling".

    Example:
        >>> import autograd, nn
        >>> pool = nn.StochasticPool2d(2)
        >>> image = autograd.Tensor([[[1.0, 3.0], [5.0, 6.0]]])
        >>> pool(image).item() in (1.0, 3.0, 5.0, 6.0)
        True
        >>> pool.eval()(image)  # (1 + 9 + 25 + 36) / 15
        Tensor([[[4.73333333]]])
    """

    axes = 2

    def __init__(self, kernel_size: Size, stride: Size | None = None, padding: Size = 0) -> None:
        super().__init__()
        self._set_windows(kernel_size, stride, padding)

    def forward(self, x: Any) -> Any:
        """Return an element of every window, or its expectation."""
        x = as_images(x, self, 2)
        return F.stochastic_pool2d(x, self.kernel_size, self.stride, self.padding, self.training)
