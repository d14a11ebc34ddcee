"""The cases of joining, taking apart and repeating."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case


def joined(parts: Any) -> Any:
    """Every part with a weight of its own, so that no two can be mistaken for one another."""
    return ag.concatenate([ag.ravel(part) * (i + 1.0) for i, part in enumerate(parts)])


def joined_arrays(parts: Any) -> Any:
    return np.concatenate([np.ravel(part) * (i + 1.0) for i, part in enumerate(parts)])


REPEATS: list[tuple[Any, Any, Any]] = [
    (2, None, ((2, 2),)), (3, 0, ((2, 2),)), (2, -1, ((2, 3),)), (1, 1, ((2, 3),)), (0, 0, ((2, 3),)),
    ([1, 0, 2], 1, ((2, 3),)), ((2, 1), 0, ((2, 1, 2),)), ([1, 2, 0, 1], None, ((2, 2),)), ([2], 0, ((3,),)),
    (np.array([0, 3]), -1, ((2, 2),)), (2, None, ((),)), (2, 0, ((0, 2),)), ([], 0, ((0, 2),)),
]  # fmt: skip

CASES: dict[str, list[Case]] = {
    "concatenate": [
        Case(lambda x, y: ag.concatenate([x, y, x], axis=-1),
             lambda x, y: np.concatenate([x, y, x], axis=-1), [((2, 3), (2, 1)), ((0, 4), (0, 2))]),
        Case(lambda x, y: ag.cat([x, y]), lambda x, y: np.concatenate([x, y]),
             [((3,), (2,)), ((3,), (0,)), ((1, 2), (2, 2))]),
        Case(lambda x, y: ag.cat([x, y], dim=1), lambda x, y: np.concatenate([x, y], 1),
             [((2, 1, 2), (2, 3, 2))]),
        Case(lambda x, y: ag.concatenate([x, y, x], axis=None),
             lambda x, y: np.concatenate([x, y, x], axis=None), [((2, 3), (2,)), ((), (1, 2)), ((0, 2), (3,))]),
        Case(lambda x, y: ag.hstack([x, y]), lambda x, y: np.hstack([x, y]),
             [((2,), (3,)), ((2, 1), (2, 2)), ((), ()), ((2, 1, 1), (2, 2, 1))]),
        Case(lambda x, y: ag.vstack([x, y]), lambda x, y: np.vstack([x, y]),
             [((2,), (2,)), ((2,), (2, 2)), ((), ())]),
    ],
    "stack": [
        Case(lambda x, y, a=a: ag.stack([x, y], axis=a), lambda x, y, a=a: np.stack([x, y], axis=a),
             [((2, 3), (2, 3)), ((0,), (0,))]) for a in (0, 1, -1)
    ] + [Case(lambda x, y: ag.stack([x, 2 * y], dim=0), lambda x, y: np.stack([x, 2 * y]), [((), ())])],
    "repeat": [
        Case(lambda x, r=r, a=a: ag.repeat(x, r, a),
             lambda x, r=r, a=a: np.repeat(x, np.asarray(r, dtype=int), a), [shapes])
        for r, a, shapes in REPEATS
    ] + [Case(lambda x: ag.repeat_interleave(x, 2, dim=1), lambda x: np.repeat(x, 2, 1), [((2, 3),)])],
    "tile": [
        *[Case(lambda x, r=r: ag.tile(x, r), lambda x, r=r: np.tile(x, r), [((2, 3),), ((2,),), ((),)])
          for r in (2, 1, 0, (2, 2), (3, 1), [2, 1, 3], (0, 2))],
        Case(lambda x: ag.tile(x, 3), lambda x: np.tile(x, 3), [((2, 2, 2),), ((2, 0),), ((0, 2),)]),
    ],
}  # fmt: skip

# The parts of a tensor, and the grids of several, are made of other operations.
CASES["concatenate"] += [
    Case(lambda x, f=ours: joined(f(x)), lambda x, f=numpys: joined_arrays(f(x)), shapes)
    for ours, numpys, shapes in (
        (lambda x: ag.split(x, 2), lambda x: np.split(x, 2), [((4,),), ((2, 3),)]),
        (lambda x: ag.split(x, 3, axis=-1), lambda x: np.split(x, 3, axis=-1), [((2, 6),)]),
        (lambda x: ag.split(x, [1, 1, 2, 9], 1), lambda x: np.split(x, [1, 1, 2, 9], 1), [((2, 4),)]),
        (lambda x: ag.split(x, [-1]), lambda x: np.split(x, [-1]), [((3,),)]),
        (lambda x: ag.split(x, 2, dim=0), lambda x: np.split(x, [2, 4]), [((5,),), ((6, 2),)]),
        (lambda x: ag.split(x, [1, 0, 3], dim=-1), lambda x: np.split(x, [1, 1], -1), [((2, 4),)]),
        (lambda x: ag.chunk(x, 2, dim=1), lambda x: np.split(x, [2], 1), [((2, 3),)]),
        (ag.unbind, list, [((2, 3),), ((3,),)]),
        (lambda x: ag.unbind(x, -1), lambda x: list(np.moveaxis(x, -1, 0)), [((2, 2, 2),)]),
    )
]  # fmt: skip
CASES["concatenate"] += [
    Case(lambda x, y, i=i: joined(ag.meshgrid(x, y, indexing=i)),
         lambda x, y, i=i: joined_arrays(np.meshgrid(x, y, indexing=i)), [((2,), (3,)), ((), (2,)), ((0,), (2,))])
    for i in ("xy", "ij")
]  # fmt: skip
CASES["concatenate"] += [
    Case(lambda x, y, z, i=i: joined(ag.meshgrid([x, y, z], indexing=i)),
         lambda x, y, z, i=i: joined_arrays(np.meshgrid(x, y, z, indexing=i)), [((2,), (3,), (1,))])
    for i in ("xy", "ij")
]  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
