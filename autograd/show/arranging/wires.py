"""Who uses what: the edges of a graph, by the nodes at their ends."""

from __future__ import annotations

from ..reading._graph import Graph

__all__ = ["Wires"]


class Wires:
    """The edges of a graph, by node.

    Attributes:
        inputs: of each operation the keys of what it uses, in order.
        users: of each value the keys of the operations that use it; none where nothing does.
        producer: of each value the operation that computed it; none of leaves and constants.
        result: of each operation its result.
        sources: of each operation those that computed what it uses, in order.
    """

    def __init__(self, data: Graph) -> None:
        self.inputs: dict[str, list[str]] = {n.key: [] for n in data.nodes if n.kind == "operation"}
        self.users: dict[str, list[str]] = {}
        self.producer: dict[str, str] = {}
        for edge in data.edges:
            if edge.head in self.inputs:
                self.inputs[edge.head].append(edge.tail)
                self.users.setdefault(edge.tail, []).append(edge.head)
            else:
                self.producer[edge.head] = edge.tail
        self.result = {operation: value for value, operation in self.producer.items()}
        self.sources = {
            key: [self.producer[x] for x in inputs if x in self.producer]
            for key, inputs in self.inputs.items()
        }
