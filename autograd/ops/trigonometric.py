"""Circular and hyperbolic functions and their inverses, elementwise.

PyTorch's shorter names of the inverses mean the same: `asin = arcsin`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation
from .exponential import sqrt
from .selection import where

__all__ = [
    "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh",
    "asin", "asinh", "atan", "atan2", "atanh", "cos", "cosh", "sin", "sinh", "tan", "tanh",
]  # fmt: skip


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


@operation(lambda g, out, x: g * (1 + out**2))
def tan(x: Any) -> Any:
    """Tangent of an angle in radians, with derivative `1 + tan(x)**2`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, tan
        >>> tan(Tensor([0.0, 1.0]))
        Tensor([0.        , 1.55740772])
    """
    return np.tan(x)


@operation(lambda g, out, x: g / sqrt(1 - x**2))
def arcsin(x: Any) -> Any:
    """Angle between -pi/2 and pi/2 whose sine is `x`.

    Derivative: `1 / sqrt(1 - x**2)`, infinite at -1 and 1.

    Args:
        x: a Tensor, array or number from -1 to 1; beyond, the result is NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, arcsin
        >>> arcsin(Tensor([0.0, 1.0]))
        Tensor([0.        , 1.57079633])
    """
    return np.arcsin(x)


@operation(lambda g, out, x: -g / sqrt(1 - x**2))
def arccos(x: Any) -> Any:
    """Angle between 0 and pi whose cosine is `x`.

    Derivative: `-1 / sqrt(1 - x**2)`, infinite at -1 and 1.

    Args:
        x: a Tensor, array or number from -1 to 1; beyond, the result is NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, arccos
        >>> arccos(Tensor([0.0, 1.0]))
        Tensor([1.57079633, 0.        ])
    """
    return np.arccos(x)


@operation(lambda g, out, x: g / (1 + x**2))
def arctan(x: Any) -> Any:
    """Angle between -pi/2 and pi/2 whose tangent is `x`, with derivative `1 / (1 + x**2)`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, arctan
        >>> arctan(Tensor([0.0, 1.0]))
        Tensor([0.        , 0.78539816])
    """
    return np.arctan(x)


# At the origin there is no angle to change: 0, as in PyTorch, where the quotient is 0 / 0.
@operation(lambda g, out, y, x: where((y == 0) & (x == 0), 0.0, g * x / (x**2 + y**2)),
           lambda g, out, y, x: where((y == 0) & (x == 0), 0.0, -g * y / (x**2 + y**2)),
)  # fmt: skip
def arctan2(y: Any, x: Any) -> Any:
    """Angle of the point (x, y), between -pi and pi, counted from the positive x axis.

    Derivatives: `x / (x**2 + y**2)` with respect to `y`, `-y / (x**2 + y**2)` with respect to `x`;
    at the origin 0.

    Args:
        y: the second coordinate: a Tensor, array or number.
        x: the first coordinate: the same, of a shape that broadcasts with that of `y`.

    Raises:
        ValueError: the shapes do not broadcast.

    Example:
        >>> from autograd import Tensor, arctan2
        >>> arctan2(Tensor([0.0, 1.0]), Tensor([-1.0, 1.0]))
        Tensor([3.14159265, 0.78539816])
    """
    return np.arctan2(y, x)


@operation(lambda g, out, x: g * cosh(x))
def sinh(x: Any) -> Any:
    """Hyperbolic sine: `(e**x - e**-x) / 2`, with derivative `cosh x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, sinh
        >>> sinh(Tensor([0.0, 1.0]))
        Tensor([0.        , 1.17520119])
    """
    return np.sinh(x)


@operation(lambda g, out, x: g * sinh(x))
def cosh(x: Any) -> Any:
    """Hyperbolic cosine: `(e**x + e**-x) / 2`, with derivative `sinh x`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, cosh
        >>> cosh(Tensor([0.0, 1.0]))
        Tensor([1.        , 1.54308063])
    """
    return np.cosh(x)


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


@operation(lambda g, out, x: g / sqrt(1 + x**2))
def arcsinh(x: Any) -> Any:
    """Number whose hyperbolic sine is `x`, with derivative `1 / sqrt(1 + x**2)`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, arcsinh
        >>> arcsinh(Tensor([0.0, 1.0]))
        Tensor([0.        , 0.88137359])
    """
    return np.arcsinh(x)


@operation(lambda g, out, x: g / sqrt(x**2 - 1))
def arccosh(x: Any) -> Any:
    """Number from 0 on whose hyperbolic cosine is `x`.

    Derivative: `1 / sqrt(x**2 - 1)`, infinite at 1.

    Args:
        x: a Tensor, array or number from 1 on; below, the result is NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, arccosh
        >>> arccosh(Tensor([1.0, 2.0]))
        Tensor([0.        , 1.3169579])
    """
    return np.arccosh(x)


@operation(lambda g, out, x: g / (1 - x**2))
def arctanh(x: Any) -> Any:
    """Number whose hyperbolic tangent is `x`, with derivative `1 / (1 - x**2)`.

    Args:
        x: a Tensor, array or number between -1 and 1; at these the result is infinite, beyond
            them NaN, with NumPy's warning.

    Example:
        >>> from autograd import Tensor, arctanh
        >>> arctanh(Tensor([0.0, 0.5]))
        Tensor([0.        , 0.54930614])
    """
    return np.arctanh(x)


asin, acos, atan, atan2 = arcsin, arccos, arctan, arctan2
asinh, acosh, atanh = arcsinh, arccosh, arctanh
