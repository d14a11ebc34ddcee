"""Losses of numbers: how far predictions are from targets."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import clip, operation

from ..checks import finite_number
from .reductions import REDUCTIONS_OF_BATCHES, same_shape, weighted_mean

__all__ = [
    "half_squared_error", "huber_loss", "l1_loss", "mse_loss", "sae_loss", "smooth_l1_loss",
    "sse_loss",
]  # fmt: skip


def mse_loss(input: Any, target: Any, *, reduction: str = "mean", weight: Any = None) -> Any:
    """Mean squared error: the mean of `(input - target)**2` over all elements.

    Args:
        input: the predictions, a Tensor or array.
        target: of the same shape.
        reduction: "mean", "sum", or "none" for the square of each element.
        weight: factors of the squares, of a shape that broadcasts to the predictions': `(N, 1)` for
            samples of an `(N, K)`. The mean then divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 1, "가설에 대한 오차 구하기".

    Example:
        >>> import autograd, nn.functional as F
        >>> F.mse_loss(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(2.0)
        >>> F.mse_loss(autograd.Tensor([1.0, 2.0]), [1.0, 4.0], weight=[3.0, 1.0])
        Tensor(1.0)
    """
    input, target = same_shape(input, target, "mse_loss")
    return weighted_mean(autograd.square(input - target), weight, reduction, "mse_loss")


def sse_loss(input: Any, target: Any, *, reduction: str = "sum", weight: Any = None) -> Any:
    """Sum of squared errors: the sum of `(input - target)**2`, without a factor.

    Args:
        input: the predictions, a Tensor or array.
        target: of the same shape.
        reduction: "sum"; "mean" over the elements; "batchmean" for the sum divided by the number of
            samples, the mean of `||input_n - target_n||**2`; or "none". Default: "sum".
        weight: factors of the squares, of a shape that broadcasts to the predictions'. The mean
            over the elements then divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 3, "1) SSE"; with "batchmean" deck 2, "Goals of Machine Learning".

    Example:
        >>> import autograd, nn.functional as F
        >>> F.sse_loss(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(4.0)
    """
    input, target = same_shape(input, target, "sse_loss")
    squares = autograd.square(input - target)
    return weighted_mean(squares, weight, reduction, "sse_loss", REDUCTIONS_OF_BATCHES)


def half_squared_error(
    input: Any, target: Any, *, reduction: str = "sum", weight: Any = None
) -> Any:
    """Half the sum of squared errors, `1/2 (input - target)**2`: its derivative has no factor.

    Args:
        input: the predictions, a Tensor or array.
        target: of the same shape.
        reduction: "sum"; "mean" over the elements; "batchmean" for the sum divided by the number of
            samples; or "none". Default: "sum".
        weight: factors of the squares, of a shape that broadcasts to the predictions'. The mean
            over the elements then divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 1, "경사하강법을 통한 가중치 수정 예제" and "Back Propagation (3)"; deck 2,
        "평균제곱오차 (Mean Square Error, MSE)".

    Example:
        >>> import autograd, nn.functional as F
        >>> F.half_squared_error(autograd.Tensor(32.0), 46.0)
        Tensor(98.0)
    """
    input, target = same_shape(input, target, "half_squared_error")
    halves = 0.5 * autograd.square(input - target)
    return weighted_mean(halves, weight, reduction, "half_squared_error", REDUCTIONS_OF_BATCHES)


def l1_loss(input: Any, target: Any, *, reduction: str = "mean", weight: Any = None) -> Any:
    """Mean absolute error: the mean of `|input - target|`; its derivative at 0 is 0.

    Args:
        input: the predictions, a Tensor or array.
        target: of the same shape.
        reduction: "mean", "sum", or "none".
        weight: factors of the errors, of a shape that broadcasts to the predictions'. The mean then
            divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.l1_loss(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(1.0)
    """
    input, target = same_shape(input, target, "l1_loss")
    return weighted_mean(autograd.absolute(input - target), weight, reduction, "l1_loss")


def sae_loss(input: Any, target: Any, *, reduction: str = "sum", weight: Any = None) -> Any:
    """Sum of absolute errors: the sum of `|input - target|`; its derivative at 0 is 0.

    Args:
        input: the predictions, a Tensor or array.
        target: of the same shape.
        reduction: "sum"; "mean" over the elements; "batchmean" for the sum divided by the number of
            samples; or "none". Default: "sum".
        weight: factors of the errors, of a shape that broadcasts to the predictions'. The mean over
            the elements then divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 3, "3) |Residuals|".

    Example:
        >>> import autograd, nn.functional as F
        >>> F.sae_loss(autograd.Tensor([1.0, 2.0, 3.0]), [1.0, 4.0, 2.0])
        Tensor(3.0)
    """
    input, target = same_shape(input, target, "sae_loss")
    errors = autograd.absolute(input - target)
    return weighted_mean(errors, weight, reduction, "sae_loss", REDUCTIONS_OF_BATCHES)


@operation(lambda g, out, d, delta: g * clip(d, -delta, delta))
def huber(d: Any, delta: float) -> Any:
    """`d**2 / 2` up to delta, and from there on a straight line of slope delta."""
    size = np.abs(d)
    bent = np.minimum(size, delta)
    return bent * (size - 0.5 * bent)


def huber_loss(
    input: Any, target: Any, reduction: str = "mean", delta: float = 1.0, weight: Any = None
) -> Any:
    """Huber loss of each error d: `d**2 / 2` where `|d| <= delta`, else `delta (|d| - delta / 2)`.

    Its derivative is d, kept between `-delta` and `delta`: outliers pull no harder than that.

    Args:
        input: the predictions, a Tensor or array.
        target: of the same shape.
        reduction: "mean", "sum", or "none".
        delta: where the parabola goes over into a straight line; positive. Default: 1.
        weight: factors of the losses, of a shape that broadcasts to the predictions'. The mean then
            divides by the sum of the weights, as in `mse_loss`; PyTorch's divides by their number.

    Raises:
        ValueError: the shapes differ, `delta` is not positive, or there is no such reduction.

    Source: Huber, 1964.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.huber_loss(autograd.Tensor([1.0, 5.0]), [0.0, 0.0], reduction="none")
        Tensor([0.5, 4.5])
    """
    delta = finite_number(delta, "huber_loss: delta", above=0)
    input, target = same_shape(input, target, "huber_loss")
    return weighted_mean(huber(input - target, delta), weight, reduction, "huber_loss")


def smooth_l1_loss(
    input: Any, target: Any, *, reduction: str = "mean", beta: float = 1.0, weight: Any = None
) -> Any:
    """Absolute error, rounded off at 0: `d**2 / (2 beta)` where `|d| < beta`, else `|d| - beta/2`.

    It is the Huber loss with `delta = beta`, divided by beta, so that the slope far out is 1.

    Args:
        input: the predictions, a Tensor or array.
        target: of the same shape.
        reduction: "mean", "sum", or "none".
        beta: where the parabola goes over into a straight line; 0 gives the L1 loss. Default: 1.
        weight: factors of the losses, of a shape that broadcasts to the predictions'. The mean then
            divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, `beta` is negative, or there is no such reduction.

    Source: Girshick, 2015.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.smooth_l1_loss(autograd.Tensor([1.0, 5.0]), [0.0, 0.0], reduction="none", beta=2.0)
        Tensor([0.25, 4.  ])
    """
    beta = finite_number(beta, "smooth_l1_loss: beta", least=0)
    input, target = same_shape(input, target, "smooth_l1_loss")
    d = input - target
    losses = huber(d, beta) / beta if beta else autograd.absolute(d)
    return weighted_mean(losses, weight, reduction, "smooth_l1_loss")
