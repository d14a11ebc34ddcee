"""Locally connected layers: as convolution, with weights of their own at each place."""

from __future__ import annotations

__all__: list[str] = []
