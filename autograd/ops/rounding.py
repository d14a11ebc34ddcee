"""Signs, rounding and remainders, elementwise: constant between their jumps."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation

__all__ = ["sign"]


@operation(lambda g, out, x: 0 * g)
def sign(x: Any) -> Any:
    """Sign: -1, 0 or 1; the derivative is 0, also at the jump.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, sign
        >>> sign(Tensor([-2.0, 0.0, 5.0]))
        Tensor([-1.,  0.,  1.])
    """
    return np.sign(x)
