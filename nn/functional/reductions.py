"""What all losses share: how they bring prediction and target together, and many errors to one."""

from __future__ import annotations

from typing import Any

import autograd
from autograd import Tensor, get_default_dtype

__all__ = ["as_tensors", "check_reduction", "reduce", "same_shape"]

_REDUCTIONS = ("mean", "sum", "none")


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
        raise ValueError(
            f"{loss}: the prediction has shape {prediction.shape} and the target {target.shape}. "
            f"They must be the same: broadcasting would compare each with each. Reshape one of them"
        )
    return prediction, autograd.astype(target, prediction.dtype)


def check_reduction(reduction: str, loss: str) -> str:
    """Return the name of a reduction, or say which there are."""
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{loss}: reduction must be one of {_REDUCTIONS}, got {reduction!r}")
    return reduction


def reduce(errors: Any, reduction: str, loss: str) -> Any:
    """Take the mean or the sum of the errors, or leave them as they are.

    Raises:
        ValueError: there is no such reduction, or nothing to take the mean of.
    """
    if check_reduction(reduction, loss) == "none":
        return errors
    if reduction == "sum":
        return autograd.sum(errors)
    if not errors.numel():
        raise ValueError(f"{loss}: the batch is empty, so its mean loss is not defined")
    return autograd.mean(errors)
