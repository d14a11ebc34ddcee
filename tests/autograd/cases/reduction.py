"""The cases of reductions over axes."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, axes, distinct

# Of a number, over the axis that NumPy lets it have; with a negative axis in a tuple; of nothing.
ODD_AXES: list[tuple[dict[str, Any], list[Any]]] = [
    ({}, [((),), ((3,),), ((1, 1),)]),
    ({"axis": (-1, 0)}, [((2, 1, 3),), ((2, 2),)]),
    ({"axis": 1, "keepdims": True}, [((2, 3, 2),), ((0, 4),)]),
    ({"axis": ()}, [((2, 2),)]),
]


def odd(call: Any, numpy: Any, **settings: Any) -> list[Case]:
    return [
        Case(lambda x, o=o: call(x, **o), lambda x, o=o: numpy(x, **o), shapes, **settings)
        for o, shapes in ODD_AXES
    ]


def over_axis_0_of_a_number(call: Any, **settings: Any) -> list[Case]:
    return [Case(lambda x, a=a: call(x, axis=a), lambda x: x, [((),)], **settings) for a in (0, -1)]


CASES: dict[str, list[Case]] = {
    "sum": [*axes(ag.sum, np.sum), *odd(ag.sum, np.sum), *over_axis_0_of_a_number(ag.sum),
            Case(ag.nansum, np.nansum, [((2, 3),), ((0,),)]),
            Case(lambda x: ag.nansum(x, dim=0, keepdim=True), lambda x: np.nansum(x, 0, keepdims=True), [((2, 3),)])],
    "mean": [*axes(ag.mean, np.mean), *odd(ag.mean, np.mean),
             Case(lambda x: ag.mean(ag.nanmean(x, axis=1)), np.nanmean, [((2, 3),)])],
    **{
        name: [*axes(ours, numpy, smooth=distinct), *odd(ours, numpy, smooth=distinct),
               *over_axis_0_of_a_number(ours)]
        for name, ours, numpy in [("max", ag.max, np.max), ("min", ag.min, np.min),
                                  ("amax", ag.amax, np.max), ("amin", ag.amin, np.min)]
    },
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "argmax": (lambda x, y: x.argmax(), lambda x, y: np.argmax(x)),
    "argmin": (lambda x, y: x.argmin(axis=-1), lambda x, y: np.argmin(x, axis=-1)),
    "any": (lambda x, y: (x > y).any(), lambda x, y: np.any(x > y)),
    "all": (lambda x, y: (x > y).all(axis=0), lambda x, y: np.all(x > y, axis=0)),
    "count_nonzero": (lambda x, y: ag.count_nonzero(x > y, axis=1, keepdims=True),
                      lambda x, y: np.count_nonzero(x > y, axis=1, keepdims=True)),
}  # fmt: skip
