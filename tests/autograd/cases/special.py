"""The cases of functions without a closed form."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, unary

erf = np.vectorize(math.erf, otypes=[float])
erfc = np.vectorize(math.erfc, otypes=[float])

CASES: dict[str, list[Case]] = {
    "erf": [
        unary(ag.erf, erf, analytic=False),
        unary(ag.erf, erf, low=-0.5, high=0.5, analytic=False),
    ],
    "erfc": [
        unary(ag.erfc, erfc, analytic=False),
        unary(ag.erfc, erfc, low=-0.5, high=0.5, analytic=False),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
