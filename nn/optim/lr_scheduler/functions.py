"""Schedules that are functions of one's own."""

from __future__ import annotations

import copy
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..optimizer import Optimizer
from .scheduler import LRScheduler, one_for_each_group

__all__ = ["LambdaLR", "MultiplicativeLR"]

Function = Callable[[int], float]


class _OfFunctions(LRScheduler):
    """A schedule with a function for each group."""

    _not_saved = ("optimizer", "lr_lambdas")

    def __init__(
        self, optimizer: Optimizer, lr_lambda: Function | Sequence[Function], last_epoch: int = -1
    ) -> None:
        self._attach(optimizer)
        self.lr_lambdas: list[Function] = one_for_each_group(
            self._name, "lr_lambda", lr_lambda, optimizer, _callable
        )
        super().__init__(optimizer, last_epoch)

    def state_dict(self) -> dict[str, Any]:
        """Return copies of where the schedule is, and of the attributes of functions that are
        objects; functions themselves are not saved.
        """
        kept = [
            None if isinstance(f, types.FunctionType) else copy.deepcopy(getattr(f, "__dict__", {}))
            for f in self.lr_lambdas
        ]
        return {**super().state_dict(), "lr_lambdas": kept}

    def _restore(self, state_dict: Mapping[str, Any]) -> None:
        state = dict(state_dict)
        for function, kept in zip(self.lr_lambdas, state.pop("lr_lambdas"), strict=True):
            if kept:
                function.__dict__.update(copy.deepcopy(kept))
        super()._restore(state)


def _callable(owner: str, name: str, value: Any) -> Any:
    if not callable(value):
        raise TypeError(f"{owner}: {name} should be a function, but got {type(value).__name__}")
    return value


class LambdaLR(_OfFunctions):
    """Set the learning rate by a function: `lr * lr_lambda(epoch)`.

    Args:
        optimizer: the optimizer.
        lr_lambda: gives the factor of an epoch; or a list of such functions, one for each group.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        TypeError: lr_lambda is no function.
        ValueError: there is not a function for each group; when stepping: a learning rate is
            negative or not finite.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch))
        >>> optimizer.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.2]
    """

    def get_lr(self) -> Sequence[float]:
        """Return the learning rates of `last_epoch`, one for each group."""
        epoch = self.last_epoch
        return [lr * f(epoch) for lr, f in zip(self.base_lrs, self.lr_lambdas, strict=True)]


class MultiplicativeLR(_OfFunctions):
    """Multiply the learning rate by a function of the epoch, every epoch but the first.

    Args:
        optimizer: the optimizer.
        lr_lambda: gives the factor between an epoch and the one before; or a list of such
            functions, one for each group.
        last_epoch: the epoch that was finished last. Default: -1, from the beginning.

    Raises:
        TypeError: lr_lambda is no function.
        ValueError: there is not a function for each group; when stepping: a learning rate is
            negative or not finite.

    Example:
        >>> import nn
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.4)
        >>> scheduler = nn.optim.lr_scheduler.MultiplicativeLR(optimizer, lambda epoch: 0.5)
        >>> optimizer.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.2]
    """

    def get_lr(self) -> Sequence[float]:
        """Return the learning rates of `last_epoch`, one for each group."""
        lrs = self._current()
        if self._step_count == 0 or self.last_epoch == 0:  # the beginning
            return lrs
        return [lr * f(self.last_epoch) for lr, f in zip(lrs, self.lr_lambdas, strict=True)]
