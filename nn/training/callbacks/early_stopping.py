"""Early stopping: end the training when the validation no longer gets better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...checks import positive_integer
from .callback import Callback, monitored, one_of, threshold

if TYPE_CHECKING:
    from ..history import History
    from ..trainer import Trainer

__all__ = ["MODES", "Best", "EarlyStopping"]

MODES = ("auto", "min", "max")
# Columns with these words in their names are better when they are larger.
_SUCCESS = ("accuracy", "precision", "recall", "f1", "r2", "score", "auc")


class Best:
    """The best value of a number so far.

    Args:
        monitor: the name of the number.
        mode: "min" or "max", which is better; "auto" for "max" where the name is a measure of
            success, such as "validation_accuracy".
        min_delta: by how much a value must be better to count.
    """

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0) -> None:
        success = any(word in monitor.lower() for word in _SUCCESS)
        self.sign = -1.0 if mode == "max" or (mode == "auto" and success) else 1.0
        self.min_delta = min_delta
        self.value: float | None = None

    def improved(self, value: float) -> bool:
        """Tell whether a value is the best so far, and keep it then. NaN never is."""
        if self.value is None:
            better = value == value
        else:
            better = self.sign * value < self.sign * self.value - self.min_delta
        if better:
            self.value = value
        return better


class EarlyStopping(Callback):
    """Ends the training when a number has not become better for some time.

    The curve of a validation error zigzags, so one step back is no reason to stop: only when none
    of the last `patience` values was better than the best, by more than `min_delta`, is it over.

    Args:
        monitor: the column of the history. Default: "validation_loss".
        patience: how many values in a row may fail to be better. Default: 5.
        min_delta: by how much a value must be better to count. Default: 0.
        mode: "min" for a loss, "max" for an accuracy; "auto" decides by the column's name:
            accuracy, precision, recall, f1, r2, score and auc are to be large. Default: "auto".
        restore_best: give the model its best weights when the run ends. Default: True.
        per: take a value per "epoch", or per "batch". Default: "epoch".
        every: take a value every so many epochs, or batches. By batch, a column `validation_...` is
            measured on the run's validation data each time. Default: 1.

    Attributes:
        best: the best value; None before the first.
        best_epoch: the epoch that it comes from.
        stopped_epoch: the epoch in which it ended the run; None if it did not.

    Raises:
        ValueError: a number is out of range, or `mode` or `per` is another word.
        KeyError: in the run, there is no such column.

    Source: deck 2, "조기 종료 (Early Stopping)"; deck 1, "Overfitting을 막기 위한 방법 (2)".

    Example:
        >>> import nn
        >>> stopping = nn.EarlyStopping("validation_accuracy", patience=3)
        >>> model = nn.Linear(1, 2)
        >>> trainer = nn.Trainer(model, nn.CrossEntropyLoss(),
        ...                      nn.optim.SGD(model.parameters(), lr=0.0), [nn.accuracy])
        >>> batches = [([[1.0]], [0])]
        >>> len(trainer.fit(batches, 100, batches, callbacks=[stopping], progress=False))
        4
    """

    def __init__(
        self,
        monitor: str = "validation_loss",
        patience: int = 5,
        min_delta: float = 0.0,
        mode: str = "auto",
        restore_best: bool = True,
        per: str = "epoch",
        every: int = 1,
    ) -> None:
        owner = type(self).__name__
        self.monitor = monitor
        self.patience = positive_integer(patience, f"{owner}: patience")
        self.min_delta = threshold(owner, "min_delta", min_delta)
        self.mode = one_of(owner, "mode", mode, MODES)
        self.restore_best = restore_best
        self.per = one_of(owner, "per", per, ("epoch", "batch"))
        self.every = positive_integer(every, f"{owner}: every")
        self._forget()

    def _forget(self) -> None:
        self._best = Best(self.monitor, self.mode, self.min_delta)
        self._failures = 0
        self._weights: dict[str, Any] | None = None
        self.best_epoch: int | None = None
        self.stopped_epoch: int | None = None

    @property
    def best(self) -> float | None:
        """The best value so far."""
        return self._best.value

    def on_fit_begin(self, trainer: Trainer) -> None:
        """Forget an earlier run."""
        if not trainer.resumed:
            self._forget()

    def on_batch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Judge the batch, if batches are judged."""
        if self.per == "batch" and trainer.step % self.every == 0:
            if self.monitor.startswith("validation_") and trainer.validation is not None:
                measured = trainer.evaluate(trainer.validation)
                row = {f"validation_{name}": value for name, value in measured.items()}
            self._judge(trainer, row)

    def on_epoch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Judge the epoch, if epochs are judged."""
        if self.per == "epoch" and trainer.epoch % self.every == 0:
            self._judge(trainer, row)

    def _judge(self, trainer: Trainer, row: dict[str, Any]) -> None:
        value = monitored(type(self).__name__, row, self.monitor)
        if self._best.improved(value):
            self._failures = 0
            self.best_epoch = trainer.epoch
            if self.restore_best:
                self._weights = trainer.model.state_dict()
            return
        self._failures += 1
        if self.has_ended(trainer):
            self.stopped_epoch = trainer.epoch
            trainer.stop = True

    def has_ended(self, trainer: Trainer) -> bool:
        """Say whether there has been no better value for too long."""
        return self._failures >= self.patience

    def on_fit_end(self, trainer: Trainer, history: History) -> None:
        """Give the model its best weights, also where the run ended in another way."""
        if self.restore_best and self._weights is not None:
            trainer.model.load_state_dict(self._weights)

    def state_dict(self) -> dict[str, Any]:
        """Return the best value with its weights, and how often there was no better one since."""
        return {
            "best": self._best.value, "best_epoch": self.best_epoch, "failures": self._failures,
            "stopped_epoch": self.stopped_epoch, "weights": self._weights,
        }  # fmt: skip

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self._best.value, self.best_epoch = state["best"], state["best_epoch"]
        self._failures, self.stopped_epoch = state["failures"], state["stopped_epoch"]
        self._weights = state["weights"]
