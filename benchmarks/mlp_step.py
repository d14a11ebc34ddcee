"""One training step of the MNIST MLP (784-256-128-10, Adam) against PyTorch eager.

Needs PyTorch beside this library: pip install torch==2.13.0
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

import autograd
import nn
from benchmarks.timing import compare

SIZES = (784, 256, 128, 10)


def model(library: Any, dropout: float) -> Any:
    """Build the network out of a library's layers."""
    layers = []
    for size, following in itertools.pairwise(SIZES[:-1]):
        layers += [library.Linear(size, following), library.ReLU()]
        layers += [library.Dropout(dropout)] if dropout else []
    return library.Sequential(*layers, library.Linear(*SIZES[-2:]))


def step_of(network: Any, loss: Any, optimizer: Any, x: Any, y: Any) -> Any:
    """Return a function that takes one training step and gives the loss."""

    def step() -> float:
        value = loss(network(x), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        return float(value.item())

    return step


def main() -> None:
    """Print the ratio for two batch sizes, with and without dropout."""
    import torch

    print(f"one step of {'-'.join(map(str, SIZES))}, Adam, against PyTorch {torch.__version__}")
    print(f"  PyTorch uses {torch.get_num_threads()} threads")
    for batch, dropout in ((128, 0.0), (128, 0.2), (32, 0.0)):
        generator = np.random.default_rng(0)
        x = generator.random((batch, SIZES[0]), dtype=np.float32)
        y = generator.integers(0, SIZES[-1], batch)
        theirs, ours = model(torch.nn, dropout), model(nn, dropout)
        ours.load_state_dict({k: v.numpy() for k, v in theirs.state_dict().items()})
        our_step = step_of(
            ours, nn.CrossEntropyLoss(), nn.optim.Adam(ours.parameters()),
            autograd.Tensor(x), autograd.Tensor(y),
        )  # fmt: skip
        their_step = step_of(
            theirs, torch.nn.CrossEntropyLoss(), torch.optim.Adam(theirs.parameters()),
            torch.from_numpy(x), torch.from_numpy(y),
        )  # fmt: skip
        if not dropout:
            for _ in range(10):
                a, b = our_step(), their_step()
            if abs(a - b) > 1e-3:
                raise SystemExit(f"after ten steps the losses differ: {a} and {b}")
        print(f"  batch {batch:>3}, dropout {dropout}: {compare(our_step, their_step, 200)}")


if __name__ == "__main__":
    main()
