"""Activation functions as layers."""

from __future__ import annotations

from typing import Any

import autograd

from ..module import Module

__all__ = ["ReLU", "Sigmoid", "Softmax", "Tanh"]


class ReLU(Module):
    """Rectified linear unit as a layer: `max(0, x)`; see `autograd.relu`.

    Example:
        >>> import autograd, nn
        >>> nn.ReLU()(autograd.Tensor([-1.0, 2.0]))
        Tensor([0., 2.])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.relu(x)


class Sigmoid(Module):
    """Logistic function as a layer: `1 / (1 + e**-x)`; see `autograd.sigmoid`.

    Example:
        >>> import autograd, nn
        >>> nn.Sigmoid()(autograd.Tensor([0.0]))
        Tensor([0.5])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.sigmoid(x)


class Tanh(Module):
    """Hyperbolic tangent as a layer; see `autograd.tanh`.

    Example:
        >>> import autograd, nn
        >>> nn.Tanh()(autograd.Tensor([0.0]))
        Tensor([0.])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.tanh(x)


class Softmax(Module):
    """Softmax as a layer: probabilities along an axis; see `autograd.softmax`.

    `CrossEntropyLoss` takes scores, not probabilities: do not put this layer before it.

    Args:
        dim: the axis of the classes. Default: the last.

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
