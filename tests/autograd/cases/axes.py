"""The cases of operations that move axes and elements along them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {
    "permute": [
        Case(lambda x: x.transpose((2, 0, 1)), lambda x: x.transpose(2, 0, 1), [((2, 3, 4),)]),
        Case(lambda x: x.T, lambda x: x.T, [((2, 3),), ((2, 3, 4),), ((3,),), ((0, 3),)]),
        Case(lambda x: x.transpose(0, 2), lambda x: np.swapaxes(x, 0, 2), [((2, 3, 4),)]),
    ],
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
