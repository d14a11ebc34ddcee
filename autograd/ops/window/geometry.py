"""Where the windows of a signal or an image lie: the arithmetic that all operations here share.

Per spatial axis, with `padding` elements added on both sides:

    before + size + after  =  (counts - 1) * stride  +  (kernel - 1) * dilation + 1

Two of size, kernel and counts give the third. To make this hold without a remainder, `settled` cuts
the padding behind by the elements that no window reaches: it may become negative. So one set of
parameters serves an operation and its derivatives, whose roles of input, kernel and output differ.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

import numpy as np

from ..shape import squeeze, unsqueeze

__all__ = [
    "Windows", "batched", "named_errors", "per_axis", "pooling_window", "settled", "shape_of",
    "shortest",
]  # fmt: skip

Ints = tuple[int, ...]


class Windows:
    """Windows over the spatial axes, the last ones, of arrays `(N, C, *size)`.

    Args:
        size: the lengths of the spatial axes; of size, kernel and counts, two are enough.
        kernel: the lengths of a window.
        counts: how many windows there are along each axis.
        stride: the step from window to window: an int, or one per axis; and likewise
        padding: elements added at both ends: an int, or per axis an int or a pair (before, after),
        dilation: the step from element to element in a window.
    """

    __slots__ = ("after", "before", "counts", "dilation", "kernel", "size", "stride")

    def __init__(
        self, size: Any = None, kernel: Any = None, counts: Any = None,
        stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    ) -> None:  # fmt: skip
        axes = len(kernel if kernel is not None else size)
        self.stride = _spread(stride, axes)
        self.dilation = _spread(dilation, axes)
        pairs = [p if isinstance(p, tuple) else (p, p) for p in _spread(padding, axes)]
        self.before: Ints = tuple(before for before, _ in pairs)
        self.after: Ints = tuple(after for _, after in pairs)
        places = list(zip(self.stride, self.dilation, map(sum, pairs), strict=True))
        if counts is None:
            counts = [(n + p - (k - 1) * d - 1) // s + 1
                      for n, k, (s, d, p) in zip(size, kernel, places, strict=True)]  # fmt: skip
        elif size is None:
            size = [(c - 1) * s + (k - 1) * d + 1 - p
                    for c, k, (s, d, p) in zip(counts, kernel, places, strict=True)]  # fmt: skip
        else:
            kernel = [(n + p - (c - 1) * s - 1) // d + 1
                      for n, c, (s, d, p) in zip(size, counts, places, strict=True)]  # fmt: skip
        self.size: Ints = tuple(size)
        self.kernel: Ints = tuple(kernel)
        self.counts: Ints = tuple(counts)

    @property
    def padded_size(self) -> Ints:
        """The lengths of the spatial axes with their padding."""
        sides = zip(self.before, self.size, self.after, strict=True)
        return tuple(before + size + max(after, 0) for before, size, after in sides)

    @property
    def disjoint(self) -> bool:
        """Whether no two windows share an element."""
        reaches = ((k - 1) * d + 1 for k, d in zip(self.kernel, self.dilation, strict=True))
        return all(s >= reach for s, reach in zip(self.stride, reaches, strict=True))

    @property
    def are_pairs(self) -> bool:
        """Whether they are pairs of neighbours along every axis, side by side, without padding."""
        two = (2,) * len(self.size)
        beyond = max(map(max, zip(self.before, self.after, strict=True)))
        return self.kernel == self.stride == two and max(self.dilation) == 1 and beyond <= 0

    def pad(self, x: Any, fill: Any = 0) -> Any:
        """Return the array with its padding; its memory keeps the order of its axes."""
        if self.padded_size == self.size:
            return x
        result = np.full_like(x, fill, shape=(*x.shape[:-len(self.size)], *self.padded_size))
        self.crop(result)[...] = x
        return result

    def crop(self, padded: Any) -> Any:
        """Return the array without its padding, as a view: the reverse of `pad`."""
        if self.padded_size == self.size:
            return padded
        inside = (slice(b, b + n) for b, n in zip(self.before, self.size, strict=True))
        return padded[(..., *inside)]

    def places(self) -> Iterator[tuple[Ints, tuple[Any, ...]]]:
        """Go through the elements of a window in row-major order.

        Yields:
            The position in the window, and the index that takes from a padded array the element at
            that position of every window: an array `(..., *counts)`.
        """
        for position in np.ndindex(self.kernel):
            starts = (p * d for p, d in zip(position, self.dilation, strict=True))
            steps = zip(starts, self.counts, self.stride, strict=True)
            yield position, (..., *(slice(a, a + (c - 1) * s + 1, s) for a, c, s in steps))


def _spread(values: Any, axes: int) -> Any:
    return values if isinstance(values, tuple) else (values,) * axes


def settled(
    size: Iterable[int], kernel: Ints, stride: Any, padding: Any, dilation: Any, ceil: bool = False
) -> dict[str, Any]:
    """Check a user's stride, padding and dilation; return what makes the windows fit exactly.

    Args:
        size: the lengths of the spatial axes.
        kernel: the lengths of a window.
        stride, padding, dilation: an int or one per axis; padding also `"same"` or `"valid"`.
        ceil: let a last window reach over the end, if it starts inside the input or the padding
            before it.

    Returns:
        `stride`, `padding` and `dilation` as `Windows` takes them, in their shortest form.

    Raises:
        TypeError: a number is no integer.
        ValueError: a number is too small, or a window is longer than the padded input.
    """
    axes = len(kernel)
    strides = per_axis(stride, axes, "stride", 1)
    dilations = per_axis(dilation, axes, "dilation", 1)
    reaches = [(k - 1) * d + 1 for k, d in zip(kernel, dilations, strict=True)]
    if padding == "same":
        if max(strides) > 1:
            raise ValueError(
                f"padding='same' is not supported for strided convolutions, and the stride is "
                f"{stride}; give the padding as a number"
            )
        sides = [((reach - 1) // 2, reach // 2) for reach in reaches]
    elif isinstance(padding, str) and padding != "valid":
        raise ValueError(f"padding must be 'same', 'valid' or integers, got {padding!r}")
    else:
        numbers = per_axis(0 if padding == "valid" else padding, axes, "padding", 0)
        sides = [(p, p) for p in numbers]
    sizes = tuple(size)
    fitting = []
    for n, s, reach, (before, after) in zip(sizes, strides, reaches, sides, strict=True):
        rest = n + before + after - reach
        steps = rest // s
        if ceil and rest % s and (steps + 1) * s < n + before:
            steps += 1
        if steps < 0:
            lengths = [n + sum(pair) for n, pair in zip(sizes, sides, strict=True)]
            dilated = "" if max(dilations) == 1 else f", {_by(reaches)} with its dilation"
            raise ValueError(
                f"Kernel size can't be greater than actual input size: the padded input is "
                f"{_by(lengths)}, the kernel {_by(kernel)}{dilated}"
            )
        fitting.append((before, steps * s + reach - n - before))
    return {
        "stride": shortest(strides),
        "padding": shortest(tuple(p[0] if p[0] == p[1] else p for p in fitting)),
        "dilation": shortest(dilations),
    }


def _by(lengths: Iterable[int]) -> str:
    return " x ".join(map(str, lengths))


def shortest(values: tuple[Any, ...]) -> Any:
    """Return one number for all axes where they agree, so that formulas are short."""
    return values[0] if len(set(values)) == 1 and isinstance(values[0], int) else values


def per_axis(value: Any, axes: int, name: str, least: int) -> Ints:
    """Return one integer per spatial axis, of an integer for all of them or one for each.

    Raises:
        TypeError: a number is no integer.
        ValueError: there are too few or too many, or one is smaller than `least`.
    """
    try:
        given = tuple(value) if isinstance(value, Iterable) else (value,)
        numbers = tuple(map(operator.index, given))
    except TypeError:
        raise TypeError(f"{name} must be an integer, or one per axis; got {value!r}") from None
    if len(numbers) not in (1, axes):
        raise ValueError(f"{name} must be an integer or {axes} of them, got {value!r}")
    if min(numbers) < least:
        raise ValueError(f"{name} must be at least {least}, got {value!r}")
    return numbers * axes if len(numbers) == 1 else numbers


def shape_of(x: Any) -> Ints:
    """Return a shape as `np.shape` does, without its detour for Tensors."""
    shape: Ints = x.shape if hasattr(x, "shape") else np.shape(x)
    return shape


def batched(function: Callable[[Any], Any], x: Any, axes: int) -> Any:
    """Apply a function on `(N, C, *size)` also to a single `(C, *size)`.

    Raises:
        ValueError: `x` has another number of axes.
    """
    shape = shape_of(x)
    if len(shape) == axes + 2:
        return function(x)
    if len(shape) != axes + 1:
        letters = "L" if axes == 1 else "H, W"
        raise ValueError(
            f"expected an input of {axes + 2} axes, (N, C, {letters}), or of {axes + 1}, "
            f"(C, {letters}), but got shape {shape}"
        )
    result = function(unsqueeze(x, 0))
    if isinstance(result, tuple):
        return tuple(squeeze(part, 0) for part in result)
    return squeeze(result, 0)


def named_errors(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let the errors of a function begin with its name."""

    @wraps(function)
    def apply(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except (TypeError, ValueError) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(f"{function.__name__}: {error}") from error

    return apply


def pooling_window(axes: int, kernel_size: Any, stride: Any, padding: Any) -> tuple[Ints, Any]:
    """Return kernel and stride of pooling; refuse padding in which a whole window could lie."""
    kernel = per_axis(kernel_size, axes, "kernel_size", 1)
    pads = per_axis(padding, axes, "padding", 0)
    if any(2 * p > k for p, k in zip(pads, kernel, strict=True)):
        raise ValueError(
            f"padding should be at most half of kernel size, but got padding={padding} and "
            f"kernel_size={kernel_size}"
        )
    return kernel, kernel if stride is None else stride
