"""The cases of square matrices: diagonals, triangles, inverses."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case


def well_conditioned(x: Any) -> Any:
    """Far from singular, if it is a square matrix or a stack of them."""
    square = np.ndim(x) > 1 and x.shape[-1] == x.shape[-2]
    return x + 3 * np.eye(x.shape[-1]) if square else x


def cofactors(x: Any) -> Any:
    """By the textbook: a determinant for each row and column left out."""
    result = np.zeros(x.shape)
    for i, j in np.ndindex(x.shape[-2:]):
        minor = np.delete(np.delete(x, i, -2), j, -1)
        result[..., i, j] = (-1) ** (i + j) * np.linalg.det(minor)
    return result


def positive_definite(x: Any) -> Any:
    """Made of any matrix, and symmetric whichever of its elements is moved."""
    return x @ x.swapaxes(-1, -2) + np.eye(x.shape[-1], dtype=x.dtype)


def embedded(x: Any) -> Any:
    """The last axis on the diagonal above the main one, rows first and columns last."""
    n = x.shape[-1] + 1
    result = np.zeros((n, *x.shape[:-1], n))
    for k in range(n - 1):
        result[k, ..., k + 1] = x[..., k]
    return result


SQUARES = [((1, 1),), ((2, 2),), ((3, 3),), ((2, 2, 2),), ((2, 1, 2, 2),), ((0, 0),), ((0, 2, 2),)]
MATRICES = [((3, 3),), ((2, 4),), ((4, 2),), ((2, 3, 2),), ((0, 3),)]

CASES: dict[str, list[Case]] = {
    "diagonal": [
        Case(ag.diagonal, np.diagonal, [((3, 3),), ((2, 4),), ((2, 3, 2),), ((0, 3),)]),
        Case(lambda x: ag.diagonal(x, 1), lambda x: np.diagonal(x, 1), [((3, 3),), ((2, 4),)]),
        Case(lambda x: ag.diagonal(x, -1, 2, 0), lambda x: np.diagonal(x, -1, 2, 0), [((2, 2, 3),)]),
        Case(lambda x: ag.diagonal(x, dim1=-2, dim2=-1), lambda x: np.diagonal(x, 0, -2, -1),
             [((2, 3, 2),)]),
        Case(lambda x: ag.diagonal(x, 5), lambda x: np.diagonal(x, 5), [((3, 3),)]),
        Case(ag.diag, np.diag, [((3, 3),), ((2, 3),)]),
        Case(lambda x: ag.diag(x, -1), lambda x: np.diag(x, -1), [((3, 3),)]),
        Case(ag.trace, np.trace, [((3, 3),), ((2, 3),), ((2, 3, 2),), ((0, 2),)]),
        Case(lambda x: ag.trace(x, 1, -2, -1), lambda x: np.trace(x, 1, -2, -1), [((2, 3, 3),)]),
    ],
    "put_diagonal": [
        Case(ag.diag, np.diag, [((3,),), ((0,),)]),
        Case(lambda x: ag.diag(x, 2), lambda x: np.diag(x, 2), [((2,),)]),
        Case(lambda x: ag.diag(x, diagonal=-1), lambda x: np.diag(x, -1), [((2,),)]),
        Case(ag.diag_embed, lambda x: np.einsum("...i,ij->...ij", x, np.eye(x.shape[-1])),
             [((3,),), ((2, 3),), ((0, 2),)]),
        Case(lambda x: ag.diag_embed(x, 1, 0, -1), embedded, [((2,),), ((3, 2),), ((2, 2, 2),)]),
        Case(lambda x: ag.diag_embed(x, -1, dim1=-1, dim2=0), embedded, [((3, 2),)]),
    ],
    "tril": [
        Case(ag.tril, np.tril, MATRICES),
        Case(lambda x: ag.tril(x, -1), lambda x: np.tril(x, -1), [((3, 3),), ((2, 3, 2),)]),
        Case(lambda x: ag.tril(x, diagonal=1), lambda x: np.tril(x, 1), [((2, 4),)]),
    ],
    "triu": [
        Case(ag.triu, np.triu, MATRICES),
        Case(lambda x: ag.triu(x, 1), lambda x: np.triu(x, 1), [((3, 3),), ((2, 3, 2),)]),
        Case(lambda x: ag.triu(x, diagonal=-1), lambda x: np.triu(x, -1), [((2, 4),)]),
    ],
    "inv": [
        Case(ag.inv, np.linalg.inv, SQUARES, smooth=well_conditioned),
        Case(lambda x: ag.matrix_power(x, -2), lambda x: np.linalg.matrix_power(x, -2),
             [((2, 2),), ((2, 2, 2),)], smooth=well_conditioned),
    ],
    "solve": [
        Case(ag.solve, np.linalg.solve,
             [((2, 2), (2,)), ((3, 3), (3, 2)), ((2, 2, 2), (2,)), ((2, 2, 2), (2, 1)),
              ((2, 2), (3, 2, 1)), ((2, 1, 2, 2), (3, 2, 1)), ((0, 0), (0,)), ((0, 0), (0, 2)),
              ((2, 2), (2, 0)), ((0, 2, 2), (2,))],
             smooth=well_conditioned),
        Case(lambda x: ag.solve(x, x[0]), lambda x: np.linalg.solve(x, x[0]), [((3, 3),)],
             smooth=well_conditioned),
    ],
    "det": [
        Case(ag.det, np.linalg.det, SQUARES, smooth=well_conditioned),
        Case(ag.det, np.linalg.det, [((3, 3),), ((4, 4),)]),
        # Singular matrices of rank n - 1, n - 2 and 0: all derivatives of a determinant are smooth.
        Case(ag.det, np.linalg.det, [((3, 3),), ((2, 3, 3),)], smooth=lambda x: x[..., [0, 1, 0]]),
        Case(ag.det, np.linalg.det, [((3, 3),), ((4, 4),)], smooth=lambda x: 0 * x + 2),
        Case(ag.det, np.linalg.det, [((1, 1),), ((2, 2),), ((3, 3),)], smooth=lambda x: 0 * x),
    ],
    "cofactors": [
        Case(ag.cofactors, cofactors, SQUARES, smooth=well_conditioned, analytic=False),
        Case(ag.cofactors, cofactors, [((3, 3),)], smooth=lambda x: x[..., [0, 1, 0]],
             analytic=False),
        Case(ag.cofactors, cofactors, [((2, 2),), ((3, 3),)], smooth=lambda x: 0 * x,
             analytic=False),
    ],
    "log_abs_det": [
        Case(lambda x: ag.slogdet(x).logabsdet, lambda x: np.linalg.slogdet(x)[1], SQUARES,
             smooth=well_conditioned, analytic=False),
        Case(lambda x: ag.slogdet(x).logabsdet, lambda x: np.linalg.slogdet(x)[1], [((3, 3),)],
             smooth=lambda x: -well_conditioned(x), analytic=False),
    ],
    "cholesky": [
        Case(lambda x: ag.cholesky(x @ ag.matrix_transpose(x) + np.eye(x.shape[-1], dtype=x.dtype)),
             lambda x: np.linalg.cholesky(positive_definite(x)), SQUARES, analytic=False),
        Case(lambda x: ag.cholesky(x, upper=True),
             lambda x: np.linalg.cholesky(x).swapaxes(-1, -2), SQUARES[:5],
             smooth=positive_definite, analytic=False),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "det_sign": (lambda x, y: ag.slogdet(x @ ag.matrix_transpose(y)).sign,
                 lambda x, y: np.linalg.slogdet(x @ y.T)[0]),
}  # fmt: skip
