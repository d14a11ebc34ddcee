"""A check as one of numbers: a function of arrays, and the gradient that it is said to have.

First order: the outputs as a function of the inputs, and the gradients of their weighted sum.
Second order: these gradients as a function of the inputs and of the weights, and the gradients of
*their* weighted sum. The weights are the gradients that arrive at the outputs, in which every rule
must be linear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..chain_rule import gradients
from .conduct import Start, passing, random_weights
from .errors import GradientError
from .subject import Subject, element, joined, pulled

__all__ = ["Problem", "first_order", "second_order"]

Array = np.ndarray[Any, Any]


@dataclass
class Problem:
    """A function of arrays to one array, and the claim to be checked.

    Attributes:
        what: what messages call the claim.
        labels: the names of the variables.
        point: their values.
        function: takes values of all variables, returns the results as an array with one axis.
        results: what it returns at the point.
        weights: one per result; the claim is about their weighted sum.
        claimed: the gradient of the weighted sum with respect to each variable.
        claim: takes other weights, returns the gradient that is claimed for these.
        parts: what the results consist of, names and shapes.
        linear_from: the position of the first variable in which the function is linear, so that
            directions lose nothing.
        background: takes values of all variables, returns the weighted outputs that the results are
            gradients of; None if they are the outputs.
    """

    what: str
    labels: list[str]
    point: list[Array]
    function: Callable[[Sequence[Array]], Array]
    results: Array
    weights: Array
    claimed: list[Array]
    claim: Callable[[Array], list[Array]]
    parts: list[tuple[str, tuple[int, ...]]]
    linear_from: int
    background: Callable[[Sequence[Array]], Array] | None = None
    weighted: Array = field(init=False)

    def __post_init__(self) -> None:
        self.weighted = np.abs(self.weights * self.results)

    def moved(self, position: int, places: Any, change: Any) -> Array:
        """Return the results where elements of one variable are changed.

        Args:
            position: which variable.
            places: which elements, by their place in the flattened array.
            change: what is added to them.
        """
        try:
            results = self.function(self._values(position, places, change))
        except (ValueError, ArithmeticError):  # outside its domain
            return np.full(self.results.shape, np.nan)
        if results.shape != self.results.shape:
            raise GradientError(
                f"gradcheck: the number of output elements changes with the values of "
                f"{self.labels[position]}, from {self.results.size} to {results.size}; there is "
                f"no gradient of that"
            )
        return results


    def background_scale(self, position: int, place: int, change: float) -> float:
        """Return the size of the outputs that depend on one element, if the results are gradients.

        Where none does, it is that of all. A saturated output of size 1 has a gradient of size
        1e-16, of which nothing is exact.
        """
        if self.background is None:
            return 0.0
        here = self.background(self.point)
        try:
            changed = here != self.background(self._values(position, place, change))
        except (ValueError, ArithmeticError):
            changed = np.ones(here.shape, bool)
        sizes = np.abs(here[changed] if changed.any() else here)
        return float(sizes.max(initial=0.0))

    def _values(self, position: int, places: Any, change: Any) -> list[Array]:
        value = self.point[position].copy()
        value.reshape(-1)[places] += change
        values = list(self.point)
        values[position] = value
        return values

    def with_weights(self, weights: Array) -> Problem:
        """Return the claim about another sum of the results."""
        return replace(self, weights=weights, claimed=self.claim(weights))

    def of_one_result(self, number: int) -> Problem:
        """Return the claim about one of the results alone."""
        weights = np.zeros(self.results.size)
        weights[number] = 1.0
        return self.with_weights(weights)

    def result(self, number: int) -> str:
        """Return what messages call one of the results, such as `output 0[1]`."""
        for label, shape in self.parts:
            size = math.prod(shape)
            if number < size:
                return element(label, tuple(map(int, np.unravel_index(number, shape))))
            number -= size
        raise IndexError(number)


def first_order(subject: Subject, begun: Start) -> Problem:
    """Return the claim that the gradients are what the outputs change by."""
    shapes = [value.shape for value in begun.outputs]
    return Problem(
        what="gradient",
        labels=[variable.label for variable in subject.variables],
        point=subject.point,
        function=subject.values,
        results=joined(begun.outputs),
        weights=joined(begun.weights),
        claimed=begun.gradients,
        claim=lambda weights: subject.gradients(subject.point, _parted(weights, shapes)),
        parts=list(zip(begun.labels, shapes, strict=True)),
        linear_from=len(subject.variables),
    )


def second_order(subject: Subject, begun: Start, generator: np.random.Generator) -> Problem:
    """Return the claim that the gradients of the gradients are what these change by.

    Raises:
        GradientError: recorded, the backward pass fails or gives other gradients.
    """
    count = len(subject.variables)
    shapes = [value.shape for value in begun.gradients]
    weights = joined([random_weights(generator, shape) for shape in shapes])

    def claim(weights: Array) -> list[Array]:
        return _second_gradients(subject, begun, _parted(weights, shapes))

    return Problem(
        what="second derivative",
        labels=[v.label for v in subject.variables]
        + [f"the gradient arriving at {label}" for label in begun.labels],
        point=[*subject.point, *begun.weights],
        function=lambda values: joined(subject.gradients(values[:count], values[count:])),
        results=joined(begun.gradients),
        weights=weights,
        claimed=passing(subject, lambda: claim(weights)),
        claim=claim,
        parts=[
            (f"the gradient of {variable.label}", shape)
            for variable, shape in zip(subject.variables, shapes, strict=True)
        ],
        linear_from=count,
        background=lambda values: subject.values(values[:count]) * joined(values[count:]),
    )


def _parted(weights: Array, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    """Return an array of one axis as arrays of these shapes, one after the other."""
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    pieces = np.split(weights, ends[:-1]) if shapes else []
    return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]


def _second_gradients(subject: Subject, begun: Start, weights: list[Array]) -> list[Array]:
    tensors, labelled = subject.call([value.copy() for value in subject.point])
    arriving = [Tensor(w.copy(), requires_grad=True) for w in begun.weights]
    pairs = [(o, w) for (_, o), w in zip(labelled, arriving, strict=True) if o.requires_grad]
    firsts: Sequence[Tensor | None] = [None] * len(tensors)
    if pairs:
        firsts = gradients(
            [o for o, _ in pairs], tensors, [w for _, w in pairs],
            create_graph=True, allow_unused=True,
        )  # fmt: skip
    for variable, plain, first in zip(subject.variables, begun.gradients, firsts, strict=True):
        if first is not None and not np.allclose(first._data, plain, rtol=1e-8, atol=1e-12):
            raise GradientError(
                f"gradcheck: with create_graph=True the gradient of {variable.label} is another "
                f"than without: {first._data} instead of {plain}. A rule treats arrays and Tensors "
                f"differently"
            )
    roots = [(g, w) for g, w in zip(firsts, weights, strict=True) if g is not None]
    return pulled([g for g, _ in roots], [w for _, w in roots], [*tensors, *arriving])
