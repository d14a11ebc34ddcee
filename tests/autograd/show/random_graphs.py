"""Graphs of a few operations, drawn at random."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from autograd import Tensor
from tests.autograd.expressions import OF_ONE, OF_TWO, OURS

__all__ = ["random_outputs"]


@st.composite
def random_outputs(draw: st.DrawFn) -> Tensor:
    shape = draw(st.sampled_from([(), (2,), (2, 3)]))
    made = [Tensor(np.full(shape, 0.5 + i), requires_grad=draw(st.booleans()) or i == 0) for i in range(2)]
    for _ in range(draw(st.integers(1, 8))):
        x, y = draw(st.sampled_from(made)), draw(st.sampled_from(made))
        text = draw(st.sampled_from([t for t in (*OF_ONE, *OF_TWO) if not t.startswith("i")]))
        try:
            with np.errstate(all="ignore"):
                made.append(eval(text, OURS, {"x": x, "y": y}))
        except (ValueError, IndexError, TypeError):
            continue  # it does not take these shapes
    return draw(st.sampled_from(made))
