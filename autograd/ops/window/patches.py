"""Windows of an image as columns (unfold), and columns back into an image (fold)."""

from __future__ import annotations

__all__: list[str] = []
