"""Products, and running sums and products.

The derivative of a product with respect to one factor is the product of the others. Dividing the
whole product by the factor would fail at zeros; here the product of those before is multiplied by
the product of those after, which also holds with one zero, with several, and at any order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._operation import operation
from .reduction import keep_axes
from .shape import reshape

__all__ = ["cumprod", "cumsum", "prod"]


@operation(lambda g, out, x, axis, step, fill: _shift(g, axis, -step, 0))
def _shift(x: Any, axis: int, step: int, fill: int) -> Any:
    """Move elements by one place along an axis (`step` 1 or -1), with `fill` in the free place."""
    result = np.full_like(x, fill)
    from_here, to_there = (slice(None, -1), slice(1, None))[::step]
    before = (slice(None),) * (axis % x.ndim)
    result[(*before, to_there)] = x[(*before, from_here)]
    return result


def _recurrence_by_term(g: Any, out: Any, factor: Any, term: Any, axis: int, reverse: bool) -> Any:
    return _recurrence(_shift(factor, axis, 1 if reverse else -1, 0), g, axis, not reverse)


def _recurrence_by_factor(
    g: Any, out: Any, factor: Any, term: Any, axis: int, reverse: bool
) -> Any:
    # Each factor multiplied the result before it.
    previous = _shift(out, axis, -1 if reverse else 1, 0)
    return previous * _recurrence_by_term(g, out, factor, term, axis, reverse)


@operation(_recurrence_by_factor, _recurrence_by_term)
def _recurrence(factor: Any, term: Any, axis: int, reverse: bool = False) -> Any:
    """Return `r_i = term_i + factor_i r_(i-1)` along an axis, with `r = 0` before the first.

    With `reverse` it is `r_i = term_i + factor_i r_(i+1)`, from the last to the first. The
    derivatives are recurrences in the other direction.
    """
    order = slice(None, None, -1 if reverse else 1)
    factor = np.moveaxis(np.array(factor), axis, 0)[order]
    result = np.moveaxis(np.array(term), axis, 0)[order]
    # After each round an element has taken in twice as many before it, and its factor is the
    # product of as many: log2(n) rounds on whole arrays in the place of n steps.
    reach = 1
    while reach < len(result):
        result[reach:] += factor[reach:] * result[:-reach]
        factor[reach:] *= factor[:-reach]
        reach *= 2
    return np.moveaxis(result[order], 0, axis)


def _prod_rule(g: Any, out: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    g = keep_axes(g, axis, keepdims)
    axes = range(x.ndim) if axis is None or not x.ndim else axis
    for a in axes if isinstance(axes, (range, tuple)) else (axes,):
        before = _shift(_cumprod(x, a), a, 1, 1)
        after = _shift(_cumprod(x, a, True), a, -1, 1)
        g = g * before * after
        x = prod(x, a, True)
    return g


@operation(_prod_rule)
def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Product over axes; the derivative with respect to each element is the product of the others.

    It is right with zeros too: with one zero only that element has a derivative other than 0, with
    two or more none has; and so is the second derivative.

    Args:
        x: a Tensor or array.
        axis: an axis or a tuple of axes. Default: all. PyTorch's `dim=` is accepted.
        keepdims: keep the reduced axes with length 1. PyTorch's `keepdim=` is accepted.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> from autograd import Tensor, prod
        >>> x = Tensor([2.0, 0.0, 5.0], requires_grad=True)
        >>> prod(x).backward()
        >>> x.grad
        Tensor([ 0., 10.,  0.])
    """
    return np.prod(x, axis=axis, keepdims=keepdims)


def _running(function: Any, x: Any, axis: int, reverse: bool) -> Any:
    """Accumulate along an axis, or with `reverse` along it from its end."""
    if not np.ndim(x):
        raise ValueError(f"axis {axis} is out of bounds: a single number has no axes")
    return np.flip(function(np.flip(x, axis), axis), axis) if reverse else function(x, axis)


def _along(running: Any, x: Any, axis: int | None, dim: int | None, reverse: bool) -> Any:
    """Apply a running operation along an axis, or to the flat tensor where none is given."""
    given = {name: a for name, a in (("axis", axis), ("dim", dim)) if a is not None}
    if not given:
        return running(reshape(x, -1), 0, reverse)
    return running(x, reverse=reverse, **given)


@operation(lambda g, out, x, axis, reverse: _cumsum(g, axis, not reverse))
def _cumsum(x: Any, axis: int, reverse: bool = False) -> Any:
    return _running(np.cumsum, x, axis, reverse)


def cumsum(
    x: Any, axis: int | None = None, reverse: bool = False, *, dim: int | None = None
) -> Any:
    """Running sum along an axis: `c_i = x_0 + ... + x_i`.

    Derivative: an element is in every sum from its own on, so its gradient is the running sum of
    `g` from the end.

    Args:
        x: a Tensor or array.
        axis: the axis to sum along. Default: the flat tensor, in C order, as in NumPy. PyTorch's
            `dim=` is accepted.
        reverse: sum from the end: `c_i = x_i + ... + x_n`.

    Returns:
        A Tensor of the shape of `x`; with `axis=None` it has one axis.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> from autograd import Tensor, cumsum
        >>> cumsum(Tensor([1.0, 2.0, 3.0]))
        Tensor([1., 3., 6.])
        >>> cumsum(Tensor([1.0, 2.0, 3.0]), reverse=True)
        Tensor([6., 5., 3.])
    """
    return _along(_cumsum, x, axis, dim, reverse)


def _cumprod_rule(g: Any, out: Any, x: Any, axis: int, reverse: bool) -> Any:
    # x_i is in every product from its own on: times those before it, times the sum over k of
    # g_k x_(i+1) ... x_k, which is the recurrence s_i = g_i + x_(i+1) s_(i+1).
    here, back = (-1, 1) if reverse else (1, -1)
    return _shift(out, axis, here, 1) * _recurrence(_shift(x, axis, back, 0), g, axis, not reverse)


@operation(_cumprod_rule)
def _cumprod(x: Any, axis: int, reverse: bool = False) -> Any:
    return _running(np.cumprod, x, axis, reverse)


def cumprod(
    x: Any, axis: int | None = None, reverse: bool = False, *, dim: int | None = None
) -> Any:
    """Running product along an axis: `c_i = x_0 x_1 ... x_i`.

    Derivative: `dc_k / dx_i` is, for k >= i, the product of `x_0` to `x_k` without `x_i`; right
    with zeros too, as the second derivative is.

    Args:
        x: a Tensor or array.
        axis: the axis to multiply along. Default: the flat tensor, in C order, as in NumPy.
            PyTorch's `dim=` is accepted.
        reverse: multiply from the end: `c_i = x_i ... x_n`.

    Returns:
        A Tensor of the shape of `x`; with `axis=None` it has one axis.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> from autograd import Tensor, cumprod
        >>> x = Tensor([2.0, 0.0, 5.0], requires_grad=True)
        >>> cumprod(x).sum().backward()  # 2 + 2 * 0 + 2 * 0 * 5
        >>> x.grad
        Tensor([ 1., 12.,  0.])
    """
    return _along(_cumprod, x, axis, dim, reverse)
