"""micrograd: scalars in pure Python."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Any

from micrograd.engine import Value
from micrograd.nn import MLP as scalar_mlp  # noqa: N811

__all__ = ["descend", "number", "relu", "scalar", "scalar_mlp", "threads", "version"]

sys.setrecursionlimit(20_000)  # its backward pass recurses

version = metadata.version("micrograd")
relu = Value.relu


def threads() -> int:
    return 1


def scalar(value: float, requires_grad: bool = True) -> Any:
    return Value(value)  # all of them have gradients


def number(value: Any) -> float:
    return float(value.data)


def descend(parameters: list[Any], rate: float) -> None:
    for parameter in parameters:
        parameter.data -= rate * parameter.grad
