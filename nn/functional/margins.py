"""Losses that ask for a margin between right and wrong: hinges."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import relu

from ..checks import finite_number
from .class_targets import class_axis, class_weights, labels_of
from .pairs import check_signs
from .reductions import as_tensors, reduce, same_shape, weighted_mean

__all__ = ["hinge_loss", "multi_margin_loss"]


def hinge_loss(
    input: Any,
    target: Any,
    *,
    margin: float = 1.0,
    squared: bool = False,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """Hinge loss of scores with labels -1 and +1: `max(0, margin - t z)`, or its square.

    It is 0 where a score is on the right side by the margin at least; its derivative at the bend
    is 0.

    Args:
        input: scores z, of any shape.
        target: t, each -1 or +1, of the same shape. Labels y of 0 and 1 become `2 * y - 1`.
        margin: how far on the right side is far enough; positive. Default: 1.
        squared: take the square. Default: False.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.
        weight: factors of the losses, of a shape that broadcasts to the scores'. The mean then
            divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, a label is neither -1 nor +1, the margin is not positive, or
            there is no such reduction.

    Source: Cortes and Vapnik, 1995.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.hinge_loss(autograd.Tensor([2.0, 0.5, 0.5]), [1, 1, -1], reduction="none")
        Tensor([0. , 0.5, 1.5])
    """
    margin = finite_number(margin, "hinge_loss: margin", above=0)
    z, t = same_shape(input, target, "hinge_loss")
    check_signs(t.data, "hinge_loss")
    losses = relu(margin - t * z)
    losses = autograd.square(losses) if squared else losses
    return weighted_mean(losses, weight, reduction, "hinge_loss")


def multi_margin_loss(
    input: Any,
    target: Any,
    p: int = 1,
    margin: float = 1.0,
    weight: Any = None,
    *,
    reduction: str = "mean",
) -> Any:
    """Hinge loss of classes: `w_y / C * sum_(j != y) max(0, margin - z_y + z_j)**p`.

    The division by the number of classes C is PyTorch's.

    Args:
        input: scores z, shape `(N, C)` or `(C,)`.
        target: class indices y from 0 to C - 1, shape `(N,)` or `()`.
        p: 1, or 2 for squares. Default: 1.
        margin: by how much the right class should be ahead. Default: 1.
        weight: w, a factor for each class, shape `(C,)`. The mean divides by the number of samples
            all the same, as in PyTorch. Default: 1 each.
        reduction: "mean" over the samples, "sum", or "none" for the loss of each.

    Raises:
        ValueError: the shapes do not belong together, a label is out of range, `p` is neither 1 nor
            2, the batch is empty, or there is no such reduction.
        TypeError: class indices are not integers.

    Source: Weston and Watkins, 1999; as in PyTorch.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.multi_margin_loss(autograd.Tensor([[0.5, 1.0, -1.0, 0.0]]), [1])
        Tensor(0.125)
    """
    check_power(p, "multi_margin_loss")
    margin = finite_number(margin, "multi_margin_loss: margin")
    scores, target = as_tensors(input, target)
    axis = class_axis(scores, "multi_margin_loss")
    if scores.ndim > 2:
        raise ValueError(
            f"multi_margin_loss: the scores have shape (N, C) or (C,), got {scores.shape}"
        )
    weight = class_weights(weight, scores, axis, "multi_margin_loss")
    labels, _ = labels_of(target, scores, axis, None, "multi_margin_loss")
    classes = scores.shape[axis]
    places = np.expand_dims(labels, axis)
    too_near = relu(margin - autograd.take_along_axis(scores, places, axis) + scores)
    others = places != np.arange(classes)
    losses = autograd.where(others, too_near if p == 1 else autograd.square(too_near), 0.0)
    losses = autograd.sum(losses, axis) / classes
    losses = losses if weight is None else losses * weight[labels]
    return reduce(losses, reduction, "multi_margin_loss")


def check_power(p: Any, loss: str) -> int:
    """Return 1 or 2, or say that there is nothing else."""
    if isinstance(p, bool) or p not in (1, 2):
        raise ValueError(f"{loss}: p must be 1 or 2, got {p!r}")
    return int(p)
