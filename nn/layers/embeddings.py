"""Embedding: a learned row of numbers for each symbol."""

from __future__ import annotations

from typing import Any, Self

from numpy.typing import DTypeLike

import autograd
from autograd import Tensor, no_grad

from .. import functional as F
from .. import init
from ..checks import positive_integer
from ..functional.sequences import checked_padding
from ..module import Module
from ..parameter import Parameter, parameter_dtype

__all__ = ["Embedding"]


class Embedding(Module):
    """A learned row for each symbol: `weight[x]`.

    Args:
        num_embeddings: the number of symbols, which are the integers from 0 on.
        embedding_dim: the length of a row.
        padding_idx: a symbol that means nothing: its row is zero and does not learn.
            Default: none. A negative one counts from the end.
        dtype: of the weights. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(num_embeddings, embedding_dim)`, initially standard normal.

    Shapes: input integers of any shape `(*)`, output `(*, embedding_dim)`.

    Raises:
        ValueError: a setting makes no sense.
        TypeError: the symbols are not integers.
        IndexError: a symbol is out of range.

    Source: Bengio et al., 2003. A row is what a one-hot vector times a weight matrix gives (deck 2
    codes nominal values so), without the product.

    Example:
        >>> import nn
        >>> nn.Embedding(10, 3)([[1, 2, 4, 5], [4, 3, 2, 9]]).shape
        (2, 4, 3)
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__()
        self.num_embeddings = positive_integer(num_embeddings, "Embedding: num_embeddings")
        self.embedding_dim = positive_integer(embedding_dim, "Embedding: embedding_dim")
        self.padding_idx = checked_padding(padding_idx, self.num_embeddings, "Embedding")
        shape = (self.num_embeddings, self.embedding_dim)
        self.weight = Parameter(autograd.zeros(shape, dtype=parameter_dtype(dtype)))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new rows, and set the one for padding to zero."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                rows = self.weight.data.copy()
                rows[self.padding_idx] = 0
                self.weight.copy_(rows)

    @classmethod
    def from_pretrained(
        cls, embeddings: Any, freeze: bool = True, padding_idx: int | None = None
    ) -> Self:
        """Make a layer of given rows.

        Args:
            embeddings: shape `(num_embeddings, embedding_dim)`; copied.
            freeze: whether the rows stay as they are in training. Default: True.
            padding_idx: a symbol whose row does not learn. Default: none.

        Raises:
            ValueError: the rows are not two-dimensional.

        Example:
            >>> import nn
            >>> nn.Embedding.from_pretrained([[1.0, 2.0], [3.0, 4.0]])([1])
            Tensor([[3., 4.]], dtype=float32)
        """
        rows = embeddings if isinstance(embeddings, Tensor) else Tensor(embeddings)
        if rows.ndim != 2:
            raise ValueError(
                f"Embedding: rows have shape (num_embeddings, embedding_dim), got {rows.shape}"
            )
        dtype = rows.dtype if hasattr(embeddings, "dtype") else None
        layer = cls(rows.shape[0], rows.shape[1], padding_idx, dtype)
        with no_grad():
            layer.weight.copy_(rows)
        layer.weight.requires_grad = not freeze
        return layer

    def forward(self, x: Any) -> Any:
        """Return the rows of the symbols `x`."""
        return F.embedding(x, self.weight, self.padding_idx)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
