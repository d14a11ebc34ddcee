"""Schedules made of schedules: one after the other, or all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from ..checks import whole_number
from ..optimizer import Optimizer
from .plateau import ReduceLROnPlateau
from .resuming import check_fits
from .scheduler import LRScheduler

__all__ = ["ChainedScheduler", "SequentialLR"]


class _Combined(LRScheduler):
    """A schedule made of others."""

    _not_saved = ("optimizer", "_schedulers")

    def __init__(self, optimizer: Any, schedulers: Sequence[LRScheduler]) -> None:
        """Take over schedulers of one optimizer; nothing is set yet."""
        self._schedulers = list(schedulers)
        if not self._schedulers:
            raise ValueError(f"{self._name} expects at least one scheduler, but got no scheduler.")
        for i, scheduler in enumerate(self._schedulers):
            if not isinstance(scheduler, LRScheduler):
                raise TypeError(
                    f"{self._name}: at index {i} is a {type(scheduler).__name__}, not a scheduler"
                )
        self._attach(self._schedulers[0].optimizer if optimizer is None else optimizer)
        for i, scheduler in enumerate(self._schedulers):
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ValueError(
                    f"{self._name} does not support `ReduceLROnPlateau`, whose step needs a "
                    f"measure, but got one at index {i}. Step it by itself"
                )
            if scheduler.optimizer is not self.optimizer:
                raise ValueError(
                    f"{self._name} expects all schedulers to belong to the same optimizer, but "
                    f"the one at index {i}, {type(scheduler).__name__}, has another"
                )
        self.base_lrs = list(self._schedulers[0].base_lrs)
        self._step_count = 1

    def state_dict(self) -> dict[str, Any]:
        """Return copies of where the schedule is, and of its schedules' states."""
        states = [scheduler.state_dict() for scheduler in self._schedulers]
        return {**super().state_dict(), "_schedulers": states}

    def _check_state(self, state_dict: Mapping[str, Any]) -> None:
        self._check_groups()
        own = self.state_dict()
        check_fits(self._name, own, state_dict)
        if len(state_dict["_schedulers"]) != len(self._schedulers):
            raise ValueError(
                f"{self._name}: the state is of {len(state_dict['_schedulers'])} schedulers, this "
                f"one has {len(self._schedulers)}"
            )
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            scheduler._check_state(state)

    def _restore(self, state_dict: Mapping[str, Any]) -> None:
        state = dict(state_dict)
        for scheduler, inner in zip(self._schedulers, state.pop("_schedulers"), strict=True):
            scheduler._restore(inner)
        super()._restore(state)


class SequentialLR(_Combined):
    """Follow one schedule after the other, each from its own beginning.

    Args:
        optimizer: the optimizer.
        schedulers: schedulers of this optimizer.
        milestones: the epochs at which the second, third ... one begins.
        last_epoch: only -1, from the beginning; resume with `load_state_dict`.

    Raises:
        TypeError: something is no scheduler.
        ValueError: there is no scheduler, they are of different optimizers, one is a
            ReduceLROnPlateau, or the milestones are not one fewer and increasing.

    Example:
        >>> import nn
        >>> from nn.optim.lr_scheduler import ExponentialLR, LinearLR, SequentialLR
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> warm_up = LinearLR(optimizer, start_factor=0.5, total_iters=2)
        >>> decay = ExponentialLR(optimizer, gamma=0.5)
        >>> scheduler = SequentialLR(optimizer, [warm_up, decay], milestones=[2])
        >>> for epoch in range(4):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.2]
        [0.3]
        [0.4]
        [0.2]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler],
        milestones: Sequence[int],
        last_epoch: int = -1,
    ) -> None:
        super().__init__(optimizer, schedulers)
        if last_epoch != -1:
            raise ValueError(
                f"SequentialLR: last_epoch must be -1, got {last_epoch!r}; resume with "
                f"load_state_dict"
            )
        self._milestones = [
            whole_number("SequentialLR", "a milestone", epoch) for epoch in milestones
        ]
        if len(self._milestones) != len(self._schedulers) - 1:
            raise ValueError(
                f"SequentialLR expects number of schedulers provided to be one more than the "
                f"number of milestone points, but got number of schedulers "
                f"{len(self._schedulers)} and the number of milestones to be equal to "
                f"{len(self._milestones)}"
            )
        if sorted(set(self._milestones)) != self._milestones:
            raise ValueError(f"SequentialLR: milestones must increase, got {self._milestones}")
        self._start(0)

    def _start(self, epoch: int) -> None:
        self.last_epoch = epoch
        self._begin(self._schedulers[0])

    def _begin(self, scheduler: LRScheduler) -> None:
        for group, lr in zip(self.optimizer.param_groups, scheduler.base_lrs, strict=True):
            group["lr"] = lr
        scheduler._start(0)
        self._last_lr = self._current()

    def _go_to(self, epoch: int) -> None:
        self._check_groups()
        place = bisect_right(self._milestones, epoch)
        scheduler = self._schedulers[place]
        if place and self._milestones[place - 1] == epoch:
            self._begin(scheduler)
        else:
            scheduler._go_to(scheduler.last_epoch + 1)
        self.last_epoch = epoch
        self._step_count += 1
        self._last_lr = self._current()


class ChainedScheduler(_Combined):
    """Step several schedules at once: their factors multiply.

    Args:
        schedulers: schedulers of one optimizer.
        optimizer: the optimizer. Default: that of the first scheduler.

    Raises:
        TypeError: something is no scheduler.
        ValueError: there is no scheduler, they are of different optimizers, or one is a
            ReduceLROnPlateau.

    Example:
        >>> import nn
        >>> from nn.optim.lr_scheduler import ChainedScheduler, ConstantLR, ExponentialLR
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=1.0)
        >>> both = [ConstantLR(optimizer, factor=0.1, total_iters=2), ExponentialLR(optimizer, 0.9)]
        >>> scheduler = ChainedScheduler(both)
        >>> for epoch in range(3):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.1]
        [0.09]
        [0.81]
    """

    def __init__(
        self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None
    ) -> None:
        super().__init__(optimizer, schedulers)
        self.last_epoch = 0
        self._last_lr = self._current()

    def _start(self, epoch: int) -> None:
        for scheduler in self._schedulers:
            scheduler._start(epoch)
        self.last_epoch = epoch
        self._last_lr = self._current()

    def _go_to(self, epoch: int) -> None:
        self._check_groups()
        for scheduler in self._schedulers:
            scheduler._go_to(scheduler.last_epoch + 1)
        self.last_epoch = epoch
        self._step_count += 1
        self._last_lr = self._current()
