"""Padding: more elements around those that are there."""

from __future__ import annotations

__all__: list[str] = []
