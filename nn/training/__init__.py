"""Training: the Trainer, its history, callbacks and metrics."""

from . import callbacks, metrics
from .callbacks import *
from .class_balance import class_weights
from .history import History
from .metrics import *
from .trainer import Trainer

__all__ = ["History", "Trainer", "class_weights"]
# Added one by one: so type checkers can read it.
__all__ += callbacks.__all__
__all__ += metrics.__all__
