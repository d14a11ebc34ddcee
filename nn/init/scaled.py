"""Random initial values whose size goes by the shape of the weight, as Xavier's and He's.

They keep the variance of the signals the same from layer to layer. A weight `(out, in, *kernel)`
has `fan_in = in * prod(kernel)` inputs to each unit, and `fan_out = out * prod(kernel)`.
"""

from __future__ import annotations

import math

import numpy as np

from autograd import Tensor

from ..checks import finite_number
from .distributions import normal_, uniform_
from .writing import axes_of

__all__ = [
    "calculate_gain", "kaiming_normal_", "kaiming_uniform_", "xavier_normal_", "xavier_uniform_",
]  # fmt: skip

Generator = np.random.Generator

_LINEAR = (
    "linear", "sigmoid", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
    "conv_transpose3d",
)  # fmt: skip
_GAINS = dict.fromkeys(_LINEAR, 1.0) | {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}
_MODES = ("fan_in", "fan_out")


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """Return the factor for the weights before an activation, which makes up for what that takes.

    1 for linear layers and "sigmoid", 5/3 for "tanh", sqrt(2) for "relu", sqrt(2 / (1 + slope**2))
    for "leaky_relu", 3/4 for "selu".

    Args:
        nonlinearity: the name of the activation.
        param: the slope of "leaky_relu". Default: 0.01.

    Raises:
        ValueError: there is no gain of that name, or the slope is no number.

    Example:
        >>> import nn
        >>> nn.init.calculate_gain("relu")
        1.4142135623730951
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        slope = finite_number(slope, "calculate_gain: the negative slope of leaky_relu")
        return math.sqrt(2 / (1 + slope**2))
    if nonlinearity not in _GAINS:
        raise ValueError(
            f"Unsupported nonlinearity {nonlinearity!r}; there are "
            f"{', '.join(sorted([*_GAINS, 'leaky_relu']))}"
        )
    return _GAINS[nonlinearity]


def xavier_uniform_(
    tensor: Tensor, gain: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Fill a weight uniformly within `gain * sqrt(6 / (fan_in + fan_out))` of 0 (Glorot's).

    Args:
        tensor: a weight of floats, shape `(out, in, *kernel)`.
        gain: the factor, as from `calculate_gain`. Default: 1.
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: the tensor has fewer than two axes, or the gain is not finite.
        TypeError: the tensor does not hold floats.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
        networks", 2010.

    Example:
        >>> import autograd, nn
        >>> weight = nn.init.xavier_uniform_(autograd.zeros(2, 4))
        >>> bool((abs(weight) <= 1.0).all())  # sqrt(6 / (4 + 2))
        True
    """
    bound = math.sqrt(3) * _xavier_std(tensor, gain, "xavier_uniform_")
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill a weight normally, with deviation `gain * sqrt(2 / (fan_in + fan_out))` (Glorot's).

    Args:
        tensor: a weight of floats, shape `(out, in, *kernel)`.
        gain: the factor, as from `calculate_gain`. Default: 1.
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: the tensor has fewer than two axes, or the gain is not finite.
        TypeError: the tensor does not hold floats.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
        networks", 2010.

    Example:
        >>> import autograd, nn
        >>> nn.init.xavier_normal_(autograd.zeros(2, 4)).shape
        (2, 4)
    """
    return normal_(tensor, 0.0, _xavier_std(tensor, gain, "xavier_normal_"), generator)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fill a weight uniformly within `gain * sqrt(3 / fan)` of 0 (He's).

    Args:
        tensor: a weight of floats, shape `(out, in, *kernel)`.
        a: the slope of the leaky ReLU that follows; 0 for a ReLU. Default: 0.
        mode: "fan_in" keeps the variance in the forward pass, "fan_out" in the backward pass.
            Default: "fan_in".
        nonlinearity: what follows, for the gain; see `calculate_gain`. Default: "leaky_relu".
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: the tensor has fewer than two axes, or there is no such mode or nonlinearity.
        TypeError: the tensor does not hold floats.

    Source: He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015.

    Example:
        >>> import autograd, nn
        >>> weight = nn.init.kaiming_uniform_(autograd.zeros(3, 6), nonlinearity="relu")
        >>> bool((abs(weight) <= 1.0).all())  # sqrt(2) * sqrt(3 / 6)
        True
    """
    bound = math.sqrt(3) * _kaiming_std(tensor, a, mode, nonlinearity, "kaiming_uniform_")
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fill a weight normally, with deviation `gain / sqrt(fan)` (He's).

    Args:
        tensor: a weight of floats, shape `(out, in, *kernel)`.
        a: the slope of the leaky ReLU that follows; 0 for a ReLU. Default: 0.
        mode: "fan_in" keeps the variance in the forward pass, "fan_out" in the backward pass.
            Default: "fan_in".
        nonlinearity: what follows, for the gain; see `calculate_gain`. Default: "leaky_relu".
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: the tensor has fewer than two axes, or there is no such mode or nonlinearity.
        TypeError: the tensor does not hold floats.

    Source: He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015.

    Example:
        >>> import autograd, nn
        >>> nn.init.kaiming_normal_(autograd.zeros(8, 3, 5, 5), mode="fan_out").shape
        (8, 3, 5, 5)
    """
    std = _kaiming_std(tensor, a, mode, nonlinearity, "kaiming_normal_")
    return normal_(tensor, 0.0, std, generator)


def _fans(tensor: Tensor, where: str) -> tuple[int, int]:
    """Return how many inputs a unit has, and how many units an input goes to."""
    if axes_of(tensor, where) < 2:
        raise ValueError(
            f"{where}: Fan in and fan out can not be computed for tensor with fewer than 2 "
            f"dimensions, got shape {tensor.shape}"
        )
    units, inputs, *kernel = tensor.shape
    return inputs * math.prod(kernel), units * math.prod(kernel)


# A tensor without elements gets no values: any deviation will do.


def _xavier_std(tensor: Tensor, gain: float, where: str) -> float:
    fan_in, fan_out = _fans(tensor, where)
    return finite_number(gain, f"{where}: gain") * math.sqrt(2 / max(fan_in + fan_out, 1))


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str, where: str) -> float:
    fans = dict(zip(_MODES, _fans(tensor, where), strict=True))
    if mode not in fans:
        raise ValueError(f"{where}: Mode {mode!r} not supported, please use one of {_MODES}")
    return calculate_gain(nonlinearity, a) / math.sqrt(max(fans[mode], 1))
