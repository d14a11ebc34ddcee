"""Learning rates that change while a model trains."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from ...optim.lr_scheduler import OneCycleLR
from .callback import Callback, monitored, one_of

if TYPE_CHECKING:
    from ..trainer import Trainer

__all__ = ["LRScheduling"]


class LRScheduling(Callback):
    """Lets a scheduler change the learning rate after each epoch, or after each step.

    The history gets a column "lr", the rate at the end of each epoch, before the scheduler changes
    it for the next one; with several groups of parameters "lr_0", "lr_1" and so on.

    Args:
        scheduler: a scheduler of `nn.optim.lr_scheduler`, or any object with `step()`,
            `state_dict()` and `load_state_dict()`.
        per: call its `step()` after each "epoch" or each "batch" (each step of the optimizer).
            Default: "batch" for a OneCycleLR, which counts its steps, "epoch" for all others.
        monitor: the column of the history whose value `step` is called with, as ReduceLROnPlateau
            needs. Default: none.

    Raises:
        TypeError: the scheduler has no `step`, or it needs a value and there is no `monitor`.
        ValueError: `per` is another word.
        KeyError: in the run, there is no such column.

    Example:
        >>> import nn
        >>> class Halving:
        ...     def __init__(self, optimizer): self.group = optimizer.param_groups[0]
        ...     def step(self): self.group["lr"] /= 2
        ...     def state_dict(self): return {}
        ...     def load_state_dict(self, state): pass
        >>> model = nn.Linear(1, 1)
        >>> optimizer = nn.optim.SGD(model.parameters(), lr=0.8)
        >>> trainer = nn.Trainer(model, nn.MSELoss(), optimizer)
        >>> history = trainer.fit([([[1.0]], [[2.0]])], 3, progress=False,
        ...                       callbacks=[nn.LRScheduling(Halving(optimizer))])
        >>> history["lr"]
        [0.8, 0.4, 0.2]
    """

    def __init__(self, scheduler: Any, per: str | None = None, monitor: str | None = None) -> None:
        owner = type(self).__name__
        for method in ("step", "state_dict", "load_state_dict"):
            if isinstance(scheduler, type) or not callable(getattr(scheduler, method, None)):
                what = scheduler.__name__ if isinstance(scheduler, type) else repr(scheduler)
                raise TypeError(
                    f"{owner}: takes a scheduler, with {method}(), such as "
                    f"nn.optim.lr_scheduler.StepLR(optimizer, 10); got {what}"
                )
        self.scheduler = scheduler
        usual = "batch" if isinstance(scheduler, OneCycleLR) else "epoch"
        self.per = one_of(owner, "per", usual if per is None else per, ("epoch", "batch"))
        self.monitor = monitor
        if monitor is None and _needs_a_value(scheduler):
            raise TypeError(
                f"{owner}: {type(scheduler).__name__} follows a number; say which column of the "
                f'history, such as monitor="validation_loss"'
            )

    def on_batch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Change the rate after a step, if steps count."""
        if self.per == "batch":
            self._step(row)

    def on_epoch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Note the rate, and change it if epochs count."""
        groups = trainer.optimizer.param_groups
        for number, group in enumerate(groups):
            row["lr" if len(groups) == 1 else f"lr_{number}"] = float(group["lr"])
        if self.per == "epoch":
            self._step(row)

    def _step(self, row: dict[str, Any]) -> None:
        if self.monitor is None:
            self.scheduler.step()
        else:
            self.scheduler.step(monitored(type(self).__name__, row, self.monitor))

    def state_dict(self) -> dict[str, Any]:
        """Return the scheduler's state."""
        return dict(self.scheduler.state_dict())

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Give the scheduler its state back."""
        self.scheduler.load_state_dict(state)


def _needs_a_value(scheduler: Any) -> bool:
    """Tell whether `step` has an argument without a default, as ReduceLROnPlateau's."""
    try:
        arguments = inspect.signature(scheduler.step).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(
        a.default is a.empty and a.kind in (a.POSITIONAL_ONLY, a.POSITIONAL_OR_KEYWORD)
        for a in arguments
    )
