"""Seeing backpropagation: the computation graph as a picture, in words, and step by step."""

from ._draw import draw
from ._graph import Edge, Graph, Node, graph
from .derivation import Derivation, Equation, Step, Term, explain
from .picture import Picture
from .stepping import Walkthrough, walkthrough

__all__ = [
    "Derivation", "Edge", "Equation", "Graph", "Node", "Picture", "Step", "Term", "Walkthrough",
    "draw", "explain", "graph", "walkthrough",
]  # fmt: skip
