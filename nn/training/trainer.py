"""Trainer: the loop that every training run has in common."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from autograd import Tensor

from .. import utils
from ..checks import positive_integer
from ..evaluation import evaluating
from ..losses.loss import Loss
from ..module import Module
from ..optim import Optimizer
from .arguments import (
    by_name,
    check_batches,
    check_callable,
    check_names,
    check_optimizer,
    limit,
    listed_callbacks,
    pair,
    seeded,
    single_number,
)
from .batch_weights import weight_of_batch
from .callbacks import Callback
from .epoch_progress import EpochProgress
from .history import History
from .measurements import Measurements, Metric, arrays_of, joined
from .progress_bar import ProgressBar
from .run_state import read_run_state, write_run_state

__all__ = ["Trainer"]


class Trainer:
    """Trains a model, shows how it goes, and returns what was measured.

    A step computes the loss of a batch and its gradients, clips them, and lets the optimizer
    change the weights. With `accumulate=k`, k batches of the loader make one: their gradients are
    added up, each with its part of the samples, so that the step is that of the one big batch.

    Args:
        model: the model; it is called with the inputs of a batch.
        loss: `loss(prediction, target)`, a single number averaged over the batch; or added up over
            it, where `loss.reduction` is "sum".
        optimizer: an optimizer of the model's parameters.
        metrics: functions `metric(prediction, target)` that return a number or a row of numbers,
            named in the history by their `__name__`; or a dict of them, named by its keys. A
            function is called once per epoch, with the predictions of all its batches, since most
            metrics are no means over batches. Predictions that are too many to keep, or that
            cannot be joined, need an object with `reset()`, `update(prediction, target)` for each
            batch and `compute()`; for a checkpoint within an epoch also with `state_dict()` and
            `load_state_dict(state)`.
        regularizer: `regularizer(model)`, a penalty that is added to the loss of each step, such as
            `nn.L2Penalty`. The history's "loss" is without it, "penalty" is it alone. Default:
            none.
        clip_grad_norm: the largest norm of all gradients together; a larger one is scaled down.
            Default: no limit.
        clip_grad_value: the largest absolute value of each gradient. Default: no limit.
        constraint: `constraint(model)` changes the model after each step, such as `nn.MaxNorm`.
            Default: none.
        accumulate: how many of the loader's batches make one step. Default: 1.
        batch_weight: `batch_weight(target)`, how much a batch counts in the mean of its epoch, and
            in a step of several: what its own mean divides by. Default: its number of samples; for
            `CrossEntropyLoss` and `NLLLoss` of labels `(N,)` the sum of their classes' weights.

    Attributes:
        epoch: the number of the current epoch, from 1.
        step: the iterations done in this run: the steps of the optimizer.
        history: the rows of this run's finished epochs.
        stop: a callback sets it to end the run.
        resumed: whether the run goes on from a checkpoint.
        callbacks, loader, validation: what `fit` was given.
        epoch_progress: how far the current epoch has come; None between epochs.

    Raises:
        TypeError: an argument is not what it should be.
        ValueError: a number is out of range, two metrics have the same name, or the optimizer
            holds none of the model's parameters.

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
        *,
        regularizer: Callable[[Module], Any] | None = None,
        clip_grad_norm: float | None = None,
        clip_grad_value: float | None = None,
        constraint: Callable[[Module], Any] | None = None,
        accumulate: int = 1,
        batch_weight: Callable[[Any], float] | None = None,
    ) -> None:
        if not isinstance(model, Module):
            raise TypeError(f"Trainer: model must be a Module, got {type(model).__name__}")
        if isinstance(model, Loss):
            raise TypeError("Trainer: the model comes first, and then the loss; they are exchanged")
        check_optimizer(optimizer, model)
        named = metrics if isinstance(metrics, dict) else by_name(metrics)
        check_names(named)
        check_callable({"loss": loss, **named})
        optional = {
            "regularizer": regularizer, "constraint": constraint, "batch_weight": batch_weight,
        }  # fmt: skip
        check_callable({name: given for name, given in optional.items() if given is not None})
        self.model = model
        self.loss = loss
        self.optimizer = optimizer
        self.metrics = dict(named)
        self.regularizer = regularizer
        self.clip_grad_norm = limit("clip_grad_norm", clip_grad_norm)
        self.clip_grad_value = limit("clip_grad_value", clip_grad_value)
        self.constraint = constraint
        self.accumulate = positive_integer(accumulate, "Trainer: accumulate")
        self.batch_weight = partial(weight_of_batch, loss) if batch_weight is None else batch_weight
        self._begin(None, None, ())

    def _begin(self, loader: Any, validation: Any, callbacks: Sequence[Callback]) -> None:
        self.loader, self.validation = loader, validation
        self.callbacks = listed_callbacks(callbacks)
        self.history = History()
        self.epoch = self.step = 0
        self.stop = self.resumed = False
        self.epoch_progress: EpochProgress | None = None

    # --- training ---------------------------------------------------------------------------------

    def fit(
        self,
        loader: Iterable[Any],
        epochs: int,
        validation: Iterable[Any] | None = None,
        callbacks: Sequence[Callback] = (),
        progress: bool = True,
        *,
        seed: int | None = None,
        resume: str | os.PathLike[str] | None = None,
    ) -> History:
        """Train for a number of epochs, or until a callback sets `trainer.stop` or Ctrl-C is typed.

        Two runs of equal models with equal seeds give equal weights, to the bit on one machine. All
        random numbers (order of the data, augmentation, dropout) come from the library's generator:
        `autograd.manual_seed` before the model is made governs its initial weights too; `seed=`
        governs this run alone.

        Args:
            loader: gives batches `(inputs, targets)`, such as a DataLoader.
            epochs: how often to go through the data, those before a resumed checkpoint included.
            validation: batches to evaluate after each epoch; their numbers are in the history
                as `validation_loss` and so on. Default: none.
            callbacks: objects that are told of the run's moments; see `Callback`.
            progress: show a progress bar for each epoch. Default: True.
            seed: draw this run's random numbers from a generator with this seed. Default: None,
                the library's generator as it stands.
            resume: a file of `Checkpoint`, to go on from; model, optimizer, loaders and callbacks
                must have been made as for that run. `path if path.exists() else None` begins or
                goes on, as the case may be. Default: None, begin.

        Returns:
            The history. After Ctrl-C it holds the finished epochs, and `interrupted` is True.

        Raises:
            ValueError: `epochs` is not a positive integer, `seed` is not an integer of at least 0,
                the loader gives no batches, the loss gives more than one number, or the checkpoint
                is damaged or of another run, and then nothing was changed.
            TypeError: an argument is not what it should be, or the loss gives no Tensor.
            FileNotFoundError: there is no checkpoint.
        """
        epochs = positive_integer(epochs, "fit: epochs")
        for given in (loader, () if validation is None else validation):
            check_batches(given, "fit")
        with seeded(seed):
            self._begin(loader, validation, callbacks)
            if resume is not None:
                read_run_state(self, resume)
                self.resumed = True
                # By the rules as they are now: they may have been changed since.
                self.stop = any(callback.has_ended(self) for callback in self.callbacks)
            self._fit(epochs, progress)
        return self.history

    def _fit(self, epochs: int, progress: bool) -> None:
        with ExitStack() as endings:
            try:
                # The last one in is the first one out; each is told, whatever the others raise.
                for callback in reversed(self.callbacks):
                    endings.callback(callback.on_fit_end, self, self.history)
                for callback in self.callbacks:
                    callback.on_fit_begin(self)
                while self.epoch_progress or (self.epoch < epochs and not self.stop):
                    self._run_epoch(epochs, progress)
            except KeyboardInterrupt:
                self.history.interrupted = True
                finished = len(self.history)
                print(
                    f"interrupted after {finished} finished epoch{'' if finished == 1 else 's'}",
                    file=sys.stderr,
                )

    def _run_epoch(self, epochs: int, progress: bool) -> None:
        if self.epoch_progress is None:  # else a resumed checkpoint goes on within its epoch
            self.epoch += 1
            for callback in self.callbacks:
                callback.on_epoch_begin(self)
            self.epoch_progress = EpochProgress(self.loader, self.measurements("fit"))
        under_way = self.epoch_progress
        row: dict[str, Any] = {"epoch": self.epoch}
        with ProgressBar(self.loader, f"epoch {self.epoch}/{epochs}", progress) as bar:
            self._train_epoch(under_way, bar)
            row |= under_way.measured.result()
            if self.validation is not None:
                measured = self.evaluate(self.validation)
                row |= {f"validation_{name}": value for name, value in measured.items()}
            row["seconds"] = under_way.seconds
            bar.show({k: v for k, v in row.items() if k not in ("epoch", "seconds")})
        self.epoch_progress = None
        if math.isnan(row["loss"]) and not any(math.isnan(r["loss"]) for r in self.history):
            print(
                f"epoch {self.epoch}: the loss is NaN, and so the weights may be; "
                f"autograd.detect_anomaly() finds where it begins",
                file=sys.stderr,
            )
        self.history.append(row)
        for callback in self.callbacks:
            callback.on_epoch_end(self, self.history.rows[-1])

    def _train_epoch(self, under_way: EpochProgress, bar: ProgressBar) -> None:
        self.model.train()
        batches = under_way.batches_to_do(bar, self.loader)
        while not self.stop and (group := list(islice(batches, self.accumulate))):
            row = self._train_batch(group, under_way.measured)
            under_way.batches += len(group)
            bar.show(under_way.measured.averages())
            for callback in self.callbacks:
                callback.on_batch_end(self, row)

    def _train_batch(self, group: list[Any], measured: Measurements) -> dict[str, float]:
        """Take one step, by the gradients of a group of batches, and return its losses."""
        pairs = [pair(batch) for batch in group]
        weights = [float(self.batch_weight(target)) for _, target in pairs]
        total = sum(weights)
        if not total > 0:
            raise ValueError("fit: a batch has no samples, or batch_weight gives it no weight")
        self.optimizer.zero_grad()
        row = {"loss": 0.0}
        for place, ((inputs, target), weight) in enumerate(zip(pairs, weights, strict=True)):
            prediction = self.model(inputs)
            loss = single_number(self.loss(prediction, target))
            values = {"loss": loss.item()}
            part = 1.0 if self._adds_up else weight / total
            row["loss"] += part * values["loss"]
            if part != 1.0:
                loss = part * loss
            if self.regularizer is not None and place == 0:  # once a step, not once a batch
                penalty = self.regularizer(self.model)
                row["penalty"] = float(penalty)
                loss = loss + penalty
            if self.regularizer is not None:
                values["penalty"] = row["penalty"]
            loss.backward()
            measured.add(weight, values)
            measured.predicted(prediction, target)
        self._clip_gradients()
        self.optimizer.step()
        if self.constraint is not None:
            self.constraint(self.model)
        self.step += 1
        return row

    def _clip_gradients(self) -> None:
        if self.clip_grad_value is not None:
            utils.clip_grad_value_(self.model.parameters(), self.clip_grad_value)
        if self.clip_grad_norm is not None:
            utils.clip_grad_norm_(self.model.parameters(), self.clip_grad_norm)

    @property
    def _adds_up(self) -> bool:
        return getattr(self.loss, "reduction", "mean") == "sum"

    def measurements(self, caller: str) -> Measurements:
        """Return a place to gather the numbers of an epoch; `caller` is named in errors."""
        return Measurements(caller, self.metrics, self._adds_up)

    def save_checkpoint(self, path: str | os.PathLike[str]) -> Path:
        """Save the state of the run, for `fit(resume=path)`; `Checkpoint` calls it.

        Call it where a callback may: in `on_batch_end` or `on_epoch_end`, after the others.

        Returns:
            The path of the file; a missing suffix becomes `.npz`.
        """
        return write_run_state(self, path)

    # --- using the model --------------------------------------------------------------------------

    def evaluate(self, loader: Iterable[Any]) -> dict[str, float]:
        """Return the loss and metrics over all batches, in evaluation mode, without gradients.

        Raises:
            ValueError: the loader gives no batches.
        """
        check_batches(loader, "evaluate")
        measured = self.measurements("evaluate")
        with evaluating(self.model):
            for batch in loader:
                inputs, target = pair(batch)
                prediction = self.model(inputs)
                loss = single_number(self.loss(prediction, target))
                measured.add(float(self.batch_weight(target)), {"loss": loss.item()})
                measured.predicted(prediction, target)
        return measured.result()

    def predict(self, inputs: Any, batch_size: int = 1000) -> Any:
        """Return the model's outputs, in evaluation mode, without gradients.

        A model with several outputs, in a tuple or dict, gives a tuple or dict of Tensors.

        Args:
            inputs: a Tensor or array of samples, or a loader of batches, whose first part is
                taken.
            batch_size: how many samples of a Tensor or array to compute at once.

        Raises:
            ValueError: there are no inputs, or `batch_size` is not positive.
        """
        batch_size = positive_integer(batch_size, "predict: batch_size")
        if isinstance(inputs, (Tensor, np.ndarray, list)):
            samples = inputs if isinstance(inputs, Tensor) else Tensor(inputs)
            batches: Iterable[Any] = (
                samples[i : i + batch_size] for i in range(0, len(samples), batch_size)
            )
        else:
            check_batches(inputs, "predict")
            batches = (batch[0] if isinstance(batch, (tuple, list)) else batch for batch in inputs)
        with evaluating(self.model):
            outputs = [arrays_of(self.model(batch)) for batch in batches]
        if not outputs:
            raise ValueError("predict: there are no inputs")
        return joined(outputs)
