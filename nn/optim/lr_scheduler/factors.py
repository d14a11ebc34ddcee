"""Schedules that lower the learning rate by factors: in steps, in a line, exponentially."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from ..checks import not_negative, positive_number, unit_interval, whole_number
from ..optimizer import Optimizer
from .scheduler import FactorLR

__all__ = ["ConstantLR", "ExponentialLR", "LinearLR", "MultiStepLR", "PolynomialLR", "StepLR"]


class StepLR(FactorLR):
    """Lower the learning rate every few epochs: `lr * gamma ** (epoch // step_size)`.

    Args:
        optimizer: the optimizer.
        step_size: the number of epochs from one change to the next.
        gamma: the factor of each change. Default: 0.1.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: step_size is no positive integer, or gamma is negative.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.5)
        >>> scheduler = nn.optim.lr_scheduler.StepLR(optimizer, step_size=2)
        >>> for epoch in range(4):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.5]
        [0.5]
        [0.05]
        [0.05]
    """

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.step_size = whole_number("StepLR", "step_size", step_size)
        self.gamma = not_negative("StepLR", "gamma", gamma)
        super().__init__(optimizer, last_epoch)

    def factor_at(self, epoch: int) -> float:
        """Return what remains of the learning rate in an epoch."""
        return float(self.gamma ** (epoch // self.step_size))


class MultiStepLR(FactorLR):
    """Lower the learning rate at given epochs: `lr * gamma ** (milestones reached)`.

    Args:
        optimizer: the optimizer.
        milestones: the epochs of the changes; one that is named twice counts twice.
        gamma: the factor of each change. Default: 0.1.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: a milestone is no positive integer, or gamma is negative.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.5)
        >>> scheduler = nn.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[1, 3])
        >>> for epoch in range(4):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.5]
        [0.05]
        [0.05]
        [0.005]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        milestones: Iterable[int],
        gamma: float = 0.1,
        last_epoch: int = -1,
    ) -> None:
        if isinstance(milestones, str) or not isinstance(milestones, Iterable):
            raise ValueError(f"MultiStepLR: milestones must be epochs, got {milestones!r}")
        self.milestones = sorted(
            whole_number("MultiStepLR", "a milestone", epoch) for epoch in milestones
        )
        self.gamma = not_negative("MultiStepLR", "gamma", gamma)
        super().__init__(optimizer, last_epoch)

    def factor_at(self, epoch: int) -> float:
        """Return what remains of the learning rate in an epoch."""
        return float(self.gamma ** bisect_right(self.milestones, epoch))


class ExponentialLR(FactorLR):
    """Lower the learning rate every epoch: `lr * gamma ** epoch`.

    Args:
        optimizer: the optimizer.
        gamma: the factor of each epoch.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: gamma is negative.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
        >>> optimizer.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.2]
    """

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = not_negative("ExponentialLR", "gamma", gamma)
        super().__init__(optimizer, last_epoch)

    def factor_at(self, epoch: int) -> float:
        """Return what remains of the learning rate in an epoch."""
        return float(self.gamma**epoch)


class ConstantLR(FactorLR):
    """Use a part of the learning rate for some epochs, then all of it.

    Args:
        optimizer: the optimizer.
        factor: the part, from 0 to 1. Default: 1/3.
        total_iters: for how many epochs. Default: 5.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: factor is not from 0 to 1, or total_iters is no positive integer.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=2)
        >>> for epoch in range(3):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.2]
        [0.2]
        [0.4]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        factor: float = 1.0 / 3,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        self.factor = unit_interval("ConstantLR", "factor", factor)
        self.total_iters = whole_number("ConstantLR", "total_iters", total_iters)
        super().__init__(optimizer, last_epoch)

    def factor_at(self, epoch: int) -> float:
        """Return what remains of the learning rate in an epoch."""
        return self.factor if epoch < self.total_iters else 1.0


class LinearLR(FactorLR):
    """Raise (or lower) the learning rate in a straight line over some epochs: a warm-up.

        lr * (start_factor + (end_factor - start_factor) * min(epoch / total_iters, 1))

    Args:
        optimizer: the optimizer.
        start_factor: the part of the learning rate to begin with, above 0, to 1. Default: 1/3.
        end_factor: the part to end with, from 0 to 1. Default: 1.
        total_iters: the number of epochs from one to the other. Default: 5.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: a factor is out of range, or total_iters is no positive integer.

    Source: Goyal et al., 2017, for the warm-up.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.5, total_iters=2)
        >>> for epoch in range(4):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.2]
        [0.3]
        [0.4]
        [0.4]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        positive_number("LinearLR", "start_factor", start_factor)
        self.start_factor = unit_interval("LinearLR", "start_factor", start_factor)
        self.end_factor = unit_interval("LinearLR", "end_factor", end_factor)
        self.total_iters = whole_number("LinearLR", "total_iters", total_iters)
        super().__init__(optimizer, last_epoch)

    def factor_at(self, epoch: int) -> float:
        """Return what remains of the learning rate in an epoch."""
        done = min(self.total_iters, epoch) / self.total_iters
        return float(self.start_factor + (self.end_factor - self.start_factor) * done)


class PolynomialLR(FactorLR):
    """Lower the learning rate to 0 over some epochs: `lr * (1 - epoch / total_iters) ** power`.

    Args:
        optimizer: the optimizer.
        total_iters: the number of epochs until 0, where it stays. Default: 5.
        power: 1 gives a straight line. Default: 1.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        ValueError: total_iters is no positive integer, or power is negative.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=2, power=2)
        >>> for epoch in range(3):
        ...     print(scheduler.get_last_lr())
        ...     optimizer.step()
        ...     scheduler.step()
        [0.4]
        [0.1]
        [0.0]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        total_iters: int = 5,
        power: float = 1.0,
        last_epoch: int = -1,
    ) -> None:
        self.total_iters = whole_number("PolynomialLR", "total_iters", total_iters)
        self.power = not_negative("PolynomialLR", "power", power)
        super().__init__(optimizer, last_epoch)

    def factor_at(self, epoch: int) -> float:
        """Return what remains of the learning rate in an epoch."""
        return float((1 - min(self.total_iters, epoch) / self.total_iters) ** self.power)
