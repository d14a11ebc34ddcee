"""Steps that the tests of the slides share: descending, quadratic losses, scales of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import autograd
import nn
from autograd import Tensor

__all__ = ["descend", "largest_difference", "min_max", "minimum", "z_score"]


def descend(
    loss: Callable[[], Tensor], parameters: Iterable[Tensor], lr: float, steps: int
) -> list[Tensor]:
    """Take full-batch gradient steps; return the loss before each of them, and after the last."""
    optimizer = nn.optim.SGD(parameters, lr=lr)
    trace = []
    for _ in range(steps):
        optimizer.zero_grad()
        cost = loss()
        cost.backward()
        optimizer.step()
        trace.append(cost.detach())
    return [*trace, loss().detach()]


def minimum(loss: Callable[[Tensor], Tensor], size: int) -> Tensor:
    """Return where a quadratic loss of a vector is least: one Newton step away from anywhere."""
    start = autograd.zeros(size)
    step: Tensor = autograd.solve(autograd.hessian(loss)(start), autograd.grad(loss)(start))
    return -step


def largest_difference(x: Tensor, y: Tensor) -> Tensor:
    """Return how far two tensors of one shape are apart in any element."""
    assert x.shape == y.shape
    return autograd.absolute(x - y).max()


def z_score(x: Tensor) -> Tensor:
    """Shift and scale each column to mean 0 and standard deviation 1."""
    return (x - x.mean(axis=0)) / autograd.std(x, axis=0)


def min_max(x: Tensor) -> Tensor:
    """Shift and scale each column to the interval from 0 to 1."""
    return (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
