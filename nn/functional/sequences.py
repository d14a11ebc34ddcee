"""Symbols as rows of numbers, and attention among the elements of a sequence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from autograd import Tensor

from .fused_attention import attention
from .noise import dropout
from .scans import SHOWN_IN_STEPS

__all__ = ["embedding", "one_hot", "scaled_dot_product_attention"]


def one_hot(target: Any, num_classes: int = -1) -> Tensor:
    """Turn class indices into rows with a single 1.

    Args:
        target: integers from 0 to `num_classes - 1`, of any shape.
        num_classes: the number of classes. Default: the largest index plus 1.

    Returns:
        An integer Tensor with one more axis, of length `num_classes`.

    Raises:
        ValueError: an index is negative or too large.

    Source: deck 2, "명칭값" (nominal values).

    Example:
        >>> import nn.functional as F
        >>> F.one_hot([0, 2], num_classes=3)
        Tensor([[1, 0, 0],
                [0, 0, 1]])
    """
    target = target if isinstance(target, Tensor) else Tensor(target)
    return autograd.one_hot(target, None if num_classes == -1 else num_classes)  # type: ignore[no-any-return]


def embedding(input: Any, weight: Any, padding_idx: int | None = None) -> Any:
    """Look up rows: `weight[input]`, a row for each symbol.

    Args:
        input: integers from 0 to `num_embeddings - 1`, of any shape.
        weight: a row for each symbol, shape `(num_embeddings, embedding_dim)`.
        padding_idx: a symbol whose row gets no gradient; a negative one counts from the end.
            Default: none.

    Returns:
        Rows of the input's shape with one more axis, `(*, embedding_dim)`.

    Raises:
        TypeError: the symbols are not integers.
        IndexError: a symbol is out of range; the message says where.
        ValueError: `padding_idx` is no symbol.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.embedding([2, 0], autograd.Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
        Tensor([[5., 6.],
                [1., 2.]])
    """
    symbols = np.asarray(input.data if isinstance(input, Tensor) else input)
    if not symbols.size and symbols.dtype.kind == "f":
        symbols = symbols.astype(np.int64)  # NumPy reads an empty list as floats
    if symbols.dtype.kind not in "iu":
        raise TypeError(f"embedding: symbols are integers, got dtype {symbols.dtype}")
    weight = weight if hasattr(weight, "shape") else Tensor(weight)
    padding_idx = checked_padding(padding_idx, weight.shape[0], "embedding")
    wrong = (symbols < 0) | (symbols >= weight.shape[0])
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise IndexError(
            f"embedding: the symbol {symbols[place]} at index {list(place)} is out of range: there "
            f"are {weight.shape[0]} rows, 0 to {weight.shape[0] - 1}"
        )
    rows = weight[symbols]
    if padding_idx is None or not isinstance(rows, Tensor):
        return rows
    # The value stays; the way back ends here.
    return autograd.where((symbols == padding_idx)[..., None], rows.detach(), rows)


def checked_padding(padding_idx: Any, symbols: int, where: str) -> int | None:
    """Return the symbol that means nothing, counted from the front, or None for none."""
    if padding_idx is None:
        return None
    integer = isinstance(padding_idx, (int, np.integer)) and not isinstance(padding_idx, bool)
    if not integer or not -symbols <= padding_idx < symbols:
        raise ValueError(f"{where}: padding_idx={padding_idx!r} is none of the {symbols} symbols")
    return int(padding_idx) % symbols


def scaled_dot_product_attention(
    query: Any, key: Any, value: Any, attn_mask: Any = None, dropout_p: float = 0.0,
    is_causal: bool = False, scale: float | None = None,
) -> Any:  # fmt: skip
    """Attention: `softmax(scale q @ k.T + mask) @ v`, over the keys.

    Args:
        query: shape `(..., L, E)`.
        key: shape `(..., S, E)`.
        value: shape `(..., S, E_v)`.
        attn_mask: booleans, True where a query may look at a key, or numbers to be added to the
            scores; of a shape that broadcasts to `(..., L, S)`. Default: none.
        dropout_p: the probability of dropping a weight. Default: 0.
        is_causal: query i looks at the keys 0 to i alone; not together with a mask.
            Default: False.
        scale: the factor of the scores. Default: `1 / sqrt(E)`.

    Returns:
        Shape `(..., L, E_v)`. A query that may look at no key gets 0, as in PyTorch.

    Raises:
        ValueError: both a mask and `is_causal` are given, or shapes do not fit.
        TypeError: the mask is of integers.

    Source: Vaswani et al., 2017.

    Example:
        >>> import autograd, nn.functional as F
        >>> q, k = autograd.zeros(1, 2), autograd.zeros(3, 2)
        >>> F.scaled_dot_product_attention(q, k, autograd.Tensor([[1.0], [2.0], [6.0]]))
        Tensor([[3.]])
    """
    query, key, value = (x if hasattr(x, "shape") else Tensor(x) for x in (query, key, value))
    if is_causal and attn_mask is not None:
        raise ValueError("attention: give a mask or is_causal=True, not both")
    if is_causal:
        attn_mask = causal_mask(query.shape[-2], key.shape[-2])
    if attn_mask is None and dropout_p == 0 and _is_large(query, key, value):
        return attention(query, key, value, _factor(query.shape[-1], scale))
    weights = attention_weights(query, key, attn_mask, scale)
    return autograd.matmul(dropout(weights, dropout_p), value)


def _is_large(query: Any, key: Any, value: Any) -> bool:
    """Tell whether attention is one operation; smaller, pictures and derivations show its parts."""
    stack, matrix = query.shape[:-2], key.shape
    return (
        query.ndim > 1
        and key.ndim > 1
        and math.prod(stack) * query.shape[-2] * matrix[-2] > SHOWN_IN_STEPS
        and matrix == (*stack, matrix[-2], query.shape[-1])
        and value.shape[:-1] == matrix[:-1]
        and query.dtype == key.dtype == value.dtype
        and query.dtype in (np.float32, np.float64)
    )


def _factor(features: int, scale: float | None) -> float:
    return 1 / math.sqrt(max(features, 1)) if scale is None else float(scale)


def causal_mask(queries: int, keys: int) -> Any:
    """Return True where a query may look at a key: query i at the keys 0 to i."""
    return np.tri(queries, keys, dtype=bool)


def attention_weights(query: Any, key: Any, mask: Any = None, scale: float | None = None) -> Any:
    """Return how much each query looks at each key: `softmax(scale q @ k.T + mask)`."""
    features = query.shape[-1]
    if features != key.shape[-1]:
        raise ValueError(
            f"attention: queries of shape {query.shape} and keys of shape {key.shape} must have as "
            f"many features, along the last axis"
        )
    scores = autograd.matmul(query * _factor(features, scale), autograd.swapaxes(key, -1, -2))
    if mask is None:
        return autograd.softmax(scores, -1)
    scores = masked(scores, checked_mask(mask, "attention"))
    values = scores.data if isinstance(scores, Tensor) else scores
    alone = np.all(values == -math.inf, axis=-1, keepdims=True)  # queries that may look at no key
    if not alone.any():
        return autograd.softmax(scores, -1)
    weights = autograd.softmax(autograd.where(alone, 0.0, scores), -1)  # -inf everywhere gives NaN
    return autograd.where(alone, 0.0, weights)


def checked_mask(mask: Any, where: str) -> Any:
    """Return a mask as a Tensor or array; integers are refused, for they could mean either kind."""
    mask = mask if hasattr(mask, "dtype") else np.asarray(mask)
    if mask.dtype.kind not in "bf":
        raise TypeError(
            f"{where}: a mask is of booleans, or of floats that are added to the scores; got dtype "
            f"{mask.dtype}"
        )
    return mask


def masked(scores: Any, mask: Any) -> Any:
    """Add a mask of numbers to scores, or set them to -inf where a mask of booleans is False."""
    axes = zip(reversed(mask.shape), reversed(scores.shape), strict=False)
    if mask.ndim > scores.ndim or not all(ours in (1, theirs) for ours, theirs in axes):
        raise ValueError(
            f"attention: a mask of shape {mask.shape} does not broadcast to the scores' shape "
            f"{scores.shape}, which is (..., queries, keys)"
        )
    if mask.dtype == bool:
        return autograd.where(mask, scores, -math.inf)
    return scores + autograd.astype(mask, scores.dtype)
