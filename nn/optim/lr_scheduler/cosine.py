"""Schedules along a cosine, which start and end gently."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..checks import not_negative, whole_number
from ..optimizer import Optimizer
from .scheduler import FactorLR, LRScheduler

__all__ = ["CosineAnnealingLR", "CosineAnnealingWarmRestarts"]


class CosineAnnealingLR(FactorLR):
    """Lower the learning rate along half a cosine, to a least one.

        eta_min + (lr - eta_min) * (1 + cos(pi * epoch / T_max)) / 2

    After `T_max` epochs it rises again, as the cosine does.

    Args:
        optimizer: the optimizer.
        T_max: the number of epochs until the least learning rate.
        eta_min: the least learning rate. Default: 0.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: T_max is no positive integer, or eta_min is negative.

    Source: Loshchilov and Hutter, "SGDR", 2017 (without the restarts).

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=2)
        >>> for epoch in range(3):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.4]
        [0.2]
        [0.0]
    """

    def __init__(
        self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        self.T_max = whole_number("CosineAnnealingLR", "T_max", T_max)
        self.eta_min: float = not_negative("CosineAnnealingLR", "eta_min", eta_min)
        super().__init__(optimizer, last_epoch)

    @property
    def floor(self) -> float:
        """The learning rate that is left where the factor is 0."""
        return self.eta_min

    def factor_at(self, epoch: int) -> float:
        """Return what remains of the learning rate, above the least one, in an epoch."""
        return (1 + math.cos(math.pi * epoch / self.T_max)) / 2


class CosineAnnealingWarmRestarts(LRScheduler):
    """Lower the learning rate along half a cosine, again and again from the top.

        eta_min + (lr - eta_min) * (1 + cos(pi * T_cur / T_i)) / 2

    where T_cur is the number of epochs since the last restart, and T_i how many there are until
    the next one: T_0 at first, then T_mult times as many after each restart.

    Args:
        optimizer: the optimizer.
        T_0: the number of epochs until the first restart.
        T_mult: by how much the time until a restart grows. Default: 1.
        eta_min: the least learning rate. Default: 0.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: T_0 or T_mult is no positive integer, or eta_min is negative.

    Source: Loshchilov and Hutter, "SGDR", 2017.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=2)
        >>> for epoch in range(3):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.4]
        [0.2]
        [0.4]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,
        T_mult: int = 1,
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        self.T_0 = whole_number("CosineAnnealingWarmRestarts", "T_0", T_0)
        self.T_mult = whole_number("CosineAnnealingWarmRestarts", "T_mult", T_mult)
        self.eta_min: float = not_negative("CosineAnnealingWarmRestarts", "eta_min", eta_min)
        self.T_i, self.T_cur = self.T_0, 0.0
        super().__init__(optimizer, last_epoch)

    def step(self, epoch: Any = None) -> None:
        """Go on to the next epoch, or to any, also between two.

        Args:
            epoch: where to go; `epoch + batch / batches` follows the schedule batch by batch.
                Default: the next whole one.
        """
        self._warn_if_early()
        if epoch is None:
            epoch = self.last_epoch + 1
        self._go_to(not_negative("CosineAnnealingWarmRestarts", "epoch", epoch))
        self.last_epoch = math.floor(epoch)

    def get_lr(self) -> Sequence[float]:
        """Return the learning rates of `last_epoch`, one for each group."""
        self.T_cur, self.T_i = self.last_epoch, self.T_0
        if self.T_mult == 1:
            self.T_cur %= self.T_i
        while self.T_cur >= self.T_i:
            self.T_cur -= self.T_i
            self.T_i *= self.T_mult
        factor = (1 + math.cos(math.pi * self.T_cur / self.T_i)) / 2
        return [self.eta_min + (lr - self.eta_min) * factor for lr in self.base_lrs]
