"""Modules of a graph drawn as one node each."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

from ..reading._graph import Edge, Graph, Node
from .module_tree import ModuleTree
from .nesting import Chain
from .parts import connected_parts, free_of_cycles
from .wires import Wires

__all__ = ["collapsed"]


def collapsed(
    data: Graph, tree: ModuleTree, chains: Mapping[str, Chain], depth: int
) -> tuple[Graph, dict[str, Hashable]]:
    """Return a graph in which all that a module at `depth` computed in one call is one node.

    What a module computed of several inputs apart are several calls: they use the same parameters,
    and nothing leads from one to the other. Where another module comes between its operations,
    there is a node for those before and one for those after.

    Args:
        data: the graph; it stays as it is.
        tree: the modules.
        chains: for each node the modules that it belongs to, outermost first.
        depth: how many modules there are around those that become nodes.

    Returns:
        The graph; and for the key of each module's node what it computed.
    """
    return _Collapsed(data, tree, chains, depth).graph()


class _Collapsed:
    def __init__(
        self, data: Graph, tree: ModuleTree, chains: Mapping[str, Chain], depth: int
    ) -> None:
        self.data = data
        self.tree = tree
        self.chains = {key: chain[:depth] for key, chain in chains.items()}
        self.modules = {key: chain[depth] for key, chain in chains.items() if len(chain) > depth}
        self.nodes = {node.key: node for node in data.nodes}
        self.wires = Wires(data)
        self.calls = self._calls()  # of an operation in a module its call, by the key of its node

    def graph(self) -> tuple[Graph, dict[str, Hashable]]:
        members: dict[str, list[str]] = {}
        for operation, call in self.calls.items():
            members.setdefault(call, []).append(operation)
        made = {call: self._node(call, operations) for call, operations in members.items()}
        shown = {n.key: n for n in self.data.nodes if not self._is_hidden(n)} | made
        edges = self._edges(shown, made)
        for call, operations in members.items():
            self.chains[call] = self.chains[operations[0]]
        nodes = _in_order(shown, edges, {n.key: i for i, n in enumerate(self.data.nodes)}, members)
        groups = self.tree.groups({node.key: self.chains.get(node.key, ()) for node in nodes})
        result = self.wires.result
        alike: dict[str, Hashable] = {
            call: tuple((self.nodes[o].name, self.nodes[result[o]].shape) for o in operations)
            for call, operations in members.items()
        }
        return Graph(nodes, edges, groups), alike

    def _calls(self) -> dict[str, str]:
        inside = [key for key in self.wires.inputs if key in self.modules]
        links = (
            (source, key)
            for key in inside
            for source in self.wires.sources[key]
            if self.modules.get(source) == self.modules[key]
        )
        parts: dict[str, Hashable] = dict(self._joined(connected_parts(inside, links)))
        whole = {key: parts.get(key, key) for key in self.wires.inputs}
        numbers: dict[Hashable, str] = {}
        split = free_of_cycles(whole, self.wires.sources)
        return {key: numbers.setdefault(split[key], f"m{len(numbers)}") for key in inside}

    def _joined(self, parts: Mapping[str, str]) -> dict[str, str]:
        """Join parts of a module that use no parameter both: branches of a call."""
        weights: dict[str, set[int]] = {}
        for key, part in parts.items():
            tensors = (self.nodes[x].tensor for x in self.wires.inputs[key])
            weights.setdefault(part, set()).update(id(t) for t in tensors if self.tree.owners(t))
        calls: dict[str, list[tuple[str, set[int]]]] = {}
        call_of: dict[str, str] = {}
        for part, used in weights.items():
            of_module = calls.setdefault(self.modules[part], [])
            call = next((call for call in of_module if used.isdisjoint(call[1])), None)
            if call is None:
                of_module.append((part, used))
            else:
                call[1].update(used)
            call_of[part] = call[0] if call else part
        return {key: call_of[part] for key, part in parts.items()}

    def _is_hidden(self, node: Node) -> bool:
        """Tell whether a node is part of a module's node: what it computed, and its weights.

        A result with a name that is used elsewhere is shown, and so is the output of the graph.
        """
        if node.key in self.wires.inputs:
            return node.key in self.calls
        users = self.wires.users.get(node.key, [])
        if node.key in self.wires.producer:
            call = self.calls.get(self.wires.producer[node.key])
            leaves = any(self.calls.get(user) != call for user in users)
            return call is not None and bool(users) and not (node.name and leaves)
        from_outside = node.tensor is not None or node.shape != ()
        if from_outside and not self.tree.owners(node.tensor):
            return False
        return bool(users) and all(user in self.calls for user in users)

    def _edges(self, shown: Mapping[str, Node], made: Mapping[str, Node]) -> list[Edge]:
        edges: dict[tuple[str, str, int | None], Edge] = {}
        for edge in self.data.edges:
            tail, head = self._end(edge.tail), self._end(edge.head)
            comes_from = self._end(self.wires.producer.get(edge.tail, edge.tail))
            if tail not in shown or head not in shown or comes_from == head:
                continue
            # A module has no first and second input, as an operation has.
            moved = Edge(tail, head) if head in made else replace(edge, tail=tail)
            edges.setdefault((tail, head, moved.position), moved)
        return list(edges.values())

    def _end(self, key: str) -> str:
        """Return the key of the node of a module that a node is part of, or its own."""
        if key in self.wires.producer and not self._is_hidden(self.nodes[key]):
            return key
        return self.calls.get(self.wires.producer.get(key, key), key)

    def _node(self, call: str, operations: list[str]) -> Node:
        path = self.modules[operations[0]]
        wires = self.wires
        leaving = [
            o for o in operations
            if any(self.calls.get(user) != call for user in wires.users.get(wires.result[o], [""]))
        ]  # fmt: skip
        result = self.nodes[wires.result[(leaving or operations)[-1]]]
        return Node(
            call, "module", path or None, sign=self.tree.class_name(path), shape=result.shape,
            dtype=result.dtype, parameters={"parameters": self.tree.count(path)},
            tensor=result.tensor,
        )  # fmt: skip


def _in_order(
    shown: Mapping[str, Node],
    edges: Iterable[Edge],
    place: Mapping[str, int],
    members: Mapping[str, list[str]],
) -> list[Node]:
    """Return nodes, each after those that lead to it, otherwise in the order of the graph."""
    rank = {key: place[members[key][0]] if key in members else place[key] for key in shown}
    waits_for = dict.fromkeys(shown, 0)
    following: dict[str, list[str]] = {}
    for edge in edges:
        waits_for[edge.head] += 1
        following.setdefault(edge.tail, []).append(edge.head)
    ready = [(rank[key], key) for key, count in waits_for.items() if not count]
    heapq.heapify(ready)
    nodes = []
    while ready:
        _, key = heapq.heappop(ready)
        nodes.append(shown[key])
        for head in following.get(key, []):
            waits_for[head] -= 1
            if not waits_for[head]:
                heapq.heappush(ready, (rank[head], head))
    return nodes
