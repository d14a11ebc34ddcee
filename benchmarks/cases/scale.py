"""How cost grows: with nodes of a graph, with images of a data set, with steps of a run."""

from __future__ import annotations

import gc
from typing import Any

from benchmarks.cases.dense import mlp
from benchmarks.cases.epochs import epoch
from benchmarks.cases.job import Builder, Job, classification_batch, training
from benchmarks.cases.scalars import constants

__all__ = ["JOBS"]


def nodes(library: Any, count: int) -> Job:
    """Record, differentiate and free a chain of scalar operations."""

    def step() -> Any:
        x = library.scalar(1.0)
        constants(x, None, library.relu, count).backward()
        return x.grad

    return Job(step)


def nodes_uncollected(library: Any, count: int) -> Job:
    """Do the same without Python's search for cycles, which walks through a graph as it grows."""
    gc.disable()
    return nodes(library, count)


def images(library: Any, count: int) -> Job:
    """Train the MLP for an epoch on a number of images."""
    return epoch(library, mlp(library), 128, *classification_batch((count, 784)))


def steps(library: Any) -> Job:
    """Take a step of the MLP with small batches."""
    return training(library, mlp(library), *classification_batch((32, 784)))


JOBS: dict[str, Builder] = {
    "scale-nodes": nodes,
    "scale-nodes-uncollected": nodes_uncollected,
    "scale-images": images,
    "scale-steps": steps,
}
