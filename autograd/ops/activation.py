"""Activation functions, elementwise, and maxout, which takes the largest of several elements."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._operation import operation
from .exponential import exp
from .rounding import zeros_like
from .selection import where, zero_where
from .shape import axis_in, reshape, unsqueeze
from .special import erfc

__all__ = [
    "elu", "gelu", "leaky_relu", "logsigmoid", "maxout", "relu", "scaled_sigmoid", "scaled_tanh",
    "sigmoid", "silu", "softplus", "step",
]  # fmt: skip


@operation(lambda g, out, x: g * out * (1 - out), sign="σ")
def sigmoid(x: Any) -> Any:
    """Logistic function: `1 / (1 + e**-x)`, with derivative `sigmoid(x) (1 - sigmoid(x))`.

    Args:
        x: a Tensor, array or number; large ones do not overflow.

    Source: deck 1, "Sigmoid function".

    Example:
        >>> from autograd import Tensor, sigmoid
        >>> sigmoid(Tensor([0.0, -1000.0]))
        Tensor([0.5, 0. ])
    """
    with np.errstate(over="ignore"):  # e**1000 is infinite, and 1 / (1 + inf) = 0 is right
        return 1 / (1 + np.exp(-x))


@operation(lambda g, out, x, a: g * a * out * (1 - out),
           lambda g, out, x, a: g * x * out * (1 - out))  # fmt: skip
def scaled_sigmoid(x: Any, a: Any) -> Any:
    """Logistic function of slope `a`: `r = 1 / (1 + e**(-a x))`.

    Derivatives: `a r (1 - r)` with respect to `x`, `x r (1 - r)` with respect to `a`.

    Args:
        x: a Tensor, array or number; large ones do not overflow.
        a: the slope, four times that of the result at 0: a Tensor, array or number. With 1 it is
            `sigmoid`.

    Raises:
        ValueError: the shapes do not broadcast.

    Source: deck 2, the table of activation functions.

    Example:
        >>> from autograd import Tensor, scaled_sigmoid
        >>> scaled_sigmoid(Tensor(0.5), 2.0)
        Tensor(0.7310585786300049)
    """
    with np.errstate(over="ignore"):  # as in sigmoid
        return 1 / (1 + np.exp(-a * x))


@operation(lambda g, out, x, a: g * (a / 2) * (1 - out**2),
           lambda g, out, x, a: g * (x / 2) * (1 - out**2))  # fmt: skip
def scaled_tanh(x: Any, a: Any) -> Any:
    """Hyperbolic tangent of slope `a`: `r = 2 / (1 + e**(-a x)) - 1 = tanh(a x / 2)`.

    Derivatives: `a / 2 (1 - r**2)` with respect to `x`, `x / 2 (1 - r**2)` with respect to `a`.

    Args:
        x: a Tensor, array or number; large ones do not overflow.
        a: the slope, twice that of the result at 0: a Tensor, array or number. With 2 it is `tanh`.

    Raises:
        ValueError: the shapes do not broadcast.

    Source: deck 2, the table of activation functions; deck 1 has it with a = 2.

    Example:
        >>> from autograd import Tensor, scaled_tanh
        >>> scaled_tanh(Tensor(0.5), 2.0)
        Tensor(0.46211715726000973)
    """
    return np.tanh(a * x / 2)


@operation(lambda g, out, x, low, high, at_zero: zeros_like(g))
def step(x: Any, low: float = 0.0, high: float = 1.0, at_zero: float | None = None) -> Any:
    """Step function: `low` for x < 0, `high` for x > 0; the derivative is 0 everywhere.

    The decks differ in the labels and in what happens at the step itself:
    `step(x)` is 1 for x >= 0, else 0 (deck 5);
    `step(x, low=-1.0)` is +1 for x >= 0, else -1 (the perceptron of deck 2);
    `step(x - threshold, at_zero=0.0)` is 1 above the threshold, 0 at and below it (deck 1).

    Args:
        x: a Tensor, array or number; where it is NaN, so is the result.
        low: the value on the left. Default: 0.
        high: the value on the right. Default: 1.
        at_zero: the value at 0. Default: `high`.

    Example:
        >>> from autograd import Tensor, step
        >>> step(Tensor([-0.5, 0.0, 1.5]), low=-1.0)
        Tensor([-1.,  1.,  1.])
    """
    at_zero = high if at_zero is None else at_zero
    value = np.where(x > 0, high, np.where(x < 0, low, np.where(x == 0, at_zero, x)))
    return value.astype(np.result_type(x, 1.0))


def _fast_relu_rule(g: Any, out: Any, x: Any) -> Any:
    if isinstance(x, float):
        return 0.0 if x <= 0 else g
    return zero_where(x <= 0, g) if x.ndim else x.dtype.type(0) if x <= 0 else g


@operation(lambda g, out, x: where(x <= 0, 0.0, g), fast_rules=(_fast_relu_rule,),
           on_numbers=lambda x: 0.0 if x <= 0.0 else x)  # fmt: skip
def relu(x: Any) -> Any:
    """Rectified linear unit: `max(0, x)`, with derivative 1 for x > 0, else 0 (also at 0).

    Args:
        x: a Tensor, array or number.

    Source: deck 1, "ReLU function"; the derivative at 0 as in deck 2 and PyTorch.

    Example:
        >>> from autograd import Tensor, relu
        >>> relu(Tensor([-1.0, 2.0]))
        Tensor([0., 2.])
    """
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f" or not x.dtype.isnative:
        return np.maximum(x, 0)
    out = np.empty_like(x)
    out.fill(0)  # NumPy compares an array with zeros in half the time that it takes with 0
    return np.maximum(x, out, out=out)


@operation(lambda g, out, x, negative_slope: where(x > 0, g, g * negative_slope))
def leaky_relu(x: Any, negative_slope: float = 0.01) -> Any:
    """Leaky rectified linear unit: `x` for x > 0, else `negative_slope * x`.

    Derivative: 1 for x > 0, else `negative_slope` (also at 0).

    Args:
        x: a Tensor, array or number.
        negative_slope: the slope on the left. Default: 0.01.

    Source: deck 5, "LeakyReLU"; its figure has the slope 0.1.

    Example:
        >>> from autograd import Tensor, leaky_relu
        >>> leaky_relu(Tensor([-2.0, 2.0]), negative_slope=0.1)
        Tensor([-0.2,  2. ])
    """
    return np.where(x > 0, x, x * float(negative_slope))


# The inner choice keeps e**x from overflowing where it is not wanted.
@operation(lambda g, out, x, alpha: where(x > 0, g, g * alpha * exp(where(x >= 0, 0.0, x))))
def elu(x: Any, alpha: float = 1.0) -> Any:
    """Exponential linear unit: `x` for x > 0, else `alpha (e**x - 1)`.

    Derivative: 1 for x > 0, else `alpha e**x` (at 0 `alpha`).

    Args:
        x: a Tensor, array or number.
        alpha: minus the value that is approached on the left. Default: 1.

    Source: deck 5, "ELU".

    Example:
        >>> from autograd import Tensor, elu
        >>> elu(Tensor([-1.0, 2.0]))
        Tensor([-0.63212056,  2.        ])
    """
    return np.maximum(x, 0) + float(alpha) * np.expm1(np.minimum(x, 0))


def _log1p_exp(x: Any) -> Any:
    """Return `ln(1 + e**x)`, without overflow and without losing a small result."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def _softplus_rule(g: Any, out: Any, x: Any, beta: float, threshold: float) -> Any:
    slope = g * sigmoid(beta * x)
    return slope if threshold == math.inf else where(beta * x > threshold, g, slope)


@operation(_softplus_rule)
def softplus(x: Any, beta: float = 1.0, threshold: float = math.inf) -> Any:
    """Smooth rectified linear unit: `ln(1 + e**(beta x)) / beta`, without overflow.

    Derivative: `sigmoid(beta x)`.

    Args:
        x: a Tensor, array or number.
        beta: how sharp the bend is; positive. Default: 1.
        threshold: where `beta x` is above it, the result is `x` itself. Default: never, as the
            formula is exact everywhere. PyTorch's default is 20, which changes 2e-9 at the most.

    Raises:
        ValueError: `beta` is not positive.

    Example:
        >>> from autograd import Tensor, softplus
        >>> softplus(Tensor([0.0, 1000.0]))
        Tensor([6.93147181e-01, 1.00000000e+03])
    """
    if not beta > 0:
        raise ValueError(f"beta must be positive, got {beta}")
    scaled = float(beta) * x
    value = _log1p_exp(scaled) / float(beta)
    return value if threshold == math.inf else np.where(scaled > threshold, x, value)


@operation(lambda g, out, x: g * sigmoid(-x))
def logsigmoid(x: Any) -> Any:
    """Logarithm of the logistic function: `-ln(1 + e**-x)`, without overflow.

    Derivative: `1 - sigmoid(x) = sigmoid(-x)`.

    Args:
        x: a Tensor, array or number.

    Example:
        >>> from autograd import Tensor, logsigmoid
        >>> logsigmoid(Tensor([0.0, -1000.0]))
        Tensor([-6.93147181e-01, -1.00000000e+03])
    """
    return -_log1p_exp(-x)


def _silu_rule(g: Any, out: Any, x: Any) -> Any:
    s = sigmoid(x)
    return g * (s + out * (1 - s))


@operation(_silu_rule)
def silu(x: Any) -> Any:
    """Sigmoid linear unit, also called swish: `x sigmoid(x)`.

    Derivative: `s + x s (1 - s)` with `s = sigmoid(x)`.

    Args:
        x: a Tensor, array or number; large ones do not overflow.

    Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning", 2018.

    Example:
        >>> from autograd import Tensor, silu
        >>> silu(Tensor([0.0, 1.0]))
        Tensor([0.        , 0.73105858])
    """
    with np.errstate(over="ignore"):  # as in sigmoid
        return x / (1 + np.exp(-x))


# The approximation of the normal distribution: sigmoid(x (_RISE + _BEND x**2)).
_RISE = math.sqrt(8 / math.pi)
_BEND = 0.044715 * _RISE


def _normal_cdf(x: Any, approximate: str) -> Any:
    """Return the probability that a standard normal number is below `x`."""
    if approximate == "tanh":
        return sigmoid(x * (_RISE + _BEND * x**2))
    return 0.5 * erfc(-x * math.sqrt(0.5))  # 1 + erf would lose the digits on the left


def _normal_density(x: Any, cdf: Any, approximate: str) -> Any:
    if approximate == "tanh":
        return cdf * (1 - cdf) * (_RISE + 3 * _BEND * x**2)
    return exp(-0.5 * x**2) * (1 / math.sqrt(2 * math.pi))


def _gelu_rule(g: Any, out: Any, x: Any, approximate: str, saved: Any) -> Any:
    cdf = _normal_cdf(x, approximate)
    return g * (cdf + x * _normal_density(x, cdf, approximate))


def _fast_gelu_rule(g: Any, out: Any, x: Any, approximate: str, saved: Any) -> Any:
    return g * (saved + x * _normal_density(x, saved, approximate))


@operation(_gelu_rule, fast_rules=(_fast_gelu_rule,), saves=True)
def gelu(x: Any, approximate: str = "none") -> Any:
    """Gaussian error linear unit: `x Φ(x)`, Φ the probability that a normal number is below x.

    Derivative: `Φ(x) + x φ(x)`, φ the density of the normal distribution.

    Args:
        x: a Tensor, array or number.
        approximate: "none" for `Φ(x) = (1 + erf(x / sqrt(2))) / 2`; "tanh" for the approximation
            `Φ(x) = (1 + tanh(sqrt(2 / pi) (x + 0.044715 x**3))) / 2`.

    Raises:
        ValueError: `approximate` is neither.

    Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.

    Example:
        >>> from autograd import Tensor, gelu
        >>> gelu(Tensor([-1.0, 0.0, 1.0]))
        Tensor([-0.15865525,  0.        ,  0.84134475])
    """
    if approximate not in ("none", "tanh"):
        raise ValueError(f'approximate must be "none" or "tanh", got {approximate!r}')
    cdf = _normal_cdf(x, approximate)
    return x * cdf, cdf


def _maxout_rule(g: Any, out: Any, x: Any, pieces: int, axis: int, saved: Any) -> Any:
    return reshape(where(saved, unsqueeze(g, axis % x.ndim + 1), 0.0), x.shape)


@operation(_maxout_rule, saves=True)
def maxout(x: Any, pieces: int, axis: int = -1) -> Any:
    """Largest of each group of `pieces` neighbours along an axis: `max_k (w_k x + b_k)` of units.

    After a linear layer with `pieces * units` outputs it gives `units` features, each the largest
    of its linear pieces. The gradient goes to the piece that won, the first of equal ones.

    Args:
        x: a Tensor or array, with `pieces * units` elements along the axis: those of the first
            unit, then those of the second, and so on.
        pieces: the number of linear pieces of a unit.
        axis: the axis of the features. Default: the last. PyTorch's `dim=` is accepted.

    Raises:
        ValueError: there is no such axis, or its length is no multiple of `pieces`.

    Source: deck 5, "Maxout"; Goodfellow et al., "Maxout networks", 2013.

    Example:
        >>> from autograd import Tensor, maxout
        >>> maxout(Tensor([[-0.5, -0.35, 3.0, 2.0]]), pieces=2)
        Tensor([[-0.35,  3.  ]])
    """
    axis = axis_in(axis, np.ndim(x))
    shape = np.shape(x)
    units, rest = divmod(shape[axis], pieces) if pieces > 0 else (0, -1)
    if rest:
        raise ValueError(
            f"{shape[axis]} elements along axis {axis} make no groups of {pieces}; "
            f"give pieces * units of them"
        )
    groups = np.reshape(x, (*shape[:axis], units, pieces, *shape[axis + 1 :]))
    winner = np.argmax(groups, axis=axis + 1, keepdims=True)
    saved = np.zeros(groups.shape, dtype=bool)
    np.put_along_axis(saved, winner, True, axis=axis + 1)
    return np.take_along_axis(groups, winner, axis=axis + 1).squeeze(axis + 1), saved
