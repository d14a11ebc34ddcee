"""Layers that give their input another shape."""

from __future__ import annotations

from typing import Any

import autograd

from ..module import Module

__all__ = ["Flatten", "Unflatten"]


class Flatten(Module):
    """Join axes into one: `(N, C, H, W)` becomes `(N, C * H * W)`.

    Args:
        start_dim: the first axis to join. Default: 1, which keeps the batch apart.
        end_dim: the last axis to join. Default: the last.

    Source: deck 3, "벡터화 (Flatten)".

    Example:
        >>> import autograd, nn
        >>> nn.Flatten()(autograd.zeros(5, 1, 28, 28)).shape
        (5, 784)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, x: Any) -> Any:
        """Return `x` with the axes joined."""
        return autograd.flatten(x, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Part one axis into several: `(N, C * H * W)` becomes `(N, C, H, W)`.

    Args:
        dim: the axis to part.
        unflattened_size: the lengths of the new axes; one may be -1, and is then worked out.

    Raises:
        ValueError: in the forward pass: the lengths do not multiply to that of the axis.

    Example:
        >>> import autograd, nn
        >>> nn.Unflatten(1, (1, 28, 28))(autograd.zeros(5, 784)).shape
        (5, 1, 28, 28)
    """

    def __init__(self, dim: int, unflattened_size: tuple[int, ...]) -> None:
        super().__init__()
        if not isinstance(unflattened_size, (tuple, list)):
            raise TypeError(
                f"Unflatten: unflattened_size must be a tuple of integers, got {unflattened_size!r}"
            )
        self.dim = dim
        self.unflattened_size = tuple(unflattened_size)

    def forward(self, x: Any) -> Any:
        """Return `x` with the axis parted."""
        return autograd.unflatten(x, self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
