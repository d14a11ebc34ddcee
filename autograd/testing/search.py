"""Finding the elements whose gradient is wrong: each one by itself, or by directions and bisection.

Of a large variable all elements are moved at once, each forward or back by chance: the slope along
such a direction is wrong if any element's gradient is. Two directions cost the same for a hundred
elements and for a million. Where one is wrong, it is halved until it names the element.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .differences import is_aliased, measure, passes_at_once
from .elements import check_element, is_clearly_wrong
from .findings import Finding
from .lines import Tolerance, steps, wide_line
from .problem import Problem

__all__ = ["search"]

Array = np.ndarray[Any, Any]

_DIRECTIONS = 2
_SAMPLE_OF_RIGHT = 8  # elements, at random, and as many by the size of their gradients
_MOST_NAMED = 8  # elements, of a variable that is searched by directions
_MOST_LINES = 600
_SMALLEST_STEP = 2.0**-20  # along a direction; smaller ones are for single elements
_SAMPLE = 32


def search(
    problem: Problem, tolerance: Tolerance, max_elements: int, generator: np.random.Generator
) -> list[Finding]:
    """Return what is wrong, variable by variable.

    Args:
        max_elements: a variable with more is searched by directions.
    """
    found: list[Finding] = []
    for position, value in enumerate(problem.point):
        linear = position >= problem.linear_from
        if value.size <= (1 if linear else max_elements):
            places = range(value.size)
            several = (check_element(problem, position, place, tolerance) for place in places)
            found += [finding for finding in several if finding is not None]
        else:
            found += _by_directions(problem, position, tolerance, generator)
    return found


def _by_directions(
    problem: Problem,
    position: int,
    tolerance: Tolerance,
    generator: np.random.Generator,
) -> list[Finding]:
    claimed = problem.claimed[position].reshape(-1)
    broken = np.flatnonzero(~np.isfinite(claimed))
    found = _each(problem, position, broken[:_MOST_NAMED], tolerance)
    places = np.flatnonzero(np.isfinite(claimed))
    for _ in range(_DIRECTIONS):
        if found or not places.size:
            break
        # Of both signs and of several sizes, for the parts of a slope shall not cancel; in
        # sixteenths, for the steps shall be exact.
        signs = generator.integers(0, 2, places.size) * 2.0 - 1.0
        paces = signs * generator.integers(8, 25, places.size) / 16.0
        if _error_along(problem, position, places, paces, tolerance) <= 1:
            continue
        found = _bisect(problem, position, places, paces, tolerance)
        if not found:  # it was no single element; a sample decides
            sample = generator.permutation(places)[:_SAMPLE]
            found = _each(problem, position, sample, tolerance)
    return found or _each(problem, position, _spread(places, claimed, generator), tolerance)


def _spread(places: Array, claimed: Array, generator: np.random.Generator) -> Array:
    """Return some places at random, and some from the smallest to the largest gradient.

    Along a direction a small gradient is lost beside large ones.
    """
    ordered = places[np.argsort(np.abs(claimed[places]), kind="stable")]
    by_size = ordered[np.linspace(0, max(len(places) - 1, 0), _SAMPLE_OF_RIGHT).astype(int)]
    return np.union1d(by_size, generator.permutation(places)[:_SAMPLE_OF_RIGHT])


def _each(
    problem: Problem, position: int, places: Array, tolerance: Tolerance
) -> list[Finding]:
    several = (check_element(problem, position, int(place), tolerance) for place in places)
    return [finding for finding in several if finding is not None]


def _bisect(
    problem: Problem, position: int, places: Array, paces: Array, tolerance: Tolerance
) -> list[Finding]:
    """Halve a direction that is wrong until single elements are left, and check these."""
    found: list[Finding] = []
    waiting = [(places, paces)]
    tried = 0
    while waiting and len(found) < _MOST_NAMED and tried < _MOST_LINES:
        places, paces = waiting.pop()
        if len(places) == 1:
            found += _each(problem, position, places, tolerance)
            continue
        middle = len(places) // 2
        halves = [(places[:middle], paces[:middle]), (places[middle:], paces[middle:])]
        errors = [_error_along(problem, position, *half, tolerance) for half in halves]
        tried += 2
        wrong = [half for half, error in zip(halves, errors, strict=True) if error > 1]
        if not wrong:  # halved, it fell below what is allowed: follow the larger part
            wrong = [halves[errors[1] > errors[0]]]
        waiting += reversed(wrong)
    return found


def _error_along(
    problem: Problem, position: int, places: Array, paces: Array, tolerance: Tolerance
) -> float:
    """Return how wrong the claim is along a direction, as a multiple of what is allowed."""
    wide = wide_line(problem, position, places, paces)
    if passes_at_once(wide, tolerance):
        return 0.0
    least = math.inf
    clear: list[float] = []
    for line, t in steps(wide, paces):
        if t < _SMALLEST_STEP:
            break
        m = measure(line, t)
        least = min(least, m.error(line, tolerance))
        if least <= 1:
            break
        if line is wide and is_clearly_wrong(m, line, tolerance):
            if clear and abs(clear[-1] - m.slope) <= 1e-3 * abs(line.claimed - m.slope):
                if not is_aliased(wide, m.slope):
                    break
                clear.clear()
            clear.append(m.slope)
    return least
