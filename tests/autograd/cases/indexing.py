"""The cases of taking elements out and putting them back."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

MASK = np.array([True, False, True])
PLACES = np.array([0, 2, 0])

CASES: dict[str, list[Case]] = {
    "getitem": [
        Case(lambda x, i=i: x[i], lambda x, i=i: x[i], [((3, 4),)])
        for i in (0, -1, slice(None, None, -1), (slice(1, 3), 2), (..., None, 1), PLACES,
                  (PLACES, PLACES), MASK, (slice(None), [3, 3, 0]), (MASK, slice(1, None)), slice(0, 0))
    ],
    "add_at": [
        Case(lambda x: ag.add_at(x, PLACES, (4,)), lambda x: np.bincount(PLACES, x, 4), [((3,),)]),
        Case(lambda x: ag.add_at(x, PLACES, (4, 0)), lambda x: np.zeros((4, 0)), [((3, 0),)]),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "one_hot": (lambda x, y: ag.one_hot((x > 0).long(), 2), lambda x, y: np.eye(2)[(x > 0) * 1]),
}  # fmt: skip
