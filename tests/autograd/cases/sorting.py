"""The cases of sorting."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from autograd.ops.sorting import _topk_indices
from tests.autograd.cases.case import Case, distinct


def largest(x: Any, k: int, axis: int = -1) -> Any:
    return np.flip(np.take(np.sort(x, axis), range(-k, 0), axis), axis)


CASES: dict[str, list[Case]] = {
    "sort": [
        Case(ag.sort, np.sort, [((4,),), ((2, 3),), ((2, 2, 3),), ((0, 4),), ((4, 0),)], smooth=distinct),
        Case(lambda x: ag.sort(x, 0), lambda x: np.sort(x, 0), [((4, 2),), ((0, 3),)], smooth=distinct),
        Case(lambda x: ag.sort(x, axis=None), lambda x: np.sort(x, None), [((2, 3),), ((),)], smooth=distinct),
        Case(lambda x: ag.sort(x, descending=True), lambda x: np.flip(np.sort(x), -1),
             [((5,),), ((2, 3),), ((2, 0),)], smooth=distinct),
        Case(lambda x: ag.sort(x, dim=-2, descending=True).values, lambda x: np.flip(np.sort(x, -2), -2),
             [((2, 3),), ((2, 3, 2),)], smooth=distinct),
    ],
    "topk": [
        Case(lambda x: ag.topk(x, 2).values, lambda x: largest(x, 2), [((4,),), ((2, 3),), ((0, 3),)], smooth=distinct),
        Case(lambda x: ag.topk(x, 1, 0).values, lambda x: largest(x, 1, 0), [((3, 2),), ((2, 2, 2),)], smooth=distinct),
        Case(lambda x: ag.topk(x, 2, dim=1, largest=False)[0], lambda x: np.sort(x, 1)[:, :2],
             [((2, 3),), ((1, 4, 2),)], smooth=distinct),
        Case(lambda x: ag.topk(x, 0).values, lambda x: np.zeros((2, 0)), [((2, 3),)], smooth=distinct),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "argsort": (lambda x, y: ag.argsort(x, dim=0), lambda x, y: np.argsort(x, axis=0)),
    "topk_indices": (lambda x, y: _topk_indices(x, 2, 1, True), lambda x, y: np.argsort(-x, 1)[:, :2]),
}  # fmt: skip
