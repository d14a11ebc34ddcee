"""Layers that drop parts of the network in training."""

from __future__ import annotations

from typing import Any

from .. import functional as F
from ..checks import checked_probability
from ..module import Module

__all__ = ["Dropout"]


class Dropout(Module):
    """Set each element to 0 with probability `p` in training; do nothing in evaluation.

    What stays is divided by `1 - p`, so that the expectation is the same in both modes.

    Args:
        p: the probability of an element to be dropped. Default: 0.5.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: decks 1 and 2, "Dropout"; Srivastava et al., 2014.

    Example:
        >>> import autograd, nn
        >>> nn.Dropout(0.2).eval()(autograd.ones(3))
        Tensor([1., 1., 1.])
    """

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = checked_probability(p, "Dropout")

    def forward(self, x: Any) -> Any:
        """Return `x` with elements dropped, in training mode."""
        return F.dropout(x, self.p, self.training)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"p={self.p}"
