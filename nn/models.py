"""Whole networks, by their sizes."""

from __future__ import annotations

__all__: list[str] = []
