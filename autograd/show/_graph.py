"""The recorded graph as data: nodes and edges, in topological order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..chain_rule import topological_order
from ..history import is_released
from ..post_conditions import fit
from ..pullback import apply_rule, value_when_used
from ..stand_ins import StandIn

__all__ = ["Edge", "Graph", "Node", "graph"]


@dataclass(frozen=True)
class Node:
    """A value or an operation of the graph.

    Attributes:
        key: identifies the node in its graph.
        kind: "value" (a recorded Tensor), "leaf" (requires a gradient), "constant", "operation".
        name: the tensor's name, or the operation's.
        sign: how to write the operation; empty for values.
        value: an array or number; None where the graph has dropped it, and for operations.
        shape: the shape of the value; None for operations.
        gradient: after a backward pass, `.grad` of a leaf and d(output)/d(value) of others.
    """

    key: str
    kind: str
    name: str | None
    sign: str = ""
    value: Any = None
    shape: tuple[int, ...] | None = None
    dtype: Any = None
    gradient: Any = None


@dataclass(frozen=True)
class Edge:
    """A way of data: from a value to the operation that uses it, or from that to its result."""

    tail: str
    head: str


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
    order = topological_order([tensor])
    called = _names(names, model)
    gradients = _gradients(tensor, order)
    result = Graph()
    keys: dict[int, str] = {}

    def add_value(x: Any, kind: str) -> str:
        if id(x) in keys:
            return keys[id(x)]
        # A number used twice is two constants: equal numbers are one object by chance only.
        key = f"v{len(result.nodes)}"
        value = x._data if isinstance(x, Tensor) else x
        if isinstance(x, (Tensor, np.ndarray)):
            keys[id(x)] = key
        result.nodes.append(
            Node(
                key, kind,
                name=called.get(id(x)) or getattr(x, "name", None),
                value=None if isinstance(value, StandIn) else value,
                shape=np.shape(value) if not isinstance(value, StandIn) else value.shape,
                dtype=getattr(value, "dtype", None),
                gradient=gradients.get(x) if isinstance(x, Tensor) else None,
            )
        )  # fmt: skip
        return key

    if tensor._operation is None:
        add_value(tensor, "leaf" if tensor._state else "constant")
    for output in reversed(order):
        operation = output._operation
        if operation is None:
            continue
        tails = [add_value(x, _kind(x)) for x in output._inputs if x is not None]
        key = f"o{len(result.nodes)}"
        sign = operation.sign or operation.name
        result.nodes.append(Node(key, "operation", operation.name, sign=sign))
        result.edges.extend(Edge(tail, key) for tail in tails)
        result.edges.append(Edge(key, add_value(output, "value")))
    return result


def _kind(x: Any) -> str:
    if not isinstance(x, Tensor) or not x._state:
        return "constant"
    return "leaf" if x._operation is None else "value"


def _names(names: Mapping[str, Any] | None, model: Any) -> dict[int, str]:
    called: dict[int, str] = {}
    for name, value in (names or {}).items():
        if isinstance(value, (Tensor, np.ndarray)) and not name.startswith("_"):
            called.setdefault(id(value), name)
    if model is not None:
        called |= {id(parameter): name for name, parameter in model.named_parameters()}
    return called


def _gradients(root: Tensor, order: list[Tensor]) -> dict[Tensor, Any]:
    """Return the gradients to show: none before a backward pass, computed aside after it."""
    if not is_released(root) and not any(t._grad is not None for t in order):
        return {}
    flows: dict[Tensor, Any] = {root: np.ones(root._data.shape, root._data.dtype)[()]}
    # A sum of which one part is not known is not known, nor is what lies below it.
    unknown = set() if root._data.size == 1 else {root}
    with np.errstate(all="ignore"):
        for tensor in order:
            for position, x in enumerate(tensor._inputs):
                if not isinstance(x, Tensor) or not x._state:
                    continue
                if tensor in unknown:
                    unknown.add(x)
                elif tensor in flows:
                    try:
                        contribution = _contribution(tensor, position, flows[tensor])
                    except RuntimeError:  # the rule needs a value that is gone or overwritten
                        unknown.add(x)
                        continue
                    if contribution is not None:
                        flows[x] = flows[x] + contribution if x in flows else contribution
    known = {t: g for t, g in flows.items() if t not in unknown and t._operation is not None}
    return known | {t: t._grad._data for t in order if t._operation is None and t._grad is not None}


def _contribution(tensor: Tensor, position: int, g: Any) -> Any:
    """Return what `tensor` contributes to the gradient of one of its inputs."""
    out = value_when_used(tensor, tensor)
    values = [value_when_used(x, tensor) for x in tensor._inputs]
    contribution = apply_rule(tensor, position, g, out, values)
    if contribution is None:
        return None
    return fit(contribution, tensor._inputs[position], tensor, recorded=False)
