"""Attention as one operation: scores, their softmax, and the mean of the values.

The gradients share their products, and with several heads all results are written the way the
projections before and after hold them: to part or join the heads, nothing is copied.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import matmul, matrix_transpose, operation, softmax, sum

__all__ = ["attention"]


def _weights(query: Any, key: Any, scale: float) -> Any:
    return softmax(matmul(query * scale, matrix_transpose(key)), -1)


def _by_scores(g: Any, query: Any, key: Any, value: Any, scale: float) -> Any:
    weights = _weights(query, key, scale)
    by_weights = matmul(g, matrix_transpose(value))
    return weights * (by_weights - sum(weights * by_weights, -1, True))


def _by_query(g: Any, out: Any, query: Any, key: Any, value: Any, scale: float, saved: Any) -> Any:
    return matmul(_by_scores(g, query, key, value, scale), key) * scale


def _by_key(g: Any, out: Any, query: Any, key: Any, value: Any, scale: float, saved: Any) -> Any:
    return matmul(matrix_transpose(_by_scores(g, query, key, value, scale)), query) * scale


def _by_value(g: Any, out: Any, query: Any, key: Any, value: Any, scale: float, saved: Any) -> Any:
    return matmul(matrix_transpose(_weights(query, key, scale)), g)


def _joint_rule(
    g: Any, out: Any, query: Any, key: Any, value: Any, scale: float, saved: Any,
    needed: tuple[bool, ...],
) -> tuple[Any, ...]:  # fmt: skip
    weights = saved
    by_query = by_key = by_value = None
    if needed[2]:
        by_value = _product(_transposed(weights), g)
    if needed[0] or needed[1]:
        by_scores = g @ _transposed(np.asarray(value))  # asarray: a stand-in refuses it
        by_scores -= np.einsum("...ij,...ij->...i", by_scores, weights)[..., None]
        by_scores *= weights
        if needed[0]:
            by_query = _product(by_scores, key)
            by_query *= scale
        if needed[1]:
            by_key = _product(_transposed(by_scores), query)
            by_key *= scale
    return by_query, by_key, by_value


@operation(_by_query, _by_key, _by_value, joint_rule=_joint_rule, saves=True)
def attention(query: Any, key: Any, value: Any, scale: float = 1.0) -> Any:
    """Return `softmax(scale q @ k.T) @ v`; see `scaled_dot_product_attention`.

    Derivatives, for the weights w: `w.T @ g` with respect to v; `scale s @ k` and `scale s.T @ q`
    with respect to q and k, where `s = w * (d - sum(w * d))`, over the keys, and `d = g @ v.T`.

    Args:
        query: shape `(..., L, E)`.
        key: shape `(..., S, E)`.
        value: shape `(..., S, E_v)`.
        scale: the factor of the scores.

    Returns:
        Shape `(..., L, E_v)`.

    Source: Vaswani et al., 2017.
    """
    weights = softmax((query * scale) @ _transposed(key), -1)
    return _product(weights, value), weights


def _transposed(matrices: Any) -> Any:
    return matrices.swapaxes(-1, -2)


def _product(x: Any, y: Any) -> Any:
    """Return `x @ y`, in memory with the heads of a row side by side."""
    if x.ndim < 4:
        return x @ y
    *stacks, heads, rows, _ = x.shape
    result = np.empty((*stacks, rows, heads, y.shape[-1]), np.result_type(x, y))
    return np.matmul(x, y, out=result.swapaxes(-3, -2))
