"""Images and signals in other sizes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from autograd import Tensor

from ..checks import finite_number, per_axis

__all__ = ["interpolate"]


def interpolate(
    input: Any, size: Any = None, scale_factor: Any = None, mode: str = "nearest"
) -> Any:
    """Enlarge or shrink images or signals: each element of the result is one of the input.

    `out[i] = input[floor(i * length / length_out)]` along each axis; with a scale factor,
    `input[floor(i / scale_factor)]`.

    Derivative: each element gets the sum of the gradients of its copies.

    Args:
        input: a Tensor or array, shape `(N, C, H, W)` or `(N, C, L)`.
        size: the size of the result: an int or one per axis.
        scale_factor: or how many times larger the result is, rounded down: a number or one per
            axis.
        mode: "nearest", the only one.

    Raises:
        ValueError: not exactly one of `size` and `scale_factor` is given, one of them is wrong, the
            input has another number of axes or no elements, or there is no such mode.

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> F.interpolate(Tensor([[[1.0, 2.0, 3.0]]]), scale_factor=2)
        Tensor([[[1., 1., 2., 2., 3., 3.]]])
        >>> F.interpolate(Tensor([[[1.0, 2.0, 3.0]]]), size=2)
        Tensor([[[1., 2.]]])
    """
    x = input if hasattr(input, "shape") else Tensor(input)
    axes = len(x.shape) - 2
    if axes not in (1, 2) or 0 in x.shape[2:]:
        raise ValueError(
            f"interpolate: expected an input of shape (N, C, H, W) or (N, C, L) with elements, got "
            f"{tuple(x.shape)}"
        )
    check_resizing(size, scale_factor, mode, "interpolate")
    lengths = x.shape[2:]
    if size is not None:
        sizes = per_axis(size, axes, "interpolate: size")
        places = [np.arange(m) * n // m for n, m in zip(lengths, sizes, strict=True)]
    else:
        scales = checked_scales(scale_factor, "interpolate")
        scales = scales if isinstance(scales, tuple) else (scales,) * axes
        if len(scales) != axes:
            raise ValueError(
                f"interpolate: expected {axes} scale factors for an input of shape "
                f"{tuple(x.shape)}, got scale_factor={scale_factor}"
            )
        sizes = tuple(math.floor(n * scale) for n, scale in zip(lengths, scales, strict=True))
        if 0 in sizes:
            raise ValueError(
                f"interpolate: scale_factor={scale_factor} leaves nothing of an input of shape "
                f"{tuple(x.shape)}"
            )
        places = [
            np.floor(np.arange(m) / s).astype(int) for m, s in zip(sizes, scales, strict=True)
        ]
    for axis, (n, place) in enumerate(zip(lengths, places, strict=True), start=2):
        copies = np.bincount(np.minimum(place, n - 1), minlength=n)
        if (copies != 1).any():
            x = autograd.repeat(x, copies[:1] if (copies == copies[0]).all() else copies, axis)
    return x


def check_resizing(size: Any, scale_factor: Any, mode: Any, where: str) -> None:
    """Refuse another mode, and another number of descriptions of the result's size than one."""
    if mode != "nearest":
        raise ValueError(f"{where}: there is no mode {mode!r}; the only one is 'nearest'")
    if (size is None) == (scale_factor is None):
        raise ValueError(
            f"{where}: give either size or scale_factor, got size={size!r} and "
            f"scale_factor={scale_factor!r}"
        )


def checked_scales(scale_factor: Any, where: str) -> Any:
    """Return a scale factor, or one per axis, as floats; None as it is."""
    several = isinstance(scale_factor, (tuple, list))
    given = scale_factor if several else [scale_factor]
    if scale_factor is None:
        return None
    checked = tuple(finite_number(s, f"{where}: scale_factor", above=0) for s in given)
    return checked if several else checked[0]
