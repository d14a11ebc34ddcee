"""Factors of matrices: the Cholesky factor."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..axes import matrix_transpose
from .inverses import require_square, solve
from .triangles import tril

__all__ = ["cholesky"]


def _cholesky_rule(g: Any, out: Any, x: Any) -> Any:
    transposed = matrix_transpose(out)
    product = transposed @ g
    half = 0.5 * (tril(product) + tril(product, -1))  # the lower triangle, half of its diagonal
    slope = solve(transposed, matrix_transpose(solve(transposed, half)))
    return 0.5 * (slope + matrix_transpose(slope))


@operation(_cholesky_rule)
def _cholesky(x: Any) -> Any:
    require_square(x)
    try:
        return np.linalg.cholesky((x + np.swapaxes(x, -2, -1)) / 2)
    except np.linalg.LinAlgError as error:
        raise np.linalg.LinAlgError(
            "the matrix is not positive definite: its eigenvalues must all be larger than 0. "
            "Adding a small multiple of the identity to it may help"
        ) from error


def cholesky(x: Any, upper: bool = False) -> Any:
    """Cholesky factor of positive definite matrices: the lower `L` with `L @ L.T = x`.

    Derivative: `s + s.T` over 2, with `s = inv(L).T @ h(L.T @ g) @ inv(L)`, where h keeps the lower
    triangle and half of the diagonal. It is symmetric, as in PyTorch.

    Args:
        x: a Tensor or array, shape `(..., n, n)`, positive definite. Of a matrix that is not
            symmetric the symmetric part `(x + x.T) / 2` is taken (NumPy and PyTorch look at
            the lower triangle alone).
        upper: return `L.T` instead. Default: False.

    Raises:
        ValueError: a matrix is not positive definite, or not square.

    Source: Murray, Differentiation of the Cholesky decomposition, arXiv:1602.07527 (2016).

    Example:
        >>> from autograd import Tensor, cholesky
        >>> cholesky(Tensor([[4.0, 2.0], [2.0, 5.0]]))
        Tensor([[2., 0.],
                [1., 2.]])
    """
    lower = _cholesky(x)
    return matrix_transpose(lower) if upper else lower
