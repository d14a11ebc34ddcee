"""The cases of products and running sums."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from autograd.ops import cumulative
from tests.autograd.cases.case import Case, axes
from tests.autograd.cases.reduction import odd, over_axis_0_of_a_number


def with_a_zero(x: Any) -> Any:
    """One zero, off the axis's ends."""
    x = np.array(x)
    x.flat[1:2] = 0.0
    return x


def with_zeros(x: Any) -> Any:
    """Every third element zero: some lines have none, some one, some several."""
    x = np.array(x)
    x.flat[::3] = 0.0
    return x


def running(call: Any, numpy: Any, **settings: Any) -> list[Case]:
    def backwards(x: Any, axis: int) -> Any:
        return np.flip(numpy(np.flip(x, axis), axis), axis)

    return [
        Case(call, numpy, [((),), ((4,),), ((2, 3),), ((0,),)], **settings),
        *(Case(lambda x, a=a: call(x, axis=a), lambda x, a=a: numpy(x, axis=a),
               [((2, 3),), ((3, 2, 2),), ((0, 3),), ((1, 4),)], **settings) for a in (0, -1)),
        Case(lambda x: call(x, dim=1), lambda x: numpy(x, 1), [((2, 5),), ((2, 0),)], **settings),
        Case(lambda x: call(x, 0, reverse=True), lambda x: backwards(x, 0), [((5,),), ((3, 2),)], **settings),
        Case(lambda x: call(x, -1, True), lambda x: backwards(x, -1), [((2, 3),)], **settings),
        Case(lambda x: call(x, reverse=True), lambda x: backwards(np.ravel(x), 0), [((2, 2),)], **settings),
    ]  # fmt: skip


def recurrence(factor: Any, term: Any, axis: int, reverse: bool = False) -> Any:
    """The same in a loop."""
    order = slice(None, None, -1 if reverse else 1)
    factor, term = (np.moveaxis(a, axis, 0)[order] for a in (factor, term))
    result = np.array(term)
    for i in range(1, len(result)):
        result[i] += factor[i] * result[i - 1]
    return np.moveaxis(result[order], 0, axis)


def shift(x: Any, axis: int, step: int, fill: int) -> Any:
    kept = np.delete(x, [-1 if step == 1 else 0], axis)
    new = np.full_like(np.take(x, [0], axis), fill)
    return np.concatenate([new, kept] if step == 1 else [kept, new], axis)


CASES: dict[str, list[Case]] = {
    "prod": [
        case
        for smooth in (None, with_a_zero, with_zeros)
        for case in [*axes(ag.prod, np.prod, smooth=smooth), *odd(ag.prod, np.prod, smooth=smooth),
                     *over_axis_0_of_a_number(ag.prod, smooth=smooth),
                     Case(lambda x: ag.prod(x, dim=1, keepdim=True),
                          lambda x: np.prod(x, 1, keepdims=True), [((2, 3),)], smooth=smooth)]
    ],
    "cumsum": running(ag.cumsum, np.cumsum),
    "cumprod": [c for s in (None, with_a_zero, with_zeros) for c in running(ag.cumprod, np.cumprod, smooth=s)],
    "recurrence": [
        *(Case(lambda x, y, o=o: cumulative._recurrence(x, y, *o), lambda x, y, o=o: recurrence(x, y, *o),
               [((n, 2), (n, 2)) for n in (1, 2, 3, 5)], smooth=smooth)
          for o in [(0,), (0, True)] for smooth in (None, with_zeros)),
        Case(lambda x, y: cumulative._recurrence(x, y, -1), lambda x, y: recurrence(x, y, -1),
             [((2, 9), (2, 9)), ((2, 0), (2, 0)), ((4,), (4,))]),
    ],
    "shift": [
        Case(lambda x, o=o: cumulative._shift(x, *o), lambda x, o=o: shift(x, *o), [((3, 2),), ((1, 4),)])
        for o in [(0, 1, 0), (0, -1, 0), (-1, 1, 1), (1, -1, 1)]
    ] + [Case(lambda x: cumulative._shift(x, -1, 1, 1), lambda x: x, [((2, 0),), ((0,),)])],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
