"""Reverse-mode automatic differentiation on NumPy arrays.

A `Tensor` records the operations it goes through as a graph; `backward()` sends gradients back
through that graph by the chain rule.

    >>> from autograd import Tensor
    >>> w = Tensor(15.0, requires_grad=True, name="w")
    >>> loss = 0.5 * (w * 2.0 + 2.0 - 46.0) ** 2
    >>> loss.backward()
    >>> w.grad
    Tensor(-28.0)
"""

from typing import TYPE_CHECKING, Any

from . import ops  # first: Tensor's methods are these operations
from ._checkpoint import checkpoint
from ._operation import operation
from ._operation_methods import become_methods
from ._operators import become_operators
from ._tensor import Tensor
from .anomaly import detect_anomaly
from .chain_rule import gradients
from .creation import *
from .freed_memory import keep_freed_memory
from .modes import *
from .ops import *
from .transforms import *
from .typed_tensors import *

from . import creation, modes, transforms, typed_tensors  # isort: skip

if TYPE_CHECKING:
    from .show import draw, explain, graph, walkthrough

become_methods(ops)
become_operators(ops)
keep_freed_memory()

__version__ = "0.1.0"
__all__ = [
    *creation.__all__, *modes.__all__, *ops.__all__, *transforms.__all__, *typed_tensors.__all__,
    "Tensor", "checkpoint", "detect_anomaly", "draw", "explain", "gradients", "graph",
    "operation", "walkthrough",
]  # fmt: skip

# What needs more than NumPy is loaded when it is used first.
_LOADED_WHEN_USED = {
    "draw": "show", "explain": "show", "graph": "show", "walkthrough": "show", "show": "",
    "testing": "",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module 'autograd' has no attribute {name!r}")
    from importlib import import_module

    package = _LOADED_WHEN_USED[name]
    if package:
        return getattr(import_module(f"autograd.{package}"), name)
    return import_module(f"autograd.{name}")
