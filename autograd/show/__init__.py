"""Seeing backpropagation: pictures of the computation graph."""

from ._draw import draw
from ._graph import Edge, Graph, Node, graph
from .picture import Picture

__all__ = ["Edge", "Graph", "Node", "Picture", "draw", "graph"]
