"""Module: what every layer and every model is."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike

from autograd import zeros_like

from .composite import Composite
from .hooks import Hookable
from .printing import Printable
from .saved_state import IncompatibleKeys, load_state, saved_tensors

__all__ = ["Module"]


class Module(Composite, Hookable, Printable):
    """Base of layers and models: parameters, submodules, training mode, saving and loading.

    A subclass assigns Parameters and Modules to attributes in `__init__` and computes in `forward`.
    What stands in a plain list or dict is not found, as in PyTorch: use `ModuleList`, `ModuleDict`,
    `ParameterList` and `ParameterDict`.

    Example:
        >>> import autograd, nn
        >>> class Doubler(nn.Module):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.factor = nn.Parameter(2.0)
        ...     def forward(self, x):
        ...         return self.factor * x
        >>> model = Doubler()
        >>> model(autograd.Tensor(3.0)).item()
        6.0
        >>> [name for name, parameter in model.named_parameters()]
        ['factor']
    """

    training: bool = True
    # --- state ------------------------------------------------------------------------------------

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """Call `fn` on every module below, in order, and then on this one, and return this one."""
        for module in self._bottom_up():
            fn(module)
        return self

    def train(self, mode: bool = True) -> Self:
        """Set training mode, in which dropout drops, for this module and all below."""
        if not isinstance(mode, bool):
            raise ValueError(f"train: the mode must be True or False, got {mode!r}")
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Set evaluation mode, in which dropout does nothing; the same as `train(False)`."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or unfreeze all parameters."""
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters: set them to None, or to zeros."""
        for parameter in self.parameters():
            if parameter.grad is not None:
                parameter.grad = None if set_to_none else zeros_like(parameter)

    def to(self, dtype: DTypeLike) -> Self:
        """Convert all floating-point parameters and buffers to a dtype, in place; returns self.

        The Parameter objects stay the same, so that an optimizer keeps working.

        Raises:
            TypeError: `dtype` is not a floating-point dtype.

        Example:
            >>> import numpy as np, nn
            >>> nn.Linear(2, 1).to(np.float64).weight.dtype
            dtype('float64')
        """
        if isinstance(dtype, str) and dtype.partition(":")[0] in ("cpu", "cuda", "mps"):
            raise TypeError(f"to: {dtype!r} is no dtype; there are no devices, NumPy uses the CPU")
        chosen = np.dtype(dtype)
        if chosen.kind != "f":
            raise TypeError(f"to: parameters need a floating-point dtype, got {chosen}")
        for tensor in (*self.parameters(), *self.buffers()):
            if tensor.dtype.kind == "f" and tensor.dtype != chosen:
                tensor.data = tensor.data.astype(chosen)
        return self

    def float(self) -> Self:
        """Convert all parameters to float32."""
        return self.to(np.float32)

    def double(self) -> Self:
        """Convert all parameters to float64."""
        return self.to(np.float64)

    def state_dict(self, prefix: str = "") -> dict[str, np.ndarray[Any, Any]]:
        """Return copies of all parameters and buffers as arrays, by their dotted names.

        Args:
            prefix: is put before each name. Default: nothing.
        """
        return {name: np.array(t.data) for name, t in saved_tensors(self, prefix).items()}

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True
    ) -> IncompatibleKeys:
        """Take over the values of a state dict, all of them or, if one does not fit, none.

        A layer that is waiting for its first input takes over the shapes too.

        Args:
            state_dict: arrays or Tensors by dotted names, as `state_dict()` gives them.
            strict: missing and unexpected names are errors. Default: True.

        Returns:
            The names that were missing and that were unexpected.

        Raises:
            RuntimeError: names are missing or unexpected, or shapes differ; the message lists all.

        Example:
            >>> import nn
            >>> trained, fresh = nn.Linear(2, 1), nn.Linear(2, 1)
            >>> fresh.load_state_dict(trained.state_dict())
            IncompatibleKeys(missing_keys=[], unexpected_keys=[])
            >>> bool((fresh.weight == trained.weight).all())
            True
        """
        return load_state(self, state_dict, strict)

    # --- copying and printing ---------------------------------------------------------------------

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # From the bottom up, so that however deep modules lie, each finds its parts copied already.
        for module in self._bottom_up():
            if id(module) in memo:
                continue
            if module is not self and type(module).__deepcopy__ is not Module.__deepcopy__:
                copy.deepcopy(module, memo)
                continue
            twin: Any = object.__new__(type(module))
            memo[id(module)] = twin  # before its parts, for one of them may hold it
            state = copy.deepcopy(module.__getstate__(), memo)
            if hasattr(twin, "__setstate__"):
                twin.__setstate__(state)
            elif state:
                twin.__dict__.update(state)
        return memo[id(self)]  # type: ignore[no-any-return]

    def _entries(self) -> Iterable[tuple[str, Any]]:
        return ((f"({name}): ", child) for name, child in self.named_children())
