"""Symbols and formulas that the tests of notations share."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from autograd.symbol import Symbol, derivative_symbol

g, x, y, t, u = (Symbol(n, v) for n, v in zip("gxytu", (1.5, 3.0, 0.75, -0.5, 4.0), strict=True))
w = Symbol("w_25", 0.3)
dv = derivative_symbol("L", "v", -0.25)
A = Symbol("A", np.array([[1.5, 2.0], [0.0, -1.0]]))
b = Symbol("b", np.array([[0.5], [1.0]]))

HOSTILE = [
    "", " ", "0.weight", "my weight", "가중치", "W¹", "y₁", "h''", "theta_hat", "a_b_c", "_x", "x_",
    "__", 'a"b', "a'b", "<b>", "&amp;", "a&b", "{", "}", "}{", "\\", "\\frac", "$x$", "%", "#1",
    "^", "~", "_", "a\nb", "a\tb", "\x00", "|", "a|b", "🙂", "é", "x²³", "1", "-1", "a - b", "]", "`",
    "]]>", "<!--", "\u202e", "∂", "if ", "n̂",
]  # fmt: skip

SAMPLES: list[Any] = [
    *(Symbol(name, 1.0) ** 2 * derivative_symbol(name, name, 1.0) for name in HOSTILE),
    *(Symbol("x", value) ** 2 / Symbol("y", value)
      for value in (np.nan, -np.inf, 1e-300, -1e200, 1 - 2j, True, np.int8(-3), np.ones(3),
                    np.zeros((0, 3)), np.ones((9, 9)), np.ones((1, 2, 1)), np.array(["1"] * 2, float))),
    1.5, -2, None, True, np.ones(3), np.zeros((30, 40)), "text_}",
    ag.where(x > 0, ag.where(y < 0, A, b), 1 / x), A[0:1, None, ..., [0, 1]], A[()], A[A > 0],
    ag.exp(ag.exp(-x / y)) ** -2, ag.sqrt(-x / 2) ** 0.5, (A.T @ A).T, ag.inv(A) ** 2,
    ag.sum(A * 2, (0, 1), True) ** 2, ag.stack([A, b @ b.T]), ag.clip(x, -1, np.ones(2)),
    ag.one_hot(Symbol("k", np.array([0, 1])), 3), ag.pad(A, 1), ag.einsum("ij,jk->ik", A, b),
]  # fmt: skip
