"""What the nodes and edges of a recorded graph say: names, values, gradients, contributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..derivation.steps import Derivation
from ..drawing.labels import label_lines
from ..drawing.written import is_written_out, one_line, readable, rows, shortened
from ..reading._graph import Graph, Node
from ..reading.recorded import Flows

__all__ = ["GraphTexts", "Text", "shape_text", "value_rows"]


@dataclass(frozen=True)
class Text:
    """A text of a node or an edge.

    Attributes:
        kind: "name", "value" or "gradient" of a node, "sign" of an operation, "part" of an edge:
            what comes to the gradient of a value along it.
        rows: what it says, line by line.
        appears: whether a frame makes it appear; else it is there from the start.
        monospace: whether it is a matrix, with aligned columns.
    """

    kind: str
    rows: tuple[str, ...]
    appears: bool
    monospace: bool = False


class GraphTexts:
    """The texts of a graph.

    Args:
        graph: its nodes and edges.
        derivation: it gives the names, and says which gradients there are.
        flows: the gradients, and what comes along each edge.
        precision: significant digits.

    Attributes:
        nodes: the texts of each node, from top to bottom, by its key.
        edges: what comes along an edge, by its place in the graph, where a value has several.
        ways: the edges along which gradients come to a value, by their places, by its key.
        arrived: the numbers or arrays that come along them; None where they are gone.
    """

    def __init__(
        self, graph: Graph, derivation: Derivation, flows: Flows, precision: int
    ) -> None:
        self._precision = precision
        self._flows = flows
        self._steps = {step.tensor for step in derivation.backward}
        names = _names(graph, derivation)
        self.nodes = {node.key: self._of_node(node, names.get(node.key)) for node in graph.nodes}
        self.ways, self.arrived = self._find_ways(graph)
        shapes = {node.key: node.shape or () for node in graph.nodes}
        self.edges = {
            place: self._number("part", self.arrived[place], shapes[key], True)
            for key, places in self.ways.items()
            if len(places) > 1
            for place in places
        }

    def _of_node(self, node: Node, name: str | None) -> list[Text]:
        if node.kind == "operation":
            return [Text("sign", tuple(line.text for line in label_lines(node)), False)]
        texts = [Text("name", (shortened(readable(name)),), False)] if name else []
        shape = node.shape or ()
        texts.append(self._number("value", node.value, shape, node.kind == "value"))
        if node.tensor in self._steps:
            gradient = self._flows.gradients.get(node.tensor)
            texts.append(self._number("gradient", gradient, shape, True, "grad"))
        return texts

    def _find_ways(self, graph: Graph) -> tuple[dict[str, list[int]], dict[int, Any]]:
        nodes = {node.key: node for node in graph.nodes}
        ways: dict[str, list[int]] = {}
        arrived: dict[int, Any] = {}
        for place, edge in enumerate(graph.edges):
            user = nodes[edge.head].tensor
            goes = user in self._steps and nodes[edge.tail].tensor in self._steps
            if edge.position is None or user is None or not goes:
                continue
            operation: Any = user._operation
            if operation.rules[0 if operation.variadic else edge.position] is not None:
                ways.setdefault(edge.tail, []).append(place)
                arrived[place] = self._flows.contributions.get((user, edge.position))
        return ways, arrived

    def _number(
        self, kind: str, value: Any, shape: tuple[int, ...], appears: bool, prefix: str = ""
    ) -> Text:
        lines = value_rows(value, shape, self._precision)
        matrix = value is not None and np.ndim(value) == 2 and is_written_out(value)
        if prefix and matrix:
            lines = (prefix, *lines)
        elif prefix:
            lines = (f"{prefix} {lines[0]}", *lines[1:])
        return Text(kind, lines, appears, matrix)


def value_rows(value: Any, shape: tuple[int, ...], precision: int) -> tuple[str, ...]:
    """Return a value as rows of text: a number, a small array, or the shape of a large one.

    Args:
        value: None where it is gone.
        shape: its shape.
        precision: significant digits.
    """
    if value is None or not is_written_out(value):
        return (shape_text(value, shape),)
    if np.ndim(value) == 2:
        return tuple(rows(value, precision))
    return (one_line(value, precision),)


def shape_text(value: Any, shape: tuple[int, ...]) -> str:
    """Return the shape of a value that is not written in full, and whether the value is gone."""
    text = " × ".join(map(str, shape))
    return text if value is not None else f"{text} (gone)".strip()


def _names(graph: Graph, derivation: Derivation) -> dict[str, str]:
    """Return the names that the derivation gives to values, by the keys of their nodes."""
    by_tensor = {id(e.tensor): e.name for e in derivation.forward if e.tensor is not None}
    by_tensor |= {id(step.tensor): step.name for step in derivation.backward}
    # Arrays are no Tensors; both list them in the order of their first use.
    arrays = iter([e.name for e in derivation.forward if e.tensor is None])
    names = {}
    for node in graph.nodes:
        if node.kind == "operation":
            continue
        if node.tensor is not None:
            name = by_tensor.get(id(node.tensor), node.name)
        else:
            name = next(arrays, node.name) if node.shape else node.name
        if name:
            names[node.key] = name
    return names
