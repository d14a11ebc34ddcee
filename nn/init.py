"""Initial values of parameters, written in place; each function returns its tensor."""

from __future__ import annotations

from autograd import Tensor, default_generator, no_grad

__all__ = ["constant_", "normal_", "uniform_", "zeros_"]


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Fill a tensor with random numbers, uniform in [a, b).

    Example:
        >>> import autograd, nn
        >>> weights = nn.init.uniform_(autograd.zeros(1000), -0.1, 0.1)
        >>> bool((abs(weights) <= 0.1).all())
        True
    """
    with no_grad():
        return tensor.copy_(default_generator().uniform(a, b, tensor.shape))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Fill a tensor with random numbers, normal with the given mean and standard deviation.

    Example:
        >>> import autograd, nn
        >>> nn.init.normal_(autograd.zeros(2, 3), std=0.05).shape
        (2, 3)
    """
    with no_grad():
        return tensor.copy_(default_generator().normal(mean, std, tensor.shape))


def constant_(tensor: Tensor, value: float) -> Tensor:
    """Fill a tensor with one value.

    Example:
        >>> import autograd, nn
        >>> nn.init.constant_(autograd.zeros(2), 0.5)
        Tensor([0.5, 0.5])
    """
    with no_grad():
        return tensor.copy_(value)


def zeros_(tensor: Tensor) -> Tensor:
    """Fill a tensor with zeros.

    Example:
        >>> import autograd, nn
        >>> nn.init.zeros_(autograd.ones(2))
        Tensor([0., 0.])
    """
    return constant_(tensor, 0.0)
