"""A case of the suites that run over every layer, loss and optimizer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import autograd
import nn
from autograd import Tensor

__all__ = ["Case", "OptimizerCase", "numbers_in"]


@dataclass(frozen=True)
class Case:
    """A layer or a loss, what goes in and, from elsewhere than our own code, what comes out.

    Attributes:
        args: the positional arguments of the class; or a function that makes them from `nn` (or
            `torch.nn`), where layers are among them.
        settings: the keyword arguments.
        inputs: what it is called with: numbers, nested lists or arrays; floats become float64.
        expected: its output, or outputs as a tuple; None where only gradients and PyTorch tell.
        source: where `expected` comes from: "by hand: ...", a paper, a row of the catalogue.
        state: values of parameters and buffers, by their names in the state dict; the others are
            drawn with seed 0.
        training: the mode. Default: training.
        tolerance: how far an output may be off, relative and absolute.
        gradients: whether gradients are compared with finite differences, to second order.
        in_pytorch: whether torch.nn has the same class with the same arguments.
    """

    args: Any = ()
    settings: dict[str, Any] = field(default_factory=dict)
    inputs: tuple[Any, ...] = ()
    expected: Any = None
    source: str = ""
    state: dict[str, Any] = field(default_factory=dict)
    training: bool = True
    tolerance: float = 1e-12
    gradients: bool = True
    in_pytorch: bool = True

    def module(self, name: str, library: Any = nn) -> Any:
        """Make the layer or loss, in float64."""
        autograd.manual_seed(0)
        args = self.args(library) if callable(self.args) else self.args
        made = getattr(library, name)(*args, **self.settings).double()
        return made.train(self.training)

    def arrays(self) -> tuple[Any, ...]:
        """The inputs as arrays, floats as float64."""
        return tuple(np.asarray(value) for value in self.inputs)


@dataclass(frozen=True)
class OptimizerCase:
    """An optimizer, and where it takes a weight in each of its first steps.

    Attributes:
        settings: its keyword arguments.
        expected: the weight after each step; None where only PyTorch tells.
        source: where `expected` comes from.
        start: the weight before the first step.
        gradient: the gradient at a weight. Default: the weight itself, that of w²/2.
        in_pytorch: whether torch.optim has the same class with the same arguments.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    expected: Any = None
    source: str = ""
    start: Any = 1.0
    gradient: Callable[[Any], Any] = lambda w: w
    tolerance: float = 1e-9
    in_pytorch: bool = True


def numbers_in(outputs: Any) -> list[Any]:
    """Return the Tensors of an output that may be a tuple of tuples, in order."""
    if isinstance(outputs, (tuple, list)):
        return [tensor for part in outputs for tensor in numbers_in(part)]
    return [outputs] if isinstance(outputs, Tensor) or hasattr(outputs, "detach") else []
