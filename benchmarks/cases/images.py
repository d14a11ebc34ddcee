"""Convolutional networks on images of 28 x 28."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.cases.job import Builder, Job, classification_batch, inference, training

__all__ = ["JOBS", "cnn", "lenet"]


def lenet(library: Any) -> Any:
    L = library.nn
    return L.Sequential(
        L.Conv2d(1, 6, 5, padding=2), L.ReLU(), L.MaxPool2d(2),
        L.Conv2d(6, 16, 5), L.ReLU(), L.MaxPool2d(2), L.Flatten(),
        L.Linear(400, 120), L.ReLU(), L.Linear(120, 84), L.ReLU(), L.Linear(84, 10),
    )  # fmt: skip


def cnn(library: Any, batch_norm: bool = False) -> Any:
    L = library.nn

    def block(channels: int, filters: int) -> list[Any]:
        normalization = [L.BatchNorm2d(filters)] if batch_norm else []
        convolution = L.Conv2d(channels, filters, 3, padding=1)
        return [convolution, *normalization, L.ReLU(), L.MaxPool2d(2)]

    return L.Sequential(
        *block(1, 32), *block(32, 64), L.Flatten(),
        L.Linear(64 * 7 * 7, 128), L.ReLU(), L.Linear(128, 10),
    )  # fmt: skip


def image_training(network: Callable[[Any], Any], library: Any) -> Job:
    return training(library, network(library), *classification_batch((64, 1, 28, 28)))


def image_inference(network: Callable[[Any], Any], library: Any) -> Job:
    inputs, _ = classification_batch((1000, 1, 28, 28))
    return inference(library, network(library), inputs)


NETWORKS: dict[str, Callable[[Any], Any]] = {
    "lenet": lenet, "cnn": cnn, "cnnbn": partial(cnn, batch_norm=True),
}  # fmt: skip
JOBS: dict[str, Builder] = {
    f"{name}-{kind}": partial(job, network)
    for kind, job in (("training", image_training), ("inference", image_inference))
    for name, network in NETWORKS.items()
}
