"""What all callbacks share: the moments of a run, a state, and checks of settings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from ..history import History
    from ..trainer import Trainer

__all__ = ["Callback", "monitored", "one_of", "threshold"]


class Callback:
    """Base of callbacks: a subclass overrides the moments that it wants to hear of.

    The moments of a run, each told to the callbacks in the order in which they were given:

        on_fit_begin
            on_epoch_begin
                on_batch_end        after each step of the optimizer
            on_epoch_end            with the row of the history, which may get more columns
        on_fit_end                  also after Ctrl-C and after an error

    Of the run they may read `trainer.epoch` (from 1), `trainer.step` (the steps done so far),
    `trainer.history`, `trainer.model`, `trainer.optimizer` and `trainer.resumed` (the run goes on
    from a checkpoint). `trainer.stop = True` ends the run: after a batch its epoch ends there, with
    its row; after an epoch no other begins.

    A callback that remembers something from one moment to the next says so in `state_dict` and
    takes it back in `load_state_dict`, so that a Checkpoint can resume it; it forgets it in
    `on_fit_begin`, unless `trainer.resumed`.

    Attributes:
        order: callbacks of a higher order hear of each moment after those of a lower one. Default:
            0; a log of what happened has 1, a checkpoint 2.

    Example:
        >>> import nn
        >>> class StopWhenGood(nn.Callback):
        ...     def on_epoch_end(self, trainer, row):
        ...         if row["loss"] < 0.1:
        ...             trainer.stop = True
    """

    order: ClassVar[int] = 0

    def on_fit_begin(self, trainer: Trainer) -> None:
        """Hear that a training run begins."""

    def on_epoch_begin(self, trainer: Trainer) -> None:
        """Hear that an epoch begins; not again when a checkpoint resumes within it."""

    def on_batch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Hear that a step has been taken, and the loss before it."""

    def on_epoch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Hear that an epoch has ended, and what it measured."""

    def on_fit_end(self, trainer: Trainer, history: History) -> None:
        """Hear that the run has ended, also after Ctrl-C or an error."""

    def has_ended(self, trainer: Trainer) -> bool:
        """Say, when a run is resumed, whether by this callback's rule it had come to its end."""
        return False

    def state_dict(self) -> dict[str, Any]:
        """Return what the callback remembers: numbers, strings, arrays, lists and dicts of them."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take back what `state_dict` gave."""


def monitored(owner: str, row: Mapping[str, Any], name: str) -> float:
    """Return the column of a row that a callback looks at.

    Raises:
        KeyError: there is none; the message lists those that there are.
    """
    if name not in row:
        numbers = ", ".join(repr(column) for column in row if column not in ("epoch", "seconds"))
        raise KeyError(
            f"{owner}: there is no column {name!r} to monitor; there is {numbers}. The columns "
            f"validation_... need fit(validation=...)"
        )
    return float(row[name])


def one_of(owner: str, name: str, value: Any, choices: tuple[str, ...]) -> str:
    """Return a setting that is one of a few words, or say which there are."""
    if value not in choices:
        raise ValueError(f"{owner}: {name} must be one of {', '.join(choices)}; got {value!r}")
    return str(value)


def threshold(owner: str, name: str, value: Any) -> float:
    """Return a setting that is a finite number of at least 0, or say what is wrong with it."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value < 0:
        raise ValueError(f"{owner}: {name} must be a finite number >= 0, got {value!r}")
    return float(value)
