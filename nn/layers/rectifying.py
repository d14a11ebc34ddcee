"""Activation functions that pass what is positive and hold back what is negative."""

from __future__ import annotations

from typing import Any

from numpy.typing import DTypeLike

import autograd

from .. import functional as F
from .. import init
from ..checks import finite_number, positive_integer, to_dtype
from ..module import Module
from ..parameter import Parameter, parameter_dtype
from .activation import Activation

__all__ = [
    "ELU", "GELU", "Hardswish", "LeakyReLU", "Mish", "PReLU", "ReLU", "SELU", "SiLU", "Softplus",
]  # fmt: skip


class ReLU(Activation):
    """Rectified linear unit: `max(0, x)`, with derivative 1 for x > 0 and 0 for x < 0.

    Args:
        inplace: as in PyTorch; changes nothing here. Default: False.
        derivative_at_zero: the derivative at 0, where there is none. Default: 0, as in PyTorch and
            deck 2; deck 1's code has 1.

    Raises:
        ValueError: the derivative is no finite number.

    Source: deck 1, "ReLU function".

    Example:
        >>> import autograd, nn
        >>> nn.ReLU()(autograd.Tensor([-1.0, 2.0]))
        Tensor([0., 2.])
    """

    def __init__(self, inplace: bool = False, *, derivative_at_zero: float = 0.0) -> None:
        super().__init__(inplace)
        self.derivative_at_zero = finite_number(derivative_at_zero, "ReLU: derivative_at_zero")

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        if self.derivative_at_zero == 0:
            return autograd.relu(x)
        return F.relu(x, derivative_at_zero=self.derivative_at_zero)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        at_zero = self.derivative_at_zero
        own = f"derivative_at_zero={at_zero}" if at_zero else ""
        return ", ".join(filter(None, [own, super().extra_repr()]))


class LeakyReLU(Activation):
    """Leaky rectified linear unit: `x` for x > 0, else `negative_slope * x`.

    Args:
        negative_slope: the slope on the left, also the derivative at 0. Default: 0.01.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: the slope is no finite number.

    Source: deck 5, "LeakyReLU"; its figure has the slope 0.1.

    Example:
        >>> import autograd, nn
        >>> nn.LeakyReLU(0.1)(autograd.Tensor([-2.0, 2.0]))
        Tensor([-0.2,  2. ])
    """

    shown = ("negative_slope",)

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.negative_slope = finite_number(negative_slope, "LeakyReLU: negative_slope")

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.leaky_relu(x, self.negative_slope)


class PReLU(Module):
    """Leaky rectified linear unit whose slope is learned: `x` for x > 0, else `weight * x`.

    Args:
        num_parameters: how many slopes: 1 for all units, or as many as the input has channels
            (axis 1). Default: 1.
        init: the first value of the slopes. Default: 0.25.
        dtype: of the parameter. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(num_parameters,)`.

    Raises:
        ValueError: the number is not a positive integer, or the input does not fit.

    Source: He et al., "Delving deep into rectifiers", 2015.

    Example:
        >>> import autograd, nn
        >>> nn.PReLU(dtype=float)(autograd.Tensor([-2.0, 2.0])).detach()
        Tensor([-0.5,  2. ])
    """

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, dtype: DTypeLike | None = None
    ) -> None:
        super().__init__()
        self.num_parameters = positive_integer(num_parameters, "PReLU: num_parameters")
        self.init = finite_number(init, "PReLU: init")
        shape = (self.num_parameters,)
        self.weight = Parameter(autograd.zeros(shape, dtype=parameter_dtype(dtype)))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the slopes to their first value."""
        init.constant_(self.weight, self.init)

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return F.prelu(to_dtype(x, self.weight.dtype), self.weight)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"num_parameters={self.num_parameters}"


class ELU(Activation):
    """Exponential linear unit: `x` for x > 0, else `alpha (e**x - 1)`.

    Args:
        alpha: minus the value that is approached on the left. Default: 1.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: `alpha` is no finite number.

    Source: deck 5, "ELU"; Clevert et al., 2016.

    Example:
        >>> import autograd, nn
        >>> nn.ELU()(autograd.Tensor([-1.0, 2.0]))
        Tensor([-0.63212056,  2.        ])
    """

    shown = ("alpha",)

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = finite_number(alpha, "ELU: alpha")

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.elu(x, self.alpha)


class SELU(Activation):
    """Scaled exponential linear unit: `1.0507 elu(x, 1.67326)`; see `nn.functional.selu`.

    Args:
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: Klambauer et al., "Self-normalizing neural networks", 2017.

    Example:
        >>> import autograd, nn
        >>> nn.SELU()(autograd.Tensor([-1.0, 1.0]))
        Tensor([-1.11133074,  1.05070099])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return F.selu(x)


class GELU(Module):
    """Gaussian error linear unit: `x Φ(x)`, Φ the probability that a normal number is below x.

    Args:
        approximate: "none", or "tanh" for the approximation of Φ by a hyperbolic tangent; see
            `autograd.gelu`. Default: "none".

    Raises:
        ValueError: `approximate` is neither.

    Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.

    Example:
        >>> import autograd, nn
        >>> nn.GELU()(autograd.Tensor([-1.0, 1.0]))
        Tensor([-0.15865525,  0.84134475])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        if approximate not in ("none", "tanh"):
            raise ValueError(f'GELU: approximate must be "none" or "tanh", got {approximate!r}')
        self.approximate = approximate

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.gelu(x, self.approximate)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"approximate={self.approximate!r}"


class SiLU(Activation):
    """Sigmoid linear unit, also called swish: `x sigmoid(x)`.

    Args:
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: Elfwing, Uchibe and Doya, 2018.

    Example:
        >>> import autograd, nn
        >>> nn.SiLU()(autograd.Tensor([0.0, 1.0]))
        Tensor([0.        , 0.73105858])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.silu(x)


class Mish(Activation):
    """Mish: `x tanh(softplus(x))`.

    Args:
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: Misra, "Mish: a self regularized non-monotonic activation function", 2019.

    Example:
        >>> import autograd, nn
        >>> nn.Mish()(autograd.Tensor([-1.0, 1.0]))
        Tensor([-0.30340146,  0.86509839])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return F.mish(x)


class Hardswish(Activation):
    """Piecewise form of swish: `x relu6(x + 3) / 6`.

    Args:
        inplace: as in PyTorch; changes nothing here. Default: False.

    Source: Howard et al., "Searching for MobileNetV3", 2019.

    Example:
        >>> import autograd, nn
        >>> nn.Hardswish()(autograd.Tensor([1.0, 4.0]))
        Tensor([0.66666667, 4.        ])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return F.hardswish(x)


class Softplus(Module):
    """Smooth rectified linear unit: `ln(1 + e**(beta x)) / beta`.

    Args:
        beta: how sharp the bend is; positive. Default: 1.
        threshold: where `beta x` is above it, the result is `x` itself. Default: 20.

    Raises:
        ValueError: a setting is no finite number, or `beta` is not positive.

    Example:
        >>> import autograd, nn
        >>> nn.Softplus()(autograd.Tensor([0.0, 50.0]))
        Tensor([ 0.69314718, 50.        ])
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = finite_number(beta, "Softplus: beta", above=0)
        self.threshold = finite_number(threshold, "Softplus: threshold")

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.softplus(x, self.beta, self.threshold)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"beta={self.beta}, threshold={self.threshold}"
