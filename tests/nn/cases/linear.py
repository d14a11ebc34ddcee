"""Linear layers and what surrounds them."""

from tests.nn.cases.case import Case

WEIGHT, BIAS = [[1, 2, 3], [0, -1, 0.5]], [0.5, -1]

LAYERS = {
    "Identity": [
        Case(inputs=([[1.0, -2]],), expected=[[1, -2]], source="by hand"),
        Case((3, "ignored"), {"bias": False}, ([0.5],), [0.5], "by hand"),
    ],
    "Linear": [
        Case(
            (3, 2),
            state={"weight": WEIGHT, "bias": BIAS},
            inputs=([[1.0, 1, 1], [2, 0, -2]],),
            expected=[[6.5, -1.5], [-3.5, -2]],
            source="by hand: 1+2+3+.5, 0-1+.5-1; 2-6+.5, -1-1",
        ),
        Case((4, 3), {"bias": False}, inputs=([[0.5, -1, 2, 0.25]],)),
        Case((2, 1), inputs=([0.5, -1],)),
        Case((2, 3), inputs=([[[0.5, -1], [2, 3]]],)),
    ],
    "LazyLinear": [
        Case(
            (2,),
            state={"weight": WEIGHT, "bias": BIAS},
            inputs=([[1.0, 1, 1], [2, 0, -2]],),
            expected=[[6.5, -1.5], [-3.5, -2]],
            source="by hand: as Linear",
        ),
        Case((2,), inputs=([[0.5, -1, 2, 0.25]],)),
        Case((1, False), inputs=([[[0.5, -1], [2, 3]]],)),
    ],
    "Bilinear": [
        Case(
            (2, 2, 1),
            state={"weight": [[[1, 2], [3, 4]]], "bias": [0.5]},
            inputs=([1.0, -1], [2.0, 1]),
            expected=[-5.5],
            source="by hand: (1, -1) times the matrix is (-2, -2), times (2, 1) is -6",
        ),
        Case(
            (1, 2, 2),
            {"bias": False},
            state={"weight": [[[1, 2]], [[0, -1]]]},
            inputs=([[3.0], [2]], [[1.0, 1], [0, 5]]),
            expected=[[9, -3], [20, -10]],
            source="by hand: 3 (1 + 2), 3 (-1); 2 (10), 2 (-5)",
        ),
        Case((2, 3, 4), inputs=([[[0.5, -1], [2, 3]]], [[[1.0, 2, 3], [0.1, 0.2, 0.3]]])),
    ],
    "ConstantInput": [
        Case(
            inputs=([[3.0, 4], [5, 6]],),
            expected=[[1, 3, 4], [1, 5, 6]],
            source="by hand: x0 = 1",
            in_pytorch=False,
        ),
        Case(inputs=([2.0],), expected=[1, 2], source="by hand", in_pytorch=False),
    ],
    "Flatten": [
        Case(
            inputs=([[[1.0, 2], [3, 4]], [[5, 6], [7, 8]]],),
            expected=[[1, 2, 3, 4], [5, 6, 7, 8]],
            source="by hand",
        ),
        Case((0,), inputs=([[1.0, 2], [3, 4]],), expected=[1, 2, 3, 4], source="by hand"),
        Case((0, -2), inputs=([[[1.0], [2]], [[3], [4]]],), expected=[[1], [2], [3], [4]],
             source="by hand"),
    ],
    "Unflatten": [
        Case(
            (1, (2, 2)),
            inputs=([[1.0, 2, 3, 4], [5, 6, 7, 8]],),
            expected=[[[1, 2], [3, 4]], [[5, 6], [7, 8]]],
            source="by hand",
        ),
        Case((0, (-1, 1)), inputs=([1.0, 2],), expected=[[1], [2]], source="by hand"),
    ],
}  # fmt: skip
