"""Dropping and disturbing parts of a network in training."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, default_generator, linear

from ..checks import checked_probability, finite_number

__all__ = [
    "alpha_dropout", "drop_connect", "dropout", "dropout1d", "dropout2d", "gaussian_dropout",
    "gaussian_noise",
]  # fmt: skip

# What SELU gives at minus infinity: -scale * alpha.
_SELU_FLOOR = -1.7580993408473766


def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Set each element to 0 with probability `p`, and divide what stays by `1 - p`.

    Args:
        input: a Tensor or array of any shape.
        p: the probability of an element to be dropped. Default: 0.5.
        training: False returns the input as it is. Default: True.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: decks 1 and 2, "Dropout"; Srivastava et al., 2014.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.dropout(autograd.ones(3), p=1.0)
        Tensor([0., 0., 0.])
    """
    p = checked_probability(p, "dropout")
    if not training or p == 0:
        return input
    x = _floating(input)
    return x * _named(_factors(x.shape, p, x.dtype), "dropout mask", x)


def dropout1d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Set whole channels of signals to 0 with probability `p`, and divide the others by `1 - p`.

    Args:
        input: shape `(N, C, L)` or `(C, L)`.
        p: the probability of a channel to be dropped. Default: 0.5.
        training: False returns the input as it is. Default: True.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: `p` is not between 0 and 1, or the input has other axes.

    Source: Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015.

    Example:
        >>> import autograd, nn.functional as F
        >>> out = F.dropout1d(autograd.ones(10, 4))
        >>> set(out.sum(axis=1).tolist()) <= {0.0, 8.0}
        True
    """
    return _drop_channels(input, p, training, 1)


def dropout2d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Set whole channels of images to 0 with probability `p`, and divide the others by `1 - p`.

    Neighbouring pixels of a channel are alike, so that dropping single ones takes little away.

    Args:
        input: shape `(N, C, H, W)` or `(C, H, W)`.
        p: the probability of a channel to be dropped. Default: 0.5.
        training: False returns the input as it is. Default: True.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: `p` is not between 0 and 1, or the input has other axes.

    Source: Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015.

    Example:
        >>> import autograd, nn.functional as F
        >>> out = F.dropout2d(autograd.ones(10, 2, 2))
        >>> set(out.sum(axis=(1, 2)).tolist()) <= {0.0, 8.0}
        True
    """
    return _drop_channels(input, p, training, 2)


def alpha_dropout(
    input: Any, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Any:
    """Set each element to SELU's lowest value with probability `p`, keeping mean 0 and variance 1.

    `a * (x where kept, alpha' elsewhere) + b` with `alpha' = -1.7581`, and a and b such that an
    input of mean 0 and variance 1 keeps both.

    Args:
        input: a Tensor or array of any shape.
        p: the probability of an element to be dropped. Default: 0.5.
        training: False, the default as in PyTorch, returns the input as it is.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.alpha_dropout(autograd.ones(3), p=1.0, training=True)
        Tensor([0., 0., 0.])
    """
    p = checked_probability(p, "alpha_dropout")
    if not training or p == 0:
        return input
    x = _floating(input)
    a = 0.0 if p == 1 else 1 / math.sqrt((1 - p) * (1 + p * _SELU_FLOOR**2))
    kept = _kept(x.shape, p)
    # Where it is kept a x + b, elsewhere a alpha' + b, with b = -a alpha' p.
    shift = np.where(kept, -a * _SELU_FLOOR * p, a * _SELU_FLOOR * (1 - p))
    scaled = x * _named(np.multiply(kept, a, dtype=x.dtype), "dropout mask", x)
    return scaled + _named(shift.astype(x.dtype), "alpha dropout shift", x)


def gaussian_noise(input: Any, std: float, training: bool = True) -> Any:
    """Add normal noise of mean 0 to each element.

    Args:
        input: a Tensor or array of any shape.
        std: the standard deviation of the noise, in the unit of the input.
        training: False returns the input as it is. Default: True.

    Raises:
        ValueError: `std` is negative.

    Source: deck 2, "잡음을 섞어 확대" (noise on the input and on hidden nodes).

    Example:
        >>> import autograd, nn.functional as F
        >>> F.gaussian_noise(autograd.ones(3), std=0.0)
        Tensor([1., 1., 1.])
    """
    std = finite_number(std, "gaussian_noise: std", least=0.0)
    if not training or std == 0:
        return input
    x = _floating(input)
    return x + _named(_normal(x.shape, std, x.dtype), "noise", x)


def gaussian_dropout(input: Any, p: float = 0.5, training: bool = True) -> Any:
    """Multiply each element with normal noise of mean 1 and variance `p / (1 - p)`.

    These are mean and variance of the factors of `dropout`.

    Args:
        input: a Tensor or array of any shape.
        p: the probability of the dropout that it stands for, below 1. Default: 0.5.
        training: False returns the input as it is. Default: True.

    Raises:
        ValueError: `p` is not between 0 and 1, or 1.

    Source: Srivastava et al., "Dropout", 2014, section 10.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.gaussian_dropout(autograd.ones(3), p=0.0)
        Tensor([1., 1., 1.])
    """
    p = checked_probability(p, "gaussian_dropout")
    if p == 1:
        raise ValueError("gaussian_dropout: p must be below 1, where the variance is infinite")
    if not training or p == 0:
        return input
    x = _floating(input)
    factors = _normal(x.shape, math.sqrt(p / (1 - p)), x.dtype)
    factors += 1
    return x * _named(factors, "noise", x)


def _drop_channels(input: Any, p: float, training: bool, axes: int) -> Any:
    p = checked_probability(p, f"dropout{axes}d")
    ndim = np.ndim(input)
    if ndim not in (axes + 1, axes + 2):
        raise ValueError(
            f"dropout{axes}d: Expected {axes + 1}D or {axes + 2}D input, but received a {ndim}D "
            f"input. It drops whole channels; dropout() drops single elements"
        )
    if not training or p == 0:
        return input
    x = _floating(input)
    shape = (*x.shape[:-axes], *(1 for _ in range(axes)))
    return x * _named(_factors(shape, p, x.dtype), "dropout mask", x)


def _floating(input: Any) -> Any:
    x = input if isinstance(input, (Tensor, np.ndarray)) else Tensor(input)
    return x if x.dtype.kind == "f" else autograd.astype(x, autograd.get_default_dtype())


def _kept(shape: tuple[int, ...], p: float) -> Any:
    """Return which elements stay: an array of booleans, each False with probability `p`."""
    count = math.prod(shape)
    # Two numbers of 32 bits out of each of 64: half the work, and finer steps than float32 has.
    words = default_generator().integers(0, 2**64, (count + 1) // 2, dtype=np.uint64)
    dropped = round(p * 2**32)  # so many of the 2**32 numbers
    if dropped == 2**32:
        return np.zeros(shape, bool)
    return (words.view(np.uint32)[:count] >= np.uint32(dropped)).reshape(shape)


def _factors(shape: tuple[int, ...], p: float, dtype: Any) -> Any:
    """Return 0 with probability `p` and else `1 / (1 - p)`, an array of factors."""
    return np.multiply(_kept(shape, p), 1 / (1 - p) if p < 1 else 0.0, dtype=dtype)


def _named(noise: Any, name: str, x: Any) -> Any:
    """Return noise under the name that pictures show beside a Tensor `x`; an array stays one."""
    return Tensor(noise, name=name) if isinstance(x, Tensor) else noise


def _normal(shape: tuple[int, ...], std: float, dtype: Any) -> Any:
    """Return normal noise of mean 0, an array of the given dtype."""
    single = dtype == np.float32
    drawn = default_generator().standard_normal(shape, np.float32 if single else np.float64)
    noise = np.asarray(drawn, dtype)
    noise *= std
    return noise


def drop_connect(
    input: Any, weight: Any, bias: Any = None, p: float = 0.5, training: bool = True
) -> Any:
    """Linear map with weights dropped: `input @ (mask * weight / (1 - p)).T + bias`.

    Args:
        input: rows `(..., in_features)`.
        weight: shape `(out_features, in_features)`; each is dropped with probability `p`, once for
            all rows.
        bias: shape `(out_features,)`, which stays; or None.
        p: the probability of a weight to be dropped. Default: 0.5.
        training: False drops nothing. Default: True.

    Raises:
        ValueError: `p` is not between 0 and 1, or the shapes do not fit.

    Source: deck 1, "Dropout & Dropconnection"; Wan et al., 2013; see `nn.DropConnect`.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.drop_connect(autograd.ones(3), autograd.ones(2, 3), p=1.0)
        Tensor([0., 0.])
    """
    return linear(input, dropout(weight, p, training), bias)
