"""Equal containers one after the other, drawn as one."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

from ..running import Call, tensors_in
from ..summaries.summary_rows import shapes_of
from .flow import Flow, Way

__all__ = ["collapsed"]


def collapsed(flow: Flow) -> Flow:
    """Return a flow in which the first of several equal containers stands for all.

    Containers are equal if they consist of the same layers with the same settings and shapes,
    connected alike. Each must give its output to the next one alone; what they get besides, such as
    a mask, must be the same for all.
    """
    for call in flow.containers:
        drawn = set(flow.containers)
        for row in _rows([child for child in call.children if child in drawn]):
            while len(row) > 1:
                length = _Contents(flow).equal_ones(row)
                if length > 1:
                    flow = _with_first_only(flow, row[:length])
                row = row[length:]
    return flow


def _rows(siblings: list[Call]) -> list[list[Call]]:
    """Cut where the classes of neighbours differ."""
    rows: list[list[Call]] = [siblings[:1]]
    for before, call in pairwise(siblings):
        if type(before.module) is type(call.module):
            rows[-1].append(call)
        else:
            rows.append([call])
    return rows


class _Contents:
    """What lies in each container of a flow, and which ways lead to and from it."""

    def __init__(self, flow: Flow) -> None:
        self._stops = {stop.key: stop for stop in flow.stops}
        self.members: dict[Call, dict[str, int]] = defaultdict(dict)  # keys, numbered
        for stop in flow.stops:
            around = stop.within
            while around is not None:
                inside = self.members[around]
                inside[stop.key] = len(inside)
                around = around.parent
        self._into: dict[str, list[Way]] = defaultdict(list)
        self._out_of: dict[str, list[Way]] = defaultdict(list)
        for way in flow.ways:
            self._into[way.head].append(way)
            self._out_of[way.tail].append(way)

    def equal_ones(self, row: list[Call]) -> int:
        """Return how many containers from the first on are equal and follow one another."""
        first = self._description(self.members[row[0]])
        besides = None
        for length, (before, after) in enumerate(pairwise(row), start=1):
            one, other = self.members[before], self.members[after]
            if not self._follows(one, other) or self._description(other) != first:
                return length
            from_elsewhere = {e for e in self._entries(other) if e[0] not in one}
            if besides is None and from_elsewhere <= self._entries(one):
                besides = from_elsewhere
            if from_elsewhere != besides:
                return length
        return len(row)

    def _description(self, members: dict[str, int]) -> tuple[Any, ...]:
        """Return what equal containers have in common: layers, operations, ways between them."""
        described = []
        for key in members:
            stop = self._stops[key]
            if stop.call is None:
                name = "" if stop.kind == "parameter" else stop.text
                what: tuple[Any, ...] = (stop.kind, name, tuple(stop.tensor.shape))
            else:
                arguments = [shapes_of(t) for t in tensors_in(stop.call.arguments)]
                outputs = [shapes_of(t) for t in tensors_in(stop.call.output)]
                what = (
                    repr(stop.call.module), stop.call.again, stop.call.requires_grad, arguments,
                    outputs,
                )  # fmt: skip
            ways = [(members[w.tail], w.known) for w in self._into[key] if w.tail in members]
            described.append((what, ways))
        return tuple(described)

    def _follows(self, before: dict[str, int], after: dict[str, int]) -> bool:
        """Tell whether all that leaves one container goes into the next."""
        leaving = [w for key in before for w in self._out_of[key] if w.head not in before]
        return bool(leaving) and all(w.head in after and w.known for w in leaving)

    def _entries(self, members: dict[str, int]) -> set[tuple[str, int]]:
        """Return what comes into a container: from which stop, to which of its own."""
        return {
            (way.tail, number)
            for key, number in members.items()
            for way in self._into[key]
            if way.tail not in members
        }


def _with_first_only(flow: Flow, row: list[Call]) -> Flow:
    """Return the flow with the first container for all; what the last gave, it gives."""
    contents = _Contents(flow)
    first, *others = (contents.members[call] for call in row)
    key_of = {number: key for key, number in first.items()}
    last = {key: key_of[number] for key, number in others[-1].items()}
    gone = {key for members in others for key in members}
    ways = [
        Way(last.get(way.tail, way.tail), way.head, way.known)
        for way in flow.ways
        if way.head not in gone and (way.tail not in gone or way.tail in last)
    ]
    left_out = set(row[1:])
    return Flow(
        [stop for stop in flow.stops if stop.key not in gone],
        ways,
        [container for container in flow.containers if not _lies_in(container, left_out)],
        {**flow.repeats, row[0]: len(row)},
    )


def _lies_in(container: Call, others: set[Call]) -> bool:
    """Tell whether a container is one of others, or lies within one."""
    around: Call | None = container
    while around is not None and around not in others:
        around = around.parent
    return around is not None
