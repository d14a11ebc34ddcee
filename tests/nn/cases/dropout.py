"""What drops parts of a network, or adds noise to it."""

from tests.nn.cases.case import Case

LAYERS = {
    "Dropout": [
        Case((0.5,), training=False, inputs=([1.0, 2],), expected=[1, 2], source="by hand"),
        Case((1.0,), inputs=([1.0, 2],), expected=[0, 0], source="by hand"),
        Case((0.25,), inputs=([1.0, 2, 3, 4],), in_pytorch=False),
    ],
}
