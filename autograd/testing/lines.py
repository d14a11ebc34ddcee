"""Lines through the point along which slopes are measured, and the steps to be taken on them.

Which step is right, the function knows alone: one of size 0.001 is far too large for log at 1e-12
and far too small at 1e8. So steps in proportion to 1 and to |x| are tried, from large to small,
until one gives what is claimed. A claim that is right agrees with all steps that are small enough;
one that is wrong would have to be hit by an error of just the right size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from .problem import Problem

__all__ = ["Line", "Tolerance", "norm", "steps", "wide_line"]

Array = np.ndarray[Any, Any]

# Results smaller than this count as being of this scale.
_LARGEST_EXPONENT = 1000  # of a step, which shall not overflow
_SMALLEST_SCALE = 1e-3


class Tolerance(NamedTuple):
    """Passing is `|analytic - numeric| <= rtol * max(|analytic|, |numeric|) + atol * scale`."""

    rtol: float
    atol: float


class Line:
    """A line through the point: one element of a variable, or many of them at once.

    Args:
        problem: whose results are measured.
        position: which variable.
        places: the elements, an integer or an array of them.
        move: the change of each per unit of t.
        share: how long it is, compared with the line whose steps are in proportion to max(1, |x|).

    Attributes:
        length: what the slope is taken with respect to: of one element its own value, else t.
        claimed: the slope that is claimed.
        size: of many elements the size of a typical one's part in the slope; of one element 0.
        touched: which results have been seen to change along it.
    """

    __slots__ = (
        "claimed", "length", "move", "places", "position", "problem", "share", "single", "size",
        "touched",
    )  # fmt: skip

    def __init__(
        self, problem: Problem, position: int, places: Any, move: Any, share: float = 1.0
    ) -> None:
        self.problem = problem
        self.position = position
        self.places = places
        self.move = move
        self.share = share
        self.touched = np.zeros(problem.results.shape, bool)
        parts = problem.claimed[position].reshape(-1)[places]
        self.single = isinstance(places, int)
        self.length = 1.0
        self.size = 0.0
        if self.single:
            self.claimed = float(parts)
            self.length = abs(float(move))
        else:
            parts = parts * move
            self.claimed = float(parts.sum())
            self.size = norm(parts) / math.sqrt(len(parts))

    def at(self, t: float) -> Array:
        """Return the results at t."""
        return self.problem.moved(self.position, self.places, t * self.move)

    def allowed(self, tolerance: Tolerance, numeric: float, scale: float) -> float:
        """Return by how much the claimed and the numeric slope may differ."""
        size = self.size if not self.single else max(abs(self.claimed), abs(numeric))
        if not math.isfinite(size):
            return 0.0
        return tolerance.rtol * size + self.negligible(tolerance, scale)

    def negligible(self, tolerance: Tolerance, scale: float) -> float:
        """Return the slope that is none, for results of this scale."""
        return tolerance.atol * max(scale, _SMALLEST_SCALE) * self.share / self.length


def wide_line(problem: Problem, position: int, places: Any, paces: Any) -> Line:
    """Return the line with steps in proportion to max(1, |x|), times the pace of each element.

    The proportions are powers of two, which adds no rounding of its own.
    """
    value = problem.point[position].reshape(-1)[places]
    exponent = np.clip(np.frexp(value)[1], 0, _LARGEST_EXPONENT)
    if isinstance(places, int):
        return Line(problem, position, places, math.ldexp(paces, int(exponent)))
    return Line(problem, position, places, np.ldexp(paces, exponent))


def _narrow_line(wide: Line, paces: Any) -> Line | None:
    """Return the line with steps in proportion to min(1, |x|), None if it is about the same."""
    value = wide.problem.point[wide.position].reshape(-1)[wide.places]
    exponent = np.frexp(value)[1].astype(np.int64)
    # Of a large number the last bits must still hold the step.
    narrow = np.where(exponent > 0, np.maximum(exponent - 24, 0), np.maximum(exponent - 1, -1000))
    shorter = np.maximum(exponent, 0) - narrow
    if not np.any(shorter > 2):
        return None
    share = math.ldexp(1.0, -int(np.min(shorter)))
    line = Line(wide.problem, wide.position, wide.places, np.ldexp(paces, narrow), share)
    line.touched = wide.touched  # the same array
    return line


def steps(wide: Line, paces: Any) -> Iterator[tuple[Line, float]]:
    """Yield the lines and steps to try, from large to small."""
    narrow = _narrow_line(wide, paces)
    for exponent in (-8, -11, -14, -20, -26, -32):
        yield wide, 2.0**exponent
        if narrow is not None and exponent >= -20:
            yield narrow, 2.0**exponent


def norm(values: Array) -> float:
    """Return the root of the sum of squares, which may be too large for these themselves."""
    largest = float(np.max(np.abs(values), initial=0.0))
    if not largest or not math.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(values / largest))
