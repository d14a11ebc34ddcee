"""What is put around an image or a signal."""

from __future__ import annotations

import operator
from typing import Any

import autograd
from autograd import Tensor

__all__ = ["pad"]


def pad(input: Any, pad: Any, mode: str = "constant", value: float | None = None) -> Any:
    """Put elements around those that are there, or cut some off: PyTorch's order of widths.

    `autograd.pad` does the same with NumPy's order.

    Args:
        input: a Tensor or array.
        pad: how many elements before and after, from the last axis on: `(left, right)`,
            `(left, right, top, bottom)` and so on. A negative number cuts elements off.
        mode: what to put there. "constant": `value`. "reflect": the elements mirrored at the first
            and last one, without repeating it. "replicate": the first and last element.
            "circular": the elements of the other end. Default: "constant".
        value: of the elements put there, for mode "constant" only. Default: 0.

    Raises:
        ValueError: there is an odd number of widths, or more than the axes have sides; more is cut
            off than there is; a side is wider than the mode can fill; or there is no such mode.
        TypeError: a width is not an integer.

    Source: deck 2, "Padding".

    Example:
        >>> from autograd import Tensor
        >>> import nn.functional as F
        >>> F.pad(Tensor([[1.0, 2.0], [3.0, 4.0]]), (1, 0, 0, 1))
        Tensor([[0., 1., 2.],
                [0., 3., 4.],
                [0., 0., 0.]])
        >>> F.pad(Tensor([1.0, 2.0, 3.0]), (2, -1), mode="reflect")
        Tensor([3., 2., 1., 2.])
    """
    if mode not in ("constant", "reflect", "replicate", "circular"):
        raise ValueError(
            f"pad: there is no mode {mode!r}; the modes are constant, reflect, replicate, circular"
        )
    if value not in (None, 0) and mode != "constant":
        raise ValueError(f"pad: mode {mode!r} takes no value, got value={value!r}")
    x = input if hasattr(input, "shape") else Tensor(input)
    widths = _widths(pad, x.shape)
    around = [(max(before, 0), max(after, 0)) for before, after in widths]
    cuts = [(max(-before, 0), max(-after, 0)) for before, after in widths]
    if mode == "circular":  # the ends that meet are those that are left
        x, cuts = _cut(x, cuts), []
    if any(map(any, around)):
        x = autograd.pad(x, around, mode, 0.0 if value is None else value)
    return _cut(x, cuts)


def _cut(x: Any, widths: list[tuple[int, int]]) -> Any:
    """Cut elements off before and after, along each axis."""
    if not any(map(any, widths)):
        return x
    return x[tuple(
        slice(before, length - after)
        for length, (before, after) in zip(x.shape, widths, strict=True)
    )]  # fmt: skip


def _widths(pad: Any, shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the pair of each axis, the first axis first."""
    try:
        flat = [operator.index(width) for width in pad]
    except TypeError:
        raise TypeError(
            f"pad: the widths must be integers, one for each side; got {pad!r}"
        ) from None
    if len(flat) % 2 or len(flat) > 2 * len(shape):
        raise ValueError(
            f"pad: expected two widths for each axis, from the last one on, and so at most "
            f"{2 * len(shape)} for shape {shape}; got {pad!r}"
        )
    pairs = list(zip(flat[0::2], flat[1::2], strict=True))[::-1]
    widths = [(0, 0)] * (len(shape) - len(pairs)) + pairs
    for axis, (length, (before, after)) in enumerate(zip(shape, widths, strict=True)):
        if length + before + after < 0 or length + min(before, 0) + min(after, 0) < 0:
            raise ValueError(
                f"pad: {pad!r} cuts off more than the {length} elements of axis {axis} of a tensor "
                f"of shape {shape}"
            )
    return widths
