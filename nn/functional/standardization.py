"""The operation behind all normalization: mean 0 and variance 1 over some axes, scaled and shifted.

Batch, layer, group and instance normalization are this with different axes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import mean, operation, sqrt

__all__ = ["standardize", "standardize_with"]

# A mean is large where its square is more than so many variances.
_FAR = 100.0
# Up to this many numbers, a row of sums stays in the processor's cache.
_LONGEST_ROW = 32_768

Axes = tuple[int, ...]


def _standardized(x: Any, axes: Axes, eps: float) -> tuple[Any, Any]:
    """Return `(x - mean) / std` and `1 / std`, computed anew from the input."""
    centered = x - mean(x, axes, True)
    inverse = 1 / sqrt(mean(centered * centered, axes, True) + eps)
    return centered * inverse, inverse


def _rule_of_input(
    g: Any, out: Any, x: Any, weight: Any, bias: Any, axes: Axes, eps: float, saved: Any, **_: Any
) -> Any:
    standardized, inverse = _standardized(x, axes, eps)
    g = g if weight is None else g * weight
    along = mean(g * standardized, axes, True)
    return inverse * (g - mean(g, axes, True) - standardized * along)


def _rule_of_weight(
    g: Any, out: Any, x: Any, weight: Any, bias: Any, axes: Axes, eps: float, saved: Any, **_: Any
) -> Any:
    return g * _standardized(x, axes, eps)[0]


def _joint_rule(
    g: Any, out: Any, x: Any, weight: Any, bias: Any, axes: Axes, eps: float, saved: Any,
    needed: tuple[bool, ...], **_: Any,
) -> tuple[Any, ...]:  # fmt: skip
    of_input, of_weight, of_bias = needed
    if not of_input and not of_weight:  # nothing more is needed: the input may be gone
        return None, None, _summed_to(bias, g, axes)
    centered, average, inverse = saved
    # asarray: the stand-in for an input that has been overwritten refuses it.
    near = np.asarray(x) if centered is None else centered
    g = _in_the_layout_of(near, g)
    at_input = at_weight = None
    if weight is None or _is_constant_along(axes, weight, near.ndim):
        # What is constant along an axis is not multiplied with each element, but with their sum.
        sums = _sum(g, axes), _sum(g, axes, near)
        if of_input:
            at_input = _by_input(g, near, average, inverse, *sums, axes)
            at_input *= _as_rows(inverse if weight is None else inverse * weight, near, axes)
        if of_weight:
            at_weight = _summed_to(weight, (sums[1] - sums[0] * average) * inverse, axes)
        at_bias = _summed_to(bias, g, axes, sums[0]) if of_bias else None
        return at_input, at_weight, at_bias
    if of_input:
        weighted = g * weight
        sums = _sum(weighted, axes), _sum(weighted, axes, near)
        at_input = _by_input(weighted, near, average, inverse, *sums, axes)
        at_input *= inverse
    if of_weight:
        standardized = near - average
        standardized *= inverse
        standardized *= g
        at_weight = _summed_to(weight, standardized, axes)
    return at_input, at_weight, _summed_to(bias, g, axes) if of_bias else None


def _by_input(
    g: Any, near: Any, average: Any, inverse: Any, sum_of_g: Any, sum_of_products: Any, axes: Axes
) -> Any:
    """Return `g - mean(g) - z mean(g z)`, z the standardized input."""
    count = max(math.prod(near.shape[axis] for axis in axes), 1)
    along = (sum_of_products - sum_of_g * average) / count * inverse * inverse
    result = near * _as_rows(-along, near, axes)
    result += g
    result += _as_rows(along * average - sum_of_g / count, near, axes)
    return result


def _summed_to(numbers: Any, x: Any, axes: Axes, sums: Any = None) -> Any:
    """Sum `x` to the shape of `numbers`, which broadcast to it; from its sums over axes, if any."""
    if sums is not None and _is_constant_along(axes, numbers, x.ndim):
        x = sums
    return _sum(x, _broadcast_axes(numbers, x.ndim)).reshape(numbers.shape)


@operation(
    _rule_of_input,
    _rule_of_weight,
    lambda g, out, x, weight, bias, **_: g,
    joint_rule=_joint_rule,
    saves=True,
)
def standardize(
    x: Any,
    weight: Any = None,
    bias: Any = None,
    axes: Axes = (),
    eps: float = 1e-5,
    receive: Callable[[Any, Any], None] | None = None,
) -> Any:
    """Standardize over axes, scale and shift: `(x - mean) / sqrt(var + eps) * weight + bias`.

    Derivatives, with `z = (x - mean) / std`: `z` with respect to the weight, 1 to the bias. With
    respect to `x` the gradient `h = g * weight` loses its mean and its part along `z`, for neither
    changes the output: `(h - mean(h) - z mean(h z)) / std`.

    Args:
        x: numbers of any shape.
        weight: None, or of a shape that broadcasts to that of `x`; so is the bias.
        axes: the axes, counted from 0, over which mean and variance are taken.
        eps: is added to the variance, that of a population.
        receive: is called with the mean and the variance, whose shapes have length 1 along `axes`.
    """
    average = _mean(x, axes)
    centered = x - _as_rows(average, x, axes)
    variance = _mean(centered, axes, centered)
    # A mean that is large beside the deviation is rounded so much that the centre is missed, and
    # sums of products with `x` itself would lose as many digits.
    far = bool(np.any(average * average > _FAR * variance))
    if far:
        missed = _mean(centered, axes)
        centered -= missed
        average = average + missed
        variance = _mean(centered, axes, centered)
    if receive is not None:
        receive(average, variance)
    inverse = 1 / np.sqrt(variance + eps)
    saved = (centered, np.zeros_like(average), inverse) if far else (None, average, inverse)
    scale = inverse if weight is None else inverse * weight
    result = centered.copy() if far else centered
    result *= _as_rows(scale, x, axes)
    if bias is not None:
        result += _as_rows(bias, x, axes)
    return result, saved


@operation(
    lambda g, out, x, weight, bias, average, inverse, axes: (
        g * (inverse if weight is None else weight * inverse)
    ),
    lambda g, out, x, weight, bias, average, inverse, axes: g * ((x - average) * inverse),
    lambda g, out, x, weight, bias, average, inverse, axes: g,
)
def standardize_with(
    x: Any, weight: Any = None, bias: Any = None,
    average: Any = 0.0, inverse: Any = 1.0, axes: Axes = (),
) -> Any:  # fmt: skip
    """Standardize by a mean and `1 / std` that are given: `(x - mean) / std * weight + bias`.

    These do not depend on `x`; they are constant along `axes`.
    """
    scale = inverse if weight is None else inverse * weight
    result = x - _as_rows(average, x, axes)
    result *= _as_rows(scale, x, axes)
    if bias is not None:
        result += _as_rows(bias, x, axes)
    return result


# --- sums over axes, and numbers that are constant along them -------------------------------------
#
# Images may have their channels last in memory. A loop over a few channels is then too short to be
# fast; taken together with the axis beside it in memory, width times channels, it is not.


def _axis_beside(x: Any, axes: Axes) -> int | None:
    """Return which of `axes` to take together with the last ones in memory, which are not summed.

    None where the last axis in memory is summed itself, or where there is nothing to gain.
    """
    if len(axes) < 2:
        return None
    order = sorted((a for a in range(x.ndim) if x.shape[a] > 1), key=lambda a: x.strides[a])
    summed = [axis for axis in order if axis in axes]
    if len(summed) < 2 or order[0] in axes:
        return None
    row = x.shape[summed[0]] * math.prod(x.shape[a] for a in order[: order.index(summed[0])])
    return summed[0] if row <= _LONGEST_ROW else None


def _sum(x: Any, axes: Axes, y: Any = None) -> Any:
    """Sum `x`, or the products `x * y`, over axes, which keep length 1."""
    if not axes:
        return x if y is None else x * y
    beside = _axis_beside(x, axes)
    every = list(range(x.ndim))
    kept = [axis for axis in every if axis not in axes or axis == beside]
    operands = (x, every) if y is None else (x, every, y, every)
    shape = [x.shape[axis] if axis in kept else 1 for axis in every]
    sums = np.einsum(*operands, kept).reshape(shape)
    return sums if beside is None else np.sum(sums, axis=beside, keepdims=True)


def _mean(x: Any, axes: Axes, y: Any = None) -> Any:
    return _sum(x, axes, y) / max(math.prod(x.shape[axis] for axis in axes), 1)


def _as_rows(numbers: Any, x: Any, axes: Axes) -> Any:
    """Return numbers that broadcast to `x`, repeated to rows where that makes longer loops."""
    beside = _axis_beside(x, axes)
    if beside is None or not _is_constant_along(axes, numbers, x.ndim):
        return numbers
    place = tuple(
        slice(None if axis == beside or axis not in axes else 1) for axis in range(x.ndim)
    )
    rows = np.empty_like(x[place], dtype=numbers.dtype)
    rows[...] = numbers
    return rows


def _broadcast_axes(numbers: Any, ndim: int) -> Axes:
    """Return the axes, of `ndim`, along which numbers are constant."""
    missing = ndim - numbers.ndim
    return tuple(a for a in range(ndim) if a < missing or numbers.shape[a - missing] == 1)


def _is_constant_along(axes: Axes, numbers: Any, ndim: int) -> bool:
    return set(axes) <= set(_broadcast_axes(numbers, ndim))


def _in_the_layout_of(other: Any, g: Any) -> Any:
    """Return a gradient with its axes in memory in the order of another array's."""
    if g.strides == other.strides:
        return g
    result = np.empty_like(other, dtype=g.dtype)
    result[...] = g
    return result
