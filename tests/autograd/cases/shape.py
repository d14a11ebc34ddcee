"""The cases of operations that change a shape."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {
    "reshape": [Case(lambda x: x.reshape(3, -1), lambda x: x.reshape(3, -1),
                     [((2, 3),), ((6,),), ((0, 6),)])],
    "squeeze": [
        Case(lambda x: x.squeeze(), np.squeeze, [((1, 3, 1),), ((1, 0),)]),
        Case(lambda x: x.squeeze(0), lambda x: x[0], [((1, 3),)]),
        Case(lambda x: x.squeeze(dim=1), lambda x: x, [((1, 3),)]),
    ],
    "unsqueeze": [
        Case(lambda x: x.unsqueeze(-1), lambda x: x[..., None], [((3,),), ((),), ((0,),)]),
        Case(lambda x: x.unsqueeze(dim=0), lambda x: x[None], [((3,),)]),
    ],
    "broadcast_to": [
        Case(lambda x: ag.broadcast_to(x, (2, 4, 3)), lambda x: np.broadcast_to(x, (2, 4, 3)),
             [((3,),), ((4, 1),), ((),)]),
        Case(lambda x: ag.broadcast_to(x, (2, 0)), lambda x: np.broadcast_to(x, (2, 0)), [((0,),)]),
    ],
    "sum_to": [Case(lambda x: ag.sum_to(x, (1, 3)), lambda x: x.sum(0, keepdims=True),
                    [((2, 3),), ((0, 3),)])],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
