"""Losses of numbers: how far predictions are from targets."""

from __future__ import annotations

from typing import Any

from .. import functional as F
from ..checks import finite_number
from ..functional.reductions import REDUCTIONS_OF_BATCHES
from .loss import Loss

__all__ = [
    "HalfSquaredError", "HuberLoss", "L1Loss", "MSELoss", "SAELoss", "SSELoss", "SmoothL1Loss",
]  # fmt: skip


class MSELoss(Loss):
    """Mean squared error: the mean of `(input - target)**2` over all elements.

    Args:
        reduction: "mean", "sum", or "none". Default: "mean".
        weight: factors of the squares, of a shape that broadcasts to the predictions': `(N, 1)` for
            samples of an `(N, K)`. The mean then divides by the sum of the weights.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 1, "가설에 대한 오차 구하기"; no factor 1/2 is hidden in it.

    Example:
        >>> import autograd, nn
        >>> nn.MSELoss()(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(2.0)
    """

    function = staticmethod(F.mse_loss)


class SSELoss(Loss):
    """Sum of squared errors: the sum of `(input - target)**2`, without a factor.

    Args:
        reduction: "sum"; "mean" over the elements; "batchmean" for the sum divided by the number of
            samples, the mean of `||input_n - target_n||**2`; or "none". Default: "sum".
        weight: factors of the squares, of a shape that broadcasts to the predictions'. The mean
            over the elements then divides by the sum of the weights.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 3, "1) SSE"; with "batchmean" deck 2, "Goals of Machine Learning".

    Example:
        >>> import autograd, nn
        >>> nn.SSELoss()(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(4.0)
    """

    function = staticmethod(F.sse_loss)
    reductions = REDUCTIONS_OF_BATCHES

    def __init__(self, *, reduction: str = "sum", weight: Any = None) -> None:
        super().__init__(reduction=reduction, weight=weight)


class HalfSquaredError(SSELoss):
    """Half the sum of squared errors, `1/2 (input - target)**2`: its derivative has no factor.

    Args:
        reduction: "sum"; "mean" over the elements; "batchmean" for the sum divided by the number of
            samples; or "none". Default: "sum".
        weight: factors of the squares, of a shape that broadcasts to the predictions'. The mean
            over the elements then divides by the sum of the weights.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 1, "경사하강법을 통한 가중치 수정 예제" (where 196 should be 98) and
        "Back Propagation (3)"; deck 2, "평균제곱오차 (Mean Square Error, MSE)".

    Example:
        >>> import autograd, nn
        >>> nn.HalfSquaredError()(autograd.Tensor(32.0), 46.0)
        Tensor(98.0)
    """

    function = staticmethod(F.half_squared_error)


class L1Loss(Loss):
    """Mean absolute error: the mean of `|input - target|`; its derivative at 0 is 0.

    Args:
        reduction: "mean", "sum", or "none". Default: "mean".
        weight: factors of the errors, of a shape that broadcasts to the predictions'. The mean then
            divides by the sum of the weights.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Example:
        >>> import autograd, nn
        >>> nn.L1Loss()(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(1.0)
    """

    function = staticmethod(F.l1_loss)


class SAELoss(SSELoss):
    """Sum of absolute errors: the sum of `|input - target|`; its derivative at 0 is 0.

    Args:
        reduction: "sum"; "mean" over the elements; "batchmean" for the sum divided by the number of
            samples; or "none". Default: "sum".
        weight: factors of the errors, of a shape that broadcasts to the predictions'. The mean over
            the elements then divides by the sum of the weights.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 3, "3) |Residuals|".

    Example:
        >>> import autograd, nn
        >>> nn.SAELoss()(autograd.Tensor([1.0, 2.0, 3.0]), [1.0, 4.0, 2.0])
        Tensor(3.0)
    """

    function = staticmethod(F.sae_loss)


class HuberLoss(Loss):
    """Huber loss of each error d: `d**2 / 2` where `|d| <= delta`, else `delta (|d| - delta / 2)`.

    Args:
        reduction: "mean", "sum", or "none". Default: "mean".
        delta: where the parabola goes over into a straight line; positive. Default: 1.
        weight: factors of the losses, of a shape that broadcasts to the predictions'. The mean then
            divides by the sum of the weights.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, `delta` is not positive, or there is no such reduction.

    Source: Huber, 1964.

    Example:
        >>> import autograd, nn
        >>> nn.HuberLoss(reduction="none")(autograd.Tensor([1.0, 5.0]), [0.0, 0.0])
        Tensor([0.5, 4.5])
    """

    function = staticmethod(F.huber_loss)
    options = ("reduction", "delta", "weight")

    def __init__(self, reduction: str = "mean", delta: float = 1.0, *, weight: Any = None) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.delta = finite_number(delta, "HuberLoss: delta", above=0)


class SmoothL1Loss(Loss):
    """Absolute error, rounded off at 0: `d**2 / (2 beta)` where `|d| < beta`, else `|d| - beta/2`.

    Args:
        reduction: "mean", "sum", or "none". Default: "mean".
        beta: where the parabola goes over into a straight line; 0 gives the L1 loss. Default: 1.
        weight: factors of the losses, of a shape that broadcasts to the predictions'. The mean then
            divides by the sum of the weights.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, `beta` is negative, or there is no such reduction.

    Source: Girshick, 2015.

    Example:
        >>> import autograd, nn
        >>> nn.SmoothL1Loss(reduction="none", beta=2.0)(autograd.Tensor([1.0, 5.0]), [0.0, 0.0])
        Tensor([0.25, 4.  ])
    """

    function = staticmethod(F.smooth_l1_loss)
    options = ("reduction", "beta", "weight")

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0, weight: Any = None) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.beta = finite_number(beta, "SmoothL1Loss: beta", least=0)
