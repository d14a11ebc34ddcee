"""Products, and running sums and products."""

from __future__ import annotations

__all__: list[str] = []
