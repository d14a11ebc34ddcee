"""The recorded graph as data: nodes and edges, in topological order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..chain_rule import topological_order
from ..stand_ins import StandIn
from .naming import given_names
from .recorded import computed, flows_aside, is_differentiated, was_overwritten

__all__ = ["Edge", "Graph", "Node", "graph"]


@dataclass(frozen=True)
class Node:
    """A value or an operation of the graph.

    Attributes:
        key: identifies the node in its graph: v0, o3.
        kind: "value" (computed by an operation), "leaf" (requires a gradient), "constant",
            "operation".
        name: the tensor's name, or the operation's.
        sign: how to write the operation; empty for values.
        value: an array or number; None where the graph has dropped it, and for operations.
        shape: the shape of the value; None for operations.
        dtype: the dtype of the value; None for operations and Python's numbers.
        gradient: after a backward pass, `.grad` of a leaf and d(output)/d(value) of others.
        updated: whether the value was written to after the graph used it, by an optimizer's step
            for example.
        parameters: of an operation, such as the axis of a sum: those that are not at their default.
        tensor: the Tensor of a value; None for arrays and numbers. Of an operation the Tensor that
            it computed.
    """

    key: str
    kind: str
    name: str | None
    sign: str = ""
    value: Any = None
    shape: tuple[int, ...] | None = None
    dtype: Any = None
    gradient: Any = None
    updated: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tensor: Tensor | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Edge:
    """A way of data: from a value to the operation that uses it, or from that to its result.

    Attributes:
        tail: the key of the node where it starts.
        head: the key of the node where it ends.
        position: which input of the operation; None on the way to its result.
    """

    tail: str
    head: str
    position: int | None = None


@dataclass
class Graph:
    """Nodes and edges, each node before those that use it."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


def graph(tensor: Tensor, names: Mapping[str, Any] | None = None, model: Any = None) -> Graph:
    """Return the graph that computed `tensor`, as nodes and edges.

    Args:
        tensor: the output.
        names: names of tensors, such as `locals()`. Default: only their own `.name`.
        model: a module whose `named_parameters()` name the parameters. Default: none.

    Raises:
        TypeError: `tensor` is not a Tensor.

    Example:
        >>> from autograd import Tensor
        >>> from autograd.show import graph
        >>> x = Tensor(2.0, requires_grad=True, name="x")
        >>> [node.name for node in graph(x * x).nodes]
        ['x', 'multiply', None]
        >>> len(graph(x * x).edges)
        3
    """
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"graph: takes the Tensor whose computation to show, got {type(tensor).__name__}"
        )
    operations = computed(tensor)
    called = given_names(names, model)
    gradients = _gradients(tensor)
    updated = {
        id(x) for t in operations for x in t._inputs if x is not t and was_overwritten(x, t)
    }
    result = Graph()
    keys: dict[int, str] = {}

    def add_value(x: Any) -> str:
        if id(x) in keys:
            return keys[id(x)]
        # A number used twice is two constants: equal numbers are one object by chance only.
        key = f"v{len(result.nodes)}"
        value = x._data if isinstance(x, Tensor) else x
        if isinstance(x, (Tensor, np.ndarray)):
            keys[id(x)] = key
        result.nodes.append(
            Node(
                key,
                _kind(x),
                name=called.get(id(x)) or getattr(x, "name", None),
                value=None if isinstance(value, StandIn) else value,
                shape=np.shape(value) if not isinstance(value, StandIn) else value.shape,
                dtype=getattr(value, "dtype", None),
                gradient=gradients.get(x) if isinstance(x, Tensor) else None,
                updated=id(x) in updated,
                tensor=x if isinstance(x, Tensor) else None,
            )
        )
        return key

    if not operations:
        add_value(tensor)
    for output in operations:
        operation = output._operation
        tails = {i: add_value(x) for i, x in enumerate(output._inputs) if x is not None}
        key = f"o{len(result.nodes)}"
        sign = operation.sign or operation.name
        given = (output._context or ({}, None))[0]
        parameters = {k: v for k, v in given.items() if v is not operation.defaults[k]}
        result.nodes.append(
            Node(
                key, "operation", operation.name, sign=sign, parameters=parameters, tensor=output
            )
        )
        result.edges.extend(Edge(tail, key, position) for position, tail in tails.items())
        result.edges.append(Edge(key, add_value(output)))
    return result


def _kind(x: Any) -> str:
    if not isinstance(x, Tensor) or not x._state:
        return "constant"
    return "leaf" if x._operation is None else "value"


def _gradients(root: Tensor) -> dict[Tensor, Any]:
    """Return the gradients to show: none before a backward pass, computed aside after it."""
    if not is_differentiated(root):
        return {}
    reached = topological_order([root])
    computed_aside = flows_aside(root).gradients
    shown = {t: computed_aside[t] for t in reached if t._operation and t in computed_aside}
    leaves = (t for t in reached if t._operation is None and t._grad is not None)
    return shown | {leaf: leaf._grad._data for leaf in leaves}  # type: ignore[union-attr]
