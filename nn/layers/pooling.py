"""Pooling: one number for each window of an image."""

from __future__ import annotations

__all__: list[str] = []
