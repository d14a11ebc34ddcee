"""Pooling."""

from __future__ import annotations

import numpy as np

from tests.nn.cases.case import Case

# Catalogue, S1.W17.
IMAGE = [[[1.0, 3, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]]


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


LAYERS: dict[str, list[Case]] = {
    "MaxPool1d": [
        Case((2,), inputs=([[1.0, 3, 2, 0]],), expected=[[3, 2]], source="by hand"),
        Case(
            (3,),
            {"stride": 2, "padding": 1, "return_indices": True},
            inputs=([[-1.0, -3, -2, -5, -4]],),
            expected=([[-1, -2, -4]], [[0, 2, 4]]),
            source="by hand: of -1 -3, of -3 -2 -5, of -5 -4",
        ),
        Case((2, 3), {"ceil_mode": True, "dilation": 2}, inputs=(numbers(2, 3, 7),)),
    ],
    "MaxPool2d": [
        Case((2,), inputs=(IMAGE,), expected=[[[6, 8], [3, 4]]],
             source="catalogue, pool_max_avg"),
        Case((2, 1), inputs=(IMAGE,), expected=[[[6, 7, 8], [6, 7, 8], [3, 3, 4]]],
             source="by hand"),
        Case(((4, 1),), inputs=([IMAGE],), expected=[[[[5, 6, 7, 8]]]], source="by hand"),
        Case((3, 2, 1), {"ceil_mode": True}, inputs=(numbers(2, 2, 6, 5),)),
        Case(((2, 3), (2, 1), (1, 0), (1, 2)), {"return_indices": True},
             inputs=(numbers(2, 2, 5, 7),)),
    ],
    "AvgPool1d": [
        Case((2,), inputs=([[1.0, 3, 2, 0]],), expected=[[2, 1]], source="by hand"),
        Case((3, 2, 1), {"count_include_pad": False}, inputs=([[1.0, 3, 2, 0]],),
             expected=[[2, 5 / 3]], source="by hand: of 1 3, of 3 2 0"),
        Case((3, 2), {"ceil_mode": True}, inputs=(numbers(2, 3, 6),)),
    ],
    "AvgPool2d": [
        Case((2,), inputs=(IMAGE,), expected=[[[3.75, 5.25], [2, 2]]],
             source="catalogue, pool_max_avg"),
        Case((2,), {"padding": 1}, inputs=(IMAGE,),
             expected=[[[0.25, 1.25, 1], [2, 4, 2], [0.25, 1.25, 1]]],
             source="by hand: sums 1 5 4, 8 16 8, 1 5 4 over 4"),
        Case((2,), {"divisor_override": 1}, inputs=(IMAGE,), expected=[[[15, 21], [8, 8]]],
             source="by hand: the sums"),
        Case((3, 2), {"divisor_override": 5, "ceil_mode": True}, inputs=(numbers(2, 4, 6),)),
        Case((3, (2, 1), 1), {"count_include_pad": False}, inputs=(numbers(2, 2, 5, 4),)),
        Case(((2, 3), 2), {"ceil_mode": True}, inputs=(numbers(2, 5, 6),)),
    ],
    "StochasticPool2d": [
        Case(
            (2,),
            training=False,
            inputs=(IMAGE,),
            expected=[[[71 / 15, 19 / 3], [2.25, 3.25]]],
            source="catalogue, pool_stochastic: (1+9+25+36)/15, (4+16+49+64)/21, 18/8, 26/8",
            gradients=False,  # below the zero there is none
            in_pytorch=False,
        ),
        Case(
            (3,),
            training=False,
            inputs=([[[1.6, 2.4, 0], [0, 0, 0], [0, 0, 0]]],),
            expected=[[[2.08]]],
            source="catalogue, pool_stochastic_sparse: .4 * 1.6 + .6 * 2.4",
            gradients=False,  # likewise
            in_pytorch=False,
        ),
        Case(
            (2,),
            inputs=([[[0.0, 0, 0, 7], [3, 0, 0, 0]]],),
            expected=[[[3, 7]]],
            source="by hand: zeros are never drawn",
            gradients=False,
            in_pytorch=False,
        ),
        Case((2, 1, 1), inputs=([np.abs(numbers(2, 3, 4)) + 0.1],), in_pytorch=False),
        Case(((2, 3), (1, 2)), training=False, inputs=(np.abs(numbers(1, 2, 3, 5)) + 0.1,),
             in_pytorch=False),
    ],
    "AdaptiveAvgPool1d": [
        Case((2,), inputs=([[1.0, 2, 3, 4, 6]],), expected=[[2, 13 / 3]],
             source="by hand: of 1 2 3 and 3 4 6"),
        Case((3,), inputs=(numbers(2, 2, 6),)),
        Case((5,), inputs=(numbers(2, 2, 3),)),
    ],
    "AdaptiveAvgPool2d": [
        Case((1,), inputs=([[[1.0, 2, 3], [4, 5, 9]]],), expected=[[[4]]], source="by hand: 24/6"),
        Case(((None, 2),), inputs=([[[1.0, 2, 3], [4, 5, 6]]],), expected=[[[1.5, 2.5], [4.5, 5.5]]],
             source="by hand: of the columns 1 2 and 2 3"),
        Case(((2, 2),), inputs=(IMAGE,), expected=[[[3.75, 5.25], [2, 2]]],
             source="catalogue, pool_max_avg"),
        Case(((3, 4),), inputs=(numbers(2, 2, 5, 7),)),
    ],
    "AdaptiveMaxPool1d": [
        Case((2, True), inputs=([[1.0, 5, 3, 4, 2]],), expected=([[5, 4]], [[1, 3]]),
             source="by hand: of 1 5 3 and 3 4 2"),
        Case((3,), inputs=(numbers(2, 2, 4),)),
    ],
    "AdaptiveMaxPool2d": [
        Case((2,), inputs=(IMAGE,), expected=[[[6, 8], [3, 4]]],
             source="catalogue, pool_max_avg"),
        Case(((3, 2), True), inputs=(numbers(2, 2, 5, 4),)),
        Case(((None, 1), True), inputs=(numbers(2, 3, 4),)),
    ],
}  # fmt: skip
