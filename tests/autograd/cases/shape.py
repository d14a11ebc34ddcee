"""The cases of operations that change a shape."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {
    "reshape": [
        Case(lambda x: x.reshape(3, -1), lambda x: x.reshape(3, -1), [((2, 3),), ((6,),), ((0, 6),)]),
        Case(ag.ravel, np.ravel, [((2, 3),), ((),), ((1, 2, 2),), ((0, 2),)]),
        Case(lambda x: ag.flatten(x, 1, -2), lambda x: x.reshape(2, 4, 1), [((2, 2, 2, 1),)]),
        Case(lambda x: ag.unflatten(x, -1, (2, -1)), lambda x: x.reshape(*x.shape[:-1], 2, -1),
             [((6,),), ((2, 4),)]),
        Case(lambda x: ag.unflatten(x, 0, (0, 3)), lambda x: x.reshape(0, 3, 2), [((0, 2),)]),
        Case(ag.atleast_1d, np.atleast_1d, [((),)]),
        Case(ag.atleast_2d, np.atleast_2d, [((3,),), ((),), ((0,),)]),
    ],
    "squeeze": [
        Case(lambda x: x.squeeze(), np.squeeze, [((1, 3, 1),), ((1, 0),)]),
        Case(lambda x: x.squeeze(0), lambda x: x[0], [((1, 3),)]),
        Case(lambda x: x.squeeze((0, -1)), lambda x: x[0, ..., 0], [((1, 3, 1),)]),
        Case(lambda x: x.squeeze(dim=1), lambda x: x, [((1, 3),)]),
    ],
    "unsqueeze": [
        Case(lambda x: x.unsqueeze(-1), lambda x: x[..., None], [((3,),), ((),), ((0,),)]),
        Case(lambda x: x.unsqueeze(dim=0), lambda x: x[None], [((3,),)]),
        Case(lambda x: x.unsqueeze((0, 2)), lambda x: x[None, :, None], [((3,),), ((2, 2),)]),
    ],
    "broadcast_to": [
        Case(lambda x: ag.broadcast_to(x, (2, 4, 3)), lambda x: np.broadcast_to(x, (2, 4, 3)),
             [((3,),), ((4, 1),), ((),), ((2, 1, 3),)]),
        Case(lambda x: ag.broadcast_to(x, (2, 0)), lambda x: np.broadcast_to(x, (2, 0)), [((0,),)]),
        Case(lambda x: ag.expand(x, 2, -1, 3), lambda x: np.broadcast_to(x, (2, 4, 3)),
             [((4, 1),), ((1, 4, 3),)]),
        Case(lambda x: ag.expand(x, (3, -1)), lambda x: np.broadcast_to(x, (3, *x.shape)),
             [((2,),), ((0,),)]),
    ],
    "sum_to": [
        Case(lambda x: ag.sum_to(x, (1, 3)), lambda x: x.sum(0, keepdims=True),
             [((2, 3),), ((0, 3),)]),
        Case(lambda x: ag.sum_to(x, ()), np.sum, [((2, 3),), ((),), ((2, 0),)]),
        Case(lambda x: ag.sum_to(x, (2, 1)), lambda x: x.sum(axis=(0, 2))[:, None], [((4, 2, 3),)]),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
