"""How a network of neurons looks: colours, widths of lines, sizes and texts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograd.show.drawing import FONT_SIZE, Theme, number, readable, shortened, text_width

from ...checks import positive_integer
from ..options import theme_called
from .network import Weights

__all__ = ["LINE", "Looks", "looks", "widest", "written_name"]

LINE = FONT_SIZE * 1.25  # points from one line of text to the next

# Lines of positive and negative weights.
_SIGNS = {
    "light": ("#1f66c2", "#c03a2b"),
    "dark": ("#6fb1ff", "#ff8f80"),
    "colour-blind": ("#0072b2", "#d55e00"),  # of Okabe and Ito
}
_THINNEST, _THICKEST = 0.6, 3.6  # points


@dataclass(frozen=True)
class Looks:
    """How a network of neurons looks.

    Attributes:
        theme: the colours.
        positive: the colour of lines of positive weights.
        negative: of negative ones.
        dashed: whether the lines of negative weights are dashed, to differ without colours too.
        precision: significant digits of numbers.
    """

    theme: Theme
    positive: str
    negative: str
    dashed: bool
    precision: int

    def number(self, value: Any) -> str:
        """Write a number."""
        return number(value, self.precision)

    def weight(self, weights: Weights, target: int, source: int = 0) -> tuple[str, str]:
        """Write a weight: its name with its value, and its gradient, a dash for none."""
        value = self.number(weights.values[target, source])
        if weights.before is not None:
            value = f"{self.number(weights.before[target, source])} → {value}"
        gradient = "–"
        if weights.gradients is not None:
            gradient = self.number(weights.gradients[target, source])
        return f"{weights.name(target, source)} {value}", f"∂ {gradient}"

    def edge(self, weight: float, largest: float) -> Mapping[str, str]:
        """Return the attributes of an edge: its colour says the sign, its width the size."""
        if math.isnan(weight):
            return {"color": self.theme.warning, "style": "dotted", "penwidth": "1.5"}
        share = 1.0 if math.isinf(weight) else abs(weight) / largest if largest else 0.0
        color = self.positive if weight > 0 else self.negative if weight < 0 else self.theme.line
        return {
            "color": color,
            "penwidth": f"{_THINNEST + (_THICKEST - _THINNEST) * share:.2f}",
            **({"style": "dashed"} if self.dashed and weight < 0 else {}),
        }


def looks(theme: str, precision: int, where: str) -> Looks:
    """Return the looks of a theme.

    Raises:
        ValueError: there is no such theme, or the precision is no positive integer.
    """
    chosen = theme_called(theme, where)
    digits = positive_integer(precision, f"{where}: precision")
    return Looks(chosen, *_SIGNS[theme], theme == "colour-blind", digits)


def written_name(name: str) -> str:
    """Return a name as one short line."""
    return shortened(readable(name), 24)


def widest(*texts: str, bold: bool = False) -> float:
    """Return the width that the widest of some lines takes, in points."""
    return max((text_width(text, bold) for text in texts), default=0.0)
