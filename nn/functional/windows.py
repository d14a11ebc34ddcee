"""What slides a window over an image or a signal: convolution, pooling, padding."""

from __future__ import annotations

__all__: list[str] = []
