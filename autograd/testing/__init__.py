"""Checking gradients against finite differences; `strategies` to draw random inputs."""

from typing import Any

from ._gradcheck import gradcheck
from .errors import GradientError, NotDifferentiable

__all__ = ["GradientError", "NotDifferentiable", "gradcheck"]


def __getattr__(name: str) -> Any:
    if name != "strategies":
        raise AttributeError(f"module 'autograd.testing' has no attribute {name!r}")
    from importlib import import_module

    return import_module("autograd.testing.strategies")  # it loads Hypothesis
