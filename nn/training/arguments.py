"""Checks of what a Trainer is given."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

import numpy as np

import autograd
from autograd import Tensor

from ..data.dataset import Dataset
from ..module import Module
from ..optim import Optimizer
from .callbacks import Callback
from .measurements import Metric

__all__ = [
    "by_name", "check_batches", "check_callable", "check_names", "check_optimizer",
    "listed_callbacks", "limit", "pair", "seeded", "single_number",
]  # fmt: skip


def seeded(seed: Any) -> AbstractContextManager[None]:
    """Draw random numbers from a generator with a seed, in a block; with None, as before.

    Raises:
        ValueError: the seed is not an integer of at least 0.
    """
    if seed is None:
        return nullcontext()
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"fit: seed must be an integer >= 0, got {seed!r}")
    return autograd.use_generator(np.random.default_rng(seed))


def pair(batch: Any) -> tuple[Any, Any]:
    """Return the inputs and the targets of a batch, or say what else it is."""
    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        raise ValueError(
            "a training batch must be a pair (inputs, targets), got "
            + (f"{len(batch)} parts" if isinstance(batch, (tuple, list)) else type(batch).__name__)
        )
    return batch[0], batch[1]


def single_number(loss: Any) -> Tensor:
    """Return what a loss gave, which must be a Tensor of one number, or say what it is."""
    if not isinstance(loss, Tensor):
        raise TypeError(f"the loss must give a Tensor, got {type(loss).__name__}")
    if math.prod(loss.shape) != 1:
        raise ValueError(
            f"the loss must give a single number, such as the mean over the batch, got shape "
            f"{loss.shape}"
        )
    return loss


def check_batches(loader: Any, caller: str) -> None:
    """Refuse what gives no batches, a dataset above all: its items would be taken for them."""
    if isinstance(loader, (Tensor, np.ndarray)):
        raise TypeError(
            f"{caller}: needs batches of inputs and targets, got one {type(loader).__name__}; "
            f"nn.data.DataLoader(nn.data.TensorDataset(inputs, targets), batch_size=32) makes them"
        )
    if isinstance(loader, Dataset):
        raise TypeError(
            f"{caller}: needs batches, and a {type(loader).__name__} gives single items; "
            f"nn.data.DataLoader(dataset, batch_size=32) makes batches of them"
        )
    if not isinstance(loader, Iterable) and not hasattr(loader, "__getitem__"):
        raise TypeError(f"{caller}: needs a loader of batches, got {type(loader).__name__}")


def check_optimizer(optimizer: Any, model: Module) -> None:
    """Refuse what is no optimizer, and one that would leave the model as it is."""
    if not isinstance(optimizer, Optimizer):
        is_class = isinstance(optimizer, type)
        given = f"the class {optimizer.__name__}" if is_class else type(optimizer).__name__
        raise TypeError(f"Trainer: optimizer must be an Optimizer, got {given}")
    own = {id(parameter) for parameter in model.parameters()}
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if own and not own & held:
        raise ValueError(
            "Trainer: the optimizer holds none of the model's parameters; was it made for another "
            "model, or for an earlier one?"
        )


def listed_callbacks(callbacks: Any) -> list[Callback]:
    """Return callbacks in the order in which they hear of a moment, or say what is none."""
    if isinstance(callbacks, (str, Callback)) or not isinstance(callbacks, Iterable):
        raise TypeError(f"fit: callbacks must be a list, got {type(callbacks).__name__}")
    listed = list(callbacks)
    for callback in listed:
        if not isinstance(callback, Callback):
            what = getattr(callback, "__name__", type(callback).__name__)
            raise TypeError(f"fit: callbacks must be Callback objects, got {what}")
    return sorted(listed, key=lambda callback: callback.order)


def limit(name: str, value: Any) -> float | None:
    """Return a limit of the gradients, which is positive or None, or say what is wrong with it."""
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if value is not None and not (number and value > 0):
        raise ValueError(f"Trainer: {name} must be a number > 0 or None, got {value!r}")
    return None if value is None else float(value)


def by_name(metrics: Sequence[Metric]) -> dict[str, Metric]:
    """Return metrics by the names of their functions, or say which two have the same."""
    if isinstance(metrics, str) or not isinstance(metrics, Iterable):
        raise TypeError(f"Trainer: metrics must be a list or a dict, got {metrics!r}")
    named: dict[str, Metric] = {}
    for metric in metrics:
        if isinstance(metric, str):
            raise TypeError(f"Trainer: a metric must be callable, such as nn.accuracy, not a name; "
                            f"got {metric!r}")  # fmt: skip
        function: Any = metric.func if isinstance(metric, partial) else metric
        name = str(getattr(function, "__name__", type(function).__name__))
        if name in named:
            raise ValueError(
                f"Trainer: two metrics are called {name!r}; give a dict with a name for each"
            )
        named[name] = metric
    return named


def check_names(metrics: Mapping[str, Any]) -> None:
    """Refuse the names that the history uses itself."""
    for taken in ("loss", "penalty", "epoch", "seconds", "lr"):
        if taken in metrics:
            raise ValueError(
                f"Trainer: a metric cannot be called {taken!r}, the history's own column; give "
                f"a dict with another name for it"
            )


def check_callable(functions: Mapping[str, Any]) -> None:
    """Refuse what is neither a function nor a metric that gathers by itself."""
    for name, function in functions.items():
        if isinstance(function, type):
            raise TypeError(
                f"Trainer: {name} must be an object, got the class {function.__name__}; make one: "
                f"{function.__name__}()"
            )
        if not callable(function) and not hasattr(function, "compute"):
            raise TypeError(f"Trainer: {name} must be callable, got {type(function).__name__}")
