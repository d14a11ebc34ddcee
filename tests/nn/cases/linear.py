"""Linear layers and what surrounds them."""

from tests.nn.cases.case import Case

LAYERS = {
    "Linear": [
        Case(
            (3, 2),
            state={"weight": [[1, 2, 3], [0, -1, 0.5]], "bias": [0.5, -1]},
            inputs=([[1.0, 1, 1], [2, 0, -2]],),
            expected=[[6.5, -1.5], [-3.5, -2]],
            source="by hand: 1+2+3+.5, 0-1+.5-1; 2-6+.5, -1-1",
        ),
        Case((4, 3), {"bias": False}, inputs=([[0.5, -1, 2, 0.25]],)),
    ],
    "Flatten": [
        Case(
            inputs=([[[1.0, 2], [3, 4]], [[5, 6], [7, 8]]],),
            expected=[[1, 2, 3, 4], [5, 6, 7, 8]],
            source="by hand",
        ),
    ],
}
