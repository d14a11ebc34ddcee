"""Backpropagation step by step: a page to go through."""

from ._walkthrough import walkthrough
from .frames import Formula, Frame
from .pages import Walkthrough

__all__ = ["Formula", "Frame", "Walkthrough", "walkthrough"]
