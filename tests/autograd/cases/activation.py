"""The cases of activation functions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import BROADCAST_PAIRS, Case, away_from_zero, distinct, unary

# The elementwise ones far on both sides too, where many forms overflow.
FAR: dict[str, Any] = {"low": -60.0, "high": 60.0}


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def elu(x: Any, alpha: float = 1.0) -> Any:
    return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1))


def softplus(x: Any, beta: float = 1.0) -> Any:
    return np.maximum(x, 0) + np.log(1 + np.exp(-beta * np.abs(x))) / beta


def gelu(x: Any) -> Any:
    return x * np.vectorize(lambda v: (1 + math.erf(v / math.sqrt(2))) / 2, otypes=[float])(x)


def gelu_by_tanh(x: Any) -> Any:
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def maxout(x: Any, pieces: int, axis: int) -> Any:
    parts = [np.take(x, np.arange(k, x.shape[axis], pieces), axis=axis) for k in range(pieces)]
    return np.max(parts, axis=0)


CASES: dict[str, list[Case]] = {
    "sigmoid": [unary(ag.sigmoid, sigmoid)],
    "relu": [unary(ag.relu, lambda x: np.maximum(x, 0), smooth=away_from_zero)],
    "scaled_sigmoid": [
        Case(ag.scaled_sigmoid, lambda x, a: sigmoid(a * x), BROADCAST_PAIRS),
        unary(lambda x: ag.scaled_sigmoid(x, 2), lambda x: sigmoid(2 * x)),
        unary(lambda a: ag.scaled_sigmoid(0.5, a), lambda a: sigmoid(a * 0.5)),
    ],
    "scaled_tanh": [
        Case(ag.scaled_tanh, lambda x, a: np.tanh(a * x / 2), BROADCAST_PAIRS),
        unary(lambda x: ag.scaled_tanh(x, 2), np.tanh),
        unary(lambda a: ag.scaled_tanh(0.5, a=a), lambda a: np.tanh(a * 0.25)),
    ],
    "step": [
        unary(ag.step, lambda x: np.where(x >= 0, 1.0, 0.0), smooth=away_from_zero, analytic=False),
        unary(lambda x: ag.step(x, low=-1.0), lambda x: np.where(x >= 0, 1.0, -1.0),
              smooth=away_from_zero, analytic=False),
        unary(lambda x: ag.step(x, at_zero=0.5), lambda x: np.heaviside(x, 0.5),
              smooth=away_from_zero, analytic=False),
    ],
    "leaky_relu": [
        unary(ag.leaky_relu, lambda x: np.maximum(x, 0.01 * x), smooth=away_from_zero),
        unary(lambda x: ag.leaky_relu(x, 0.1), lambda x: np.maximum(x, 0.1 * x), smooth=away_from_zero),
        unary(lambda x: ag.leaky_relu(x, negative_slope=1.5), lambda x: np.minimum(x, 1.5 * x),
              smooth=away_from_zero),
    ],
    "elu": [
        unary(ag.elu, elu, smooth=away_from_zero),
        unary(lambda x: ag.elu(x, 0.5), lambda x: elu(x, 0.5), smooth=away_from_zero),
        unary(lambda x: ag.elu(x, alpha=2), lambda x: elu(x, 2), smooth=away_from_zero, **FAR),
    ],
    "softplus": [
        unary(ag.softplus, softplus, analytic=False),
        unary(ag.softplus, softplus, analytic=False, **FAR),
        unary(lambda x: ag.softplus(x, 2), lambda x: softplus(x, 2), analytic=False),
        unary(lambda x: ag.softplus(x, beta=0.5, threshold=0.4),
              lambda x: np.where(x > 0.8, x, softplus(x, 0.5)),
              smooth=lambda x: np.where(np.abs(x - 0.8) < 0.1, 1.0, x), analytic=False),
    ],
    "logsigmoid": [
        unary(ag.logsigmoid, lambda x: np.log(sigmoid(x)), analytic=False),
        unary(ag.logsigmoid, lambda x: -softplus(-x), analytic=False, **FAR),
    ],
    "silu": [
        unary(ag.silu, lambda x: x * sigmoid(x)),
        unary(ag.silu, lambda x: x * sigmoid(x), **FAR),
    ],
    "gelu": [
        unary(ag.gelu, gelu, analytic=False),
        unary(ag.gelu, gelu, analytic=False, low=-12.0, high=12.0),
        unary(lambda x: ag.gelu(x, approximate="tanh"), gelu_by_tanh),
        unary(lambda x: ag.gelu(x, "tanh"), gelu_by_tanh, low=-12.0, high=12.0),
    ],
    "maxout": [
        Case(lambda x, k=k, a=a: ag.maxout(x, k, a), lambda x, k=k, a=a: maxout(x, k, a),
             [(shape,)], smooth=distinct)
        for shape, k, a in [
            ((6,), 2, -1), ((6,), 3, 0), ((2, 6), 3, -1), ((4, 3), 2, 0), ((2, 4, 2), 2, 1),
            ((2, 4, 3), 4, -2), ((2, 3), 1, 1), ((0, 4), 2, 1), ((3, 0), 2, 1),
        ]
    ] + [Case(lambda x: ag.maxout(x, pieces=2, dim=0), lambda x: maxout(x, 2, 0), [((4, 2),)],
              smooth=distinct)],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
