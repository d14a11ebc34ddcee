"""Embedding: a learned row for each symbol."""

from __future__ import annotations

__all__: list[str] = []
