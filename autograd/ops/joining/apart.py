"""Taking a tensor apart along an axis."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from ..indexing import getitem
from ..shape import axis_in, pytorch_names, whole_number

__all__ = ["chunk", "split", "unbind"]

# The parts are views made by indexing: no rule of their own, and in a backward pass all of them add
# to one buffer.


def split(x: Any, indices_or_sections: Any, axis: int = 0, *, dim: int | None = None) -> Any:
    """Take apart along an axis, as NumPy does; with `dim=` for `axis=`, as PyTorch does.

    Args:
        x: a Tensor or array.
        indices_or_sections: with `axis`, the number of equal parts, or a list of the places to cut
            at. With `dim`, the length of each part (the last may be shorter), or a list of the
            lengths of all.
        axis: the axis to cut, in NumPy's manner. Default: 0.
        dim: the axis to cut, in PyTorch's manner.

    Returns:
        The parts, views of `x`: a list, with `dim` a tuple.

    Raises:
        ValueError: no such axis, it has no such equal parts, or the lengths do not add up to it.
        TypeError: both `axis` and `dim` are given.

    Example:
        >>> from autograd import Tensor, split
        >>> x = Tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
        >>> split(x, 2)
        [Tensor([1., 2., 3.]), Tensor([4., 5., 6.])]
        >>> split(x, 2, dim=0)
        (Tensor([1., 2.]), Tensor([3., 4.]), Tensor([5., 6.]))
        >>> split(x, [1, 4])
        [Tensor([1.]), Tensor([2., 3., 4.]), Tensor([5., 6.])]
    """
    if dim is not None:
        if axis:
            raise TypeError("split() got both axis= and dim=, whose parts differ: NumPy's and "
                            "PyTorch's; give one")  # fmt: skip
        return _split_by_length(x, indices_or_sections, dim)
    place = axis_in(axis, len(np.shape(x)), "split")
    length = np.shape(x)[place]
    if np.ndim(indices_or_sections):
        cuts = [whole_number(cut, "a place to cut at", "split") for cut in indices_or_sections]
        return _parts(x, place, [0, *cuts, length])
    sections = whole_number(indices_or_sections, "the number of parts", "split")
    if sections <= 0 or length % sections:
        raise ValueError(
            f"split: axis {axis}, of length {length}, has no {sections} equal parts. Give the "
            f"places to cut at, or use chunk"
        )
    part = length // sections
    return _parts(x, place, [part * i for i in range(sections + 1)])


def _split_by_length(x: Any, lengths: Any, dim: int) -> tuple[Any, ...]:
    place = axis_in(dim, len(np.shape(x)), "split")
    whole = np.shape(x)[place]
    if np.ndim(lengths):
        sizes = [whole_number(size, "the length of a part", "split") for size in lengths]
        if sum(sizes) != whole or min(sizes, default=0) < 0:
            raise ValueError(
                f"split: the lengths {sizes} must add up to {whole}, the length of axis {dim} of a "
                f"tensor of shape {np.shape(x)}"
            )
        return tuple(_parts(x, place, [0, *accumulate(sizes)]))
    size = whole_number(lengths, "the length of a part", "split")
    if size < 0 or (size == 0 and whole):
        raise ValueError(f"split: parts must have a length of at least 1, got {size}")
    return tuple(_parts(x, place, [*range(0, whole, size or 1), whole] if whole else [0, 0]))


def _parts(x: Any, axis: int, cuts: list[int]) -> list[Any]:
    """Return what lies between each two neighbouring places of `cuts`."""
    before = (slice(None),) * axis
    return [getitem(x, (*before, slice(start, stop))) for start, stop in pairwise(cuts)]


@pytorch_names(dim="axis")
def chunk(x: Any, chunks: int, axis: int = 0) -> tuple[Any, ...]:
    """Take apart into at most so many parts of one length, the last of which may be shorter.

    Args:
        x: a Tensor or array.
        chunks: how many parts; there may be fewer, as in PyTorch: 5 elements in 4 chunks give
            parts of 2, 2 and 1.
        axis: the axis to cut. Default: 0. PyTorch's `dim=` is accepted.

    Returns:
        A tuple of views of `x`.

    Raises:
        ValueError: there is no such axis, or the number of parts is not positive.

    Example:
        >>> from autograd import Tensor, chunk
        >>> chunk(Tensor([1.0, 2.0, 3.0, 4.0, 5.0]), 2)
        (Tensor([1., 2., 3.]), Tensor([4., 5.]))
    """
    if whole_number(chunks, "the number of parts", "chunk") <= 0:
        raise ValueError(f"chunk: the number of parts must be positive, got {chunks}")
    place = axis_in(axis, len(np.shape(x)), "chunk")
    length = np.shape(x)[place]
    size = -(-length // chunks)
    return _split_by_length(x, size if size else [0] * chunks, place)


@pytorch_names(dim="axis")
def unbind(x: Any, axis: int = 0) -> tuple[Any, ...]:
    """Take apart into the elements along an axis, which they do not have: the inverse of `stack`.

    Args:
        x: a Tensor or array.
        axis: the axis to go along. Default: 0. PyTorch's `dim=` is accepted.

    Returns:
        A tuple of views of `x`.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> from autograd import Tensor, unbind
        >>> unbind(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1)
        (Tensor([1., 3.]), Tensor([2., 4.]))
    """
    place = axis_in(axis, len(np.shape(x)), "unbind")
    before = (slice(None),) * place
    return tuple(getitem(x, (*before, i)) for i in range(np.shape(x)[place]))
