"""Joining tensors along an axis, one that they have or a new one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._operation import operation
from ..shape import atleast_1d, atleast_2d, reshape

__all__ = ["cat", "concatenate", "hstack", "stack", "vstack"]


def _part(g: Any, out: Any, index: int, *inputs: Any, axis: int | None, saved: Any) -> Any:
    stop = sum(_length(x, axis) for x in inputs[: index + 1])
    return _between(g, stop - _length(inputs[index], axis), stop, inputs[index].shape, axis)


def _saved_part(g: Any, out: Any, index: int, *inputs: Any, axis: int | None, saved: Any) -> Any:
    """Do as `_part`, without adding up what comes before: many parts cost no more than a few."""
    return _between(g, saved[index], saved[index + 1], inputs[index].shape, axis)


def _length(x: Any, axis: int | None) -> int:
    shape: tuple[int, ...] = getattr(x, "shape", ())  # a number has none
    return math.prod(shape) if axis is None else shape[axis]


def _between(g: Any, start: int, stop: int, shape: tuple[int, ...], axis: int | None) -> Any:
    if axis is None:
        return reshape(g[start:stop], shape)
    return g[(slice(None),) * (axis % len(shape)) + (slice(start, stop),)]


@operation(_part, fast_rules=(_saved_part,), variadic=True, saves=True)
def concatenate(*inputs: Any, axis: int | None = 0) -> Any:
    """Join tensors along an axis that they have.

    Derivative: each gets its part of the gradient.

    Args:
        inputs: a list of Tensors or arrays, alike in shape but for the joined axis.
        axis: the axis to join along; None joins all elements in C order. Default: 0. PyTorch's
            `dim=` is accepted.

    Raises:
        ValueError: the list is empty, or the other axes differ.

    Example:
        >>> from autograd import Tensor, concatenate
        >>> concatenate([Tensor([1.0]), Tensor([2.0, 3.0])])
        Tensor([1., 2., 3.])
    """
    joined = np.concatenate(inputs, axis=axis)
    return joined, np.cumsum([0, *(_length(x, axis) for x in inputs)])


cat = concatenate


@operation(
    lambda g, out, index, *inputs, axis: g[(slice(None),) * (axis % out.ndim) + (index,)],
    variadic=True,
)
def stack(*inputs: Any, axis: int = 0) -> Any:
    """Join tensors of one shape along a new axis.

    Args:
        inputs: a list of Tensors, arrays or numbers of the same shape.
        axis: the place of the new axis. Default: 0. PyTorch's `dim=` is accepted.

    Raises:
        ValueError: the list is empty, or the shapes differ.

    Example:
        >>> from autograd import Tensor, stack
        >>> stack([Tensor(1.0), Tensor(2.0)])
        Tensor([1., 2.])
    """
    return np.stack(inputs, axis=axis)


def hstack(tensors: Sequence[Any]) -> Any:
    """Join side by side: along the second axis, vectors along their only one.

    Args:
        tensors: a list of Tensors, arrays or numbers, alike in shape but for the joined axis.

    Raises:
        ValueError: the list is empty, or the other axes differ.

    Example:
        >>> from autograd import Tensor, hstack
        >>> hstack([Tensor([[1.0], [2.0]]), Tensor([[3.0], [4.0]])])
        Tensor([[1., 3.],
                [2., 4.]])
    """
    parts = [atleast_1d(x) for x in tensors]
    return concatenate(parts, axis=0 if parts and np.ndim(parts[0]) == 1 else 1)


def vstack(tensors: Sequence[Any]) -> Any:
    """Join one below the other: along the first axis, vectors as rows.

    Args:
        tensors: a list of Tensors, arrays or numbers, alike in shape but for the joined axis.

    Raises:
        ValueError: the list is empty, or the other axes differ.

    Example:
        >>> from autograd import Tensor, vstack
        >>> vstack([Tensor([1.0, 2.0]), Tensor([3.0, 4.0])])
        Tensor([[1., 2.],
                [3., 4.]])
    """
    return concatenate([atleast_2d(x) for x in tensors], axis=0)
