"""Functions without a closed form."""

from __future__ import annotations

__all__: list[str] = []
