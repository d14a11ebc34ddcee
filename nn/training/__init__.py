"""Training: the Trainer, its history, callbacks and metrics."""

from .callbacks import Callback
from .history import History
from .metrics import accuracy, confusion_matrix
from .trainer import Trainer

__all__ = ["Callback", "History", "Trainer", "accuracy", "confusion_matrix"]
