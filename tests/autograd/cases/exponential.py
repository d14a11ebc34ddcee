"""The cases of exponentials, logarithms and roots."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, unary

CASES: dict[str, list[Case]] = {
    "exp": [unary(ag.exp, np.exp)],
    "expm1": [unary(ag.expm1, np.expm1)],
    "log": [unary(ag.log, np.log, low=0.2)],
    "log1p": [unary(ag.log1p, np.log1p, low=-0.8)],
    "log2": [unary(ag.log2, np.log2, low=0.2)],
    "log10": [unary(ag.log10, np.log10, low=0.2)],
    "sqrt": [unary(ag.sqrt, np.sqrt, low=0.2)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
