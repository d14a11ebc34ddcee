"""Initial values drawn from a distribution that the caller chooses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd import Tensor

from ..checks import checked_probability, finite_number
from .writing import axes_of, generator_or_default, write

__all__ = ["normal_", "orthogonal_", "sparse_", "trunc_normal_", "uniform_"]

Generator = np.random.Generator


def uniform_(
    tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Fill a tensor with random numbers, uniform in [a, b).

    Args:
        tensor: of floats, of any shape.
        a: the lower bound. Default: 0.
        b: the upper bound. Default: 1.
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: a bound is not finite, or `a` is above `b`.
        TypeError: the tensor does not hold floats.

    Example:
        >>> import autograd, nn
        >>> weights = nn.init.uniform_(autograd.zeros(1000), -0.1, 0.1)
        >>> bool((abs(weights) <= 0.1).all())
        True
    """
    low, high = finite_number(a, "uniform_: a"), finite_number(b, "uniform_: b")
    if low > high:
        raise ValueError(
            f"uniform_ expects to return a [from, to) range, but found from={a} > to={b}"
        )
    source = generator_or_default(generator, "uniform_")
    return write(tensor, source.uniform(low, high, np.shape(tensor)), "uniform_")


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Fill a tensor with random numbers, normal with the given mean and standard deviation.

    Args:
        tensor: of floats, of any shape.
        mean: the mean. Default: 0.
        std: the standard deviation. Default: 1. Keras's `random_normal`, which the decks use, has
            0.05.
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: the mean is not finite, or the deviation is negative.
        TypeError: the tensor does not hold floats.

    Source: deck 4, "딥러닝 데이터 흐름 - 텐서플로우" (`random_normal`).

    Example:
        >>> import autograd, nn
        >>> nn.init.normal_(autograd.zeros(2, 3), std=0.05).shape
        (2, 3)
    """
    mean = finite_number(mean, "normal_: mean")
    std = finite_number(std, "normal_: std", least=0.0)
    source = generator_or_default(generator, "normal_")
    return write(tensor, source.normal(mean, std, np.shape(tensor)), "normal_")


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Fill a tensor with normal random numbers, drawn again until they lie in [a, b].

    Args:
        tensor: of floats, of any shape.
        mean: the mean before the truncation. Default: 0.
        std: the standard deviation before the truncation. Default: 1.
        a: the lower bound, a value (not a number of deviations); may be -inf. Default: -2.
        b: the upper bound; may be inf. Default: 2.
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: the mean is not finite, the deviation is not positive, or `a` is not below `b`.
        TypeError: the tensor does not hold floats.

    Example:
        >>> import autograd, nn
        >>> weights = nn.init.trunc_normal_(autograd.zeros(1000), std=0.02, a=-0.04, b=0.04)
        >>> bool((abs(weights) <= 0.04).all())
        True
    """
    mean = finite_number(mean, "trunc_normal_: mean")
    std = finite_number(std, "trunc_normal_: std", above=0.0)
    if not a < b:
        raise ValueError(f"trunc_normal_: a must be below b, got a={a}, b={b}")
    source = generator_or_default(generator, "trunc_normal_")
    drawn = _truncated(np.shape(tensor), (a - mean) / std, (b - mean) / std, source)
    return write(tensor, np.clip(mean + std * drawn, a, b), "trunc_normal_")


def _truncated(shape: tuple[int, ...], low: float, high: float, source: Generator) -> Any:
    """Draw standard normal numbers that lie in [low, high], by rejection."""
    result = np.empty(shape)
    waiting = np.ones(shape, bool)
    likely = math.erf(high / math.sqrt(2)) - math.erf(low / math.sqrt(2)) > 0.5
    # Where the density is highest, and so far from there that the rest can be neglected (e**-50).
    peak = min(max(low, 0.0), high)
    reach = 50 / (5 + abs(peak))
    while count := np.count_nonzero(waiting):
        if likely:
            drawn = source.normal(size=count)
            accepted = (low <= drawn) & (drawn <= high)
        else:  # a narrow interval, or a distant one
            drawn = source.uniform(max(low, peak - reach), min(high, peak + reach), count)
            accepted = source.random(count) <= np.exp((peak * peak - drawn * drawn) / 2)
        result[waiting] = drawn
        waiting[waiting] = ~accepted
    return result


def orthogonal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill a tensor with a random orthogonal matrix times `gain`: it keeps lengths and angles.

    The first axis makes the rows, all others together the columns. Whichever are fewer, rows or
    columns, are orthogonal to each other and of length `gain`.

    Args:
        tensor: of floats, of two or more axes.
        gain: the factor. Default: 1.
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: the tensor has fewer than two axes, or the gain is not finite.
        TypeError: the tensor does not hold floats.

    Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in
        deep linear neural networks", 2013.

    Example:
        >>> import autograd, nn
        >>> q = nn.init.orthogonal_(autograd.zeros(2, 3))
        >>> bool((abs(q @ q.T - autograd.eye(2)) < 1e-12).all())
        True
    """
    if axes_of(tensor, "orthogonal_") < 2:
        raise ValueError(
            f"orthogonal_: Only tensors with 2 or more dimensions are supported, got {tensor.shape}"
        )
    gain = finite_number(gain, "orthogonal_: gain")
    rows, columns = tensor.shape[0], math.prod(tensor.shape[1:])
    source = generator_or_default(generator, "orthogonal_")
    q, r = np.linalg.qr(source.normal(size=(max(rows, columns), min(rows, columns))))
    q *= np.where(np.diagonal(r) < 0, -1.0, 1.0)  # else not every rotation would be as likely
    q = q if rows >= columns else q.T
    return write(tensor, gain * q.reshape(tensor.shape), "orthogonal_")


def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None
) -> Tensor:
    """Fill a matrix with normal random numbers of which a fraction in each column is 0.

    Args:
        tensor: of floats, shape `(n, m)`.
        sparsity: the fraction of zeros in each column, between 0 and 1; rounded up to whole ones.
        std: the standard deviation of the others. Default: 0.01.
        generator: the source of randomness. Default: the library's.

    Raises:
        ValueError: the tensor is no matrix, or a number is out of its range.
        TypeError: the tensor does not hold floats.

    Source: Martens, "Deep learning via Hessian-free optimization", 2010.

    Example:
        >>> import autograd, nn
        >>> weights = nn.init.sparse_(autograd.zeros(4, 3), sparsity=0.5)
        >>> (weights == 0).sum(axis=0)
        Tensor([2, 2, 2])
    """
    if axes_of(tensor, "sparse_") != 2:
        raise ValueError(
            f"sparse_: Only tensors with 2 dimensions are supported, got {tensor.shape}"
        )
    sparsity = checked_probability(sparsity, "sparse_")
    std = finite_number(std, "sparse_: std", least=0.0)
    source = generator_or_default(generator, "sparse_")
    values = source.normal(0.0, std, tensor.shape)
    order = np.argsort(source.random(tensor.shape), axis=0)  # each column a permutation
    values[order < math.ceil(sparsity * len(values))] = 0.0
    return write(tensor, values, "sparse_")
