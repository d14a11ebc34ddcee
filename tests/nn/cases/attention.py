"""Attention."""

import numpy as np

from tests.nn.cases.case import Case

generator = np.random.default_rng(0)
X, Y = generator.normal(size=(3, 2, 4)), generator.normal(size=(5, 2, 4))
KEYS, VALUES = generator.normal(size=(5, 2, 3)), generator.normal(size=(5, 2, 6))

LAYERS = {
    "MultiheadAttention": [
        Case(
            (1, 1),
            state={
                "in_proj_weight": [[1.0], [1.0], [2.0]], "in_proj_bias": [0.0, 0.0, 1.0],
                "out_proj.weight": [[10.0]], "out_proj.bias": [0.5],
            },
            inputs=([[1.0]], [[0.0], [np.log(3)]], [[1.0], [3.0]]),
            expected=([[60.5]], [[0.25, 0.75]]),
            source="by hand: scores 0 and ln 3 give 1/4 and 3/4; the values 2v + 1 are 3 and 7, so "
            "6, and 10 * 6 + 0.5",
        ),
        Case(
            (2, 2, 0.0, False),
            state={
                "in_proj_weight": [[1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [0, 1]],
                "out_proj.weight": [[1, 0], [0, 1]],
            },
            inputs=([[1.0, 0]], [[0.0, 5], [np.log(3), 7]], [[4.0, 10], [8, 20]]),
            expected=([[7.0, 15.0]], [[0.375, 0.625]]),
            source="by hand: head 1 weighs 1/4, 3/4: 1 + 6 = 7; head 2, whose query is 0, weighs "
            "equally: 15; the weights shown are the means of both",
        ),
        Case((4, 2), inputs=(X, X, X)),
        Case((4, 2), {"batch_first": True}, inputs=(X, X, X)),
        Case((4, 4), inputs=(X, Y, Y)),
        Case((4, 2), {"bias": False}, inputs=(X[:, 0], Y[:, 0], Y[:, 1])),
        Case((4, 1), {"kdim": 3, "vdim": 6}, inputs=(X, KEYS, VALUES)),
    ],
}
