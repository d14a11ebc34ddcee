"""Checks of what a Trainer is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

import numpy as np

import autograd

from .measurements import Metric

__all__ = ["by_name", "check_callable", "check_names", "limit", "pair", "seeded"]


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


def limit(name: str, value: Any) -> float | None:
    """Return a limit of the gradients, which is positive or None, or say what is wrong with it."""
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if value is not None and not (number and value > 0):
        raise ValueError(f"Trainer: {name} must be a number > 0 or None, got {value!r}")
    return None if value is None else float(value)


def by_name(metrics: Sequence[Metric]) -> dict[str, Metric]:
    """Return metrics by the names of their functions, or say which two have the same."""
    named: dict[str, Metric] = {}
    for metric in metrics:
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
        if not callable(function) and not hasattr(function, "compute"):
            raise TypeError(f"Trainer: {name} must be callable, got {type(function).__name__}")
