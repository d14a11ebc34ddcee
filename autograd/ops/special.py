"""The error function and its complement, elementwise, in NumPy alone.

Both come from two pieces, which meet at |x| = 1:

near    erf(x) = x P(x**2), where P is the Maclaurin series
        `2 / sqrt(pi) sum_k (-1)**k z**k / (k! (2k + 1))`.
far     erfc(x) = e**-x**2 Q(t) / (x + 3), where t = 8 / (x + 3) - 1 takes the values from 1 to -1
        as x goes from 1 to infinity, and Q is smooth: the polynomial through its true values at
        the Chebyshev nodes.

These come from `e**x**2 erfc(x) = x / pi * integral of e**-u**2 / (u**2 + x**2) du` over the whole
line, by the trapezoidal rule. With the step h its error comes from the pole at u = ix, and is
`2 e**x**2 / (e**(2 pi x / h) - 1)`: with h = 0.15 that is 2e-18 at x = 1, and less from there on
until e**-(pi / h)**2 = e**-438 takes over.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._operation import operation
from .exponential import exp

__all__ = ["erf", "erfc"]

_STEP = 0.15
_SHIFT = 3.0
_UNDERFLOW = 28.0  # from here on e**-x**2 is 0 in double precision
_BLOCK = 8192  # elements worked on at a time: what stays in the processor's cache
_SLOPE_AT_0 = 2 / math.sqrt(math.pi)


def _near_coefficients(count: int) -> list[float]:
    """Return the first coefficients of the Maclaurin series of `erf(x) / x`, in powers of x**2."""
    return [_SLOPE_AT_0 * (-1) ** k / (math.factorial(k) * (2 * k + 1)) for k in range(count)]


def _far_coefficients(count: int) -> list[float]:
    """Return the coefficients of Q: the polynomial through its values at Chebyshev nodes."""
    nodes = np.cos((np.arange(count) + 0.5) * math.pi / count)
    x = 2 * (1 + _SHIFT) / (1 + nodes) - _SHIFT
    u = np.arange(-45, 46)[:, None] * _STEP
    scaled = _STEP * x / math.pi * np.sum(np.exp(-u * u) / (u * u + x * x), axis=0)
    coefficients: list[float] = np.linalg.solve(
        np.vander(nodes, increasing=True), scaled * (x + _SHIFT)
    ).tolist()
    return coefficients


# Enough terms for the precision, and no more.
_COEFFICIENTS = {
    np.dtype(np.float32): (_near_coefficients(10), _far_coefficients(8)),
    np.dtype(np.float64): (_near_coefficients(18), _far_coefficients(20)),
}


def _polynomial(coefficients: list[float], x: Any) -> Any:
    total = np.full_like(x, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        total *= x
        total += coefficient
    return total


def _near(size: Any) -> Any:
    """Return erf of numbers from 0 to 1."""
    return size * _polynomial(_COEFFICIENTS[size.dtype][0], size * size)


def _far(size: Any) -> Any:
    """Return erfc of numbers from 1 on, to full relative precision."""
    size = np.minimum(size, _UNDERFLOW)
    inverse = 1 / (size + _SHIFT)
    q = _polynomial(_COEFFICIENTS[size.dtype][1], 2 * (1 + _SHIFT) * inverse - 1)
    # The square of a number of few digits is exact: e**-x**2 loses nothing to its rounding.
    short = np.rint(size * 16) / 16
    return np.exp(-short * short) * np.exp((short - size) * (short + size)) * (q * inverse)


def _block(x: Any, complement: bool) -> Any:
    size = np.abs(x)
    if size.max() < 1:
        near = _near(size)
        result = 1 - near if complement else near
    else:
        near, far = _near(np.minimum(size, 1)), _far(np.maximum(size, 1))
        first, second = (1 - near, far) if complement else (near, 1 - far)
        result = np.where(size < 1, first, second)
    return np.where(x < 0, 2 - result, result) if complement else np.copysign(result, x)


def _compute(x: Any, complement: bool) -> Any:
    """Return erf or erfc, of float32 to single precision, of all else to double precision."""
    x = np.asarray(x)
    if x.dtype.kind == "c":
        raise TypeError("the error function of complex numbers is not available")
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(np.float64)
    flat = np.ravel(x).astype(np.float32 if dtype.itemsize <= 4 else np.float64, copy=False)
    result = np.empty_like(flat)
    with np.errstate(under="ignore"):
        for start in range(0, flat.size, _BLOCK):
            stop = start + _BLOCK
            result[start:stop] = _block(flat[start:stop], complement)
    return result.reshape(x.shape).astype(dtype, copy=False)


@operation(lambda g, out, x: g * (_SLOPE_AT_0 * exp(-(x**2))))
def erf(x: Any) -> Any:
    """Error function: `2 / sqrt(pi) * integral of e**-u**2 from 0 to x`.

    Accurate to a unit in the last place. Derivative: `2 / sqrt(pi) * e**-x**2`.

    Args:
        x: a Tensor, array or number; not complex.

    Raises:
        TypeError: `x` is complex.

    Example:
        >>> from autograd import Tensor, erf
        >>> erf(Tensor([0.0, 0.5, 10.0]))
        Tensor([0.        , 0.52049988, 1.        ])
    """
    return _compute(x, complement=False)


@operation(lambda g, out, x: -g * (_SLOPE_AT_0 * exp(-(x**2))))
def erfc(x: Any) -> Any:
    """Complementary error function: `1 - erf(x)`, without the cancellation where erf is near 1.

    Accurate to a relative 1e-14 as far as 26.5, where the result leaves the range of doubles.
    Derivative: `-2 / sqrt(pi) * e**-x**2`.

    Args:
        x: a Tensor, array or number; not complex.

    Raises:
        TypeError: `x` is complex.

    Example:
        >>> from autograd import Tensor, erfc
        >>> erfc(Tensor([0.0, 0.5]))
        Tensor([1.        , 0.47950012])
    """
    return _compute(x, complement=True)
