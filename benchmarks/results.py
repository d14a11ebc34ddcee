"""What came out of a measurement: one row of the table."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

__all__ = ["Row", "row_of_times"]


@dataclass
class Row:
    """A ratio, with the bar that it should not exceed.

    Attributes:
        case: the case's name, for the command line.
        title: what was measured.
        against: whom or what we are compared with.
        ratio: ours over theirs: the median of the rounds.
        ours, theirs: the medians, in `unit`.
        unit: what these are given in.
        bar: the largest ratio that is good enough; None where there is none.
        aim: the one that we wish for.
        quartiles: of the ratios of the rounds; None where there was one alone.
        best: our best time over their best: what a quiet machine would show.
        rounds: how many there were.
    """

    case: str
    title: str
    against: str
    ratio: float
    ours: float
    theirs: float
    unit: str
    bar: float | None = None
    aim: float | None = None
    quartiles: tuple[float, float] | None = None
    best: float | None = None
    rounds: int = 1

    @property
    def met(self) -> bool | None:
        """Whether the ratio is within the bar; None where there is no bar."""
        return None if self.bar is None else self.ratio <= self.bar


def row_of_times(
    case: str, title: str, against: str, pairs: list[tuple[float, float]], parts: int = 1,
    bar: float | None = None, aim: float | None = None,
) -> Row:  # fmt: skip
    """Make a row of the seconds that both sides took in each round."""
    low, ratio, high = statistics.quantiles([a / b for a, b in pairs], n=4, method="inclusive")
    ours, theirs = (statistics.median(side) / parts for side in zip(*pairs, strict=True))
    scale, unit = next((s, u) for s, u in _UNITS if theirs >= 0.5 / s)
    return Row(
        case, title, against, ratio, ours * scale, theirs * scale, unit, bar, aim, (low, high),
        min(a for a, _ in pairs) / min(b for _, b in pairs), len(pairs),
    )  # fmt: skip


_UNITS = ((1, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns"))
