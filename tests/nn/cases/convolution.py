"""Convolutions, with shared weights and without."""

from __future__ import annotations

import numpy as np

from tests.nn.cases.case import Case

# Deck 2: the worked example of "Convolution Layer"; catalogue, S1.W9.
IMAGE = [[[1.0, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]]
KERNEL = [[[[1, 0, 1], [0, 1, 0], [1, 0, 1]]]]
SIGNAL = [[1.0, 2, 3, 4, 5, 6, 7]]


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


LAYERS: dict[str, list[Case]] = {
    "Conv1d": [
        Case(
            (1, 1, 3),
            {"stride": 2, "bias": False},
            state={"weight": [[[1, 0, -1]]]},
            inputs=(SIGNAL,),
            expected=[[-2, -2, -2]],
            source="catalogue, shared_conv1d: x - (x + 2)",
        ),
        Case(
            (2, 2, 2),
            {"groups": 2},
            state={"weight": [[[1, 10]], [[1, -1]]], "bias": [0.5, -1]},
            inputs=([[[1.0, 2, 3], [4, 6, 9]]],),
            expected=[[[21.5, 32.5], [-3, -4]]],
            source="by hand: 1+20+.5, 2+30+.5; 4-6-1, 6-9-1",
        ),
        Case(
            (1, 1, 3),
            {"padding": 2, "padding_mode": "circular", "bias": False},
            state={"weight": [[[1, 10, 100]]]},
            inputs=([[1.0, 2, 3, 4]],),
            expected=[[143, 214, 321, 432, 143, 214]],
            source="by hand: windows of 3 4 1 2 3 4 1 2, read from the right",
        ),
        Case((3, 4, 3), {"padding": "same", "dilation": 2}, inputs=(numbers(2, 3, 6),)),
        Case((2, 3, 3), {"padding": (1,), "padding_mode": "reflect"}, inputs=(numbers(2, 2, 4),)),
    ],
    "Conv2d": [
        Case(
            (1, 1, 3),
            {"bias": False},
            state={"weight": KERNEL},
            inputs=(IMAGE,),
            expected=[[[4, 3, 4], [2, 4, 3], [2, 3, 4]]],
            source="deck 2, Convolution Layer; catalogue, conv5x5_valid",
        ),
        Case(
            (1, 1, 3),
            {"bias": False, "stride": 2},
            state={"weight": KERNEL},
            inputs=([IMAGE],),
            expected=[[[[4, 4], [2, 4]]]],
            source="catalogue, conv5x5_stride2",
        ),
        Case(
            (1, 1, 3),
            {"bias": False, "padding": 1, "stride": 2},
            state={"weight": KERNEL},
            inputs=(IMAGE,),
            expected=[[[2, 3, 1], [1, 4, 3], [0, 2, 1]]],
            source="catalogue, conv5x5_pad1",
        ),
        Case(
            (1, 1, 3),
            {"padding": "same"},
            state={"weight": KERNEL, "bias": [10]},
            inputs=(IMAGE,),
            expected=[[[12, 12, 13, 11, 11], [11, 14, 13, 14, 11], [11, 12, 14, 13, 13],
                       [11, 12, 13, 14, 11], [10, 12, 12, 11, 11]]],
            source="catalogue, conv5x5_pad1, plus 10",
        ),
        Case(
            (1, 1, (1, 2)),
            {"padding": (0, 1), "padding_mode": "replicate", "bias": False},
            state={"weight": [[[[1, 10]]]]},
            inputs=([[[1.0, 2], [3, 4]]],),
            expected=[[[11, 21, 22], [33, 43, 44]]],
            source="by hand: windows of 1 1 2 2 and 3 3 4 4, read from the right",
        ),
        Case((3, 4, 3), {"padding": 1, "stride": (2, 1)}, inputs=(numbers(2, 3, 5, 4),)),
        Case((4, 6, (2, 3)), {"groups": 2, "dilation": (2, 1)}, inputs=(numbers(2, 4, 5, 4),)),
        Case((2, 4, (1, 3)), {"groups": 2, "padding": "same", "bias": False},
             inputs=(numbers(2, 3, 3),)),
        Case((2, 2, 3), {"padding": "same", "padding_mode": "reflect", "dilation": (1, 2)},
             inputs=(numbers(2, 2, 5, 5),)),
        Case((1, 2, 4), {"padding": "same", "padding_mode": "circular"},
             inputs=(numbers(1, 1, 4, 5),)),
        Case((1, 2, 2), {"padding": "valid", "padding_mode": "replicate"},
             inputs=(numbers(1, 1, 4, 3),)),
    ],
    "ConvTranspose1d": [
        Case(
            (1, 1, 3),
            {"stride": 2},
            state={"weight": [[[1, 2, 3]]], "bias": [0.5]},
            inputs=([[1.0, 10]],),
            expected=[[1.5, 2.5, 13.5, 20.5, 30.5]],
            source="by hand: 1 2 3 and, two places on, 10 20 30",
        ),
        Case((2, 4, 3), {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2},
             inputs=(numbers(2, 2, 3),)),
        Case((2, 1, 2), {"dilation": 3, "bias": False}, inputs=(numbers(2, 4),)),
    ],
    "ConvTranspose2d": [
        Case(
            (1, 1, 2),
            {"bias": False},
            state={"weight": [[[[1, 2], [3, 4]]]]},
            inputs=([[[1.0, 10]]],),
            expected=[[[1, 12, 20], [3, 34, 40]]],
            source="by hand: each kernel times its pixel; 2 + 10 and 4 + 30 overlap",
        ),
        Case(
            (1, 1, 1),
            {"stride": 2, "output_padding": (1, 0)},
            state={"weight": [[[[3]]]], "bias": [1]},
            inputs=([[[1.0, 2], [3, 4]]],),
            expected=[[[4, 1, 7], [1, 1, 1], [10, 1, 13], [1, 1, 1]]],
            source="by hand: 3 x + 1 at every second place, and the bias between",
        ),
        Case((2, 4, 3), {"stride": (2, 1), "padding": 1, "groups": 2, "dilation": (1, 2)},
             inputs=(numbers(2, 2, 3, 4),)),
        Case((3, 2, (2, 3)), {"stride": 3, "output_padding": (2, 1)}, inputs=(numbers(3, 2, 2),)),
    ],
    "LocallyConnected1d": [
        Case(
            (1, 1, 4, 2),
            state={"weight": [[[[1, 0]]], [[[0, 10]]], [[[100, 100]]]], "bias": [[0, 0.5, -1]]},
            inputs=([[1.0, 2, 3, 4]],),
            expected=[[1, 30.5, 699]],
            source="by hand: 1, 10 * 3 + .5, 100 * (3 + 4) - 1",
            in_pytorch=False,
        ),
        Case(
            (1, 1, 7, 3),
            {"stride": 2, "bias": False},
            state={"weight": [[[[1, 0, -1]]]] * 3},
            inputs=(SIGNAL,),
            expected=[[-2, -2, -2]],
            source="catalogue, shared_conv1d, with equal weights everywhere",
            in_pytorch=False,
        ),
        Case((2, 3, 4, 3), {"padding": "same", "dilation": 2}, inputs=(numbers(2, 2, 4),),
             in_pytorch=False),
    ],
    "LocallyConnected2d": [
        Case(
            (1, 1, 2, 1),
            state={
                "weight": np.reshape([1, 10, 100, 1000], (2, 2, 1, 1, 1, 1)),
                "bias": [[[0, 0], [1, 1]]],
            },
            inputs=([[[1.0, 2], [3, 4]]],),
            expected=[[[1, 20], [301, 4001]]],
            source="by hand: a weight for each pixel",
            in_pytorch=False,
        ),
        Case(
            (1, 1, 5, 3),
            {"padding": 1, "stride": 2, "bias": False},
            state={"weight": np.broadcast_to(KERNEL, (3, 3, 1, 1, 3, 3))},
            inputs=(IMAGE,),
            expected=[[[2, 3, 1], [1, 4, 3], [0, 2, 1]]],
            source="catalogue, conv5x5_pad1, with equal weights everywhere",
            in_pytorch=False,
        ),
        Case((2, 3, (4, 5), (2, 3)), {"stride": (1, 2), "dilation": (2, 1)},
             inputs=(numbers(2, 2, 4, 5),), in_pytorch=False),
    ],
    "Unfold": [
        Case(
            (2,),
            inputs=([[[1.0, 2, 3], [4, 5, 6]]],),
            expected=[[1, 2], [2, 3], [4, 5], [5, 6]],
            source="by hand: the windows 1 2 4 5 and 2 3 5 6",
        ),
        Case(((2, 3),), {"dilation": (2, 1), "padding": 1, "stride": (1, 2)},
             inputs=(numbers(2, 2, 4, 3),)),
    ],
    "Fold": [
        Case(
            ((1, 3), (1, 2)),
            inputs=([[1.0, 2], [10, 20]],),
            expected=[[[1, 12, 20]]],
            source="by hand: the windows 1 10 and 2 20 overlap in the middle",
        ),
        Case((4, 2, 2, 1), inputs=(numbers(2, 8, 16),)),
    ],
    "Upsample": [
        Case(
            (),
            {"scale_factor": 2},
            inputs=([[[[1.0, 2], [3, 4]]]],),
            expected=[[[[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]]],
            source="by hand",
        ),
        Case((5,), inputs=([[[1.0, 2, 3]]],), expected=[[[1, 1, 2, 2, 3]]],
             source="by hand: floor(3 i / 5) is 0 0 1 1 2"),
        Case(((2, 5),), inputs=(numbers(2, 2, 3, 4),)),
        Case((), {"scale_factor": (1.5, 0.5)}, inputs=(numbers(2, 2, 3, 5),)),
    ],
    "ZeroPad1d": [
        Case((1,), inputs=([[1.0, 2]],), expected=[[0, 1, 2, 0]], source="by hand"),
    ],
    "ZeroPad2d": [
        Case(((1, 0, 0, 2),), inputs=([[[1.0, 2]]],), expected=[[[0, 1, 2], [0] * 3, [0] * 3]],
             source="by hand: left, right, top, bottom"),
        Case(((-1, 2, 1, -1),), inputs=([[[1.0, 2], [3, 4]]],), expected=[[[0, 0, 0], [2, 0, 0]]],
             source="by hand: without the left column and the last row"),
    ],
    "ConstantPad1d": [
        Case(((2, 0), 0.5), inputs=([[1.0, 2]],), expected=[[0.5, 0.5, 1, 2]], source="by hand"),
    ],
    "ConstantPad2d": [
        Case((1, -1.0), inputs=([[[1.0]]],),
             expected=[[[-1, -1, -1], [-1, 1, -1], [-1, -1, -1]]], source="by hand"),
    ],
    "ReflectionPad1d": [
        Case((2,), inputs=([[1.0, 2, 3]],), expected=[[3, 2, 1, 2, 3, 2, 1]], source="by hand"),
    ],
    "ReflectionPad2d": [
        Case(((1, 0, 0, 1),), inputs=([[[1.0, 2], [3, 4]]],),
             expected=[[[2, 1, 2], [4, 3, 4], [2, 1, 2]]], source="by hand"),
        Case(((1, 2, 2, 0),), inputs=(numbers(2, 2, 3, 3),)),
    ],
    "ReplicationPad1d": [
        Case(((1, 2),), inputs=([[1.0, 2]],), expected=[[1, 1, 2, 2, 2]], source="by hand"),
    ],
    "ReplicationPad2d": [
        Case(((1, 0, 0, 1),), inputs=([[[1.0, 2], [3, 4]]],),
             expected=[[[1, 1, 2], [3, 3, 4], [3, 3, 4]]], source="by hand"),
        Case((3,), inputs=(numbers(2, 2, 3),)),
    ],
    "CircularPad1d": [
        Case(((1, 2),), inputs=([[1.0, 2, 3]],), expected=[[3, 1, 2, 3, 1, 2]], source="by hand"),
    ],
    "CircularPad2d": [
        Case(((1, 0, 0, 1),), inputs=([[[1.0, 2], [3, 4]]],),
             expected=[[[2, 1, 2], [4, 3, 4], [2, 1, 2]]], source="by hand"),
        Case(((1, 2, 2, 0),), inputs=(numbers(2, 2, 3, 3),)),
    ],
}  # fmt: skip
