"""Running a copy of a model once, and noting each call of a module.

The model itself is not called: a copy computes, without the model's hooks, in evaluation mode, with
a random generator of its own. So modes, buffers, generators and layers that wait for their first
input stay as they are, whatever `forward` does, and another thread may go on training.
"""

from __future__ import annotations

import copy
import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from autograd.show.drawing import shortened

from ..evaluation import evaluating
from ..module import Module

__all__ = ["Call", "Run", "inputs_of", "run", "tensors_in"]


@dataclass(eq=False)
class Call:
    """One call of a module.

    Attributes:
        path: the dotted name of the module; empty for the model itself.
        module: the module of the copy that ran.
        arguments: its arguments by the names that `forward` gives them.
        output: what it returned; None as long as it has not.
        parent: the call within which this one was made; None for the model's.
        children: the calls made within this one, in order.
        again: whether the module was called before.
        requires_grad: of each parameter of the module and below, in the model that was copied.
    """

    path: str
    module: Module
    arguments: dict[str, Any]
    output: Any = None
    parent: Call | None = None
    children: list[Call] = field(default_factory=list)
    again: bool = False
    requires_grad: tuple[bool, ...] = ()

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The arguments, in order."""
        return tuple(self.arguments.values())


@dataclass
class Run:
    """What `run` noted.

    Attributes:
        model: the copy that ran.
        inputs: what it was given, copied too.
        output: what it returned.
        calls: all calls of modules, in the order in which they began; without those that raised an
            error, which `forward` caught, and those made within them.
    """

    model: Module
    inputs: tuple[Any, ...]
    output: Any
    calls: list[Call]

    def take_apart(self) -> None:
        """Make calls forget each other, so that all of it goes at once, without the collector."""
        for call in self.calls:
            call.parent, call.children = None, []


def run(model: Module, inputs: tuple[Any, ...], where: str, recorded: bool = False) -> Run:
    """Call a copy of `model` and note each call of a module.

    Args:
        model: the model.
        inputs: its positional arguments.
        where: the function that asks, for errors.
        recorded: whether everything computed from floating-point inputs or parameters is recorded
            as a graph, and each output is a Tensor of its own. Default: False.

    Raises:
        RuntimeError: the model cannot be copied.
    """
    model = _copy(model, where)
    inputs = _copied_input(inputs, recorded)
    calls: list[Call] = []
    unfinished: list[tuple[Call, BaseException | None]] = []  # with what was handled before it
    failed: set[Call] = set()
    called: set[int] = set()
    learns = {
        path: tuple(parameter.requires_grad for parameter in module.parameters())
        for path, module in model.named_modules()
    }

    def begin(path: str, module: Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        parent = unfinished[-1][0] if unfinished else None
        call = Call(path, module, _by_name(module, args, kwargs), parent=parent)
        call.again, call.requires_grad = id(module) in called, learns[path]
        called.add(id(module))
        calls.append(call)
        unfinished.append((call, sys.exception()))

    def end(module: Module, args: tuple[Any, ...], output: Any) -> Any:
        if not unfinished or unfinished[-1][0].module is not module:
            return None  # `begin` has not come so far: too many calls within one another
        call, handled = unfinished.pop()
        error = sys.exception()
        if error is not None and error is not handled:
            failed.add(call)
            _note(error, call, where)
            return None
        # In evaluation dropout gives back its input: the way through it would not be seen.
        call.output = _apart(output, call.arguments) if recorded else output
        return call.output

    if recorded:
        model.requires_grad_()
    generator = autograd.use_generator(np.random.default_rng(0))
    recording = autograd.enable_grad() if recorded else nullcontext()
    with ExitStack() as hooks, evaluating(model), recording, generator, np.errstate(all="ignore"):
        for path, module in model.named_modules():
            before = module.register_forward_pre_hook(partial(begin, path), with_kwargs=True)
            hooks.enter_context(before)
            hooks.enter_context(module.register_forward_hook(end, always_call=True))
        output = model(*inputs)
    return Run(model, inputs, output, _returned(calls, failed))


def inputs_of(x: Any) -> tuple[Any, ...]:
    """Return the positional arguments that an input stands for."""
    inputs = x if isinstance(x, tuple) and not hasattr(x, "_fields") else (x,)
    return tuple(Tensor(part) if isinstance(part, (list, int, float)) else part for part in inputs)


def _note(error: BaseException, call: Call, where: str) -> None:
    """Note on an error in which call it was raised, the innermost."""
    if any(note.startswith(f"{where}: in ") for note in getattr(error, "__notes__", [])):
        return
    kind, path = type(call.module).__name__, shortened(call.path, 80)
    shapes = ", ".join(str(t.shape) for t in tensors_in(call.arguments))
    error.add_note(
        f"{where}: in {f'{kind} {path!r}' if path else 'the model'}, called with inputs of the "
        f"shapes {shapes or 'none'}"
    )


def _returned(calls: list[Call], failed: set[Call]) -> list[Call]:
    """Return the calls that are in none that failed, each with those made within it."""
    kept = []
    for call in calls:
        if call in failed or call.parent in failed:
            failed.add(call)
            continue
        if call.parent is not None:
            call.parent.children.append(call)
        kept.append(call)
    return kept


def _by_name(module: Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    try:
        return dict(inspect.signature(module.forward).bind(*args, **kwargs).arguments)
    except TypeError:  # the call itself will say what is wrong
        return {**{str(i): value for i, value in enumerate(args)}, **kwargs}


def tensors_in(value: Any) -> Iterator[Any]:
    """Go through the Tensors and arrays in tuples, lists and dicts, in order."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, (Tensor, np.ndarray)):
            yield item
        elif isinstance(item, Mapping):
            waiting.extend(reversed(list(item.values())))
        elif isinstance(item, (tuple, list)):
            waiting.extend(reversed(item))


def _copy(model: Module, where: str) -> Any:
    memo: dict[int, Any] = {}
    for module in model.modules():
        if module._hooks is not None:  # those who watch the model do not see its copy
            memo[id(module._hooks)] = type(module._hooks)()
        for tensor in tensors_in(vars(module)):
            if isinstance(tensor, Tensor) and not tensor.is_leaf:  # a state kept from a call before
                memo[id(tensor)] = tensor.detach()
    try:
        return copy.deepcopy(model, memo)
    except Exception as error:
        raise RuntimeError(
            f"{where}: a copy of the model computes, and {type(model).__name__} cannot be copied: "
            f"{error}. Give it a __deepcopy__ method, or keep out of it what cannot be copied"
        ) from error


def _copied_input(value: Any, recorded: bool) -> Any:
    """Return the same with Tensors of its own, so that no value of the caller's can change."""
    if isinstance(value, (Tensor, np.ndarray)):
        array = np.array(value.data if isinstance(value, Tensor) else value)
        name = value.name if isinstance(value, Tensor) else None
        return Tensor(array, requires_grad=recorded and array.dtype.kind == "f", name=name)
    if isinstance(value, Mapping):
        return {key: _copied_input(item, recorded) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_copied_input(item, recorded) for item in value))
    if isinstance(value, (tuple, list)):
        return type(value)(_copied_input(item, recorded) for item in value)
    return value


def _apart(output: Any, given: Any) -> Any:
    """Return an output whose Tensors are not among those given."""
    held = {id(t) for t in tensors_in(given)}
    if isinstance(output, Tensor):
        return autograd.reshape(output, output.shape) if id(output) in held else output
    if isinstance(output, tuple) and hasattr(output, "_fields"):
        return type(output)(*(_apart(item, given) for item in output))
    if isinstance(output, (tuple, list)):
        return type(output)(_apart(item, given) for item in output)
    if type(output) is dict:
        return {key: _apart(item, given) for key, item in output.items()}
    return output
