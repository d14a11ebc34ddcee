"""Optimizers: what a gradient does to the parameters, and schedules of their learning rates."""

from . import lr_scheduler
from .adadelta import Adadelta
from .adagrad import Adagrad
from .adam import Adam
from .adamw import AdamW
from .lion import Lion
from .nadam import NAdam
from .optimizer import Optimizer
from .rmsprop import RMSprop
from .sgd import SGD

__all__ = [
    "SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Lion", "NAdam", "Optimizer", "RMSprop",
    "lr_scheduler",
]  # fmt: skip
