"""Which layer's output goes where, as what a copy of the model recorded says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograd import Tensor
from autograd.show import graph

from ..running import Call, Run, tensors_in
from .containment import find_containers
from .flow import Flow, Stop, Way

__all__ = ["flow_of"]


def flow_of(ran: Run, depth: int | None = None) -> Flow:
    """Return how data went through the layers of a model.

    Args:
        ran: a run that was recorded.
        depth: containers below so many levels of calls are single stops. Default: none is.
    """
    flow = _Search(ran, depth).flow
    find_containers(flow)
    return flow


class _Search:
    """Goes back from the input of each layer to the layers that it comes from."""

    def __init__(self, ran: Run, depth: int | None) -> None:
        self.flow = Flow()
        self._recorded: dict[int, tuple[str, list[Any]]] = {}
        self._kept: list[Any] = []  # so that no `id` is given twice
        self._stop_of: dict[int, Stop] = {}
        layers = self._layers(ran, depth)
        for tensor in tensors_in(ran.output):  # whose history has all that was computed, as a rule
            self._read(tensor)
        self._named = {id(p): name for name, p in ran.model.named_parameters()}
        given = list(tensors_in(ran.inputs))
        for number, tensor in enumerate(given, start=1):
            usual = "input" if len(given) == 1 else f"input {number}"
            name = getattr(tensor, "name", None) or usual
            self._stop_of[id(tensor)] = self._add("input", text=name, tensor=tensor)
        before = self.flow.stops[-1:]
        for call in layers:
            sources = self._sources(tensors_in(call.arguments))
            stop = self._add("layer", call=call, within=call.parent)
            self._connect(sources, before, stop)
            for tensor in tensors_in(call.output):
                self._stop_of[id(tensor)] = stop
            before = [stop]
        for name, tensor in _named_outputs(ran.output):
            sources = self._sources(iter([tensor]))
            self._connect(sources, before, self._add("output", text=name, tensor=tensor))

    def _layers(self, ran: Run, depth: int | None) -> list[Call]:
        """Return the calls that are single stops, and note the containers around them."""
        levels: dict[Call, int] = {}
        single: set[Call] = set()
        layers = []
        for call in ran.calls:
            level = levels[call] = 0 if call.parent is None else levels[call.parent] + 1
            if call.parent in single:
                single.add(call)
                continue
            of_library = type(call.module).__module__.startswith("nn.layers.")
            if not call.children or of_library or level == depth:
                single.add(call)
                layers.append(call)
            else:
                self.flow.containers.append(call)
        return layers

    def _add(self, kind: str, **what: Any) -> Stop:
        stop = Stop(f"s{len(self.flow.stops)}", kind, **what)
        self.flow.stops.append(stop)
        return stop

    def _connect(self, sources: list[Stop], before: list[Stop], stop: Stop) -> None:
        known = bool(sources)
        for source in dict.fromkeys(sources or before):
            self.flow.ways.append(Way(source.key, stop.key, known))

    def _sources(self, tensors: Iterator[Any]) -> list[Stop]:
        """Return the stops that tensors come from, adding operations that lie between layers."""
        found = []
        for tensor in tensors:
            if id(tensor) not in self._stop_of:
                self._go_back(tensor)
            if id(tensor) in self._stop_of:
                found.append(self._stop_of[id(tensor)])
        return found

    def _go_back(self, tensor: Any) -> None:
        """Add the operations behind a tensor, up to the layers, each after what it uses."""
        self._read(tensor)
        path = [tensor]
        while path:
            current = path[-1]
            if id(current) in self._stop_of:
                path.pop()
                continue
            if id(current) in self._named:
                name = self._named[id(current)]
                self._stop_of[id(current)] = self._add("parameter", text=name, tensor=current)
                continue
            sign, operands = self._recorded.get(id(current), ("", []))
            missing = [x for x in operands if self._leads_back(x) and id(x) not in self._stop_of]
            if missing:
                path.extend(reversed(missing))
                continue
            path.pop()
            sources = [self._stop_of[id(x)] for x in operands if id(x) in self._stop_of]
            if sources:
                stop = self._add("operation", text=sign, tensor=current)
                self._stop_of[id(current)] = stop
                self.flow.ways.extend(Way(source.key, stop.key) for source in sources)
            else:
                self._recorded.pop(id(current), None)  # computed from constants alone

    def _leads_back(self, x: Any) -> bool:
        return id(x) in self._stop_of or id(x) in self._named or id(x) in self._recorded

    def _read(self, tensor: Any) -> None:
        """Take over what was recorded on the way to a tensor."""
        if not isinstance(tensor, Tensor) or id(tensor) in self._recorded:
            return
        data = graph(tensor)
        self._kept.append(data)
        of_key = {node.key: node for node in data.nodes}
        operands: dict[str, list[Any]] = {}
        for edge in data.edges:
            if edge.position is not None:
                operands.setdefault(edge.head, []).append(of_key[edge.tail].tensor)
        for node in data.nodes:
            if node.kind == "operation":
                self._recorded[id(node.tensor)] = (node.sign, operands.get(node.key, []))


def _named_outputs(output: Any) -> list[tuple[str, Any]]:
    """Return the Tensors of an output with the keys of a dict, or numbers, as their names."""
    if isinstance(output, Mapping):
        parts = [(str(key), list(tensors_in(value))) for key, value in output.items()]
    else:
        parts = [("output", list(tensors_in(output)))]
    return [
        (name if len(tensors) == 1 else f"{name} {number}", tensor)
        for name, tensors in parts
        for number, tensor in enumerate(tensors, start=1)
    ]
