"""What all schedulers of learning rates share."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ..checks import not_negative, whole_number
from ..optimizer import Optimizer
from .resuming import check_fits

__all__ = ["FactorLR", "LRScheduler", "one_for_each_group"]


class LRScheduler:
    """Base of schedulers: it sets the learning rates of an optimizer's groups, epoch by epoch.

    A subclass defines `get_lr`, the learning rates of `last_epoch`, one for each group. Call
    `step()` once an epoch (or once a batch, where the schedule counts batches), after the
    optimizer's `step()`.

    Args:
        optimizer: the optimizer whose groups' "lr" is set. Its groups note the learning rate that
            the schedule begins with as "initial_lr".
        last_epoch: the epoch that was finished last, to go on after it. Default: -1, from the
            beginning. To resume a run, prefer `load_state_dict`.

    Attributes:
        optimizer: the optimizer.
        base_lrs: the learning rates that the schedule starts from, one for each group.
        last_epoch: the number of the epoch whose learning rates are set.

    Raises:
        TypeError: `optimizer` is not an Optimizer.
        KeyError: `last_epoch` was given and a group has no "initial_lr".
        ValueError: a number is out of range.

    Example:
        >>> import nn
        >>> class Halving(nn.optim.lr_scheduler.LRScheduler):
        ...     def get_lr(self):
        ...         return [lr / 2**self.last_epoch for lr in self.base_lrs]
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = Halving(optimizer)
        >>> for epoch in range(2):
        ...     optimizer.step()
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.1]
    """

    # Attributes that a state dict does not hold.
    _not_saved: ClassVar[tuple[str, ...]] = ("optimizer",)

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        self._attach(optimizer)
        self.last_epoch = whole_number(self._name, "last_epoch", last_epoch, least=-1)
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise KeyError(
                    f"{self._name}: param 'initial_lr' is not specified in param_groups[{i}] when "
                    f"resuming with last_epoch={last_epoch}. Load the optimizer's state first, or "
                    f"leave last_epoch out and load the scheduler's"
                )
        self.base_lrs: list[float] = [group["initial_lr"] for group in optimizer.param_groups]
        self._last_lr: list[float] = self._current()
        self._step_count = 0
        self._start(self.last_epoch + 1)

    @property
    def _name(self) -> str:
        return type(self).__name__

    def _attach(self, optimizer: Any) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(
                f"{self._name}: {type(optimizer).__name__} is not an Optimizer; pass the optimizer "
                f"whose learning rate is to be scheduled"
            )
        self.optimizer = optimizer
        # How far the optimizer had come: a scheduler's step comes after one of the optimizer.
        self._optimizer_steps = optimizer._steps

    # --- learning rates ---------------------------------------------------------------------------

    def get_lr(self) -> Sequence[float]:
        """Return the learning rates of `last_epoch`; every subclass defines it."""
        raise NotImplementedError(f"{self._name} has no get_lr() method")

    def get_last_lr(self) -> list[float]:
        """Return the learning rates that this scheduler set last, one for each group."""
        return list(self._last_lr)

    def step(self) -> None:
        """Go on to the next epoch: set its learning rates.

        Raises:
            RuntimeError: the optimizer has got new groups since the scheduler was made.
            ValueError: the schedule is at its end, or a learning rate is negative or not finite.
        """
        self._warn_if_early()
        self._go_to(self.last_epoch + 1)

    def _start(self, epoch: int) -> None:
        """Begin with the learning rates that the groups have now."""
        self._go_to(epoch)

    def _go_to(self, epoch: int) -> None:
        before = self.last_epoch
        self._check_groups()
        self.last_epoch = epoch
        try:
            lrs = self.get_lr()
            what = f"the learning rate of epoch {epoch}"
            checked = [not_negative(self._name, what, lr) for lr in lrs]
        except BaseException:
            self.last_epoch = before
            raise
        self._step_count += 1
        self._write(checked)

    def _write(self, lrs: Sequence[float]) -> None:
        for group, lr in zip(self.optimizer.param_groups, lrs, strict=True):
            group["lr"] = lr
        self._last_lr = self._current()

    def _current(self) -> list[float]:
        return [group["lr"] for group in self.optimizer.param_groups]

    def _check_groups(self) -> None:
        groups = len(self.optimizer.param_groups)
        if groups != len(self.base_lrs):
            raise RuntimeError(
                f"{self._name}: the optimizer has {groups} parameter groups, and had "
                f"{len(self.base_lrs)} when the scheduler was made. Make the scheduler after "
                f"add_param_group"
            )

    def _warn_if_early(self) -> None:
        if self._step_count == 1 and self.optimizer._steps == self._optimizer_steps:
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. Call them in "
                "the opposite order: otherwise the first value of the learning rate schedule is "
                "skipped",
                UserWarning,
                stacklevel=3,
            )

    # --- saving and resuming ----------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Return copies of the settings and of where the schedule is; not of the optimizer.

        It holds only numbers, strings and lists of them, so it can be written as JSON.
        """
        kept = {k: v for k, v in vars(self).items() if k not in self._not_saved}
        del kept["_optimizer_steps"]
        return copy.deepcopy(kept)

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on where a state dict was taken, and set its learning rates.

        The optimizer's state may be loaded before or after.

        Raises:
            ValueError: it is the state of another scheduler, or of one with other groups. Nothing
                is loaded then.
            TypeError: it is no state dict.
        """
        self._check_state(state_dict)
        self._restore(state_dict)
        self._write(self._last_lr)

    def _check_state(self, state_dict: Mapping[str, Any]) -> None:
        self._check_groups()
        check_fits(self._name, self.state_dict(), state_dict)

    def _restore(self, state_dict: Mapping[str, Any]) -> None:
        self.__dict__.update(copy.deepcopy(dict(state_dict)))


class FactorLR(LRScheduler):
    """Base of schedules that multiply: `lr = floor + (start - floor) * factor_at(epoch)`.

    Computed from the start each time, so that rounding does not add up. Where someone else changed
    a learning rate in the meantime, the user or another scheduler, the schedule goes on from there
    as if it had started from `lr / factor`: schedules that are stepped together multiply.
    """

    @property
    def floor(self) -> float:
        """The learning rate that is left where the factor is 0."""
        return 0.0

    def factor_at(self, epoch: int) -> float:
        """Return what remains of the learning rate in an epoch."""
        raise NotImplementedError

    def get_lr(self) -> Sequence[float]:
        """Return the learning rates of `last_epoch`, one for each group."""
        factor = self.factor_at(self.last_epoch)
        return [self.floor + (start - self.floor) * factor for start in self._starts]

    def _start(self, epoch: int) -> None:
        self._starts = self._current() if epoch == 0 else list(self.base_lrs)
        self._last_lr = self._current()
        super()._go_to(epoch)

    def _go_to(self, epoch: int) -> None:
        self._check_groups()
        factor = self.factor_at(self.last_epoch)
        for i, (lr, written) in enumerate(zip(self._current(), self._last_lr, strict=True)):
            if lr != written and factor:  # at 0 there is no telling where from
                self._starts[i] = self.floor + (lr - self.floor) / factor
        super()._go_to(epoch)


def one_for_each_group(owner: str, name: str, value: Any, optimizer: Any, check: Any) -> list[Any]:
    """Return a setting that may be a list, one for each group, as that list, checked."""
    groups = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        return [check(owner, name, value)] * groups
    if len(value) != groups:
        raise ValueError(
            f"{owner}: {name} must have a value for each of the {groups} parameter groups, got "
            f"{len(value)}"
        )
    return [check(owner, f"{name}[{i}]", single) for i, single in enumerate(value)]
