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
    "nan_to_num": [unary(ag.nan_to_num, np.nan_to_num, analytic=False)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
