"""Diagonals and triangles, inverses, determinants and factors of matrices."""

from .determinants import cofactors, det, slogdet
from .diagonals import diag, diag_embed, diagonal, trace
from .factors import cholesky
from .inverses import inv, matrix_power, solve
from .triangles import tril, triu

__all__ = [
    "cholesky", "cofactors", "det", "diag", "diag_embed", "diagonal", "inv", "matrix_power",
    "slogdet", "solve", "trace", "tril", "triu",
]  # fmt: skip
