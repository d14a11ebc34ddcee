"""Activation functions that level off on both sides: steps, sigmoids, hyperbolic tangents."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import autograd

from .. import functional as F
from ..checks import finite_number
from ..module import Module
from .activation import Activation

__all__ = [
    "Hardtanh", "LogSigmoid", "ReLU6", "ScaledTanh", "Sigmoid", "Softsign", "Step", "Tanh",
]  # fmt: skip


class Step(Module):
    """Step function: `low` for x < 0, `high` for x > 0, `at_zero` for x = 0; its slope is 0.

    The decks' three perceptrons are `Step.strict()`, `Step.inclusive()` and `Step.bipolar()`.

    Args:
        low: the value on the left. Default: 0.
        high: the value on the right. Default: 1.
        at_zero: the value at 0. Default: `high`.

    Raises:
        ValueError: a value is no finite number.

    Source: deck 1, "Perceptron"; deck 2, "Perceptron 동작 – OR논리 게이트"; deck 5, "Perceptron".

    Example:
        >>> import autograd, nn
        >>> x = autograd.Tensor([-0.5, 0.0, 1.5])
        >>> nn.Step()(x), nn.Step.strict()(x), nn.Step.bipolar()(x)
        (Tensor([0., 1., 1.]), Tensor([0., 0., 1.]), Tensor([-1.,  1.,  1.]))
    """

    def __init__(self, low: float = 0.0, high: float = 1.0, at_zero: float | None = None) -> None:
        super().__init__()
        self.low = finite_number(low, "Step: low")
        self.high = finite_number(high, "Step: high")
        self.at_zero = self.high if at_zero is None else finite_number(at_zero, "Step: at_zero")

    @classmethod
    def strict(cls) -> Self:
        """Return the step of deck 1: 1 for x > 0, else 0."""
        return cls(0.0, 1.0, 0.0)

    @classmethod
    def inclusive(cls) -> Self:
        """Return the step of deck 5: 1 for x >= 0, else 0."""
        return cls(0.0, 1.0, 1.0)

    @classmethod
    def bipolar(cls) -> Self:
        """Return the step of deck 2: +1 for x >= 0, else -1."""
        return cls(-1.0, 1.0, 1.0)

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.step(x, self.low, self.high, self.at_zero)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"low={self.low}, high={self.high}, at_zero={self.at_zero}"


class Sigmoid(Module):
    """Logistic function of slope a: `1 / (1 + e**(-a x))`, with derivative `a r (1 - r)`.

    Args:
        a: the slope, four times that of the result at 0. Default: 1, the logistic function itself.

    Raises:
        ValueError: `a` is no finite number.

    Source: deck 1, "Sigmoid function"; deck 2, the table of activation functions, for a.

    Example:
        >>> import autograd, nn
        >>> nn.Sigmoid()(autograd.Tensor([0.0, 0.5])), nn.Sigmoid(a=2)(autograd.Tensor([0.0, 0.5]))
        (Tensor([0.5       , 0.62245933]), Tensor([0.5       , 0.73105858]))
    """

    def __init__(self, a: float = 1.0) -> None:
        super().__init__()
        self.a = finite_number(a, "Sigmoid: a")

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.sigmoid(x) if self.a == 1 else autograd.scaled_sigmoid(x, self.a)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return "" if self.a == 1 else f"a={self.a}"


class LogSigmoid(Module):
    """Logarithm of the logistic function: `-ln(1 + e**-x)`, without overflow.

    Example:
        >>> import autograd, nn
        >>> nn.LogSigmoid()(autograd.Tensor([0.0, -1000.0]))
        Tensor([-6.93147181e-01, -1.00000000e+03])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.logsigmoid(x)


class Tanh(Module):
    """Hyperbolic tangent: `(e**x - e**-x) / (e**x + e**-x)`, with derivative `1 - r**2`.

    Source: deck 1, "Hyperbolic tangent function".

    Example:
        >>> import autograd, nn
        >>> nn.Tanh()(autograd.Tensor([0.0, 0.5]))
        Tensor([0.        , 0.46211716])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.tanh(x)


class ScaledTanh(Module):
    """Hyperbolic tangent of slope a: `2 / (1 + e**(-a x)) - 1 = tanh(a x / 2)`.

    Its derivative is `a / 2 (1 - r**2)`.

    Args:
        a: the slope, twice that of the result at 0. Default: 1; with 2 it is `Tanh`.

    Raises:
        ValueError: `a` is no finite number.

    Source: deck 2, the table of activation functions.

    Example:
        >>> import autograd, nn
        >>> nn.ScaledTanh()(autograd.Tensor([0.0, 0.5]))
        Tensor([0.        , 0.24491866])
    """

    def __init__(self, a: float = 1.0) -> None:
        super().__init__()
        self.a = finite_number(a, "ScaledTanh: a")

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.scaled_tanh(x, self.a)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"a={self.a}"


class Softsign(Module):
    """Softsign, a sigmoid without exponentials: `x / (1 + |x|)`.

    Example:
        >>> import autograd, nn
        >>> nn.Softsign()(autograd.Tensor([-1.0, 3.0]))
        Tensor([-0.5 ,  0.75])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return F.softsign(x)


class Hardtanh(Activation):
    """Limit to an interval: `min(max(min_val, x), max_val)`; at both ends the slope is 0.

    Args:
        min_val: the lower end. Default: -1.
        max_val: the upper end, above the lower one. Default: 1.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: an end is no finite number, or they are in the wrong order.

    Example:
        >>> import autograd, nn
        >>> nn.Hardtanh()(autograd.Tensor([-3.0, 0.5, 2.0]))
        Tensor([-1. ,  0.5,  1. ])
    """

    shown: ClassVar[tuple[str, ...]] = ("min_val", "max_val")

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.min_val = finite_number(min_val, "Hardtanh: min_val")
        self.max_val = finite_number(max_val, "Hardtanh: max_val")
        if not self.max_val > self.min_val:
            raise ValueError(f"Hardtanh: max_val {max_val} must be above min_val {min_val}")

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return F.hardtanh(x, self.min_val, self.max_val)


class ReLU6(Hardtanh):
    """Rectified linear unit that saturates at 6: `min(max(0, x), 6)`.

    Args:
        inplace: as in PyTorch; changes nothing here. Default: False.

    Example:
        >>> import autograd, nn
        >>> nn.ReLU6()(autograd.Tensor([-1.0, 3.0, 8.0]))
        Tensor([0., 3., 6.])
    """

    shown = ()  # the ends are those of every ReLU6

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)
