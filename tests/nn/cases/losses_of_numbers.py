"""Losses of numbers."""

import math

from tests.nn.cases.case import Case

# Errors -2, 0, 4 and 0.5: their squares are 4, 0, 16 and 0.25, together 20.25.
ERRORS = ([1.0, 3.0, 5.0, 1.0], [3.0, 3.0, 1.0, 0.5])
# The same in two samples of two numbers each.
TABLE = ([[1.0, 3.0], [5.0, 1.0]], [[3.0, 3.0], [1.0, 0.5]])
WEIGHTS = [1.0, 2.0, 0.5, 4.0]  # their sum is 7.5
# No error is 0 and none at a bend, so that finite differences hold.
SMOOTH = ([1.0, 3.25, 5.0, 1.0], [3.0, 3.0, 1.0, 0.5])

LOSSES = {
    "MSELoss": [
        Case(inputs=([1.0, 2, 4], [1.0, 4, 1]), expected=13 / 3, source="by hand: (0 + 4 + 9) / 3"),
        Case(inputs=ERRORS, expected=5.0625, source="by hand: 20.25 / 4"),
        Case(settings={"reduction": "sum"}, inputs=TABLE, expected=20.25, source="by hand"),
        Case(
            settings={"reduction": "none"},
            inputs=TABLE,
            expected=[[4.0, 0.0], [16.0, 0.25]],
            source="by hand",
        ),
        Case(
            settings={"weight": WEIGHTS},
            inputs=ERRORS,
            expected=13 / 7.5,
            source="by hand: (4 + 0 + 8 + 1) / 7.5",
            in_pytorch=False,
        ),
        Case(
            settings={"weight": [[3.0], [1.0]]},
            inputs=TABLE,
            expected=28.25 / 8,
            source="by hand: (12 + 0 + 16 + 0.25) / (3 + 3 + 1 + 1)",
            in_pytorch=False,
        ),
        Case(inputs=(32.0, 46.0), expected=196.0, source="catalogue: gd_square_loss"),
    ],
    "SSELoss": [
        Case(
            inputs=([0.1, 0.7, 0.2], [0.0, 1.0, 0.0]),
            expected=0.14,
            source="catalogue: sse_example",
            in_pytorch=False,
        ),
        Case(inputs=TABLE, expected=20.25, source="by hand", in_pytorch=False),
        Case(
            settings={"reduction": "batchmean"},
            inputs=TABLE,
            expected=10.125,
            source="by hand: (4 + 16.25) / 2",
            in_pytorch=False,
        ),
        Case(
            settings={"reduction": "mean"},
            inputs=TABLE,
            expected=5.0625,
            source="by hand: 20.25 / 4",
            in_pytorch=False,
        ),
        Case(
            settings={"reduction": "none", "weight": WEIGHTS},
            inputs=ERRORS,
            expected=[4.0, 0.0, 8.0, 1.0],
            source="by hand",
            in_pytorch=False,
        ),
    ],
    "HalfSquaredError": [
        Case(
            inputs=(32.0, 46.0),
            expected=98.0,
            source="catalogue: gd_half_loss",
            in_pytorch=False,
        ),
        Case(
            inputs=([0.1, -0.3, 0.2], [0.0, 0.0, 0.0]),
            expected=0.07,
            source="catalogue: loss_factor_family",
            in_pytorch=False,
        ),
        Case(
            settings={"reduction": "mean"},
            inputs=([0.1, -0.3, 0.2], [0.0, 0.0, 0.0]),
            expected=0.07 / 3,
            source="catalogue: loss_factor_family, 0.0233...",
            in_pytorch=False,
        ),
        Case(
            settings={"reduction": "batchmean"},
            inputs=TABLE,
            expected=5.0625,
            source="by hand: (2 + 8.125) / 2",
            in_pytorch=False,
        ),
        Case(
            settings={"reduction": "none", "weight": WEIGHTS},
            inputs=ERRORS,
            expected=[2.0, 0.0, 4.0, 0.5],
            source="by hand",
            in_pytorch=False,
        ),
    ],
    "L1Loss": [
        Case(inputs=SMOOTH, expected=1.6875, source="by hand: (2 + 0.25 + 4 + 0.5) / 4"),
        Case(settings={"reduction": "sum"}, inputs=SMOOTH, expected=6.75, source="by hand"),
        Case(
            settings={"reduction": "none"},
            inputs=SMOOTH,
            expected=[2.0, 0.25, 4.0, 0.5],
            source="by hand",
        ),
        Case(
            settings={"weight": WEIGHTS},
            inputs=SMOOTH,
            expected=6.5 / 7.5,
            source="by hand: (2 + 0.5 + 2 + 2) / 7.5",
            in_pytorch=False,
        ),
    ],
    "SAELoss": [
        Case(
            inputs=([0.1, 0.7, 0.2], [0.0, 1.0, 0.0]),
            expected=0.6,
            source="catalogue: abs_sum_example",
            in_pytorch=False,
        ),
        Case(
            inputs=([27.0, 40.0, 53.0, 66.0], [25.0, 50.0, 42.0, 61.0]),
            expected=28.0,
            source="catalogue: study_sse_mse",
            in_pytorch=False,
        ),
        Case(
            settings={"reduction": "batchmean"},
            inputs=([[1.0, 3.25], [5.0, 1.0]], [[3.0, 3.0], [1.0, 0.5]]),
            expected=3.375,
            source="by hand: (2.25 + 4.5) / 2",
            in_pytorch=False,
        ),
        Case(
            settings={"reduction": "mean", "weight": WEIGHTS},
            inputs=SMOOTH,
            expected=6.5 / 7.5,
            source="by hand: (2 + 0.5 + 2 + 2) / 7.5",
            in_pytorch=False,
        ),
    ],
    "HuberLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=SMOOTH,
            expected=[1.5, 0.03125, 3.5, 0.125],
            source="by hand: 2 - 1/2, 0.25**2 / 2, 4 - 1/2, 0.5**2 / 2",
        ),
        Case(inputs=SMOOTH, expected=5.15625 / 4, source="by hand: the mean of these"),
        Case(
            args=("sum", 3.0),
            inputs=SMOOTH,
            expected=2.0 + 0.03125 + 7.5 + 0.125,
            source="by hand: 2**2 / 2, 0.25**2 / 2, 3 (4 - 3/2), 0.5**2 / 2",
        ),
        Case(
            settings={"delta": 0.1},
            inputs=SMOOTH,
            expected=0.1 * (6.75 - 4 * 0.05) / 4,
            source="by hand: 0.1 (|d| - 0.05) of each",
        ),
        Case(
            settings={"weight": WEIGHTS},
            inputs=SMOOTH,
            expected=3.8125 / 7.5,
            source="by hand: (1.5 + 0.0625 + 1.75 + 0.5) / 7.5",
            in_pytorch=False,
        ),
    ],
    "SmoothL1Loss": [
        Case(
            settings={"reduction": "none"},
            inputs=SMOOTH,
            expected=[1.5, 0.03125, 3.5, 0.125],
            source="by hand: with beta = 1 it is the Huber loss",
        ),
        Case(
            settings={"reduction": "sum", "beta": 3.0},
            inputs=SMOOTH,
            expected=(2.0 + 0.03125 + 7.5 + 0.125) / 3,
            source="by hand: the Huber loss with delta = 3, divided by 3",
        ),
        Case(
            settings={"beta": 0.0},
            inputs=SMOOTH,
            expected=1.6875,
            source="by hand: with beta = 0 it is the L1 loss",
        ),
        Case(
            settings={"reduction": "sum", "weight": WEIGHTS},
            inputs=SMOOTH,
            expected=3.8125,
            source="by hand: 1.5 + 0.0625 + 1.75 + 0.5",
            in_pytorch=False,
        ),
    ],
    "GaussianNLLLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=([1.0, 3.0, 0.0], [1.0, 1.0, 2.0], [1.0, 1.0, math.e]),
            expected=[0.0, 2.0, 0.5 + 2 / math.e],
            source="by hand: (ln v + d**2 / v) / 2",
        ),
        Case(
            settings={"full": True},
            inputs=([[1.0, 3.0], [2.0, 2.0]], [[1.0, 1.0], [2.0, 3.0]], [1.0, math.e]),
            expected=(2.0 + 0.5 + 0.5 + 0.5 / math.e) / 4 + math.log(2 * math.pi) / 2,
            source="by hand: a variance for each row",
        ),
        Case(
            settings={"eps": 0.5, "reduction": "sum"},
            inputs=([[1.0, 3.0]], [[1.0, 1.0]], [[1.0]]),
            expected=2.0,
            source="by hand",
        ),
    ],
    "PoissonNLLLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=([0.0, math.log(2)], [3.0, 1.0]),
            expected=[1.0, 2 - math.log(2)],
            source="by hand: e**x - t x",
        ),
        Case(
            args=(False,),
            settings={"eps": 0.0},
            inputs=([1.0, 2.0], [3.0, 1.5]),
            expected=(1.0 + 2 - 1.5 * math.log(2)) / 2,
            source="by hand: x - t ln x",
        ),
        Case(
            args=(True, True),
            settings={"reduction": "sum"},
            inputs=([0.0, 0.0], [0.5, 2.0]),
            expected=2.0 + 2 * math.log(2) - 2 + math.log(4 * math.pi) / 2,
            source="by hand: e**0 of both, and Stirling's formula for 2",
        ),
    ],
}  # fmt: skip
