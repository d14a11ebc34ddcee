"""Softmax and its logarithms, along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation
from .exponential import exp
from .reduction import keep_axes, sum

__all__ = ["log_softmax", "logsumexp", "softmax"]


def _largest(x: Any, axis: Any) -> Any:
    """Return the maximum over `axis` as an offset that keeps exponentials from overflowing."""
    x = np.asarray(x)
    if x.dtype.kind in "biu":  # integers know no infinity to begin with
        x = x.astype(np.float64)
    offset = np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    return np.where(np.isfinite(offset), offset, 0).astype(offset.dtype)


def _is_moderate(x: Any) -> bool:
    """Tell whether no exponential or sum of them gets near the limits of single precision."""
    return (
        isinstance(x, np.ndarray)
        and x.dtype in _OF_MATRIX_PRODUCTS
        and x.size > _FEW
        and bool(np.min(x) >= -60.0)
        and bool(np.max(x) <= 60.0)
    )


def _sum_along(x: Any, axis: Any) -> Any:
    """Sum along `axis`, which keeps length 1; along rows of memory as a product of matrices."""
    if axis in (-1, x.ndim - 1) and x.ndim > 1 and x.dtype in _OF_MATRIX_PRODUCTS:
        return (x @ np.ones(x.shape[-1], x.dtype))[..., None]
    return np.sum(x, axis=axis, keepdims=True)


# More numbers than this are looked through for their extremes faster than each row for its own.
_FEW = 1000
# NumPy hands products of these to BLAS.
_OF_MATRIX_PRODUCTS = (np.dtype(np.float32), np.dtype(np.float64))


def _fast_softmax_rule(g: Any, out: Any, x: Any, axis: Any) -> Any:
    result = np.asarray(g * out)
    along = _sum_along(result, axis)
    np.subtract(g, along, out=result)
    result *= out
    return result


@operation(lambda g, out, x, axis: out * (g - sum(g * out, axis, True)),
           fast_rules=(_fast_softmax_rule,))  # fmt: skip
def softmax(x: Any, axis: Any = -1) -> Any:
    """Turn scores into probabilities along an axis: `e**x_j / sum_k e**x_k`.

    Derivative: `dp_i / dx_j = p_i (1 - p_i)` for i = j, `-p_i p_j` otherwise.

    Args:
        x: a Tensor or array of scores; large ones do not overflow.
        axis: the axis of the classes. Default: the last.

    Source: deck 1, "Softmax with cross entropy loss".

    Example:
        >>> from autograd import Tensor, softmax
        >>> softmax(Tensor([1000.0, 1000.0]))
        Tensor([0.5, 0.5])
    """
    if _is_moderate(x):
        result = np.exp(x)
    else:
        result = np.asarray(x - _largest(x, axis))
        np.exp(result, out=result)
    result /= _sum_along(result, axis)
    return result


@operation(lambda g, out, x, axis: g - exp(out) * sum(g, axis, True))
def log_softmax(x: Any, axis: Any = -1) -> Any:
    """Logarithm of the softmax along an axis: `x_j - log sum_k e**x_k`, without overflow.

    Args:
        x: a Tensor or array of scores.
        axis: the axis of the classes. Default: the last.

    Example:
        >>> from autograd import Tensor, log_softmax
        >>> log_softmax(Tensor([0.0, 0.0]))
        Tensor([-0.69314718, -0.69314718])
    """
    shifted = x - _largest(x, axis)
    with np.errstate(divide="ignore"):  # the logarithm of an empty sum is -inf
        return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


@operation(
    lambda g, out, x, axis, keepdims: (
        keep_axes(g, axis, keepdims) * exp(x - keep_axes(out, axis, keepdims))
    )
)
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Logarithm of the sum of exponentials: `log sum_k e**x_k`, without overflow.

    Derivative: the softmax of `x`.

    Args:
        x: a Tensor or array.
        axis: the axis or axes to sum over. Default: all.
        keepdims: keep the summed axes with length 1.

    Example:
        >>> from autograd import Tensor, logsumexp
        >>> logsumexp(Tensor([1000.0, 1000.0]))
        Tensor(1000.6931471805599)
    """
    offset = _largest(x, axis)
    with np.errstate(divide="ignore"):  # the logarithm of an empty sum is -inf
        total = offset + np.log(np.sum(np.exp(x - offset), axis=axis, keepdims=True))
    return total if keepdims else np.squeeze(total, axis=axis)
