"""Saving weights and states in one file, as `.npz` or `.safetensors`, and loading them again."""

from .weights import load, load_state, save

__all__ = ["load", "load_state", "save"]
