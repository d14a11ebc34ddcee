"""Exponentials, logarithms, roots and angles, elementwise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._operation import operation

__all__ = ["absolute", "cos", "exp", "log", "log2", "sign", "sin", "sqrt", "square", "tanh"]


@operation(lambda g, out, x: g * out)
def exp(x: Any) -> Any:
    """Exponential function: `e**x`, its own derivative.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, exp
        >>> exp(Tensor([0.0, 1.0]))
        Tensor([1.        , 2.71828183])
    """
    return np.exp(x)


@operation(lambda g, out, x: g / x)
def log(x: Any) -> Any:
    """Natural logarithm: `ln x`, with derivative `1 / x`.

    Args:
        x: a Tensor, array or number; at 0 the result is -inf, below it NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, log
        >>> log(Tensor([1.0, 4.0]))
        Tensor([0.        , 1.38629436])
    """
    return np.log(x)


@operation(lambda g, out, x: g / (x * math.log(2)))
def log2(x: Any) -> Any:
    """Logarithm to the base 2, with derivative `1 / (x ln 2)`.

    Args:
        x: a Tensor, array or number; at 0 the result is -inf, below it NaN, with NumPy's warning.

    Source: deck 2 writes its cross-entropy with this logarithm.

    Example:
        >>> from autograd import Tensor, log2
        >>> log2(Tensor([1.0, 8.0]))
        Tensor([0., 3.])
    """
    return np.log2(x)


@operation(lambda g, out, x: g / (2 * out))
def sqrt(x: Any) -> Any:
    """Square root, with derivative `1 / (2 sqrt(x))`, infinite at 0.

    Args:
        x: a Tensor, array or number; below 0 the result is NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, sqrt
        >>> sqrt(Tensor([4.0, 9.0]))
        Tensor([2., 3.])
    """
    return np.sqrt(x)


@operation(lambda g, out, x: g * (2 * x))
def square(x: Any) -> Any:
    """Square elementwise: `x * x`, with derivative `2 x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, square
        >>> square(Tensor([2.0, -3.0]))
        Tensor([4., 9.])
    """
    return x * x


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


@operation(lambda g, out, x: g * sign(x))
def absolute(x: Any) -> Any:
    """Absolute value, with derivative `sign(x)`: 0 at 0, as in PyTorch.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, absolute
        >>> absolute(Tensor([-2.0, 3.0]))
        Tensor([2., 3.])
    """
    return np.absolute(x)


@operation(lambda g, out, x: g * cos(x))
def sin(x: Any) -> Any:
    """Sine of an angle in radians, with derivative `cos x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, sin
        >>> sin(Tensor(0.0))
        Tensor(0.0)
    """
    return np.sin(x)


@operation(lambda g, out, x: -g * sin(x))
def cos(x: Any) -> Any:
    """Cosine of an angle in radians, with derivative `-sin x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, cos
        >>> cos(Tensor(0.0))
        Tensor(1.0)
    """
    return np.cos(x)


@operation(lambda g, out, x: g * (1 - out**2))
def tanh(x: Any) -> Any:
    """Hyperbolic tangent: `(e**x - e**-x) / (e**x + e**-x)`, with derivative `1 - tanh(x)**2`.

    Args:
        x: a Tensor, array or number; large ones do not overflow.

    Source: deck 1, "Hyperbolic tangent function".

    Example:
        >>> from autograd import Tensor, tanh
        >>> tanh(Tensor([0.0, 1000.0]))
        Tensor([0., 1.])
    """
    return np.tanh(x)
