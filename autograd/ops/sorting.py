"""Sorting, and the largest few."""

from __future__ import annotations

__all__: list[str] = []
