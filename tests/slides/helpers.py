"""Steps that the tests of the slides share: descending, quadratic losses, scales of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

import autograd
import nn
from autograd import Tensor, gradients

__all__ = ["descend", "hessian", "largest_difference", "min_max", "minimum", "std", "z_score"]


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


def hessian(loss: Tensor, theta: Tensor) -> Tensor:
    """Return the second derivatives of a loss with respect to a vector, one row per element."""
    (slope,) = gradients(loss, theta, create_graph=True)
    rows = [gradients(part, theta, retain_graph=True)[0] for part in slope]
    return autograd.stack(rows)


def minimum(loss: Callable[[Tensor], Tensor], size: int) -> Tensor:
    """Return where a quadratic loss of a vector is least: one Newton step away from anywhere."""
    theta = autograd.zeros(size, requires_grad=True)
    curvature = hessian(loss(theta), theta)
    (slope,) = gradients(loss(theta), theta)
    return Tensor(-np.linalg.solve(curvature.numpy(), slope.numpy()))


def largest_difference(x: Tensor, y: Tensor) -> Tensor:
    """Return how far two tensors of one shape are apart in any element."""
    assert x.shape == y.shape
    return autograd.absolute(x - y).max()


def std(x: Tensor, ddof: int = 0) -> Tensor:
    """Return the standard deviation of each column, of a population or (ddof=1) of a sample."""
    squares: Tensor = (x - x.mean(axis=0)) ** 2
    return autograd.sqrt(squares.sum(axis=0) / (len(x) - ddof))


def z_score(x: Tensor) -> Tensor:
    """Shift and scale each column to mean 0 and standard deviation 1."""
    return (x - x.mean(axis=0)) / std(x)


def min_max(x: Tensor) -> Tensor:
    """Shift and scale each column to the interval from 0 to 1."""
    return (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
