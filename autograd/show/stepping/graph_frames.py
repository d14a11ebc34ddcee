"""The frames of a recorded graph: values appear one by one, then gradients flow back one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...symbol import Symbol
from ..derivation.steps import Derivation, Equation, Step, Term
from ..reading._graph import Graph, Node
from .edge_formulas import EdgeFormulas
from .equations import EquationWriter, Sides
from .frames import Frame
from .graph_texts import GraphTexts, Text

__all__ = ["graph_frames"]

_GONE = " Its numbers are gone: backward() has released them; retain_graph=True keeps them."


def graph_frames(graph: Graph, derivation: Derivation, texts: GraphTexts) -> list[Frame]:
    """Return the frames, from what is given to the gradients of the leaves.

    Args:
        graph: the nodes and edges.
        derivation: the equations and steps, one for each operation.
        texts: what nodes and edges say.
    """
    make = _Frames(graph, derivation, texts)
    return [
        make.given(),
        *(make.forward(e) for e in derivation.forward if e.formula is not None),
        *(frame for step in derivation.backward for frame in make.backward(step)),
        make.result(),
    ]


class _Way(NamedTuple):
    """An edge along which a part of a gradient comes."""

    place: int
    operation: Node
    term: Term  # of all that comes from the same operation
    is_alone: bool  # whether no other edge brings something from there


class _Frames:
    """Makes the frames of one graph."""

    def __init__(self, graph: Graph, derivation: Derivation, texts: GraphTexts) -> None:
        self.graph = graph
        self.derivation = derivation
        self.texts = texts
        self.write = EquationWriter(derivation)
        self.operations = {n.key: n for n in graph.nodes if n.kind == "operation"}
        self.values = {n.tensor: n for n in graph.nodes if n.key not in self.operations}
        self.computing = {n.tensor: n for n in self.operations.values()}
        self.edge_formulas = EdgeFormulas(derivation)
        self.into: dict[str, list[int]] = {node.key: [] for node in graph.nodes}
        for place, edge in enumerate(graph.edges):
            self.into[edge.head].append(place)
        self.section = ""

    def given(self) -> Frame:
        """Return the first frame: leaves and constants, and the outlines of all else."""
        lines = [self.write.equation(e) for e in self.derivation.forward if e.formula is None]
        waiting = [n.key for n in self.graph.nodes if n.kind in ("value", "operation")]
        waiting += map(_id, range(len(self.graph.edges)))
        output = self.derivation.output
        words = f"{output} is to be computed, and then its derivatives; this is what is given."
        return Frame(
            "Given", words, section=self._heading("Forward pass"), lines=tuple(lines),
            marks=dict.fromkeys(waiting, "waiting"),
            active={n.key: "now" for n in self.graph.nodes if n.kind == "leaf"},
        )  # fmt: skip

    def forward(self, equation: Equation) -> Frame:
        """Return the frame in which one operation computes its result."""
        result, operation = self.values[equation.tensor], self.computing[equation.tensor]
        inputs, (to_result,) = self.into[operation.key], map(_id, self.into[result.key])
        used = [*map(_id, inputs), *(self.graph.edges[place].tail for place in inputs)]
        now = [operation.key, to_result, result.key]
        line = self.write.equation(equation)
        return Frame(
            f"{_spoken(operation)} gives {equation.name}",
            f"Forward: {equation.name} is computed by {_spoken(operation)}."
            f"{_GONE * (equation.value is None)}",
            "forward",
            self._heading("Forward pass"),
            (line,),
            texts=_texts(result.key, self.texts.nodes[result.key], "value"),
            marks=dict.fromkeys((*now, *map(_id, inputs)), "forward"),
            active={**dict.fromkeys(used, "used"), **dict.fromkeys(now, "now")},
        )

    def backward(self, step: Step) -> list[Frame]:
        """Return the frames in which one gradient arrives: part by part, and then their sum."""
        ways = self._ways(step)
        if len(ways) < 2:
            return [self._arrival(step, ways)]
        parts = [self._part(step, way, number, len(ways)) for number, way in enumerate(ways, 1)]
        return [*parts, self._sum(step, ways)]

    def _arrival(self, step: Step, ways: Sequence[_Way]) -> Frame:
        """Return the frame of a gradient that comes along one edge, or starts at the output."""
        node = self.values[step.tensor]
        line = self.write.step(step)
        words = f"The way back starts at {step.name}: its derivative with respect to itself is 1."
        if ways:
            words = (
                f"Backward: the gradient of {step.name} comes from {ways[0].term.through}, through "
                f"{_spoken(ways[0].operation)}."
            )
        return Frame(
            f"Gradient of {step.name}",
            f"{words}{_remark(ways)}{_GONE * (step.value is None)}",
            "backward",
            self._heading("Backward pass"),
            (line,),
            texts=_texts(node.key, self.texts.nodes[node.key], "gradient"),
            marks=dict.fromkeys((node.key, *self._flow(ways)), "backward"),
            active={**self._flow(ways), node.key: "now"},
        )

    def _part(self, step: Step, way: _Way, number: int, count: int) -> Frame:
        """Return the frame of one of several parts of a gradient."""
        node = self.values[step.tensor]
        line = self._line_of(step, way)
        through = _spoken(way.operation)
        if not way.is_alone:
            through += f" (input {1 + (self.graph.edges[way.place].position or 0)})"
        return Frame(
            f"Gradient of {step.name}: part {number} of {count}, through {through}",
            f"Backward: {step.name} is used {count} times. Part {number} of its gradient comes "
            f"from {way.term.through}, through {through}.{_remark([way])}"
            f"{_GONE * (self.texts.arrived[way.place] is None)}",
            "backward",
            self._heading("Backward pass"),
            (line,),
            detail=True,
            texts=_texts(_id(way.place), [self.texts.edges[way.place]], "part"),
            marks=dict.fromkeys(self._flow([way]), "backward"),
            active={**self._flow([way]), node.key: "now"},
        )

    def _sum(self, step: Step, ways: Sequence[_Way]) -> Frame:
        """Return the frame that adds up the parts of a gradient."""
        node = self.values[step.tensor]
        arrived = [self.texts.arrived[way.place] for way in ways]
        line = self.write.total(step, arrived, self._formulas_of_parts(ways))
        return Frame(
            f"Gradient of {step.name}: the sum",
            f"Backward: the gradient of {step.name} is the sum of its {len(ways)} parts."
            f"{_GONE * (step.value is None)}",
            "backward",
            self._heading("Backward pass"),
            (line,),
            texts=_texts(node.key, self.texts.nodes[node.key], "gradient"),
            marks={node.key: "backward"},
            active={**dict.fromkeys((_id(way.place) for way in ways), "used"), node.key: "now"},
        )

    def result(self) -> Frame:
        """Return the last frame: the gradients of what was given."""
        leaves = [s for s in self.derivation.backward if self.values[s.tensor].kind == "leaf"]
        lines = tuple((line[0], line[-1]) for line in map(self.write.step, leaves))
        return Frame(
            "The gradients of what was given",
            "All gradients are there.",
            section=self._heading("Result"),
            lines=lines,
            active={self.values[leaf.tensor].key: "now" for leaf in leaves},
        )

    def _ways(self, step: Step) -> list[_Way]:
        """Return the edges along which a gradient comes, the oldest operation first."""
        terms = {term.tensor: term for term in step.terms}
        places = self.texts.ways.get(self.values[step.tensor].key, [])
        heads = [self.graph.edges[place].head for place in places]
        ways = []
        for place, head in zip(places, heads, strict=True):
            operation = self.operations[head]
            if operation.tensor in terms:
                ways.append(_Way(place, operation, terms[operation.tensor], heads.count(head) == 1))
        return ways

    def _line_of(self, step: Step, way: _Way) -> Sides:
        """Write what comes along one edge."""
        if way.is_alone:
            return self.write.path(step, way.term)
        return self.write.part(step, way.term, self._formula(way), self.texts.arrived[way.place])

    def _formulas_of_parts(self, ways: Sequence[_Way]) -> list[Symbol]:
        """Return the formula of each part, if the step's own does not have them one by one."""
        formulas = [self._formula(way) for way in ways]
        written = [formula for formula in formulas if formula is not None]
        has_own = all(way.is_alone for way in ways)
        return written if len(written) == len(ways) and not has_own else []

    def _formula(self, way: _Way) -> Symbol | None:
        if way.is_alone:
            return way.term.formula
        return self.edge_formulas.of(way.term, self.graph.edges[way.place].position)

    def _flow(self, ways: Iterable[_Way]) -> dict[str, str]:
        """Return what gradients come through, and from where: edges, operations, their results."""
        active: dict[str, str] = {}
        for way in ways:
            result = self.values[way.operation.tensor]
            behind = (result.key, *map(_id, self.into[result.key]), way.operation.key)
            active |= {**dict.fromkeys(behind, "used"), _id(way.place): "now"}
        return active

    def _heading(self, section: str) -> str:
        """Return the heading of a section where it begins, and nothing within it."""
        is_new, self.section = section != self.section, section
        return section if is_new else ""


def _id(place: int) -> str:
    return f"e{place}"


def _texts(key: str, texts: Iterable[Text], kind: str) -> dict[str, str]:
    return {f"{key}-{kind}": "\n".join(text.rows) for text in texts if text.kind == kind}


def _spoken(operation: Node) -> str:
    return (operation.name or "").replace("_", " ")


def _remark(ways: Sequence[_Way]) -> str:
    """Return what the derivation says in words: broadcasting, a rule without a formula."""
    words = " ".join(dict.fromkeys(way.term.words for way in ways if way.term.words))
    return f" ({words}.)" if words else ""
