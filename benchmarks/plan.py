"""What is measured, against whom, and the bar of each: our time (or memory) over theirs."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["IMPORTS", "PLAN", "SCALES", "Case", "Import", "Rival", "Scale", "names", "select"]


class Rival(NamedTuple):
    """Whom we are compared with, the ratio that we may not exceed, and the one that we aim at."""

    library: str
    bar: float
    aim: float | None = None


class Case(NamedTuple):
    """A comparison: both sides take turns at the same work."""

    name: str
    title: str
    rivals: tuple[Rival, ...]
    seconds: float = 8
    parts: int = 1  # times are given for a part of a step, such as one node of a chain
    memory: bool = False  # whether peak memory is compared as well


class Import(NamedTuple):
    """An import, in a fresh process that has NumPy already."""

    name: str
    package: str
    seconds: float  # the bar
    ratio: float  # the bar against PyTorch's


class Scale(NamedTuple):
    """How our own cost changes with size; the bar is the largest over the smallest."""

    name: str
    title: str
    sizes: tuple[int, ...]
    what: str  # is counted by the sizes
    bar: float | None = None
    seconds: float = 15


def _torch(bar: float, aim: float | None = None) -> tuple[Rival, ...]:
    return (Rival("torch", bar, aim),)


_CHAIN = (Rival("micrograd", 0.6, 0.5), Rival("torch", 0.25))

PLAN = (
    Case("chain-constants", "chain of scalars: constants", _CHAIN, parts=900),
    Case("chain-parameters", "chain of scalars: parameters", _CHAIN, parts=900),
    Case("chain-mixture", "chain of scalars: mixture", _CHAIN, parts=900),
    Case("demo", "micrograd's demo, one step", (Rival("micrograd", 0.6, 0.5),)),
    Case(
        "mlp-training-128", "MLP, batch 128, training",
        (Rival("torch", 0.86, 0.80), Rival("numpy", 1.10)), memory=True,
    ),
    Case(
        "mlp-training-32", "MLP, batch 32, training",
        (Rival("torch", 0.60, 0.55), Rival("numpy", 1.15)), memory=True,
    ),
    Case("lenet-training", "LeNet-5, batch 64, training", _torch(1.0), memory=True),
    Case("cnn-training", "CNN, batch 64, training", _torch(1.0), memory=True),
    Case("cnnbn-training", "CNN with BatchNorm2d, batch 64, training", _torch(0.7), memory=True),
    Case("lstm-training", "LSTM 28-128, batch 64, training", _torch(1.0), memory=True),
    Case("attention-training", "attention block, batch 32, training", _torch(1.0), memory=True),
    Case("mlp-inference", "MLP, inference of 1,000 images", _torch(1.0)),
    Case("lenet-inference", "LeNet-5, inference of 1,000 images", _torch(1.0)),
    Case("cnn-inference", "CNN, inference of 1,000 images", _torch(1.0)),
    Case("cnnbn-inference", "CNN with BatchNorm2d, inference of 1,000 images", _torch(1.0)),
    Case("mlp-epoch", "MLP, batch 128, epoch of MNIST", _torch(0.4), seconds=15),
    Case("lenet-epoch", "LeNet-5, batch 64, epoch of MNIST", _torch(0.8), seconds=45),
)  # fmt: skip
IMPORTS = (
    Import("import-autograd", "autograd", 0.15, 0.15),
    Import("import-nn", "nn", 0.15, 0.15),
)
_NODES = (1_000, 10_000, 100_000, 1_000_000)
SCALES = (
    Scale("scale-nodes", "chain of scalars", _NODES, "nodes"),
    Scale("scale-nodes-uncollected", "chain of scalars, gc.disable()", _NODES, "nodes"),
    Scale("scale-images", "MLP, epoch", (1_000, 10_000, 60_000), "images"),
    Scale("scale-steps", "MLP, batch 32, memory of the process", (1_000, 10_000), "steps", 1.01),
)


def names() -> list[str]:
    """Return the names of all cases, in the order in which they are measured."""
    return [case.name for case in (*PLAN, *IMPORTS, *SCALES)]


def select(words: list[str]) -> list[str]:
    """Return the names that words choose: a name, or a part of one between hyphens; all by default.

    Raises:
        ValueError: a word chooses nothing.
    """
    for word in words:
        if not any(_chooses(word, name) for name in names()):
            raise ValueError(f"there is no case {word!r}; there are {', '.join(names())}")
    return [name for name in names() if not words or any(_chooses(word, name) for word in words)]


def _chooses(word: str, name: str) -> bool:
    return word == name or word in name.split("-")
