"""The cases of operations that move axes and elements along them."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {
    "permute": [
        Case(lambda x: x.transpose((2, 0, 1)), lambda x: x.transpose(2, 0, 1), [((2, 3, 4),)]),
        Case(lambda x: ag.permute(x, (-1, 0, -2)), lambda x: x.transpose(2, 0, 1), [((2, 3, 4),)]),
        Case(lambda x: x.T, lambda x: x.T, [((2, 3),), ((2, 3, 4),), ((3,),), ((),), ((0, 3),)]),
        Case(lambda x: x.transpose(0, 2), lambda x: np.swapaxes(x, 0, 2), [((2, 3, 4),)]),
        Case(lambda x: ag.swapaxes(x, -1, 0), lambda x: np.swapaxes(x, -1, 0),
             [((2, 3, 4),), ((3,),), ((0, 2),)]),
        *[Case(lambda x, a=a, b=b: ag.moveaxis(x, a, b), lambda x, a=a, b=b: np.moveaxis(x, a, b),
               [((2, 3, 4),), ((1, 2, 3, 2),)])
          for a, b in ((0, -1), (-1, 0), ((0, 1), (-1, -2)), ([2, 0], [0, 1]), ((), ()))],
        Case(lambda x: ag.rot90(x, 1), lambda x: np.rot90(x, 1), [((2, 3),), ((2, 3, 2),)]),
        Case(lambda x: ag.rot90(x, -1, (-1, 0)), lambda x: np.rot90(x, -1, (-1, 0)), [((2, 3, 2),)]),
    ],
    "flip": [
        *[Case(lambda x, a=a: ag.flip(x, a), lambda x, a=a: np.flip(x, a), [((2, 3),), ((2, 3, 2),)])
          for a in (None, 0, -1, (0, 1), (-1,), ())],
        Case(ag.flip, np.flip, [((),), ((3,),), ((0, 2),)]),
        Case(lambda x: ag.flip(x, dim=1), lambda x: np.flip(x, 1), [((2, 3),)]),
        Case(lambda x: ag.rot90(x, 2), lambda x: np.rot90(x, 2), [((2, 3),)]),
    ],
    "roll": [
        *[Case(lambda x, s=s, a=a: ag.roll(x, s, a), lambda x, s=s, a=a: np.roll(x, s, a),
               [((2, 3),), ((3, 2, 2),)])
          for s, a in ((1, None), (-2, 0), (7, -1), ((1, 2), (0, 1)), ([1, -1], (1, 1)), (2, (0, 1)))],
        Case(lambda x: ag.roll(x, 2), lambda x: np.roll(x, 2), [((),), ((3,),), ((0, 2),)]),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
