"""The cases of products of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

MATMULS = [
    # Vectors and matrices.
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((1, 3), (3, 1)),
    # Stacks with one of them.
    ((5, 2, 3), (3, 4)), ((2, 3), (4, 3, 2)), ((5, 2, 3), (3,)), ((3,), (5, 3, 4)),
    ((2, 2, 2, 3), (3,)), ((3,), (2, 2, 3, 2)),
    # Stacks with stacks, which broadcast.
    ((5, 2, 3), (5, 3, 2)), ((5, 2, 3), (1, 3, 4)), ((1, 2, 3), (4, 3, 2)),
    ((2, 1, 2, 3), (4, 3, 2)), ((4, 2, 3), (2, 1, 3, 2)), ((2, 1, 2, 1), (1, 3, 1, 2)),
    # Nothing at all.
    ((0,), (0,)), ((0, 4), (4, 2)), ((2, 0), (0, 3)), ((3,), (3, 0)), ((2, 0), (0,)), ((0,), (0, 2)),
    ((0, 2, 3), (3, 2)), ((0, 2, 3), (1, 3, 2)),
]  # fmt: skip

CASES: dict[str, list[Case]] = {
    "matmul": [
        Case(lambda x, y: x @ y, np.matmul, MATMULS),
        Case(lambda x: x @ x, lambda x: x @ x, [((3, 3),), ((2, 3, 3),), ((3,),)]),
        Case(ag.mm, np.matmul, [((2, 3), (3, 4))]),
        Case(ag.mv, np.matmul, [((2, 3), (3,))]),
        Case(ag.bmm, np.matmul, [((4, 2, 3), (4, 3, 2))]),
    ],
    "linear": [
        Case(ag.linear, lambda x, w, b: x @ w.T + b,
             [((5, 3), (2, 3), (2,)), ((4, 5, 3), (2, 3), (2,)), ((2, 2, 2, 3), (2, 3), (2,)),
              ((3,), (2, 3), (2,)), ((0, 3), (2, 3), (2,)), ((2, 0, 3), (2, 3), (2,)),
              ((2, 2, 0), (3, 0), (3,)), ((0,), (3, 0), (3,)), ((2, 2, 3), (0, 3), (0,))]),
        Case(ag.linear, lambda x, w: x @ w.T, [((5, 3), (2, 3)), ((4, 5, 3), (2, 3)), ((3,), (2, 3))]),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
