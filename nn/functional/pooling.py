"""Pooling into a given number of regions, and stochastic pooling."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, default_generator, stack, where

from ..checks import as_images, per_axis
from .borders import pad

__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool1d", "adaptive_max_pool2d",
    "stochastic_pool2d",
]  # fmt: skip


def adaptive_avg_pool1d(input: Any, output_size: Any) -> Any:
    """Take the mean of each of `output_size` regions of signals; see `adaptive_avg_pool2d`.

    Args:
        input: a Tensor or array, shape `(N, C, L)` or `(C, L)`.
        output_size: the number of regions; None keeps the input's length.

    Raises:
        ValueError: the input has another number of axes, or none to take, or the size is wrong.

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> F.adaptive_avg_pool1d(Tensor([[1.0, 2.0, 3.0, 4.0, 6.0]]), 2)
        Tensor([[2.        , 4.33333333]])
    """
    x, sizes = _checked(input, output_size, 1, "adaptive_avg_pool1d")
    return _in_regions(x, sizes, autograd.mean)


def adaptive_avg_pool2d(input: Any, output_size: Any) -> Any:
    """Take the mean of each of H x W regions that cover images evenly, whatever their size.

    Region i of n along an axis goes from `floor(i L / n)` to before `ceil((i + 1) L / n)`: where n
    does not divide the length L, neighbours overlap.

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(C, H, W)`.
        output_size: the number of regions along both axes: an int or a pair; None keeps the input's
            size along an axis.

    Returns:
        Shape `(N, C, *output_size)`; without N for a single image.

    Raises:
        ValueError: the input has another number of axes, or none to take, or the size is wrong.

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> F.adaptive_avg_pool2d(Tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]), (1, 2))
        Tensor([[[3., 4.]]])
    """
    x, sizes = _checked(input, output_size, 2, "adaptive_avg_pool2d")
    return _in_regions(x, sizes, autograd.mean)


def adaptive_max_pool1d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """Take the largest element of each of `output_size` regions of signals.

    The regions are those of `adaptive_avg_pool1d`.

    Args:
        input: a Tensor or array, shape `(N, C, L)` or `(C, L)`.
        output_size: the number of regions; None keeps the input's length.
        return_indices: return also the place of each winner in its signal. Default: False.

    Raises:
        ValueError: the input has another number of axes, or none to take, or the size is wrong.

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> F.adaptive_max_pool1d(Tensor([[1.0, 5.0, 3.0, 4.0, 2.0]]), 2)
        Tensor([[5., 4.]])
    """
    x, sizes = _checked(input, output_size, 1, "adaptive_max_pool1d")
    largest = _in_regions(x, sizes, autograd.max)
    return (largest, _winners(x, sizes)) if return_indices else largest


def adaptive_max_pool2d(input: Any, output_size: Any, return_indices: bool = False) -> Any:
    """Take the largest element of each of H x W regions that cover images evenly.

    The regions are those of `adaptive_avg_pool2d`; the gradient goes to the first of equals, row by
    row.

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(C, H, W)`.
        output_size: the number of regions along both axes: an int or a pair; None keeps the input's
            size along an axis.
        return_indices: return also the place of each winner in its image, counted row by row.
            Default: False.

    Raises:
        ValueError: the input has another number of axes, or none to take, or the size is wrong.

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> F.adaptive_max_pool2d(Tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]), (2, 1))
        Tensor([[[3.],
                 [6.]]])
    """
    x, sizes = _checked(input, output_size, 2, "adaptive_max_pool2d")
    largest = _in_regions(x, sizes, autograd.max)
    return (largest, _winners(x, sizes)) if return_indices else largest


def _checked(input: Any, output_size: Any, axes: int, name: str) -> tuple[Any, tuple[int, ...]]:
    x = as_images(input, name, axes)
    lengths = tuple(x.shape[-axes:])
    if 0 in lengths:
        raise ValueError(f"{name}: there is nothing to pool in an input of shape {x.shape}")
    given = output_size if isinstance(output_size, (tuple, list)) else (output_size,) * axes
    if len(given) == axes:
        given = [n if size is None else size for size, n in zip(given, lengths, strict=True)]
    return x, per_axis(given, axes, f"{name}: output_size")


def _regions(length: int, count: int) -> list[slice]:
    return [slice(i * length // count, -(-(i + 1) * length // count)) for i in range(count)]


def _in_regions(x: Any, sizes: tuple[int, ...], reduction: Callable[..., Any]) -> Any:
    """Reduce each region to a number, by rows and then by columns.

    The rows of a region are equally long, so the mean of their means is its mean. The last axis
    comes first, so that of several equal maxima the first wins, row by row.
    """
    for back, count in enumerate(reversed(sizes), start=1):
        axis = x.ndim - back
        length = x.shape[axis]
        if length % count == 0:
            split = (*x.shape[:axis], count, length // count, *x.shape[axis + 1 :])
            x = reduction(autograd.reshape(x, split), axis + 1)
        else:
            before = (slice(None),) * axis
            parts = [reduction(x[(*before, part)], axis) for part in _regions(length, count)]
            x = stack(parts, axis)
    return x


def _winners(x: Any, sizes: tuple[int, ...]) -> Any:
    """Return the place of each region's largest element, in the flat signal or image."""
    data = x.data if isinstance(x, Tensor) else np.asarray(x)
    lengths = data.shape[-len(sizes) :]
    result = np.empty((*data.shape[: -len(sizes)], *sizes), np.int64)
    regions = [list(enumerate(_regions(n, c))) for n, c in zip(lengths, sizes, strict=True)]
    for numbered in product(*regions):
        place, region = zip(*numbered, strict=True)
        part = data[(..., *region)]
        shape = part.shape[-len(sizes) :]
        inside = np.unravel_index(part.reshape(*part.shape[: -len(sizes)], -1).argmax(-1), shape)
        starts = [axis.start for axis in region]
        at = tuple(i + start for i, start in zip(inside, starts, strict=True))
        result[(..., *place)] = np.ravel_multi_index(at, lengths)
    return Tensor(result) if isinstance(x, Tensor) else result


def stochastic_pool2d(
    input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, training: bool = True
) -> Any:
    """Draw one element of every window with probability `p_i = a_i / sum_k a_k`; or its mean.

    In training each window gives one of its elements, larger ones more often, and only that one
    gets the gradient. In evaluation it gives the expectation `sum_i p_i a_i`, in which all networks
    that could have been drawn are averaged. A window of zeros gives 0, one with NaN gives NaN.

    Derivative in evaluation: `(2 a_k - out) / sum_i a_i` with respect to `a_k`; 0 in a window of
    zeros.

    Args:
        input: a Tensor or array of activations that are not negative, such as those of ReLU; shape
            `(N, C, H, W)` or `(C, H, W)`.
        kernel_size: the height and width of a window, in pixels: an int or a pair, like the others.
        stride: the step between windows. Default: `kernel_size`.
        padding: zeros added on every side, which are never drawn; at most half of `kernel_size`.
            Default: 0.
        training: False gives the expectation. Default: True.

    Returns:
        Shape `(N, C, H_out, W_out)` with `H_out = floor((H + 2 padding - kernel height) / stride)
        + 1`; without N for a single image.

    Raises:
        ValueError: an activation is negative, a window is larger than the padded input, or a number
            is too small or too large.

    Source: Zeiler and Fergus, "Stochastic Pooling for Regularization of Deep Convolutional Neural
    Networks", 2013; deck 2, "Stochastic pooling".

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> image = Tensor([[[1.0, 3.0], [5.0, 6.0]]])
        >>> F.stochastic_pool2d(image, 2, training=False)  # (1 + 9 + 25 + 36) / 15
        Tensor([[[4.73333333]]])
        >>> F.stochastic_pool2d(image, 2).item() in (1.0, 3.0, 5.0, 6.0)
        True
    """
    elements = _elements(input, kernel_size, stride, padding)
    if training:
        return _drawn(elements)
    total = reduce(operator.add, elements)
    divisor = where(total == 0, 1.0, total)
    return reduce(operator.add, [element / divisor * element for element in elements])


def _elements(input: Any, kernel_size: Any, stride: Any, padding: Any) -> list[Any]:
    """Return for each position in a window what lies there: arrays of the output's shape."""
    name = "stochastic_pool2d"
    x = as_images(input, name, 2)
    kernel = per_axis(kernel_size, 2, f"{name}: kernel_size")
    strides = kernel if stride is None else per_axis(stride, 2, f"{name}: stride")
    pads = per_axis(padding, 2, f"{name}: padding", 0)
    if any(2 * p > k for p, k in zip(pads, kernel, strict=True)):
        raise ValueError(
            f"{name}: padding should be at most half of kernel size, but got padding={padding} and "
            f"kernel_size={kernel_size}"
        )
    if x.dtype.kind != "f":
        x = autograd.astype(x, autograd.get_default_dtype())
    lowest = _bare(x).min(initial=0)
    if lowest < 0:
        raise ValueError(
            f"{name}: probabilities are the activations' shares of their sum, so none may be "
            f"negative, but one of the input of shape {x.shape} is {lowest}; put a ReLU before"
        )
    x = pad(x, (pads[1], pads[1], pads[0], pads[0]))
    spans = []
    for n, k, s in zip(x.shape[-2:], kernel, strides, strict=True):
        if n < k:
            raise ValueError(
                f"{name}: Kernel size can't be greater than actual input size: the padded input is "
                f"{x.shape[-2]} x {x.shape[-1]}, the kernel {kernel[0]} x {kernel[1]}"
            )
        spans.append([slice(start, start + n - k + 1, s) for start in range(k)])
    return [x[(..., rows, columns)] for rows, columns in product(*spans)]


def _drawn(elements: list[Any]) -> Any:
    """Draw one of the elements in each place, with probabilities proportional to their values."""
    values = [_bare(element) for element in elements]
    total = reduce(np.add, values)
    target = default_generator().random(total.shape, dtype=np.float32) * total
    finite = np.isfinite(total)
    waiting, reached, picks = finite.copy(), np.zeros_like(total), []
    for element, value in zip(elements, values, strict=True):
        reached += value
        won = reached > target
        won &= waiting
        waiting ^= won
        picks.append(where(won, element, 0.0))
    result = reduce(operator.add, picks)
    return result if finite.all() else where(finite, result, total)  # NaN stays visible


def _bare(x: Any) -> Any:
    return x.data if isinstance(x, Tensor) else x
