"""Callbacks: what else should happen while a model trains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .history import History
    from .trainer import Trainer

__all__ = ["Callback"]


class Callback:
    """Base of callbacks: a subclass overrides the moments that it wants to hear of.

    A callback ends the training after the current epoch with `trainer.stop = True`.

    Example:
        >>> import nn
        >>> class StopWhenGood(nn.Callback):
        ...     def on_epoch_end(self, trainer, row):
        ...         trainer.stop = row["loss"] < 0.1
    """

    def on_fit_begin(self, trainer: Trainer) -> None:
        """Hear that a training run begins."""

    def on_epoch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Hear that an epoch has ended, and what it measured."""

    def on_fit_end(self, trainer: Trainer, history: History) -> None:
        """Hear that the run has ended, also after Ctrl-C."""
