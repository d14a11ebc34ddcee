"""The report of a failed check: what is wrong where, by how much, and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from .causes import CUT, CUT_IN_RULE, likely_cause
from .conduct import Start
from .culprit import guilty_operations
from .elements import in_one_result
from .errors import GradientError, NotDifferentiable
from .findings import Finding
from .lines import Tolerance
from .problem import Problem
from .subject import Subject

__all__ = ["failure", "not_linear"]

_MOST_SHOWN = 8


def failure(
    subject: Subject,
    begun: Start,
    problem: Problem,
    found: Sequence[Finding],
    tolerance: Tolerance,
    complete: bool,
) -> GradientError:
    """Return the error to raise.

    Args:
        found: what is wrong; not empty.
        complete: whether every element was looked at, so that there are no others.
    """
    wrong, unclear, kinks = (
        [f for f in found if f.kind == kind] for kind in ("wrong", "unclear", "kink")
    )
    total = sum(problem.claimed[p].size for p in range(problem.linear_from))

    def count(findings: Sequence[Finding]) -> str:
        several = "element" if total == 1 else "elements"
        return f"{'' if complete else 'at least '}{len(findings)} of {total} {several}:"

    parts = []
    if wrong:
        cause = _cause(subject, begun, problem, wrong, tolerance)
        wrong.sort(key=lambda f: -(math.inf if math.isnan(f.relative_error) else
                                   round(f.relative_error, 6)))  # fmt: skip
        parts += [f"the {problem.what} of {subject.name} is wrong in {count(wrong)}",
                  *_shown(problem, wrong, tolerance, _compared), *cause]  # fmt: skip
    if unclear:
        parts += [f"the {problem.what} of {subject.name} cannot be checked in {count(unclear)}",
                  *_shown(problem, unclear, tolerance, _undecided),
                  "Finite differences do not settle there: the function is too rough or its values "
                  "too noisy. Does it compute in float32 inside?"]  # fmt: skip
    if kinks:
        what = subject.name if problem.what == "gradient" else f"the gradient of {subject.name}"
        parts += [f"{what} is not differentiable in {count(kinks)}",
                  *_shown(problem, kinks, tolerance, _kinked),
                  "The gradient at such a point is a convention. Check it beside the point "
                  "instead."]  # fmt: skip
    kind = GradientError if wrong or unclear else NotDifferentiable
    return kind("gradcheck: " + "\n".join(parts))


def not_linear(subject: Subject) -> GradientError:
    """Return the error for a backward pass that is right for these weights, but not linear."""
    return GradientError(
        f"gradcheck: the gradient of {subject.name} is right for one g, the gradient that arrives "
        f"at its outputs, but for -g it is not the opposite. A rule uses g otherwise than as a "
        f"factor"
    )


def _shown(
    problem: Problem,
    findings: Sequence[Finding],
    tolerance: Tolerance,
    write: Callable[[Finding], str],
) -> list[str]:
    lines = []
    for finding in findings[:_MOST_SHOWN]:
        f = in_one_result(problem, finding, tolerance)
        of = ""
        if f.result is None:
            of = " (of the outputs, with random weights)"
        elif problem.what != "gradient":
            of = f" (of {f.result}, for a random g)"
        elif problem.results.size > 1:
            of = f" (of {f.result})"
        lines.append(f"  {write(f)}{of}")
    more = len(findings) - _MOST_SHOWN
    return [*lines, f"  and {more} more"] if more > 0 else lines


def _compared(f: Finding) -> str:
    return (
        f"{f.place}: analytic {f.analytic:.8g}, numeric {f.numeric:.8g}, "
        f"relative error {f.relative_error:.3g}"
    )


def _undecided(f: Finding) -> str:
    return f"{f.place}: analytic {f.analytic:.8g}, numeric {f.numeric:.6g} to within {f.doubt:.2g}"


def _kinked(f: Finding) -> str:
    return f"{f.place} = {f.value:.6g}: {f.kink}"


def _cause(
    subject: Subject,
    begun: Start,
    problem: Problem,
    wrong: Sequence[Finding],
    tolerance: Tolerance,
) -> list[str]:
    cause = likely_cause(subject, begun, problem, wrong, tolerance)
    guilty = guilty_operations(subject, problem.what != "gradient", tolerance)
    if guilty:
        where = f"in the {'rules' if len(guilty) > 1 else 'rule'} of {' and '.join(guilty)}"
        return [f"Likely cause: {cause}, {where}." if cause else f"Likely cause: it is {where}."]
    if cause in (CUT, CUT_IN_RULE):
        return [f"Likely cause: {cause}."]
    path = "each rule is right by itself, so a path is missing: detach(), .data or NumPy on it"
    return [f"Likely cause: {cause}; but {path}." if cause else f"Likely cause: {path}."]
