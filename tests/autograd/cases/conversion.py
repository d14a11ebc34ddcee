"""The cases of copies and dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, unary

CASES: dict[str, list[Case]] = {
    "copy": [unary(ag.copy, np.copy)],
    "cast": [unary(lambda x: ag.cast(x, np.float64), lambda x: x,
                   analytic=False, keeps_dtype=False)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
