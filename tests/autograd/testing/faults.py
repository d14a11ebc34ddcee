"""Operations with something wrong, to be found by the checker."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from autograd import Tensor


def square(*rules: Any) -> Any:
    """`x * x`, with these rules."""

    @ag.operation(*rules)
    def faulty_square(x: Any) -> Any:
        return x * x

    return faulty_square


def binary(forward: Any, *rules: Any) -> Any:
    @ag.operation(*rules)
    def faulty(x: Any, y: Any) -> Any:
        return forward(x, y)

    return faulty


def tensor(values: Any, name: str = "x") -> Tensor:
    return Tensor(np.asarray(values, dtype=float), requires_grad=True, name=name)


def normal(*shape: int, name: str = "x", seed: int = 0) -> Tensor:
    return tensor(np.random.default_rng(seed).standard_normal(shape), name)
