"""The cases of joining and repeating."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {
    "concatenate": [
        Case(lambda x, y: ag.concatenate([x, y, x], axis=-1),
             lambda x, y: np.concatenate([x, y, x], axis=-1), [((2, 3), (2, 1)), ((0, 4), (0, 2))]),
        Case(lambda x, y: ag.cat([x, y]), lambda x, y: np.concatenate([x, y]), [((3,), (2,))]),
    ],
    "stack": [
        Case(lambda x, y, a=a: ag.stack([x, y], axis=a), lambda x, y, a=a: np.stack([x, y], axis=a),
             [((2, 3), (2, 3)), ((0,), (0,))]) for a in (0, 1, -1)
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
