"""Rounding inside a function, which its results do not show: how large it is, what it excuses."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .differences import SMALLEST_KINK, Measurement
from .lines import Line, Tolerance

__all__ = ["jitter", "most_certain", "within_rounding"]

_EPSILON = float(np.finfo(np.float64).eps)
_LARGEST_JITTER = 1e-11  # relative to what is rounded


def jitter(line: Line, scale: float) -> float:
    """Return how much the weighted sum of the results jumps about from rounding.

    Args:
        scale: the size of the results that change along the line.
    """
    output = line.problem.background_scale(line.position, line.places, 2.0**-8 * line.length)
    visible = _visible_jitter(line)
    if visible > _LARGEST_JITTER * max(1.0, scale, output):
        return 0.0  # the function itself jumps
    # Gradients inherit the rounding of outputs: a tanh that is 1 to within 1e-14 has a gradient
    # that is known to one digit.
    steepness = abs(line.claimed) / scale if scale else 0.0
    return max(visible, _EPSILON * output * max(1.0 / line.length, steepness))


def _visible_jitter(line: Line) -> float:
    """Return by how much it is seen to jump.

    Results that are a small difference of large numbers, as of `log(1 + x)` at 1e-9, jump by more
    than the rounding of their own size. Third differences at tiny steps show it: of a smooth
    function they are next to nothing.
    """
    problem = line.problem
    sizes = []
    for step in (2.0**-18, 2.0**-24, 2.0**-30):
        values = [
            float(problem.weights @ (line.at(k * step) - problem.results)) for k in range(-3, 4)
        ]
        sizes.append(float(np.max(np.abs(np.diff(values, 3)))) / math.sqrt(20))
    return max(sizes)


def within_rounding(
    line: Line, measured: Sequence[Measurement], tolerance: Tolerance, jump: float
) -> bool:
    """Tell whether the claim differs by no more than such jumps can do to a slope.

    Steps that are as telling as the best one, or nearly so, may say it.
    """
    best = most_certain(measured, jump)
    if best is None or not math.isfinite(line.claimed):
        return False
    for m in measured:
        noise = jump / m.step
        size = max(abs(line.claimed), abs(m.slope))
        slopes = max(size, abs(m.left), abs(m.right))
        if (
            m.unsure(jump) <= 4 * best.unsure(jump)
            and abs(line.claimed - m.slope) <= tolerance.rtol * size + 10 * noise
            and abs(m.kink) <= SMALLEST_KINK * slopes + 60 * noise
        ):
            return True
    return False


def most_certain(measured: Sequence[Measurement], jump: float) -> Measurement | None:
    """Return the measurement whose slope is known best."""
    settled = [m for m in measured if m.settled]
    return min(settled, key=lambda m: m.unsure(jump), default=None)
