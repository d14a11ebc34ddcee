"""Embeddings."""

from tests.nn.cases.case import Case

ROWS = {"weight": [[1, 2], [3, 4], [5, 6]]}
LAYERS = {
    "Embedding": [
        Case(
            (3, 2),
            state=ROWS,
            inputs=([[2, 0], [2, 1]],),
            expected=[[[5, 6], [1, 2]], [[5, 6], [3, 4]]],
            source="by hand: the rows of the weights",
        ),
        Case((4, 3), inputs=([0, 1, 1, 3, 0],)),
        # The row for padding moves the output, but gets no gradient.
        Case((4, 3, 1), inputs=([0, 1, 1, 3, 0],), gradients=False),
        Case((4, 3, -1), inputs=([[3]],), gradients=False),
    ],
}
