"""The triangles of matrices below and above a diagonal."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._operation import operation

__all__ = ["tril", "triu"]


def _require_matrices(x: Any) -> None:
    if np.ndim(x) < 2:
        raise ValueError(
            f"needs a matrix or a stack of matrices, got shape {np.shape(x)}; diag() makes a "
            f"matrix of a vector"
        )


@operation(lambda g, out, x, k: tril(g, k))
def tril(x: Any, k: int = 0) -> Any:
    """Keep the lower triangle of matrices, with zeros above it; the derivative is 1 and 0 there.

    Args:
        x: a Tensor or array with at least two axes.
        k: keep what is on or below this diagonal: 0 the main one, positive above it, negative
            below it. Default: 0. PyTorch's `diagonal=` is accepted.

    Raises:
        ValueError: `x` has less than two axes.

    Example:
        >>> from autograd import Tensor, tril
        >>> tril(Tensor([[1.0, 2.0], [3.0, 4.0]]))
        Tensor([[1., 0.],
                [3., 4.]])
    """
    _require_matrices(x)
    return np.tril(x, k)


@operation(lambda g, out, x, k: triu(g, k))
def triu(x: Any, k: int = 0) -> Any:
    """Keep the upper triangle of matrices, with zeros below it; the derivative is 1 and 0 there.

    Args:
        x: a Tensor or array with at least two axes.
        k: keep what is on or above this diagonal: 0 the main one, positive above it, negative
            below it. Default: 0. PyTorch's `diagonal=` is accepted.

    Raises:
        ValueError: `x` has less than two axes.

    Example:
        >>> from autograd import Tensor, triu
        >>> triu(Tensor([[1.0, 2.0], [3.0, 4.0]]))
        Tensor([[1., 2.],
                [0., 4.]])
    """
    _require_matrices(x)
    return np.triu(x, k)
