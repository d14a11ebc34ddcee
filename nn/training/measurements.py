"""What an epoch measures: the mean loss, and metrics of all its predictions together."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from autograd import Tensor

__all__ = ["GatheringMetric", "Measurements", "Metric", "arrays_of", "joined"]


class GatheringMetric(Protocol):
    """A metric that is told of each batch and asked at the end of the epoch."""

    def reset(self) -> None:
        """Forget what was gathered."""

    def update(self, prediction: Any, target: Any) -> None:
        """Gather one batch."""

    def compute(self) -> Any:
        """Return the number, or the row of numbers, of all batches."""


Metric = Callable[[Any, Any], Any] | GatheringMetric


class Measurements:
    """Gathers the numbers of an epoch's batches.

    A loss is averaged over the batches, each with its weight (or added up, where the loss itself is
    a sum). A metric is not: the mean of the batches' F1 or R2 is not the epoch's. So a function is
    called once, on the predictions of the whole epoch; and an object with `reset()`,
    `update(prediction, target)` and `compute()` is told of each batch, and asked at the end.
    """

    def __init__(self, caller: str, metrics: Mapping[str, Any], adds_up: bool = False) -> None:
        self._caller = caller
        self._adds_up = adds_up
        self._weight = 0.0
        self._sums: dict[str, float] = {}
        self._metrics = {name: _gathering(name, metric) for name, metric in metrics.items()}
        for metric in self._metrics.values():
            metric.reset()

    def add(self, weight: float, values: Mapping[str, float]) -> None:
        """Count the loss, and what else is averaged, of one batch."""
        self._weight += weight
        for name, value in values.items():
            # A penalty of the weights does not grow with the batches, whatever the loss does.
            factor = 1.0 if self._adds_up and name == "loss" else weight
            self._sums[name] = self._sums.get(name, 0.0) + factor * value

    def predicted(self, prediction: Any, target: Any) -> None:
        """Count the predictions of one batch in all metrics."""
        for metric in self._metrics.values():
            metric.update(prediction, target)

    def averages(self) -> dict[str, float]:
        """Return the means so far, without the metrics.

        Raises:
            ValueError: there were no batches.
        """
        if not self._sums:
            raise ValueError(
                f"{self._caller}: the loader gave no batches. (An iterator or generator gives them "
                f"only once; a list or a DataLoader begins anew each time.)"
            )
        return {
            name: total if self._adds_up and name == "loss" else total / self._weight
            for name, total in self._sums.items()
        }

    def result(self) -> dict[str, float]:
        """Return the means and the metrics; one that gives several numbers has a column for each.

        Raises:
            ValueError: there were no batches.
        """
        row = self.averages()
        for name, metric in self._metrics.items():
            row |= _columns(name, metric.compute())
        return row

    def state_dict(self) -> dict[str, Any]:
        """Return what was gathered so far; of a user's own metric, what its `state_dict` gives.

        Raises:
            TypeError: it has none, and so would begin anew in the middle of an epoch.
        """
        for name, metric in self._metrics.items():
            if not (hasattr(metric, "state_dict") and hasattr(metric, "load_state_dict")):
                raise TypeError(
                    f"the metric {name!r} needs state_dict() and load_state_dict(), for a "
                    f"checkpoint within an epoch to hold what it has gathered"
                )
        metrics = {name: metric.state_dict() for name, metric in self._metrics.items()}
        return {"weight": self._weight, "sums": dict(self._sums), "metrics": metrics}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave.

        Raises:
            ValueError: it was saved with other metrics.
        """
        if state["metrics"].keys() != self._metrics.keys():
            raise ValueError(
                f"it was saved within an epoch with the metrics "
                f"{', '.join(state['metrics']) or 'none'}; this run has "
                f"{', '.join(self._metrics) or 'none'}"
            )
        self._weight, self._sums = state["weight"], dict(state["sums"])
        for name, gathered in state["metrics"].items():
            self._metrics[name].load_state_dict(gathered)


class _OfAllPredictions:
    """A metric that is a function: it keeps the predictions, and is computed of all of them."""

    def __init__(self, name: str, function: Callable[[Any, Any], Any]) -> None:
        self._name = name
        self._function = function

    def reset(self) -> None:
        self._predictions: list[Any] = []
        self._targets: list[Any] = []

    def update(self, prediction: Any, target: Any) -> None:
        self._predictions.append(arrays_of(prediction))
        self._targets.append(arrays_of(target))

    def compute(self) -> Any:
        try:
            prediction, target = joined(self._predictions), joined(self._targets)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"the metric {self._name!r} needs the predictions of all batches, which cannot be "
                f"joined: {error}. Give an object with reset(), update(prediction, target) and "
                f"compute() instead of a function"
            ) from error
        return self._function(prediction, target)

    def state_dict(self) -> dict[str, Any]:
        return {"predictions": list(self._predictions), "targets": list(self._targets)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._predictions, self._targets = list(state["predictions"]), list(state["targets"])


def _gathering(name: str, metric: Any) -> Any:
    if all(hasattr(metric, method) for method in ("reset", "update", "compute")):
        return copy.deepcopy(metric)  # evaluating within an epoch must not disturb the epoch's own
    return _OfAllPredictions(name, metric)


def arrays_of(batch: Any) -> Any:
    """Return the values of a batch, without its graph."""
    if isinstance(batch, Tensor):
        return np.asarray(batch.data)
    if isinstance(batch, tuple):
        return tuple(arrays_of(part) for part in batch)
    if isinstance(batch, dict):
        return {key: arrays_of(part) for key, part in batch.items()}
    return np.asarray(batch)


def joined(batches: list[Any]) -> Any:
    """Return several batches as one: arrays along their first axis, tuples and dicts by part."""
    first = batches[0]
    if isinstance(first, tuple):
        return tuple(joined(list(parts)) for parts in zip(*batches, strict=True))
    if isinstance(first, dict):
        return {key: joined([batch[key] for batch in batches]) for key in first}
    return Tensor(first if len(batches) == 1 else np.concatenate(batches))


def _columns(name: str, value: Any) -> dict[str, float]:
    values = np.asarray(value.data if isinstance(value, Tensor) else value)
    if values.dtype.kind not in "biuf" or values.ndim > 1:
        raise TypeError(
            f"the metric {name!r} must give a number or a row of numbers, got "
            + (f"shape {values.shape}" if values.ndim > 1 else repr(value))
        )
    if values.ndim:
        return {f"{name}_{i}": float(number) for i, number in enumerate(values)}
    return {name: float(values)}
