"""The picture of a recorded graph, with a place for every number that will appear in it.

Graphviz places boxes of given sizes and the lines between them; what stands in them is put there
afterwards, so each text has an id by which frames can change it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import dist
from xml.etree.ElementTree import Element, SubElement

from ..drawing.widths import FONT_SIZE, text_width
from ..pictures.rendering import render
from ..reading._graph import Graph, Node
from .graph_texts import GraphTexts, Text
from .stage import LINE_HEIGHT, Stage

__all__ = ["graph_picture"]

Point = tuple[float, float]

_ROW = FONT_SIZE * LINE_HEIGHT
_MARGIN = 7.0  # points, around the text of a node
_SMALLEST = 30.0
_ARROW = 8.0  # the length of an arrow's head
_BEFORE_HEAD = 22.0  # from the end of an edge to the text on it, where no room was made for that

# Nodes. Of a larger graph Graphviz has to be told to look for a good layout less long, and making
# room for texts on edges would take it minutes.
_LARGEST_SOUGHT_LONG = 80
_SOONER = "nslimit=0.5 nslimit1=0.5 mclimit=0.1"


def graph_picture(graph: Graph, texts: GraphTexts, direction: str) -> str:
    """Return the picture of a graph as the text of an SVG file.

    The node of key v3 has the id `v3`, its texts `v3-name`, `v3-value`, `v3-gradient`; the edge at
    place 5 of the graph has the id `e5`, the contribution on it `e5-part`.

    Args:
        graph: its nodes and edges.
        texts: what they say.
        direction: "LR" or "TB", as in Graphviz.

    Raises:
        RuntimeError: no program that can draw was found.
    """
    sizes = {node.key: _size(node, texts.nodes[node.key]) for node in graph.nodes}
    stage = Stage(render(_dot(graph, sizes, texts.edges, direction), "svg").decode())
    for node in graph.nodes:
        _fill_node(stage.by_id[node.key], node, texts.nodes[node.key], sizes[node.key])
    for place in range(len(graph.edges)):
        _fill_edge(stage.by_id[f"e{place}"], f"e{place}", texts.edges.get(place))
    for group in stage.root.iter("g"):
        for title in group.findall("title"):  # the keys of nodes say nothing to a reader
            group.remove(title)
    return Stage.written(stage.root)


def _size(node: Node, texts: Sequence[Text]) -> tuple[float, float]:
    widths = [
        text_width(row, bold=text.kind == "name", monospace=text.monospace)
        for text in texts for row in text.rows
    ]  # fmt: skip
    width = max(widths, default=0.0) + 2 * _MARGIN
    height = len(widths) * _ROW + 2 * _MARGIN
    if node.kind == "operation":  # an ellipse has less room for what stands in it
        width, height = width * 1.15, height + 4
    return max(width, _SMALLEST), max(height, _SMALLEST)


def _dot(
    graph: Graph,
    sizes: Mapping[str, tuple[float, float]],
    edges: Mapping[int, Text],
    direction: str,
) -> str:
    """Return the graph in the DOT language: keys and sizes alone, no text of a user's."""
    is_large = len(graph.nodes) > _LARGEST_SOUGHT_LONG
    lines = [
        "digraph {",
        f"graph [rankdir={direction} ranksep=0.32 nodesep=0.25 {_SOONER if is_large else ''}]",
        'node [label="" fixedsize=true]',
        f"edge [fontsize={FONT_SIZE} arrowsize={_ARROW / 10:g}]",
    ]
    for node in graph.nodes:
        shape = "ellipse" if node.kind == "operation" else "box"
        width, height = (points / 72 for points in sizes[node.key])
        lines.append(
            f"{node.key} [id={node.key} shape={shape} width={width:.4f} height={height:.4f}]"
        )
    for place, edge in enumerate(graph.edges):
        label = ""
        if place in edges and not is_large:
            room = max(map(text_width, edges[place].rows))
            # As many digits as are as wide, whatever font Graphviz measures them in.
            label = f' label="{"0" * (1 + round(room / (0.5 * FONT_SIZE)))}"'
        lines.append(f"{edge.tail} -> {edge.head} [id=e{place}{label}]")
    return "\n".join([*lines, "}"])


def _fill_node(
    group: Element, node: Node, texts: Sequence[Text], size: tuple[float, float]
) -> None:
    """Put a shape of our own and the texts in the place of what Graphviz drew for a node."""
    x, y = _centre(group)
    width, height = size
    for child in list(group):
        group.remove(child)
    group.set("class", f"node {node.kind}")
    if node.kind == "operation":
        SubElement(group, "ellipse", _attributes(cx=x, cy=y, rx=width / 2, ry=height / 2))
    else:
        corner = 7 if node.kind == "value" else 1
        SubElement(group, "rect", _attributes(x=x - width / 2, y=y - height / 2, width=width,
                                              height=height, rx=corner))  # fmt: skip
    count = sum(len(text.rows) for text in texts)
    below = y - count * _ROW / 2 + 0.8 * FONT_SIZE + (_ROW - FONT_SIZE) / 2
    for text in texts:
        _add_text(group, node.key, text, (x, below))
        below += len(text.rows) * _ROW


def _fill_edge(group: Element, key: str, text: Text | None) -> None:
    """Give an edge an arrow for the way back, and a text of our own."""
    path, label = group.find("path"), group.find("text")
    head = group.find("polygon")
    if path is None or head is None:
        raise RuntimeError("walkthrough: the program that draws gave an edge no arrow")
    points = _points(path.get("d", ""))
    SubElement(group, "polygon", {"class": "back", "points": _arrow(*points[:2])})
    # Where the arrow's head is not shown the line goes on to its tip.
    tip = max(_points(head.get("points", "")), key=lambda corner: dist(corner, points[-1]))
    SubElement(group, "path", {"class": "rest", "d": f"M{_written(points[-1])}L{_written(tip)}"})
    if label is not None:
        group.remove(label)
    if text is not None:
        x, y = _towards(points[-1], points[-2], _BEFORE_HEAD)
        if label is not None:
            x, y = float(label.get("x", x)), float(label.get("y", y))
        _add_text(group, key, text, (x, y))


def _add_text(group: Element, key: str, text: Text, place: tuple[float, float]) -> None:
    """Add a text to a node or an edge; one that appears later is empty as yet."""
    element = SubElement(group, "text", {
        "id": f"{key}-{text.kind}", "class": text.kind + " monospace" * text.monospace,
        "text-anchor": "middle", "font-size": f"{FONT_SIZE:g}",
        **_attributes(x=place[0], y=place[1]),
    })  # fmt: skip
    Stage.set_text(element, "" if text.appears else "\n".join(text.rows))


def _centre(group: Element) -> tuple[float, float]:
    """Return the centre of a shape that Graphviz drew."""
    ellipse = group.find("ellipse")
    if ellipse is not None:
        return float(ellipse.get("cx", "0")), float(ellipse.get("cy", "0"))
    polygon = group.find("polygon")
    if polygon is None:
        raise RuntimeError("walkthrough: the program that draws gave a node no shape")
    xs, ys = zip(*_points(polygon.get("points", "")), strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _towards(start: Point, end: Point, length: float) -> Point:
    """Return the point at some distance from one point in the direction of another."""
    share = length / (dist(start, end) or 1.0)
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _arrow(start: Point, towards: Point) -> str:
    """Return the corners of an arrow's head at the start of a path, against its direction."""
    x, y = _towards(start, towards, _ARROW)
    half = 0.4  # its width, as a share of its length
    dx, dy = half * (x - start[0]), half * (y - start[1])
    corners = [start, (x - dy, y + dx), (x + dy, y - dx)]
    return " ".join(map(_written, corners))


def _points(text: str) -> list[Point]:
    """Return the points of a path or polygon: pairs of numbers."""
    numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _written(point: Point) -> str:
    return f"{point[0]:.2f},{point[1]:.2f}"


def _attributes(**numbers: float) -> dict[str, str]:
    return {name: f"{number:.2f}" for name, number in numbers.items()}
