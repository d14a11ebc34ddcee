"""The cases of conditions: comparisons, truth values, what is finite."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {}

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "less": (lambda x, y: x < y, np.less),
    "less_equal": (lambda x, y: x <= y, np.less_equal),
    "greater": (lambda x, y: x > y, np.greater),
    "greater_equal": (lambda x, y: x >= y, np.greater_equal),
    "equal": (lambda x, y: x == y, np.equal),
    "not_equal": (lambda x, y: x != y, np.not_equal),
    "bitwise_and": (lambda x, y: (x > 0) & (y > 0), lambda x, y: (x > 0) & (y > 0)),
    "bitwise_or": (lambda x, y: (x > 0) | (y > 0), lambda x, y: (x > 0) | (y > 0)),
    "bitwise_xor": (lambda x, y: (x > 0) ^ (y > 0), lambda x, y: (x > 0) ^ (y > 0)),
    "bitwise_not": (lambda x, y: ~(x > y), lambda x, y: ~(x > y)),
    "logical_and": (lambda x, y: ag.logical_and(x, y > 0), lambda x, y: np.logical_and(x, y > 0)),
    "logical_or": (lambda x, y: ag.logical_or(x > 0, y > 0), lambda x, y: (x > 0) | (y > 0)),
    "logical_xor": (lambda x, y: ag.logical_xor(x, y > 0), lambda x, y: np.logical_xor(x, y > 0)),
    "logical_not": (lambda x, y: ag.logical_not(x > y), lambda x, y: np.logical_not(x > y)),
    "isnan": (lambda x, y: ag.isnan(ag.where(y > 0, x, np.nan)), lambda x, y: y <= 0),
    "isinf": (lambda x, y: ag.isinf(ag.where(y > 0, x, -np.inf)), lambda x, y: y <= 0),
    "isfinite": (lambda x, y: ag.isfinite(ag.where(y > 0, x, np.nan)), lambda x, y: y > 0),
    "isclose": (lambda x, y: ag.isclose(x, y, 0.5, 0.1), lambda x, y: np.isclose(x, y, 0.5, 0.1)),
}  # fmt: skip
