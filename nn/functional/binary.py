"""Losses of yes-or-no questions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd import log, maximum, operation, sigmoid, softplus

from .reductions import in_base, reduce, same_shape, weights_of

__all__ = ["binary_cross_entropy", "binary_cross_entropy_with_logits"]


def check_probabilities(values: Any, loss: str, instead: str, what: str = "predictions") -> None:
    """Refuse numbers below 0 or above 1; NaN passes.

    Raises:
        ValueError: one is out of range.
    """
    if not values.size or (values.min() >= 0 and values.max() <= 1):
        return
    if ((values < 0) | (values > 1)).any():
        raise ValueError(
            f"{loss}: {what} must lie between 0 and 1, got values from "
            f"{np.nanmin(values)} to {np.nanmax(values)}. {instead}"
        )


@operation(
    lambda g, out, p, t: g * (p - t) / maximum(p * (1 - p), 1e-12),
    lambda g, out, p, t: g * (maximum(log(1 - p), -100.0) - maximum(log(p), -100.0)),
)
def cross_entropy_of_probability(p: Any, t: Any) -> Any:
    """Binary cross-entropy of each element, with logarithms no smaller than -100, as in PyTorch."""
    with np.errstate(divide="ignore"):
        return -(t * np.maximum(np.log(p), -100) + (1 - t) * np.maximum(np.log(1 - p), -100))


def binary_cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    *,
    reduction: str = "mean",
    base: float = math.e,
) -> Any:
    """Binary cross-entropy of probabilities: `-(t log p + (1 - t) log(1 - p))`.

    The logarithms are kept from going below -100, as in PyTorch, so that a prediction of exactly 0
    or 1 gives a finite loss.

    Args:
        input: probabilities p, between 0 and 1, of any shape.
        target: t: 0, 1, or a probability between; of the same shape.
        weight: factors of the losses, of a shape that broadcasts to the predictions'. The mean
            divides by the number of elements all the same, as in PyTorch.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.
        base: of the logarithm; 2 gives bits. The loss and its gradient are those of the natural
            one divided by `ln base`. Default: e.

    Raises:
        ValueError: the shapes differ, a prediction or target is not a probability, the base is not
            above 1, or there is no such reduction.

    Source: deck 1, "로지스틱 회귀의 Loss Function"; with `base=2` deck 2, "교차 엔트로피 (Cross
        Entropy)".

    Example:
        >>> import autograd, nn.functional as F
        >>> f"{F.binary_cross_entropy(autograd.Tensor([0.5]), [1.0]):.4f}"
        '0.6931'
        >>> F.binary_cross_entropy(autograd.Tensor([0.25]), [1.0], base=2)
        Tensor(2.0)
    """
    p, t = same_shape(input, target, "binary_cross_entropy")
    check_probabilities(
        p.data, "binary_cross_entropy", "For scores use binary_cross_entropy_with_logits"
    )
    check_probabilities(
        t.data, "binary_cross_entropy", "Labels of -1 and +1 become (y + 1) / 2", "targets"
    )
    losses = cross_entropy_of_probability(p, t)
    if weight is not None:
        losses = losses * weights_of(losses, weight, "binary_cross_entropy")
    reduced = reduce(losses, reduction, "binary_cross_entropy")
    return in_base(reduced, base, "binary_cross_entropy")


@operation(
    lambda g, out, z, t: g * (sigmoid(z) - t),
    lambda g, out, z, t: -g * z,
)
def cross_entropy_of_logit(z: Any, t: Any) -> Any:
    """Binary cross-entropy of each sigmoid(z), in a form that does not overflow."""
    return np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))


def binary_cross_entropy_with_logits(
    input: Any,
    target: Any,
    weight: Any = None,
    *,
    reduction: str = "mean",
    pos_weight: Any = None,
    base: float = math.e,
) -> Any:
    """Binary cross-entropy of `sigmoid(input)`, computed together so that it cannot overflow.

    Args:
        input: scores z, of any shape.
        target: t: 0, 1, or a probability between; of the same shape.
        weight: factors of the losses, of a shape that broadcasts to the scores'. The mean divides
            by the number of elements all the same, as in PyTorch.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.
        pos_weight: factors w of the positive part alone, `-(w t log p + (1 - t) log(1 - p))`, of a
            shape that broadcasts to the scores': above 1 it finds more of the positive ones.
        base: of the logarithm; 2 gives bits. Default: e.

    Raises:
        ValueError: the shapes differ, the base is not above 1, or there is no such reduction.

    Source: deck 1, "Binary cross entropy gradient": the derivative is `sigmoid(z) - t`.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.binary_cross_entropy_with_logits(autograd.Tensor([1000.0]), [1.0])
        Tensor(0.0)
    """
    name = "binary_cross_entropy_with_logits"
    z, t = same_shape(input, target, name)
    if pos_weight is None:
        losses = cross_entropy_of_logit(z, t)
    else:
        positive = weights_of(z, pos_weight, name, "pos_weight") * t
        losses = positive * softplus(-z) + (1 - t) * softplus(z)
    if weight is not None:
        losses = losses * weights_of(losses, weight, name)
    return in_base(reduce(losses, reduction, name), base, name)
