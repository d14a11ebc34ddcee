"""Normalization: values of mean 0 and variance 1, over a batch, a sample or a group."""

from __future__ import annotations

__all__: list[str] = []
