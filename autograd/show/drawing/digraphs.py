"""A graph as Graphviz draws it: labels, shapes, colours and sizes of nodes; edges; clusters."""

from __future__ import annotations

import html
import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..pictures.picture import Picture
from ..reading._graph import Edge, Graph, Group, Node
from ..reading.local_derivatives import LocalDerivative
from .labels import Line, label_lines
from .themes import SHAPES, THEMES, Theme
from .widths import FONT_SIZE, text_width
from .written import fits_one_line, one_line, readable, shortened

if TYPE_CHECKING:
    import graphviz

__all__ = ["Options", "edge_id", "picture_of"]

# Helvetica and Arial where they are; a browser finds letters of other scripts by itself.
_FONT = "Helvetica,Arial,sans-serif"
_MONOSPACE = "DejaVu Sans Mono,Menlo,Consolas,monospace"
_LINE_HEIGHT = 1.35  # of the font's size
_POINTS = 72  # in an inch
_LONGEST_FORMULA = 36
# Above so many nodes Graphviz stops improving their places before it takes minutes.
_MOST_IN_FULL_CARE = 200


@dataclass(frozen=True)
class Options:
    """What a picture of a graph shows, and how.

    Attributes:
        direction: where the output lies: "LR" right, "RL" left, "TB" below, "BT" above.
        precision: significant digits of numbers.
        theme: the name of one of `THEMES`.
        show: which of `SHOWN`.
        edges: "local" derivatives or "contributions" on the edges, or None.
        title: above the picture, or None.
    """

    direction: str = "LR"
    precision: int = 4
    theme: str = "light"
    show: Collection[str] = ("values", "gradients", "parameters")
    edges: str | None = None
    title: str | None = None


def picture_of(data: Graph, options: Options | None = None) -> Picture:
    """Return the picture of a graph; its nodes' and edges' `id` are their keys and `edge_id`."""
    options = options or Options()
    made = _empty(options)
    if len(data.nodes) > _MOST_IN_FULL_CARE:
        made.graph_attr["nslimit"] = "0.5"
    theme = THEMES[options.theme]
    groups = {group.key: group for group in data.groups}
    inside = {key: group.key for group in data.groups for key in group.nodes}
    clusters = {group.key: _cluster(i, group, theme) for i, group in enumerate(data.groups)}
    for node in data.nodes:
        place = clusters[inside[node.key]] if node.key in inside else made
        _add_node(place, node, options, theme)
    # A cluster is copied into the one around it: so the innermost come first.
    for group in sorted(data.groups, key=lambda g: -_depth(g, groups)):
        around = made if group.parent is None else clusters[group.parent]
        around.subgraph(clusters[group.key])
    kinds = {node.key: node.kind for node in data.nodes}
    numbered: Counter[tuple[str, str]] = Counter()
    for edge in data.edges:
        ends = edge.tail, edge.head
        carries = kinds[edge.tail] != "constant" and kinds[edge.head] == "operation"
        text = _on_edge(edge, options) if carries else ""
        label = _table([Line("gradient", text)], theme, beside=2) if text else None
        made.edge(*ends, label=label, id=edge_id(edge, numbered[ends]))
        numbered[ends] += 1
    return Picture(made)


def edge_id(edge: Edge, number: int) -> str:
    """Return the `id` of an edge, the `number`-th (from 0) between the same two nodes."""
    return f"{edge.tail}-{edge.head}-{number}"


def _empty(options: Options) -> graphviz.Digraph:
    import graphviz

    theme = THEMES[options.theme]
    font = {"fontname": _FONT, "fontsize": str(FONT_SIZE), "fontcolor": theme.text}
    title = {}
    if options.title:
        line = Line("name", shortened(readable(options.title), 120))
        title = {"label": _table([line], theme), "labelloc": "t"}
    return graphviz.Digraph(
        graph_attr={
            "rankdir": options.direction, "ranksep": "0.35", "nodesep": "0.25",
            "bgcolor": theme.background, **font, **title,
        },
        node_attr={
            **font, "color": theme.line, "shape": "box", "style": "filled",
            "margin": "0.11,0.06", "width": "0", "height": "0",
        },
        edge_attr={**font, "color": theme.line, "arrowsize": "0.7"},
    )  # fmt: skip


def _add_node(place: graphviz.Digraph, node: Node, options: Options, theme: Theme) -> None:
    import graphviz

    lines = label_lines(node, options.precision, options.show)
    look = {**SHAPES[node.kind], "fillcolor": theme.fill[node.kind], "id": node.key}
    if node.updated or any(line.kind == "warning" for line in lines):
        look["color"] = theme.warning
    if node.kind == "operation":
        width, height = _size(lines)
        # The least ellipse of its kind around a rectangle is wider by the root of 2, and higher.
        look |= {
            "width": f"{(width + 4) * math.sqrt(2) / _POINTS:.2f}",
            "height": f"{height * math.sqrt(2) / _POINTS:.2f}",
        }
        # A backslash in a name is a backslash, but the end of a line is DOT's \\n.
        label = graphviz.nohtml("\\n".join(_escaped(line.text) for line in lines))
    else:
        label = _table(lines, theme)
    place.node(node.key, label, **look)


def _on_edge(edge: Edge, options: Options) -> str:
    """Return what is written on an edge to an operation, in one line."""
    if options.edges == "contributions":
        if edge.contribution is None:
            return "–"
        if fits_one_line(edge.contribution):
            return one_line(edge.contribution, options.precision)
        return " × ".join(map(str, edge.contribution.shape))
    if options.edges == "local" and edge.local is not None:
        return _factor(edge.local, options.precision)
    return ""


def _factor(local: LocalDerivative, precision: int) -> str:
    """Write a local derivative: its number or numbers if they are few, else its formula."""
    value = local.value
    if value is not None and np.size(value) and np.all(value == np.ravel(value)[0]):
        return one_line(np.ravel(value)[0], precision)
    if value is not None and fits_one_line(value):
        return one_line(value, precision)
    if local.formula is None or (value is None and local.is_number):
        return "–"  # values are gone
    return shortened(readable(local.formula), _LONGEST_FORMULA)


def _cluster(number: int, group: Group, theme: Theme) -> graphviz.Digraph:
    import graphviz

    title = Line("name", shortened(readable(group.title), 60))
    return graphviz.Digraph(
        name=f"cluster_{number}",
        graph_attr={
            "id": _escaped(readable(group.key)), "label": _table([title], theme), "labeljust": "l",
            "style": "filled,rounded", "fillcolor": theme.group, "color": theme.line,
            "penwidth": "2" if group.repeats > 1 else "1",
        },
    )  # fmt: skip


def _depth(group: Group, groups: dict[str, Group]) -> int:
    depth = 0
    while group.parent is not None:
        group = groups[group.parent]
        depth += 1
    return depth


def _size(lines: Iterable[Line]) -> tuple[float, float]:
    """Return the width and height that lines of text take at most, in points."""
    widths = [text_width(line.text, line.kind == "name", line.monospace) for line in lines]
    return max(widths), len(widths) * FONT_SIZE * _LINE_HEIGHT


def _table(lines: list[Line], theme: Theme, beside: int = 0) -> str:
    """Return lines as an HTML-like label of their own width, each in its colour.

    They start at the left: Graphviz gives each only a start, by widths of another font.

    Args:
        beside: points around each line.
    """
    width = _size(lines)[0] + 2 * beside
    rows = "".join(f'<tr><td align="left">{_styled(line, theme)}</td></tr>' for line in lines)
    return (
        f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="{beside}" '
        f'width="{math.ceil(width)}">{rows}</table>>'
    )


def _styled(line: Line, theme: Theme) -> str:
    # Graphviz reads \\N and the like here too, and takes several spaces for one.
    text = html.escape(line.text, quote=False).replace("\\", "\\\\").replace("  ", " &#160;")
    if line.kind == "name":
        return f"<b>{text}</b>"
    color = {"gradient": theme.gradient, "warning": theme.warning}.get(line.kind)
    attributes = f' color="{color}"' if color else ""
    if line.monospace:
        attributes += f' face="{_MONOSPACE}"'
    return f"<font{attributes}>{text}</font>" if attributes else text


def _escaped(text: str) -> str:
    """Return text for an ordinary label, where Graphviz would read escapes and entities."""
    return text.replace("\\", "\\\\").replace("&", "&amp;")
