"""Losses of numbers."""

from tests.nn.cases.case import Case

LOSSES = {
    "MSELoss": [
        Case(inputs=([1.0, 2, 4], [1.0, 4, 1]), expected=13 / 3, source="by hand: (0 + 4 + 9) / 3"),
    ],
}
