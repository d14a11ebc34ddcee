"""Losses of pairs: which of two is larger, or whether two are alike."""

from __future__ import annotations

from typing import Any

from .. import functional as F
from ..checks import finite_number
from .loss import Loss

__all__ = ["CosineEmbeddingLoss", "HingeEmbeddingLoss", "MarginRankingLoss"]


class HingeEmbeddingLoss(Loss):
    """Loss of distances: x itself for those alike, `max(0, margin - x)` for the others.

    Args:
        margin: the distance that is far enough for the others. Default: 1.
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".
        weight: factors of the losses, of a shape that broadcasts to the input's. The mean then
            divides by the sum of the weights.

    Shapes: distances and target alike; a target is +1 for pairs that are alike, -1 for others.

    Raises:
        ValueError: the shapes differ, or a target is neither -1 nor +1.

    Source: as in PyTorch.

    Example:
        >>> import autograd, nn
        >>> x = autograd.Tensor([0.25, 0.25, 3.0])
        >>> nn.HingeEmbeddingLoss(reduction="none")(x, [1, -1, -1])
        Tensor([0.25, 0.75, 0.  ])
    """

    function = staticmethod(F.hinge_embedding_loss)
    options = ("reduction", "margin", "weight")

    def __init__(self, margin: float = 1.0, *, reduction: str = "mean", weight: Any = None) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.margin = finite_number(margin, "HingeEmbeddingLoss: margin")


class MarginRankingLoss(Loss):
    """Loss of an order of two scores: `max(0, margin - t (x1 - x2))`.

    Args:
        margin: by how much the one should be larger. Default: 0.
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".
        weight: factors of the losses, of a shape that broadcasts to the input's. The mean then
            divides by the sum of the weights.

    Shapes: x1, x2 and the target t alike; t is +1 where x1 should be the larger one, -1 where x2.

    Raises:
        ValueError: the shapes differ, or a target is neither -1 nor +1.

    Source: as in PyTorch.

    Example:
        >>> import autograd, nn
        >>> x1, x2 = autograd.Tensor([2.0, 1.0]), autograd.Tensor([1.0, 3.0])
        >>> nn.MarginRankingLoss()(x1, x2, [1, 1])
        Tensor(1.0)
    """

    function = staticmethod(F.margin_ranking_loss)
    options = ("reduction", "margin", "weight")

    def __init__(self, margin: float = 0.0, *, reduction: str = "mean", weight: Any = None) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.margin = finite_number(margin, "MarginRankingLoss: margin")

    def forward(self, input1: Any, input2: Any, target: Any) -> Any:  # type: ignore[override]
        """Compare two scores of each pair."""
        return type(self).function(input1, input2, target, **self.settings())


class CosineEmbeddingLoss(Loss):
    """Loss of directions: `1 - cos` for pairs alike, `max(0, cos - margin)` for the others.

    Args:
        margin: the cosine that is small enough for the others, from -1 to 1. Default: 0.
        reduction: "mean" over the pairs, "sum", or "none". Default: "mean".
        weight: factors of the losses, shape `(N,)`. The mean then divides by the sum of the
            weights.

    Shapes: two times vectors `(N, D)` or `(D,)`; target `(N,)` or `()`: +1 for pairs that are
    alike, -1 for others.

    Raises:
        ValueError: the shapes do not belong together, or a target is neither -1 nor +1.

    Source: as in PyTorch.

    Example:
        >>> import autograd, nn
        >>> x1, x2 = autograd.Tensor([[1.0, 0.0]]), autograd.Tensor([[0.6, 0.8]])
        >>> nn.CosineEmbeddingLoss()(x1, x2, [1])
        Tensor(0.4)
    """

    function = staticmethod(F.cosine_embedding_loss)
    options = ("reduction", "margin", "weight")

    def __init__(self, margin: float = 0.0, *, reduction: str = "mean", weight: Any = None) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.margin = finite_number(margin, "CosineEmbeddingLoss: margin", least=-1)

    def forward(self, input1: Any, input2: Any, target: Any) -> Any:  # type: ignore[override]
        """Compare two vectors of each pair."""
        return type(self).function(input1, input2, target, **self.settings())
