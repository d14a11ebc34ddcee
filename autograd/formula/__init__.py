"""Writing formulas: what a Symbol looks like in a notation."""

from .latex import LaTeX
from .mathml import MathML
from .notation import Notation
from .plain_text import Plain
from .simplify import simplified

__all__ = ["LaTeX", "MathML", "Notation", "Plain", "exact", "plain", "simplified"]

plain = Plain()
exact = Plain(precision=None)
