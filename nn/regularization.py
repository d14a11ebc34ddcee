"""Regularization: penalties on weights, and bounds on their norms."""

from __future__ import annotations

__all__: list[str] = []
