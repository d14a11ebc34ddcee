"""Which module of a model each operation of a graph belongs to, read off from its parameters."""

from __future__ import annotations

import math
from collections.abc import Hashable
from functools import cache
from typing import Any

import numpy as np

from ..reading._graph import Graph, Node
from .module_tree import ModuleTree
from .nesting import common
from .parts import connected_parts
from .wires import Wires

__all__ = ["module_paths"]


def module_paths(data: Graph, model: Any) -> dict[str, str]:
    """Return the path of the module that each operation, and each value, belongs to.

    An operation that uses a module's parameters belongs to it. One that lies between such, coming
    after one and before another, belongs to the deepest module that both lie in: so a relu between
    two layers belongs to what contains them. What comes before all or after all, such as the loss,
    belongs to none. Of a recurrent layer the last step is recognised by those before it, and the
    joining of its steps by what it joins.

    Args:
        data: the graph.
        model: anything with `named_modules()` and `named_parameters()`.

    Returns:
        For keys of nodes paths such as "encoder.0", "" for the model itself. Nodes that belong to
        no module are left out.
    """
    return _Membership(data, ModuleTree(model)).paths()


class _Membership:
    def __init__(self, data: Graph, tree: ModuleTree) -> None:
        self.data = data
        self.tree = tree
        self.nodes = {node.key: node for node in data.nodes}
        self.wires = Wires(data)
        self.takes_data: dict[str, bool] = {}
        for key, inputs in self.wires.inputs.items():
            self.takes_data[key] = _is_looked_up(self.nodes[key]) or any(
                self.takes_data[self.wires.producer[x]]
                if x in self.wires.producer
                else self._is_data(self.nodes[x])
                for x in inputs
            )

    def paths(self) -> dict[str, str]:
        paths = self._without_penalties(self._by_parameters())
        paths |= self._between(paths)
        self._recognise(paths)
        self._join(paths)
        for node in self.data.nodes:
            if node.key in self.wires.inputs:
                continue
            if node.key in self.wires.producer:
                users = [self.wires.producer[node.key]]
            elif self._is_data(node):
                continue
            else:
                users = self.wires.users.get(node.key, [])
            if users and all(user in paths for user in users):
                paths[node.key] = self.tree.around([paths[user] for user in users])
        return paths

    def _by_parameters(self) -> dict[str, str]:
        """Return the modules of operations that use parameters, buffers, or these reshaped."""
        found: dict[str, str] = {}
        turn: dict[tuple[str, ...], int] = {}
        for key, inputs in self.wires.inputs.items():
            owners = [
                self.tree.owners(self.nodes[x].tensor) or [found[self.wires.producer[x]]]
                for x in inputs
                if self.tree.owners(self.nodes[x].tensor) or self._stands_for_weights(x, found)
            ]
            if not owners:
                continue
            shared = [path for path in owners[0] if all(path in others for others in owners)]
            if len(shared) > 1:  # of modules that share a weight each uses it in its turn
                place = turn.get(tuple(shared), 0)
                turn[tuple(shared)] = place + 1
                found[key] = shared[place % len(shared)]
            else:
                found[key] = self.tree.around(shared or [path for o in owners for path in o])
        return found

    def _stands_for_weights(self, key: str, paths: dict[str, str]) -> bool:
        """Tell whether a value was computed element by element from one module's weights alone."""
        operation = self.wires.producer.get(key)
        if operation not in paths or self.takes_data[operation]:
            return False
        tensor = self.nodes[operation].tensor
        sizes = [math.prod(self.nodes[x].shape or ()) for x in self.wires.inputs[operation]]
        same = max(sizes) == math.prod(self.nodes[key].shape or ()) > 1
        return same or (tensor is not None and tensor._operation.view)

    def _is_data(self, node: Node) -> bool:
        """Tell whether a value that no operation computed comes from outside the model."""
        if self.tree.owners(node.tensor):
            return False
        return node.tensor is not None or node.shape != ()

    def _without_penalties(self, paths: dict[str, str]) -> dict[str, str]:
        """Leave out operations on parameters alone that lead to none on data: a weight decay."""
        if not any(self.takes_data[key] for key in paths):
            return paths
        leads: dict[str, bool] = {}
        for key in reversed(self.wires.inputs):
            leads[key] = (key in paths and self.takes_data[key]) or any(
                leads[user] for user in self.wires.users.get(self.wires.result[key], [])
            )
        return {key: path for key, path in paths.items() if leads[key]}

    def _between(self, paths: dict[str, str]) -> dict[str, str]:
        """Return the modules of operations that lie between those of modules."""
        all_paths = sorted({p for path in paths.values() for p in self.tree.chain(path)})
        bit = {path: 1 << i for i, path in enumerate(all_paths)}
        # Sets of modules as the bits of a number: the nearest ones before and after.
        mask = {p: sum(bit[q] for q in self.tree.chain(p)) for p in all_paths}

        @cache
        def deepest(modules: int) -> str:
            chains = [self.tree.chain(p) for p in all_paths if modules & bit[p]]
            depth = max(map(len, chains))
            return common(chain for chain in chains if len(chain) == depth)[-1]

        before: dict[str, int] = {}
        reaching: dict[str, int] = {}
        for key, sources in self.wires.sources.items():
            reaching[key] = 0
            for source in sources:
                reaching[key] |= before[source]
            before[key] = mask[paths[key]] if key in paths else reaching[key]
        after: dict[str, int] = {}
        found: dict[str, str] = {}
        for key in reversed(self.wires.inputs):
            following = 0
            for user in self.wires.users.get(self.wires.result[key], []):
                following |= after[user]
            after[key] = mask[paths[key]] if key in paths else following
            if key not in paths and reaching[key] & following:
                found[key] = deepest(reaching[key] & following)
        return found

    def _recognise(self, paths: dict[str, str]) -> None:
        """Put an operation where others are that did the same to results of the same module."""
        known: dict[Hashable, str] = {}
        for key in self.wires.inputs:
            inner = self._inner(key, paths)
            if inner is not None and paths.get(key) == inner:
                known.setdefault(self._pattern(key, paths), inner)
        for key in self.wires.inputs:
            inner = self._inner(key, paths)
            if inner is not None and known.get(self._pattern(key, paths)) == inner:
                paths[key] = inner

    def _inner(self, key: str, paths: dict[str, str]) -> str | None:
        """Return the one module that computed all computed inputs of an operation, if there is."""
        modules = {paths.get(source) for source in self.wires.sources[key]}
        return modules.pop() if len(modules) == 1 else None

    def _pattern(self, key: str, paths: dict[str, str]) -> Hashable:
        sources = (self.wires.producer.get(x, x) for x in self.wires.inputs[key])
        described = tuple((self.nodes[s].kind, self.nodes[s].name, paths.get(s)) for s in sources)
        return self.nodes[key].name, described

    def _join(self, paths: dict[str, str]) -> None:
        """Put the joining of several results of one module into it, such as a layer's steps."""
        part = connected_parts(
            self.wires.inputs,
            (
                (source, key)
                for key, sources in self.wires.sources.items()
                for source in sources
                if key in paths and paths.get(source) == paths[key]
            ),
        )
        for key, sources in self.wires.sources.items():
            tensor = self.nodes[key].tensor
            sources = list(dict.fromkeys(sources))
            joins = tensor is not None and tensor._operation.variadic and len(sources) > 1
            if not joins or any(source not in paths for source in sources):
                continue
            modules = {paths[source] for source in sources}
            of_one_call = len(modules) == 1 and len({part[source] for source in sources}) == 1
            if of_one_call or len(modules) == len(sources):
                # Both lie around all that is joined, so one lies in the other.
                inside = self.tree.around(list(modules))
                paths[key] = max(inside, paths.get(key, ""), key=len)


def _is_looked_up(operation: Node) -> bool:
    """Tell whether an operation takes rows by their numbers, which are data too."""
    index = operation.parameters.get("index")
    parts = index if isinstance(index, tuple) else (index,)
    return any(isinstance(part, (list, np.ndarray)) for part in parts)
