"""Signs, rounding, quotients without remainder and remainders, elementwise.

All but the remainder are constant between their jumps: the derivative is 0, also at the jumps, as
in PyTorch. So no gradient gets through them, and what is before them does not learn.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation

__all__ = ["ceil", "floor", "floor_divide", "remainder", "round", "sign", "trunc"]


@operation(lambda g, out, x: zeros_like(g))
def zeros_like(x: Any) -> Any:
    """Zeros in the shape of `x`: the gradient of what is constant, whatever arrives there.

    `0 * g` would be NaN where an infinite gradient arrives.
    """
    return np.zeros_like(x)


@operation(lambda g, out, x: zeros_like(g))
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


@operation(lambda g, out, x: zeros_like(g))
def floor(x: Any) -> Any:
    """Largest integer not above `x`; the derivative is 0.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, floor
        >>> floor(Tensor([-1.5, 1.5]))
        Tensor([-2.,  1.])
    """
    return np.floor(x)


@operation(lambda g, out, x: zeros_like(g))
def ceil(x: Any) -> Any:
    """Smallest integer not below `x`; the derivative is 0.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, ceil
        >>> ceil(Tensor([-1.5, 1.5]))
        Tensor([-1.,  2.])
    """
    return np.ceil(x)


@operation(lambda g, out, x: zeros_like(g))
def trunc(x: Any) -> Any:
    """Integer part of `x`, which is the next integer towards 0; the derivative is 0.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, trunc
        >>> trunc(Tensor([-1.5, 1.5]))
        Tensor([-1.,  1.])
    """
    return np.trunc(x)


@operation(lambda g, out, x, decimals: zeros_like(g))
def round(x: Any, decimals: int = 0) -> Any:
    """Nearest number of so many decimals, of two equally near the even one; the derivative is 0.

    Args:
        x: a Tensor, array or number.
        decimals: the number of decimals; negative for tens, hundreds and so on. Default: 0.

    Example:
        >>> import autograd
        >>> autograd.round(autograd.Tensor([0.5, 1.5, 2.6]))
        Tensor([0., 2., 3.])
    """
    return np.round(x, decimals)


@operation(lambda g, out, x, y: zeros_like(g),
           lambda g, out, x, y: zeros_like(g), sign="//")  # fmt: skip
def floor_divide(x: Any, y: Any) -> Any:
    """Divide without remainder, elementwise: `x // y`, the largest integer not above `x / y`.

    Derivatives: 0 with respect to both.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor
        >>> Tensor([7.0, -7.0]) // 2.0
        Tensor([ 3., -4.])
    """
    return np.floor_divide(x, y)


@operation(lambda g, out, x, y: g,
           lambda g, out, x, y: -g * floor_divide(x, y), sign="%")  # fmt: skip
def remainder(x: Any, y: Any) -> Any:
    """Remainder elementwise: `x % y = x - y * (x // y)`, with the sign of `y`, as in Python.

    Derivatives: 1 with respect to `x`, `-(x // y)` with respect to `y`.

    Args:
        x: a Tensor, array or number.
        y: a Tensor, array or number whose shape broadcasts with that of `x`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor
        >>> Tensor([7.0, -7.0]) % 3.0
        Tensor([1., 2.])
    """
    return np.remainder(x, y)
