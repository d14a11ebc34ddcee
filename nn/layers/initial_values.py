"""The initial values of layers that multiply their inputs by weights: PyTorch's default."""

from __future__ import annotations

import math

from .. import init
from ..parameter import Parameter

__all__ = ["draw_parameters"]


def draw_parameters(inputs: int, *parameters: Parameter | None) -> None:
    """Draw values uniformly from ±1 / sqrt(inputs) for the parameters that are there."""
    bound = 1 / math.sqrt(inputs)
    for parameter in parameters:
        if parameter is not None:
            init.uniform_(parameter, -bound, bound)
