"""Products over chosen axes: outer, inner, tensordot, einsum."""

from __future__ import annotations

__all__: list[str] = []
