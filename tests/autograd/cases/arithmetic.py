"""The cases of sums, products, quotients and powers."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, away_from_zero, binary, unary

CASES: dict[str, list[Case]] = {
    "add": [binary(lambda x, y: x + y, np.add)],
    "subtract": [binary(lambda x, y: x - y, np.subtract)],
    "multiply": [binary(lambda x, y: x * y, np.multiply)],
    "divide": [binary(lambda x, y: x / y, np.divide, smooth=away_from_zero)],
    "power": [
        binary(lambda x, y: x**y, np.power, low=0.3),
        *[unary(lambda x, p=p: x**p, lambda x, p=p: x**p, low=0.3) for p in (2, 3, 0, -1, 0.5)],
        unary(lambda x: x**3, lambda x: x**3),
        unary(lambda x: 2.0**x, lambda x: 2.0**x),
    ],
    "negative": [unary(lambda x: -x, np.negative)],
    "reciprocal": [unary(ag.reciprocal, np.reciprocal, smooth=away_from_zero)],
    "square": [unary(ag.square, np.square)],
    "absolute": [unary(abs, np.absolute, smooth=away_from_zero, analytic=False)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
