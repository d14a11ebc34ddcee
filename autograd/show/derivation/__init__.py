"""The chain rule in words: the derivation of every gradient, with its numbers."""

from ._explain import explain
from .steps import Derivation, Equation, Step, Term

__all__ = ["Derivation", "Equation", "Step", "Term", "explain"]
