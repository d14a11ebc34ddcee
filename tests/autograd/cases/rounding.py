"""The cases of rounding, signs and remainders."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, away_from_zero, unary

CASES: dict[str, list[Case]] = {
    "sign": [unary(ag.sign, np.sign, smooth=away_from_zero, analytic=False)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
