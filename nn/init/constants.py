"""Initial values that are not random."""

from __future__ import annotations

import numpy as np

from autograd import Tensor

from ..checks import positive_integer
from .writing import axes_of, write

__all__ = ["constant_", "dirac_", "eye_", "ones_", "zeros_"]


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill a tensor with one value.

    As weights of more than one hidden unit they keep these units equal; see `nn.init`.

    Args:
        tensor: of floats, of any shape.
        val: the value.

    Raises:
        TypeError: the tensor does not hold floats.

    Example:
        >>> import autograd, nn
        >>> nn.init.constant_(autograd.zeros(2), 0.5)
        Tensor([0.5, 0.5])
    """
    return write(tensor, val, "constant_")


def zeros_(tensor: Tensor) -> Tensor:
    """Fill a tensor with zeros.

    Args:
        tensor: of floats, of any shape.

    Raises:
        TypeError: the tensor does not hold floats.

    Example:
        >>> import autograd, nn
        >>> nn.init.zeros_(autograd.ones(2))
        Tensor([0., 0.])
    """
    return write(tensor, 0.0, "zeros_")


def ones_(tensor: Tensor) -> Tensor:
    """Fill a tensor with ones.

    Args:
        tensor: of floats, of any shape.

    Raises:
        TypeError: the tensor does not hold floats.

    Example:
        >>> import autograd, nn
        >>> nn.init.ones_(autograd.zeros(2))
        Tensor([1., 1.])
    """
    return write(tensor, 1.0, "ones_")


def eye_(tensor: Tensor) -> Tensor:
    """Fill a matrix with the identity: a linear layer passes on as many inputs as it can.

    Args:
        tensor: of floats, shape `(n, m)`.

    Raises:
        ValueError: the tensor is no matrix.
        TypeError: the tensor does not hold floats.

    Example:
        >>> import autograd, nn
        >>> nn.init.eye_(autograd.zeros(2, 3))
        Tensor([[1., 0., 0.],
                [0., 1., 0.]])
    """
    if axes_of(tensor, "eye_") != 2:
        raise ValueError(f"eye_: Only tensors with 2 dimensions are supported, got {tensor.shape}")
    rows, columns = tensor.shape
    return write(tensor, np.eye(rows, columns), "eye_")


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Fill kernels with a single 1 in the middle: a convolution passes its input channels on.

    Output channel i of each group passes on the group's input channel i; further ones are 0.

    Args:
        tensor: kernels of floats, shape `(out_channels, in_channels / groups, *kernel)`.
        groups: the groups of the convolution. Default: 1.

    Raises:
        ValueError: the tensor has not 3, 4 or 5 axes, or groups do not divide its first.
        TypeError: the tensor does not hold floats.

    Example:
        >>> import autograd, nn
        >>> nn.init.dirac_(autograd.zeros(2, 2, 3))
        Tensor([[[0., 1., 0.],
                 [0., 0., 0.]],
                [[0., 0., 0.],
                 [0., 1., 0.]]])
    """
    if axes_of(tensor, "dirac_") not in (3, 4, 5):
        raise ValueError(
            f"dirac_: Only tensors with 3, 4, or 5 dimensions are supported, got {tensor.shape}"
        )
    out_channels, in_channels, *kernel = tensor.shape
    groups = positive_integer(groups, "dirac_: groups")
    if out_channels % groups:
        raise ValueError(f"dirac_: dim 0 must be divisible by groups={groups}, got {tensor.shape}")
    values = np.zeros(tensor.shape)
    middle = tuple(n // 2 for n in kernel)
    in_group = out_channels // groups
    for channel in range(out_channels):
        if channel % in_group < in_channels:
            values[(channel, channel % in_group, *middle)] = 1.0
    return write(tensor, values, "dirac_")
