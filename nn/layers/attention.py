"""Attention: each element of a sequence asks all others."""

from __future__ import annotations

__all__: list[str] = []
