"""Losses of numbers: how far predictions are from targets."""

from __future__ import annotations

from .. import functional as F
from .loss import Loss

__all__ = ["MSELoss"]


class MSELoss(Loss):
    """Mean squared error: the mean of `(prediction - target)**2` over all elements.

    Args:
        reduction: "mean", "sum" (the decks' SSE), or "none". Default: "mean".

    Shapes: prediction and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 1, "가설에 대한 오차 구하기"; no factor 1/2 is hidden in it.

    Example:
        >>> import autograd, nn
        >>> nn.MSELoss()(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(2.0)
    """

    _function = staticmethod(F.mse_loss)
