"""What the helpers share: which Tensors are meant, and which bounds make sense."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograd import Tensor

from ..checks import finite_number
from ..module import Module

__all__ = ["checked_bound", "tensors_in"]


def tensors_in(parameters: Any, where: str) -> list[Tensor]:
    """Return the Tensors of a model, of an iterable, or the one given, as a list.

    Raises:
        TypeError: something is no Tensor.
    """
    if isinstance(parameters, Tensor):
        return [parameters]
    if isinstance(parameters, Module):
        return list(parameters.parameters())
    if not isinstance(parameters, Iterable):
        raise TypeError(
            f"{where}: needs a model, a Tensor or several of them, got a "
            f"{type(parameters).__name__}"
        )
    tensors = list(parameters)
    for place, tensor in enumerate(tensors):
        if not isinstance(tensor, Tensor):
            raise TypeError(f"{where}: item {place} is a {type(tensor).__name__}, not a Tensor")
    return tensors


def checked_bound(value: Any, what: str) -> float:
    """Return a bound of a norm or a value as a float, infinity included."""
    if value == float("inf"):  # nothing is clipped: one only wants to know the norm
        return float("inf")
    return finite_number(value, what, least=0)
