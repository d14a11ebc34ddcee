"""Where the neurons of a picture stand, and the numbers of the edges between them.

Columns stand side by side, and each spreads its neurons over the same height. The numbers of the
edges from one neuron stand below each other, at a fraction of the way. In a gap where that is too
narrow the neurons take turns at several fractions. What is found is checked: no two overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

__all__ = ["Arrangement", "Gap", "arrange"]

_BETWEEN = 4.0  # points between two labels
_BESIDE = 6.0  # points between a label and a neuron
_MOST_RANKS = 4
_STRETCHES = (1.0, 1.15, 1.3, 1.45, 1.6, 1.8, 2.0, 2.3, 2.6, 3.0, 4.0, 5.0)
_GROWTH = 1.08
_COST_OF_HIDING = 18.0
_COST_OF_TURNS = 100.0


@dataclass(frozen=True)
class Gap:
    """What stands between two columns.

    Attributes:
        edges: pairs of a slot on the left and one on the right, for edges with a label.
        width: of a label, in points.
        height: likewise.
        least: the least width of the gap, between the neurons' circles.
    """

    edges: Sequence[tuple[int, int]]
    width: float
    height: float
    least: float = 60.0


@dataclass(frozen=True)
class Arrangement:
    """Places in points, y upwards.

    Attributes:
        columns: for each column the x of its neurons.
        slots: for each column the y of each slot, from the top.
        labels: for each gap the centre of each label, by the edge.
        height: the height over which slots are spread.
    """

    columns: list[float]
    slots: list[list[float]]
    labels: list[dict[tuple[int, int], tuple[float, float]]]
    height: float


def arrange(
    slots: Sequence[int], gaps: Sequence[Gap], radius: float, spacing: float
) -> Arrangement:
    """Find places for columns of neurons and for the labels between them.

    Args:
        slots: the number of slots of each column.
        gaps: what stands between each two columns.
        radius: of a neuron.
        spacing: the least distance between the centres of two neurons of a column.
    """
    height = max(slots) * spacing
    best: tuple[float, float, list[_Filled]] | None = None
    while best is None or height < best[0]:
        levels = [_spread(number, height) for number in slots]
        found = [_filled(gap, levels[i], levels[i + 1], radius) for i, gap in enumerate(gaps)]
        filled = [gap for gap in found if gap is not None]
        cost = height + sum(gap.cost for gap in filled)
        if len(filled) == len(gaps) and (best is None or cost < best[0]):
            best = cost, height, filled
        height *= _GROWTH
    _, height, filled = best
    columns = [0.0]
    labels = []
    for gap in filled:
        labels.append({edge: (columns[-1] + x, y) for edge, (x, y) in gap.centres.items()})
        columns.append(columns[-1] + gap.distance)
    levels = [_spread(number, height).tolist() for number in slots]
    return Arrangement(columns, levels, labels, height)


def _spread(number: int, height: float) -> Any:
    return height / 2 - (np.arange(number) + 0.5) * height / number


@dataclass(frozen=True)
class _Filled:
    """A gap with its labels: how far apart its columns stand, and what is bad in it."""

    distance: float
    centres: dict[tuple[int, int], tuple[float, float]]
    turns: int = 0  # between how many more fractions of the way labels take turns
    hidden: int = 0  # how often a label lies on the line of another edge

    @property
    def cost(self) -> float:
        # Half the width, for screens are wide.
        return self.distance / 2 + _COST_OF_TURNS * self.turns + _COST_OF_HIDING * self.hidden


def _filled(gap: Gap, left: Any, right: Any, radius: float) -> _Filled | None:
    """Put the labels into a gap as well as can be; None if they overlap wherever they are put."""
    if not gap.edges:
        return _Filled(gap.least + 2 * radius, {})
    tails, heads = np.array(gap.edges).T
    room, line = gap.width + _BETWEEN, gap.height + _BETWEEN
    best: _Filled | None = None
    for ranks, stretch in product(range(1, min(_MOST_RANKS, len(left)) + 1), _STRETCHES):
        distance = stretch * max(2 * (radius + _BESIDE) + ranks * room, gap.least + 2 * radius)
        if best is not None and distance / 2 >= best.cost:
            continue
        for rank in (tails % ranks, (tails + heads) % ranks):
            x = radius + _BESIDE + room * (0.5 + rank)
            slope = (right[heads] - left[tails]) / distance
            y = left[tails] + slope * x
            apart = np.abs(y[:, None] - y)
            if ((np.abs(x[:, None] - x) < room - 1e-9) & (apart < line - 1e-9)).sum() > len(x):
                continue
            # Where the line of each edge (columns) is at the middle of each label (rows).
            lines = left[tails] + slope * x[:, None]
            reach = (gap.height + np.abs(slope) * gap.width) / 2
            hidden = int((np.abs(lines - y[:, None]) < reach).sum()) - len(x)
            centres = zip(map(float, x), map(float, y), strict=True)
            placed = dict(zip(gap.edges, centres, strict=True))
            candidate = _Filled(distance, placed, ranks - 1, hidden)
            if best is None or candidate.cost < best.cost:
                best = candidate
    return best
