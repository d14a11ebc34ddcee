"""The libraries that are compared: modules with the same names, so that a case is written once.

A library with layers has `nn`, `optim` and `no_grad` as PyTorch spells them, `tensor` (of an array)
and `array` (of a tensor, sharing memory), `DataLoader`, `TensorDataset` and `train_epoch`. One with
scalars has `scalar`, `relu`, `number`, `scalar_mlp` and `descend`. All have `version`, `threads()`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

__all__ = ["LIBRARIES", "OURS", "load", "missing"]

OURS = "handgrad"


class Library(NamedTuple):
    """What it is called, what it is imported as, and where what it does for us is written."""

    title: str
    package: str
    module: str
    install: str = ""


LIBRARIES = {
    OURS: Library("handgrad", "nn", "ours"),
    "torch": Library("PyTorch", "torch", "pytorch", "torch==2.13.0"),
    "micrograd": Library("micrograd", "micrograd", "scalars_only", "micrograd==0.1.0"),
    "numpy": Library("NumPy by hand", "numpy", "by_hand", "numpy"),
}


def load(name: str) -> Any:
    """Import a library: nothing of the others is loaded with it."""
    return import_module(f"{__name__}.{LIBRARIES[name].module}")


def missing(names: set[str]) -> list[str]:
    """Return those that are not installed, as `pip install` would have them."""
    return sorted(LIBRARIES[n].install for n in names if not find_spec(LIBRARIES[n].package))
