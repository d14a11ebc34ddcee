"""Single numbers: chains of operations, and micrograd's demo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.cases.job import Builder, Job
from benchmarks.cases.moons import make_moons

__all__ = ["CHAIN_NODES", "JOBS", "constants", "demo"]

CHAIN_NODES = 900  # micrograd recurses: a longer chain needs a deeper stack


def constants(x: Any, w: Any, relu: Callable[[Any], Any], nodes: int = CHAIN_NODES) -> Any:
    """Multiply by a constant, add a constant: each operation has one recorded input."""
    for _ in range(nodes // 2):
        x = x * 0.999 + 0.001
    return x


def parameters(x: Any, w: Any, relu: Callable[[Any], Any]) -> Any:
    """Multiply by a parameter, add a parameter: each operation has two recorded inputs."""
    y = x
    for _ in range(CHAIN_NODES // 2):
        y = y * w + x
    return y


def mixture(x: Any, w: Any, relu: Callable[[Any], Any]) -> Any:
    """A parameter, constants, a power, a ReLU: all of micrograd's operations."""
    for _ in range(CHAIN_NODES // 5):
        x = relu((x * w + 0.3) ** 2 * 0.5)
    return x


def chain(operations: Callable[..., Any], library: Any) -> Job:
    """Build a chain and take its derivative; the number is that derivative."""

    def step() -> Any:
        x, w = library.scalar(1.0), library.scalar(0.99)
        operations(x, w, library.relu).backward()
        return x.grad

    return Job(step, changes=False)


def demo(library: Any) -> Job:
    """One step of micrograd's demo: 2-16-16-1 on 100 points of two moons, hinge loss, SGD.

    Source: https://github.com/karpathy/micrograd, demo.ipynb.
    """
    points, labels = make_moons(100, noise=0.1)
    model = library.scalar_mlp(2, [16, 16, 1])
    initial_scalars(model.parameters())
    constant = partial(library.scalar, requires_grad=False)

    def step() -> Any:
        inputs = [list(map(constant, point)) for point in points]
        scores = list(map(model, inputs))
        losses = [(1 + -y * score).relu() for y, score in zip(labels, scores, strict=True)]
        data_loss = sum(losses) * (1.0 / len(losses))
        penalty = 1e-4 * sum(p * p for p in model.parameters())
        loss = data_loss + penalty
        model.zero_grad()
        loss.backward()
        library.descend(model.parameters(), 0.1)
        return loss

    return Job(step, number=library.number)


def initial_scalars(weights: list[Any]) -> None:
    """Set weights to numbers between -1 and 1, always the same, as micrograd's are at random."""
    for place, weight in enumerate(weights):
        weight.data = (place * 0.6180339887498949 % 1.0) * 2 - 1


JOBS: dict[str, Builder] = {
    "chain-constants": partial(chain, constants),
    "chain-parameters": partial(chain, parameters),
    "chain-mixture": partial(chain, mixture),
    "demo": demo,
}
