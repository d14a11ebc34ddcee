"""Shifting and scaling values to mean 0 and variance 1: over a batch, a sample, a group."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, no_grad

from ..checks import positive_integer
from .standardization import standardize, standardize_with

__all__ = ["batch_norm", "group_norm", "instance_norm", "layer_norm", "normalize", "rms_norm"]


def batch_norm(
    input: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """Normalize each channel over the batch: `(x - mean) / sqrt(var + eps) * weight + bias`.

    In training, mean and variance (of the population: divided by n) are those of the batch, and the
    running ones move towards them: `running = (1 - momentum) * running + momentum * batch`, with
    the variance of a sample, divided by n - 1. In evaluation the running ones take their place.

    Args:
        input: shape `(N, C)` or `(N, C, ...)`.
        running_mean: shape `(C,)`, a Tensor or array that is written to in training; or None.
        running_var: likewise.
        weight: the scale gamma, shape `(C,)`. Default: none.
        bias: the shift beta, shape `(C,)`. Default: none.
        training: use the statistics of the batch. Default: False.
        momentum: how far the running statistics move. Default: 0.1.
        eps: is added to the variance. Default: 1e-5.

    Raises:
        ValueError: shapes do not fit, a channel has a single value in training, or evaluation has
            no running statistics.
        TypeError: the input is not floating-point.

    Source: deck 2, "배치 정규화 알고리즘" (batch normalization); Ioffe and Szegedy, 2015.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.batch_norm(autograd.Tensor([[1.0], [3.0]]), training=True, eps=0.0)
        Tensor([[-1.],
                [ 1.]])
    """
    x = _floating(input, "batch_norm")
    shape = x.shape
    if len(shape) < 2:
        raise ValueError(f"batch_norm: expected an input (N, C) or (N, C, ...), got shape {shape}")
    for name, numbers in (("running_mean", running_mean), ("running_var", running_var),
                          ("weight", weight), ("bias", bias)):  # fmt: skip
        _check_length("batch_norm", name, numbers, shape[1])
    axes = (0, *range(2, len(shape)))
    weight, bias = (_per_channel(numbers, len(shape)) for numbers in (weight, bias))
    if training:
        count = math.prod(shape[axis] for axis in axes)
        if count < 2:
            raise ValueError(
                f"batch_norm: Expected more than 1 value per channel when training, got input size "
                f"{shape}. Give a larger batch, or call eval() to use the running statistics"
            )
        receive = _moving(running_mean, running_var, momentum, count)
        return _standardized(x, weight, bias, axes, eps, receive)
    return _by_running_statistics("batch_norm", x, running_mean, running_var, weight, bias, eps)


def instance_norm(
    input: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """Normalize each channel of each sample over its pixels; see `batch_norm` for the formula.

    Args:
        input: shape `(N, C, L)` or `(N, C, H, W)`.
        running_mean: shape `(C,)`, written to if the input's statistics are used; or None.
        running_var: likewise.
        weight: the scale, shape `(C,)`. Default: none.
        bias: the shift, shape `(C,)`. Default: none.
        use_input_stats: use the input's statistics, not the running ones. Default: True.
        momentum: how far the running statistics move, towards the mean over the samples.
            Default: 0.1.
        eps: is added to the variance. Default: 1e-5.

    Raises:
        ValueError: shapes do not fit, there is a single pixel, or running statistics are missing.
        TypeError: the input is not floating-point.

    Source: Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", 2016.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.instance_norm(autograd.Tensor([[[1.0, 3.0], [10.0, 30.0]]]), eps=0.0)
        Tensor([[[-1.,  1.],
                 [-1.,  1.]]])
    """
    x = _floating(input, "instance_norm")
    shape = x.shape
    if len(shape) < 3:
        raise ValueError(
            f"instance_norm: expected an input (N, C, L) or (N, C, H, W), got shape {shape}"
        )
    for name, numbers in (("running_mean", running_mean), ("running_var", running_var),
                          ("weight", weight), ("bias", bias)):  # fmt: skip
        _check_length("instance_norm", name, numbers, shape[1])
    weight, bias = (_per_channel(numbers, len(shape)) for numbers in (weight, bias))
    if use_input_stats:
        count = math.prod(shape[2:])
        if count < 2:
            raise ValueError(
                f"instance_norm: Expected more than 1 spatial element when training, got input "
                f"size {shape}"
            )
        receive = _moving(running_mean, running_var, momentum, count)
        return _standardized(x, weight, bias, tuple(range(2, len(shape))), eps, receive)
    return _by_running_statistics("instance_norm", x, running_mean, running_var, weight, bias, eps)


def layer_norm(
    input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """Normalize each sample over its last axes: `(x - mean) / sqrt(var + eps) * weight + bias`.

    The variance is that of the population, divided by n. Training and evaluation do not differ.

    Args:
        input: shape `(..., *normalized_shape)`.
        normalized_shape: the lengths of the axes to normalize over; an int for the last one.
        weight: the scale, shape `normalized_shape`. Default: none.
        bias: the shift, shape `normalized_shape`. Default: none.
        eps: is added to the variance. Default: 1e-5.

    Raises:
        ValueError: shapes do not fit.
        TypeError: the input is not floating-point.

    Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.layer_norm(autograd.Tensor([[1.0, 3.0], [10.0, 30.0]]), 2, eps=0.0)
        Tensor([[-1.,  1.],
                [-1.,  1.]])
    """
    x = _floating(input, "layer_norm")
    axes = _last_axes("layer_norm", x.shape, normalized_shape, weight=weight, bias=bias)
    return _standardized(x, weight, bias, axes, eps)


def rms_norm(
    input: Any, normalized_shape: Any, weight: Any = None, eps: float | None = None
) -> Any:
    """Divide each sample by its root mean square over the last axes, without centering.

    `x / sqrt(mean(x**2) + eps) * weight`

    Args:
        input: shape `(..., *normalized_shape)`.
        normalized_shape: the lengths of the axes to normalize over; an int for the last one.
        weight: the scale, shape `normalized_shape`. Default: none.
        eps: is added to the mean square. Default: the distance from 1 to the next number of the
            input's dtype.

    Raises:
        ValueError: shapes do not fit.
        TypeError: the input is not floating-point.

    Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.rms_norm(autograd.Tensor([1.0, 7.0]), 2, eps=0.0)
        Tensor([0.2, 1.4])
    """
    x = _floating(input, "rms_norm")
    axes = _last_axes("rms_norm", x.shape, normalized_shape, weight=weight)
    eps = float(np.finfo(x.dtype).eps) if eps is None else eps
    wide = _wide(x)
    result = wide / autograd.sqrt(autograd.mean(wide * wide, axes, True) + eps)
    return autograd.astype(result if weight is None else result * weight, x.dtype)


def group_norm(
    input: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """Normalize each sample over groups of channels; see `layer_norm` for the formula.

    Args:
        input: shape `(N, C, ...)`.
        num_groups: into how many groups the channels are divided; it divides C.
        weight: the scale, shape `(C,)`. Default: none.
        bias: the shift, shape `(C,)`. Default: none.
        eps: is added to the variance. Default: 1e-5.

    Raises:
        ValueError: shapes do not fit, or the channels cannot be divided into such groups.
        TypeError: the input is not floating-point.

    Source: Wu and He, "Group Normalization", 2018.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.group_norm(autograd.Tensor([[1.0, 3.0, 10.0, 30.0]]), 2, eps=0.0)
        Tensor([[-1.,  1., -1.,  1.]])
    """
    x = _floating(input, "group_norm")
    shape = x.shape
    if len(shape) < 2:
        raise ValueError(
            f"group_norm: Expected at least 2 dimensions for input tensor but received {len(shape)}"
        )
    num_groups = positive_integer(num_groups, "group_norm: num_groups")
    if shape[1] % num_groups:
        raise ValueError(
            f"group_norm: Expected number of channels in input to be divisible by num_groups, but "
            f"got input of shape {shape} and num_groups={num_groups}"
        )
    _check_length("group_norm", "weight", weight, shape[1])
    _check_length("group_norm", "bias", bias, shape[1])
    groups = (num_groups, shape[1] // num_groups)
    weight, bias = (_per_channel(numbers, len(shape), groups) for numbers in (weight, bias))
    by_group = autograd.reshape(x, (shape[0], *groups, *shape[2:]))
    result = _standardized(by_group, weight, bias, tuple(range(2, by_group.ndim)), eps)
    return autograd.reshape(result, shape)


def normalize(input: Any, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Any:
    """Divide vectors by their norm: `x / max(norm(x, p), eps)`.

    Args:
        input: a Tensor or array.
        p: which norm; see `autograd.norm`. Default: 2, the length.
        dim: the axis or axes that the vectors lie along. Default: 1.
        eps: the smallest divisor, for vectors of zeros. Default: 1e-12.

    Raises:
        ValueError: there is no such axis or norm.
        TypeError: the input is not floating-point.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.normalize(autograd.Tensor([[3.0, 4.0], [0.0, 0.0]]))
        Tensor([[0.6, 0.8],
                [0. , 0. ]])
    """
    x = _floating(input, "normalize")
    length = autograd.norm(x, p=p, axis=dim, keepdims=True)
    return x / autograd.clip(length, eps, None)


def _floating(input: Any, function: str) -> Any:
    """Return the input as a Tensor or array of floats."""
    x = input if isinstance(input, (Tensor, np.ndarray)) else Tensor(input)
    if x.dtype.kind != "f":
        raise TypeError(
            f"{function}: not implemented for {x.dtype}, the input must be floating-point numbers. "
            f"Convert it, for example with astype(np.float32)"
        )
    return x


def _wide(x: Any) -> Any:
    """Return half precision, in which sums and squares soon overflow, in single precision."""
    return autograd.astype(x, np.float32) if x.dtype == np.float16 else x


def _standardized(x: Any, *rest: Any) -> Any:
    return autograd.astype(standardize(_wide(x), *rest), x.dtype)


def _check_length(function: str, name: str, numbers: Any, channels: int) -> None:
    if numbers is None:
        return
    shape = numbers.shape if hasattr(numbers, "shape") else np.shape(numbers)
    if shape != (channels,):
        raise ValueError(
            f"{function}: {name} should contain {channels} elements, one for each channel of the "
            f"input, not be of shape {shape}"
        )


def _per_channel(numbers: Any, ndim: int, channels: tuple[int, ...] = (-1,)) -> Any:
    """Return numbers `(C,)` in a shape that broadcasts to `(N, C, ...)` of `ndim` axes."""
    if numbers is None or (ndim == 2 and channels == (-1,)):
        return numbers
    return autograd.reshape(numbers, (*channels, *(1 for _ in range(ndim - 2))))


def _last_axes(
    function: str, shape: tuple[int, ...], normalized_shape: Any, **parameters: Any
) -> tuple[int, ...]:
    """Return the axes of an input that `normalized_shape` means."""
    given = normalized_shape if isinstance(normalized_shape, (tuple, list)) else [normalized_shape]
    normalized = tuple(given)
    if not normalized:
        raise ValueError(
            f"{function}: Expected normalized_shape to be at least 1-dimensional, but got ()"
        )
    for name, numbers in parameters.items():
        if numbers is not None and np.shape(numbers) != normalized:
            raise ValueError(
                f"{function}: Expected {name} to be of same shape as normalized_shape, but got "
                f"{name} of shape {np.shape(numbers)} and normalized_shape={list(normalized)}"
            )
    if shape[-len(normalized) :] != normalized:
        wanted = ", ".join(map(str, ("*", *normalized)))
        raise ValueError(
            f"{function}: Given normalized_shape={list(normalized)}, expected input with shape "
            f"[{wanted}], but got input of size {list(shape)}"
        )
    return tuple(range(len(shape) - len(normalized), len(shape)))


def _moving(
    running_mean: Any, running_var: Any, momentum: float, count: int
) -> Callable[[Any, Any], None] | None:
    """Return a function that moves the running statistics towards a batch's mean and variance."""
    if running_mean is None and running_var is None:
        return None

    def move(mean: Any, variance: Any) -> None:
        of_sample = variance * (count / (count - 1))
        with no_grad():
            for running, seen in ((running_mean, mean), (running_var, of_sample)):
                if running is None:
                    continue
                running = running if isinstance(running, Tensor) else Tensor(running)
                seen = seen.reshape(-1, *running.shape)
                seen = seen[0] if len(seen) == 1 else seen.mean(0)  # one for each sample
                running.sub_(momentum * (running.data - seen))

    return move


def _by_running_statistics(
    function: str, x: Any, running_mean: Any, running_var: Any, weight: Any, bias: Any, eps: float
) -> Any:
    """Normalize with the running statistics, in evaluation."""
    if running_mean is None or running_var is None:
        raise ValueError(
            f"{function}: running_mean and running_var must be defined in evaluation mode"
        )
    shape = (-1, *(1 for _ in x.shape[2:]))
    mean, variance = (
        np.asarray(s.data if isinstance(s, Tensor) else s).reshape(shape)
        for s in (running_mean, running_var)
    )
    axes = (0, *range(2, len(x.shape)))
    return standardize_with(x, weight, bias, mean, 1 / np.sqrt(variance + eps), axes)
