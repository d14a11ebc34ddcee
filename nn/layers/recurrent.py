"""Recurrent layers: one step of a sequence after the other, with a state that goes on."""

from __future__ import annotations

__all__: list[str] = []
