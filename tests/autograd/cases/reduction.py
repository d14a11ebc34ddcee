"""The cases of reductions over axes."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case, axes, distinct

CASES: dict[str, list[Case]] = {
    "sum": axes(ag.sum, np.sum),
    "mean": axes(ag.mean, np.mean),
    "max": axes(ag.max, np.max, smooth=distinct),
    "min": axes(ag.min, np.min, smooth=distinct),
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "argmax": (lambda x, y: x.argmax(), lambda x, y: np.argmax(x)),
    "argmin": (lambda x, y: x.argmin(axis=-1), lambda x, y: np.argmin(x, axis=-1)),
    "any": (lambda x, y: (x > y).any(), lambda x, y: np.any(x > y)),
    "all": (lambda x, y: (x > y).all(axis=0), lambda x, y: np.all(x > y, axis=0)),
}  # fmt: skip
