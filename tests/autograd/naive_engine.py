"""A second engine, to compare with: slow, recursive, and right by inspection.

It knows single numbers only. An array of it is a NumPy array of objects: broadcasting, indexing,
sums and matrix products are NumPy's own, and an element taken twice is the same object twice.
`gradient` is the chain rule as it stands in the books. The derivatives can be Numbers again, with
parents of their own, to be differentiated once more.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np


class Number:
    """A value, and for each number it was computed from the derivative with respect to that."""

    def __init__(self, value: float, *parents: tuple[Number, Callable[[], Number]]) -> None:
        self.value = float(value)
        self.parents = parents

    def __add__(self, other: Any) -> Number:
        other = number(other)
        return Number(self.value + other.value, (self, lambda: ONE), (other, lambda: ONE))

    def __mul__(self, other: Any) -> Number:
        other = number(other)
        return Number(self.value * other.value, (self, lambda: other), (other, lambda: self))

    def __pow__(self, n: Any) -> Number:
        if isinstance(n, Number):
            return (self.log() * n).exp()
        return Number(self.value**n, (self, lambda: self ** (n - 1) * n))

    def exp(self) -> Number:
        return Number(math.exp(self.value), (self, self.exp))

    def log(self) -> Number:
        return Number(math.log(self.value), (self, lambda: self**-1))

    def sin(self) -> Number:
        return Number(math.sin(self.value), (self, self.cos))

    def cos(self) -> Number:
        return Number(math.cos(self.value), (self, lambda: -self.sin()))

    def tanh(self) -> Number:
        return Number(math.tanh(self.value), (self, lambda: 1 - self.tanh() ** 2))

    # What is composed of the above needs no derivative of its own.

    def __neg__(self) -> Number:
        return self * -1.0

    def __sub__(self, other: Any) -> Number:
        return self + -number(other)

    def __truediv__(self, other: Any) -> Number:
        return self * number(other) ** -1

    def __radd__(self, other: Any) -> Number:
        return number(other) + self

    def __rsub__(self, other: Any) -> Number:
        return number(other) - self

    def __rmul__(self, other: Any) -> Number:
        return number(other) * self

    def __rtruediv__(self, other: Any) -> Number:
        return number(other) / self

    def sqrt(self) -> Number:
        return self**0.5

    def __lt__(self, other: Any) -> bool:  # by these two NumPy finds the largest
        return self.value < number(other).value

    def __ge__(self, other: Any) -> bool:
        return self.value >= number(other).value


ONE = Number(1.0)


def number(value: Any) -> Number:
    return value if isinstance(value, Number) else Number(value)


def gradient(y: Number, targets: list[Number], *, recorded: bool = False) -> list[Any]:
    """The derivative of `y` with respect to each target, as floats, or `recorded` as Numbers."""
    place = {target: i for i, target in enumerate(targets)}
    rows: dict[Number, Any] = {}

    def row(of: Number) -> Any:
        if of not in rows:
            total = np.zeros(len(targets), dtype=object if recorded else float)
            if of in place:
                total[place[of]] = 1.0
            for parent, slope in of.parents:
                total = total + row(parent) * (slope() if recorded else slope().value)
            rows[of] = total
        return rows[of]

    return [row(y)[place[target]] for target in targets]
