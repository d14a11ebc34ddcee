"""The looks of a picture: colours by theme; shapes and borders by the kind of node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["SHAPES", "THEMES", "Theme"]


@dataclass(frozen=True)
class Theme:
    """The colours of a picture; every text has a contrast of at least 4.5 to what is behind it.

    Attributes:
        background: behind everything.
        text: names, values, operations.
        gradient: gradients, and derivatives on edges.
        warning: NaN, infinities, values that were updated since.
        line: borders and edges.
        fill: inside a node, by its kind.
        group: behind a group of nodes.
    """

    background: str
    text: str
    gradient: str
    warning: str
    line: str
    fill: Mapping[str, str]
    group: str


def _fills(value: str, leaf: str, constant: str, operation: str, module: str) -> dict[str, str]:
    return {"value": value, "leaf": leaf, "constant": constant, "operation": operation,
            "module": module}  # fmt: skip


THEMES = {
    "light": Theme(
        background="#ffffff", text="#1a1a1a", gradient="#a32020", warning="#8a2be2",
        line="#5a5a5a", group="#f7f8fa",
        fill=_fills("#ffffff", "#e3f0ff", "#f2f2f2", "#fff3d6", "#e6f4e6"),
    ),
    "dark": Theme(
        background="#16181d", text="#f0f0f0", gradient="#ffa39a", warning="#ffd84d",
        line="#a0a4ab", group="#1e2127",
        fill=_fills("#23262d", "#173a5e", "#33363d", "#4a3a12", "#1d4028"),
    ),
    # The colours of Okabe and Ito, which people of every colour vision tell apart: their blue and
    # vermilion (a little darker, to be read) for text, tints of four others behind it.
    "colour-blind": Theme(
        background="#ffffff", text="#000000", gradient="#005a8f", warning="#a84300",
        line="#4d4d4d", group="#f8f8f8",
        fill=_fills("#ffffff", "#d3ecfa", "#f0f0f0", "#fbe3ad", "#cdebe1"),
    ),
}  # fmt: skip

# Kinds of nodes differ without their colours too: Graphviz's attributes, other than a filled box.
SHAPES: Mapping[str, Mapping[str, str]] = {
    "value": {"style": "filled,rounded"},
    "leaf": {"penwidth": "2"},
    "constant": {"style": "filled,dashed"},
    "operation": {"shape": "ellipse", "margin": "0"},
    "module": {"peripheries": "2"},
}
