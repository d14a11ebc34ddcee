"""`x[index]`, and its derivative: putting elements back in their places."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..._tensor import Tensor, bare

__all__ = ["add_at", "getitem"]


@operation(lambda g, out, x, index, shape: _getitem(g, index))
def add_at(x: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Return zeros of `shape` with `x` added at `index`: what sends a gradient back to its place.

    An element that the index names twice gets both contributions.

    Args:
        x: a Tensor or array of the shape that indexing gives.
        index: anything that indexes an array of that shape.
        shape: the shape of the result.

    Example:
        >>> from autograd import Tensor, add_at
        >>> add_at(Tensor([1.0, 2.0, 3.0]), [0, 2, 2], (4,))
        Tensor([1., 0., 5., 0.])
    """
    result = np.zeros(shape, x.dtype)
    _add_in_place(result, x, index)
    return result


def _add_in_place(buffer: Any, x: Any, index: Any) -> None:
    if not may_repeat(index):
        buffer[index] += x
    elif buffer.ndim > 1 and buffer.flags.c_contiguous and 4 * x.size > buffer.size:
        # On one axis `np.add.at` takes a fourth of the time. It pays to number all the places
        # where many of them are named.
        places = np.arange(buffer.size).reshape(buffer.shape)[index]
        np.add.at(buffer.reshape(-1), places.ravel(), np.broadcast_to(x, places.shape).ravel())
    else:
        np.add.at(buffer, index, x)


def may_repeat(index: Any) -> bool:
    """Tell whether an index may name one element twice, as lists and arrays of integers may."""
    parts = index if isinstance(index, tuple) else (index,)
    return not all(
        part is None or part is Ellipsis or isinstance(part, (int, np.integer, slice))
        or (isinstance(part, np.ndarray) and part.dtype == bool)
        for part in parts
    )  # fmt: skip


@operation(
    lambda g, out, x, index: add_at(g, index, x.shape),
    add_into=lambda buffer, g, out, x, index: _add_in_place(buffer, g, index),
    view=True,
)
def _getitem(x: Any, index: Any) -> Any:
    return x[index]


def getitem(x: Any, index: Any) -> Any:
    """Take elements by index: `x[index]`.

    The gradient goes back to the places it was taken from; a place taken twice gets the sum.

    Args:
        x: a Tensor or array.
        index: integers, slices, `...`, None, arrays or Tensors of integers or booleans, or a tuple
            of these, as in NumPy.

    Raises:
        IndexError: the index is out of bounds, has too many parts, or is not an integer.

    Example:
        >>> from autograd import Tensor
        >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> x[[0, 0, 2]].sum().backward()
        >>> x.grad
        Tensor([2., 0., 1.])
    """
    return _getitem(x, own_index(index))


def own_index(index: Any) -> Any:
    """Return `index` with copies of its arrays and Tensors, which may be written to later."""
    if isinstance(index, (Tensor, np.ndarray)):
        return np.array(bare(index))[()]
    if isinstance(index, tuple):
        return tuple(own_index(part) for part in index)
    if isinstance(index, list):
        return [own_index(part) for part in index]
    if isinstance(index, slice):
        return slice(own_index(index.start), own_index(index.stop), own_index(index.step))
    return index
