"""Joining tensors along an axis, taking them apart, and repeating them."""

from .apart import chunk, split, unbind
from .copies import meshgrid, repeat, repeat_interleave, tile
from .together import cat, concatenate, hstack, stack, vstack

__all__ = [
    "cat", "chunk", "concatenate", "hstack", "meshgrid", "repeat", "repeat_interleave", "split",
    "stack", "tile", "unbind", "vstack",
]  # fmt: skip
