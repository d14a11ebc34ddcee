"""The cases of softmax and its logarithms."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, axes


def softmax(x: Any, axis: int = -1) -> Any:
    e = np.exp(x - x.max(axis=axis, keepdims=True, initial=-9.0))
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))


CASES: dict[str, list[Case]] = {
    "softmax": [
        Case(lambda x, a=a: ag.softmax(x, a), lambda x, a=a: softmax(x, a),
             [((2, 3),), ((3, 1),), ((0, 3),)])
        for a in (0, -1)
    ],
    "log_softmax": [
        Case(lambda x, a=a: ag.log_softmax(x, a), lambda x, a=a: np.log(softmax(x, a)),
             [((2, 3),), ((0, 3),)])
        for a in (0, -1)
    ],
    "logsumexp": axes(ag.logsumexp, logsumexp),
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
