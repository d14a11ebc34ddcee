"""Activation functions as layers."""

from tests.nn.cases.case import Case

LAYERS = {
    "ReLU": [Case(inputs=([-2.0, 0.5, 3],), expected=[0, 0.5, 3], source="by hand")],
    "Sigmoid": [
        Case(
            inputs=([0.0, 1.0986122886681098, -1.0986122886681098],),
            expected=[0.5, 0.75, 0.25],
            source="by hand: 1.0986... is ln 3, and 1 / (1 + 1/3) = 3/4",
        ),
    ],
    "Tanh": [
        Case(
            inputs=([0.0, 0.5493061443340549],),
            expected=[0, 0.5],
            source="by hand: at ln(3) / 2 it is (3 - 1) / (3 + 1)",
        ),
    ],
    "Softmax": [
        Case(
            (1,),
            inputs=([[0.0, 0.6931471805599453, 1.0986122886681098]],),
            expected=[[1 / 6, 2 / 6, 3 / 6]],
            source="by hand: e to these is 1, 2, 3",
        ),
    ],
}
