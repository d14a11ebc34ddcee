"""Variance, standard deviation and norms over axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._operation import operation
from .arithmetic import absolute
from .reduction import count, keep_axes, mean, share_among_winners
from .rounding import sign, zeros_like
from .selection import where

__all__ = ["norm", "std", "var"]


def _as_floats(x: Any) -> Any:
    x = np.asarray(x)
    return x if x.dtype.kind in "fc" else x.astype(np.float64)


def _degrees_of_freedom(x: Any, axis: Any, correction: float) -> float:
    return max(count(x.shape, axis) - correction, 0)


def _variance(x: Any, axis: Any, keepdims: bool, correction: float) -> Any:
    x = _as_floats(x)
    # An offset does not change the variance; this one makes it exactly 0 for equal elements, where
    # the rounding of their mean would leave a rest, and a slope of it.
    x = x - np.min(x, axis=axis, keepdims=True, initial=np.inf)
    x -= np.mean(x, axis=axis, keepdims=True)
    x *= x
    squares = np.sum(x, axis=axis, keepdims=keepdims)
    return squares / _degrees_of_freedom(x, axis, correction)


def _var_rule(g: Any, out: Any, x: Any, axis: Any, keepdims: bool, correction: float) -> Any:
    g = keep_axes(g, axis, keepdims)
    return 2 * g * (x - mean(x, axis, True)) / _degrees_of_freedom(x, axis, correction)


@operation(_var_rule)
def _var(x: Any, axis: Any = None, keepdims: bool = False, correction: float = 0) -> Any:
    return _variance(x, axis, keepdims, correction)


def _std_rule(g: Any, out: Any, x: Any, axis: Any, keepdims: bool, correction: float) -> Any:
    g, out = keep_axes(g, axis, keepdims), keep_axes(out, axis, keepdims)
    # Where all elements are equal the slope is 0, to any order.
    distance = where(out == 0, 0.0, x - mean(x, axis, True))
    return g * distance / where(out == 0, 1.0, out) / _degrees_of_freedom(x, axis, correction)


@operation(_std_rule)
def _std(x: Any, axis: Any = None, keepdims: bool = False, correction: float = 0) -> Any:
    return np.sqrt(_variance(x, axis, keepdims, correction))


def var(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    *,
    correction: float | None = None,
    ddof: float | None = None,
    unbiased: bool | None = None,
    dim: Any = None,
    keepdim: bool | None = None,
) -> Any:
    """Variance over axes: `sum (x - mean)**2 / (n - correction)`.

    Derivative: `2 (x - mean) / (n - correction)`.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. NumPy's variance, of a population, unless a
            correction is given.
        keepdims: keep the reduced axes with length 1.
        correction: what is taken from the count n: 0 for a population, 1 for a sample. Default: 0;
            with `dim=` it is 1.
        ddof: NumPy's name of `correction`.
        unbiased: PyTorch's older name: True is a correction of 1, False of 0.
        dim: PyTorch's name of `axis`, with PyTorch's default, the variance of a sample.
        keepdim: PyTorch's name of `keepdims`.

    Raises:
        ValueError: there is no such axis.
        TypeError: a thing is given under two names.

    Source: deck 2, "배치 정규화 알고리즘" (batch normalization), has the variance of a population.

    Example:
        >>> from autograd import Tensor, var
        >>> x = Tensor([1.0, 2.0, 3.0, 4.0])
        >>> var(x, axis=0), var(x, dim=0)
        (Tensor(1.25), Tensor(1.6666666666666667))
    """
    correction = _correction("var", dim, correction, ddof, unbiased)
    return _var(x, axis, keepdims, correction, **_given(dim=dim, keepdim=keepdim))


def std(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    *,
    correction: float | None = None,
    ddof: float | None = None,
    unbiased: bool | None = None,
    dim: Any = None,
    keepdim: bool | None = None,
) -> Any:
    """Standard deviation over axes, the square root of `var`, in the unit of `x`.

    Derivative: `(x - mean) / (std (n - correction))`; 0 where all elements are equal, as in
    PyTorch.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. NumPy's deviation, of a population, unless a
            correction is given.
        keepdims: keep the reduced axes with length 1.
        correction: what is taken from the count n: 0 for a population, 1 for a sample. Default: 0;
            with `dim=` it is 1.
        ddof: NumPy's name of `correction`.
        unbiased: PyTorch's older name: True is a correction of 1, False of 0.
        dim: PyTorch's name of `axis`, with PyTorch's default, the deviation of a sample.
        keepdim: PyTorch's name of `keepdims`.

    Raises:
        ValueError: there is no such axis.
        TypeError: a thing is given under two names.

    Source: deck 3, "Z-점수 정규화" (z-score normalization).

    Example:
        >>> from autograd import Tensor, std
        >>> std(Tensor([[1.0, 3.0], [2.0, 8.0]]), axis=1)
        Tensor([1., 3.])
    """
    correction = _correction("std", dim, correction, ddof, unbiased)
    return _std(x, axis, keepdims, correction, **_given(dim=dim, keepdim=keepdim))


def _given(**names: Any) -> dict[str, Any]:
    return {name: value for name, value in names.items() if value is not None}


def _correction(name: str, dim: Any, correction: Any, ddof: Any, unbiased: Any) -> float:
    given = _given(correction=correction, ddof=ddof, unbiased=unbiased)
    if len(given) > 1:
        twice = " and ".join(f"{spelling}=" for spelling in given)
        raise TypeError(f"{name}() got {twice}, which mean the same; give one")
    if not given:
        return 0 if dim is None else 1
    ((spelling, value),) = given.items()
    if isinstance(value, np.generic):
        value = value.item()  # a strong dtype would turn float32 into float64
    if not isinstance(value, (int, float)):
        raise TypeError(f"{name}: {spelling} must be a number, got {value!r:.40}")
    return value + 0  # True + 0 is 1


def _norm_rule(g: Any, out: Any, x: Any, p: float, axis: Any, keepdims: bool) -> Any:
    if p in (math.inf, -math.inf):
        return sign(x) * share_among_winners(g, out, absolute(x), axis, keepdims)
    g, out = keep_axes(g, axis, keepdims), keep_axes(out, axis, keepdims)
    if p in (0, 1):
        return g * sign(x) if p else zeros_like(x)
    # Nothing is divided by 0, nor 0 raised to a negative power, so that neither this nor its own
    # derivative is NaN at zeros; where the norm is 0 the slope is 0, to any order.
    length = where(out == 0, 1.0, out)
    if p == 2:
        return g * where(out == 0, 0.0, x) / length
    size = where(x == 0, 1.0, absolute(x))
    return g * where(out == 0, 0.0, sign(x)) * (size / length) ** (p - 1)


@operation(_norm_rule)
def _norm(x: Any, p: float = 2, axis: Any = None, keepdims: bool = False) -> Any:
    x = _as_floats(x)
    if p == 2:
        return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))
    size = np.abs(x)
    if p == 1:
        return np.sum(size, axis=axis, keepdims=keepdims)
    if p == math.inf:
        return np.max(size, axis=axis, keepdims=keepdims, initial=0.0)
    if p == -math.inf:
        return np.min(size, axis=axis, keepdims=keepdims)
    if p == 0:
        return np.sum(size != 0, axis=axis, keepdims=keepdims, dtype=size.dtype)
    return np.sum(size**p, axis=axis, keepdims=keepdims) ** (1 / p)


def norm(
    x: Any,
    ord: Any = None,
    axis: Any = None,
    keepdims: bool = False,
    *,
    p: Any = None,
    dim: Any = None,
    keepdim: bool | None = None,
) -> Any:
    """Norm of all elements, or over axes: `(sum |x|**p) ** (1 / p)`, the length for p = 2.

    Derivative: `sign(x) (|x| / norm)**(p - 1)`, for p = 2 `x / norm`, for p = 1 `sign(x)`. Where
    the norm is 0, and for an element that is 0 and p below 2, it is 0; for p = inf and -inf
    elements of equal size share it: as in PyTorch.

    Args:
        x: a Tensor or array.
        ord: NumPy's name of `p`, which over one axis means the same. For a matrix, that is over
            two axes or all of several, NumPy's `ord` is a norm of matrices, which is not offered;
            only "fro" is, the square root of the sum of squares.
        axis: an axis or a tuple of axes. Default: all.
        keepdims: keep the reduced axes with length 1.
        p: as in PyTorch: any number, also inf (the largest size), -inf (the smallest) and 0 (how
            many elements are not 0, with derivative 0), or "fro". Default: 2.
        dim: PyTorch's name of `axis`.
        keepdim: PyTorch's name of `keepdims`.

    Raises:
        ValueError: `p` is no such norm, `ord` means a norm of matrices, there is no such axis, or
            the smallest of no elements is asked for.
        TypeError: a thing is given under two names.

    Source: deck 2, "L1 Norm" and "L2 Norm".

    Example:
        >>> from autograd import Tensor, norm
        >>> x = Tensor([[3.0, 4.0], [0.0, 0.0]], requires_grad=True)
        >>> norm(x, axis=1)
        Tensor([5., 0.], operation=norm)
        >>> norm(x, axis=1).sum().backward()
        >>> x.grad
        Tensor([[0.6, 0.8],
                [0. , 0. ]])
        >>> norm(x, p=1).item()
        7.0
    """
    if ord is not None and p is not None:
        raise TypeError("norm() got both ord= and p=, which mean the same; give one")
    axes = dim if axis is None else axis
    reduced = np.ndim(x) if axes is None else len(axes) if isinstance(axes, (tuple, list)) else 1
    power = _power(ord if p is None else p)
    if reduced > 1 and ord is not None and not isinstance(ord, str):
        raise ValueError(
            f"norm: ord={ord!r} over {reduced} axes would be a norm of matrices in NumPy, which is "
            f"not offered. For the norm of all their elements, PyTorch's, write p={ord!r}"
        )
    return _norm(x, power, axis, keepdims, **_given(dim=dim, keepdim=keepdim))


def _power(p: Any) -> float:
    """Return the number that `p` means."""
    if p is None or (isinstance(p, str) and p == "fro"):
        return 2
    if isinstance(p, np.generic):
        p = p.item()  # a strong dtype would turn float32 into float64
    if not isinstance(p, (int, float)) or math.isnan(p):
        raise ValueError(f'norm: p must be a number, inf and -inf included, or "fro"; got {p!r}')
    return p
