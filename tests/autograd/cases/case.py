"""What a case is: an operation, how to call it, what NumPy says, and where it may be tested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

BROADCAST_PAIRS = [
    ((), ()), ((), (3,)), ((3,), ()), ((2, 3), (3,)), ((2, 3), (2, 1)), ((3, 1), (1, 4)),
    ((1, 4), (3, 1)), ((2, 1, 3), (4, 1)), ((0, 4), (1, 4)), ((1, 4), (0, 4)), ((0, 4), ()),
]  # fmt: skip
SHAPES = [(), (3,), (2, 3), (1, 4), (3, 1), (0, 4)]


@dataclass
class Case:
    """An operation, how to call it, what NumPy says, and where it may be tested.

    Attributes:
        call: takes one Tensor per shape.
        numpy: the same on arrays, by NumPy alone.
        shapes: the shapes of the inputs; each entry is a test. One of them has zero elements.
        low, high: the interval from which the elements are drawn.
        smooth: moves the drawn elements away from kinks and ties.
        analytic: whether it can be computed with complex numbers, for the complex-step derivative.
        keeps_dtype: whether float32 inputs give a float32 result.
    """

    call: Callable[..., Any]
    numpy: Callable[..., Any]
    shapes: list[Any] = field(default_factory=lambda: [(s,) for s in SHAPES])
    low: float = -2.0
    high: float = 2.0
    smooth: Callable[..., Any] | None = None
    analytic: bool = True
    keeps_dtype: bool = True

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
            # Over axis 0 the last gives nothing; over its other axis many have no result at all.
            shapes=[((2, 3),), ((3, 2, 2),), *([((2, 0),)] if o == {"axis": 0} else [])],
            **settings,
        )
        for o in options
    ]  # fmt: skip
