"""Fully connected layers."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import DTypeLike

import autograd
from autograd import Tensor

from ..checks import positive_integer, to_dtype
from ..module import Module
from ..parameter import Parameter, UninitializedParameter, parameter_dtype
from .initial_values import draw_parameters

__all__ = ["Bilinear", "Identity", "LazyLinear", "Linear"]


class Identity(Module):
    """Give back the input as it is: the activation function of a unit without one.

    Args:
        *args: whatever the layer takes whose place it has; not used.
        **kwargs: likewise.

    Source: deck 1, "Activation Function": with it alone, layers collapse into one.

    Example:
        >>> import autograd, nn
        >>> nn.Identity()(autograd.Tensor([-1.0, 2.0]))
        Tensor([-1.,  2.])
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, x: Any) -> Any:
        """Return `x`."""
        return x


class Linear(Module):
    """Fully connected layer: `y = x @ weight.T + bias`.

    Args:
        in_features: the length of an input row.
        out_features: the length of an output row, the number of neurons.
        bias: whether there is a bias. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(out_features, in_features)`, initially uniform in
            `(-k, k)` with `k = 1 / sqrt(in_features)`, as in PyTorch.
        bias: Parameter, shape `(out_features,)`, initially likewise; or None.

    Shapes: input `(..., in_features)`, output `(..., out_features)`.

    Raises:
        ValueError: a number of features is not a positive integer, or the input does not fit.

    Source: deck 1, "벡터 연산"; the decks write the weight transposed.

    Example:
        >>> import autograd, nn
        >>> nn.Linear(3, 2)(autograd.zeros(5, 3)).shape
        (5, 2)
    """

    bias: Parameter | None

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, dtype: DTypeLike | None = None
    ) -> None:
        super().__init__()
        self.in_features = positive_integer(in_features, "Linear: in_features")
        self.out_features = positive_integer(out_features, "Linear: out_features")
        dtype = parameter_dtype(dtype)
        shape = (self.out_features, self.in_features)
        self.weight = Parameter(autograd.zeros(shape, dtype=dtype))
        self.bias = Parameter(autograd.zeros(shape[:1], dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        draw_parameters(self.in_features, self.weight, self.bias)

    def forward(self, x: Any) -> Tensor:
        """Compute the outputs of rows `x`."""
        x = to_dtype(x, self.weight.dtype)
        try:
            return autograd.linear(x, self.weight, self.bias)  # type: ignore[no-any-return]
        except ValueError as error:
            if x.shape[-1:] == (self.in_features,):
                raise
            flat = math.prod(x.shape[1:]) == self.in_features
            raise ValueError(
                f"{error}. {self!r} takes rows (..., {self.in_features}), got {x.shape}"
                + ("; put nn.Flatten() before it" if flat else "")
            ) from error

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )


class LazyLinear(Linear):
    """A `Linear` layer that finds out the length of an input row in its first call.

    Until then weight and bias are each an `UninitializedParameter` without elements; in the first
    call the layer makes its parameters, draws their values and becomes a
    `Linear`. The Parameter objects stay the same, so an optimizer may be made before. A state dict
    loaded before the first call brings the shapes along.

    Args:
        out_features: the length of an output row, the number of neurons.
        bias: whether there is a bias. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Raises:
        ValueError: `out_features` is not a positive integer, or the first input has no features.

    Source: deck 4, "딥러닝 데이터 흐름 - 텐서플로우": a layer with `build(input_shape)`.

    Example:
        >>> import autograd, nn
        >>> layer = nn.LazyLinear(32)
        >>> layer.weight.shape
        (32, 0)
        >>> layer(autograd.zeros(8, 5)).shape
        (8, 32)
        >>> layer
        Linear(in_features=5, out_features=32, bias=True)
    """

    def __init__(
        self, out_features: int, bias: bool = True, dtype: DTypeLike | None = None
    ) -> None:
        Module.__init__(self)
        self.in_features = 0
        self.out_features = positive_integer(out_features, "LazyLinear: out_features")
        dtype = parameter_dtype(dtype)
        self.weight = UninitializedParameter((self.out_features, 0), dtype=dtype)
        self.bias = UninitializedParameter((0,), dtype=dtype) if bias else None

    def reset_parameters(self) -> None:
        """Draw new initial values, if there is anything to draw yet."""
        if not isinstance(self.weight, UninitializedParameter):
            super().reset_parameters()

    def build(self, input_shape: tuple[int, ...]) -> None:
        """Become a `Linear` for inputs of a shape; the first call does it.

        Args:
            input_shape: the shape of the input, `(..., in_features)`.
        """
        shapes = {"weight": (self.out_features, *input_shape[-1:]), "bias": (self.out_features,)}
        waiting = {
            name: parameter
            for name in shapes
            if isinstance(parameter := getattr(self, name), UninitializedParameter)
        }  # what a state dict has brought is not drawn anew
        if "weight" in waiting and (not input_shape or input_shape[-1] < 1):
            raise ValueError(
                f"LazyLinear: the first input has shape {tuple(input_shape)}; its last axis must "
                f"have at least one feature"
            )
        for name, parameter in waiting.items():
            parameter.materialize(shapes[name])
        self.in_features = int(self.weight.shape[1])
        draw_parameters(self.in_features, *waiting.values())
        self.__class__ = Linear  # type: ignore[assignment]

    def forward(self, x: Any) -> Tensor:
        """Compute the outputs of rows `x`, as a `Linear` from now on."""
        x = to_dtype(x, self.weight.dtype)
        self.build(x.shape)
        return self.forward(x)


class Bilinear(Module):
    """A form that is linear in each of two inputs: `y_k = x1 @ weight_k @ x2 + bias_k`.

    Args:
        in1_features: the length of a row of the first input.
        in2_features: the length of a row of the second input.
        out_features: the length of an output row.
        bias: whether there is a bias. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight: Parameter, shape `(out_features, in1_features, in2_features)`, initially uniform in
            `(-k, k)` with `k = 1 / sqrt(in1_features)`, as in PyTorch.
        bias: Parameter, shape `(out_features,)`, initially likewise; or None.

    Shapes: inputs `(..., in1_features)` and `(..., in2_features)`, output `(..., out_features)`.

    Raises:
        ValueError: a number of features is not a positive integer, or an input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.Bilinear(3, 4, 2)(autograd.zeros(5, 3), autograd.zeros(5, 4)).shape
        (5, 2)
    """

    def __init__(
        self, in1_features: int, in2_features: int, out_features: int, bias: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.in1_features = positive_integer(in1_features, "Bilinear: in1_features")
        self.in2_features = positive_integer(in2_features, "Bilinear: in2_features")
        self.out_features = positive_integer(out_features, "Bilinear: out_features")
        dtype = parameter_dtype(dtype)
        shape = (self.out_features, self.in1_features, self.in2_features)
        self.weight = Parameter(autograd.zeros(shape, dtype=dtype))
        self.bias = Parameter(autograd.zeros(shape[:1], dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        draw_parameters(self.in1_features, self.weight, self.bias)

    def forward(self, x1: Any, x2: Any) -> Tensor:
        """Compute the outputs of rows `x1` and `x2`."""
        x1, x2 = to_dtype(x1, self.weight.dtype), to_dtype(x2, self.weight.dtype)
        *rows, first = x1.shape or (0,)
        if (first, x2.shape) != (self.in1_features, (*rows, self.in2_features)):
            raise ValueError(
                f"{self!r}: the inputs have shapes {x1.shape} and {x2.shape}; they must be (..., "
                f"{self.in1_features}) and (..., {self.in2_features}), the same in front"
            )
        # For each row a matrix (out_features, in2_features), then its product with x2.
        by_first = self.weight.permute(1, 0, 2).reshape(first, -1)
        forms = (x1 @ by_first).reshape(*rows, self.out_features, self.in2_features)
        out = (forms @ autograd.unsqueeze(x2, -1)).squeeze(-1)
        return out if self.bias is None else out + self.bias  # type: ignore[no-any-return]

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )
