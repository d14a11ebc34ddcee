"""The cases of activation functions."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, away_from_zero, unary

CASES: dict[str, list[Case]] = {
    "sigmoid": [unary(ag.sigmoid, lambda x: 1 / (1 + np.exp(-x)))],
    "relu": [unary(ag.relu, lambda x: np.maximum(x, 0), smooth=away_from_zero)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
