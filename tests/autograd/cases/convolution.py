"""The cases of convolutions."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from autograd.ops.window.correlation import channel_sums, convolution_weight_gradient
from tests.autograd.cases.case import Case


def convolution(
    x: Any, w: Any, b: Any = 0.0, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Any:
    """By its definition, an element at a time."""
    axes = w.ndim - 2
    s, p, d = (np.broadcast_to(setting, axes) for setting in (stride, padding, dilation))
    x = np.pad(x, [(0, 0), (0, 0), *((n, n) for n in p)])
    counts = (np.array(x.shape[2:]) - d * (np.array(w.shape[2:]) - 1) - 1) // s + 1
    out = np.zeros((len(x), len(w), *counts))
    for n, o, *l in np.ndindex(out.shape):
        for c, *k in np.ndindex(w.shape[1:]):
            channel = o // (len(w) // groups) * w.shape[1] + c
            out[n, o, *l] += w[o, c, *k] * x[n, channel, *(s * l + d * k)]
    return out + np.reshape(b, (-1, *(1 for _ in range(axes))))


def transposed_convolution(
    y: Any, w: Any, b: Any = 0.0, stride: Any = 1, padding: Any = 0, output_padding: Any = 0,
    groups: int = 1, dilation: Any = 1,
) -> Any:  # fmt: skip
    """By its definition, an element at a time."""
    axes = w.ndim - 2
    s, p, d, e = (
        np.broadcast_to(setting, axes) for setting in (stride, padding, dilation, output_padding)
    )
    size = (np.array(y.shape[2:]) - 1) * s + d * (np.array(w.shape[2:]) - 1) + 1
    out = np.zeros((len(y), groups * w.shape[1], *(size + e)))
    for n, o, *l in np.ndindex(y.shape):
        for c, *k in np.ndindex(w.shape[1:]):
            channel = o // (len(w) // groups) * w.shape[1] + c
            out[n, channel, *(s * l + d * k)] += y[n, o, *l] * w[o, c, *k]
    inside = (slice(b, n + e - b) for b, n, e in zip(p, size, e, strict=True))
    return out[..., *inside] + np.reshape(b, (-1, *(1 for _ in range(axes))))


def weight_gradient(
    x: Any, y: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Any:
    """The convolution is linear in its weight: its gradient, a unit of the weight at a time."""
    steps = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    axes = x.ndim - 2
    s, p, d = (np.broadcast_to(setting, axes) for setting in (stride, padding, dilation))
    counts = np.array(y.shape[2:])
    kernel = (np.array(x.shape[2:]) + 2 * p - (counts - 1) * s - 1) // d + 1
    result = np.zeros((y.shape[1], x.shape[1] // groups, *kernel))
    for index in np.ndindex(result.shape):
        unit = np.zeros(result.shape)
        unit[index] = 1.0
        result[index] = np.sum(y * convolution(x, unit, **steps))
    return result


def same(x: Any, w: Any) -> Any:
    """With even kernels, one more row or column behind than before."""
    sides = ((n - 1) // 2 for n in w.shape[2:])
    pads = [(a, n - 1 - a) for a, n in zip(sides, w.shape[2:], strict=True)]
    return convolution(np.pad(x, [(0, 0), (0, 0), *pads]), w)


def settings(ours: Any, theirs: Any, shapes: Any, **options: Any) -> Case:
    return Case(lambda *x: ours(*x, **options), lambda *x: theirs(*x, **options), shapes)


def two(shapes: Any, **options: Any) -> Case:
    return settings(ag.conv2d, convolution, shapes, **options)


def transposed(shapes: Any, **options: Any) -> Case:
    return settings(ag.conv_transpose2d, transposed_convolution, shapes, **options)


CASES: dict[str, list[Case]] = {
    "channel_sums": [
        Case(channel_sums, lambda x: np.moveaxis(x, 1, 0).reshape(x.shape[1], -1).sum(axis=1),
             [((2, 3, 4),), ((1, 2, 3, 2),)]),
        Case(channel_sums, lambda x: np.zeros(2), [((0, 2, 3, 3),)]),
    ],
    "convolution": [
        two([((1, 2, 3, 4), (2, 2, 2, 2), (2,)), ((2, 1, 3, 3), (1, 1, 3, 2)),
             ((0, 2, 3, 3), (2, 2, 2, 2), (2,)), ((1, 0, 2, 2), (2, 0, 2, 1)),
             ((1, 2, 3, 3), (0, 2, 2, 2)), ((1, 2, 2, 2), (3, 2, 1, 1), (3,))]),
        two([((1, 1, 4, 5), (2, 1, 2, 2)), ((1, 1, 4, 4), (1, 1, 1, 1))], stride=2),
        two([((1, 1, 5, 4), (1, 1, 2, 2), (1,))], stride=(3, 2), padding=(1, 0)),
        two([((1, 2, 3, 3), (1, 2, 3, 3), (1,)), ((2, 1, 1, 1), (1, 1, 3, 3))], padding=1),
        two([((1, 1, 4, 4), (2, 1, 2, 2))], dilation=2),
        two([((1, 1, 4, 4), (1, 1, 2, 3), (1,))], dilation=(2, 1), stride=(1, 2), padding=(1, 2)),
        two([((1, 4, 2, 3), (2, 2, 2, 2), (2,))], groups=2),
        two([((2, 2, 3, 3), (4, 1, 2, 2))], groups=2, stride=2, padding=1),
        two([((1, 3, 3, 3), (3, 1, 2, 2), (3,))], groups=3, dilation=2, padding=1),
        # Channels enough that windows are copied along the channels, not along the image.
        two([((1, 8, 2, 2), (1, 8, 1, 2))]),
        two([((1, 8, 2, 3), (2, 4, 1, 2))], groups=2, stride=2),
        Case(lambda x, w: ag.conv2d(x, w, padding="same"), same,
             [((1, 1, 3, 3), (2, 1, 3, 3)), ((1, 2, 3, 2), (1, 2, 2, 2))]),
        Case(ag.conv2d, lambda x, w: convolution(x[None], w)[0],
             [((2, 3, 3), (1, 2, 2, 2))]),
        settings(ag.conv1d, convolution, [((2, 2, 4), (2, 2, 3), (2,)), ((0, 1, 3), (1, 1, 2))]),
        settings(ag.conv1d, convolution, [((1, 2, 6), (2, 1, 2), (2,))],
                 stride=2, padding=1, dilation=2, groups=2),
        Case(ag.conv1d, lambda x, w: convolution(x[None], w)[0], [((2, 4), (1, 2, 2))]),
    ],
    "transposed_convolution": [
        transposed([((1, 2, 2, 2), (2, 1, 2, 2), (1,)), ((1, 1, 2, 3), (1, 2, 1, 2)),
                    ((0, 1, 2, 2), (1, 2, 2, 2), (2,)), ((1, 1, 2, 2), (1, 0, 2, 2)),
                    ((1, 0, 2, 2), (0, 1, 2, 2))]),
        transposed([((1, 1, 2, 2), (1, 1, 2, 2))], stride=3, output_padding=2),
        transposed([((1, 1, 2, 3), (1, 2, 3, 3), (2,))], stride=2, padding=1, output_padding=(1, 0)),
        transposed([((1, 1, 3, 2), (1, 1, 2, 2))], dilation=2, padding=(1, 0), output_padding=1),
        transposed([((1, 2, 2, 2), (2, 2, 2, 2), (4,))], groups=2),
        Case(ag.conv_transpose2d, lambda y, w: transposed_convolution(y[None], w)[0],
             [((2, 2, 2), (2, 1, 2, 2))]),
        settings(ag.conv_transpose1d, transposed_convolution,
                 [((1, 2, 3), (2, 1, 3), (1,)), ((0, 1, 2), (1, 1, 2))], stride=2, padding=1),
        Case(ag.conv_transpose1d, lambda y, w: transposed_convolution(y[None], w)[0],
             [((2, 3), (2, 1, 2))]),
    ],
    "convolution_weight_gradient": [
        settings(convolution_weight_gradient, weight_gradient, shapes, **options)
        for options, shapes in (
            ({}, [((2, 1, 3, 3), (2, 2, 2, 2)), ((0, 1, 3, 3), (0, 2, 2, 2)), ((1, 2, 4), (1, 2, 3))]),
            ({"stride": 2, "padding": 1}, [((1, 2, 3, 3), (1, 1, 2, 2))]),
            ({"dilation": 2, "groups": 2}, [((1, 2, 3, 4), (1, 2, 1, 2))]),
        )
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
