"""Units of other kinds: 1 / x, the largest of several lines, a function of its own for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

import autograd
from autograd import Tensor

from ..checks import positive_integer, to_dtype
from ..containers import ModuleList
from ..module import Module
from ..parameter import Parameter, parameter_dtype
from .initial_values import draw_parameters

__all__ = ["Maxout", "Mixture", "Reciprocal"]


class Reciprocal(Module):
    """Reciprocal as an activation function: `1 / x`, with derivative `-1 / x**2`.

    Source: deck 3, "Another Example".

    Example:
        >>> import autograd, nn
        >>> nn.Reciprocal()(autograd.Tensor([0.5, -4.0]))
        Tensor([ 2.  , -0.25])
    """

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        return autograd.reciprocal(x)


class Maxout(Module):
    """Units that learn their activation function: `max_k (w_k x + b_k)`, k from 1 to `pieces`.

    The gradient goes to the piece that won, the first of equal ones.

    Args:
        in_features: the length of an input row.
        out_features: the number of units.
        pieces: the number of lines of each unit. Default: 2.
        bias: whether the lines have biases. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(out_features * pieces, in_features)`: the rows of the first unit,
            then those of the second, and so on; initially as in `Linear`.
        bias: Parameter, shape `(out_features * pieces,)`; or None.

    Shapes: input `(..., in_features)`, output `(..., out_features)`.

    Raises:
        ValueError: a number is not a positive integer, or the input does not fit.

    Source: deck 5, "Maxout"; Goodfellow et al., "Maxout networks", 2013.

    Example:
        >>> import autograd, nn
        >>> nn.Maxout(3, 2, pieces=4)(autograd.zeros(5, 3)).shape
        (5, 2)
    """

    def __init__(
        self, in_features: int, out_features: int, pieces: int = 2, bias: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.in_features = positive_integer(in_features, "Maxout: in_features")
        self.out_features = positive_integer(out_features, "Maxout: out_features")
        self.pieces = positive_integer(pieces, "Maxout: pieces")
        dtype = parameter_dtype(dtype)
        shape = (self.out_features * self.pieces, self.in_features)
        self.weight = Parameter(autograd.zeros(shape, dtype=dtype))
        self.bias = Parameter(autograd.zeros(shape[:1], dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        draw_parameters(self.in_features, self.weight, self.bias)

    def forward(self, x: Any) -> Tensor:
        """Compute the units' outputs for rows `x`."""
        lines = autograd.linear(to_dtype(x, self.weight.dtype), self.weight, self.bias)
        return autograd.maxout(lines, self.pieces)  # type: ignore[no-any-return]

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"pieces={self.pieces}, bias={self.bias is not None}"
        )


class Mixture(Module):
    """An activation function for each unit: the i-th of a list for the i-th of the last axis.

    Units that share one, as in `[nn.ReLU()] * 3 + [nn.Tanh()] * 2`, are computed together.

    Args:
        activations: a layer for each unit, which keeps the shape of its input.

    Attributes:
        activations: ModuleList of the different layers, in the order of their first units.
        activation_of_unit: for each unit, which of these is its own.

    Shapes: input and output `(..., units)`.

    Raises:
        TypeError: something in the list is no layer.
        ValueError: the list is empty, or the input has another number of units.

    Source: deck 1, "Neural Network 동작 과정 요약": each perceptron may have another activation
    function.

    Example:
        >>> import autograd, nn
        >>> units = nn.Mixture([nn.ReLU(), nn.Identity(), nn.Step()])
        >>> units(autograd.Tensor([[-2.0, -2.0, -2.0], [3.0, 3.0, 3.0]]))
        Tensor([[ 0., -2.,  0.],
                [ 3.,  3.,  1.]])
    """

    def __init__(self, activations: Iterable[Module]) -> None:
        super().__init__()
        given = list(activations)
        if not given:
            raise ValueError("Mixture: give an activation function for each unit, got none")
        different = list({id(activation): activation for activation in given}.values())
        self.activations = ModuleList(different)
        place = {id(activation): number for number, activation in enumerate(different)}
        self.activation_of_unit = tuple(place[id(activation)] for activation in given)
        units = [np.flatnonzero(np.equal(self.activation_of_unit, i)) for i in place.values()]
        self._units = [_as_slice(numbers) for numbers in units]
        joined = np.concatenate(units)
        in_order = bool((np.diff(joined) > 0).all())
        self._order = None if in_order else np.argsort(joined)

    def forward(self, x: Any) -> Any:
        """Return the activations of `x`."""
        x = x if hasattr(x, "dtype") else Tensor(x)
        shape, units = x.shape, len(self.activation_of_unit)
        if not shape or shape[-1] != units:
            raise ValueError(
                f"Mixture: the input has shape {shape}; its last axis must have the length "
                f"{units}, the number of activation functions"
            )
        parts = [
            activation(x[..., where])
            for activation, where in zip(self.activations, self._units, strict=True)
        ]
        joined = autograd.concatenate(parts, -1) if len(parts) > 1 else parts[0]
        return joined if self._order is None else joined[..., self._order]

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"activation_of_unit={self.activation_of_unit}"


def _as_slice(numbers: Any) -> Any:
    """Return increasing indices as a slice if they are neighbours: taking one needs no copy."""
    first, last = int(numbers[0]), int(numbers[-1])
    return slice(first, last + 1) if last - first + 1 == len(numbers) else numbers
