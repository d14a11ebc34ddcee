"""The cases of pooling."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

import autograd as ag
from autograd.ops.window.max_pooling import _max_pool_winners
from tests.autograd.cases.case import Case, distinct


def windows(
    x: Any, kernel: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False
) -> Iterator[Any]:
    """Each window's place, its elements in the input, and how many lie in input or padding."""
    axes = x.ndim - 2
    k, p, d = (np.broadcast_to(setting, axes) for setting in (kernel, padding, dilation))
    s = k if stride is None else np.broadcast_to(stride, axes)
    size = np.array(x.shape[2:])
    counts = [
        sum(1 for start in range(-a, n + a + 1, b)
            if start + c * (m - 1) < n + a or (ceil_mode and start < n and (start - b) + c * (m - 1) + 1 < n + a))
        for n, m, a, b, c in zip(size, k, p, s, d, strict=True)
    ]  # fmt: skip
    for n, c, *l in np.ndindex(*x.shape[:2], *counts):
        places = [l * s - p + d * at for at in np.ndindex(*k)]
        inside = [x[n, c, *at] for at in places if (at >= 0).all() and (at < size).all()]
        yield (n, c, *l), inside, sum(bool((at < size + p).all()) for at in places)


def filled(results: list[tuple[Any, float]], x: Any) -> Any:
    if not results:
        return np.zeros((*x.shape[:2], *(2 for _ in x.shape[2:])))
    out = np.zeros(np.max([index for index, _ in results], axis=0) + 1)
    for index, value in results:
        out[index] = value
    return out


def largest(x: Any, *settings: Any, **named: Any) -> Any:
    return filled([(i, max(inside)) for i, inside, _ in windows(x, *settings, **named)], x)


def average(x: Any, *settings: Any, count_include_pad: bool = True, **named: Any) -> Any:
    return filled([(i, math.fsum(inside) / (count if count_include_pad else len(inside)))
                   for i, inside, count in windows(x, *settings, **named)], x)  # fmt: skip


def pooling(ours: Any, theirs: Any, shapes: Any, *settings: Any, **named: Any) -> Case:
    return Case(lambda x: ours(x, *settings, **named), lambda x: theirs(x, *settings, **named), shapes,
                smooth=distinct if theirs is largest else None, analytic=theirs is average)  # fmt: skip


def both(max_pool: Any, avg_pool: Any, shapes: Any, *settings: Any, **named: Any) -> list[Case]:
    return [pooling(max_pool, largest, shapes, *settings, **named),
            pooling(avg_pool, average, shapes, *settings, **named)]  # fmt: skip


SHARED = [
    both(ag.max_pool2d, ag.avg_pool2d, [((1, 2, 4, 4),), ((2, 1, 5, 4),), ((0, 2, 4, 4),)], 2),
    both(ag.max_pool2d, ag.avg_pool2d, [((1, 1, 4, 5),)], (2, 3), 1),
    both(ag.max_pool2d, ag.avg_pool2d, [((1, 2, 3, 3),), ((1, 1, 4, 4),)], 3, 2, 1),
    both(ag.max_pool2d, ag.avg_pool2d, [((1, 1, 5, 4),), ((1, 1, 3, 2),)], 2, 2, ceil_mode=True),
    both(ag.max_pool2d, ag.avg_pool2d, [((1, 1, 4, 4),)], 3, (2, 3), 1, ceil_mode=True),
    both(ag.max_pool2d, ag.avg_pool2d, [((1, 2, 2, 3),)], 1, (1, 2)),
    both(ag.max_pool1d, ag.avg_pool1d, [((2, 1, 6),), ((1, 2, 5),)], 3, 2, 1),
]

CASES: dict[str, list[Case]] = {
    "max_pool": [
        *(maximum for maximum, _ in SHARED),
        pooling(ag.max_pool2d, largest, [((1, 1, 5, 5),)], 2, 2, 1, dilation=(2, 3)),
        pooling(ag.max_pool1d, largest, [((1, 2, 7),)], 3, 2, dilation=2),
        Case(lambda x: ag.max_pool2d(x, 2), lambda x: largest(x[None], 2)[0], [((2, 4, 3),)],
             smooth=distinct, analytic=False),
    ],
    "avg_pool": [
        *(mean for _, mean in SHARED),
        pooling(ag.avg_pool2d, average, [((1, 1, 3, 4),)], 3, 2, 1, count_include_pad=False),
        pooling(ag.avg_pool2d, average, [((1, 1, 4, 3),)], 2, 3, 1, ceil_mode=True, count_include_pad=False),
        Case(lambda x: ag.avg_pool1d(x, 2), lambda x: average(x[None], 2)[0], [((2, 5),)]),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "max_pool_winners": (
        lambda x, y: _max_pool_winners(x.reshape(2, 1, 3), (3,)),
        lambda x, y: (x == x.max(axis=1, keepdims=True)).reshape(2, 1, 3, 1),
    )
}
