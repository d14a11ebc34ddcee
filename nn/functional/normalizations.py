"""Shifting and scaling values to mean 0 and variance 1: over a batch, a sample, a group."""

from __future__ import annotations

__all__: list[str] = []
