"""The cases of padding."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

BORDERED = ["reflect", "symmetric", "edge", "wrap"]


def unpadded(y: Any, pad_width: Any, mode: str) -> Any:
    """What `unpad` gives, by its definition: the transpose of the matrix of `pad`."""
    inner = tuple(n - before - after for n, (before, after) in zip(y.shape, pad_width, strict=True))
    units = np.eye(int(np.prod(inner))).reshape(-1, *inner)
    return np.array([np.sum(np.pad(unit, pad_width, mode) * y) for unit in units]).reshape(inner)


CASES: dict[str, list[Case]] = {
    "pad": [
        *[Case(lambda x, w=w: ag.pad(x, w), lambda x, w=w: np.pad(x, w), [((2, 3),), ((2, 0),)])
          for w in (0, 1, (1, 2), [(0, 1), (2, 0)], ((1, 0),), ((1,), (0,)), np.array([2]))],
        Case(lambda x: ag.pad(x, {-1: (1, 2)}), lambda x: np.pad(x, ((0, 0), (1, 2))), [((2, 3),)]),
        Case(lambda x: ag.pad(x, {0: 1}), lambda x: np.pad(x, ((1, 1), (0, 0))), [((2, 3),)]),
        Case(lambda x: ag.pad(x, 0), lambda x: x, [((),)]),
        Case(lambda x: ag.pad(x, (1, 0), constant_values=7.5),
             lambda x: np.pad(x, (1, 0), constant_values=7.5), [((3,),), ((1, 2, 2),)]),
        Case(lambda x: ag.pad(x, 1, "constant", ((1.0, 2.0), (3.0, 4.0))),
             lambda x: np.pad(x, 1, constant_values=((1.0, 2.0), (3.0, 4.0))), [((1, 2),)]),
        *[Case(lambda x, m=m: ag.pad(x, (2, 1), m), lambda x, m=m: np.pad(x, (2, 1), m),
               [((3,),), ((3, 4),)]) for m in BORDERED],
        *[Case(lambda x, m=m: ag.pad(x, ((0, 0), (1, 0), (2, 2)), mode=m),
               lambda x, m=m: np.pad(x, ((0, 0), (1, 0), (2, 2)), m), [((2, 2, 3),)]) for m in BORDERED],
        Case(lambda x: ag.pad(x, (4, 5), mode="edge"), lambda x: np.pad(x, (4, 5), "edge"), [((2,),)]),
        Case(lambda x: ag.pad(x, 1, mode="replicate"), lambda x: np.pad(x, 1, "edge"), [((2, 2),)]),
        Case(lambda x: ag.pad(x, 1, mode="circular"), lambda x: np.pad(x, 1, "wrap"), [((2, 2),)]),
        *[Case(lambda x, m=m: ag.pad(x, ((0, 0), (1, 1)), m), lambda x, m=m: np.pad(x, ((0, 0), (1, 1)), m),
               [((0, 2),)]) for m in BORDERED],
    ],
    "unpad": [
        *[Case(lambda y, m=m: ag.unpad(y, ((1, 2),), m), lambda y, m=m: unpadded(y, ((1, 2),), m),
               [((6,),)]) for m in ["constant", *BORDERED]],
        *[Case(lambda y, m=m: ag.unpad(y, ((1, 1), (2, 0)), m),
               lambda y, m=m: unpadded(y, ((1, 1), (2, 0)), m), [((4, 5),)])
          for m in ["constant", *BORDERED]],
        Case(lambda y: ag.unpad(y, ((1, 1), (0, 0))), lambda y: y[1:-1], [((3, 0),), ((2, 3),)]),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
