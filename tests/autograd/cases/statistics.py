"""The cases of variance, deviation and norms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, away_from_zero, axes, distinct


def variants(call: Any, numpy: Any) -> list[Case]:
    return [
        *axes(call, numpy, smooth=distinct),
        Case(lambda x: call(x, 1, ddof=1), lambda x: numpy(x, 1, ddof=1), [((2, 3),)]),
        Case(lambda x: call(x, dim=(0, -1), keepdim=True),
             lambda x: numpy(x, (0, -1), ddof=1, keepdims=True), [((2, 2, 3),)]),
        Case(lambda x: call(x, correction=0.5), lambda x: numpy(x, ddof=0.5), [((4,),)]),
        Case(lambda x: call(x, dim=-1, unbiased=False), lambda x: numpy(x, -1), [((3, 2),), ((0, 4),)]),
    ]  # fmt: skip


def p_norm(x: Any, p: float, axis: Any = None, keepdims: bool = False) -> Any:
    """The norm of all elements, for every p, through NumPy's norm of vectors."""
    x = np.asarray(x)
    axis = tuple(range(x.ndim)) if axis is None else axis
    places = [a % x.ndim for a in (axis if isinstance(axis, tuple) else (axis,))]
    rest = [a for a in range(x.ndim) if a not in places]
    rows = x.transpose(*rest, *places).reshape(*(x.shape[a] for a in rest), math.prod(x.shape[a] for a in places))
    result = np.linalg.norm(rows, p, axis=-1)
    return np.expand_dims(result, tuple(places)) if keepdims else result


def norms(p: float, **settings: Any) -> list[Case]:
    return axes(lambda x, **o: ag.norm(x, p=p, **o), lambda x, **o: p_norm(x, p, **o), **settings)


CASES: dict[str, list[Case]] = {
    "var": variants(ag.var, np.var),
    "std": variants(ag.std, np.std),
    "norm": [
        *norms(2),
        Case(ag.norm, lambda x: np.sqrt(np.sum(x * x)), [((3,),), ((0, 4),)]),
        Case(ag.norm, np.abs, [((),)], smooth=away_from_zero, analytic=False),
        Case(lambda x: ag.norm(x, "fro"), np.linalg.norm, [((2, 3),)]),
        Case(lambda x: ag.norm(x, None, (0, 2)), lambda x: np.sqrt(np.sum(x * x, (0, 2))), [((2, 3, 2),)]),
        Case(lambda x: ag.norm(x, 3, 0), lambda x: np.linalg.norm(x, 3, 0), [((3, 2),)], low=0.3, analytic=False),
        Case(lambda x: ag.norm(x, p=1.5, dim=1, keepdim=True),
             lambda x: np.linalg.norm(x, 1.5, axis=1, keepdims=True), [((2, 3),)], low=0.3, analytic=False),
        *(case for p in (1, 3, 4.0, 1.5, 0.5, -1, -2.5)
          for case in norms(p, smooth=away_from_zero, analytic=False)),
        *(case for p in (np.inf, 0) for case in norms(p, smooth=distinct, analytic=False)),
        *(Case(lambda x, a=a: ag.norm(x, p=-np.inf, axis=a), lambda x, a=a: p_norm(x, -np.inf, a),
               [((2, 3),), ((3, 2, 2),)], smooth=distinct, analytic=False) for a in (None, 0, (0, 1))),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
