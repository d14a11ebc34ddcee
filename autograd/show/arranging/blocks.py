"""Blocks of operations of which one is shown for several, and the groups its nodes lie in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..reading._graph import Graph, Group
from .nesting import Chain, chains_of, common, groups_from

__all__ = ["Block", "Places"]


@dataclass(frozen=True)
class Block:
    """One of several blocks in a row, the one that is shown.

    Attributes:
        shown: the operations of the block, by their keys.
        hidden: those of the other blocks.
        repeats: how many blocks there are.
        around: the groups that all of them lie in, outermost first.
        is_module: whether it is a single node for a module, which needs no group around it.
    """

    shown: list[str]
    hidden: list[str]
    repeats: int
    around: Chain
    is_module: bool


class Places:
    """Which groups nodes lie in, where blocks are groups too.

    A hidden operation lies outside the block that stands for it, in the groups around that. So does
    a value with which a loop starts: where the first block takes it, the others take results.

    Args:
        data: the whole graph.
        blocks: inner ones before those around them.
    """

    def __init__(self, data: Graph, blocks: Sequence[Block]) -> None:
        self._blocks = {f"r{i}": block for i, block in enumerate(blocks)}
        self._groups = {group.key: group for group in data.groups}
        self._given = chains_of(data)
        self._inside: dict[str, list[str]] = {}  # of an operation shown its blocks
        self._hidden_by: dict[str, str] = {}
        self._found: dict[str, Chain] = {}
        self._starts = _starts(data, self._blocks)
        for name, block in self._blocks.items():
            self._hidden_by |= dict.fromkeys(block.hidden, name)
            for operation in block.shown:
                self._inside.setdefault(operation, []).append(name)

    def of_operation(self, key: str) -> Chain:
        """Return the groups around an operation, outermost first."""
        if key not in self._hidden_by:
            place = self._of_shown(key)
        else:
            outermost = self._hidden_by[key]
            while (first := self._blocks[outermost].shown[0]) in self._hidden_by:
                outermost = self._hidden_by[first]
            place = self._of_shown(first)
            place = place[: place.index(outermost)]
        return tuple(g for g in place if g not in self._blocks or not self._blocks[g].is_module)

    def of_given(self, key: str, users: Sequence[str]) -> Chain:
        """Return the groups around a value that no operation computed: those of all its users.

        Of the groups of the graph, only such as it lies in already.
        """
        place = common(self.of_operation(user) for user in users)
        own = self._given.get(key, ())
        for depth, group in enumerate(place):
            if (group in self._groups and group not in own) or (group, key) in self._starts:
                return place[:depth]
        return place

    def groups(self, chains: Mapping[str, Chain]) -> list[Group]:
        """Return the groups of nodes, given for each node, in order, those around it."""
        titled = {
            name: Group(name, f"× {b.repeats:,}, the first is shown", (), None, b.repeats)
            for name, b in self._blocks.items()
        }
        return groups_from(chains, self._groups | titled)

    def _of_shown(self, key: str) -> Chain:
        if key not in self._found:
            place: list[str] = []
            given = self._given.get(key, ())
            blocks = self._inside.get(key, [])[::-1]  # outer ones first
            for depth in range(len(given) + 1):
                place += [name for name in blocks if len(self._blocks[name].around) == depth]
                place += given[depth : depth + 1]
            self._found[key] = tuple(place)
        return self._found[key]


def _starts(data: Graph, blocks: Mapping[str, Block]) -> set[tuple[str, str]]:
    """Return pairs of a block and a value that only its first repetition does not compute."""
    compared = {
        key
        for block in blocks.values()
        for key in (*block.shown, *block.hidden[: len(block.shown)])
    }
    inputs: dict[str, list[str]] = {key: [] for key in compared}
    computed = set()
    for edge in data.edges:
        if edge.position is None:
            computed.add(edge.head)
        if edge.head in compared:
            inputs[edge.head].append(edge.tail)
    return {
        (name, first)
        for name, block in blocks.items()
        for key, other in zip(block.shown, block.hidden, strict=False)
        for first, later in zip(inputs[key], inputs[other], strict=True)
        if first not in computed and later in computed
    }
