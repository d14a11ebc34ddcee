"""What all initializers share: the source of randomness, and the write."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor, default_generator, no_grad

from ..parameter import UninitializedParameter

__all__ = ["axes_of", "generator_or_default", "write"]


def generator_or_default(generator: np.random.Generator | None, where: str) -> np.random.Generator:
    """Return the generator given, or the library's.

    Raises:
        TypeError: it is no generator.
    """
    if generator is None:
        return default_generator()
    if not isinstance(generator, np.random.Generator):
        raise TypeError(
            f"{where}: the generator must be a numpy.random.Generator, as np.random.default_rng(0) "
            f"makes one; got {type(generator).__name__}"
        )
    return generator


def axes_of(tensor: Any, where: str) -> int:
    """Return how many axes a tensor has.

    Raises:
        TypeError: it is no Tensor, or not one of floats.
    """
    if not isinstance(tensor, Tensor) or tensor.dtype.kind != "f":
        given = f"{tensor.dtype} Tensor" if isinstance(tensor, Tensor) else type(tensor).__name__
        raise TypeError(f"{where}: expected a Tensor of floating-point numbers, got a {given}")
    return tensor.ndim


def write(tensor: Tensor, values: Any, where: str) -> Tensor:
    """Overwrite a tensor, in its own dtype and memory, and return it.

    Raises:
        ValueError: it waits for its layer's first input.
    """
    axes_of(tensor, where)
    if isinstance(tensor, UninitializedParameter):
        raise ValueError(
            f"{where}: this parameter has no elements before its layer's first call. Call the "
            f"layer once, and set initial values then"
        )
    with no_grad():
        return tensor.copy_(values)
