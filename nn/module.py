"""Module: what every layer and every model is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import DTypeLike

import autograd
from autograd import Tensor, no_grad, zeros_like

from .parameter import Parameter

__all__ = ["Module"]


class IncompatibleKeys(NamedTuple):
    """The names that `load_state_dict` did not find, and those that it had no use for."""

    missing_keys: list[str]
    unexpected_keys: list[str]


class Module:
    """Base of layers and models: parameters, submodules, training mode, saving and loading.

    A subclass assigns Parameters and Modules to attributes in `__init__` and computes in `forward`.
    Attributes are found by looking at them, so there is nothing to register.

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
    _buffer_names: tuple[str, ...] = ()

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """Compute the output; every subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__} has no forward() method")

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Compute the output by `forward`."""
        return self.forward(*inputs, **options)

    def __setattr__(self, name: str, value: Any) -> None:
        held = self.__dict__.get(name)
        for kind, what in ((Parameter, "parameter"), (Module, "submodule")):
            if isinstance(held, kind) and value is not None and not isinstance(value, kind):
                raise TypeError(
                    f"cannot assign a {type(value).__name__} as {what} {name!r} of "
                    f"{type(self).__name__}. Assign a {kind.__name__} or None; to change the value "
                    f"of a parameter, write to it under autograd.no_grad()"
                )
        if name in self._buffer_names and value is not None and not isinstance(value, Tensor):
            value = Tensor(value)
        object.__setattr__(self, name, value)

    # --- what a module consists of ----------------------------------------------------------------

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Go through the submodules assigned to this module itself, each once, with their names."""
        seen = set()
        for name, value in vars(self).items():
            if isinstance(value, Module) and value not in seen:
                seen.add(value)
                yield name, value

    def children(self) -> Iterator[Module]:
        """Go through the submodules assigned to this module itself."""
        for _, child in self.named_children():
            yield child

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Go through this module and all below it, each once, with dotted names."""
        seen: set[int] = set()
        waiting = [(prefix, self)]
        while waiting:
            path, module = waiting.pop()
            if id(module) in seen:
                continue
            seen.add(id(module))
            yield path, module
            below = [(_join(path, name), child) for name, child in module.named_children()]
            waiting.extend(reversed(below))

    def modules(self) -> Iterator[Module]:
        """Go through this module and all below it, each once."""
        for _, module in self.named_modules():
            yield module

    def _named_tensors(
        self, own: Callable[[Module], Iterator[tuple[str, Tensor]]], prefix: str, recurse: bool
    ) -> Iterator[tuple[str, Tensor]]:
        seen: set[int] = set()
        for path, module in self.named_modules(prefix) if recurse else [(prefix, self)]:
            for name, tensor in own(module):
                if id(tensor) not in seen:
                    seen.add(id(tensor))
                    yield _join(path, name), tensor

    def named_parameters(
        self, prefix: str = "", recurse: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Go through the parameters of this module and those below, each once, with dotted names.

        Example:
            >>> import nn
            >>> model = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
            >>> [(name, parameter.shape) for name, parameter in model.named_parameters()]
            [('0.weight', (2, 3)), ('0.bias', (2,))]
        """
        return self._named_tensors(_own_parameters, prefix, recurse)  # type: ignore[return-value]

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Go through the parameters of this module and those below, each once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def register_buffer(self, name: str, value: Any) -> None:
        """Assign a Tensor that is saved with the module but not learned, such as a running mean.

        None stands for a buffer that is not there; it is not saved.
        """
        kept = value is None or isinstance(value, Tensor)
        setattr(self, name, value if kept else Tensor(value))
        self._buffer_names = (*self._buffer_names, name)

    def named_buffers(
        self, prefix: str = "", recurse: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Go through the buffers of this module and those below, with dotted names."""
        return self._named_tensors(_own_buffers, prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Go through the buffers of this module and those below."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def apply(self, function: Callable[[Module], Any]) -> Self:
        """Call `function` on every module below and then on this one, and return this one."""
        for module in reversed(list(self.modules())):
            function(module)
        return self

    # --- state ------------------------------------------------------------------------------------

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

    def state_dict(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return copies of all parameters and buffers as arrays, by their dotted names."""
        return {name: np.array(tensor.data) for name, tensor in self._state().items()}

    def load_state_dict(self, state: Mapping[str, Any], strict: bool = True) -> IncompatibleKeys:
        """Take over the values of a state dict, all of them or, if one does not fit, none.

        Args:
            state: arrays or Tensors by dotted names, as `state_dict()` gives them.
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
        own = self._state()
        # Copies, for a value may be one of the tensors that are about to be written to.
        given = {name: autograd.tensor(value) for name, value in state.items()}
        missing = [name for name in own if name not in given]
        unexpected = [name for name in given if name not in own]
        problems = []
        if strict and missing:
            problems.append(f"missing: {', '.join(missing)}")
        if strict and unexpected:
            problems.append(f"unexpected: {', '.join(unexpected)}")
        found = [name for name in own if name in given]
        for name in found:
            if own[name].shape != given[name].shape:
                problems.append(
                    f"size mismatch for {name}: the state has shape {given[name].shape}, the model "
                    f"{own[name].shape}"
                )
            elif not np.can_cast(given[name].dtype, own[name].dtype, "same_kind"):
                problems.append(
                    f"dtype mismatch for {name}: the state has {given[name].dtype}, the model "
                    f"{own[name].dtype}"
                )
        if problems:
            listed = "\n    ".join(sorted(problems))
            raise RuntimeError(
                f"load_state_dict: the state does not fit {type(self).__name__}; nothing was "
                f"loaded.\n    {listed}"
            )
        with no_grad():
            for name in found:
                own[name].copy_(given[name])
        return IncompatibleKeys(missing, unexpected)

    def _state(self) -> dict[str, Tensor]:
        """Parameters and buffers, module by module, shared ones under each of their names."""
        state = {}
        waiting: list[tuple[str, Module, tuple[Module, ...]]] = [("", self, ())]
        while waiting:
            path, module, above = waiting.pop()
            if module in above:  # a child that holds its parent
                continue
            for name, tensor in (*_own_parameters(module), *_own_buffers(module)):
                state[_join(path, name)] = tensor
            for name, child in reversed(vars(module).items()):
                if isinstance(child, Module):
                    waiting.append((_join(path, name), child, (*above, module)))
        return state

    # --- how it prints ----------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """Return the settings that the printed module shows; subclasses define it."""
        return ""

    def __repr__(self) -> str:
        settings, lines, name = self.extra_repr(), self._lines(), type(self).__name__
        if not lines:
            return f"{name}({settings})"
        return "\n  ".join([f"{name}(", *([settings] if settings else []), *lines]) + "\n)"

    def _lines(self) -> list[str]:
        """The submodules as the printed module shows them."""
        return [
            f"({name}): {child!r}".replace("\n", "\n  ") for name, child in self.named_children()
        ]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _own_parameters(module: Module) -> Iterator[tuple[str, Tensor]]:
    return ((k, v) for k, v in vars(module).items() if isinstance(v, Parameter))


def _own_buffers(module: Module) -> Iterator[tuple[str, Tensor]]:
    held = ((name, getattr(module, name, None)) for name in module._buffer_names)
    return ((name, buffer) for name, buffer in held if buffer is not None)
