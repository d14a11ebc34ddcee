"""Attention: each element of a sequence gathers from all others what is of use to it."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import DTypeLike

import autograd
from autograd import linear, swapaxes

from .. import functional as F
from .. import init
from ..checks import checked_probability, positive_integer, to_dtype
from ..functional.sequences import attention_weights, causal_mask, checked_mask
from ..module import Module
from ..parameter import Parameter, parameter_dtype
from .linear import Linear

__all__ = ["MultiheadAttention"]


class MultiheadAttention(Module):
    """Attention of several heads: `concat(head_1, ..., head_h) @ W_o.T + b_o`.

        head_i = softmax(Q_i K_i.T / sqrt(E / h)) V_i

    where Q_i, K_i and V_i are linear in the queries, keys and values.

    Args:
        embed_dim: the number of features E of queries and outputs.
        num_heads: the number of heads h, which divides E.
        dropout: the probability of dropping an attention weight in training. Default: 0.
        bias: whether there are biases. Default: True.
        kdim: the number of features of the keys. Default: E.
        vdim: the number of features of the values. Default: E.
        batch_first: inputs and outputs are `(N, L, E)`. Default: False, `(L, N, E)`.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        in_proj_weight: Parameter, `(3 E, E)`: the rows of queries, keys and values, initially
            Xavier uniform. Where `kdim` or `vdim` differ from E there are instead
            `q_proj_weight` `(E, E)`, `k_proj_weight` `(E, kdim)` and `v_proj_weight` `(E, vdim)`.
        in_proj_bias: Parameter, `(3 E,)`, initially 0; or None.
        out_proj: the Linear layer at the end; its bias is initially 0.

    Shapes: queries `(L, N, E)`, keys `(S, N, kdim)`, values `(S, N, vdim)`; or each without N.
    PyTorch's `add_bias_kv` and `add_zero_attn` are not offered.

    With `need_weights=False`, without a mask and without dropout, more than 1,000 weights are a
    single operation, `attention`, in less time; otherwise pictures and derivations show its parts.

    Raises:
        ValueError: a setting makes no sense, or a shape does not fit.

    Source: Vaswani et al., 2017.

    Example:
        >>> import autograd, nn
        >>> x = autograd.randn(2, 5, 8)
        >>> outputs, weights = nn.MultiheadAttention(8, 4, batch_first=True)(x, x, x)
        >>> outputs.shape, weights.shape
        ((2, 5, 8), (2, 5, 5))
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__()
        name = "MultiheadAttention"
        self.embed_dim = positive_integer(embed_dim, f"{name}: embed_dim")
        self.num_heads = positive_integer(num_heads, f"{name}: num_heads")
        if self.embed_dim % self.num_heads:
            raise ValueError(
                f"{name}: embed_dim must be divisible by num_heads, got {embed_dim} and {num_heads}"
            )
        self.dropout = checked_probability(dropout, name)
        self.kdim = self.embed_dim if kdim is None else positive_integer(kdim, f"{name}: kdim")
        self.vdim = self.embed_dim if vdim is None else positive_integer(vdim, f"{name}: vdim")
        self.batch_first = bool(batch_first)
        dtype = parameter_dtype(dtype)
        size = self.embed_dim

        def weight(*shape: int) -> Parameter:
            return Parameter(autograd.zeros(shape, dtype=dtype))

        if self.kdim == self.vdim == size:
            self.in_proj_weight = weight(3 * size, size)
        else:
            self.q_proj_weight = weight(size, size)
            self.k_proj_weight = weight(size, self.kdim)
            self.v_proj_weight = weight(size, self.vdim)
        self.in_proj_bias = weight(3 * size) if bias else None
        self.out_proj = Linear(size, size, bias=bias, dtype=dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new weights, and set the biases to 0."""
        self.out_proj.reset_parameters()
        for name, parameter in self.named_parameters():
            if name.endswith("proj_weight"):
                init.xavier_uniform_(parameter)
            elif name.endswith("bias"):
                init.zeros_(parameter)

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Any, Any]:
        """Let each query look at the keys, and return what it gets of their values.

        Args:
            query: shape `(L, N, E)`, `(N, L, E)` with `batch_first`, or `(L, E)`.
            key: the same with S and `kdim`.
            value: the same with S and `vdim`.
            key_padding_mask: shape `(N, S)` or `(S,)`: True for keys that nobody looks at, or
                numbers to be added to their scores. Default: none.
            need_weights: whether to return the weights too. Default: True.
            attn_mask: shape `(L, S)` or `(N * num_heads, L, S)`: True where a query must not look
                at a key, or numbers to be added to the scores. Default: none.
            average_attn_weights: return the mean of the heads' weights. Default: True.
            is_causal: query i looks at the keys 0 to i alone, besides what the masks say.
                Default: False. (PyTorch takes it as a hint that `attn_mask` says so.)

        Returns:
            The outputs, in the shape of the queries; and the weights, `(N, L, S)`, without
            averaging `(N, num_heads, L, S)`, or None. A query that may look at no key has the
            weights 0 (in PyTorch NaN, unless `need_weights=False`).

        Raises:
            ValueError: a shape does not fit.
            TypeError: a mask is of integers.
        """
        query, key, value, batched = self._with_batch(query, key, value)
        samples, queries, keys = query.shape[0], query.shape[1], key.shape[1]
        q, k, v = (self._heads(projected) for projected in self._project(query, key, value))
        mask = self._mask(attn_mask, key_padding_mask, (samples, queries, keys))
        if is_causal:
            causal = autograd.where(causal_mask(queries, keys), 0.0, -math.inf)
            mask = causal if mask is None else mask + causal
        dropout = self.dropout if self.training else 0.0
        if need_weights or mask is not None:
            weights = F.dropout(attention_weights(q, k, mask), dropout)
            gathered = autograd.matmul(weights, v)
        else:
            gathered = F.scaled_dot_product_attention(q, k, v, dropout_p=dropout)
        joined = swapaxes(gathered, 1, 2)
        outputs = self.out_proj(joined.reshape(samples, queries, self.embed_dim))
        if not need_weights:
            shown = None
        else:
            shown = weights.mean(axis=1) if average_attn_weights else weights
        if not batched:
            return outputs[0], None if shown is None else shown[0]
        return (outputs if self.batch_first else swapaxes(outputs, 0, 1)), shown

    def _with_batch(self, *inputs: Any) -> tuple[Any, Any, Any, bool]:
        """Return queries, keys and values as `(N, length, features)`, and whether they were."""
        dtype = self.out_proj.weight.dtype
        query, key, value = (to_dtype(x, dtype) for x in inputs)
        sizes = (self.embed_dim, self.kdim, self.vdim)
        named = zip(("query", "key", "value"), (query, key, value), sizes, strict=True)
        for name, x, size in named:
            if x.ndim not in (2, 3) or x.ndim != query.ndim or x.shape[-1] != size:
                raise ValueError(
                    f"MultiheadAttention: the {name} has shape {x.shape}; it must have {size} "
                    f"features along the last axis, and 3 axes (2 without a batch) as the query, "
                    f"whose shape is {query.shape}"
                )
        if query.ndim == 2:
            query, key, value = (autograd.unsqueeze(x, 0) for x in (query, key, value))
            batched = False
        else:
            batched = True
            if not self.batch_first:
                same = key is query, value is key
                query = swapaxes(query, 0, 1)
                key = query if same[0] else swapaxes(key, 0, 1)
                value = key if same[1] else swapaxes(value, 0, 1)
        if not query.shape[0] == key.shape[0] == value.shape[0] or key.shape[1] != value.shape[1]:
            raise ValueError(
                f"MultiheadAttention: with the batch first, queries have shape {query.shape}, keys "
                f"{key.shape} and values {value.shape}: the batches must be equal, and the lengths "
                f"of keys and values"
            )
        return query, key, value, batched

    def _project(self, query: Any, key: Any, value: Any) -> list[Any]:
        """Return queries, keys and values after their linear maps, `(N, length, E)` each."""
        bias = self.in_proj_bias
        if hasattr(self, "in_proj_weight"):
            if query is key and key is value:  # one product instead of three
                together = linear(query, self.in_proj_weight, bias)
                return autograd.chunk(together, 3, -1)  # type: ignore[no-any-return]
            weights = autograd.chunk(self.in_proj_weight, 3)
        else:
            weights = [self.q_proj_weight, self.k_proj_weight, self.v_proj_weight]
        biases = [None] * 3 if bias is None else autograd.chunk(bias, 3)
        inputs = (query, key, value)
        return [linear(x, w, b) for x, w, b in zip(inputs, weights, biases, strict=True)]

    def _heads(self, x: Any) -> Any:
        """Cut the features among the heads: `(N, length, E)` to `(N, heads, length, E / heads)`."""
        samples, length, size = x.shape
        cut = x.reshape(samples, length, self.num_heads, size // self.num_heads)
        return swapaxes(cut, 1, 2)

    def _mask(self, attn: Any, padding: Any, shape: tuple[int, int, int]) -> Any:
        """Return both masks as numbers to be added to scores `(N, heads, L, S)`, or None."""
        samples, queries, keys = shape
        total = None
        for name, mask, allowed in (
            ("attn_mask", attn, [(queries, keys), (samples * self.num_heads, queries, keys)]),
            ("key_padding_mask", padding, [(samples, keys), (keys,)][: 2 if samples == 1 else 1]),
        ):
            if mask is None:
                continue
            mask = checked_mask(mask, f"MultiheadAttention: {name}")
            if mask.shape not in allowed:
                raise ValueError(
                    f"MultiheadAttention: {name} has shape {mask.shape}; it must be "
                    f"{' or '.join(map(str, allowed))}"
                )
            if mask.dtype == bool:
                mask = autograd.where(mask, -math.inf, 0.0)
            if name == "key_padding_mask":
                mask = mask.reshape(samples, 1, 1, keys)
            elif mask.ndim == 3:
                mask = mask.reshape(samples, self.num_heads, queries, keys)
            total = mask if total is None else total + mask
        return total
