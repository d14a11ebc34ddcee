"""Variance, standard deviation and norms over axes."""

from __future__ import annotations

__all__: list[str] = []
