"""The graphs of the slides that pictures are checked with."""

from __future__ import annotations

import autograd as ag
from autograd import Tensor

__all__ = ["another_example", "quiz_three", "two_two_one"]


def leaf(name: str, value: float) -> Tensor:
    return Tensor(value, requires_grad=True, name=name)


def named(name: str, tensor: Tensor) -> Tensor:
    tensor.name = name
    return tensor


def quiz_three() -> Tensor:
    """Deck 3, "Recap : Quiz 01 (3)": L = x y with x = a b and y = a + b, at a = 2, b = 3."""
    a, b = leaf("a", 2.0), leaf("b", 3.0)
    return named("L", named("x", a * b) * named("y", a + b))


def two_two_one() -> Tensor:
    """Deck 1, "Back propagation example": two inputs, two hidden neurons, one output, no activation."""
    x1, x2 = Tensor(2.0, name="x1"), Tensor(3.0, name="x2")
    w = [leaf(f"w{i}", value) for i, value in enumerate((0.11, 0.21, 0.12, 0.08, 0.14, 0.15), 1)]
    h1 = named("h1", w[0] * x1 + w[1] * x2)
    h2 = named("h2", w[2] * x1 + w[3] * x2)
    y = named("y", w[4] * h1 + w[5] * h2)
    return named("J", 0.5 * (y - 1.0) ** 2)


def another_example() -> Tensor:
    """Deck 3, "Another Example": five hidden neurons 1/u, F = v1 v2 + v3 / v4 - v5, sigmoid."""
    x1, x2 = Tensor(1.7, name="x1"), Tensor(3.5, name="x2")
    v = []
    firsts, seconds = (0.1, 0.5, 0.3, 2.1, -0.2), (1.1, 0.0, 0.4, -0.1, 1.3)
    for i, (first, second) in enumerate(zip(firsts, seconds, strict=True), 1):
        u = named(f"u{i}", leaf(f"w1_{i}", first) * x1 + leaf(f"w2_{i}", second) * x2)
        v.append(named(f"v{i}", 1 / u))
    total = named("F", v[0] * v[1] + v[2] / v[3] - v[4])
    return named("loss", (named("out", ag.sigmoid(total)) - 2.0) ** 2)
