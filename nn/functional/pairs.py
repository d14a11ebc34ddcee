"""Losses of pairs: which of two is larger, or whether two are alike."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import clip

from ..checks import finite_number
from .reductions import as_tensors, same_shape, weighted_mean

__all__ = ["cosine_embedding_loss", "hinge_embedding_loss", "margin_ranking_loss"]


def check_signs(target: Any, loss: str) -> None:
    """Refuse targets that are neither -1 nor +1.

    Raises:
        ValueError: a target is another number.
    """
    wrong = np.abs(target) != 1
    if np.any(wrong):
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{loss}: targets are -1 or +1, got {np.asarray(target)[place]:g} at index "
            f"{list(place)}. Labels y of 0 and 1 become 2 * y - 1"
        )


def margin_ranking_loss(
    input1: Any,
    input2: Any,
    target: Any,
    margin: float = 0.0,
    *,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """Loss of an order of two scores: `max(0, margin - t (x1 - x2))`.

    Args:
        input1: scores x1, of any shape.
        input2: scores x2, of the same shape.
        target: t, of the same shape: +1 where x1 should be the larger one, -1 where x2 should.
        margin: by how much. Default: 0.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.
        weight: factors of the losses, of a shape that broadcasts to the input's. The mean then
            divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, a target is neither -1 nor +1, or there is no such reduction.

    Source: as in PyTorch.

    Example:
        >>> import autograd, nn.functional as F
        >>> x1, x2 = autograd.Tensor([2.0, 1.0]), autograd.Tensor([1.0, 3.0])
        >>> F.margin_ranking_loss(x1, x2, [1, 1], reduction="none")
        Tensor([0., 2.])
    """
    margin = finite_number(margin, "margin_ranking_loss: margin")
    x1, x2 = same_shape(input1, input2, "margin_ranking_loss")
    x1, t = same_shape(x1, target, "margin_ranking_loss")
    check_signs(t.data, "margin_ranking_loss")
    losses = clip(margin - t * (x1 - x2), 0.0)
    return weighted_mean(losses, weight, reduction, "margin_ranking_loss")


def hinge_embedding_loss(
    input: Any,
    target: Any,
    margin: float = 1.0,
    *,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """Loss of distances: x itself for those alike, `max(0, margin - x)` for the others.

    Args:
        input: distances x of pairs, of any shape.
        target: +1 for pairs that are alike, -1 for others; of the same shape.
        margin: the distance that is far enough for the others. Default: 1.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.
        weight: factors of the losses, of a shape that broadcasts to the input's. The mean then
            divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, a target is neither -1 nor +1, or there is no such reduction.

    Source: as in PyTorch.

    Example:
        >>> import autograd, nn.functional as F
        >>> x = autograd.Tensor([0.25, 0.25, 3.0])
        >>> F.hinge_embedding_loss(x, [1, -1, -1], reduction="none")
        Tensor([0.25, 0.75, 0.  ])
    """
    margin = finite_number(margin, "hinge_embedding_loss: margin")
    x, t = same_shape(input, target, "hinge_embedding_loss")
    check_signs(t.data, "hinge_embedding_loss")
    losses = autograd.where(t == 1, x, clip(margin - x, 0.0))
    return weighted_mean(losses, weight, reduction, "hinge_embedding_loss")


def cosine_embedding_loss(
    input1: Any,
    input2: Any,
    target: Any,
    margin: float = 0.0,
    *,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """Loss of directions: `1 - cos` for pairs alike, `max(0, cos - margin)` for the others.

    Args:
        input1: vectors, shape `(N, D)`, or one of shape `(D,)`.
        input2: vectors of the same shape, for their cosines with these.
        target: +1 for pairs that are alike, -1 for others; shape `(N,)`, or `()` for one.
        margin: the cosine that is small enough for the others, from -1 to 1. Default: 0.
        reduction: "mean" over the pairs, "sum", or "none" for the loss of each.
        weight: factors of the losses, shape `(N,)`. The mean then divides by the sum of the
            weights.

    Raises:
        ValueError: the shapes do not belong together, a target is neither -1 nor +1, or there is no
            such reduction.

    Source: as in PyTorch, where 1e-12 is added to the squared lengths, so that zeros give 0.

    Example:
        >>> import autograd, nn.functional as F
        >>> x1, x2 = autograd.Tensor([[1.0, 0.0]] * 2), autograd.Tensor([[0.6, 0.8]] * 2)
        >>> F.cosine_embedding_loss(x1, x2, [1, -1], reduction="none")
        Tensor([0.4, 0.6])
    """
    margin = finite_number(margin, "cosine_embedding_loss: margin", least=-1)
    x1, x2 = same_shape(input1, input2, "cosine_embedding_loss")
    x1, t = as_tensors(x1, target)
    if x1.ndim not in (1, 2) or t.shape != x1.shape[:-1]:
        raise ValueError(
            f"cosine_embedding_loss: vectors of shape (N, D) have targets of shape (N,), and one "
            f"of shape (D,) has a number; got {x1.shape} and {t.shape}"
        )
    check_signs(t.data, "cosine_embedding_loss")
    squares = [autograd.sum(x * x, -1) + 1e-12 for x in (x1, x2)]
    cosines = autograd.sum(x1 * x2, -1) / autograd.sqrt(squares[0] * squares[1])
    losses = autograd.where(t == 1, 1 - cosines, clip(cosines - margin, 0.0))
    return weighted_mean(losses, weight, reduction, "cosine_embedding_loss")
