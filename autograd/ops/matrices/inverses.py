"""Inverses, systems of linear equations, and powers of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation
from ..axes import matrix_transpose
from ..linear_algebra import matmul
from ..selection import where
from ..shape import squeeze, unsqueeze, whole_number

__all__ = ["inv", "matrix_power", "solve"]


def require_square(x: Any, called: str = "") -> None:
    """Refuse what is not a square matrix or a stack of them."""
    shape = np.shape(x)
    if len(shape) < 2 or shape[-1] != shape[-2]:
        prefix = f"{called}: " if called else ""
        raise ValueError(f"{prefix}needs square matrices in the last two axes, got shape {shape}")


def _singular(x: Any, consequence: str) -> Exception:
    which = "the matrix"
    if np.ndim(x) > 2:
        found = np.argwhere(np.linalg.slogdet(x)[0] == 0)
        which = f"matrix {found[0].tolist()} of the stack" if len(found) else "a matrix"
    return np.linalg.LinAlgError(f"{which} is singular (its determinant is 0): {consequence}")


@operation(lambda g, out, x: -matrix_transpose(out) @ g @ matrix_transpose(out))
def inv(x: Any) -> Any:
    """Invert square matrices: `out @ x = 1`.

    Derivative: `-out.T @ g @ out.T`, because `d(1/X) = -(1/X) dX (1/X)`.

    Args:
        x: a Tensor or array, shape `(..., n, n)`. To multiply by the inverse, `solve` is faster
            and more accurate.

    Raises:
        ValueError: a matrix is singular, or not square.

    Source: Petersen and Pedersen, The Matrix Cookbook (2012), equation 59.

    Example:
        >>> from autograd import Tensor, inv
        >>> inv(Tensor([[2.0, 0.0], [0.0, 4.0]]))
        Tensor([[0.5 , 0.  ],
                [0.  , 0.25]])
    """
    require_square(x)
    try:
        return np.linalg.inv(x)
    except np.linalg.LinAlgError as error:
        raise _singular(x, "it has no inverse") from error


def _solve_by_vector(g: Any, out: Any, a: Any, b: Any) -> Any:
    if b.ndim > 1 or g.ndim == 1:
        return solve(matrix_transpose(a), g)
    # One vector and a stack of matrices: now there is a vector for each.
    return squeeze(solve(matrix_transpose(a), unsqueeze(g, -1)), -1)


def _solve_by_matrix(g: Any, out: Any, a: Any, b: Any) -> Any:
    to_b = _solve_by_vector(g, out, a, b)
    if b.ndim == 1:
        return -unsqueeze(to_b, -1) * unsqueeze(out, -2)
    return -to_b @ matrix_transpose(out)


@operation(_solve_by_matrix, _solve_by_vector)
def solve(a: Any, b: Any) -> Any:
    """Solve systems of linear equations: the `out` for which `a @ out = b`.

    Derivatives: `s = solve(a.T, g)` with respect to `b`, `-s @ out.T` with respect to `a`.

    Args:
        a: the coefficients, a Tensor or array, shape `(..., n, n)`.
        b: a vector of shape `(n,)`, or matrices of shape `(..., n, k)` whose columns are right-hand
            sides. As in NumPy 2 only what has a single axis is a vector: PyTorch takes shape
            `(m, n)` beside `m` matrices as `m` vectors; give `b[..., None]` here.

    Returns:
        Shape `(..., n)` for a vector `b`, else `(..., n, k)`.

    Raises:
        ValueError: a matrix is singular or not square, or `b` does not fit.

    Example:
        >>> from autograd import Tensor, solve
        >>> solve(Tensor([[2.0, 0.0], [0.0, 4.0]]), Tensor([1.0, 1.0]))
        Tensor([0.5 , 0.25])
    """
    require_square(a)
    unknowns, shape = np.shape(a)[-1], np.shape(b)
    if not shape or shape[max(-2, -len(shape))] != unknowns:
        raise ValueError(
            f"b has shape {shape}, but with {unknowns} equations it must be a vector of shape "
            f"({unknowns},) or matrices of shape (..., {unknowns}, k)"
        )
    try:
        return np.linalg.solve(a, b)
    except np.linalg.LinAlgError as error:
        raise _singular(a, "the equations have no solution or many") from error


def matrix_power(x: Any, n: int) -> Any:
    """Multiply a square matrix with itself `n` times, by repeated squaring.

    Args:
        x: a Tensor or array, shape `(..., m, m)`.
        n: an integer; 0 gives the identity, a negative one the power of the inverse.

    Raises:
        TypeError: `n` is not an integer.
        ValueError: `x` is not square, or singular and `n` negative.

    Example:
        >>> from autograd import Tensor, matrix_power
        >>> matrix_power(Tensor([[1.0, 1.0], [0.0, 1.0]]), 5)
        Tensor([[1., 5.],
                [0., 1.]])
    """
    n = whole_number(n, "the power", "matrix_power")
    x = np.asarray(x) if isinstance(x, (list, tuple)) else x
    require_square(x, "matrix_power")
    if n < 0:
        return matrix_power(inv(x), -n)
    if not n:
        return where(False, x, np.eye(x.shape[-1], dtype=x.dtype))
    square, power = x, None
    while n:
        if n % 2:
            power = square if power is None else matmul(power, square)
        n //= 2
        if n:
            square = matmul(square, square)
    return power
