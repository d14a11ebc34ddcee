"""Writing formulas: what a Symbol looks like in a notation."""

from .notation import Notation
from .plain import Plain

__all__ = ["Notation", "Plain", "plain"]

plain = Plain()
