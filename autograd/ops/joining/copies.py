"""Repeating elements, whole tensors, and the coordinates of a grid."""

from __future__ import annotations

import math
from itertools import chain
from typing import Any

import numpy as np

from ..._operation import operation
from ..._tensor import bare
from ..indexing import add_at
from ..shape import axis_in, broadcast_to, pytorch_names, ravel, reshape, sum_to

__all__ = ["meshgrid", "repeat", "repeat_interleave", "tile"]


def _repeat_rule(g: Any, out: Any, x: Any, repeats: Any, axis: int) -> Any:
    if not isinstance(repeats, int):
        return add_at(g, (*(slice(None),) * axis, _sources(repeats)), x.shape)
    before, after = x.shape[: axis + 1], x.shape[axis + 1 :]
    copies = reshape(g, (*before, repeats, *after))
    return reshape(sum_to(copies, (*before, 1, *after)), x.shape)


def _sources(repeats: Any) -> Any:
    """Return, for each element that repeating gives, the place that it comes from."""
    return np.repeat(np.arange(len(repeats)), repeats)


@operation(_repeat_rule)
def _repeat(x: Any, repeats: Any, axis: int) -> Any:
    return np.repeat(x, repeats, axis)


@pytorch_names(dim="axis")
def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Repeat each element: 1, 2 gives 1, 1, 2, 2. As in NumPy; PyTorch's `repeat` is `tile`.

    Derivative: an element gets the sum of the gradients of its copies.

    Args:
        x: a Tensor, array or number.
        repeats: how often: an integer, or one for each element along the axis.
        axis: the axis to repeat along. Default: all elements, on one axis. PyTorch's `dim=` is
            accepted.

    Raises:
        ValueError: there is no such axis, a number is negative, or there are not as many as
            elements.
        TypeError: the numbers are not integers.

    Example:
        >>> from autograd import Tensor, repeat
        >>> repeat(Tensor([1.0, 2.0]), 2)
        Tensor([1., 1., 2., 2.])
        >>> repeat(Tensor([[1.0, 2.0], [3.0, 4.0]]), [1, 2], axis=0)
        Tensor([[1., 2.],
                [3., 4.],
                [3., 4.]])
    """
    if axis is None:
        x, axis = ravel(x), 0
    place = axis_in(axis, len(np.shape(x)), "repeat")
    counts = np.array(bare(repeats)).ravel()
    if not counts.size:
        counts = counts.astype(np.intp)  # an empty list is one of floats to NumPy
    if counts.dtype.kind not in "iu":
        raise TypeError(f"repeat: repeats must be integers, got dtype {counts.dtype}")
    if counts.min(initial=0) < 0:
        raise ValueError(f"repeat: repeats must not be negative, got {counts.min()}")
    if len(counts) not in (1, np.shape(x)[place]):
        raise ValueError(
            f"repeat: {len(counts)} repeats for the {np.shape(x)[place]} elements along axis "
            f"{axis} of a tensor of shape {np.shape(x)}; give one number, or one for each "
            f"(PyTorch's repeat, of the whole, is tile)"
        )
    return _repeat(x, int(counts[0]) if len(counts) == 1 else counts, place)


repeat_interleave = repeat


def _tile_rule(g: Any, out: Any, x: Any, reps: Any) -> Any:
    shape = (1,) * (out.ndim - x.ndim) + x.shape
    times = [0 if n == 0 else m // n for m, n in zip(out.shape, shape, strict=True)]
    copies = reshape(g, tuple(chain.from_iterable(zip(times, shape, strict=True))))
    return reshape(sum_to(copies, tuple(chain.from_iterable((1, n) for n in shape))), x.shape)


@operation(_tile_rule)
def tile(x: Any, reps: Any) -> Any:
    """Repeat the whole: 1, 2 gives 1, 2, 1, 2. PyTorch's name for it, as a method, is `repeat`.

    Derivative: an element gets the sum of the gradients of its copies.

    Args:
        x: a Tensor, array or number.
        reps: how often along each axis, an integer or a tuple; if they are more than the axes, the
            tensor gets new leading ones, if fewer, they are those of the last axes.

    Raises:
        ValueError: a number is negative.

    Example:
        >>> from autograd import Tensor, tile
        >>> tile(Tensor([1.0, 2.0]), (2, 2))
        Tensor([[1., 2., 1., 2.],
                [1., 2., 1., 2.]])
    """
    if np.min(reps, initial=0) < 0:
        raise ValueError(f"the numbers of repetitions must not be negative, got {reps}")
    return np.tile(x, reps)


def meshgrid(*tensors: Any, indexing: str = "xy") -> tuple[Any, ...]:
    """Make the coordinates of a grid's points from those along each axis.

    Args:
        *tensors: a Tensor or array of one axis (or a number) for each axis of the grid; or a list
            of them.
        indexing: "xy": the first runs along the columns, as in a drawing; "ij": the first runs
            along the first axis, as in a matrix. Default: "xy", NumPy's; PyTorch's is "ij".

    Returns:
        A tuple of tensors of the grid's shape: views, without copies of the elements.

    Raises:
        ValueError: a tensor has several axes, or there is no such indexing.

    Example:
        >>> from autograd import Tensor, meshgrid
        >>> x, y = meshgrid(Tensor([1.0, 2.0, 3.0]), Tensor([0.0, 5.0]))
        >>> x
        Tensor([[1., 2., 3.],
                [1., 2., 3.]])
        >>> y
        Tensor([[0., 0., 0.],
                [5., 5., 5.]])
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(f'meshgrid: indexing must be "xy" or "ij", got {indexing!r}')
    first = tensors[0] if len(tensors) == 1 else None
    if isinstance(first, (list, tuple)) and any(map(np.ndim, first)):
        tensors = tuple(first)
    shapes = [np.shape(x) for x in tensors]
    if any(len(shape) > 1 for shape in shapes):
        raise ValueError(f"meshgrid: each tensor must have one axis, got shapes {shapes}")
    places = list(range(len(tensors)))
    if indexing == "xy":
        places[:2] = reversed(places[:2])
    lengths = tuple(math.prod(shapes[place]) for place in places)  # a swap is its own inverse
    return tuple(
        broadcast_to(reshape(x, (-1, *(1,) * (len(lengths) - 1 - place))), lengths)
        for x, place in zip(tensors, places, strict=True)
    )
