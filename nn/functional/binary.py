"""Losses of yes-or-no questions."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import log, maximum, operation, sigmoid

from .reductions import reduce, same_shape

__all__ = ["binary_cross_entropy", "binary_cross_entropy_with_logits"]


@operation(
    lambda g, out, p, t: g * (p - t) / maximum(p * (1 - p), 1e-12),
    lambda g, out, p, t: g * (maximum(log(1 - p), -100.0) - maximum(log(p), -100.0)),
)
def cross_entropy_of_probability(p: Any, t: Any) -> Any:
    """Binary cross-entropy of each element, with logarithms no smaller than -100, as in PyTorch."""
    with np.errstate(divide="ignore"):
        return -(t * np.maximum(np.log(p), -100) + (1 - t) * np.maximum(np.log(1 - p), -100))


def binary_cross_entropy(prediction: Any, target: Any, reduction: str = "mean") -> Any:
    """Binary cross-entropy of probabilities: `-(t log p + (1 - t) log(1 - p))`.

    The logarithms are kept from going below -100, as in PyTorch, so that a prediction of exactly 0
    or 1 gives a finite loss.

    Args:
        prediction: probabilities, between 0 and 1, of any shape.
        target: 0, 1, or a probability between; of the same shape.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.

    Raises:
        ValueError: the shapes differ, a prediction is not a probability, or no such reduction.

    Source: deck 1, "로지스틱 회귀의 Loss Function".

    Example:
        >>> import autograd, nn.functional as F
        >>> f"{F.binary_cross_entropy(autograd.Tensor([0.5]), [1.0]):.4f}"
        '0.6931'
    """
    prediction, target = same_shape(prediction, target, "binary_cross_entropy")
    values = prediction.data
    if values.size and not (values.min() >= 0 and values.max() <= 1):
        raise ValueError(
            f"binary_cross_entropy: predictions must lie between 0 and 1, got values from "
            f"{values.min()} to {values.max()}. For scores use binary_cross_entropy_with_logits"
        )
    losses = cross_entropy_of_probability(prediction, target)
    return reduce(losses, reduction, "binary_cross_entropy")


@operation(
    lambda g, out, z, t: g * (sigmoid(z) - t),
    lambda g, out, z, t: -g * z,
)
def cross_entropy_of_logit(z: Any, t: Any) -> Any:
    """Binary cross-entropy of each sigmoid(z), in a form that does not overflow."""
    return np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))


def binary_cross_entropy_with_logits(prediction: Any, target: Any, reduction: str = "mean") -> Any:
    """Binary cross-entropy of `sigmoid(prediction)`, computed together so that it cannot overflow.

    Args:
        prediction: scores z, of any shape.
        target: 0, 1, or a probability between; of the same shape.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 1, "Binary cross entropy gradient": the derivative is `sigmoid(z) - t`.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.binary_cross_entropy_with_logits(autograd.Tensor([1000.0]), [1.0])
        Tensor(0.0)
    """
    prediction, target = same_shape(prediction, target, "binary_cross_entropy_with_logits")
    losses = cross_entropy_of_logit(prediction, target)
    return reduce(losses, reduction, "binary_cross_entropy_with_logits")
