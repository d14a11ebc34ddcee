"""Normalization of channels, which may keep running statistics for evaluation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

import autograd
from autograd import Tensor

from ... import functional as F
from ...checks import finite_number, positive_integer
from ...parameter import parameter_dtype
from .layer import Normalization

__all__ = ["BatchNorm1d", "BatchNorm2d", "InstanceNorm2d"]


class _ChannelNormalization(Normalization):
    """A normalization of channels that may keep running statistics for evaluation."""

    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None
    _axes: tuple[int, ...]  # how many axes an input may have

    def __init__(
        self,
        num_features: int,
        eps: float,
        momentum: float | None,
        affine: bool,
        track_running_stats: bool,
        dtype: DTypeLike | None,
        bias: bool,
    ) -> None:
        super().__init__()
        name = type(self).__name__
        self.num_features = positive_integer(num_features, f"{name}: num_features")
        self.eps = finite_number(eps, f"{name}: eps", least=0.0)
        self.momentum = None if momentum is None else finite_number(momentum, f"{name}: momentum")
        self.affine = affine
        self.track_running_stats = track_running_stats
        self.add_parameters((self.num_features,), affine, bias, dtype)
        tracked: tuple[Any, ...] = (None, None, None)
        if track_running_stats:
            dtype = parameter_dtype(dtype)
            zeros = autograd.zeros(self.num_features, dtype=dtype)
            ones = autograd.ones(self.num_features, dtype=dtype)
            tracked = (zeros, ones, Tensor(np.int64(0)))
        names = ("running_mean", "running_var", "num_batches_tracked")
        for buffer, value in zip(names, tracked, strict=True):
            self.register_buffer(buffer, value)

    def reset_running_stats(self) -> None:
        """Forget the batches seen: mean 0, variance 1, no batch."""
        for buffer, value in (
            (self.running_mean, 0), (self.running_var, 1), (self.num_batches_tracked, 0)
        ):  # fmt: skip
            if buffer is not None:
                buffer.fill_(value)

    def reset_parameters(self) -> None:
        """Set the scale to ones and the shift to zeros, and forget the batches seen."""
        self.reset_running_stats()
        super().reset_parameters()

    def _checked(self, x: Any) -> Any:
        x = self.in_own_dtype(x, self.running_mean)
        shape = tuple(x.shape)
        if len(shape) not in self._axes:
            expected = " or ".join(f"{n}D" for n in self._axes)
            raise ValueError(
                f"{self!r}: expected {expected} input (got {len(shape)}D input of shape {shape})"
            )
        return x

    def _check_channels(self, shape: tuple[int, ...], axis: int) -> None:
        if shape[axis] != self.num_features:
            raise ValueError(
                f"{self!r}: expected an input with {self.num_features} channels at axis {axis}, "
                f"got shape {shape}"
            )

    def _normalize(self, normalization: Any, x: Any, momentum: float) -> Any:
        """Apply one of the functions that know running statistics."""
        mean, variance = self.running_mean, self.running_var
        from_input = self.training or (mean is None and variance is None)
        if self.training and not self.track_running_stats:
            mean = variance = None
        return normalization(
            x, mean, variance, self.weight, self.bias, from_input, momentum, self.eps
        )

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_ChannelNormalization):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        dtype: DTypeLike | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, dtype, bias)

    def forward(self, x: Any) -> Any:
        """Normalize a batch; in training mode, move the running statistics towards it."""
        x = self._checked(x)
        self._check_channels(x.shape, 1)
        momentum, counter = self.momentum or 0.0, self.num_batches_tracked
        if not self.training or not self.track_running_stats or counter is None:
            return self._normalize(F.batch_norm, x, momentum)
        count = counter.item() + 1
        if self.momentum is None:  # the mean of all batches
            momentum = 1 / count
        result = self._normalize(F.batch_norm, x, momentum)
        counter.copy_(count)
        return result


class BatchNorm1d(_BatchNorm):
    """Normalize each feature over the batch: `(x - mean) / sqrt(var + eps) * weight + bias`.

    In training, mean and variance (of the population: divided by n) are those of the batch. The
    layer keeps running ones, `running = (1 - momentum) * running + momentum * batch` with the
    variance of a sample (divided by n - 1), and uses these in evaluation.

    Args:
        num_features: C, the number of features or channels.
        eps: is added to the variance. Default: 1e-5.
        momentum: how far the running statistics move; None for the mean of all batches.
            Default: 0.1.
        affine: whether there are a weight and a bias. Default: True.
        track_running_stats: False keeps no running statistics: evaluation normalizes by its batch,
            too. Default: True.
        dtype: of the parameters and statistics. Default: float32, or `set_default_dtype`'s.
        bias: False leaves the bias out. Default: True.

    Attributes:
        weight: Parameter, the scale gamma, shape `(C,)`, initially ones; or None.
        bias: Parameter, the shift beta, shape `(C,)`, initially zeros; or None.
        running_mean, running_var: buffers, shape `(C,)`, initially zeros and ones; or None.
        num_batches_tracked: buffer, how many batches they have seen, an int64; or None.

    Shapes: input `(N, C)` or `(N, C, L)`; the output's are the same.

    Raises:
        ValueError: the input has other axes or channels, or in training one value per channel.

    Source: deck 2, "배치 정규화 알고리즘" (batch normalization); Ioffe and Szegedy, 2015.

    Example:
        >>> import autograd, nn
        >>> layer = nn.BatchNorm1d(1, eps=0.0)
        >>> layer(autograd.Tensor([[1.0], [3.0]])).detach()
        Tensor([[-1.],
                [ 1.]], dtype=float32)
        >>> layer.running_mean, layer.running_var  # 0.1 * 2; 0.9 * 1 + 0.1 * 2
        (Tensor([0.2], dtype=float32), Tensor([1.1], dtype=float32))
    """

    _axes = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Normalize each channel of images over batch and pixels; see `BatchNorm1d`.

    Args:
        num_features: C, the number of channels.
        eps: is added to the variance. Default: 1e-5.
        momentum: how far the running statistics move; None for the mean of all batches.
            Default: 0.1.
        affine: whether there are a weight and a bias. Default: True.
        track_running_stats: False keeps no running statistics: evaluation normalizes by its batch,
            too. Default: True.
        dtype: of the parameters and statistics. Default: float32, or `set_default_dtype`'s.
        bias: False leaves the bias out. Default: True.

    Attributes: as in `BatchNorm1d`.

    Shapes: input `(N, C, H, W)`; the output's is the same.

    Raises:
        ValueError: the input has other axes or channels, or in training one value per channel.

    Source: deck 2, "배치 정규화 알고리즘" (batch normalization); Ioffe and Szegedy, 2015.

    Example:
        >>> import autograd, nn
        >>> nn.BatchNorm2d(3)(autograd.rand(5, 3, 8, 8)).shape
        (5, 3, 8, 8)
    """

    _axes = (4,)


class InstanceNorm2d(_ChannelNormalization):
    """Normalize each channel of each image over its pixels.

    `(x - mean) / sqrt(var + eps) * weight + bias`, with the variance of the population.

    Args:
        num_features: C, the number of channels.
        eps: is added to the variance. Default: 1e-5.
        momentum: how far running statistics move, if there are any. Default: 0.1.
        affine: whether there are a weight and a bias. Default: False.
        track_running_stats: keep running statistics, and use them in evaluation. Default: False.
        dtype: of the parameters and statistics. Default: float32, or `set_default_dtype`'s.
        bias: False leaves the bias out. Default: True.

    Attributes: as in `BatchNorm1d`; as in PyTorch, batches are not counted.

    Shapes: input `(N, C, H, W)` or `(C, H, W)`; the output's is the same.

    Raises:
        ValueError: the input has other axes or channels, or a single pixel in training.

    Source: Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", 2016.

    Example:
        >>> import autograd, nn
        >>> nn.InstanceNorm2d(1, eps=0.0)(autograd.Tensor([[[1.0, 3.0]]]))
        Tensor([[[-1.,  1.]]])
    """

    _axes = (3, 4)

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        dtype: DTypeLike | None = None,
        *,
        bias: bool = True,
    ) -> None:
        momentum = finite_number(momentum, "InstanceNorm2d: momentum")
        super().__init__(num_features, eps, momentum, affine, track_running_stats, dtype, bias)

    def forward(self, x: Any) -> Any:
        """Normalize images."""
        x = self._checked(x)
        self._check_channels(x.shape, x.ndim - 3)
        batch = x if x.ndim == 4 else autograd.unsqueeze(x, 0)
        result = self._normalize(F.instance_norm, batch, self.momentum or 0.0)
        return result if x.ndim == 4 else autograd.squeeze(result, 0)
