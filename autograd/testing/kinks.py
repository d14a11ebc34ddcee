"""Points without a derivative, told from wrong gradients by how the slopes go as the step shrinks.

    smooth     the slopes on both sides approach each other, in proportion to the step
    kink       they do not: abs at 0, relu at 0, a tie of a maximum
    jump       they grow like 1/step: floor at an integer
    infinite   they grow more slowly than that: a cube root at 0
    border     on one side there is no finite value: sqrt at 0
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .differences import Measurement

__all__ = ["describe_kink"]


def describe_kink(measured: Sequence[Measurement]) -> str | None:
    """Return in words why there is no derivative, or None if there seems to be one.

    Args:
        measured: what several steps said of one element.
    """
    by_step = sorted(measured, key=lambda m: -m.step)
    settled = [m for m in by_step if m.settled]
    if not settled:
        return _border(by_step)
    bends = [m.right - m.left for m in settled]
    last = _smallest_telling(settled, bends)
    growth = [abs(m.central) for m in settled]
    steep = _smallest_telling(settled, growth)
    if last is not None and abs(bends[last]) >= 0.5 * abs(bends[last - 1]):
        before, now = settled[last - 1], settled[last]
        if abs(bends[last]) * now.step > 0.5 * abs(bends[last - 1]) * before.step:
            return f"a jump, by {_number(abs(bends[last]) * now.step / 2)}"
        if abs(bends[last]) > 1.5 * abs(bends[last - 1]):
            return "an infinite slope"
        sides = f"with slope {_number(now.left)} on its left and {_number(now.right)} on its right"
        return f"a kink, {sides}"
    if steep is not None and steep >= 2 and growth[steep] > 2 * growth[steep - 1] > (
        4 * growth[steep - 2]
    ):
        before, now = settled[steep - 1], settled[steep]
        if growth[steep] * now.step > 0.5 * growth[steep - 1] * before.step:
            return f"a jump, by {_number(growth[steep] * now.step)}"
        return "an infinite slope"
    return None


def _smallest_telling(settled: Sequence[Measurement], sizes: Sequence[float]) -> int | None:
    """Return the smallest step whose rounding is small beside what the step before it showed."""
    for i in range(len(settled) - 1, 0, -1):
        if settled[i].noise <= 0.1 * abs(sizes[i - 1]) and sizes[i - 1]:
            return i
    return None


def _border(by_step: Sequence[Measurement]) -> str | None:
    for name, sides in (("left", [m.left for m in by_step]), ("right", [m.right for m in by_step])):
        other = [m.right if name == "left" else m.left for m in by_step]
        if not any(map(math.isfinite, sides)) and all(map(math.isfinite, other)):
            return f"a border, with no finite value on its {name}"
    return None


def _number(value: float) -> str:
    return f"{value:.4g}"
