"""The MLP 784-256-128-10, in a library's layers and in NumPy by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks.cases.job import (
    Builder,
    Job,
    classification_batch,
    inference,
    initial_values,
    training,
)  # fmt: skip
from benchmarks.cases.numpy_mlp import NumpyMLP

__all__ = ["JOBS", "SIZES", "mlp"]

SIZES = (784, 256, 128, 10)


def mlp(library: Any) -> Any:
    L = library.nn
    return L.Sequential(
        L.Linear(784, 256), L.ReLU(), L.Linear(256, 128), L.ReLU(), L.Linear(128, 10)
    )


def mlp_training(batch: int, library: Any) -> Job:
    inputs, labels = classification_batch((batch, 784))
    if hasattr(library, "nn"):
        return training(library, mlp(library), inputs, labels)
    shapes = {"0.weight": (256, 784), "2.weight": (128, 256), "4.weight": (10, 128)}
    network = NumpyMLP(list(initial_values(shapes).values()))
    return Job(partial(network.step, inputs, labels))


def mlp_inference(library: Any) -> Job:
    inputs, _ = classification_batch((1000, 784))
    return inference(library, mlp(library), inputs)


JOBS: dict[str, Builder] = {
    "mlp-training-128": partial(mlp_training, 128),
    "mlp-training-32": partial(mlp_training, 32),
    "mlp-inference": mlp_inference,
}
