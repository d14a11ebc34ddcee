"""Training: the Trainer, its history, callbacks, metrics and pictures."""

from . import callbacks, metrics, plots
from .callbacks import *
from .class_balance import class_weights
from .history import History
from .metrics import *
from .trainer import Trainer

__all__ = ["History", "Trainer", "class_weights", "plots"]
# Added one by one: so type checkers can read it.
__all__ += callbacks.__all__
__all__ += metrics.__all__
