"""The cases of rounding, signs and remainders."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from autograd.ops.rounding import zeros_like
from tests.autograd.cases.case import Case, away_from_zero, binary, unary


def between_integers(x: Any) -> Any:
    """Values at least 0.2 from every integer and half integer."""
    return np.floor(2 * x) / 2 + 0.25


def divisors(x: Any) -> Any:
    """Values of either sign of which none divides 7, nor nearly so."""
    return np.sign(x) * (np.floor(np.abs(x)) + 1.6)


CASES: dict[str, list[Case]] = {
    "sign": [unary(ag.sign, np.sign, smooth=away_from_zero, analytic=False)],
    "floor": [unary(ag.floor, np.floor, smooth=between_integers, analytic=False)],
    "ceil": [unary(ag.ceil, np.ceil, smooth=between_integers, analytic=False)],
    "trunc": [unary(ag.trunc, np.trunc, smooth=between_integers, analytic=False)],
    "round": [
        unary(ag.round, np.round, smooth=between_integers, analytic=False),
        unary(round, np.round, smooth=between_integers, analytic=False),
        *[
            unary(lambda x, d=d: ag.round(x, d), lambda x, d=d: np.round(x, d), high=90.0,
                  smooth=lambda x, d=d: between_integers(x * 10**d) / 10**d, analytic=False)
            for d in (1, -1)
        ],
        unary(lambda x: ag.round(x, decimals=2), lambda x: np.round(x, 2),
              smooth=lambda x: between_integers(x * 100) / 100, analytic=False),
    ],
    "zeros_like": [unary(zeros_like, np.zeros_like)],
    "floor_divide": [
        binary(lambda x, y: (x + 0.1) // (y * 1.03), lambda x, y: (x + 0.1) // (y * 1.03),
               smooth=away_from_zero, analytic=False),
        unary(lambda x: x // 0.5, lambda x: x // 0.5, smooth=lambda x: between_integers(x) + 0.125,
              analytic=False),
        unary(lambda x: 7.0 // x, lambda x: 7.0 // x, smooth=divisors, analytic=False),
    ],
    "remainder": [
        binary(lambda x, y: (x + 0.1) % (y * 1.03), lambda x, y: (x + 0.1) % (y * 1.03),
               smooth=away_from_zero, analytic=False),
        unary(lambda x: x % 0.5, lambda x: x % 0.5, smooth=lambda x: between_integers(x) + 0.125,
              analytic=False),
        unary(lambda x: 7.0 % x, lambda x: 7.0 % x, smooth=divisors, analytic=False),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
