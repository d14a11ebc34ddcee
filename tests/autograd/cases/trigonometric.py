"""The cases of circular and hyperbolic functions."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, unary

CASES: dict[str, list[Case]] = {
    "sin": [unary(ag.sin, np.sin)],
    "cos": [unary(ag.cos, np.cos)],
    "tanh": [unary(ag.tanh, np.tanh)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
