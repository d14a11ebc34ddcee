"""What random graphs are made of: expressions in `x` and `y`, and where they are smooth."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

import autograd as ag

# Expressions in both engines, and in NumPy alone; with each, where it is smooth and well behaved.
OF_ONE = {
    "-x": "True", "2.0 - x": "True", "x * 0.5": "True", "x / 2.0": "True", "3.0 / x": "abs(x) > 0.3",
    "x ** 2": "True", "x ** 3": "True", "x ** -1.5": "x > 0.3", "abs(x)": "abs(x) > 0.01",
    "exp(x)": "x < 3", "log(x)": "x > 0.2", "sqrt(x)": "x > 0.2", "sin(x)": "True", "cos(x)": "True",
    "tanh(x)": "True", "sigmoid(x)": "True", "relu(x)": "abs(x) > 0.01",
    "softmax(x, axis=-1)": "x.ndim > 0", "logsumexp(x)": "True", "logsumexp(x, axis=0)": "True",
    "sum(x)": "True", "sum(x, axis=0)": "True", "sum(x, axis=-1, keepdims=True)": "True",
    "sum(x, axis=(0, 1))": "True", "mean(x)": "True", "mean(x, axis=1)": "True",
    "max(x)": "distinct(x)", "max(x, axis=-1)": "distinct(x)", "min(x, axis=0)": "distinct(x)",
    "reshape(x, -1)": "True", "reshape(x, (1, -1))": "True", "transpose(x)": "True",
    "broadcast_to(x, (2, *x.shape))": "True", "squeeze(x)": "True",
    "x[0]": "True", "x[-1:]": "True", "x[None]": "True", "x[..., ::-1]": "True", "x[..., 1:]": "True",
    "x[[0, 0, 1]]": "True", "x[..., [-1, 0, -1, -1]]": "True", "x[[0, 1, 0], 0]": "True",
    "x[array([True, False])]": "True", "x[0] * x[1] + x[0]": "True",
}  # fmt: skip
OF_TWO = {
    "x + y": "True", "x - y": "True", "x * y": "True", "x / y": "abs(y) > 0.3", "x @ y": "True",
    "x ** y": "x > 0.3", "maximum(x, y)": "abs(x - y) > 0.01", "minimum(x, y)": "abs(x - y) > 0.01",
    "where(array([True, False, True]), x, y)": "True", "stack([x, y, x])": "True",
    "concatenate([x, y], axis=-1)": "True", "iadd(x, y)": "True", "imul(x, y)": "True",
}  # fmt: skip
# The others' derivatives need values, which may have been overwritten.
LINEAR = {
    t for t in (*OF_ONE, *OF_TWO)
    if t.startswith(("-x", "2.0 -", "sum", "mean", "reshape", "transpose", "broadcast", "squeeze",
                     "x[", "x +", "x -", "stack", "concatenate", "iadd")) and "*" not in t
}  # fmt: skip


def distinct(x: Any) -> Any:
    return x.ndim > 0 and np.all(np.diff(np.sort(x, axis=None)) > 0.01)


def relu(x: Any) -> Any:
    return np.maximum(x, 0.0)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def softmax(x: Any, axis: Any) -> Any:
    return np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True)


def logsumexp(x: Any, axis: Any = None) -> Any:
    return np.log(np.sum(np.exp(x), axis=axis))


OURS = vars(ag) | {"array": np.array, "iadd": operator.iadd, "imul": operator.imul}
NUMPY = vars(np) | {
    "distinct": distinct, "relu": relu, "sigmoid": sigmoid, "softmax": softmax,
    "logsumexp": logsumexp, "abs": np.abs, "iadd": operator.add, "imul": operator.mul,
}  # fmt: skip
NAIVE = NUMPY | {"abs": lambda x: np.maximum(x, -x)}
