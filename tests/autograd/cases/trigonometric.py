"""The cases of circular and hyperbolic functions and their inverses."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, away_from_zero, binary, unary

CASES: dict[str, list[Case]] = {
    "sin": [unary(ag.sin, np.sin)],
    "cos": [unary(ag.cos, np.cos)],
    "tan": [unary(ag.tan, np.tan, low=-1.2, high=1.2)],
    "arcsin": [unary(ag.arcsin, np.arcsin, low=-0.9, high=0.9)],
    "arccos": [unary(ag.arccos, np.arccos, low=-0.9, high=0.9)],
    "arctan": [unary(ag.arctan, np.arctan)],
    # Away from the origin, and from the jump on the negative x axis.
    "arctan2": [
        binary(ag.arctan2, np.arctan2, smooth=away_from_zero, analytic=False),
        binary(lambda y, x: ag.atan2(y + 3.0, x), lambda y, x: np.arctan2(y + 3.0, x), analytic=False),
        unary(lambda x: ag.arctan2(x, 2.0), lambda x: np.arctan2(x, 2.0), analytic=False),
        unary(lambda x: ag.arctan2(2.0, x), lambda x: np.arctan2(2.0, x), analytic=False),
    ],
    "sinh": [unary(ag.sinh, np.sinh)],
    "cosh": [unary(ag.cosh, np.cosh)],
    "tanh": [unary(ag.tanh, np.tanh)],
    "arcsinh": [unary(ag.arcsinh, np.arcsinh)],
    "arccosh": [unary(ag.arccosh, np.arccosh, low=1.2, high=4.0)],
    "arctanh": [unary(ag.arctanh, np.arctanh, low=-0.9, high=0.9)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
