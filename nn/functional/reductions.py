"""What all losses share: prediction and target brought together, weights, many errors to one."""

from __future__ import annotations

import math
from typing import Any

import autograd
from autograd import Tensor, get_default_dtype

from ..checks import cast_by_name, finite_number

__all__ = [
    "REDUCTIONS", "REDUCTIONS_OF_BATCHES", "as_tensors", "check_base", "check_reduction", "in_base",
    "reduce", "same_shape", "weight_tensor", "weighted_mean", "weights_of",
]  # fmt: skip

REDUCTIONS = ("mean", "sum", "none")
# The sum divided by the length of the first axis: a mean over samples, not over elements.
REDUCTIONS_OF_BATCHES = (*REDUCTIONS, "batchmean")


def as_tensors(prediction: Any, target: Any) -> tuple[Any, Any]:
    """Return both as Tensors, the prediction of a floating-point dtype."""
    prediction = prediction if isinstance(prediction, Tensor) else Tensor(prediction)
    target = target if isinstance(target, Tensor) else Tensor(target)
    if prediction.dtype.kind != "f":
        prediction = autograd.astype(prediction, get_default_dtype())
    return prediction, target


def same_shape(prediction: Any, target: Any, loss: str) -> tuple[Any, Any]:
    """Return both as Tensors of the prediction's dtype; shapes that would broadcast are refused.

    Raises:
        ValueError: the shapes differ.
    """
    prediction, target = as_tensors(prediction, target)
    if prediction.shape != target.shape:
        way = "Reshape one of them"
        if prediction.numel() == target.numel():
            way += f", such as target.reshape{prediction.shape}"
        raise ValueError(
            f"{loss}: the prediction has shape {prediction.shape} and the target {target.shape}. "
            f"They must be the same: broadcasting would compare each with each. {way}"
        )
    return prediction, cast_by_name(target, prediction.dtype)


def weight_tensor(weight: Any, loss: str) -> Tensor | None:
    """Return weights as a Tensor, or None for none.

    Raises:
        TypeError: they are no numbers.
    """
    if weight is None or isinstance(weight, Tensor):
        return weight
    if isinstance(weight, (str, bool)):
        raise TypeError(
            f"{loss}: weight must be a Tensor or an array, got {weight!r}. The reduction is given "
            f"by its name: reduction='sum'"
        )
    return Tensor(weight)


def weights_of(losses: Any, weight: Any, loss: str, what: str = "weight") -> Any:
    """Return weights as a Tensor of the losses' dtype; they may broadcast, but to no other shape.

    Raises:
        ValueError: their shape does not broadcast to that of the losses.
    """
    weight = weight_tensor(weight, loss)
    axes = zip(reversed(weight.shape), reversed(losses.shape), strict=False)
    if weight.ndim > losses.ndim or not all(ours in (1, theirs) for ours, theirs in axes):
        raise ValueError(
            f"{loss}: {what} of shape {weight.shape} does not broadcast to the prediction's shape "
            f"{losses.shape}. Weights of samples have the shape "
            f"{losses.shape[:1] + (1,) * (losses.ndim - 1)}"
        )
    return autograd.astype(weight, losses.dtype)


def check_reduction(reduction: str, loss: str, reductions: tuple[str, ...] = REDUCTIONS) -> str:
    """Return the name of a reduction, or say which there are."""
    if reduction not in reductions:
        raise ValueError(f"{loss}: reduction must be one of {reductions}, got {reduction!r}")
    return reduction


def reduce(
    losses: Any,
    reduction: str,
    loss: str,
    divisors: Any = None,
    reductions: tuple[str, ...] = REDUCTIONS,
) -> Any:
    """Take the mean or the sum of the losses, or leave them as they are.

    Args:
        losses: already multiplied by their weights, where there are any.
        reduction: the name of the reduction.
        loss: the name of the loss, for errors.
        divisors: weights whose sum the mean divides by, of a shape that broadcasts to the losses'.
            Default: 1 for each loss, so that it divides by their number.
        reductions: the names that there are.

    Raises:
        ValueError: there is no such reduction, or nothing to take the mean of.
    """
    if check_reduction(reduction, loss, reductions) == "none":
        return losses
    if reduction == "sum":
        return autograd.sum(losses)
    if not losses.numel():
        raise ValueError(f"{loss}: the batch is empty, so its mean loss is not defined")
    if reduction == "batchmean":
        return autograd.sum(losses) / (losses.shape[0] if losses.ndim else 1)
    if divisors is None:
        return autograd.mean(losses)
    total = autograd.sum(divisors) * (losses.numel() / divisors.numel())
    if total.item() == 0:
        raise ValueError(
            f"{loss}: the weights of the batch add up to 0 (is every target ignored?), so its mean "
            f'loss is not defined. Take reduction="sum"'
        )
    return autograd.sum(losses) / total


def weighted_mean(
    losses: Any, weight: Any, reduction: str, loss: str, reductions: tuple[str, ...] = REDUCTIONS
) -> Any:
    """Multiply each loss by its weight and reduce; the mean divides by the sum of the weights."""
    if weight is None:
        return reduce(losses, reduction, loss, None, reductions)
    weight = weights_of(losses, weight, loss)
    return reduce(losses * weight, reduction, loss, weight, reductions)


def check_base(base: float, loss: str) -> float:
    """Return the base of a logarithm, or say what is wrong with it."""
    return finite_number(base, f"{loss}: base", above=1)


def in_base(value: Any, base: float, loss: str) -> Any:
    """Return a loss in natural units in those of another logarithm: base 2 gives bits."""
    return value if base == math.e else value / math.log(check_base(base, loss))
