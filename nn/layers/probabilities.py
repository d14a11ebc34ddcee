"""Scores turned into probabilities."""

from __future__ import annotations

from typing import Any

import autograd

from .. import functional as F
from ..module import Module

__all__ = ["LogSoftmax", "Softmax", "Softmin"]


class Softmax(Module):
    """Probabilities along an axis: `e**x_j / sum_k e**x_k`.

    `CrossEntropyLoss` takes scores, not probabilities: do not put this layer before it.

    Args:
        dim: the axis of the classes. Default: the last.

    Source: deck 1, "Softmax with cross entropy loss".

    Example:
        >>> import autograd, nn
        >>> nn.Softmax(dim=1)(autograd.zeros(1, 4))
        Tensor([[0.25, 0.25, 0.25, 0.25]])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Return the probabilities for scores `x`."""
        return autograd.softmax(x, self.dim)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"dim={self.dim}"


class Softmin(Softmax):
    """Softmax of the negated scores: the smallest score gets the largest probability.

    Args:
        dim: the axis of the classes. Default: the last.

    Example:
        >>> import autograd, nn
        >>> nn.Softmin(dim=1)(autograd.zeros(1, 4))
        Tensor([[0.25, 0.25, 0.25, 0.25]])
    """

    def forward(self, x: Any) -> Any:
        """Return the probabilities for scores `x`."""
        return F.softmin(x, self.dim)


class LogSoftmax(Softmax):
    """Logarithm of the softmax along an axis: `x_j - ln sum_k e**x_k`, what `NLLLoss` takes.

    Args:
        dim: the axis of the classes. Default: the last.

    Example:
        >>> import autograd, nn
        >>> nn.LogSoftmax(dim=1)(autograd.zeros(1, 2))
        Tensor([[-0.69314718, -0.69314718]])
    """

    def forward(self, x: Any) -> Any:
        """Return the logarithms of the probabilities for scores `x`."""
        return autograd.log_softmax(x, self.dim)
