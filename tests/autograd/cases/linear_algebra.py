"""The cases of products of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

MATMULS = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)),
    ((5, 2, 3), (1, 3, 4)), ((2, 1, 2, 3), (4, 3, 2)), ((3,), (5, 3, 4)), ((5, 2, 3), (3,)),
    ((0, 4), (4, 2)), ((2, 0), (0, 3)),
]  # fmt: skip

CASES: dict[str, list[Case]] = {
    "matmul": [Case(lambda x, y: x @ y, np.matmul, MATMULS)],
    "linear": [
        Case(ag.linear, lambda x, w, b: x @ w.T + b,
             [((5, 3), (2, 3), (2,)), ((4, 5, 3), (2, 3), (2,)), ((3,), (2, 3), (2,)),
              ((0, 3), (2, 3), (2,))]),
        Case(ag.linear, lambda x, w: x @ w.T, [((5, 3), (2, 3))]),
    ],

}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
