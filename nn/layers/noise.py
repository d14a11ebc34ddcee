"""Noise added in training."""

from __future__ import annotations

from typing import Any

from .. import functional as F
from ..checks import finite_number
from ..module import Module

__all__ = ["GaussianNoise"]


class GaussianNoise(Module):
    """Add normal noise of mean 0 to each element in training; do nothing in evaluation.

    As the first layer it disturbs the inputs, further on the hidden units.

    Args:
        std: the standard deviation of the noise, in the unit of the input. Default: 0.1.

    Raises:
        ValueError: `std` is negative.

    Source: deck 2, "잡음을 섞어 확대" (noise on the input and on hidden nodes).

    Example:
        >>> import autograd, nn
        >>> nn.GaussianNoise(0.1).eval()(autograd.ones(3))
        Tensor([1., 1., 1.])
    """

    def __init__(self, std: float = 0.1) -> None:
        super().__init__()
        self.std = finite_number(std, "GaussianNoise: std", least=0.0)

    def forward(self, x: Any) -> Any:
        """Return `x` with noise, in training mode."""
        return F.gaussian_noise(x, self.std, self.training)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"std={self.std}"
