"""Losses of classes, and of yes-or-no questions.

Scores are logarithms here, so that probabilities can be read off: softmax of (ln 1, ln 2, ln 5) is
(1/8, 2/8, 5/8), and sigmoid of ln 3 is 3/4.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import nn
from tests.nn.cases.case import Case

LN2, LN3, LN5 = math.log(2), math.log(3), math.log(5)
# Probabilities 1/8, 2/8, 5/8 and 3/8, 1/8, 4/8.
SCORES = np.log([[1.0, 2.0, 5.0], [3.0, 1.0, 4.0]])
LOG_PROBABILITIES = SCORES - 3 * LN2
IMAGE = np.moveaxis(SCORES[None], 2, 1)  # (N, C, L) = (1, 3, 2)
CLASS_WEIGHTS = [1.0, 2.0, 4.0]
SOFT = np.array([[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]])
# -sum_j ln p_j of each row: 9 ln 2 - ln(1 * 2 * 5) and 9 ln 2 - ln(3 * 1 * 4).
TO_ALL = [9 * LN2 - math.log(10), 9 * LN2 - math.log(12)]


def weights(*values: float) -> Callable[[Any], tuple[Any, ...]]:
    """Weights as the first argument, in whichever library."""

    def arguments(library: Any) -> tuple[Any, ...]:
        if library is nn:
            return (values,)
        import torch

        return (torch.tensor(values, dtype=torch.float64),)

    return arguments


LOSSES = {
    "CrossEntropyLoss": [
        Case(
            inputs=([[0.0, LN2, LN3]], [2]),
            expected=LN2,
            source="by hand: softmax is 1/6, 2/6, 3/6, and -ln(1/2) = ln 2",
        ),
        Case(
            settings={"reduction": "none"},
            inputs=(SCORES, [1, 2]),
            expected=[2 * LN2, LN2],
            source="by hand: -ln(1/4), -ln(1/2)",
        ),
        Case(
            inputs=([2.0, 1.0, 0.1], 0),
            expected=0.4170300162778,
            source="catalogue: softmax_ce_k3",
            tolerance=1e-12,
        ),
        Case(
            inputs=(IMAGE, [[1, 2]]), expected=1.5 * LN2, source="by hand: (2 ln 2 + ln 2) / 2"
        ),
        Case(
            args=weights(*CLASS_WEIGHTS),
            inputs=(SCORES, [1, 2]),
            expected=8 * LN2 / 6,
            source="by hand: (2 * 2 ln 2 + 4 * ln 2) / (2 + 4)",
        ),
        Case(
            args=weights(*CLASS_WEIGHTS),
            settings={"reduction": "sum"},
            inputs=(IMAGE, [[1, 2]]),
            expected=8 * LN2,
            source="by hand: 2 * 2 ln 2 + 4 * ln 2",
        ),
        Case(
            inputs=(SCORES, [1, -100]), expected=2 * LN2, source="by hand: the second is ignored"
        ),
        Case(
            args=weights(*CLASS_WEIGHTS),
            settings={"ignore_index": 1, "reduction": "none"},
            inputs=(SCORES, [1, 2]),
            expected=[0.0, 4 * LN2],
            source="by hand: the first is ignored",
        ),
        Case(
            settings={"label_smoothing": 0.3, "reduction": "none"},
            inputs=(SCORES, [1, 2]),
            expected=[1.4 * LN2 + 0.1 * TO_ALL[0], 0.7 * LN2 + 0.1 * TO_ALL[1]],
            source="by hand: 0.7 of the target's class and 0.1 of each",
        ),
        Case(
            args=weights(*CLASS_WEIGHTS),
            settings={"label_smoothing": 0.3},
            inputs=(SCORES, [-100, 2]),
            expected=(
                0.7 * 4 * LN2 + 0.1 * ((3 * LN2 - LN3) + 2 * (3 * LN2) + 4 * (3 * LN2 - 2 * LN2))
            ) / 4,
            source="by hand: every class with its weight; the mean divides by the target's, 4",
        ),
        Case(
            settings={"label_smoothing": 1.0},
            inputs=(IMAGE, [[1, 2]]),
            expected=(TO_ALL[0] + TO_ALL[1]) / 6,
            source="by hand: a third of each class",
        ),
        Case(
            settings={"reduction": "none"},
            inputs=(SCORES, SOFT),
            expected=[2.5 * LN2, 0.25 * 3 * LN2 + 0.75 * LN2],
            source="by hand: (3 ln 2 + 2 ln 2) / 2, and (3 ln 2 + 3 ln 2) / 4",
        ),
        Case(
            args=weights(*CLASS_WEIGHTS),
            inputs=(SCORES, SOFT),
            expected=(0.5 * 3 * LN2 + 2 * 0.5 * 2 * LN2 + 2 * 0.25 * 3 * LN2 + 4 * 0.75 * LN2) / 2,
            source="by hand; the mean divides by the number of samples",
        ),
        Case(
            args=weights(*CLASS_WEIGHTS),
            settings={"label_smoothing": 0.1, "reduction": "sum"},
            inputs=(IMAGE, np.moveaxis(SOFT[None], 2, 1)),
        ),
        Case(
            settings={"base": 2, "reduction": "none"},
            inputs=(SCORES, [1, 2]),
            expected=[2.0, 1.0],
            source="by hand: -log2(1/4), -log2(1/2)",
            in_pytorch=False,
        ),
    ],
    "NLLLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=(LOG_PROBABILITIES, [1, 2]),
            expected=[2 * LN2, LN2],
            source="by hand: -ln(1/4), -ln(1/2)",
        ),
        Case(inputs=([-1.5, -0.25], 1), expected=0.25, source="by hand"),
        Case(
            args=weights(*CLASS_WEIGHTS),
            inputs=(LOG_PROBABILITIES, [1, 2]),
            expected=8 * LN2 / 6,
            source="by hand: (2 * 2 ln 2 + 4 * ln 2) / (2 + 4)",
        ),
        Case(
            args=weights(*CLASS_WEIGHTS),
            settings={"ignore_index": 2, "reduction": "sum"},
            inputs=(IMAGE - 3 * LN2, [[1, 2]]),
            expected=4 * LN2,
            source="by hand: the second is ignored",
        ),
        Case(
            settings={"base": 2, "reduction": "none"},
            inputs=(LOG_PROBABILITIES, [1, 2]),
            expected=[2.0, 1.0],
            source="by hand: -log2(1/4), -log2(1/2)",
            in_pytorch=False,
        ),
        Case(
            settings={"base": 2, "log_input": False, "reduction": "none"},
            inputs=([[0.25, 0.75], [0.5, 0.5]], [0, 1]),
            expected=[2.0, 1.0],
            source="by hand: -log2(1/4), -log2(1/2)",
            in_pytorch=False,
        ),
        Case(
            settings={"base": 2, "log_input": False},
            inputs=([0.1, 0.7, 0.2], [0.0, 1.0, 0.0]),
            expected=0.5145731728297583,
            source="catalogue: cee_example, 0.5145731728",
            in_pytorch=False,
        ),
        Case(
            args=weights(*CLASS_WEIGHTS),
            settings={"log_input": False, "ignore_index": -1},
            inputs=([[0.25, 0.5, 0.25], [0.5, 0.25, 0.25]], [1, -1]),
            expected=LN2,
            source="by hand: 2 ln 2 / 2",
            in_pytorch=False,
        ),
    ],
    "KLDivLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=(np.log([[0.5, 0.25, 0.25]]), [[0.25, 0.25, 0.5]]),
            expected=[[-0.25 * LN2, 0.0, 0.5 * LN2]],
            source="by hand: t ln(t / p)",
        ),
        Case(
            settings={"reduction": "batchmean"},
            inputs=(np.log([[0.5, 0.5], [0.25, 0.75]]), [[0.25, 0.75], [0.5, 0.5]]),
            expected=(0.75 * LN3 - LN2 + 0.5 * (LN2 - math.log(1.5))) / 2,
            source="by hand: (1/4 ln 1/2 + 3/4 ln 3/2 + 1/2 ln 2 + 1/2 ln 2/3) / 2",
        ),
        Case(
            settings={"reduction": "sum", "log_target": True},
            inputs=(np.log([0.5, 0.25, 0.25]), np.log([0.25, 0.25, 0.5])),
            expected=0.25 * LN2,
            source="by hand",
        ),
    ],
    "BCELoss": [
        Case(
            inputs=([0.5, 0.25], [1.0, 0.0]),
            expected=0.49041462650586312,
            source="by hand: (ln 2 + ln 4/3) / 2 = ln(8/3) / 2",
            gradients=False,  # a target of 0 or 1 has nothing beyond it to compare with
        ),
        Case(
            args=weights(1.0, 3.0),
            inputs=([[0.5, 0.25], [0.75, 0.5]], [[1.0, 0.0], [0.0, 1.0]]),
            expected=(LN2 + 3 * math.log(4 / 3) + 2 * LN2 + 3 * LN2) / 4,
            source="by hand; the mean divides by the number of elements",
            gradients=False,
        ),
        Case(
            settings={"base": 2, "reduction": "none"},
            inputs=([0.5, 0.25], [1.0, 1.0]),
            expected=[1.0, 2.0],
            source="by hand: -log2(1/2), -log2(1/4)",
            in_pytorch=False,
            gradients=False,
        ),
        Case(
            inputs=([0.5, 0.25], [0.75, 0.5]),
            expected=(LN2 + (math.log(4) + math.log(4 / 3)) / 2) / 2,
            source="by hand: ln 2 at 1/2, whatever the target; (ln 4 + ln 4/3) / 2",
        ),
        Case(
            args=weights(1.0, 3.0),
            settings={"base": 2, "reduction": "sum"},
            inputs=([0.5, 0.25], [0.25, 0.5]),
            expected=1 + 3 * (2 + math.log2(4 / 3)) / 2,
            source="by hand",
            in_pytorch=False,
        ),
    ],
    "BCEWithLogitsLoss": [
        Case(
            inputs=([0.0, -LN3], [1.0, 0.0]),
            expected=0.49041462650586312,
            source="by hand: the probabilities are 1/2 and 1/4, so ln(8/3) / 2",
        ),
        Case(
            args=weights(1.0, 3.0),
            settings={"reduction": "sum"},
            inputs=([[0.0, -LN3], [LN3, 0.0]], [[1.0, 0.0], [0.0, 1.0]]),
            expected=LN2 + 3 * math.log(4 / 3) + 2 * LN2 + 3 * LN2,
            source="by hand",
        ),
        Case(
            settings={"pos_weight": [3.0, 5.0], "reduction": "none"},
            inputs=([[0.0, -LN3], [LN3, 0.0]], [[1.0, 0.0], [0.0, 0.5]]),
            expected=[[3 * LN2, math.log(4 / 3)], [2 * LN2, 3 * LN2]],
            source="by hand: 3 ln 2, ln 4/3, ln 4, (5 ln 2 + ln 2) / 2",
            in_pytorch=False,
        ),
        Case(
            settings={"base": 2},
            inputs=([0.0, -LN3], [1.0, 1.0]),
            expected=1.5,
            source="by hand: (-log2(1/2) - log2(1/4)) / 2",
            in_pytorch=False,
        ),
    ],
    "HingeLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=([2.0, 0.5, 0.5, -3.0], [1, 1, -1, -1]),
            expected=[0.0, 0.5, 1.5, 0.0],
            source="by hand",
            in_pytorch=False,
        ),
        Case(
            settings={"squared": True, "margin": 3.0},
            inputs=([2.0, 0.5], [1, -1]),
            expected=6.625,
            source="by hand: (1**2 + 3.5**2) / 2",
            in_pytorch=False,
        ),
        Case(
            settings={"weight": [1.0, 3.0]},
            inputs=([0.5, 0.25], [1, -1]),
            expected=1.0625,
            source="by hand: (0.5 + 3 * 1.25) / 4",
            in_pytorch=False,
        ),
    ],
    "MultiMarginLoss": [
        Case(
            inputs=([0.1, 0.2, 0.4, 0.8], 3),
            expected=0.325,
            source="PyTorch's documentation: (0.3 + 0.4 + 0.6) / 4",
        ),
        Case(
            args=(2,),
            settings={"reduction": "none"},
            inputs=([[0.5, 1.0, -1.0, 0.25], [3.0, 1.25, 0.5, 0.0]], [1, 0]),
            expected=[(0.25 + 0.0625) / 4, 0.0],
            source="by hand: (0.5**2 + 0.25**2) / 4",
        ),
        Case(
            args=lambda library: (1, 2.0, *weights(1.0, 3.0)(library)),
            inputs=([[0.5, 1.0], [0.5, 1.0]], [1, 0]),
            expected=(3 * 1.5 / 2 + 2.5 / 2) / 2,
            source="by hand; the mean divides by the number of samples",
        ),
    ],
    "HingeEmbeddingLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=([0.25, 0.25, 3.0], [1, -1, -1]),
            expected=[0.25, 0.75, 0.0],
            source="by hand: x, 1 - x, nothing",
        ),
        Case(
            args=(2.0,), inputs=([[0.5], [0.5]], [[1], [-1]]), expected=1.0,
            source="by hand: (0.5 + 1.5) / 2",
        ),
    ],
    "MarginRankingLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=([2.0, 1.0, 1.0], [1.0, 3.0, 3.0], [1, 1, -1]),
            expected=[0.0, 2.0, 0.0],
            source="by hand",
        ),
        Case(
            args=(0.5,),
            inputs=([1.0, 1.0], [1.25, 3.0], [-1, 1]),
            expected=(0.25 + 2.5) / 2,
            source="by hand: 0.5 - 0.25 and 0.5 + 2",
        ),
    ],
    "CosineEmbeddingLoss": [
        Case(
            settings={"reduction": "none"},
            inputs=([[1.0, 0.0], [1.0, 0.0]], [[3.0, 4.0], [3.0, 4.0]], [1, -1]),
            expected=[0.4, 0.6],
            source="by hand: the cosine is 3/5",
        ),
        Case(
            args=(0.5,), inputs=([1.0, 0.0], [3.0, 4.0], -1), expected=0.1, source="by hand",
        ),
    ],
}  # fmt: skip
