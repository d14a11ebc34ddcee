"""Backpropagation step by step: a page to go through."""

from ._walkthrough import Walkthrough, walkthrough

__all__ = ["Walkthrough", "walkthrough"]
