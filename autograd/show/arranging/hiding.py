"""Leaving out of a graph what a reader may not care about: constants, and mere views."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..reading._graph import Graph, Node

__all__ = ["without_constants", "without_views"]


def without_constants(data: Graph) -> Graph:
    """Return a graph without the values that require no gradient.

    Args:
        data: the graph; it stays as it is. Its last node, the output, is kept.
    """
    output = data.nodes[-1]
    hidden = {n.key for n in data.nodes if n.kind == "constant" and n is not output}
    return _without(data, hidden)


def without_views(data: Graph) -> Graph:
    """Return a graph without the operations that only look at the same elements otherwise.

    Reshaping, transposing and taking slices are such; what used their result is joined to what
    they were applied to. A result with a name is kept, with its operation, and so is the output.

    Args:
        data: the graph; it stays as it is.
    """
    nodes = {node.key: node for node in data.nodes}
    output = data.nodes[-1]
    result_of = {e.tail: e.head for e in data.edges if nodes[e.tail].kind == "operation"}
    source: dict[str, str] = {}  # of a hidden result, the value in its place
    hidden: set[str] = set()
    for edge in data.edges:
        operation = nodes[edge.head]
        result = nodes.get(result_of.get(edge.head, ""))
        if result is None or result is output or result.name or not _is_view(operation):
            continue
        hidden |= {operation.key, result.key}
        source[result.key] = source.get(edge.tail, edge.tail)
    edges = [replace(e, tail=source.get(e.tail, e.tail)) for e in data.edges]
    return _without(Graph(data.nodes, edges, data.groups), hidden)


def _is_view(node: Node) -> bool:
    if node.kind != "operation" or node.tensor is None:
        return False
    operation: Any = node.tensor._operation
    # Sums that may have nothing to sum are marked as views too; so are copies by an index array.
    sums = operation.variadic or operation.name == "sum_to"
    index = node.parameters.get("index")
    parts = index if isinstance(index, tuple) else (index,)
    return operation.view and not sums and not any(isinstance(p, (list, np.ndarray)) for p in parts)


def _without(data: Graph, hidden: set[str]) -> Graph:
    return Graph(
        [node for node in data.nodes if node.key not in hidden],
        [e for e in data.edges if e.tail not in hidden and e.head not in hidden],
        [replace(g, nodes=tuple(k for k in g.nodes if k not in hidden)) for g in data.groups],
    )
