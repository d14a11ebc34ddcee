"""Finite differences along a line: the slope, how well it is known, and whether it has a kink.

Along a line the weighted sum of the results is a function p of one number t. With two steps, h and
h/2, Richardson's extrapolation `(4 c(h/2) - c(h)) / 3` of the central differences c has an error
of order h**4, so that h may be large and rounding small. The one-sided slopes differ by about
h p''(0), which goes to zero with h; at a kink they differ by the kink, whatever h.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from .lines import Line, Tolerance, norm
from .problem import Problem

__all__ = ["SMALLEST_KINK", "Measurement", "is_aliased", "measure", "passes_at_once"]

Array = np.ndarray[Any, Any]

# One-sided slopes that differ by less, relative to the slope, are no kink to speak of.
SMALLEST_KINK = 2.0**-11
_AT_ONCE = 2.0**-17  # where a plain central difference has an error of about 1e-11
_ROUNDING = 16 * float(np.finfo(np.float64).eps)  # of a result, as computed in some operations
_BENT_BY_ROUNDING = 1e-8  # at most, relative to the results
_MOST_NOISE = 100  # times what is allowed


class Measurement(NamedTuple):
    """What one step h says of the slope along a line.

    Attributes:
        step: h, in the units of the line.
        slope: the extrapolated slope.
        central: the central difference with h/2.
        left, right: the one-sided slopes with h/2; not finite outside the function's domain.
        kink: by how much these would differ for h = 0, were the rest of p a parabola.
        doubt: how far the slope may be off.
        noise: how far the rounding of the results may put it off.
        scale: the size of the results that change along the line.
    """

    step: float
    slope: float
    central: float
    left: float
    right: float
    kink: float
    doubt: float
    noise: float
    scale: float

    @property
    def settled(self) -> bool:
        """Whether everything is finite."""
        return math.isfinite(self.slope) and math.isfinite(self.kink)

    def unsure(self, jump: float = 0.0) -> float:
        """Return how far the slope may be off altogether, where results jump about by so much."""
        return self.doubt + abs(self.kink) / 2 + max(self.noise, 10 * jump / self.step)

    def error(self, line: Line, tolerance: Tolerance, bent_before: float = 0.0) -> float:
        """Return how wrong the claim is, as a multiple of what is allowed; above 1 it is wrong.

        A kink counts as wrong.

        Args:
            bent_before: by how much the one-sided slopes differed at larger steps.
        """
        if not self.settled or not math.isfinite(line.claimed):
            return math.inf
        off = abs(line.claimed - self.slope)
        allowed = line.allowed(tolerance, self.slope, self.scale)
        # So small a step would not show the kink that larger ones may have shown.
        if self.noise > max(_MOST_NOISE * allowed, 0.1 * bent_before):
            return math.inf
        if not line.single:
            allowed += self.noise
        size = max(abs(line.claimed), abs(self.left), abs(self.right)) if line.single else line.size
        bent = abs(self.kink)
        # Rounding may bend a little, but at the smallest steps not so much as to hide a kink.
        bearable = SMALLEST_KINK * size + line.negligible(tolerance, self.scale)
        bearable += min(8 * self.noise, _BENT_BY_ROUNDING * self.scale / line.length)
        return max(_ratio(off, allowed), _ratio(bent, bearable))


def passes_at_once(line: Line, tolerance: Tolerance) -> bool:
    """Tell whether the plain central difference already agrees, and there is no sign of a kink.

    It is what nearly all checks of right gradients come to.
    """
    problem = line.problem
    up, down = line.at(_AT_ONCE), line.at(-_AT_ONCE)
    width = _AT_ONCE * line.length
    slope = float(problem.weights @ (up - down)) / (2 * width)
    bend = float(problem.weights @ ((up - problem.results) + (down - problem.results))) / width
    size = abs(line.claimed) if line.single else line.size
    if not abs(bend) <= SMALLEST_KINK * size:
        return False
    off = abs(line.claimed - slope)
    if off <= line.allowed(tolerance, slope, 0.0):
        return True
    return off <= line.allowed(tolerance, slope, _scale(problem, up != down))


def measure(line: Line, t: float) -> Measurement:
    """Measure the slope along a line with the steps t and t/2."""
    problem = line.problem
    weights, here = problem.weights, problem.results
    far_up, far_down = line.at(t), line.at(-t)
    up, down = line.at(t / 2), line.at(-t / 2)
    h = t * line.length
    far = float(weights @ (far_up - far_down)) / (2 * h)
    central = float(weights @ (up - down)) / h
    far_bend = float(weights @ ((far_up - here) + (far_down - here))) / h
    bend = float(weights @ ((up - here) + (down - here))) / (h / 2)
    # A step too small to change a result is too small for the result's rounding.
    touched = line.touched
    touched |= (far_up != here) | (far_down != here)
    sizes = np.maximum(np.abs(far_up), np.abs(far_down))[touched] * np.abs(weights[touched])
    return Measurement(
        step=h,
        slope=(4 * central - far) / 3,
        central=central,
        left=float(weights @ (here - down)) / (h / 2),
        right=float(weights @ (up - here)) / (h / 2),
        kink=2 * bend - far_bend,
        doubt=abs(central - far) / 3,
        noise=_ROUNDING * norm(sizes) / h,
        scale=_scale(problem, touched),
    )


def _scale(problem: Problem, changed: Array) -> float:
    """Return the size of the results that change; where none does, of all."""
    sizes = problem.weighted[changed] if changed.any() else problem.weighted
    return float(sizes.max(initial=0.0))


def _ratio(a: float, b: float) -> float:
    return a / b if b else (0.0 if not a else math.inf)


def is_aliased(wide: Line, slope: float) -> bool:
    """Tell whether a tiny step contradicts a slope on which large steps agreed.

    Of sin(1e6 x) two large steps say nearly the same, and nothing about the slope.
    """
    tiny = measure(wide, 2.0**-26)
    if not math.isfinite(tiny.slope):
        return True
    off = abs(tiny.slope - slope)
    return off > max(4 * tiny.noise, 0.5 * abs(wide.claimed - slope))
