"""Determinants and cofactors."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..._operation import operation
from ..axes import matrix_transpose
from ..indexing import add_at
from ..reduction import sum
from ..shape import unsqueeze
from .inverses import inv, require_square

__all__ = ["cofactors", "det", "slogdet"]

# Up to this many rows the derivative of cofactors is taken from all minors, which is right for
# singular matrices too, in memory of n**4 numbers; above, from the inverse.
_ROWS_BY_MINORS = 12


def _each(g: Any, x: Any) -> Any:
    """Give numbers, one for each matrix of a stack, axes to multiply these matrices by."""
    return g if x.ndim == 2 else unsqueeze(g, (-2, -1))


@operation(lambda g, out, x: _each(g, x) * cofactors(x))
def det(x: Any) -> Any:
    """Determinant of square matrices.

    Derivative: the matrix of cofactors. Textbooks write it `det(x) * inv(x).T`, which is the same
    where there is an inverse; cofactors are right for singular matrices too, to any order (up to
    12 rows; for larger ones derivatives after the first need an inverse).

    Args:
        x: a Tensor or array, shape `(..., n, n)`.

    Returns:
        Shape `(...)`; of a matrix without rows 1.

    Raises:
        ValueError: the matrices are not square.

    Source: Jacobi's formula; Magnus and Neudecker, Matrix Differential Calculus (1988), 8.3.

    Example:
        >>> from autograd import Tensor, det
        >>> x = Tensor([[1.0, 2.0], [2.0, 4.0]], requires_grad=True)
        >>> y = det(x)
        >>> y.backward()
        >>> y.item(), x.grad
        (0.0, Tensor([[ 4., -2.],
                      [-2.,  1.]]))
    """
    require_square(x)
    return np.linalg.det(x)


def _minors(rows: int) -> tuple[Any, ...]:
    """Return the index for which `x[index][..., i, j, :, :]` is `x` without row i and column j."""
    others = np.array([[k for k in range(rows) if k != i] for i in range(rows)])
    return ..., others[:, np.newaxis, :, np.newaxis], others[np.newaxis, :, np.newaxis, :]


def _signs(rows: int) -> Any:
    """Return the checkerboard of `(-1)**(i + j)`."""
    row = np.arange(rows)
    return (1 - 2 * ((row[:, np.newaxis] + row) % 2)).astype(np.int8)


def _cofactors_rule(g: Any, out: Any, x: Any) -> Any:
    rows = x.shape[-1]
    if rows < 2:  # the cofactor of a single number is 1
        return 0 * g
    if rows <= _ROWS_BY_MINORS:
        minors = _minors(rows)
        slopes = unsqueeze(g * _signs(rows), (-2, -1)) * cofactors(x[minors])
        return add_at(slopes, minors, x.shape)
    inverse = matrix_transpose(inv(x))
    return inverse * sum(g * out, (-2, -1), True) - inverse @ matrix_transpose(g) @ out


@operation(_cofactors_rule)
def cofactors(x: Any) -> Any:
    """Cofactors of square matrices: `out_ij = (-1)**(i + j) det(x without row i and column j)`.

    They are the derivative of the determinant; transposed they are the adjugate, and
    `x @ cofactors(x).T = det(x) * 1`. Derivative: from the cofactors of the minors.

    Args:
        x: a Tensor or array, shape `(..., n, n)`; singular ones too.

    Returns:
        The shape of `x`.

    Raises:
        ValueError: the matrices are not square.

    Source: for `x = U S V` they are `det(U V) U C V`, where C has on its diagonal the product of
    all other singular values: Stewart, On the adjugate matrix, Linear Algebra and its
    Applications 283 (1998).

    Example:
        >>> from autograd import Tensor, cofactors
        >>> cofactors(Tensor([[0.0, 0.0], [0.0, 3.0]]))
        Tensor([[3., 0.],
                [0., 0.]])
    """
    require_square(x)
    finite = np.isfinite(x).all(axis=(-2, -1), keepdims=True)
    u, s, v = np.linalg.svd(np.where(finite, x, 0))
    one = np.ones_like(s[..., :1])
    before = np.cumprod(np.concatenate([one, s[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([one, s[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
    sign = np.sign(np.linalg.det(u) * np.linalg.det(v))
    others = np.expand_dims(sign, -1) * before * after
    result = (u * np.expand_dims(others, -2)) @ v
    return np.where(finite, result, np.nan)


@operation(None)
def _det_sign(x: Any) -> Any:
    return np.linalg.slogdet(x)[0]


@operation(lambda g, out, x: _each(g, x) * matrix_transpose(inv(x)))
def _log_abs_det(x: Any) -> Any:
    return np.linalg.slogdet(x)[1]


class SignAndLogarithm(NamedTuple):
    """What `slogdet` returns: the sign of a determinant, and the logarithm of its size."""

    sign: Any
    logabsdet: Any


def slogdet(x: Any) -> SignAndLogarithm:
    """Sign and logarithm of the determinant, which neither overflow nor vanish.

    Derivative: `inv(x).T` of the logarithm; the sign has none.

    Args:
        x: a Tensor or array, shape `(..., n, n)`.

    Returns:
        The pair `(sign, logabsdet)` with `det(x) = sign * exp(logabsdet)`; for a singular matrix
        `(0, -inf)`, whose backward pass is an error, for its gradient is not finite.

    Raises:
        ValueError: the matrices are not square.

    Example:
        >>> import autograd
        >>> sign, logarithm = autograd.slogdet(autograd.eye(200) * 0.01)
        >>> sign.item(), logarithm.item()
        (1.0, -921.0340371976)
    """
    require_square(x, "slogdet")
    return SignAndLogarithm(_det_sign(x), _log_abs_det(x))
