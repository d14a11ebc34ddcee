"""The graph that is left where one block of operations stands for several like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..reading._graph import Edge, Graph, Node
from .blocks import Block, Places
from .nesting import Chain

__all__ = ["condensed"]


def condensed(data: Graph, stands_for: Mapping[str, str], blocks: Sequence[Block]) -> Graph:
    """Return the graph of the operations that stand for themselves, and of their values.

    Args:
        data: the whole graph; it stays as it is.
        stands_for: for the key of each operation that of the one shown in its place.
        blocks: inner ones before those around them.
    """
    return _Condensed(data, stands_for, blocks).graph() if blocks else data


class _Condensed:
    def __init__(self, data: Graph, stands_for: Mapping[str, str], blocks: Sequence[Block]) -> None:
        self.data = data
        self.blocks = blocks
        self.stands_for = stands_for
        self.producer = {e.head: e.tail for e in data.edges if e.head not in stands_for}
        self.users: dict[str, list[str]] = {}
        for edge in data.edges:
            if edge.head in stands_for:
                self.users.setdefault(edge.tail, []).append(edge.head)

    def graph(self) -> Graph:
        shown = self.shown()
        left = [node for node in self.data.nodes if node.key in shown]
        places = Places(self.data, self.blocks)
        chains = {node.key: self.place(node.key, places) for node in left}
        series = {b.shown[0]: b for b in self.blocks if b.is_module}
        nodes = {node.key: node for node in self.data.nodes}
        left = [_series(n, series[n.key], nodes) if n.key in series else n for n in left]
        return Graph(left, self.edges(shown), places.groups(chains))

    def shown(self) -> set[str]:
        """Return the keys of the nodes that are shown.

        Of the results of all hidden operations with one stand-in, the last that is used is shown.
        """
        shown: set[str] = set()
        last: dict[str, str] = {}
        output = self.data.nodes[-1].key
        for node in self.data.nodes:
            key = node.key
            users = self.users.get(key, [])
            used = key == output or any(self.stands_for[user] == user for user in users)
            computed_by = self.producer.get(key)
            if key in self.stands_for:
                visible = self.stands_for[key] == key
            elif computed_by is None:
                visible = used
            else:
                visible = self.stands_for[computed_by] == computed_by
                if used and not visible:
                    last[self.stands_for[computed_by]] = key
            if visible:
                shown.add(key)
        return shown.union(last.values())

    def edges(self, shown: set[str]) -> list[Edge]:
        """Return the edges between nodes that are shown.

        What came from a hidden node comes from the one in its place, in one edge to each node.
        """
        result = {operation: value for value, operation in self.producer.items()}
        kept: list[tuple[Edge, bool]] = []
        for edge in self.data.edges:
            tail = edge.tail
            if edge.head not in shown:
                continue
            if tail in self.stands_for:
                tail = self.stands_for[tail]
            elif tail not in shown:
                tail = result[self.stands_for[self.producer[tail]]]
            moved = tail != edge.tail
            kept.append((Edge(tail, edge.head, edge.position) if moved else edge, moved))
        there = {(edge.tail, edge.head) for edge, moved in kept if not moved}
        edges = []
        for edge, moved in kept:
            ends = edge.tail, edge.head
            if not moved or ends not in there:
                edges.append(edge)
                there.add(ends)
        return edges

    def place(self, key: str, places: Places) -> Chain:
        """Return the groups around a node."""
        if key in self.stands_for:
            return places.of_operation(key)
        if key in self.producer:
            return places.of_operation(self.producer[key])
        return places.of_given(key, self.users.get(key, []))


def _series(first: Node, block: Block, nodes: Mapping[str, Node]) -> Node:
    """Return a node for several modules in a row, each drawn as one node."""
    members = {nodes[key].name: nodes[key] for key in (first.key, *block.hidden)}
    last = nodes[block.hidden[-1]]
    name = first.name if len(members) == 1 else f"{first.name} … {last.name}"
    count = sum(member.parameters["parameters"] for member in members.values())
    return replace(
        first, name=name, sign=f"{first.sign} × {block.repeats:,}", tensor=last.tensor,
        parameters={"parameters": count},
    )  # fmt: skip
