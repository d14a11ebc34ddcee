"""The decks' rules for ending gradient descent: enough steps, a small loss, a loss at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...checks import positive_integer
from .callback import Callback, monitored, one_of, threshold

if TYPE_CHECKING:
    from ..trainer import Trainer

__all__ = ["Convergence", "LossTolerance", "MaxIterations"]

_MOMENTS = ("epoch", "batch")


class MaxIterations(Callback):
    """Ends the training after a number of iterations, also in the middle of an epoch.

    An iteration is one step of the optimizer.

    Args:
        iterations: the number of steps.

    Raises:
        ValueError: it is not a positive integer.

    Source: deck 1, "오차를 바탕으로 가설의 파라미터 갱신"; deck 3, "1 Iteration 의 정의".

    Example:
        >>> import nn
        >>> model = nn.Linear(1, 1)
        >>> trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.1))
        >>> batches = [([[1.0]], [[2.0]])] * 10
        >>> history = trainer.fit(batches, 9, callbacks=[nn.MaxIterations(25)], progress=False)
        >>> trainer.step, len(history)
        (25, 3)
    """

    def __init__(self, iterations: int) -> None:
        self.iterations = positive_integer(iterations, "MaxIterations: iterations")

    def on_batch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Stop after the last step."""
        if self.has_ended(trainer):
            trainer.stop = True

    def has_ended(self, trainer: Trainer) -> bool:
        """Say whether so many steps are done."""
        return trainer.step >= self.iterations


class LossTolerance(Callback):
    """Ends the training once the loss is below a given value.

    Args:
        tolerance: the value.
        monitor: the column of the history to compare. Default: "loss".
        per: look at the end of each "epoch" or after each "batch". Default: "epoch".

    Raises:
        ValueError: the tolerance is not a finite number of at least 0, or `per` is another word.

    Source: deck 1, "오차를 바탕으로 가설의 파라미터 갱신": repeat until the loss is below a value.

    Example:
        >>> import nn
        >>> model = nn.Linear(1, 1)
        >>> trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.1))
        >>> rule = nn.LossTolerance(0.001)
        >>> history = trainer.fit([([[1.0]], [[2.0]])], 500, callbacks=[rule], progress=False)
        >>> history["loss"][-1] < 0.001 <= history["loss"][-2]
        True
    """

    def __init__(self, tolerance: float, monitor: str = "loss", per: str = "epoch") -> None:
        self.tolerance = threshold("LossTolerance", "tolerance", tolerance)
        self.monitor = monitor
        self.per = one_of("LossTolerance", "per", per, _MOMENTS)
        self._last: float | None = None

    def on_fit_begin(self, trainer: Trainer) -> None:
        """Forget the loss of an earlier run."""
        if not trainer.resumed:
            self._last = None

    def on_batch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Compare the batch's loss."""
        if self.per == "batch":
            self._compare(trainer, row)

    def on_epoch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Compare the epoch's loss."""
        if self.per == "epoch":
            self._compare(trainer, row)

    def _compare(self, trainer: Trainer, row: dict[str, Any]) -> None:
        self._last = monitored("LossTolerance", row, self.monitor)
        if self.has_ended(trainer):
            trainer.stop = True

    def has_ended(self, trainer: Trainer) -> bool:
        """Say whether the last loss was small enough."""
        return self._last is not None and self._last < self.tolerance

    def state_dict(self) -> dict[str, Any]:
        """Return the last loss."""
        return {"last": self._last}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take back the last loss of a checkpoint."""
        self._last = state["last"]


class Convergence(Callback):
    """Ends the training once the loss has come to rest: `|loss_k - loss_(k-1)| < tolerance`.

    Args:
        tolerance: the difference.
        monitor: the column of the history to compare. Default: "loss".
        per: compare the losses of "epoch" and epoch, or of "batch" and batch. Default: "epoch".
        patience: how often in a row it must be so. Default: 1.

    Raises:
        ValueError: a number is out of range, or `per` is another word.

    Source: deck 1, "Batch GD": repeat until the loss converges.

    Example:
        >>> import nn
        >>> model = nn.Linear(1, 1)
        >>> trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.1))
        >>> rule = nn.Convergence(1e-6)
        >>> history = trainer.fit([([[1.0]], [[2.0]])], 500, callbacks=[rule], progress=False)
        >>> abs(history["loss"][-1] - history["loss"][-2]) < 1e-6
        True
    """

    def __init__(
        self, tolerance: float, monitor: str = "loss", per: str = "epoch", patience: int = 1
    ) -> None:
        self.tolerance = threshold("Convergence", "tolerance", tolerance)
        self.monitor = monitor
        self.per = one_of("Convergence", "per", per, _MOMENTS)
        self.patience = positive_integer(patience, "Convergence: patience")
        self._forget()

    def _forget(self) -> None:
        self._last: float | None = None
        self._changes: list[float] = []  # the last ones, as many as the patience

    def on_fit_begin(self, trainer: Trainer) -> None:
        """Forget the loss of an earlier run."""
        if not trainer.resumed:
            self._forget()

    def on_batch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Compare the batch's loss with that of the batch before."""
        if self.per == "batch":
            self._compare(trainer, row)

    def on_epoch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Compare the epoch's loss with that of the epoch before."""
        if self.per == "epoch":
            self._compare(trainer, row)

    def _compare(self, trainer: Trainer, row: dict[str, Any]) -> None:
        loss = monitored("Convergence", row, self.monitor)
        if self._last is not None:
            self._changes = [*self._changes, abs(loss - self._last)][-self.patience :]
        self._last = loss
        if self.has_ended(trainer):
            trainer.stop = True

    def has_ended(self, trainer: Trainer) -> bool:
        """Say whether the loss has been at rest often enough."""
        enough = len(self._changes) == self.patience
        return enough and all(change < self.tolerance for change in self._changes)

    def state_dict(self) -> dict[str, Any]:
        """Return the last loss and its last changes."""
        return {"last": self._last, "changes": self._changes}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on comparing with the last loss of a checkpoint."""
        self._last, self._changes = state["last"], state["changes"][-self.patience :]
