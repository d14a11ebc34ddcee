"""Shapes, alone and in tuples that broadcast."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.extra import numpy as hypothesis_numpy

__all__ = ["broadcastable_shapes", "shapes"]

Shape = tuple[int, ...]


def shapes(
    min_dims: int = 0, max_dims: int = 3, min_side: int = 1, max_side: int = 4
) -> st.SearchStrategy[Shape]:
    """Draw a shape, also that of a single number, `()`.

    Args:
        min_dims: the least number of axes. Default: 0.
        max_dims: the greatest number of axes. Default: 3.
        min_side: the least length of an axis; 0 allows arrays without elements. Default: 1.
        max_side: the greatest length of an axis. Default: 4.

    Example:
        >>> from hypothesis import find
        >>> from autograd.testing import strategies
        >>> find(strategies.shapes(), lambda shape: len(shape) == 2)  # the simplest such shape
        (1, 1)
    """
    return hypothesis_numpy.array_shapes(
        min_dims=min_dims, max_dims=max_dims, min_side=min_side, max_side=max_side
    )


def broadcastable_shapes(
    count: int = 2, min_dims: int = 0, max_dims: int = 3, min_side: int = 1, max_side: int = 4
) -> st.SearchStrategy[tuple[Shape, ...]]:
    """Draw several shapes that broadcast with each other, such as `((4, 1), (3,))`.

    Args:
        count: how many. Default: 2.
        min_dims: the least number of axes of each. Default: 0.
        max_dims: the greatest number of axes of each. Default: 3.
        min_side: the least length of an axis; 0 allows arrays without elements. Default: 1.
        max_side: the greatest length of an axis. Default: 4.

    Example:
        >>> from hypothesis import find
        >>> from autograd.testing import strategies
        >>> find(strategies.broadcastable_shapes(3), lambda three: len(three[1]) == 2)
        ((), (1, 1), ())
    """
    drawn = hypothesis_numpy.mutually_broadcastable_shapes(
        num_shapes=count, min_dims=min_dims, max_dims=max_dims, min_side=min_side,
        max_side=max_side,
    )  # fmt: skip
    return drawn.map(lambda found: found.input_shapes)
