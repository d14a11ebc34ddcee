"""Tensors, by dtype and by the domain of their elements."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hypothesis_numpy
from numpy.typing import DTypeLike

from ..._tensor import Tensor
from ._shapes import broadcastable_shapes, shapes

__all__ = ["broadcastable_tensors", "tensors"]

Shape = tuple[int, ...]

# The interval, and the numbers that are avoided. Of `unit` and `positive` the margin is kept from 0
# and 1.
_DOMAINS: dict[str, tuple[float, float, tuple[float, ...]]] = {
    "real": (-3.0, 3.0, ()),
    "nonzero": (-3.0, 3.0, (0.0,)),
    "positive": (0.0, 3.0, (0.0,)),
    "unit": (0.0, 1.0, (0.0, 1.0)),
    "finite": (-math.inf, math.inf, ()),
}


def tensors(
    shape: int | Shape | st.SearchStrategy[Shape] | None = None,
    dtype: DTypeLike = np.float64,
    domain: str = "real",
    *,
    min_value: float | None = None,
    max_value: float | None = None,
    away_from: float | Iterable[float] = (),
    margin: float = 0.1,
    distinct: bool = False,
    requires_grad: bool = True,
    name: str | None = None,
) -> st.SearchStrategy[Tensor]:
    """Draw a Tensor; failing examples shrink to few elements and to simple numbers.

    Args:
        shape: its shape, or a strategy for it. Default: `shapes()`.
        dtype: float64, or float32. Default: float64, which `gradcheck` needs.
        domain: `real` (-3 to 3), `nonzero` (the same, away from 0), `positive` (to 3), `unit`
            (between 0 and 1, away from both), or `finite` (any number but NaN and infinity).
        min_value: the least element, in place of the domain's.
        max_value: the greatest element, in place of the domain's.
        away_from: numbers, such as kinks, to keep the margin from besides the domain's own.
        margin: how far elements stay away from these, and from each other if distinct.
        distinct: no two elements are equal, nor nearly so: there are no ties.
        requires_grad: whether gradients with respect to it are wanted. Default: True.
        name: the tensor's name.

    Raises:
        ValueError: there is no such domain, or nothing is left of it.
        TypeError: the dtype is not a floating-point one, or the shape is none.

    Example:
        >>> from hypothesis import find
        >>> from autograd.testing import strategies
        >>> find(strategies.tensors((2,), domain="positive", name="p"), lambda x: True)
        Tensor([1., 1.], name='p', requires_grad=True)
    """
    if domain not in _DOMAINS:
        known = ", ".join(_DOMAINS)
        raise ValueError(f"tensors: there is no domain {domain!r}; there are {known}")
    if not margin > 0:
        raise ValueError(f"tensors: the margin must be positive, got {margin}")
    low, high, avoided = _DOMAINS[domain]
    low = low if min_value is None else float(min_value)
    high = high if max_value is None else float(max_value)
    if not low <= high:
        raise ValueError(
            f"tensors: min_value {low} is above max_value {high}"
            + (f", which the domain {domain!r} sets; give both" if None in (min_value, max_value)
               else "")
        )  # fmt: skip
    kinks = [away_from] if isinstance(away_from, (int, float)) else list(away_from)
    intervals = _without([(low, high)], [*avoided, *kinks], margin)
    if not intervals:
        raise ValueError(f"tensors: no number between {low} and {high} keeps the margin {margin}")
    kind = np.dtype(dtype)
    if kind.kind != "f":
        raise TypeError(f"tensors: dtype must be a floating-point one, got {kind}")
    if shape is None:
        shape = shapes()
    if isinstance(shape, int):
        shape = (shape,)
    several = st.just(tuple(shape)) if isinstance(shape, (tuple, list)) else shape
    if not isinstance(several, st.SearchStrategy):
        raise TypeError(f"tensors: shape must be a tuple or a strategy for one, got {shape!r}")

    def of_shape(drawn: Shape) -> st.SearchStrategy[Any]:
        size = math.prod(drawn)
        if distinct and size > 1:
            elements: Any = st.sampled_from(_grid(intervals, margin, size))
        else:
            elements = _numbers(intervals, kind)
        return hypothesis_numpy.arrays(kind, drawn, elements=elements, unique=distinct)

    return several.flatmap(of_shape).map(
        lambda array: Tensor(array, requires_grad=requires_grad, name=name)
    )


@st.composite
def broadcastable_tensors(
    draw: st.DrawFn, /, count: int = 2, shapes: Any = None, **options: Any
) -> tuple[Tensor, ...]:
    """Draw several Tensors whose shapes broadcast with each other.

    Args:
        count: how many. Default: 2.
        shapes: a strategy for the tuple of their shapes. Default: `broadcastable_shapes(count)`.
        **options: what `tensors` takes besides the shape.

    Example:
        >>> from hypothesis import find
        >>> from autograd.testing import strategies
        >>> find(strategies.broadcastable_tensors(), lambda pair: pair[0].ndim == 1)
        (Tensor([0.], requires_grad=True), Tensor(0.0, requires_grad=True))
    """
    drawn = draw(broadcastable_shapes(count) if shapes is None else shapes)
    return tuple(draw(tensors(shape, **options)) for shape in drawn)


def _without(
    intervals: list[tuple[float, float]], avoided: Sequence[float], margin: float
) -> list[tuple[float, float]]:
    """Cut a margin around numbers out of intervals; the parts nearest to 0 come first."""
    for number in avoided:
        parts = [
            part
            for low, high in intervals
            for part in ((low, min(high, number - margin)), (max(low, number + margin), high))
        ]
        intervals = [(low, high) for low, high in parts if low <= high]
    kept = list(dict.fromkeys(intervals))
    return sorted(kept, key=lambda part: (min(map(abs, part)), part[0] < 0))


def _numbers(
    intervals: Sequence[tuple[float, float]], kind: np.dtype[Any]
) -> st.SearchStrategy[float]:
    width: Any = 8 * kind.itemsize

    def bound(number: float) -> float | None:
        return float(kind.type(number)) if math.isfinite(number) else None

    parts = [
        st.floats(
            bound(low), bound(high), width=width, allow_nan=False, allow_infinity=False,
            allow_subnormal=False,
        )
        for low, high in intervals
    ]  # fmt: skip
    return st.one_of(parts)


def _grid(intervals: Sequence[tuple[float, float]], margin: float, size: int) -> list[float]:
    """Return numbers that keep a distance from each other: the margin, or less if many are needed.

    Simple numbers come first.
    """
    finite = [(max(low, -1e3), min(high, 1e3)) for low, high in intervals]
    room = sum(high - low for low, high in finite)
    if not room:
        raise ValueError(f"tensors: there are no {size} distinct numbers in {intervals}")
    apart = min(margin, room / (2 * size))
    found = []
    for low, high in finite:
        first, last = math.ceil(low / apart - 1e-9), math.floor(high / apart + 1e-9)
        found += [round(i * apart, 12) for i in range(first, last + 1)]
    return sorted(found, key=lambda number: (abs(number), number < 0))
