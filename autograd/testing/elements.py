"""Checking the gradient with respect to one element, until it is right, wrong or not there."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from .differences import Measurement, is_aliased, measure, passes_at_once
from .findings import Finding
from .kinks import describe_kink
from .lines import Line, Tolerance, steps, wide_line
from .problem import Problem
from .rounding import jitter, most_certain, within_rounding

__all__ = ["check_element", "in_one_result", "is_clearly_wrong"]

_MOST_RESULTS = 8  # that are looked at to find one that shows the error


def check_element(
    problem: Problem, position: int, place: int, tolerance: Tolerance
) -> Finding | None:
    """Check the gradient with respect to one element, by all steps that it takes to decide."""
    wide = wide_line(problem, position, place, 1.0)
    if passes_at_once(wide, tolerance):
        return None
    measured: list[Measurement] = []
    clear: list[float] = []
    for line, t in steps(wide, 1.0):
        m = measure(line, t)
        before = max((abs(m.right - m.left) for m in measured if m.settled), default=0.0)
        measured.append(m)
        if m.error(line, tolerance, before) <= 1:
            return None
        if is_clearly_wrong(m, line, tolerance):
            # Seen twice, the same each time: no smaller step will bring the claim's slope.
            if clear and abs(clear[-1] - m.slope) <= 1e-3 * abs(line.claimed - m.slope):
                if not is_aliased(wide, m.slope):
                    clear.append(m.slope)
                    break
                clear.clear()
            clear.append(m.slope)
    jump = jitter(wide, measured[0].scale)
    if within_rounding(wide, measured, tolerance, jump) or _converges(measured, wide.claimed):
        return None
    index = tuple(map(int, np.unravel_index(place, problem.point[position].shape)))
    value = float(problem.point[position].reshape(-1)[place])
    best = most_certain(measured, jump)
    numeric = best.slope if best is not None else math.nan
    kink = doubt = None
    if len(clear) < 2:
        kink = describe_kink(measured)
        unsure = best.unsure(jump) if best is not None else math.inf
        if kink is None and not abs(wide.claimed - numeric) > 3 * unsure:
            doubt = None if math.isnan(wide.claimed) else unsure
    step = measured[-1].step if kink or best is None else best.step
    return Finding(position, place, problem.labels[position], index, value, wide.claimed, numeric,
                   doubt, kink, step)  # fmt: skip


def in_one_result(problem: Problem, finding: Finding, tolerance: Tolerance) -> Finding:
    """Return the same finding for one result alone, whose numbers a reader can follow.

    If every result is right by itself, as of a rule that ignores the gradient that arrives, it is
    the finding for the weighted sum, as it was.
    """
    position, place = finding.position, finding.number
    sides = [problem.moved(position, place, h) for h in (finding.step, -finding.step)]
    change = sum(np.abs(side - problem.results) for side in sides)
    change = np.where(np.isnan(change), np.inf, change)
    for number in np.argsort(-change, kind="stable")[:_MOST_RESULTS]:
        alone = check_element(problem.of_one_result(int(number)), position, place, tolerance)
        if alone is not None and alone.kind == finding.kind:
            return replace(alone, result=problem.result(int(number)))
    return finding


def is_clearly_wrong(m: Measurement, line: Line, tolerance: Tolerance) -> bool:
    """Tell whether one step says that the claim is wrong, beyond its own uncertainty."""
    off = abs(line.claimed - m.slope)
    if not m.settled or math.isnan(off):
        return False
    unsure = m.unsure()
    if math.isinf(off):
        return unsure <= 1e-3 * abs(m.slope)
    return off > 100 * unsure and m.error(line, tolerance) > 10


def _converges(measured: list[Measurement], claimed: float) -> bool:
    """Tell whether the slopes go to the claimed one as fast as the step goes to zero.

    They do no more than that where the second derivative jumps: relu(x)**2 at 0.
    """
    if not math.isfinite(claimed):
        return False
    by_step = sorted(measured, key=lambda m: -m.step)
    for before, now in pairwise(by_step):
        smaller = 4 * now.step / before.step
        if not abs(claimed - now.slope) <= smaller * abs(claimed - before.slope):
            return False
        if not abs(now.right - now.left) <= smaller * abs(before.right - before.left):
            return False
    return len(by_step) > 4
