"""A picture whose parts stand where they are put: circles, boxes, lines, texts, each with an id."""

from __future__ import annotations

from typing import Any

from autograd.show import Picture
from autograd.show.drawing import FONT_SIZE, Theme

__all__ = ["Canvas"]


class Canvas:
    """A picture made of parts with given places, in points, y upwards.

    What is put down later stands before what was put down earlier; lines are behind all else.

    Args:
        theme: the colours.
    """

    def __init__(self, theme: Theme) -> None:
        import graphviz

        self._theme = theme
        self._escape = graphviz.escape
        self._nohtml = graphviz.nohtml
        self._digraph = graphviz.Digraph(
            "network",
            graph_attr={
                "bgcolor": theme.background, "outputorder": "edgesfirst", "pad": "0.15",
                "splines": "line",
            },
            node_attr={
                "fontname": "Helvetica", "fontsize": str(FONT_SIZE), "label": "", "margin": "0",
            },
            edge_attr={"arrowhead": "none"},
        )  # fmt: skip

    def circle(self, key: str, x: float, y: float, radius: float, fill: str) -> None:
        """Put down a circle, at which lines may end."""
        size = _inches(2 * radius)
        self._node(key, x, y, shape="circle", width=size, height=size, fixedsize="true",
                   style="filled", fillcolor=fill, color=self._theme.line)  # fmt: skip

    def box(
        self, key: str, x: float, y: float, width: float, height: float, fill: str,
        line: str | None = None,
    ) -> None:  # fmt: skip
        """Put down a box, at which lines may end; without a border, unless it has a colour."""
        self._node(key, x, y, shape="box", width=_inches(width), height=_inches(height),
                   fixedsize="true", style="filled", fillcolor=fill, color=line or fill,
                   penwidth="1" if line else "0")  # fmt: skip

    def text(
        self, key: str, x: float, y: float, text: str, color: str | None = None, bold: bool = False
    ) -> None:
        """Put down a line of text around a place."""
        if not text:
            return
        bold_font = {"fontname": "Helvetica-Bold"} if bold else {}
        # Half a character has no bytes, and an entity in a name is not one.
        label = self._nohtml(self._escape(text).replace("&", "&amp;"))
        self._node(key, x, y, shape="plaintext", width="0", height="0", label=label,
                   fontcolor=color or self._theme.text, **bold_font)  # fmt: skip

    def line(self, key: str, tail: str, head: str, tooltip: str = "", **looks: str) -> None:
        """Put down a line between two circles or boxes, by their keys."""
        if tooltip:
            looks["edgetooltip"] = self._escape(tooltip)
        self._digraph.edge(tail, head, id=key, **looks)

    def picture(self) -> Picture:
        """Return all that was put down."""
        return Picture(self._digraph, engine="neato")

    def _node(self, key: str, x: float, y: float, **attributes: Any) -> None:
        self._digraph.node(key, id=key, pos=f"{x:.2f},{y:.2f}", **attributes)


def _inches(points: float) -> str:
    return f"{points / 72:.4f}"
