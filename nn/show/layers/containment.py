"""In which container, or block of layers that recur, each operation between layers lies."""

from __future__ import annotations

from collections import defaultdict

from ..running import Call, tensors_in
from .flow import Flow, Stop
from .recurring import Block, put_into_blocks

__all__ = ["find_containers"]


def find_containers(flow: Flow) -> None:
    """Put layers that recur into blocks, and note of each operation in which container it lies.

    Args:
        flow: one whose containers are those of the model's calls.
    """
    _Containment(flow).note_all()


class _Containment:
    """The containers of a flow, and what they contain."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._stop = {stop.key: stop for stop in flow.stops}
        self._layers = [stop for stop in flow.stops if stop.call is not None]
        self._of_tensor = {
            id(stop.tensor): stop for stop in flow.stops if stop.kind in ("operation", "parameter")
        }
        self._tails: dict[str, set[str]] = defaultdict(set)
        self._heads: dict[str, list[Stop]] = defaultdict(list)
        for way in flow.ways:
            self._tails[way.head].add(way.tail)
            self._heads[way.tail].append(self._stop[way.head])

    def note_all(self) -> None:
        """Find the containers of all stops."""
        self._put_into_blocks()
        inside: dict[Call, list[Stop]] = defaultdict(list)
        for stop in self._layers:
            around = stop.within
            while around is not None:
                inside[around].append(stop)
                around = around.parent
        for container in reversed(self._flow.containers):  # inner ones first
            self._take_in(container, inside[container])
            if isinstance(container, Block):
                self._take_along(container, inside[container])

    def _put_into_blocks(self) -> None:
        """Add blocks to the containers, each after the one around it."""
        single = {stop.call for stop in self._layers if stop.call is not None}
        drawn = {*single, *self._flow.containers}
        for container in self._flow.containers:
            drawn.update(put_into_blocks(container, drawn))
        for stop in self._layers:
            stop.within = stop.call.parent if stop.call is not None else None
        waiting, self._flow.containers = self._flow.containers[:1], []
        while waiting:
            container = waiting.pop()
            self._flow.containers.append(container)
            below = [child for child in container.children if child in drawn]
            waiting.extend(child for child in reversed(below) if child not in single)

    def _take_in(self, container: Call, layers: list[Stop]) -> None:
        """Note of the operations between a container's input and output that they lie in it."""
        given = {id(t) for t in tensors_in(container.arguments)}
        results = (self._of_tensor.get(id(t)) for t in tensors_in(container.output))
        waiting = [stop for stop in results if stop is not None]
        waiting += [self._stop[tail] for layer in layers for tail in self._tails[layer.key]]
        seen: set[str] = set()
        while waiting:
            stop = waiting.pop()
            if stop.key in seen or id(stop.tensor) in given:
                continue
            seen.add(stop.key)
            if stop.kind in ("operation", "parameter"):
                stop.within = stop.within or container
                waiting += [self._stop[tail] for tail in self._tails[stop.key]]

    def _take_along(self, block: Block, layers: list[Stop]) -> None:
        """Note of the operations that follow a block, on its results alone, that they lie in it."""
        waiting, inside = list(layers), {layer.key for layer in layers}
        while waiting:
            for after in self._heads[waiting.pop().key]:
                if after.kind != "operation" or after.key in inside:
                    continue
                follows = after.within is None and self._tails[after.key] <= inside
                if follows:
                    after.within = block
                if follows or _lies_in(after, block):
                    inside.add(after.key)
                    waiting.append(after)


def _lies_in(stop: Stop, container: Call) -> bool:
    around = stop.within
    while around is not None and around is not container:
        around = around.parent
    return around is container
