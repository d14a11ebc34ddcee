"""What wrong numbers look like, and what usually made them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .conduct import Start, passing
from .elements import check_element
from .findings import Finding
from .lines import Tolerance
from .problem import Problem
from .subject import Subject

__all__ = ["CUT", "CUT_IN_RULE", "likely_cause"]

Array = np.ndarray[Any, Any]

CUT = (
    "the graph does not lead there (detach(), .data or NumPy on the way, or None for a rule), or "
    "the rule gives 0"
)
CUT_IN_RULE = (
    "a rule takes values out of the graph (detach(), .data, NumPy) where it must compute with the "
    "library's operations"
)
_NOT_LINEAR = (
    "the rule is not linear in g, the gradient that arrives, or takes it out of the graph with "
    "detach(), .data or NumPy"
)
_SAME = 1e-4  # relative; what is told apart here differs by far more


def likely_cause(
    subject: Subject,
    begun: Start,
    problem: Problem,
    found: Sequence[Finding],
    tolerance: Tolerance,
) -> str | None:
    """Return in words what is likely to have made these gradients wrong, None if nothing fits."""
    second = problem.what != "gradient"
    analytic = np.array([finding.analytic for finding in found])
    if not np.all(np.isfinite(analytic)):
        return "the rule divides by zero, or takes 0 times infinity"
    if any(finding.position >= problem.linear_from for finding in found):
        return _NOT_LINEAR
    if not analytic.any():
        if second:
            return CUT_IN_RULE
        return CUT
    if not second and (answer := _answer_to_weights(subject, begun, found)):
        return answer
    return _comparison(*_in_plain_sum(problem, found, tolerance))


def _in_plain_sum(
    problem: Problem, found: Sequence[Finding], tolerance: Tolerance
) -> tuple[Problem, Sequence[Finding]]:
    """Return the same for the sum of all results, in which weights do not veil a pattern."""
    plain = problem.with_weights(np.ones(problem.results.size))
    again = [check_element(plain, f.position, f.number, tolerance) for f in found]
    if any(finding is None for finding in again):
        return problem, found
    return plain, [finding for finding in again if finding is not None]


def _comparison(problem: Problem, found: Sequence[Finding]) -> str | None:
    analytic = np.array([finding.analytic for finding in found])
    numeric = np.array([finding.numeric for finding in found])
    if len({finding.position for finding in found}) == 1 and (moved := _moved(problem, found)):
        return moved
    if not numeric.any():
        return "the output does not depend on it, so its gradient must be 0"
    telling = numeric != 0
    ratios = analytic[telling] / numeric[telling]
    of_one = len(ratios) == 1 and problem.point[found[0].position].size > 1
    if telling.all() and not of_one and _alike(ratios, ratios[0]):
        return _factor(float(ratios.mean()))
    differences = analytic - numeric
    if len(found) > 1 and _alike(differences, differences[0]):
        return f"it is too large by {differences[0]:.6g} everywhere"
    if (swapped := _swapped(problem, found)) is not None:
        return swapped
    return None


def _alike(first: Any, second: Any) -> bool:
    size = float(np.max(np.abs(second), initial=0.0))
    return np.allclose(first, second, rtol=_SAME, atol=1e-9 * size)


def _factor(ratio: float) -> str:
    if math.isclose(ratio, -1.0, rel_tol=_SAME):
        return "its sign is wrong"
    simple = Fraction(ratio).limit_denominator(100)
    text = f"{ratio:.6g}"
    if simple.denominator > 1 and math.isclose(float(simple), ratio, rel_tol=1e-7):
        whole_tenths = math.isclose(ratio * 1000, round(ratio * 1000), rel_tol=1e-9)
        text = text if whole_tenths else str(simple)
    return f"it is {text} times what it should be"


def _numeric(problem: Problem, found: Sequence[Finding], position: int) -> Array:
    """Return the right gradient of a variable: the claimed one, where it was not found wrong."""
    right = problem.claimed[position].copy()
    for finding in found:
        if finding.position == position:
            right[finding.index] = finding.numeric
    return right


def _moved(problem: Problem, found: Sequence[Finding]) -> str | None:
    """Tell whether all the right numbers are there, in other places."""
    position = found[0].position
    claimed, right = problem.claimed[position], _numeric(problem, found, position)
    if claimed.size < 2 or _alike(claimed, right):
        return None
    if claimed.ndim >= 2 and claimed.shape[-1] == claimed.shape[-2]:
        turned = np.swapaxes(claimed, -1, -2)
        if _alike(turned, right):
            return "it is transposed"
    for axis in range(claimed.ndim):
        if _alike(np.flip(claimed, axis), right):
            return f"it is in reverse order along axis {axis}"
    if _alike(np.sort(claimed, axis=None), np.sort(right, axis=None)):
        return "the right numbers are in the wrong places"
    return None


def _swapped(problem: Problem, found: Sequence[Finding]) -> str | None:
    positions = sorted({finding.position for finding in found})
    if len(positions) != 2:
        return None
    one, two = positions
    if problem.claimed[one].shape != problem.claimed[two].shape:
        return None
    crossed = _alike(problem.claimed[one], _numeric(problem, found, two))
    if crossed and _alike(problem.claimed[two], _numeric(problem, found, one)):
        return f"the gradients of {problem.labels[one]} and {problem.labels[two]} are exchanged"
    return None


def _answer_to_weights(subject: Subject, begun: Start, found: Sequence[Finding]) -> str | None:
    """Tell whether the gradients follow the gradients that arrive at the outputs."""
    doubled = [2.0 * w for w in begun.weights]
    answer = passing(subject, lambda: subject.gradients(subject.point, doubled))
    before = np.array([begun.gradients[f.position][f.index] for f in found])
    after = np.array([answer[f.position][f.index] for f in found])
    if _alike(after, before):
        return "the rule ignores g, the gradient that arrives: it must multiply by it"
    if not (begun.odd and _alike(after, 2.0 * before)):
        return "the rule is not linear in g, the gradient that arrives"
    return None
