"""The operation behind all normalization: mean 0 and variance 1 over some axes, scaled and shifted.

Batch, layer, group and instance normalization are this with different axes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import mean, operation, sqrt

from .sums_over_axes import (
    Axes,
    as_rows,
    broadcast_axes,
    in_the_layout_of,
    is_constant_along,
    mean_over,
    near_moments,
    sum_over,
)  # fmt: skip

__all__ = ["standardize", "standardize_with"]

# A mean is large where its square is more than so many variances.
_FAR = 100.0


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
    g = in_the_layout_of(near, g)
    at_input = at_weight = None
    if weight is None or is_constant_along(axes, weight, near.ndim):
        # What is constant along an axis is not multiplied with each element, but with their sum.
        sums = sum_over(g, axes), sum_over(g, axes, near)
        if of_input:
            at_input = _by_input(g, near, average, inverse, *sums, axes)
            at_input *= as_rows(inverse if weight is None else inverse * weight, near, axes)
        if of_weight:
            at_weight = _summed_to(weight, (sums[1] - sums[0] * average) * inverse, axes)
        at_bias = _summed_to(bias, g, axes, sums[0]) if of_bias else None
        return at_input, at_weight, at_bias
    if of_input:
        weighted = g * weight
        sums = sum_over(weighted, axes), sum_over(weighted, axes, near)
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
    result = near * as_rows(-along, near, axes)
    result += g
    result += as_rows(along * average - sum_of_g / count, near, axes)
    return result


def _summed_to(numbers: Any, x: Any, axes: Axes, sums: Any = None) -> Any:
    """Sum `x` to the shape of `numbers`, which broadcast to it; from its sums over axes, if any."""
    if sums is not None and is_constant_along(axes, numbers, x.ndim):
        x = sums
    return sum_over(x, broadcast_axes(numbers, x.ndim)).reshape(numbers.shape)


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
    near = near_moments(x, axes)
    if near is not None:
        return _of_moments(x, weight, bias, axes, eps, receive, *near)
    average = mean_over(x, axes)
    centered = x - as_rows(average, x, axes)
    variance = mean_over(centered, axes, centered)
    # A mean that is large beside the deviation is rounded so much that the centre is missed, and
    # sums of products with `x` itself would lose as many digits.
    far = bool(np.any(average * average > _FAR * variance))
    if far:
        missed = mean_over(centered, axes)
        centered -= missed
        average = average + missed
        variance = mean_over(centered, axes, centered)
    if receive is not None:
        receive(average, variance)
    inverse = 1 / np.sqrt(variance + eps)
    saved = (centered, np.zeros_like(average), inverse) if far else (None, average, inverse)
    scale = inverse if weight is None else inverse * weight
    result = centered.copy() if far else centered
    result *= as_rows(scale, x, axes)
    if bias is not None:
        result += as_rows(bias, x, axes)
    return result, saved


def _of_moments(
    x: Any, weight: Any, bias: Any, axes: Axes, eps: float,
    receive: Callable[[Any, Any], None] | None, average: Any, variance: Any,
) -> Any:  # fmt: skip
    """Standardize by mean and variance, the mean not being large: a product and a sum."""
    if receive is not None:
        receive(average, variance)
    inverse = 1 / np.sqrt(variance + eps)
    scale = inverse if weight is None else inverse * weight
    shift = average * -scale
    result = x * as_rows(scale, x, axes)
    result += as_rows(shift if bias is None else bias + shift, x, axes)
    return result, (None, average, inverse)


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
    result = x - as_rows(average, x, axes)
    result *= as_rows(scale, x, axes)
    if bias is not None:
        result += as_rows(bias, x, axes)
    return result
