"""Products of all pairs of elements, and of vectors along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..arithmetic import multiply
from ..linear_algebra import matmul
from ..reduction import sum
from ..shape import axis_in, reshape

__all__ = ["kron", "outer", "vdot", "vecdot"]


@operation(lambda g, out, x, y: reshape(g @ reshape(y, -1), x.shape),
           lambda g, out, x, y: reshape(reshape(x, -1) @ g, y.shape))  # fmt: skip
def outer(x: Any, y: Any) -> Any:
    """Outer product of two vectors: `out_ij = x_i y_j`.

    Derivatives: `g @ y` with respect to `x`, `x @ g` with respect to `y`.

    Args:
        x: a Tensor or array; one that is no vector counts as the vector of its elements, as in
            NumPy (PyTorch refuses it).
        y: the same.

    Returns:
        A matrix with a row for each element of `x`.

    Source: deck 1, "Back Propagation (2)": the gradient of a matrix of weights is an outer product.

    Example:
        >>> from autograd import Tensor, outer
        >>> outer(Tensor([1.0, 2.0]), Tensor([3.0, 4.0]))
        Tensor([[3., 4.],
                [6., 8.]])
    """
    dtype = np.result_type(x, y)  # in which a Python number weighs nothing
    return np.outer(np.asarray(x, dtype), np.asarray(y, dtype))


def vdot(x: Any, y: Any) -> Any:
    """Sum of the products of all elements: the dot product of two tensors taken as vectors.

    Args:
        x: a Tensor or array.
        y: a Tensor or array with as many elements.

    Raises:
        ValueError: the numbers of elements differ.

    Example:
        >>> from autograd import Tensor, vdot
        >>> vdot(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([[1.0, 0.0], [0.0, 1.0]]))
        Tensor(5.0)
    """
    x, y = reshape(x, -1), reshape(y, -1)
    if x.shape != y.shape:
        raise ValueError(f"vdot: {x.shape[0]} elements on the left, {y.shape[0]} on the right")
    return matmul(x, y)


def vecdot(x: Any, y: Any, axis: int = -1, *, dim: int | None = None) -> Any:
    """Dot products of the vectors along an axis: `sum(x * y, axis)`.

    Args:
        x: a Tensor or array.
        y: a Tensor or array, whose other axes broadcast with those of `x`.
        axis: the axis of the vectors, equally long in both. Default: the last. PyTorch's `dim=` is
            accepted.

    Raises:
        ValueError: the vectors differ in length, or the other axes do not broadcast.

    Example:
        >>> from autograd import Tensor, vecdot
        >>> vecdot(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([1.0, 1.0]))
        Tensor([3., 7.])
    """
    if dim is not None:
        if axis != -1:
            raise TypeError("vecdot() got both axis= and dim=, which mean the same; give one")
        axis = dim
    shapes = np.shape(x), np.shape(y)
    if not all(shapes):
        raise ValueError("vecdot: a single number is no vector; multiply by it with *")
    # Counted from the end, where broadcasting begins.
    places = {axis_in(axis, len(shape)) - len(shape) for shape in shapes}
    if len(places) > 1:
        raise ValueError(
            f"vecdot: axis {axis} is not the same one in shapes {shapes[0]} and {shapes[1]}; count "
            f"it from the end, as a negative number"
        )
    place = places.pop()
    if shapes[0][place] != shapes[1][place]:
        raise ValueError(
            f"vecdot: vectors of lengths {shapes[0][place]} and {shapes[1][place]} along axis "
            f"{axis} of shapes {shapes[0]} and {shapes[1]}"
        )
    return sum(multiply(x, y), place)


def kron(x: Any, y: Any) -> Any:
    """Kronecker product: each element of `x` times the whole of `y`, side by side.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number; if one has less axes, it gets leading ones of length 1.

    Returns:
        Along each axis the product of both lengths.

    Example:
        >>> from autograd import Tensor, kron
        >>> kron(Tensor([1.0, 10.0]), Tensor([1.0, 2.0]))
        Tensor([ 1.,  2., 10., 20.])
    """
    if not np.ndim(x) or not np.ndim(y):
        return multiply(x, y)
    ndim = max(np.ndim(x), np.ndim(y))
    rows, columns = ((1,) * (ndim - len(s)) + s for s in (np.shape(x), np.shape(y)))
    # Every axis becomes two: the place in x, and in it the place in y.
    blocks = reshape(x, tuple(n for length in rows for n in (length, 1)))
    inside = reshape(y, tuple(n for length in columns for n in (1, length)))
    return reshape(blocks * inside, tuple(a * b for a, b in zip(rows, columns, strict=True)))
