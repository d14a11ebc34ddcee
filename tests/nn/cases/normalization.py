"""Normalization over a batch, a sample, a group."""

import numpy as np

from tests.nn.cases.case import Case

IMAGES = np.random.default_rng(0).normal(1.5, 2.0, (3, 4, 2, 3))
SIGNALS = IMAGES[..., 0]
ROWS = IMAGES[:, :, 0, 0]
CHANNELS_LAST = np.moveaxis(np.ascontiguousarray(np.moveaxis(IMAGES, 1, -1)), -1, 1)
SCALE_AND_SHIFT = {"weight": [2.0], "bias": [0.5]}
# One channel of deviation 1 around 2, and one of deviation 2 around 10; epsilon is 0.
TWO_CHANNELS = [[[[1.0, 3.0]], [[8.0, 12.0]]], [[[3.0, 1.0]], [[12.0, 8.0]]]]

LAYERS = {
    "BatchNorm1d": [
        Case(
            (1,),
            state=SCALE_AND_SHIFT,
            inputs=([[1.0], [2], [3], [4], [5]],),
            expected=[
                [-2.328420053705], [-0.9142100268524], [0.5], [1.914210026852], [3.328420053705]
            ],
            source="the catalogue's batchnorm_1to5",
            tolerance=1e-8,
        ),
        Case(
            (2, 0.0),
            inputs=([[1.0, 10], [3, 30]],),
            expected=[[-1, -1], [1, 1]],
            source="by hand: means 2 and 20, deviations 1 and 10",
            in_pytorch=False,  # where epsilon must be positive in training
        ),
        Case(
            (2, 0.0),
            state={"running_mean": [1, 2], "running_var": [4, 0.25], "weight": [1, 3],
                   "bias": [0, -1]},
            inputs=([[5.0, 2], [1, 3]],),
            expected=[[2, -1], [0, 5]],
            source="by hand: (5-1)/2, 3*0/0.5-1; (1-1)/2, 3*1/0.5-1",
            training=False,
        ),
        Case((4,), {"momentum": None}, inputs=(ROWS,)),
        Case((4, 0.1, 0.3), inputs=(SIGNALS,)),
        Case((4,), {"affine": False}, inputs=(ROWS,)),
        Case((4,), {"bias": False}, inputs=(ROWS,)),
        Case((4,), {"track_running_stats": False}, inputs=(SIGNALS,)),
        Case((4,), {"track_running_stats": False}, inputs=(ROWS,), training=False),
        Case((4,), inputs=(SIGNALS,), training=False),
    ],
    "BatchNorm2d": [
        Case(
            (2, 0.0),
            state={"weight": [1, 2], "bias": [0, 1]},
            inputs=(TWO_CHANNELS,),
            expected=[[[[-1, 1]], [[-1, 3]]], [[[1, -1]], [[3, -1]]]],
            source="by hand: (x-2)/1; 2(x-10)/2+1",
            in_pytorch=False,  # where epsilon must be positive in training
        ),
        Case(
            (2, 0.0),
            state={"running_mean": [1, 8], "running_var": [4, 16]},
            inputs=(TWO_CHANNELS,),
            expected=[[[[0, 1]], [[0, 1]]], [[[1, 0]], [[1, 0]]]],
            source="by hand: (x-1)/2; (x-8)/4",
            training=False,
        ),
        Case((4,), inputs=(IMAGES,)),
        Case((4,), inputs=(CHANNELS_LAST,)),
        Case((4, 1e-3, None), inputs=(CHANNELS_LAST,)),
        Case((4,), {"affine": False, "track_running_stats": False}, inputs=(IMAGES,)),
        Case((4,), inputs=(CHANNELS_LAST,), training=False),
    ],
    "InstanceNorm2d": [
        Case(
            (2, 0.0),
            inputs=(TWO_CHANNELS,),
            expected=[[[[-1, 1]], [[-1, 1]]], [[[1, -1]], [[1, -1]]]],
            source="by hand: each image has the mean and deviation of its channel",
        ),
        Case((4,), {"affine": True}, inputs=(IMAGES,)),
        Case((4,), {"affine": True}, inputs=(CHANNELS_LAST,)),
        Case((4,), {"affine": True, "track_running_stats": True}, inputs=(IMAGES,)),
        Case((4,), {"track_running_stats": True}, inputs=(IMAGES,), training=False),
        Case((4,), {"affine": True, "bias": False}, inputs=(IMAGES[0],)),
    ],
    "LayerNorm": [
        Case(
            (2, 0.0),
            state={"weight": [1, 2], "bias": [0, 0.5]},
            inputs=([[1.0, 3], [30, 10]],),
            expected=[[-1, 2.5], [1, -1.5]],
            source="by hand: standardized rows are (-1, 1) and (1, -1)",
        ),
        Case(
            ((2, 2), 0.0, False),
            inputs=([[[1.0, 1], [3, 3]]],),
            expected=[[[-1, -1], [1, 1]]],
            source="by hand: mean 2, deviation 1",
        ),
        Case((3,), inputs=(IMAGES,)),
        Case(([2, 3],), inputs=(IMAGES,)),
        Case(((4, 2, 3), 1e-3), inputs=(CHANNELS_LAST,)),
        Case((3,), {"bias": False}, inputs=(IMAGES[0, 0, 0],)),
    ],
    "RMSNorm": [
        Case(
            (2, 0.0),
            state={"weight": [5, 10]},
            inputs=([[1.0, 7], [-5, 5]],),
            expected=[[1, 14], [-5, 10]],
            source="by hand: root mean squares 5 and 5",
        ),
        Case((3,), inputs=(IMAGES,)),
        Case(((2, 3), 1e-2, False), inputs=(IMAGES,)),
    ],
    "GroupNorm": [
        Case(
            (2, 4, 0.0),
            state={"weight": [1, 2, 3, 4], "bias": [0, 0, 1, 1]},
            inputs=([[1.0, 3, 30, 10]],),
            expected=[[-1, 2, 4, -3]],
            source="by hand: the groups (1, 3) and (30, 10) become (-1, 1) and (1, -1)",
        ),
        Case((2, 4), inputs=(IMAGES,)),
        Case((2, 4), inputs=(CHANNELS_LAST,)),
        Case((4, 4, 1e-3), inputs=(IMAGES,)),
        Case((1, 4), {"affine": False}, inputs=(SIGNALS,)),
        Case((2, 4), {"bias": False}, inputs=(ROWS,)),
    ],
}
