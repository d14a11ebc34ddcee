"""Reading a model as a network of neurons: names, activations, weights, gradients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd import Tensor

from ...module import Module
from .network import Column, Link, Network, Weights
from .rows_of_layers import Function, Layer, Row, row_of_layers

__all__ = ["network_of", "read_network"]

_CONSTANT = "ConstantInput"  # drawn as the unit 1, not as a function


def read_network(
    model: Any,
    x: Any,
    before: Any,
    names: tuple[Sequence[str] | None, Sequence[str] | None],
    where: str,
) -> Network:
    """Read a model as a network of neurons.

    Args:
        model: the model.
        x: a batch of one sample; None for a network without activations.
        before: a state dict or a copy of the model from before the optimizer's step; or None.
        names: of the inputs and of the outputs; None for x1, x2, ... and y1, y2, ...
        where: the function that asks, for errors.

    Raises:
        TypeError: `model` or `before` is something else.
        ValueError: the model is no row of Linear layers, `before` does not fit, or there are more
            or fewer names than neurons.
    """
    row = row_of_layers(model, x, where)
    return network_of(row, model, before, names, where, with_values=x is not None)


def network_of(
    row: Row,
    model: Module,
    before: Any,
    names: tuple[Sequence[str] | None, Sequence[str] | None],
    where: str,
    with_values: bool = True,
) -> Network:
    """Return the network of neurons that a row of layers is; see `read_network`.

    Args:
        row: the layers of a copy of `model`.
        model: the model, whose weights and gradients are taken.
        before: its state before the optimizer's step; or None.
        names: of the inputs and of the outputs.
        where: the function that asks, for errors.
        with_values: whether to take the activations too. Default: True.
    """
    layers = row.layers
    first = layers[0]
    inputs = first.inputs.numel() - first.constant_input
    columns = [
        Column(
            "input",
            _names(names[0], "x", inputs, "input", where),
            functions=_written(row.before),
            values=_values(first.inputs, first.constant_input) if with_values else None,
        )
    ]
    links = []
    reader = _WeightReader(_state(before, where), where)
    for place, layer in enumerate(layers):
        columns.append(_column(layer, place, len(layers), names[1], where, with_values))
        own: Any = model.get_submodule(layer.path)
        path = f"{layer.path}." if layer.path else ""
        bias = None
        if layer.constant_input:  # the weights of the unit 1, which the layer has among the others
            bias = reader.read("b", own.weight, f"{path}weight", np.s_[:, :1])
        elif own.bias is not None:
            bias = reader.read("b", own.bias, f"{path}bias", np.s_[:, np.newaxis])
        others = np.s_[:, int(layer.constant_input) :]
        links.append(Link(reader.read("w", own.weight, f"{path}weight", others), bias))
    return Network(tuple(columns), tuple(links))


def _column(
    layer: Layer,
    place: int,
    layers: int,
    output_names: Sequence[str] | None,
    where: str,
    with_values: bool,
) -> Column:
    """Return the column of the neurons of a layer."""
    count = layer.sums.numel()
    if place == layers - 1:
        title, names = "output", _names(output_names, "y", count, "output", where)
    elif layers == 2:
        title, names = "hidden", _names(None, "h", count, "hidden", where)
    else:
        title = f"hidden {place + 1}"
        names = [f"h{place + 1}_{i}" for i in range(1, count + 1)]
    constant = any(function.name == _CONSTANT for function in layer.functions)
    return Column(
        title,
        names,
        f"{layer.path}: {layer.kind}" if layer.path else layer.kind,
        _written(layer.functions),
        _values(layer.outputs, constant) if with_values else None,
    )


class _WeightReader:
    """Reads parameters; numbers their weights one after another, those used twice once."""

    def __init__(self, state: Mapping[str, Any] | None, where: str) -> None:
        self._state = state
        self._where = where
        self._next = {"w": 1, "b": 1}
        self._first: dict[tuple[str, int], int] = {}

    def read(self, letter: str, parameter: Any, key: str, part: Any) -> Weights:
        """Return a part of a parameter, as a matrix, with its gradients and its old values."""
        values = _array(parameter)
        old = None
        if self._state is not None:
            old = _before(self._state, key, values.shape, self._where)[part]
        gradient = None if parameter.grad is None else _array(parameter.grad)[part]
        place = letter, id(parameter)
        if place not in self._first:
            self._first[place] = self._next[letter]
            self._next[letter] += values[part].size
        return Weights(letter, self._first[place], values[part], gradient, old)


def _written(functions: tuple[Function, ...]) -> tuple[str, ...]:
    return tuple(function.name for function in functions if function.name != _CONSTANT)


def _array(tensor: Any) -> Any:
    return np.array(tensor.data if isinstance(tensor, Tensor) else tensor)


def _values(tensor: Tensor, constant: bool) -> Any:
    return _array(tensor).reshape(-1)[int(constant) :]


def _names(
    given: Sequence[str] | None, letter: str, count: int, what: str, where: str
) -> list[str]:
    if given is None:
        return [letter] if count == 1 else [f"{letter}{i}" for i in range(1, count + 1)]
    if isinstance(given, str) or not all(isinstance(name, str) for name in given):
        raise TypeError(f"{where}: {what}_names must be a list of strings, got {given!r:.80}")
    if len(given) != count:
        raise ValueError(f"{where}: there are {count} {what}s and {len(given)} {what}_names")
    return list(given)


def _state(before: Any, where: str) -> Mapping[str, Any] | None:
    if isinstance(before, Module):
        return before.state_dict()
    if before is not None and not isinstance(before, Mapping):
        raise TypeError(
            f"{where}: before must be a state dict or a copy of the model from before the step, "
            f"got {type(before).__name__}"
        )
    return before


def _before(state: Mapping[str, Any], key: str, shape: tuple[int, ...], where: str) -> Any:
    if key not in state:
        raise ValueError(
            f"{where}: before has no {key!r}; give model.state_dict() or copy.deepcopy(model), "
            f"made before the optimizer's step"
        )
    old = _array(state[key])
    if old.shape != shape:
        raise ValueError(
            f"{where}: {key!r} has shape {shape}, and in before {old.shape}: another model's?"
        )
    return old
