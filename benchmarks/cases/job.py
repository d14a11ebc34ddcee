"""What a worker runs: a step, over and over; and the jobs that most cases are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = [
    "Builder", "Job", "classification_batch", "inference", "initial_values", "initialise",
    "training",
]  # fmt: skip


@dataclass
class Job:
    """Work that can be repeated.

    Attributes:
        step: does it once; it returns a number, or what `number` makes one of.
        number: the number of a step by which the sides are held together.
        changes: whether steps change what the next ones compute, as those of training do: then
            ten are compared, else one.
        check: returns the numbers to compare. Default: None, those of the first steps.
    """

    step: Callable[[], Any]
    number: Callable[[Any], float] = float
    changes: bool = True
    check: Callable[[], list[float]] | None = None

    def first_numbers(self) -> list[float]:
        if self.check is not None:
            return self.check()
        return [self.number(self.step()) for _ in range(10 if self.changes else 1)]


# Makes a job with a library, and maybe of a size.
Builder = Callable[..., Job]


def classification_batch(shape: tuple[int, ...]) -> tuple[Any, Any]:
    """Return random inputs and labels from 0 to 9, always the same."""
    generator = np.random.default_rng(0)
    return generator.random(shape, dtype=np.float32), generator.integers(0, 10, shape[0])


def initial_values(shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    """Return values for parameters, always the same: He's weights, biases of 0, scales of 1."""
    generator = np.random.default_rng(1)
    values = {}
    for name, shape in sorted(shapes.items()):
        if "bias" in name:
            values[name] = np.zeros(shape, np.float32)
        elif len(shape) == 1:
            values[name] = np.ones(shape, np.float32)
        else:
            deviation = np.sqrt(2 / np.prod(shape[1:]))
            values[name] = (deviation * generator.standard_normal(shape)).astype(np.float32)
    return values


def initialise(library: Any, network: Any) -> None:
    """Give a network the initial values, whatever library it is made of."""
    parameters = {name: library.array(p) for name, p in network.named_parameters()}
    for name, value in initial_values({n: p.shape for n, p in parameters.items()}).items():
        parameters[name][...] = value


def training(library: Any, network: Any, inputs: Any, labels: Any) -> Job:
    """Take one step of Adam on the cross-entropy of a batch, over and over."""
    initialise(library, network)
    x, y = library.tensor(inputs), library.tensor(labels)
    loss = library.nn.CrossEntropyLoss()
    optimizer = library.optim.Adam(network.parameters())

    def step() -> float:
        value = loss(network(x), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        return float(value.item())

    return Job(step)


def inference(library: Any, network: Any, inputs: Any) -> Job:
    """Compute the outputs of a network, over and over."""
    initialise(library, network)
    network.eval()
    x = library.tensor(inputs)

    def step() -> Any:
        with library.no_grad():
            return network(x)

    def number(outputs: Any) -> float:
        return float(np.abs(library.array(outputs)).mean())

    return Job(step, number, changes=False)
