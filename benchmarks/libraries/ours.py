"""This library."""

from __future__ import annotations

from typing import Any

import autograd
import nn
from autograd import no_grad, relu
from benchmarks.libraries.openblas import openblas_threads as threads
from benchmarks.libraries.scalar_mlp import ScalarMLP as scalar_mlp  # noqa: N813
from nn import optim
from nn.data import DataLoader, TensorDataset

__all__ = [
    "DataLoader", "TensorDataset", "array", "descend", "nn", "no_grad", "number", "optim", "relu",
    "scalar", "scalar_mlp", "tensor", "threads", "train_epoch", "version",
]  # fmt: skip

version = autograd.__version__
tensor = autograd.Tensor


def array(value: Any) -> Any:
    return value.data


def train_epoch(model: Any, loss: Any, optimizer: Any, loader: Any) -> float:
    history = nn.Trainer(model, loss, optimizer).fit(loader, epochs=1, progress=False)
    return float(history["loss"][0])


def scalar(value: float, requires_grad: bool = True) -> Any:
    return autograd.Tensor(value, requires_grad=requires_grad)


def number(value: Any) -> float:
    return float(value)


def descend(parameters: list[Any], rate: float) -> None:
    for parameter in parameters:
        parameter.data -= rate * parameter.grad.data
