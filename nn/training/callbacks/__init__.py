"""Callbacks: what else should happen while a model trains."""

from .callback import Callback
from .checkpointing import Checkpoint
from .csv_logging import CSVLogger
from .early_stopping import EarlyStopping
from .scheduling import LRScheduling
from .stopping_rules import Convergence, LossTolerance, MaxIterations

__all__ = [
    "Callback", "Checkpoint", "Convergence", "CSVLogger", "EarlyStopping", "LossTolerance",
    "LRScheduling", "MaxIterations",
]  # fmt: skip
