"""Losses of classes, and of yes-or-no questions."""

from tests.nn.cases.case import Case

LOSSES = {
    "CrossEntropyLoss": [
        Case(
            inputs=([[0.0, 0.6931471805599453, 1.0986122886681098]], [2]),
            expected=0.6931471805599453,
            source="by hand: softmax is 1/6, 2/6, 3/6, and -ln(1/2) = ln 2",
        ),
    ],
    "BCELoss": [
        Case(
            inputs=([0.5, 0.25], [1.0, 0.0]),
            expected=0.49041462650586312,
            source="by hand: (ln 2 + ln 4/3) / 2 = ln(8/3) / 2",
        ),
    ],
    "BCEWithLogitsLoss": [
        Case(
            inputs=([0.0, -1.0986122886681098], [1.0, 0.0]),
            expected=0.49041462650586312,
            source="by hand: the probabilities are 1/2 and 1/4, so ln(8/3) / 2",
        ),
    ],
}
