"""The cases of where, maximum, clip and comparisons."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from autograd import Tensor
from tests.autograd.cases.case import Case, binary, unary

MASK = np.array([True, False, True])

CASES: dict[str, list[Case]] = {
    "maximum": [binary(ag.maximum, np.maximum)],
    "minimum": [binary(ag.minimum, np.minimum)],
    "where": [Case(lambda x, y: ag.where(MASK, x, y), lambda x, y: np.where(MASK, x, y),
                   [((3,), (3,)), ((2, 3), ()), ((1,), (2, 1)), ((0, 3), ())])],
    "clip": [
        unary(lambda x: ag.clip(x, -1.0, 0.5), lambda x: np.clip(x, -1.0, 0.5)),
        unary(lambda x: x.clip(min=Tensor(0.1, dtype=x.dtype)), lambda x: np.maximum(x, 0.1)),
        unary(lambda x: x.clamp(max=0.1), lambda x: np.minimum(x, 0.1)),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "less": (lambda x, y: x < y, np.less),
    "less_equal": (lambda x, y: x <= y, np.less_equal),
    "greater": (lambda x, y: x > y, np.greater),
    "greater_equal": (lambda x, y: x >= y, np.greater_equal),
    "equal": (lambda x, y: x == y, np.equal),
    "not_equal": (lambda x, y: x != y, np.not_equal),
    "bitwise_and": (lambda x, y: (x > 0) & (y > 0), lambda x, y: (x > 0) & (y > 0)),
    "bitwise_or": (lambda x, y: (x > 0) | (y > 0), lambda x, y: (x > 0) | (y > 0)),
    "bitwise_not": (lambda x, y: ~(x > y), lambda x, y: ~(x > y)),
}  # fmt: skip
