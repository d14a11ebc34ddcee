"""Evaluation mode for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd import no_grad

from .module import Module

__all__ = ["evaluating"]


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Put every module of a model in evaluation mode, without gradients; a function has none."""
    is_module = isinstance(model, Module)
    modes = [(module, module.training) for module in model.modules()] if is_module else []
    try:
        if is_module:
            model.eval()
        with no_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode
