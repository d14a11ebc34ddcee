"""The mean of each window."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..shape import broadcast_to
from .geometry import Windows, batched, named_errors, per_axis, pooling_window, settled, shape_of
from .patches import add_windows, over_windows

__all__ = ["avg_pool1d", "avg_pool2d"]


def _avg_pool_rule(g: Any, out: Any, x: Any, kernel: Any, divisor: Any, **steps: Any) -> Any:
    shares = over_windows(g / divisor, kernel)
    shape = (*g.shape[:2], *kernel, *g.shape[2:])
    return add_windows(broadcast_to(shares, shape), x.shape[2:], **steps)


@operation(_avg_pool_rule)
def _avg_pool(x: Any, kernel: Any, divisor: Any, stride: Any = 1, padding: Any = 0) -> Any:
    """Return the sum of every window over a divisor, `(N, C, *size)` to `(N, C, *counts)`.

    Args:
        divisor: a number, or one per window, `counts`.
    """
    windows = Windows(x.shape[2:], kernel, None, stride, padding)
    padded = windows.pad(x if x.dtype.kind in "fc" else x.astype(np.float64))
    (_, first), *others = windows.places()
    # Sums of half precision soon overflow.
    total = np.array(padded[first], np.float32 if padded.dtype == np.float16 else None)
    for _, place in others:
        total += padded[place]
    return (total / divisor).astype(padded.dtype, copy=False)


def _elements(
    size: Any, kernel: Any, steps: dict[str, Any], pads: tuple[int, ...], count_include_pad: bool
) -> Any:
    """Return how many elements are counted in a window: a number if it is the same for all."""
    windows = Windows(size, kernel, **steps)
    counts: Any = np.array(1)
    for axis, (n, p) in enumerate(zip(size, pads, strict=True)):
        starts = np.arange(windows.counts[axis]) * windows.stride[axis] - p
        low, high = (-p, n + p) if count_include_pad else (0, n)
        ends = np.minimum(starts + kernel[axis], high)
        counts = counts[..., np.newaxis] * (ends - np.maximum(starts, low))
    if (counts == counts.flat[0]).all():
        return int(counts.flat[0])
    return counts.astype(np.min_scalar_type(counts.max()))  # so that float32 stays float32


def _avg_pool_any(
    axes: int, input: Any, kernel_size: Any, stride: Any, padding: Any,
    ceil_mode: bool, count_include_pad: bool, divisor_override: int | None = None,
) -> Any:  # fmt: skip
    kernel, stride = pooling_window(axes, kernel_size, stride, padding)
    pads = per_axis(padding, axes, "padding", 0)
    if divisor_override is not None:
        (divisor_override,) = per_axis(divisor_override, 1, "divisor_override", 1)

    def pool(x: Any) -> Any:
        size = shape_of(x)[2:]
        steps = settled(size, kernel, stride, padding, 1, ceil_mode)
        del steps["dilation"]
        divisor = divisor_override or _elements(size, kernel, steps, pads, count_include_pad)
        return _avg_pool(x, kernel, divisor, **steps)

    return batched(pool, input, axes)


@named_errors
def avg_pool1d(
    input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0,
    ceil_mode: bool = False, count_include_pad: bool = True,
) -> Any:  # fmt: skip
    """Take the mean of every window of signals.

    Derivative: 1 over the number of elements counted in the window, for each of them.

    Args:
        input: a Tensor or array, shape `(N, C, L)` or `(C, L)`.
        kernel_size: the length of a window, in elements.
        stride: the step between windows. Default: `kernel_size`.
        padding: zeros added at both ends, at most half of `kernel_size`. Default: 0.
        ceil_mode: let a last window reach over the end; what lies there is not counted. Default:
            False.
        count_include_pad: count the padding among the elements of a window. Default: True.

    Returns:
        Shape `(N, C, floor((L + 2 padding - kernel_size) / stride) + 1)`, or `ceil` with
        `ceil_mode`; without N for a single signal.

    Raises:
        ValueError: a window is longer than the padded input, or a number is too small or too large.
        TypeError: a number is no integer.

    Source: deck 2, "Pooling Layer".

    Example:
        >>> from autograd import Tensor, avg_pool1d
        >>> avg_pool1d(Tensor([[1.0, 3.0, 2.0, 0.0]]), 2)
        Tensor([[2., 1.]])
    """
    return _avg_pool_any(1, input, kernel_size, stride, padding, ceil_mode, count_include_pad)


@named_errors
def avg_pool2d(
    input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
) -> Any:  # fmt: skip
    """Take the mean of every window of images.

    Derivative: 1 over the number of elements counted in the window, for each of them.

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(C, H, W)`.
        kernel_size: the height and width of a window, in pixels: an int or a pair, like the others.
        stride: the step between windows. Default: `kernel_size`.
        padding: zeros added on every side, at most half of `kernel_size`. Default: 0.
        ceil_mode: let last windows reach over the end; what lies there is not counted. Default:
            False.
        count_include_pad: count the padding among the elements of a window. Default: True.
        divisor_override: what the sum of a window is divided by, instead of the number of its
            elements. Default: that number.

    Returns:
        Shape `(N, C, H_out, W_out)` with `H_out = floor((H + 2 padding - kernel height) / stride)
        + 1`, or `ceil` with `ceil_mode`; without N for a single image.

    Raises:
        ValueError: a window is larger than the padded input, or a number is too small or too large.
        TypeError: a number is no integer.

    Source: deck 2, "Pooling Layer".

    Example:
        >>> from autograd import Tensor, avg_pool2d
        >>> avg_pool2d(Tensor([[[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]), 2)
        Tensor([[[3.75, 5.25]]])
    """
    return _avg_pool_any(
        2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )
