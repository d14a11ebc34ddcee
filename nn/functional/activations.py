"""Activation functions, under PyTorch's names; most of them are operations of `autograd`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd

from autograd import (  # isort: skip
    gelu, log_softmax, logsigmoid, maxout, reciprocal, scaled_sigmoid, scaled_tanh, sigmoid,
    softmax, step, tanh, where,
)  # fmt: skip

__all__ = [
    "elu", "gelu", "hardswish", "hardtanh", "leaky_relu", "log_softmax", "logsigmoid", "maxout",
    "mish", "prelu", "reciprocal", "relu", "relu6", "scaled_sigmoid", "scaled_tanh", "selu",
    "sigmoid", "silu", "softmax", "softmin", "softplus", "softsign", "step", "tanh",
]  # fmt: skip


def _with_dtype(x: Any) -> Any:
    """Return a list or a number as an array, as the operations of `autograd` take it."""
    return x if hasattr(x, "dtype") else np.asarray(x)


def relu(x: Any, inplace: bool = False, *, derivative_at_zero: float = 0.0) -> Any:
    """Rectified linear unit: `max(0, x)`, with derivative 1 for x > 0 and 0 for x < 0.

    Args:
        x: a Tensor or array of any shape.
        inplace: as in PyTorch; changes nothing here. Default: False.
        derivative_at_zero: the derivative at 0, where there is none. Default: 0, as in PyTorch and
            deck 2; deck 1's code has 1.

    Source: deck 1, "ReLU function".

    Example:
        >>> import autograd, nn.functional as F
        >>> x = autograd.Tensor([-1.0, 0.0, 2.0], requires_grad=True)
        >>> F.relu(x, derivative_at_zero=1.0).sum().backward()
        >>> x.grad
        Tensor([0., 1., 1.])
    """
    value = autograd.relu(x)
    if derivative_at_zero == 0:
        return value
    x = _with_dtype(x)
    return where(x == 0, x * derivative_at_zero, value)


def relu6(x: Any, inplace: bool = False) -> Any:
    """Rectified linear unit that saturates at 6: `min(max(0, x), 6)`; at both ends the slope is 0.

    Args:
        x: a Tensor or array of any shape.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.relu6(autograd.Tensor([-1.0, 3.0, 8.0]))
        Tensor([0., 3., 6.])
    """
    return hardtanh(x, 0.0, 6.0)


def leaky_relu(x: Any, negative_slope: float = 0.01, inplace: bool = False) -> Any:
    """Leaky rectified linear unit: `x` for x > 0, else `negative_slope * x`.

    Args:
        x: a Tensor or array of any shape.
        negative_slope: the slope on the left, also the derivative at 0. Default: 0.01.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: deck 5, "LeakyReLU"; its figure has the slope 0.1.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.leaky_relu(autograd.Tensor([-2.0, 2.0]), 0.1)
        Tensor([-0.2,  2. ])
    """
    return autograd.leaky_relu(x, negative_slope)


def prelu(x: Any, weight: Any) -> Any:
    """Leaky rectified linear unit whose slope is learned: `x` for x > 0, else `weight * x`.

    Args:
        x: a Tensor or array, shape `(N, channels, ...)`.
        weight: the slope on the left: one for all, shape `(1,)`, or one for each channel, shape
            `(channels,)`.

    Raises:
        ValueError: there are several slopes, but not as many as channels.

    Source: He et al., "Delving deep into rectifiers", 2015.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.prelu(autograd.Tensor([-2.0, 2.0]), autograd.Tensor([0.25]))
        Tensor([-0.5,  2. ])
    """
    x, weight = _with_dtype(x), _with_dtype(weight)
    shape = x.shape
    if math.prod(weight.shape) > 1:
        channels = shape[1] if len(shape) > 1 else 1
        if weight.shape != (channels,):
            raise ValueError(
                f"prelu: the input of shape {shape} has {channels} channels (axis 1), and the "
                f"weight has shape {weight.shape}: give one slope, or one for each channel"
            )
        weight = weight.reshape((channels, *[1] * (len(shape) - 2)))
    elif weight.shape:
        weight = weight.reshape(())
    return where(x > 0, x, weight * x)


def elu(x: Any, alpha: float = 1.0, inplace: bool = False) -> Any:
    """Exponential linear unit: `x` for x > 0, else `alpha (e**x - 1)`.

    Args:
        x: a Tensor or array of any shape.
        alpha: minus the value that is approached on the left. Default: 1.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: deck 5, "ELU"; Clevert et al., 2016.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.elu(autograd.Tensor([-1.0, 2.0]))
        Tensor([-0.63212056,  2.        ])
    """
    return autograd.elu(x, alpha)


def selu(x: Any, inplace: bool = False) -> Any:
    """Scaled exponential linear unit: `1.0507 elu(x, 1.67326)`, the constants to all digits.

    With them, activations of mean 0 and variance 1 stay so from layer to layer.

    Args:
        x: a Tensor or array of any shape.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: Klambauer et al., "Self-normalizing neural networks", 2017.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.selu(autograd.Tensor([-1.0, 1.0]))
        Tensor([-1.11133074,  1.05070099])
    """
    return 1.0507009873554804934193349852946 * autograd.elu(x, 1.6732632423543772848170429916717)


def silu(x: Any, inplace: bool = False) -> Any:
    """Sigmoid linear unit, also called swish: `x sigmoid(x)`.

    Args:
        x: a Tensor or array of any shape.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: Elfwing, Uchibe and Doya, 2018.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.silu(autograd.Tensor([0.0, 1.0]))
        Tensor([0.        , 0.73105858])
    """
    return autograd.silu(x)


def mish(x: Any, inplace: bool = False) -> Any:
    """Mish: `x tanh(softplus(x))`.

    Args:
        x: a Tensor or array of any shape.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: Misra, "Mish: a self regularized non-monotonic activation function", 2019.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.mish(autograd.Tensor([-1.0, 1.0]))
        Tensor([-0.30340146,  0.86509839])
    """
    x = _with_dtype(x)
    return x * tanh(autograd.softplus(x))


def softplus(x: Any, beta: float = 1.0, threshold: float = 20.0) -> Any:
    """Smooth rectified linear unit: `ln(1 + e**(beta x)) / beta`.

    Args:
        x: a Tensor or array of any shape.
        beta: how sharp the bend is; positive. Default: 1.
        threshold: where `beta x` is above it, the result is `x` itself. Default: 20, as in PyTorch,
            which changes 2e-9 at the most.

    Raises:
        ValueError: `beta` is not positive.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.softplus(autograd.Tensor([0.0, 50.0]))
        Tensor([ 0.69314718, 50.        ])
    """
    return autograd.softplus(x, beta, threshold)


def softsign(x: Any) -> Any:
    """Softsign, a sigmoid without exponentials: `x / (1 + |x|)`.

    Args:
        x: a Tensor or array of any shape.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.softsign(autograd.Tensor([-1.0, 3.0]))
        Tensor([-0.5 ,  0.75])
    """
    x = _with_dtype(x)
    return x / (1.0 + abs(x))


def hardtanh(x: Any, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Any:
    """Limit to an interval: `min(max(min_val, x), max_val)`; at both ends the slope is 0.

    `autograd.clip` is the same with the slope 1 at the ends.

    Args:
        x: a Tensor or array of any shape.
        min_val: the lower end. Default: -1.
        max_val: the upper end. Default: 1.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.hardtanh(autograd.Tensor([-3.0, 0.5, 2.0]))
        Tensor([-1. ,  0.5,  1. ])
    """
    x = _with_dtype(x)
    return where(x <= min_val, min_val, where(x >= max_val, max_val, x))


def hardswish(x: Any, inplace: bool = False) -> Any:
    """Piecewise form of swish: `x relu6(x + 3) / 6`.

    Args:
        x: a Tensor or array of any shape.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: Howard et al., "Searching for MobileNetV3", 2019.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.hardswish(autograd.Tensor([-4.0, 1.0, 4.0]))
        Tensor([-0.        ,  0.66666667,  4.        ])
    """
    x = _with_dtype(x)
    return x * (relu6(x + 3.0) / 6.0)


def softmin(x: Any, dim: int = -1) -> Any:
    """Softmax of the negated scores: the smallest score gets the largest probability.

    Args:
        x: a Tensor or array of scores.
        dim: the axis of the classes. Default: the last.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.softmin(autograd.Tensor([0.0, 0.0]))
        Tensor([0.5, 0.5])
    """
    return softmax(-_with_dtype(x), dim)
