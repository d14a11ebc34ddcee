"""Losses of numbers that are drawn from a distribution: Gaussian, Poisson."""

from __future__ import annotations

from typing import Any

from .. import functional as F
from ..checks import finite_number
from .loss import Loss

__all__ = ["GaussianNLLLoss", "PoissonNLLLoss"]


class GaussianNLLLoss(Loss):
    """Negative log-likelihood of numbers with a normal distribution: mean and variance predicted.

    `1/2 (ln var + (input - target)**2 / var)`, and with `full` the constant `1/2 ln(2 pi)`.

    Args:
        full: add the constant. Default: False.
        eps: smaller variances count as this; gradients pass all the same. Default: 1e-6.
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".
        weight: factors of the losses, of a shape that broadcasts to the input's. The mean then
            divides by the sum of the weights.

    Shapes: means and target alike; variances of the same shape, with a last axis of length 1 or
    without it, or a number.

    Raises:
        ValueError: the shapes do not belong together, or a variance is negative.

    Source: Nix and Weigend, 1994; as in PyTorch.

    Example:
        >>> import autograd, nn
        >>> nn.GaussianNLLLoss()(autograd.Tensor([1.0, 3.0]), [1.0, 1.0], [1.0, 1.0])
        Tensor(1.0)
    """

    function = staticmethod(F.gaussian_nll_loss)
    options = ("reduction", "full", "eps", "weight")

    def __init__(
        self,
        *,
        full: bool = False,
        eps: float = 1e-6,
        reduction: str = "mean",
        weight: Any = None,
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.full = full
        self.eps = finite_number(eps, "GaussianNLLLoss: eps", above=0)

    def forward(self, input: Any, target: Any, var: Any) -> Any:  # type: ignore[override]
        """Compare predicted means with their targets, as far as the variances let them differ."""
        return type(self).function(input, target, var, **self.settings())


class PoissonNLLLoss(Loss):
    """Negative log-likelihood of counts with a Poisson distribution: `e**x - t x`.

    Args:
        log_input: False takes the rates instead of their logarithms. Default: True.
        full: add Stirling's approximation of `ln t!` where t is above 1. Default: False.
        eps: keeps the logarithm of a rate of 0 finite. Default: 1e-8.
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".
        weight: factors of the losses, of a shape that broadcasts to the input's. The mean then
            divides by the sum of the weights.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or `eps` is negative.

    Source: as in PyTorch.

    Example:
        >>> import autograd, nn
        >>> nn.PoissonNLLLoss()(autograd.Tensor([0.0, 0.0]), [3.0, 5.0])
        Tensor(1.0)
    """

    function = staticmethod(F.poisson_nll_loss)
    options = ("reduction", "log_input", "full", "eps", "weight")

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        *,
        eps: float = 1e-8,
        reduction: str = "mean",
        weight: Any = None,
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.log_input = log_input
        self.full = full
        self.eps = finite_number(eps, "PoissonNLLLoss: eps", least=0)
