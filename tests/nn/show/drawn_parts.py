"""The parts of a picture of neurons, read from its DOT text: places, texts, edges."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from autograd.show.drawing.widths import text_width

__all__ = ["Box", "Parts", "two_two_one"]

LINE = re.compile(r"\t(\w+)(?: -> (\w+))? \[(.*)\]\n", re.DOTALL)
ATTRIBUTE = re.compile(r'(\w+)=("(?:\\.|[^"\\])*"|[^\s"]+)', re.DOTALL)


class Box(NamedTuple):
    """A rectangle in points, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        slack = 0.05  # places are written with two digits
        return (
            self.left < other.right - slack and other.left < self.right - slack
            and self.bottom < other.top - slack and other.bottom < self.top - slack
        )  # fmt: skip


class Parts:
    """What a picture consists of.

    Attributes:
        nodes: attributes by key.
        edges: attributes by id, with "tail" and "head".
        texts: what is written, by key.
    """

    def __init__(self, picture: Any) -> None:
        self.nodes: dict[str, dict[str, str]] = {}
        self.edges: dict[str, dict[str, str]] = {}
        for line in picture.digraph.body:
            found = LINE.fullmatch(line)
            assert found, line
            key, head, rest = found.groups()
            given = {name: _plain(value) for name, value in ATTRIBUTE.findall(rest)}
            if head is None:
                assert given["id"] == key not in self.nodes
                self.nodes[key] = given
            else:
                assert given["id"] not in self.edges
                self.edges[given["id"]] = {**given, "tail": key, "head": head}
        self.texts = {key: node["label"] for key, node in self.nodes.items() if "label" in node}

    def box(self, key: str) -> Box:
        """Return the rectangle that a part takes."""
        node = self.nodes[key]
        x, y = map(float, node["pos"].split(","))
        width, height = float(node["width"]) * 72, float(node["height"]) * 72
        if key in self.texts:
            width = text_width(self.texts[key], bold="Bold" in node.get("fontname", ""))
            height = 11.0
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def keys(self, start: str, end: str) -> list[str]:
        return [key for key in self.nodes if key.startswith(start) and key.endswith(end)]

    def circles(self) -> list[str]:
        return [key for key, node in self.nodes.items() if node["shape"] == "circle"]


def _plain(value: str) -> str:
    if value.startswith('"'):
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    return value.replace("&amp;", "&")


def two_two_one() -> Any:
    """The network of deck 1, "Back propagation example", in float64."""
    import nn

    model = nn.Sequential(
        nn.Linear(2, 2, bias=False, dtype="float64"), nn.Linear(2, 1, bias=False, dtype="float64")
    )
    model.load_state_dict({"0.weight": [[0.11, 0.21], [0.12, 0.08]], "1.weight": [[0.14, 0.15]]})
    return model
