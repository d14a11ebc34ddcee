"""Layers that put borders around images and signals."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import functional as F
from ...checks import as_images
from ...module import Module

__all__ = [
    "CircularPad1d", "CircularPad2d", "ConstantPad1d", "ConstantPad2d", "ReflectionPad1d",
    "ReflectionPad2d", "ReplicationPad1d", "ReplicationPad2d", "ZeroPad1d", "ZeroPad2d",
]  # fmt: skip


class _Border(Module):
    """Base of the layers here; a subclass sets the number of axes and the mode."""

    axes: int
    mode: str
    value: float | None = None

    def __init__(self, padding: int | tuple[int, ...]) -> None:
        super().__init__()
        sides = 2 * self.axes
        given = tuple(padding) if isinstance(padding, (tuple, list)) else (padding,) * sides
        integers = all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in given)
        if len(given) != sides or not integers:
            raise ValueError(
                f"{type(self).__name__}: padding must be an integer, or {sides} of them, got "
                f"{padding!r}"
            )
        self.padding = tuple(map(int, given))

    def forward(self, x: Any) -> Any:
        """Return `x` with the border around it."""
        return F.pad(as_images(x, self, self.axes), self.padding, self.mode, self.value)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"{self.padding}"


class _ConstantBorder(_Border):
    mode = "constant"

    def __init__(self, padding: int | tuple[int, ...], value: float) -> None:
        super().__init__(padding)
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
            raise ValueError(f"{type(self).__name__}: value must be a number, got {value!r}")
        self.value = value

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"padding={self.padding}, value={self.value}"


class ZeroPad1d(_Border):
    """Zeros at both ends of signals.

    Args:
        padding: how many elements on every side: an int, or `(left, right)`; negative
            numbers cut off.

    Shapes: input `(N, C, L)` or `(C, L)`; the output is `left + right` longer.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Source: deck 2, "Padding".

    Example:
        >>> import autograd, nn
        >>> nn.ZeroPad1d(1)(autograd.Tensor([[1.0, 2.0]]))
        Tensor([[0., 1., 2., 0.]])
    """

    axes = 1
    mode = "constant"


class ZeroPad2d(_Border):
    """Zeros around images.

    Args:
        padding: how many elements on every side: an int, or `(left, right, top,
            bottom)`; negative numbers cut off.

    Shapes: input `(N, C, H, W)` or `(C, H, W)`; the output is `top + bottom` higher and
        `left + right` wider.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Source: deck 2, "Padding".

    Example:
        >>> import autograd, nn
        >>> nn.ZeroPad2d(2)(autograd.zeros(3, 32, 32)).shape
        (3, 36, 36)
    """

    axes = 2
    mode = "constant"


class ConstantPad1d(_ConstantBorder):
    """A constant at both ends of signals.

    Args:
        padding: how many elements on every side: an int, or `(left, right)`; negative
            numbers cut off.
        value: what is put there.

    Shapes: input `(N, C, L)` or `(C, L)`; the output is `left + right` longer.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.ConstantPad1d((2, 0), 0.5)(autograd.Tensor([[1.0, 2.0]]))
        Tensor([[0.5, 0.5, 1. , 2. ]])
    """

    axes = 1


class ConstantPad2d(_ConstantBorder):
    """A constant around images.

    Args:
        padding: how many elements on every side: an int, or `(left, right, top,
            bottom)`; negative numbers cut off.
        value: what is put there.

    Shapes: input `(N, C, H, W)` or `(C, H, W)`; the output is `top + bottom` higher and
        `left + right` wider.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.ConstantPad2d((0, 1, 1, 0), 0.5)(autograd.Tensor([[[1.0, 2.0]]]))
        Tensor([[[0.5, 0.5, 0.5],
                 [1. , 2. , 0.5]]])
    """

    axes = 2


class ReflectionPad1d(_Border):
    """Signals mirrored at their first and last element, which are not repeated.

    Args:
        padding: how many elements on every side: an int, or `(left, right)`; negative
            numbers cut off.

    Shapes: input `(N, C, L)` or `(C, L)`; the output is `left + right` longer.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.ReflectionPad1d(2)(autograd.Tensor([[1.0, 2.0, 3.0]]))
        Tensor([[3., 2., 1., 2., 3., 2., 1.]])
    """

    axes = 1
    mode = "reflect"


class ReflectionPad2d(_Border):
    """Images mirrored at their outermost pixels, which are not repeated.

    Args:
        padding: how many elements on every side: an int, or `(left, right, top,
            bottom)`; negative numbers cut off.

    Shapes: input `(N, C, H, W)` or `(C, H, W)`; the output is `top + bottom` higher and
        `left + right` wider.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.ReflectionPad2d((1, 0, 0, 1))(autograd.Tensor([[[1.0, 2.0], [3.0, 4.0]]]))
        Tensor([[[2., 1., 2.],
                 [4., 3., 4.],
                 [2., 1., 2.]]])
    """

    axes = 2
    mode = "reflect"


class ReplicationPad1d(_Border):
    """The first and last element of signals repeated.

    Args:
        padding: how many elements on every side: an int, or `(left, right)`; negative
            numbers cut off.

    Shapes: input `(N, C, L)` or `(C, L)`; the output is `left + right` longer.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.ReplicationPad1d((1, 2))(autograd.Tensor([[1.0, 2.0]]))
        Tensor([[1., 1., 2., 2., 2.]])
    """

    axes = 1
    mode = "replicate"


class ReplicationPad2d(_Border):
    """The outermost pixels of images repeated.

    Args:
        padding: how many elements on every side: an int, or `(left, right, top,
            bottom)`; negative numbers cut off.

    Shapes: input `(N, C, H, W)` or `(C, H, W)`; the output is `top + bottom` higher and
        `left + right` wider.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.ReplicationPad2d((1, 0, 0, 1))(autograd.Tensor([[[1.0, 2.0], [3.0, 4.0]]]))
        Tensor([[[1., 1., 2.],
                 [3., 3., 4.],
                 [3., 3., 4.]]])
    """

    axes = 2
    mode = "replicate"


class CircularPad1d(_Border):
    """Each end of signals continued by the other end.

    Args:
        padding: how many elements on every side: an int, or `(left, right)`; negative
            numbers cut off.

    Shapes: input `(N, C, L)` or `(C, L)`; the output is `left + right` longer.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.CircularPad1d((1, 2))(autograd.Tensor([[1.0, 2.0, 3.0]]))
        Tensor([[3., 1., 2., 3., 1., 2.]])
    """

    axes = 1
    mode = "circular"


class CircularPad2d(_Border):
    """Each side of images continued by the opposite side.

    Args:
        padding: how many elements on every side: an int, or `(left, right, top,
            bottom)`; negative numbers cut off.

    Shapes: input `(N, C, H, W)` or `(C, H, W)`; the output is `top + bottom` higher and
        `left + right` wider.

    Raises:
        ValueError: the padding is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.CircularPad2d((1, 0, 0, 1))(autograd.Tensor([[[1.0, 2.0], [3.0, 4.0]]]))
        Tensor([[[2., 1., 2.],
                 [4., 3., 4.],
                 [2., 1., 2.]]])
    """

    axes = 2
    mode = "circular"
