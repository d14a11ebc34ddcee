"""State dicts: what a model remembers as arrays by name, and taking it over again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import autograd
from autograd import Tensor, no_grad

from .parameter import UninitializedParameter

if TYPE_CHECKING:
    from .module import Module

__all__ = ["IncompatibleKeys", "load_state", "saved_tensors"]


class IncompatibleKeys(NamedTuple):
    """The names that `load_state_dict` did not find, and those that it had no use for."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def saved_tensors(module: Module, prefix: str = "") -> dict[str, Tensor]:
    """Return what a state dict holds, by name: shared tensors under each of their names."""
    state = {}
    waiting: list[tuple[str, Module, tuple[Module, ...]]] = [(prefix, module, ())]
    while waiting:
        path, current, above = waiting.pop()
        if any(current is other for other in above):  # a child that holds its parent
            continue
        for name, tensor in current._saved():
            state[path + name] = tensor
        below = (*above, current)
        members = reversed(current._members().items())
        waiting += [(f"{path}{name}.", child, below) for name, child in members]
    return state


def load_state(module: Module, state: Mapping[str, Any], strict: bool) -> IncompatibleKeys:
    """Take over the values of a state dict, all of them or, if one does not fit, none."""
    if not isinstance(state, Mapping):
        raise TypeError(f"load_state_dict: expected a dict of arrays, got a {type(state).__name__}")
    own = saved_tensors(module)
    missing = [name for name in own if name not in state]
    unexpected = [str(name) for name in state if name not in own]
    problems = []
    if strict and missing:
        problems.append(f"missing: {', '.join(missing)}")
    if strict and unexpected:
        problems.append(f"unexpected: {', '.join(unexpected)}")
    given: dict[str, Tensor] = {}
    for name in (name for name in own if name in state):
        try:
            # A copy, for a value may be one of the tensors that are about to be written to.
            given[name] = autograd.tensor(state[name])
        except (TypeError, ValueError) as error:
            problems.append(f"{name}: {error}")
        else:
            problems += _misfits(name, own[name], given[name])
    if problems:
        listed = "\n    ".join(sorted(problems))
        raise RuntimeError(
            f"load_state_dict: the state does not fit {type(module).__name__}; nothing was "
            f"loaded.\n    {listed}"
        )
    with no_grad():
        for name, value in given.items():
            tensor = own[name]
            if isinstance(tensor, UninitializedParameter) and 0 not in value.shape:
                tensor.materialize(value.shape)
            tensor.copy_(value)
    return IncompatibleKeys(missing, unexpected)


def _misfits(name: str, own: Tensor, given: Tensor) -> Iterator[str]:
    """Say what keeps a value from being loaded."""
    waits = isinstance(own, UninitializedParameter)
    if not (own.fits(given.shape) if waits else own.shape == given.shape):  # type: ignore[attr-defined]
        unknown = ", where 0 is not known yet" if waits else ""
        yield (
            f"size mismatch for {name}: the state has shape {given.shape}, the model "
            f"{own.shape}{unknown}"
        )
    elif not np.can_cast(given.dtype, own.dtype, "same_kind"):
        yield f"dtype mismatch for {name}: the state has {given.dtype}, the model {own.dtype}"
