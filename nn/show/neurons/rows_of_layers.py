"""Finding the layers of neurons in what a model computed: Linear layers that stand in a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from autograd import Tensor, ops
from autograd.show import Node, graph

from ... import layers as known
from ...containers import Sequential
from ...layers import ConstantInput, Linear, PReLU
from ...layers.normalization.layer import Normalization
from ...module import Module
from ...parameter import UninitializedParameter
from ..running import Call, Run, run

__all__ = ["Function", "Layer", "Row", "row_of_layers", "sample_of"]

_MOST_LAYERS = 50

# In evaluation mode, and of the values themselves.
_MODULES_THAT_CHANGE_NOTHING = (
    known.AlphaDropout, known.Dropout, known.Dropout1d, known.Dropout2d, known.Flatten,
    known.GaussianDropout, known.GaussianNoise, known.Identity, known.Unflatten,
)  # fmt: skip
_OPERATIONS_THAT_CHANGE_NOTHING = {
    "cast", "expand", "flatten", "reshape", "squeeze", "unsqueeze",
}  # fmt: skip


class Function(NamedTuple):
    """What is applied to weighted sums: an activation function, a normalization.

    Attributes:
        name: of the module's class, or of the operation.
        apply: applies it to a Tensor; None where that cannot be done again.
    """

    name: str
    apply: Callable[[Any], Any] | None


@dataclass(frozen=True)
class Layer:
    """One call of a Linear layer.

    Attributes:
        path: the dotted name of the layer; empty if it is the model itself.
        kind: the name of its class.
        inputs: what it was given, a row of numbers.
        sums: the weighted sums that it returned.
        functions: what was applied to them, in order.
        outputs: what came out of that: what the next layer was given, or the model returned.
        constant_input: whether an input that is always 1 stands before the others in `inputs`.
    """

    path: str
    kind: str
    inputs: Tensor
    sums: Tensor
    functions: tuple[Function, ...]
    outputs: Tensor
    constant_input: bool


@dataclass(frozen=True)
class Row:
    """The layers of a model in the order in which they computed, and what ran.

    Attributes:
        layers: the Linear layers.
        before: what was applied to the input before the first one.
        run: what ran: a copy of the model.
    """

    layers: tuple[Layer, ...]
    before: tuple[Function, ...]
    run: Run


def row_of_layers(model: Any, x: Any, where: str) -> Row:
    """Run a copy of a model on one row, and return its layers of neurons.

    Args:
        model: the model.
        x: a batch of one sample, as `sample_of` returns it; None for zeros.
        where: the function that asks, for errors.

    Raises:
        TypeError: `model` is no Module.
        ValueError: it has no Linear layers, more than 50, or others with weights, or they do not
            stand in a row, or are waiting for their first input.
    """
    _check(model, where)
    ran = run(model, (Tensor(x),), where, recorded=True) if x is not None else _tried(model, where)
    calls = [call for call in ran.calls if isinstance(call.module, Linear)]
    if len(calls) > _MOST_LAYERS:
        raise ValueError(
            f"{where}: the model has {len(calls)} Linear layers in a row, and a picture of the "
            f"neurons of more than {_MOST_LAYERS} could not be read. Use nn.draw(..., "
            f"view='layers')"
        )
    if not calls:
        raise ValueError(f"{where}: the model called none of its Linear layers for this input")
    if not isinstance(ran.output, Tensor):
        raise TypeError(f"{where}: the model must return a Tensor, got {type(ran.output).__name__}")
    paths = _Paths(ran)
    before = paths.functions(_given(calls[0]), None, where)
    layers: list[Layer] = []
    for number, call in enumerate(calls):
        last = number == len(calls) - 1
        outputs = ran.output if last else _given(calls[number + 1])
        functions = paths.functions(outputs, call, where)
        constant = _adds_constant(layers[-1].functions if layers else before)
        kind = type(call.module).__name__
        layers.append(
            Layer(call.path, kind, _given(call), call.output, functions, outputs, constant)
        )
        added = not last and _adds_constant(functions)
        one_row = call.output.numel() == call.output.shape[-1]
        if not one_row or outputs.numel() != call.output.numel() + added:
            raise ValueError(
                f"{where}: layer {call.path!r} computed sums of shape {call.output.shape}, and "
                f"what comes after has shape {outputs.shape}; the neuron view shows one row of "
                f"neurons a layer, each with one value. Use nn.draw(..., view='layers')"
            )
    ran.take_apart()
    return Row(tuple(layers), before, ran)


def sample_of(x: Any, sample: int, where: str) -> Any:
    """Return one sample as a batch of it alone.

    Args:
        x: one sample, `(features,)`, or a batch of them, `(N, ...)`.
        sample: which one of a batch.
        where: the function that asks, for errors.

    Raises:
        TypeError: it does not hold real numbers.
        ValueError: it is empty, or a single number.
        IndexError: the batch has no such sample.
    """
    try:
        array = np.array(x.data if isinstance(x, Tensor) else x)
    except ValueError as error:
        raise ValueError(f"{where}: x is no array: {error}") from error
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{where}: x must hold real numbers, got {array.dtype}")
    if array.dtype.kind != "f":
        array = array.astype(float)
    if not array.ndim or not array.size:
        raise ValueError(
            f"{where}: x must be one sample, (features,), or a batch, (N, features); got shape "
            f"{array.shape}"
        )
    rows = array[np.newaxis] if array.ndim == 1 else array
    if isinstance(sample, bool) or not isinstance(sample, (int, np.integer)):
        raise TypeError(f"{where}: sample must be an integer, got {sample!r}")
    if not -len(rows) <= sample < len(rows):
        raise IndexError(f"{where}: x has {len(rows)} samples; there is no sample {sample}")
    place = int(sample) % len(rows)
    return rows[place : place + 1]


def _given(call: Call) -> Tensor:
    """Return what a layer was given, be it no Tensor."""
    given = call.inputs[0]
    return given if isinstance(given, Tensor) else Tensor(given)


def _adds_constant(functions: tuple[Function, ...]) -> bool:
    return bool(functions) and functions[-1].name == ConstantInput.__name__


def _check(model: Any, where: str) -> None:
    if not isinstance(model, Module):
        raise TypeError(f"{where}: takes a Module, got {type(model).__name__}")
    linear = [module for module in model.modules() if isinstance(module, Linear)]
    for path, module in model.named_modules():
        if isinstance(module, (Linear, PReLU, Normalization)):
            continue
        own = next((name for name, _ in module.named_parameters(recurse=False)), None)
        if own is not None:
            name = f"layer {path!r}" if path else "the model"
            raise ValueError(
                f"{where}: the neuron view shows Linear layers and the functions of their sums; "
                f"{name}, a {type(module).__name__}, has weights of its own, {own!r}. Use "
                f"nn.draw(..., view='layers')"
            )
    if not linear:
        raise ValueError(
            f"{where}: the neuron view shows Linear layers, and this {type(model).__name__} has "
            f"none. Use nn.draw(..., view='layers')"
        )
    for name, parameter in model.named_parameters():
        if isinstance(parameter, UninitializedParameter):
            raise ValueError(
                f"{where}: {name!r} has no values before its layer's first input; call the model "
                f"once, such as model(x), and then {where}"
            )


def _tried(model: Module, where: str) -> Run:
    """Run a copy of the model on zeros, as many as its first layer takes."""
    modules = list(model.modules())
    place = next(i for i, module in enumerate(modules) if isinstance(module, Linear))
    length = modules[place].in_features  # type: ignore[attr-defined]
    length -= any(isinstance(module, ConstantInput) for module in modules[:place])
    try:
        return run(model, (Tensor(np.zeros((1, length))),), where, recorded=True)
    except Exception as error:
        raise ValueError(
            f"{where}: which layer follows which is found by computing, and the model does not "
            f"take a row of {length} numbers: {error}. Give an input: {where}(model, x)"
        ) from error


class _Paths:
    """The ways back through what was computed, with whole modules as single steps."""

    def __init__(self, ran: Run) -> None:
        with_layers: set[Call] = set()
        for call in ran.calls:
            outer: Call | None = call if isinstance(call.module, Linear) else None
            while outer is not None and outer not in with_layers:
                with_layers.add(outer)
                outer = outer.parent
        # Calls stand in the order of their beginnings: of two with one output the outer is taken.
        self._calls: dict[int, Call] = {}
        for call in ran.calls:
            single = isinstance(call.module, Linear) or (
                call not in with_layers and not isinstance(call.module, Sequential)
            )
            if single and isinstance(call.output, Tensor):
                self._calls.setdefault(id(call.output), call)
        self._given = {id(t) for t in ran.inputs}
        self._operations: dict[int, tuple[Function | None, list[Tensor]]] = {}
        self._operation(ran.output)  # notes all that it was computed from, at once

    def functions(self, end: Tensor, start: Call | None, where: str) -> tuple[Function, ...]:
        """Return what was applied to the output of a layer to get `end`, in order.

        Args:
            end: what came out.
            start: the call of the layer; None for the input of the model.
            where: the function that asks, for errors.

        Raises:
            ValueError: other layers or the input went into it too.
        """
        found: list[Function] = []
        seen: set[int] = set()
        waiting = [end]
        while waiting:
            tensor = waiting.pop()
            if id(tensor) in seen:
                continue
            seen.add(id(tensor))
            call = self._calls.get(id(tensor))
            if start is not None and call is start:
                continue
            layer = call is not None and isinstance(call.module, Linear)
            if start is not None and (layer or id(tensor) in self._given):
                other = f"layer {call.path!r}" if call is not None else "the input"
                raise ValueError(
                    f"{where}: what comes after layer {start.path!r} also uses {other}; the neuron "
                    f"view shows layers that stand in a row, each using the one before alone. Use "
                    f"nn.draw(..., view='layers'), or autograd.draw(model(x))"
                )
            if call is not None:
                if not isinstance(call.module, _MODULES_THAT_CHANGE_NOTHING):
                    found.append(Function(type(call.module).__name__, call.module.forward))
                waiting += [t for t in call.inputs if isinstance(t, Tensor)]
            else:
                function, operands = self._operation(tensor)
                if function and function.name not in _OPERATIONS_THAT_CHANGE_NOTHING:
                    found.append(function)
                waiting += operands
        return tuple(reversed(found))

    def _operation(self, tensor: Tensor) -> tuple[Function | None, list[Tensor]]:
        """Return the operation that computed a tensor, and what it was applied to."""
        if id(tensor) not in self._operations:
            data = graph(tensor)
            nodes = {node.key: node for node in data.nodes}
            operands: dict[str, list[Tensor]] = {}
            for edge in data.edges:
                operand = nodes[edge.tail].tensor
                if edge.position is not None and operand is not None:
                    operands.setdefault(edge.head, []).append(operand)
            for key, node in nodes.items():
                if node.kind == "operation":
                    used = operands.get(key, [])
                    self._operations[id(node.tensor)] = _function(node, len(used)), used
        return self._operations.get(id(tensor), (None, []))


def _function(node: Node, operands: int) -> Function:
    """Return an operation of a graph as a function of what it was applied to."""
    name = node.name or ""
    operation = getattr(ops, name, None)
    if operation is None or operands != 1:
        return Function(name, None)
    return Function(name, partial(operation, **node.parameters))
