"""Seeing backpropagation: the computation graph as a picture, in words, and step by step.

    reading     what was recorded: nodes and edges, names, gradients computed aside
    arranging   modules and repeated stretches as one, constants and views hidden
    drawing     labels, colours and sizes of a picture
    pictures    Graphviz, in the form that there is
    derivation  the chain rule in words
    stepping    a page to go through

`nn.show` has the same for networks: neurons, layers, a table, a step of training.
"""

from .derivation import Derivation, Equation, Step, Term, explain
from .drawing._draw import draw
from .pictures.picture import Picture
from .reading._graph import Edge, Graph, Group, Node, graph
from .reading.local_derivatives import LocalDerivative
from .stepping import Formula, Frame, Walkthrough, walkthrough

__all__ = [
    "Derivation", "Edge", "Equation", "Formula", "Frame", "Graph", "Group", "LocalDerivative",
    "Node", "Picture", "Step", "Term", "Walkthrough", "draw", "explain", "graph", "walkthrough",
]  # fmt: skip
