"""The recorded graph as data: nodes and edges, in topological order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...chain_rule import topological_order
from ...stand_ins import StandIn
from .local_derivatives import LocalDerivative, local_derivative_at
from .naming import names_in
from .recorded import (
    computed,
    equal_but_for_rounding,
    flows_aside,
    is_differentiated,
    was_overwritten,
)

__all__ = ["Edge", "Graph", "Group", "Node", "graph", "with_local_derivatives"]


@dataclass(frozen=True, slots=True)
class Node:
    """A value or an operation of the graph.

    Attributes:
        key: identifies the node in its graph: v0, o3.
        kind: "value" (computed by an operation), "leaf" (requires a gradient), "constant",
            "operation", "module" (all that a module computed, as one node).
        name: the tensor's name, or the operation's.
        sign: how to write the operation; empty for values.
        value: an array or number; None where the graph has dropped it, and for operations.
        shape: the shape of the value; None for operations.
        dtype: the dtype of the value; None for operations and Python's numbers.
        gradient: after a backward pass, `.grad` of a leaf and d(output)/d(value) of others.
        derivative: after a backward pass, d(output)/d(value), of leaves too: their `.grad` may
            have been summed over several passes, or clipped. None where it is not known.
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
    derivative: Any = None
    updated: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tensor: Tensor | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """A way of data: from a value to the operation that uses it, or from that to its result.

    Attributes:
        tail: the key of the node where it starts.
        head: the key of the node where it ends.
        position: which input of the operation; None on the way to its result.
        local: d(operation)/d(input), where asked for; None where no gradient goes along the edge.
        contribution: after a backward pass, what comes back along the edge: the gradient of the
            operation's result times the local derivative. A value's gradient is the sum of them.
    """

    tail: str
    head: str
    position: int | None = None
    local: LocalDerivative | None = None
    contribution: Any = None


@dataclass(frozen=True)
class Group:
    """Nodes drawn together: a module, or one of a series of repeated blocks.

    Attributes:
        key: identifies the group in its graph.
        title: what is written above it, such as "encoder.0  Linear" or "× 8".
        nodes: the keys of the nodes directly inside.
        parent: the key of the group around it; None for none.
        repeats: how many blocks like it follow each other, of which it is the one that is drawn.
    """

    key: str
    title: str
    nodes: tuple[str, ...]
    parent: str | None = None
    repeats: int = 1


@dataclass
class Graph:
    """Nodes and edges, each node before those that use it, and groups of nodes."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def node_of(self, tensor: Any) -> Node:
        """Return the node of a Tensor's value.

        Args:
            tensor: a Tensor of the graph.

        Raises:
            KeyError: it is not there.
        """
        for node in self.nodes:
            if node.tensor is tensor and node.kind in ("value", "leaf", "constant"):
                return node
        raise KeyError(f"node_of: the graph has no node of this {type(tensor).__name__}")


def graph(
    tensor: Tensor,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    local: bool = False,
) -> Graph:
    """Return the graph that computed `tensor`, as nodes and edges.

    Args:
        tensor: the output.
        names: names of tensors, such as `locals()`. Default: only their own `.name`.
        model: a module whose `named_parameters()` name the parameters. Default: none.
        local: give each edge to an operation its local derivative too. Default: False.

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
        >>> float(graph(x * x, local=True).edges[0].local.value)
        2.0
    """
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"graph: takes the Tensor whose computation to show, got {type(tensor).__name__}"
        )
    operations = computed(tensor)
    called = names_in(tensor, operations, names, model)
    reader = _Reader(called, _gradients(tensor), _updated(operations))
    if not operations:
        reader.add_value(tensor)
    for output in operations:
        reader.add_operation(output)
    return with_local_derivatives(reader.graph) if local else reader.graph


def with_local_derivatives(data: Graph) -> Graph:
    """Return a graph whose edges have their local derivatives.

    Args:
        data: the graph; it stays as it is. The names of its nodes stand in the formulas.
    """
    values = [n for n in data.nodes if n.kind != "operation" and n.tensor is not None]
    called = {id(n.tensor): n.name for n in values if n.name}
    taken = frozenset(called.values())
    results = {n.key: n.tensor for n in data.nodes if n.kind == "operation"}
    edges = []
    for edge in data.edges:
        result = results.get(edge.head)
        if result is not None and edge.position is not None:
            edge = replace(edge, local=local_derivative_at(result, edge.position, called, taken))
        edges.append(edge)
    return Graph(data.nodes, edges, data.groups)


class _Reader:
    """Makes nodes and edges of tensors, each once."""

    def __init__(self, called: dict[int, str], flows: _Gradients, updated: set[int]) -> None:
        self.graph = Graph()
        self.called = called
        self.flows = flows
        self.updated = updated
        self.keys: dict[int, str] = {}

    def add_operation(self, output: Tensor) -> None:
        """Add the operation that computed a tensor, with its inputs and its result."""
        operation: Any = output._operation
        tails = {i: self.add_value(x) for i, x in enumerate(output._inputs) if x is not None}
        key = f"o{len(self.graph.nodes)}"
        given = (output._context or ({}, None))[0]
        self.graph.nodes.append(
            Node(
                key,
                "operation",
                operation.name,
                sign=operation.sign or operation.name,
                parameters={k: v for k, v in given.items() if v is not operation.defaults[k]},
                tensor=output,
            )
        )
        for position, tail in tails.items():
            part = self.flows.contributions.get((output, position))
            self.graph.edges.append(Edge(tail, key, position, contribution=part))
        self.graph.edges.append(Edge(key, self.add_value(output)))

    def add_value(self, x: Any) -> str:
        """Add a Tensor, an array or a number, and return its key."""
        if id(x) in self.keys:
            return self.keys[id(x)]
        key = f"v{len(self.graph.nodes)}"
        value = x._data if isinstance(x, Tensor) else x
        # A number used twice is two constants: equal numbers are one object by chance only.
        if isinstance(x, (Tensor, np.ndarray)):
            self.keys[id(x)] = key
        is_tensor = isinstance(x, Tensor)
        self.graph.nodes.append(
            Node(
                key,
                _kind(x),
                name=self.called.get(id(x)),
                value=None if isinstance(value, StandIn) else value,
                shape=value.shape if hasattr(value, "shape") else (),
                dtype=getattr(value, "dtype", None),
                gradient=self.flows.shown.get(x) if is_tensor else None,
                derivative=self.flows.derivatives.get(x) if is_tensor else None,
                updated=id(x) in self.updated,
                tensor=x if is_tensor else None,
            )
        )
        return key


def _kind(x: Any) -> str:
    if not isinstance(x, Tensor) or not x._state:
        return "constant"
    return "leaf" if x._operation is None else "value"


def _updated(operations: list[Tensor]) -> set[int]:
    return {id(x) for t in operations for x in (t, *t._inputs) if was_overwritten(x, t)}


@dataclass
class _Gradients:
    """What to show of a backward pass; nothing before there was one."""

    shown: dict[Tensor, Any] = field(default_factory=dict)
    derivatives: dict[Tensor, Any] = field(default_factory=dict)
    contributions: dict[tuple[Tensor, int], Any] = field(default_factory=dict)


def _gradients(root: Tensor) -> _Gradients:
    """Return the gradients to show: none before a backward pass, computed aside after it."""
    if not is_differentiated(root):
        return _Gradients()
    flows = flows_aside(root)
    shown = {t: g for t, g in flows.gradients.items() if t._operation is not None}
    for leaf in topological_order([root]):
        if leaf._operation is None and leaf._grad is not None:
            shown[leaf] = leaf._grad._data
    grads = {x: g for x, g in shown.items() if x._operation is None}
    alike = {x: grads[x] for x in equal_but_for_rounding(grads, flows)}
    return _Gradients(shown, flows.gradients | alike, flows.contributions)
