"""Neural networks on `autograd`, spelled as in PyTorch.

    >>> import nn
    >>> model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    >>> optimizer = nn.optim.Adam(model.parameters(), lr=0.001)
"""

from . import data, functional, init, optim, plots, utils
from .containers import *
from .layers import *
from .losses import *
from .models import *
from .module import Module
from .parameter import Parameter, UninitializedParameter
from .regularization import *
from .serialization import *
from .training import *

from . import (  # isort: skip
    containers, layers, losses, models, regularization, serialization, training,
)  # fmt: skip

__all__ = [
    "Module", "Parameter", "UninitializedParameter", "data", "functional", "init", "optim",
    "plots", "utils",
]  # fmt: skip
# Added one by one: so type checkers can read it.
__all__ += containers.__all__
__all__ += layers.__all__
__all__ += losses.__all__
__all__ += models.__all__
__all__ += regularization.__all__
__all__ += serialization.__all__
__all__ += training.__all__
