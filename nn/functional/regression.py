"""Losses of numbers: how far predictions are from targets."""

from __future__ import annotations

from typing import Any

import autograd

from .reductions import reduce, same_shape

__all__ = ["mse_loss"]


def mse_loss(prediction: Any, target: Any, reduction: str = "mean") -> Any:
    """Mean squared error: the mean of `(prediction - target)**2` over all elements.

    Args:
        prediction: a Tensor or array.
        target: of the same shape.
        reduction: "mean", "sum", or "none" for the square of each element.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.mse_loss(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(2.0)
    """
    prediction, target = same_shape(prediction, target, "mse_loss")
    return reduce(autograd.square(prediction - target), reduction, "mse_loss")
