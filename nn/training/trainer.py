"""Trainer: the loop that every training run has in common."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, no_grad

from ..module import Module
from ..optim import Optimizer
from .callbacks import Callback
from .history import History

__all__ = ["Trainer"]

Metric = Callable[[Any, Any], float]


class Trainer:
    """Trains a model, shows how it goes, and returns what was measured.

    Args:
        model: the model; it is called with the inputs of a batch.
        loss: `loss(prediction, target)`, a single number averaged over the batch.
        optimizer: an optimizer of the model's parameters.
        metrics: functions `metric(prediction, target)` that return a number, named in the
            history by their `__name__`; or a dict of them, named by its keys.

    Raises:
        TypeError: an argument is not what it should be.

    Example:
        >>> import autograd, nn
        >>> autograd.manual_seed(0)
        >>> x = autograd.randn(64, 3)
        >>> loader = nn.data.DataLoader(nn.data.TensorDataset(x, x.sum(axis=1, keepdims=True)),
        ...                             batch_size=16, shuffle=True)
        >>> model = nn.Linear(3, 1)
        >>> trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.1))
        >>> history = trainer.fit(loader, epochs=5, progress=False)
        >>> history["loss"][-1] < 0.01
        True
    """

    def __init__(
        self,
        model: Module,
        loss: Callable[[Any, Any], Tensor],
        optimizer: Optimizer,
        metrics: Sequence[Metric] | dict[str, Metric] = (),
    ) -> None:
        for name, value, kind in (("model", model, Module), ("optimizer", optimizer, Optimizer)):
            if not isinstance(value, kind):
                raise TypeError(
                    f"Trainer: {name} must be a {kind.__name__}, got {type(value).__name__}"
                )
        self.model = model
        self.loss = loss
        self.optimizer = optimizer
        named = metrics if isinstance(metrics, dict) else _by_name(metrics)
        for taken in ("loss", "epoch", "seconds"):
            if taken in named:
                raise ValueError(
                    f"Trainer: a metric cannot be called {taken!r}, the history's own column; give "
                    f"a dict with another name for it"
                )
        for name, function in {"loss": loss, **named}.items():
            if not callable(function):
                raise TypeError(f"Trainer: {name} must be callable, got {type(function).__name__}")
        self.metrics = dict(named)
        self.stop = False

    def fit(
        self,
        loader: Iterable[Any],
        epochs: int,
        validation: Iterable[Any] | None = None,
        callbacks: Sequence[Callback] = (),
        progress: bool = True,
    ) -> History:
        """Train for a number of epochs, or until a callback sets `trainer.stop` or Ctrl-C is typed.

        Args:
            loader: gives batches `(inputs, targets)`, such as a DataLoader.
            epochs: how often to go through the data.
            validation: batches to evaluate after each epoch; their numbers are in the history
                as `validation_loss` and so on. Default: none.
            callbacks: objects that are told of the epochs; see `Callback`.
            progress: show a progress bar for each epoch. Default: True.

        Returns:
            The history. After Ctrl-C it holds the finished epochs, and `interrupted` is True.

        Raises:
            ValueError: `epochs` is not a positive integer, or the loader gives no batches.
        """
        if isinstance(epochs, bool) or not isinstance(epochs, int) or epochs < 1:
            raise ValueError(f"fit: epochs must be a positive integer, got {epochs!r}")
        history = History()
        self.stop = False
        try:
            for callback in callbacks:
                callback.on_fit_begin(self)
            for epoch in range(1, epochs + 1):
                start = time.perf_counter()
                row: dict[str, Any] = {"epoch": epoch}
                with _Bar(loader, f"epoch {epoch}/{epochs}", progress) as bar:
                    row |= self._train_epoch(bar)
                    if validation is not None:
                        measured = self.evaluate(validation)
                        row |= {f"validation_{name}": value for name, value in measured.items()}
                    row["seconds"] = time.perf_counter() - start
                    bar.show({k: v for k, v in row.items() if k not in ("epoch", "seconds")})
                history.append(row)
                for callback in callbacks:
                    callback.on_epoch_end(self, row)
                if self.stop:
                    break
        except KeyboardInterrupt:
            history.interrupted = True
            print(f"interrupted after {len(history)} epochs", file=sys.stderr)
        for callback in callbacks:
            callback.on_fit_end(self, history)
        return history

    def _train_epoch(self, bar: _Bar) -> dict[str, float]:
        self.model.train()
        averages = _Averages("fit")
        for batch in bar:
            inputs, target = _pair(batch)
            prediction = self.model(inputs)
            loss = self.loss(prediction, target)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            averages.add(len(target), self._measure(loss, prediction, target))
            bar.show(averages.result())
        return averages.result()

    def _measure(self, loss: Tensor, prediction: Any, target: Any) -> dict[str, float]:
        values = {name: float(metric(prediction, target)) for name, metric in self.metrics.items()}
        return {"loss": loss.item(), **values}

    def evaluate(self, loader: Iterable[Any]) -> dict[str, float]:
        """Return the loss and metrics over all batches, in evaluation mode, without gradients.

        Raises:
            ValueError: the loader gives no batches.
        """
        averages = _Averages("evaluate")
        with _evaluating(self.model):
            for batch in loader:
                inputs, target = _pair(batch)
                prediction = self.model(inputs)
                loss = self.loss(prediction, target)
                averages.add(len(target), self._measure(loss, prediction, target))
        return averages.result()

    def predict(self, inputs: Any, batch_size: int = 1000) -> Tensor:
        """Return the model's outputs, in evaluation mode, without gradients.

        Args:
            inputs: a Tensor or array of samples, or a loader of batches, whose first part is
                taken.
            batch_size: how many samples of a Tensor or array to compute at once.

        Raises:
            ValueError: there are no inputs, or `batch_size` is not positive.
        """
        if batch_size < 1:
            raise ValueError(f"predict: batch_size must be positive, got {batch_size!r}")
        if isinstance(inputs, (Tensor, np.ndarray, list)):
            samples = inputs if isinstance(inputs, Tensor) else Tensor(inputs)
            batches: Iterable[Any] = (
                samples[i : i + batch_size] for i in range(0, len(samples), batch_size)
            )
        else:
            batches = (batch[0] if isinstance(batch, (tuple, list)) else batch for batch in inputs)
        with _evaluating(self.model):
            outputs = [self.model(batch) for batch in batches]
        if not outputs:
            raise ValueError("predict: there are no inputs")
        return autograd.concatenate(outputs)  # type: ignore[no-any-return]


class _Averages:
    """Means over samples, of numbers that are means over batches."""

    def __init__(self, caller: str) -> None:
        self._caller = caller
        self._samples = 0
        self._sums: dict[str, float] = {}

    def add(self, samples: int, values: dict[str, float]) -> None:
        self._samples += samples
        for name, value in values.items():
            self._sums[name] = self._sums.get(name, 0.0) + samples * value

    def result(self) -> dict[str, float]:
        if not self._samples:
            raise ValueError(f"{self._caller}: the loader gave no batches")
        return {name: total / self._samples for name, total in self._sums.items()}


class _Bar:
    """The batches of an epoch, under a progress bar if wanted."""

    def __init__(self, loader: Iterable[Any], title: str, visible: bool) -> None:
        self._loader = loader
        self._bar = None
        if visible:
            from tqdm import tqdm

            total = len(loader) if isinstance(loader, Sized) else None
            self._bar = tqdm(total=total, desc=title, unit="batch", mininterval=0.2)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __iter__(self) -> Iterator[Any]:
        for batch in self._loader:
            yield batch
            if self._bar is not None:
                self._bar.update()

    def show(self, values: dict[str, float]) -> None:
        if self._bar is not None:
            numbers = {name: f"{value:.4f}" for name, value in values.items()}
            self._bar.set_postfix(numbers, refresh=False)


@contextmanager
def _evaluating(model: Module) -> Iterator[None]:
    """Put every module in evaluation mode for a while, without gradients."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with no_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode


def _pair(batch: Any) -> tuple[Any, Any]:
    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        raise ValueError(
            "a training batch must be a pair (inputs, targets), got "
            + (f"{len(batch)} parts" if isinstance(batch, (tuple, list)) else type(batch).__name__)
        )
    return batch[0], batch[1]


def _by_name(metrics: Sequence[Metric]) -> dict[str, Metric]:
    named: dict[str, Metric] = {}
    for metric in metrics:
        name = str(getattr(metric, "__name__", type(metric).__name__))
        if name in named:
            raise ValueError(
                f"Trainer: two metrics are called {name!r}; give a dict with a name for each"
            )
        named[name] = metric
    return named
