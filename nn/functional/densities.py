"""Losses of numbers that are drawn from a distribution: Gaussian, Poisson."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, exp, log, square

from ..checks import finite_number
from .reductions import same_shape, weighted_mean

__all__ = ["gaussian_nll_loss", "poisson_nll_loss"]


def gaussian_nll_loss(
    input: Any,
    target: Any,
    var: Any,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """Negative log-likelihood of numbers with a normal distribution: mean and variance predicted.

    `1/2 (ln var + (input - target)**2 / var)`, and with `full` the constant `1/2 ln(2 pi)`.

    Args:
        input: the predicted means, of any shape.
        target: the numbers, of the same shape.
        var: the predicted variances, not negative: of the same shape; with a last axis of length 1,
            or without it, where one holds for a whole row; or a number.
        full: add the constant. Default: False.
        eps: smaller variances count as this; gradients pass all the same. Default: 1e-6.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.
        weight: factors of the losses, of a shape that broadcasts to the input's. The mean then
            divides by the sum of the weights.

    Raises:
        ValueError: the shapes do not belong together, a variance is negative, `eps` is not
            positive, or there is no such reduction.

    Source: Nix and Weigend, 1994; as in PyTorch.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.gaussian_nll_loss(autograd.Tensor([1.0, 3.0]), [1.0, 1.0], [1.0, 1.0])
        Tensor(1.0)
    """
    eps = finite_number(eps, "gaussian_nll_loss: eps", above=0)
    mean, target = same_shape(input, target, "gaussian_nll_loss")
    var = autograd.astype(var if isinstance(var, Tensor) else Tensor(var), mean.dtype)
    of_rows = (mean.shape[:-1], (*mean.shape[:-1], 1)) if mean.ndim else ()
    if var.shape not in ((), mean.shape, *of_rows):
        raise ValueError(
            f"gaussian_nll_loss: var of shape {var.shape} does not belong to an input of shape "
            f"{mean.shape}"
        )
    if var.ndim and var.ndim == mean.ndim - 1:
        var = autograd.unsqueeze(var, -1)
    if np.any(var.data < 0):
        raise ValueError("gaussian_nll_loss: a variance is negative")
    var = var + np.maximum(eps - var.data, 0)  # not maximum(var, eps), which would stop gradients
    losses = 0.5 * (log(var) + square(mean - target) / var)
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    return weighted_mean(losses, weight, reduction, "gaussian_nll_loss")


def poisson_nll_loss(
    input: Any,
    target: Any,
    log_input: bool = True,
    full: bool = False,
    *,
    eps: float = 1e-8,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """Negative log-likelihood of counts with a Poisson distribution: `e**x - t x`.

    Args:
        input: the predicted logarithms x of the rates, of any shape.
        target: the counts t, of the same shape.
        log_input: False takes the rates themselves: `x - t log(x + eps)`. Default: True.
        full: add Stirling's approximation of `ln t!` where t is above 1:
            `t ln t - t + 1/2 ln(2 pi t)`. Default: False.
        eps: keeps the logarithm of a rate of 0 finite. Default: 1e-8.
        reduction: "mean" over all elements, "sum", or "none" for the loss of each.
        weight: factors of the losses, of a shape that broadcasts to the input's. The mean then
            divides by the sum of the weights.

    Raises:
        ValueError: the shapes differ, `eps` is negative, or there is no such reduction.

    Source: as in PyTorch.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.poisson_nll_loss(autograd.Tensor([0.0, 0.0]), [3.0, 5.0])
        Tensor(1.0)
    """
    eps = finite_number(eps, "poisson_nll_loss: eps", least=0)
    x, t = same_shape(input, target, "poisson_nll_loss")
    losses = exp(x) - t * x if log_input else x - t * log(x + eps)
    if full:
        many = t > 1
        n = autograd.where(many, t, 1.0)
        stirling = n * log(n) - n + 0.5 * log(2 * math.pi * n)
        losses = losses + autograd.where(many, stirling, 0.0)
    return weighted_mean(losses, weight, reduction, "poisson_nll_loss")
