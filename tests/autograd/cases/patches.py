"""The cases of taking windows out of images, and putting them back."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case


def columns(x: Any, kernel: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """By definition, a window at a time."""
    k, d, p, s = (np.broadcast_to(setting, 2) for setting in (kernel, dilation, padding, stride))
    x = np.pad(x, [(0, 0), (0, 0), *((n, n) for n in p)])
    counts = (np.array(x.shape[2:]) - d * (k - 1) - 1) // s + 1
    windows = []
    for l in np.ndindex(*counts):
        y, z = (slice(a, a + n * b, b) for a, n, b in zip(l * s, k, d, strict=True))
        windows.append(x[:, :, y, z].reshape(len(x), x.shape[1] * k.prod()))
    return np.stack(windows, axis=-1)


def images(x: Any, size: Any, *settings: Any, **named: Any) -> Any:
    """The transpose of `columns`: what each pixel's unit image gives, times `x`."""
    channels = x.shape[1] // np.prod(np.broadcast_to(settings[0], 2))
    result = np.zeros((len(x), channels, *size))
    for n, *pixel in np.ndindex(result.shape):
        unit = np.zeros((1, channels, *size))
        unit[0, *pixel] = 1.0
        result[n, *pixel] = np.sum(x[n] * columns(unit, *settings, **named)[0])
    return result


def taking(shapes: Any, kernel: Any, **options: Any) -> Case:
    return Case(lambda x: ag.unfold(x, kernel, **options), lambda x: columns(x, kernel, **options), shapes)


def adding(shapes: Any, size: Any, kernel: Any, **options: Any) -> Case:
    return Case(lambda x: ag.fold(x, size, kernel, **options),
                lambda x: images(x, size, kernel, **options), shapes)  # fmt: skip


CASES: dict[str, list[Case]] = {
    "take_windows": [
        taking([((1, 2, 3, 4),), ((2, 1, 2, 3),), ((0, 1, 3, 3),)], 2),
        taking([((1, 1, 4, 4),)], (3, 2), stride=(1, 2), padding=(1, 0)),
        taking([((1, 1, 4, 5),)], 2, dilation=2, stride=2, padding=1),
        Case(lambda x: ag.unfold(x, 2), lambda x: columns(x[None], 2)[0], [((2, 3, 3),)]),
    ],
    "add_windows": [
        adding([((1, 4, 4),), ((2, 8, 4),), ((0, 4, 4),)], (3, 3), 2),
        adding([((1, 6, 4),)], (4, 4), (3, 2), stride=(2, 3), padding=(1, 1)),
        adding([((1, 4, 6),)], (4, 5), 2, dilation=2, stride=2, padding=1),
        Case(lambda x: ag.fold(x, 3, 2), lambda x: images(x[None], (3, 3), 2)[0], [((4, 4),)]),
    ],
}

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
