"""The fully connected layer, and the change from images to rows."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import DTypeLike

import autograd
from autograd import Tensor

from .. import init
from ..checks import positive_integer, to_dtype
from ..module import Module
from ..parameter import Parameter, parameter_dtype

__all__ = ["Flatten", "Linear"]


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

    Example:
        >>> import autograd, nn
        >>> nn.Linear(3, 2)(autograd.zeros(5, 3)).shape
        (5, 2)
    """

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
        bound = 1 / math.sqrt(self.in_features)
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, x: Any) -> Tensor:
        """Compute the outputs of rows `x`."""
        return autograd.linear(to_dtype(x, self.weight.dtype), self.weight, self.bias)  # type: ignore[no-any-return]

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )


class Flatten(Module):
    """Join axes into one: `(N, C, H, W)` becomes `(N, C * H * W)`.

    Args:
        start_dim: the first axis to join. Default: 1, which keeps the batch apart.
        end_dim: the last axis to join. Default: the last.

    Source: deck 3, "벡터화 (Flatten)".

    Example:
        >>> import autograd, nn
        >>> nn.Flatten()(autograd.zeros(5, 1, 28, 28)).shape
        (5, 784)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, x: Any) -> Any:
        """Return `x` with the axes joined."""
        return autograd.flatten(x, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
