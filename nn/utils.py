"""What one does with all parameters or gradients of a model."""

from __future__ import annotations

__all__: list[str] = []
