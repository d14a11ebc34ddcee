"""Padding: more elements around those that are there."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation
from .._tensor import bare
from .shape import axis_in

__all__ = ["pad", "unpad"]

Widths = tuple[tuple[int, int], ...]

_MODES = ("constant", "reflect", "symmetric", "edge", "wrap")
_PYTORCH_MODES = {"replicate": "edge", "circular": "wrap"}


@operation(lambda g, out, x, pad_width, mode, constant_values: unpad(g, pad_width, mode))
def _pad(x: Any, pad_width: Widths, mode: str, constant_values: Any = 0.0) -> Any:
    if not pad_width:
        return np.array(x)
    if mode == "constant":
        return np.pad(x, pad_width, constant_values=constant_values)
    _check_room(np.shape(x), pad_width, mode)
    return np.pad(x, pad_width, mode)  # type: ignore[call-overload]


def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = 0.0) -> Any:
    """Put elements around those that are there, as NumPy does.

    PyTorch's list of widths is flat, with a pair for each axis from the last one on: its
    `(1, 1, 2, 2)` is `((2, 2), (1, 1))` here, and its `(1, 1)` of a matrix `((0, 0), (1, 1))`.

    Derivative: 1 with respect to each element, in every place that it is copied to.

    Args:
        x: a Tensor or array.
        pad_width: how many elements before and after: one number for all sides; a pair `(before,
            after)` for every axis; a list of such pairs, one for each axis; or a dictionary from
            axes to numbers or pairs.
        mode: what to put there. "constant": `constant_values`. "reflect": the elements mirrored at
            the first and last one, without repeating it. "symmetric": mirrored, and repeating it.
            "edge": the first and last element; PyTorch's "replicate". "wrap": the elements of the
            other end; PyTorch's "circular". Default: "constant".
        constant_values: a number, or like `pad_width` a number for each side; not differentiable.
            Default: 0.

    Raises:
        ValueError: a width is negative or larger than the axis allows, there are not as many pairs
            as axes, or there is no such mode.
        TypeError: a width is not an integer, or `constant_values` requires grad.

    Source: deck 2, "Padding".

    Example:
        >>> from autograd import Tensor, pad
        >>> pad(Tensor([[1.0, 2.0], [3.0, 4.0]]), 1)
        Tensor([[0., 0., 0., 0.],
                [0., 1., 2., 0.],
                [0., 3., 4., 0.],
                [0., 0., 0., 0.]])
        >>> pad(Tensor([1.0, 2.0, 3.0]), (2, 1), mode="reflect")
        Tensor([3., 2., 1., 2., 3., 2.])
    """
    mode = _PYTORCH_MODES.get(mode, mode) if isinstance(mode, str) else mode
    if not isinstance(mode, str) or mode not in _MODES:
        raise ValueError(
            f"pad: there is no mode {mode!r}; the modes are constant, reflect, symmetric, edge "
            f"(replicate) and wrap (circular)"
        )
    return _pad(x, _widths(pad_width, np.shape(x)), mode, constant_values)


def _widths(pad_width: Any, shape: tuple[int, ...]) -> Widths:
    """Return the elements to add before and after, for each axis, from any of NumPy's forms."""
    if isinstance(pad_width, dict):
        pairs = [(0, 0)] * len(shape)
        for axis, width in pad_width.items():
            pairs[axis_in(axis, len(shape), "pad")] = tuple(np.broadcast_to(bare(width), 2))
        pad_width = pairs
    given = np.asarray(bare(pad_width))
    if given.dtype.kind not in "iu" and given.size:
        raise TypeError(f"pad: widths must be integers, got {pad_width}")
    if not shape and np.any(given):
        raise ValueError("pad: a single number has no axes to pad; reshape it first")
    try:
        widths = np.broadcast_to(given, (len(shape), 2)).tolist()
    except ValueError as error:
        raise ValueError(
            f"pad: widths {pad_width} do not fit the {len(shape)} axes of a tensor of shape "
            f"{shape}; give a number, a pair, or a pair for each axis"
        ) from error
    if np.any(given < 0):
        raise ValueError(f"pad: widths must not be negative, got {pad_width}; slice instead")
    return tuple((before, after) for before, after in widths)


def _check_room(shape: tuple[int, ...], pad_width: Widths, mode: str) -> None:
    """Refuse to put more elements on a side than the axis has to put there.

    Raises:
        ValueError: there are too few.
    """
    for axis, (n, widths) in enumerate(zip(shape, pad_width, strict=True)):
        most = max(0, n - 1) if mode == "reflect" else n
        if max(widths) > most and (mode != "edge" or not n):
            raise ValueError(
                f"mode {mode!r} can put at most {most} elements on a side of axis {axis}, of "
                f"length {n}, but pad_width asks for {max(widths)}"
            )


@operation(lambda g, out, x, pad_width, mode: _pad(g, pad_width, mode))
def unpad(x: Any, pad_width: Widths, mode: str = "constant") -> Any:
    """Take a border off, after adding it to the elements that `pad` copies it from.

    It sends the gradient of a padded tensor back: to each element the sum over its copies.

    Args:
        x: a Tensor or array of a padded shape.
        pad_width: for each axis the pair `(before, after)`: how many elements the border has.
        mode: what the border consists of, as for `pad`. Default: "constant": it is taken off.

    Example:
        >>> from autograd import Tensor, unpad
        >>> x = Tensor([1.0, 2.0, 3.0, 4.0, 5.0])
        >>> unpad(x, ((1, 1),))
        Tensor([2., 3., 4.])
        >>> unpad(x, ((1, 1),), "edge")
        Tensor([3., 3., 9.])
    """
    if mode == "constant":
        inner = zip(np.shape(x), pad_width, strict=True)
        return np.array(x[tuple(slice(before, n - after) for n, (before, after) in inner)])
    for axis, (before, after) in enumerate(pad_width):
        if before or after:
            x = np.moveaxis(_fold(np.moveaxis(x, axis, 0), before, after, mode), 0, axis)
    return np.array(x)


def _fold(x: Any, before: int, after: int, mode: str) -> Any:
    """Add the elements at both ends of the first axis to those that they are copies of."""
    n = len(x) - before - after
    inside = np.array(x[before : before + n])
    sources = np.pad(np.arange(n), (before, after), mode)  # type: ignore[call-overload]
    np.add.at(inside, sources[:before], x[:before])
    np.add.at(inside, sources[before + n :], x[before + n :])
    return inside
