"""What makes two operations of a graph alike, as numbers: the `Wiring` of a graph."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from ..reading._graph import Graph, Node
from .wiring import Wiring

__all__ = ["wiring_of"]


def wiring_of(data: Graph, operations: Sequence[str], alike: Mapping[str, Hashable]) -> Wiring:
    """Return which operations are of a kind, and where their inputs come from.

    Args:
        data: the graph.
        operations: the keys of its operations, and of modules drawn as one node, in order.
        alike: what more must be equal for modules to be of a kind.
    """
    place = {key: i for i, key in enumerate(operations)}
    inputs: list[list[tuple[str, int | None]]] = [[] for _ in operations]
    producer: dict[str, str] = {}
    for edge in data.edges:
        if edge.head in place:
            inputs[place[edge.head]].append((edge.tail, edge.position))
        else:
            producer[edge.head] = edge.tail
    result = {tail: head for head, tail in producer.items()}
    nodes = {node.key: node for node in data.nodes}
    numbers: dict[Hashable, int] = {}
    given: dict[str, int] = {}  # the values that no operation computed
    signatures, sources, first_input = [], [], [0]
    for key, its_inputs in zip(operations, inputs, strict=True):
        out = nodes.get(result.get(key, ""), nodes[key])
        what = (
            _of_operation(nodes[key]), alike.get(key), out.shape, out.dtype,
            tuple(position for _, position in its_inputs),
        )  # fmt: skip
        signatures.append(numbers.setdefault(what, len(numbers)))
        for tail, _ in its_inputs:
            computed_by = tail if tail in place else producer.get(tail)
            if computed_by is None:
                sources.append(-1 - given.setdefault(tail, len(given)))
            else:
                sources.append(place[computed_by])
        first_input.append(len(sources))
    values = [nodes[key] for key in given]
    kinds = [numbers.setdefault((v.kind, v.shape, v.dtype), len(numbers)) for v in values]
    return Wiring(
        np.array(signatures, np.int64),
        np.array(first_input, np.int64),
        np.array(sources, np.int64),
        np.array(kinds, np.int64),
        np.array([v.kind == "leaf" for v in values], np.bool_),
        np.zeros(len(signatures), np.bool_),
    )


def _of_operation(node: Node) -> Hashable:
    return (
        node.kind, node.sign, None if node.kind == "module" else node.name,
        tuple((name, _of_parameter(name, value)) for name, value in node.parameters.items()),
    )  # fmt: skip


def _of_parameter(name: str, value: Any) -> Hashable:
    """Return what two parameters must have in common: arrays and an index may differ, as data."""
    if name == "index":
        parts = value if isinstance(value, tuple) else (value,)
        return tuple(type(part) for part in parts)
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype
    plain = (bool, int, float, complex, str, tuple, list, type(None), np.generic, np.dtype)
    # What a function does is in its code: each layer may have a local function of its own.
    return repr(value) if isinstance(value, plain) else (type(value), getattr(value, "__code__", 0))
