"""The chain rule in words: the derivation of every gradient, with its numbers."""

from ._explain import explain
from .deriving import derive
from .steps import Derivation, Equation, Gap, Step, Term

__all__ = ["Derivation", "Equation", "Gap", "Step", "Term", "derive", "explain"]
