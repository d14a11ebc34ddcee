"""The largest element of each window."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..._operation import operation
from ..reduction import sum
from ..selection import where, zero_unless
from .geometry import Windows, batched, named_errors, pooling_window, settled, shape_of
from .pairs import largest_of_pairs, to_largest_of_pairs
from .patches import add_windows, over_windows, take_windows

__all__ = ["max_pool1d", "max_pool2d"]

# Which element won has no derivative, and is found again when a gradient asks for it: a forward
# pass alone is much faster without.


def _max_pool_rule(g: Any, out: Any, x: Any, kernel: Any, **steps: Any) -> Any:
    winners = _max_pool_winners(x, kernel, **steps)
    return add_windows(where(winners, over_windows(g, kernel), 0.0), x.shape[2:], **steps)


def _max_pool_fast_rule(g: Any, out: Any, x: Any, kernel: Any, **steps: Any) -> Any:
    windows = Windows(x.shape[2:], kernel, **steps)
    if windows.are_pairs and g.dtype == x.dtype and not np.isnan(out).any():
        sent = to_largest_of_pairs(*(np.moveaxis(a, 1, -1) for a in (g, x, out)))
        return np.moveaxis(sent, -1, 1)
    result = np.zeros_like(x, shape=(*x.shape[:2], *windows.padded_size))
    for (_, place), won in zip(windows.places(), _wins(x, out, windows), strict=True):
        if windows.disjoint:
            result[place] = zero_unless(won, g)
        else:
            result[place] += zero_unless(won, g)
    return windows.crop(result)


@operation(_max_pool_rule, fast_rules=(_max_pool_fast_rule,))
def _max_pool(x: Any, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1) -> Any:
    """Return the largest element of every window, `(N, C, *size)` to `(N, C, *counts)`."""
    windows = Windows(x.shape[2:], kernel, None, stride, padding, dilation)
    if windows.are_pairs:
        return np.moveaxis(largest_of_pairs(np.moveaxis(x, 1, -1)), -1, 1)
    padded = windows.pad(x, _lowest(x.dtype))
    (_, first), *others = windows.places()
    out = np.array(padded[first])
    for _, place in others:
        np.maximum(out, padded[place], out=out)
    return out


@operation(None)
def _max_pool_winners(
    x: Any, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    """Tell of each element of every window whether it is its maximum: `(N, C, *kernel, *counts)`.

    Each window has one: the first of equals in row-major order, where NaN is larger than all else.
    """
    windows = Windows(x.shape[2:], kernel, None, stride, padding, dilation)
    out = _max_pool.operation.forward(x, kernel, stride, padding, dilation)  # type: ignore[attr-defined]
    wins = np.stack(list(_wins(x, out, windows)), axis=2)
    return wins.reshape(*x.shape[:2], *windows.kernel, *windows.counts)


def _wins(x: Any, out: Any, windows: Windows) -> Iterator[Any]:
    """Yield for each position in a window where the element there is the maximum `out`."""
    padded = windows.pad(x, _lowest(x.dtype))
    inside = windows.pad(np.ones((1, 1, *windows.size), bool), False)
    with_padding, with_nan = not inside.all(), np.isnan(out).any()
    free = np.ones_like(out, dtype=bool)
    for _, place in windows.places():
        candidate = padded[place]
        won = candidate == out
        if with_nan:
            won |= np.isnan(candidate)
        if with_padding:  # never wins, not even where all of the input is -inf
            won &= inside[place]
        won &= free
        free ^= won
        yield won


def _lowest(dtype: Any) -> Any:
    if dtype.kind == "b":
        return False
    return np.iinfo(dtype).min if dtype.kind in "iu" else -np.inf


def _max_pool_any(
    axes: int, input: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any,
    ceil_mode: bool, return_indices: bool,
) -> Any:  # fmt: skip
    kernel, stride = pooling_window(axes, kernel_size, stride, padding)

    def pool(x: Any) -> Any:
        size = shape_of(x)[2:]
        steps = settled(size, kernel, stride, padding, dilation, ceil_mode)
        values = _max_pool(x, kernel, **steps)
        if not return_indices:
            return values
        places = take_windows(np.arange(math.prod(size)).reshape(1, 1, *size), kernel, **steps)
        winners = _max_pool_winners(x, kernel, **steps)
        return values, sum(where(winners, places, 0), tuple(range(2, 2 + axes)))

    return batched(pool, input, axes)


@named_errors
def max_pool1d(
    input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """Take the largest element of every window of signals.

    Derivative: 1 with respect to that element, the first of equals, and 0 to the others.

    Args:
        input: a Tensor or array, shape `(N, C, L)` or `(C, L)`.
        kernel_size: the length of a window, in elements.
        stride: the step between windows. Default: `kernel_size`.
        padding: elements of -inf added at both ends, at most half of `kernel_size`. Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        ceil_mode: let a last window reach over the end. Default: False.
        return_indices: return the pair of the values and where in the signal they are. Default:
            False.

    Returns:
        Shape `(N, C, floor((L + 2 padding - dilation (kernel_size - 1) - 1) / stride) + 1)`, or
        `ceil` with `ceil_mode`; without N for a single signal.

    Raises:
        ValueError: a window is longer than the padded input, or a number is too small or too large.
        TypeError: a number is no integer.

    Source: deck 2, "Pooling Layer".

    Example:
        >>> from autograd import Tensor, max_pool1d
        >>> max_pool1d(Tensor([[1.0, 3.0, 2.0, 0.0]]), 2)
        Tensor([[3., 2.]])
    """
    return _max_pool_any(
        1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices
    )


@named_errors
def max_pool2d(
    input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """Take the largest element of every window of images.

    Derivative: 1 with respect to that element, in a tie the first in row-major order, and 0 to the
    others. NaN counts as the largest.

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(C, H, W)`.
        kernel_size: the height and width of a window, in pixels: an int or a pair, like the others.
        stride: the step between windows. Default: `kernel_size`.
        padding: elements of -inf added on every side, at most half of `kernel_size`. Default: 0.
        dilation: the step between the elements of a window. Default: 1.
        ceil_mode: let last windows reach over the end. Default: False.
        return_indices: return the pair of the values and where they are, as an index into the
            `H * W` pixels of the image. Default: False.

    Returns:
        Shape `(N, C, H_out, W_out)` with
        `H_out = floor((H + 2 padding - dilation (kernel height - 1) - 1) / stride) + 1`, or `ceil`
        with `ceil_mode`; without N for a single image.

    Raises:
        ValueError: a window is larger than the padded input, or a number is too small or too large.
        TypeError: a number is no integer.

    Source: deck 2, "Pooling Layer".

    Example:
        >>> from autograd import Tensor, max_pool2d
        >>> max_pool2d(Tensor([[[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]), 2)
        Tensor([[[6., 8.]]])
    """
    return _max_pool_any(
        2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices
    )
