"""Neural networks on `autograd`, spelled as in PyTorch.

    >>> import nn
    >>> model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    >>> optimizer = nn.optim.Adam(model.parameters(), lr=0.001)
"""

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from .show import draw, summary, walkthrough

__all__ = [
    "Module", "Parameter", "UninitializedParameter", "data", "draw", "functional", "init", "optim",
    "plots", "summary", "utils", "walkthrough",
]  # fmt: skip
# Added one by one: so type checkers can read it.
__all__ += containers.__all__
__all__ += layers.__all__
__all__ += losses.__all__
__all__ += models.__all__
__all__ += regularization.__all__
__all__ += serialization.__all__
__all__ += training.__all__

# Training needs none of these: they are loaded when they are used first.
_LOADED_WHEN_USED = {"draw": "show", "show": "", "summary": "show", "walkthrough": "show"}


def __getattr__(name: str) -> Any:
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module 'nn' has no attribute {name!r}")
    from importlib import import_module

    package = _LOADED_WHEN_USED[name]
    if package:
        return getattr(import_module(f"nn.{package}"), name)
    return import_module(f"nn.{name}")
