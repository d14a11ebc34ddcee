"""PyTorch, eager, with its defaults."""

from __future__ import annotations

import os
from typing import Any

import torch
from torch import nn, no_grad, optim, relu
from torch.utils.data import DataLoader, TensorDataset

__all__ = [
    "DataLoader", "TensorDataset", "array", "nn", "no_grad", "number", "optim", "relu", "scalar",
    "tensor", "threads", "train_epoch", "version",
]  # fmt: skip

# Explicitly: what PyTorch makes of the environment's variables depends on how it was built.
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))

version = torch.__version__
tensor = torch.from_numpy
threads = torch.get_num_threads


def array(value: Any) -> Any:
    return value.detach().numpy()


def train_epoch(model: Any, loss: Any, optimizer: Any, loader: Any) -> float:
    """Train for one epoch by the usual loop, and return the mean loss."""
    total = count = 0
    model.train()
    for inputs, targets in loader:
        value = loss(model(inputs), targets)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return total / count


def scalar(value: float) -> Any:
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def number(value: Any) -> float:
    return float(value)
