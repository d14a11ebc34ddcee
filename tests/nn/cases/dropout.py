"""What drops parts of a network, or adds noise to it."""

import numpy as np

from tests.nn.cases.case import Case

ROWS = np.random.default_rng(0).normal(size=(4, 3))


def dropping(*shape: int, in_pytorch: bool = True) -> list[Case]:
    """The cases of a layer that does nothing in evaluation, and drops everything with p = 1."""
    x = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
    return [
        Case((0.5,), training=False, inputs=(x,), expected=x, source="by hand: nothing is dropped",
             in_pytorch=in_pytorch),
        Case((1.0,), inputs=(x,), expected=0 * x, source="by hand: everything is dropped",
             in_pytorch=in_pytorch),
        Case((0.0,), inputs=(x,), expected=x, source="by hand: nothing is dropped",
             in_pytorch=in_pytorch),
        Case((0.25,), inputs=(x,), in_pytorch=False),  # which draws other numbers
    ]  # fmt: skip


CONNECTED = {"weight": [[1, 2, 3], [0, -1, 0.5]], "bias": [0.5, -1]}

LAYERS = {
    "Dropout": dropping(2) + dropping(3, 4),
    "Dropout1d": dropping(3, 2) + dropping(2, 3, 2),
    # Of three axes: one image here, signals in PyTorch, which warns that this will change.
    "Dropout2d": dropping(3, 2, 2, in_pytorch=False) + dropping(2, 3, 2, 2),
    "AlphaDropout": dropping(3, 4),
    "GaussianDropout": [
        Case((0.5,), training=False, inputs=([1.0, 2],), expected=[1, 2], source="by hand",
             in_pytorch=False),
        Case((0.0,), inputs=([1.0, 2],), expected=[1, 2], source="by hand: variance 0",
             in_pytorch=False),
        Case((0.25,), inputs=(ROWS,), in_pytorch=False),
    ],
    "GaussianNoise": [
        Case((0.5,), training=False, inputs=([1.0, 2],), expected=[1, 2], source="by hand",
             in_pytorch=False),
        Case((0.0,), inputs=([1.0, 2],), expected=[1, 2], source="by hand: deviation 0",
             in_pytorch=False),
        Case((0.25,), inputs=(ROWS,), in_pytorch=False),
    ],
    "DropConnect": [
        Case((3, 2), state=CONNECTED, training=False, inputs=([[1.0, 1, 1], [2, 0, -2]],),
             expected=[[6.5, -1.5], [-3.5, -2]],
             source="by hand: 1+2+3+.5, 0-1+.5-1; 2-6+.5, -1-1", in_pytorch=False),
        Case((3, 2, 1.0), state=CONNECTED, inputs=([[1.0, 1, 1], [2, 0, -2]],),
             expected=[[0.5, -1], [0.5, -1]], source="by hand: the biases alone", in_pytorch=False),
        Case((3, 2, 0.25), inputs=(ROWS,), in_pytorch=False),
        Case((3, 2), {"bias": False}, inputs=(ROWS,), in_pytorch=False),
    ],
}  # fmt: skip
