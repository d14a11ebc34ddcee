"""The operations with their domains: what every operation is tested with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import autograd as ag
from autograd import Tensor

BROADCAST_PAIRS = [
    ((), ()), ((), (3,)), ((3,), ()), ((2, 3), (3,)), ((2, 3), (2, 1)), ((3, 1), (1, 4)),
    ((1, 4), (3, 1)), ((2, 1, 3), (4, 1)), ((0, 4), (1, 4)), ((1, 4), (0, 4)), ((0, 4), ()),
]  # fmt: skip
SHAPES = [(), (3,), (2, 3), (1, 4), (3, 1), (0, 4)]


@dataclass
class Case:
    """An operation, how to call it, what NumPy says, and where it may be tested."""

    call: Callable[..., Any]
    numpy: Callable[..., Any]
    shapes: list[Any] = field(default_factory=lambda: [(s,) for s in SHAPES])
    low: float = -2.0
    high: float = 2.0
    smooth: Callable[..., Any] | None = None  # moves points away from kinks

    def arrays(self, shapes: tuple[tuple[int, ...], ...]) -> list[Any]:
        generator = np.random.default_rng(7)
        arrays = [generator.uniform(self.low, self.high, shape) for shape in shapes]
        return [self.smooth(a) for a in arrays] if self.smooth else arrays


def away_from_zero(x: Any) -> Any:
    return np.where(np.abs(x) < 0.2, 0.5, x)


def distinct(x: Any) -> Any:
    """Values far enough apart that no two tie under a small step."""
    return np.random.default_rng(1).permutation(np.size(x)).reshape(np.shape(x)) * 0.3 - 0.8


def unary(call: Any, numpy: Any, **settings: Any) -> Case:
    return Case(call, numpy, **settings)


def binary(call: Any, numpy: Any, **settings: Any) -> Case:
    return Case(call, numpy, shapes=BROADCAST_PAIRS, **settings)


def axes(call: Any, numpy: Any, **settings: Any) -> list[Case]:
    options: list[dict[str, Any]] = [
        {}, {"axis": 0}, {"axis": -1, "keepdims": True}, {"axis": (0, 1)}, {"keepdims": True},
    ]  # fmt: skip
    return [
        Case(
            lambda x, o=o: call(x, **o), lambda x, o=o: numpy(x, **o),
            shapes=[((2, 3),), ((3, 2, 2),)], **settings,
        )
        for o in options
    ]  # fmt: skip


def softmax(x: Any, axis: int = -1) -> Any:
    e = np.exp(x - x.max(axis=axis, keepdims=True, initial=-9.0))
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))


MASK = np.array([True, False, True])
PLACES = np.array([0, 2, 0])
MATMULS = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)),
    ((5, 2, 3), (1, 3, 4)), ((2, 1, 2, 3), (4, 3, 2)), ((3,), (5, 3, 4)), ((5, 2, 3), (3,)),
    ((0, 4), (4, 2)), ((2, 0), (0, 3)),
]  # fmt: skip

# For every name in the registry of operations: the cases it is tested with.
CASES: dict[str, list[Case]] = {
    "add": [binary(lambda x, y: x + y, np.add)],
    "subtract": [binary(lambda x, y: x - y, np.subtract)],
    "multiply": [binary(lambda x, y: x * y, np.multiply)],
    "divide": [binary(lambda x, y: x / y, np.divide, smooth=away_from_zero)],
    "power": [
        binary(lambda x, y: x**y, np.power, low=0.3),
        *[unary(lambda x, p=p: x**p, lambda x, p=p: x**p, low=0.3) for p in (2, 3, 0, -1, 0.5)],
        unary(lambda x: x**3, lambda x: x**3),
        unary(lambda x: 2.0**x, lambda x: 2.0**x),
    ],
    "negative": [unary(lambda x: -x, np.negative)],
    "reciprocal": [unary(ag.reciprocal, np.reciprocal, smooth=away_from_zero)],
    "exp": [unary(ag.exp, np.exp)],
    "log": [unary(ag.log, np.log, low=0.2)],
    "log2": [unary(ag.log2, np.log2, low=0.2)],
    "sqrt": [unary(ag.sqrt, np.sqrt, low=0.2)],
    "square": [unary(ag.square, np.square)],
    "sign": [unary(ag.sign, np.sign, smooth=away_from_zero)],
    "absolute": [unary(abs, np.absolute, smooth=away_from_zero)],
    "sin": [unary(ag.sin, np.sin)],
    "cos": [unary(ag.cos, np.cos)],
    "tanh": [unary(ag.tanh, np.tanh)],
    "sigmoid": [unary(ag.sigmoid, lambda x: 1 / (1 + np.exp(-x)))],
    "relu": [unary(ag.relu, lambda x: np.maximum(x, 0), smooth=away_from_zero)],
    "softmax": [
        Case(lambda x, a=a: ag.softmax(x, a), lambda x, a=a: softmax(x, a), [((2, 3),), ((3, 1),)])
        for a in (0, -1)
    ],
    "log_softmax": [
        Case(lambda x, a=a: ag.log_softmax(x, a), lambda x, a=a: np.log(softmax(x, a)), [((2, 3),)])
        for a in (0, -1)
    ],
    "logsumexp": axes(ag.logsumexp, logsumexp),
    "sum": axes(ag.sum, np.sum),
    "mean": axes(ag.mean, np.mean),
    "max": axes(ag.max, np.max, smooth=distinct),
    "min": axes(ag.min, np.min, smooth=distinct),
    "maximum": [binary(ag.maximum, np.maximum)],
    "minimum": [binary(ag.minimum, np.minimum)],
    "where": [Case(lambda x, y: ag.where(MASK, x, y), lambda x, y: np.where(MASK, x, y),
                   [((3,), (3,)), ((2, 3), ()), ((1,), (2, 1))])],
    "clip": [
        unary(lambda x: ag.clip(x, -1.0, 0.5), lambda x: np.clip(x, -1.0, 0.5)),
        unary(lambda x: x.clip(min=Tensor(0.1, dtype=x.dtype)), lambda x: np.maximum(x, 0.1)),
        unary(lambda x: x.clamp(max=0.1), lambda x: np.minimum(x, 0.1)),
    ],
    "reshape": [Case(lambda x: x.reshape(3, -1), lambda x: x.reshape(3, -1), [((2, 3),), ((6,),)])],
    "permute": [
        Case(lambda x: x.transpose((2, 0, 1)), lambda x: x.transpose(2, 0, 1), [((2, 3, 4),)]),
        Case(lambda x: x.T, lambda x: x.T, [((2, 3),), ((2, 3, 4),), ((3,),)]),
        Case(lambda x: x.transpose(0, 2), lambda x: np.swapaxes(x, 0, 2), [((2, 3, 4),)]),
    ],
    "squeeze": [
        Case(lambda x: x.squeeze(), np.squeeze, [((1, 3, 1),)]),
        Case(lambda x: x.squeeze(0), lambda x: x[0], [((1, 3),)]),
        Case(lambda x: x.squeeze(dim=1), lambda x: x, [((1, 3),)]),
    ],
    "unsqueeze": [
        Case(lambda x: x.unsqueeze(-1), lambda x: x[..., None], [((3,),), ((),)]),
        Case(lambda x: x.unsqueeze(dim=0), lambda x: x[None], [((3,),)]),
    ],
    "broadcast_to": [
        Case(lambda x: ag.broadcast_to(x, (2, 4, 3)), lambda x: np.broadcast_to(x, (2, 4, 3)),
             [((3,),), ((4, 1),), ((),)]),
    ],
    "sum_to": [Case(lambda x: ag.sum_to(x, (1, 3)), lambda x: x.sum(0, keepdims=True), [((2, 3),)])],
    "concatenate": [
        Case(lambda x, y: ag.concatenate([x, y, x], axis=-1),
             lambda x, y: np.concatenate([x, y, x], axis=-1), [((2, 3), (2, 1)), ((0, 4), (0, 2))]),
        Case(lambda x, y: ag.cat([x, y]), lambda x, y: np.concatenate([x, y]), [((3,), (2,))]),
    ],
    "stack": [
        Case(lambda x, y, a=a: ag.stack([x, y], axis=a), lambda x, y, a=a: np.stack([x, y], axis=a),
             [((2, 3), (2, 3))]) for a in (0, 1, -1)
    ],
    "copy": [unary(ag.copy, np.copy)],
    "cast": [unary(lambda x: ag.cast(x, np.float64), lambda x: x)],
    "getitem": [
        Case(lambda x, i=i: x[i], lambda x, i=i: x[i], [((3, 4),)])
        for i in (0, -1, slice(None, None, -1), (slice(1, 3), 2), (..., None, 1), PLACES,
                  (PLACES, PLACES), MASK, (slice(None), [3, 3, 0]), (MASK, slice(1, None)))
    ],
    "add_at": [
        Case(lambda x: ag.add_at(x, PLACES, (4,)), lambda x: np.bincount(PLACES, x, 4), [((3,),)]),
    ],
    "matmul": [Case(lambda x, y: x @ y, np.matmul, MATMULS)],
    "linear": [
        Case(ag.linear, lambda x, w, b: x @ w.T + b,
             [((5, 3), (2, 3), (2,)), ((4, 5, 3), (2, 3), (2,)), ((3,), (2, 3), (2,)),
              ((0, 3), (2, 3), (2,))]),
        Case(ag.linear, lambda x, w: x @ w.T, [((5, 3), (2, 3))]),
    ],
}  # fmt: skip

# Operations whose result has no derivative at all, with a call and what NumPy says.
NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "less": (lambda x, y: x < y, np.less),
    "less_equal": (lambda x, y: x <= y, np.less_equal),
    "greater": (lambda x, y: x > y, np.greater),
    "greater_equal": (lambda x, y: x >= y, np.greater_equal),
    "equal": (lambda x, y: x == y, np.equal),
    "not_equal": (lambda x, y: x != y, np.not_equal),
    "bitwise_and": (lambda x, y: (x > 0) & (y > 0), lambda x, y: (x > 0) & (y > 0)),
    "bitwise_or": (lambda x, y: (x > 0) | (y > 0), lambda x, y: (x > 0) | (y > 0)),
    "bitwise_not": (lambda x, y: ~(x > y), lambda x, y: ~(x > y)),
    "argmax": (lambda x, y: x.argmax(), lambda x, y: np.argmax(x)),
    "argmin": (lambda x, y: x.argmin(axis=-1), lambda x, y: np.argmin(x, axis=-1)),
    "any": (lambda x, y: (x > y).any(), lambda x, y: np.any(x > y)),
    "all": (lambda x, y: (x > y).all(axis=0), lambda x, y: np.all(x > y, axis=0)),
    "one_hot": (lambda x, y: ag.one_hot((x > 0).long(), 2), lambda x, y: np.eye(2)[(x > 0) * 1]),
}
