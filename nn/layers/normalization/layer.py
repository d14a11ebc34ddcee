"""What normalizing layers share: a scale and a shift, and the dtype to compute in."""

from __future__ import annotations

from typing import Any

from numpy.typing import DTypeLike

import autograd
from autograd import Tensor

from ... import init
from ...checks import to_dtype
from ...module import Module
from ...parameter import Parameter, parameter_dtype

__all__ = ["Normalization"]


class Normalization(Module):
    """What normalizing layers share: a scale and a shift, and the dtype to compute in."""

    weight: Parameter | None
    bias: Parameter | None

    def add_parameters(
        self, shape: tuple[int, ...], weight: bool, bias: bool, dtype: DTypeLike | None
    ) -> None:
        """Assign a weight of ones and a bias of zeros, or None; no weight, no bias either."""
        self.weight = self.bias = None
        if weight:
            self.weight = Parameter(autograd.ones(shape, dtype=parameter_dtype(dtype)))
        if weight and bias:
            self.bias = Parameter(autograd.zeros(shape, dtype=parameter_dtype(dtype)))

    def reset_parameters(self) -> None:
        """Set the scale to ones and the shift to zeros."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def in_own_dtype(self, x: Any, running_mean: Tensor | None = None) -> Any:
        """Return the input in the dtype of the weight, or else of the statistics, if any."""
        held = running_mean if self.weight is None else self.weight
        if held is not None:
            return to_dtype(x, held.dtype)
        return x if hasattr(x, "dtype") else Tensor(x)
