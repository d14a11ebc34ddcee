"""Recurrent layers."""

import numpy as np

from tests.nn.cases.case import Case

X = np.random.default_rng(0).normal(size=(3, 2, 3))
H = np.random.default_rng(1).normal(size=(2, 2, 4))
ARTANH_HALF = 0.5493061443340549  # ln(3) / 2
TANH_HALF = (np.e - 1) / (np.e + 1)
LN3 = 1.0986122886681098  # its sigmoid is 3/4, minus it 1/4

# One feature, one unit, two steps, no bias unless it is needed.
LAYERS = {
    "RNN": [
        Case(
            (1, 1),
            state={
                "weight_ih_l0": [[ARTANH_HALF]], "weight_hh_l0": [[1.0]],
                "bias_ih_l0": [0.0], "bias_hh_l0": [0.0],
            },
            inputs=([[[1.0]], [[0.0]]],),
            expected=([[[0.5]], [[TANH_HALF]]], [[[TANH_HALF]]]),
            source="by hand: tanh(artanh 1/2) = 1/2, then tanh(1/2) = (e - 1) / (e + 1)",
        ),
        Case(
            (1, 1),
            {"nonlinearity": "relu", "bias": False},
            state={"weight_ih_l0": [[2.0]], "weight_hh_l0": [[-3.0]]},
            inputs=([[[1.0]], [[4.0]], [[0.5]]],),
            expected=([[[2.0]], [[2.0]], [[0.0]]], [[[0.0]]]),
            source="by hand: 2, then 8 - 6 = 2, then 1 - 6 < 0",
        ),
        Case((3, 4), inputs=(X,)),
        Case((3, 4, 2), {"bidirectional": True, "batch_first": True}, inputs=(X,)),
        Case((3, 4, 2), {"nonlinearity": "relu", "bias": False}, inputs=(X, H)),
        Case((3, 4), inputs=(X[:, 0],)),
    ],
    "LSTM": [
        Case(
            (1, 1),
            state={
                "weight_ih_l0": [[LN3], [0.0], [ARTANH_HALF], [0.0]],
                "weight_hh_l0": [[0.0], [0.0], [0.0], [0.0]],
                "bias_ih_l0": [0.0, -LN3, 0.0, LN3], "bias_hh_l0": [0.0] * 4,
            },
            inputs=([[[1.0]], [[-1.0]]],),
            expected=(
                [[[0.75 * np.tanh(3 / 8)]], [[0.75 * np.tanh(-1 / 32)]]],
                [[[0.75 * np.tanh(-1 / 32)]]],
                [[[-0.03125]]],
            ),
            source="by hand: i = 3/4, f = 1/4, u = 1/2, o = 3/4: c = 3/8, h = 3/4 tanh(3/8); "
            "then i = 1/4, u = -1/2: c = 3/32 - 1/8 = -1/32, h = 3/4 tanh(-1/32)",
        ),
        Case((3, 4), inputs=(X,)),
        Case((3, 4, 2), {"bidirectional": True, "batch_first": True}, inputs=(X,)),
        Case((3, 4, 2), {"bias": False}, inputs=(X[:, 1],)),
    ],
    "GRU": [
        Case(
            (1, 1),
            state={
                "weight_ih_l0": [[0.0], [LN3], [ARTANH_HALF]],
                "weight_hh_l0": [[0.0], [0.0], [0.0]],
                "bias_ih_l0": [LN3, 0.0, 0.0], "bias_hh_l0": [0.0] * 3,
            },
            inputs=([[[1.0]], [[-1.0]]],),
            expected=([[[0.125]], [[-0.34375]]], [[[-0.34375]]]),
            source="by hand: z = 3/4, n = 1/2: h = 1/8; then z = 1/4, n = -1/2: "
            "h = -3/8 + 1/32 = -11/32",
        ),
        Case(
            (1, 1),
            state={
                "weight_ih_l0": [[0.0], [0.0], [0.0]],
                "weight_hh_l0": [[0.0], [0.0], [0.0]],
                "bias_ih_l0": [-LN3, 0.0, 0.0], "bias_hh_l0": [0.0, 0.0, 4 * ARTANH_HALF],
            },
            inputs=([[[1.0]]],),
            expected=([[[0.25]]], [[[0.25]]]),
            source="by hand: r = 1/4 weighs the hidden part 4 artanh(1/2): n = 1/2; z = 1/2: 1/4",
        ),
        Case((3, 4), inputs=(X, H[:1])),
        Case((3, 4, 2), {"bidirectional": True, "batch_first": True}, inputs=(X,)),
        Case((3, 4), {"bias": False}, inputs=(X[:, 1],)),
    ],
}
