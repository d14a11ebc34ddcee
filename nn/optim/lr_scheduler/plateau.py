"""Lower the learning rate when a measure no longer improves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from ..checks import fraction, not_negative, whole_number
from ..optimizer import Optimizer
from .scheduler import LRScheduler, one_for_each_group

__all__ = ["ReduceLROnPlateau"]


class ReduceLROnPlateau(LRScheduler):
    """Lower the learning rate when a measure, such as the validation loss, stops improving.

    After more than `patience` epochs without a new best, `lr = max(lr * factor, min_lr)`, followed
    by `cooldown` epochs in which nothing counts. A NaN is never an improvement.

    Args:
        optimizer: the optimizer.
        mode: "min" where smaller is better, "max" where larger is. Default: "min".
        factor: of the learning rate, below 1. Default: 0.1.
        patience: how many epochs without improvement are borne. Default: 10.
        threshold: by how much a new best must be better. Default: 0.0001.
        threshold_mode: "rel": better than `best * (1 - threshold)`, or `best * (1 + threshold)`
            for "max"; "abs": than `best - threshold`, or `best + threshold`. Default: "rel".
        cooldown: how many epochs to wait after a change. Default: 0.
        min_lr: the least learning rate, or a list of one for each group. Default: 0.
        eps: changes of the learning rate that are not larger are left out. Default: 1e-8.

    Attributes:
        best: the best measure so far.
        num_bad_epochs: how many epochs there were without improvement.
        cooldown_counter: how many epochs still do not count.

    Raises:
        TypeError: `optimizer` is not an Optimizer.
        ValueError: a number is out of range, or a mode is not known.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
        >>> for loss in (1.0, 0.7, 0.8, 0.7):
        ...     scheduler.step(loss)
        ...     print(scheduler.get_last_lr())
        [0.4]
        [0.4]
        [0.4]
        [0.2]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: Literal["min", "max"] = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: Literal["rel", "abs"] = "rel",
        cooldown: int = 0,
        min_lr: float | list[float] = 0,
        eps: float = 1e-8,
    ) -> None:
        self._attach(optimizer)
        if mode not in ("min", "max"):
            raise ValueError(f"ReduceLROnPlateau: mode must be 'min' or 'max', got {mode!r}")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(
                f"ReduceLROnPlateau: threshold_mode must be 'rel' or 'abs', got {threshold_mode!r}"
            )
        self.mode, self.threshold_mode = mode, threshold_mode
        self.factor: float = fraction("ReduceLROnPlateau", "factor", factor)
        self.patience = whole_number("ReduceLROnPlateau", "patience", patience, least=0)
        self.threshold: float = not_negative("ReduceLROnPlateau", "threshold", threshold)
        self.cooldown = whole_number("ReduceLROnPlateau", "cooldown", cooldown, least=0)
        self.min_lrs = one_for_each_group(
            "ReduceLROnPlateau", "min_lr", min_lr, optimizer, not_negative
        )
        self.eps = not_negative("ReduceLROnPlateau", "eps", eps)
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = self.cooldown_counter = 0
        super().__init__(optimizer)

    def step(self, metrics: Any) -> None:  # type: ignore[override]
        """Go on to the next epoch, after a measurement.

        Args:
            metrics: the measure of the epoch: a number or a Tensor of one.

        Raises:
            TypeError: it is no number.
        """
        try:
            if isinstance(metrics, (str, bytes, bool)):
                raise TypeError
            measured = float(metrics)
        except (TypeError, ValueError):
            raise TypeError(
                f"ReduceLROnPlateau: step takes the measure to watch, a number such as the "
                f"validation loss; got {metrics!r}"
            ) from None
        self._check_groups()
        if self._improves(measured):
            self.best, self.num_bad_epochs = measured, 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        self._go_to(self.last_epoch + 1)
        if self.num_bad_epochs > self.patience:
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0

    @property
    def in_cooldown(self) -> bool:
        """Whether epochs do not count, after a change."""
        return self.cooldown_counter > 0

    def get_lr(self) -> Sequence[float]:
        """Return the learning rates of the next step, one for each group."""
        lrs = self._current()
        if self.num_bad_epochs <= self.patience:
            return lrs
        lower = [max(lr * self.factor, least) for lr, least in zip(lrs, self.min_lrs, strict=True)]
        return [new if lr - new > self.eps else lr for lr, new in zip(lrs, lower, strict=True)]

    def _improves(self, measured: float) -> bool:
        if self.threshold_mode == "rel":
            change = self.threshold if self.mode == "max" else -self.threshold
            bar = self.best * (1 + change)
        else:
            bar = self.best + (self.threshold if self.mode == "max" else -self.threshold)
        return measured > bar if self.mode == "max" else measured < bar
