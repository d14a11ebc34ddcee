"""What has to be true of each tensor in a random graph, by the naive engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd import Tensor
from tests.autograd.naive_engine import Number, gradient


class Node:
    """A Tensor, and what has to be true of it.

    Attributes:
        versions: its numbers in the naive engine; a new version after each write to a leaf.
        operands: the nodes it was computed from, if that was recorded; parents: those of them
            that require a gradient.
        expected: what `.grad` must be.
        uses_values: whether the derivative of its operation needs values.
        cut: computed from a released tensor; so nobody can tell what it depends on.
        made, written: when it was computed, and when its memory was last overwritten.
        spoilt: a result that was overwritten: its value is no longer what its history says.
    """

    def __init__(
        self, name: str, tensor: Tensor, values: Any, operands: tuple[Node, ...], now: int
    ) -> None:
        self.name = name  # the tensor has none: one with a name is not on the fast path for numbers
        self.tensor = tensor
        self.operands = operands
        self.parents = tuple(n for n in operands if n.tensor.requires_grad)
        self.versions: list[Any] = []
        self.new_version(values)
        self.expected: Any = None
        self.retains = self.released = self.cut = self.spoilt = self.uses_values = False
        self.made, self.written = now, 0

    def __repr__(self) -> str:
        return self.name

    def new_version(self, values: Any) -> None:
        self.numbers = as_numbers(values)
        self.versions.append(self.numbers)
        self.values = floats(self.numbers)

    @property
    def requires(self) -> bool:
        return self.tensor.requires_grad

    @property
    def stale(self) -> bool:
        return self.uses_values and any(n.written > self.made for n in (self, *self.operands))


def as_numbers(values: Any) -> Any:
    """New Numbers with the given values, or computed from the given Numbers."""
    return np.asarray(np.asarray(values, dtype=object) + Number(0.0), dtype=object)


def floats(numbers: Any) -> Any:
    return np.array([n.value for n in numbers.ravel()]).reshape(numbers.shape)


def close(ours: Any, naive: Any) -> bool:
    return bool(np.all(np.abs(ours - naive) <= 1e-8 * (1 + np.abs(naive))))


def behind(outputs: Iterable[Node]) -> list[Node]:
    """The nodes that a backward pass from `outputs` reaches, in the order of their making."""
    reached: set[Node] = set()
    waiting = [n for n in outputs if n.requires]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += node.parents
    return sorted(reached, key=lambda node: node.made)


def derivatives(outputs: list[Node], weights: list[Any], inputs: list[Node]) -> list[Any]:
    """What the naive engine says, for each input, of the sum of `weights * outputs`."""
    total = sum(np.sum(w * y.numbers) for y, w in zip(outputs, weights, strict=True))
    flat = [number for x in inputs for version in x.versions for number in version.ravel()]
    slopes = gradient(total, flat)
    found = []
    for x in inputs:
        slope = np.zeros(x.tensor.shape)
        for _ in x.versions:
            slope += np.reshape([slopes.pop(0) for _ in range(slope.size)], slope.shape)
        found.append(slope)
    return found
