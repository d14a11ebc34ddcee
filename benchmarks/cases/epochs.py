"""A whole epoch of MNIST: loading data by shuffled batches, and all that a training loop does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.cases.dense import mlp
from benchmarks.cases.digits import training_digits
from benchmarks.cases.images import lenet
from benchmarks.cases.job import Builder, Job, initialise

__all__ = ["JOBS", "epoch"]


def epoch(library: Any, network: Any, batch: int, images: Any, labels: Any) -> Job:
    """Train for an epoch with a library's DataLoader and loop: our Trainer, or the usual one."""
    initialise(library, network)
    loss = library.nn.CrossEntropyLoss()
    optimizer = library.optim.Adam(network.parameters())

    def batches(first: int, end: int, shuffle: bool) -> Any:
        x, y = library.tensor(images[first:end]), library.tensor(labels[first:end])
        return library.DataLoader(library.TensorDataset(x, y), batch, shuffle=shuffle)

    def first_ten() -> list[float]:
        """Take a step on each of ten batches in order: an epoch of a single batch."""
        places = range(0, 10 * batch, batch)
        loaders = [batches(place, place + batch, shuffle=False) for place in places]
        return [library.train_epoch(network, loss, optimizer, loader) for loader in loaders]

    loader = batches(0, len(images), shuffle=True)
    return Job(partial(library.train_epoch, network, loss, optimizer, loader), check=first_ten)


def mnist_epoch(network: Callable[[Any], Any], batch: int, flat: bool, library: Any) -> Job:
    images, labels = training_digits()
    images = images.reshape(len(images), -1) if flat else images
    return epoch(library, network(library), batch, images, labels)


JOBS: dict[str, Builder] = {
    "mlp-epoch": partial(mnist_epoch, mlp, 128, True),
    "lenet-epoch": partial(mnist_epoch, lenet, 64, False),
}
