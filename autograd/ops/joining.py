"""Joining tensors along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation

__all__ = ["cat", "concatenate", "stack"]


def _part(g: Any, out: Any, index: int, *inputs: Any, axis: int) -> Any:
    axis = axis % out.ndim
    start = 0
    for earlier in inputs[:index]:
        start += earlier.shape[axis]
    stop = start + inputs[index].shape[axis]
    return g[(slice(None),) * axis + (slice(start, stop),)]


@operation(_part, variadic=True)
def concatenate(*inputs: Any, axis: int = 0) -> Any:
    """Join tensors along an axis that they have.

    Args:
        inputs: a list of Tensors or arrays, alike in shape but for the joined axis.
        axis: the axis to join along. Default: 0. PyTorch's `dim=` is accepted.

    Raises:
        ValueError: the list is empty, or the other axes differ.

    Example:
        >>> from autograd import Tensor, concatenate
        >>> concatenate([Tensor([1.0]), Tensor([2.0, 3.0])])
        Tensor([1., 2., 3.])
    """
    return np.concatenate(inputs, axis=axis)


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
