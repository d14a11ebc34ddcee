"""Neural networks on `autograd`, spelled as in PyTorch.

    >>> import nn
    >>> model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    >>> optimizer = nn.optim.Adam(model.parameters(), lr=0.001)
"""

from . import data, functional, init, optim
from .containers import ModuleList, Sequential
from .layers import *
from .losses import *
from .module import Module
from .parameter import Parameter
from .serialization import load, save
from .training import *

from . import layers, losses, training  # isort: skip

__all__ = [
    "Module", "ModuleList", "Parameter", "Sequential", "data", "functional", "init", "load",
    "optim", "save",
]  # fmt: skip
# Added one by one: so type checkers can read it.
__all__ += layers.__all__
__all__ += losses.__all__
__all__ += training.__all__
