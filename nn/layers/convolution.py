"""Convolution: one small set of weights, slid over an image or a signal."""

from __future__ import annotations

__all__: list[str] = []
