"""Normalization of each sample by itself, the same in training and evaluation."""

from __future__ import annotations

from typing import Any

from numpy.typing import DTypeLike

from ... import functional as F
from ...checks import finite_number, positive_integer
from .layer import Normalization

__all__ = ["GroupNorm", "LayerNorm", "RMSNorm"]


class LayerNorm(Normalization):
    """Normalize each sample over its last axes: `(x - mean) / sqrt(var + eps) * weight + bias`.

    The variance is that of the population, divided by n. Training and evaluation do not differ.

    Args:
        normalized_shape: the lengths of the axes to normalize over; an int for the last one.
        eps: is added to the variance. Default: 1e-5.
        elementwise_affine: whether there are a weight and a bias. Default: True.
        bias: False leaves the bias out. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `normalized_shape`, initially ones; or None.
        bias: Parameter, shape `normalized_shape`, initially zeros; or None.

    Shapes: input `(..., *normalized_shape)`; the output's is the same.

    Raises:
        ValueError: a length is not a positive integer, or the input does not fit.

    Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.

    Example:
        >>> import autograd, nn
        >>> nn.LayerNorm(2, eps=0.0)(autograd.Tensor([[1.0, 3.0], [10.0, 30.0]])).detach()
        Tensor([[-1.,  1.],
                [-1.,  1.]], dtype=float32)
    """

    def __init__(
        self,
        normalized_shape: Any,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = _lengths(normalized_shape, "LayerNorm")
        self.eps = finite_number(eps, "LayerNorm: eps", least=0.0)
        self.elementwise_affine = elementwise_affine
        self.add_parameters(self.normalized_shape, elementwise_affine, bias, dtype)

    def forward(self, x: Any) -> Any:
        """Normalize samples."""
        x = self.in_own_dtype(x)
        return F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        )


class RMSNorm(Normalization):
    """Divide each sample by its root mean square over the last axes, without centering.

    `x / sqrt(mean(x**2) + eps) * weight`

    Args:
        normalized_shape: the lengths of the axes to normalize over; an int for the last one.
        eps: is added to the mean square. Default: the distance from 1 to the next number of the
            input's dtype.
        elementwise_affine: whether there is a weight. Default: True.
        dtype: of the weight. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `normalized_shape`, initially ones; or None.

    Shapes: input `(..., *normalized_shape)`; the output's is the same.

    Raises:
        ValueError: a length is not a positive integer, or the input does not fit.

    Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.

    Example:
        >>> import autograd, nn
        >>> nn.RMSNorm(2)(autograd.Tensor([1.0, 7.0])).detach()
        Tensor([0.2, 1.4], dtype=float32)
    """

    def __init__(
        self,
        normalized_shape: Any,
        eps: float | None = None,
        elementwise_affine: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = _lengths(normalized_shape, "RMSNorm")
        self.eps = None if eps is None else finite_number(eps, "RMSNorm: eps", least=0.0)
        self.elementwise_affine = elementwise_affine
        self.add_parameters(self.normalized_shape, elementwise_affine, False, dtype)

    def forward(self, x: Any) -> Any:
        """Normalize samples."""
        return F.rms_norm(self.in_own_dtype(x), self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        )


class GroupNorm(Normalization):
    """Normalize each sample over groups of channels and all pixels.

    `(x - mean) / sqrt(var + eps) * weight + bias`, with the variance of the population.

    Args:
        num_groups: into how many groups the channels are divided.
        num_channels: C; `num_groups` divides it.
        eps: is added to the variance. Default: 1e-5.
        affine: whether there are a weight and a bias. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.
        bias: False leaves the bias out. Default: True.

    Attributes:
        weight: Parameter, shape `(C,)`, initially ones; or None.
        bias: Parameter, shape `(C,)`, initially zeros; or None.

    Shapes: input `(N, C, ...)`; the output's is the same.

    Raises:
        ValueError: the channels cannot be divided so, or the input does not fit.

    Source: Wu and He, "Group Normalization", 2018.

    Example:
        >>> import autograd, nn
        >>> nn.GroupNorm(2, 4, eps=0.0)(autograd.Tensor([[1.0, 3.0, 10.0, 30.0]])).detach()
        Tensor([[-1.,  1., -1.,  1.]], dtype=float32)
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        dtype: DTypeLike | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_groups = positive_integer(num_groups, "GroupNorm: num_groups")
        self.num_channels = positive_integer(num_channels, "GroupNorm: num_channels")
        if self.num_channels % self.num_groups:
            raise ValueError(
                f"GroupNorm: num_channels ({num_channels}) must be divisible by num_groups "
                f"({num_groups})"
            )
        self.eps = finite_number(eps, "GroupNorm: eps", least=0.0)
        self.affine = affine
        self.add_parameters((self.num_channels,), affine, bias, dtype)

    def forward(self, x: Any) -> Any:
        """Normalize samples."""
        x = self.in_own_dtype(x)
        if x.ndim > 1 and x.shape[1] != self.num_channels:
            raise ValueError(
                f"{self!r}: expected an input with {self.num_channels} channels at axis 1, got "
                f"shape {tuple(x.shape)}"
            )
        return F.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


def _lengths(normalized_shape: Any, layer: str) -> tuple[int, ...]:
    given = normalized_shape if isinstance(normalized_shape, (tuple, list)) else [normalized_shape]
    if not given:
        raise ValueError(f"{layer}: normalized_shape must have at least one axis, got ()")
    return tuple(positive_integer(n, f"{layer}: normalized_shape") for n in given)
