"""One cycle: a warm-up to a high learning rate, and down again far below the first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from ..checks import flag, fraction, not_negative, positive_number, unit_interval, whole_number
from ..optimizer import Optimizer
from .scheduler import LRScheduler, one_for_each_group

__all__ = ["OneCycleLR"]


class OneCycleLR(LRScheduler):
    """Raise the learning rate to its maximum and lower it far below; momentum goes the other way.

    From `max_lr / div_factor` to `max_lr` in the first `pct_start` of the steps, then down to
    `max_lr / div_factor / final_div_factor`. With three phases the way down is first as long as the
    way up, to where it began, and then to the end. Step it once a batch.

    Args:
        optimizer: the optimizer; its own learning rates are overwritten.
        max_lr: the highest learning rate, or a list of one for each group.
        total_steps: the number of steps of the whole cycle.
        epochs: with steps_per_epoch, in place of total_steps.
        steps_per_epoch: the number of batches of an epoch.
        pct_start: the part of the steps in which the learning rate rises. Default: 0.3.
        anneal_strategy: "cos" or "linear", the shape of each phase. Default: "cos".
        cycle_momentum: let momentum (or beta1) fall while the learning rate rises, and rise while
            it falls. Default: True.
        base_momentum: the lowest momentum, or a list of one for each group. Default: 0.85.
        max_momentum: the highest momentum, or a list of one for each group. Default: 0.95.
        div_factor: max_lr over the first learning rate. Default: 25.
        final_div_factor: the first learning rate over the last. Default: 10000.
        three_phase: go down to the first learning rate before going to the last. Default: False.
        last_epoch: the step that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: neither total_steps nor both others are given, a number is out of range, or the
            optimizer has no momentum to cycle; when stepping: more than total_steps.

    Source: Smith and Topin, "Super-Convergence", 2018.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.1, momentum=0.9)
        >>> scheduler = nn.optim.lr_scheduler.OneCycleLR(
        ...     optimizer, max_lr=0.5, total_steps=5, pct_start=0.4, div_factor=5
        ... )
        >>> for batch in range(5):
        ...     group = optimizer.param_groups[0]
        ...     print(f"{group['lr']:.5f}, {group['momentum']:.3f}")
        ...     optimizer.step()
        ...     scheduler.step()
        0.10000, 0.950
        0.50000, 0.850
        0.37500, 0.875
        0.12501, 0.925
        0.00001, 0.950
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: Literal["cos", "linear"] = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        self._attach(optimizer)
        self.total_steps = _total_steps(total_steps, epochs, steps_per_epoch)
        self.pct_start = unit_interval("OneCycleLR", "pct_start", pct_start)
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"OneCycleLR: anneal_strategy must be one of 'cos' or 'linear', instead got "
                f"{anneal_strategy!r}"
            )
        self.anneal_strategy = anneal_strategy
        self.three_phase = flag("OneCycleLR", "three_phase", three_phase)
        self.div_factor = positive_number("OneCycleLR", "div_factor", div_factor)
        self.final_div_factor = positive_number("OneCycleLR", "final_div_factor", final_div_factor)
        max_lrs = one_for_each_group("OneCycleLR", "max_lr", max_lr, optimizer, not_negative)
        self.cycle_momentum = flag("OneCycleLR", "cycle_momentum", cycle_momentum)
        if self.cycle_momentum and not optimizer.defaults.keys() & {"momentum", "betas"}:
            raise ValueError(
                f"OneCycleLR: optimizer must support momentum or beta1 with `cycle_momentum` "
                f"option enabled; {type(optimizer).__name__} has neither, so pass "
                f"cycle_momentum=False"
            )
        self.base_momentums, self.max_momentums = (
            one_for_each_group("OneCycleLR", name, value, optimizer, fraction)
            for name, value in (("base_momentum", base_momentum), ("max_momentum", max_momentum))
        )
        # Checked before the groups are written to: a cycle that is refused leaves no trace.
        whole_number("OneCycleLR", "last_epoch", last_epoch, least=-1)
        self._check_step(last_epoch + 1)
        for group, highest in zip(optimizer.param_groups, max_lrs, strict=True):
            group["initial_lr"] = highest / self.div_factor
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> Sequence[float]:
        """Return the learning rates of `last_epoch`, one for each group."""
        start, end, done = self._place()
        lrs = []
        for first in self.base_lrs:
            levels = {"first": first, "highest": first * self.div_factor,
                      "last": first / self.final_div_factor}  # fmt: skip
            lrs.append(self._between(levels[start], levels[end], done))
        return lrs

    def _momentums(self) -> list[float]:
        start, end, done = self._place()
        momentums = []
        for low, high in zip(self.base_momentums, self.max_momentums, strict=True):
            levels = {"first": high, "highest": low, "last": high}
            momentums.append(self._between(levels[start], levels[end], done))
        return momentums

    def _place(self) -> tuple[str, str, float]:
        """Between which levels `last_epoch` is, and which part of the way is done."""
        self._check_step(self.last_epoch)
        top = self.pct_start * self.total_steps - 1
        phases = [(top, "first", "highest"), (self.total_steps - 1, "highest", "last")]
        if self.three_phase:
            back = 2 * self.pct_start * self.total_steps - 2
            phases[1:] = [(back, "highest", "first"), (self.total_steps - 1, "first", "last")]
        # After the last step there may be one more, which nobody trains with.
        step = min(self.last_epoch, self.total_steps - 1)
        reached = sum(step > end for end, _, _ in phases[:-1])
        end, start_level, end_level = phases[reached]
        begin = phases[reached - 1][0] if reached else 0.0
        done = (step - begin) / (end - begin) if end > begin else 1.0
        return start_level, end_level, done

    def _check_step(self, step: int) -> None:
        if step > self.total_steps:
            raise ValueError(
                f"Tried to step {step} times. The specified number of total steps is "
                f"{self.total_steps}"
            )

    def _between(self, start: float, end: float, done: float) -> float:
        if self.anneal_strategy == "linear":
            return start + (end - start) * done
        return end + (start - end) * (1 + math.cos(math.pi * done)) / 2

    def _write(self, lrs: Sequence[float]) -> None:
        super()._write(lrs)
        if not self.cycle_momentum:
            return
        for group, momentum in zip(self.optimizer.param_groups, self._momentums(), strict=True):
            if "betas" in group:
                group["betas"] = (momentum, group["betas"][1])
            else:
                group["momentum"] = momentum


def _total_steps(total_steps: Any, epochs: Any, steps_per_epoch: Any) -> int:
    if total_steps is not None:
        return whole_number("OneCycleLR", "total_steps", total_steps)
    if epochs is None or steps_per_epoch is None:
        raise ValueError(
            "OneCycleLR: You must define either total_steps OR (epochs AND steps_per_epoch)"
        )
    epochs_wanted = whole_number("OneCycleLR", "epochs", epochs)
    return epochs_wanted * whole_number("OneCycleLR", "steps_per_epoch", steps_per_epoch)
