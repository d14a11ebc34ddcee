"""Windows of an image as columns (unfold), and columns back into an image (fold)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._operation import operation
from ..shape import reshape, unsqueeze
from .geometry import Windows, batched, named_errors, per_axis, settled, shape_of

__all__ = ["fold", "unfold"]


# Each is the other's derivative: one copies an element into every window that it lies in, and so
# the other adds up what arrives from these windows.


@operation(lambda g, out, x, kernel, **steps: add_windows(g, x.shape[2:], **steps))
def take_windows(x: Any, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1) -> Any:
    """Return the elements of all windows, `(N, C, *kernel, *counts)`."""
    windows = Windows(x.shape[2:], kernel, None, stride, padding, dilation)
    padded = windows.pad(x)
    result: Any = np.empty((*x.shape[:2], *windows.kernel, *windows.counts), x.dtype)
    for position, place in windows.places():
        result[(slice(None), slice(None), *position)] = padded[place]
    return result


@operation(lambda g, out, x, size, **steps: take_windows(g, x.shape[2 : 2 + len(size)], **steps))
def add_windows(x: Any, size: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1) -> Any:
    """Add windows `(N, C, *kernel, *counts)` into zeros `(N, C, *size)`."""
    kernel = x.shape[2 : 2 + len(size)]
    windows = Windows(size, kernel, None, stride, padding, dilation)
    first = x[(slice(None), slice(None), *(0 for _ in kernel))]
    result = np.zeros_like(first, shape=(*x.shape[:2], *windows.padded_size))
    for position, place in windows.places():
        result[place] += x[(slice(None), slice(None), *position)]
    return windows.crop(result)


def over_windows(g: Any, kernel: Any) -> Any:
    """Give `(N, C, *counts)` axes of length 1 for the elements of each window, after C."""
    return unsqueeze(g, tuple(range(2, 2 + len(kernel))))


@named_errors
def unfold(
    input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    """Take the windows of images as columns (im2col), as in PyTorch.

    `out[n, (c, i, j), (y, x)] = input[n, c, y * stride + i * dilation, x * stride + j * dilation]`,
    in the padded input. Derivative: each element gets the sum of the gradients of its copies, which
    is `fold`.

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(C, H, W)`.
        kernel_size: the height and width of a window, in pixels: an int or a pair, like the others.
        dilation: the step between the elements of a window. Default: 1.
        padding: zeros added on every side. Default: 0.
        stride: the step between windows. Default: 1.

    Returns:
        Shape `(N, C * kernel height * kernel width, L)` with the L windows in row-major order;
        without N for a single image.

    Raises:
        ValueError: a window is larger than the padded input, or a number is too small.
        TypeError: a number is no integer.

    Example:
        >>> from autograd import Tensor, unfold
        >>> unfold(Tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]), 2)
        Tensor([[1., 2.],
                [2., 3.],
                [4., 5.],
                [5., 6.]])
    """
    kernel = per_axis(kernel_size, 2, "kernel_size", 1)

    def columns(x: Any) -> Any:
        steps = settled(shape_of(x)[2:], kernel, stride, padding, dilation)
        windows = take_windows(x, kernel, **steps)
        n, c = windows.shape[:2]
        return reshape(windows, (n, c * math.prod(kernel), math.prod(windows.shape[-2:])))

    return batched(columns, input, 2)


@named_errors
def fold(
    input: Any,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> Any:
    """Add windows given as columns into images (col2im), as in PyTorch; overlaps are summed.

    Derivative: `unfold`, which takes the columns out again.

    Args:
        input: a Tensor or array, shape `(N, C * kernel height * kernel width, L)`, as `unfold`
            gives it; or without N.
        output_size: the height and width of the images, in pixels: an int or a pair, like the
            others.
        kernel_size: the height and width of a window.
        dilation: the step between the elements of a window. Default: 1.
        padding: what lies outside of the images on every side, and is dropped. Default: 0.
        stride: the step between windows. Default: 1.

    Returns:
        Shape `(N, C, *output_size)`; without N if the input has none.

    Raises:
        ValueError: the columns are not as long as a window, or not as many as there are windows; or
            a number is too small.
        TypeError: a number is no integer.

    Example:
        >>> from autograd import fold, ones
        >>> fold(ones(1, 4, 4), (3, 3), kernel_size=2)  # in how many windows each pixel lies
        Tensor([[[[1., 2., 1.],
                  [2., 4., 2.],
                  [1., 2., 1.]]]])
    """
    size = per_axis(output_size, 2, "output_size", 1)
    kernel = per_axis(kernel_size, 2, "kernel_size", 1)
    steps = settled(size, kernel, stride, padding, dilation)
    counts = Windows(size, kernel, **steps).counts
    shape = shape_of(input)
    if len(shape) not in (2, 3):
        raise ValueError(f"expected an input (N, C * kernel, L) or (C * kernel, L), got {shape}")
    rows, columns = shape[-2:]
    if rows % math.prod(kernel):
        raise ValueError(
            f"expected the input's columns to have a multiple of {kernel[0]} * {kernel[1]} = "
            f"{math.prod(kernel)} elements, but the shape is {shape}"
        )
    if columns != math.prod(counts):
        raise ValueError(
            f"with output_size={size} there are {counts[0]} * {counts[1]} = {math.prod(counts)} "
            f"windows, one a column, but the input has shape {shape}"
        )
    images = add_windows(
        reshape(input, (*(shape[:-2] or (1,)), rows // math.prod(kernel), *kernel, *counts)),
        size, **steps,
    )  # fmt: skip
    return images if len(shape) == 3 else reshape(images, images.shape[1:])
