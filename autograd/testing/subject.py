"""The function under check, as a function of plain arrays: its inputs and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from .._tensor import Tensor, bare
from ..chain_rule import gradients
from ..containers import described, leaves, rebuild
from .errors import GradientError

__all__ = ["Subject", "Variable", "element"]

Array = np.ndarray[Any, Any]


class Variable(NamedTuple):
    """A tensor with respect to which gradients are checked: an input, or a parameter."""

    label: str
    tensor: Tensor
    value: Array


class Subject:
    """A function with its inputs and parameters, to be evaluated at other values of them.

    Args:
        fn: the function or module.
        inputs: its arguments; one that is no tuple or list is the only one.
        parameters: see `gradcheck`.

    Attributes:
        name: how messages call the function.
        variables: what is checked: the inputs that require a gradient, then the parameters.
    """

    def __init__(self, fn: Callable[..., Any], inputs: Any, parameters: Any = None) -> None:
        self.fn = fn
        self.name = getattr(fn, "__name__", type(fn).__name__)
        if self.name == "<lambda>":
            self.name = "the function"
        self._inputs = list(inputs) if isinstance(inputs, (tuple, list)) else [inputs]
        self._module = fn if hasattr(fn, "named_parameters") else getattr(fn, "__self__", None)
        if not hasattr(self._module, "named_parameters"):
            self._module = parameters if hasattr(parameters, "named_parameters") else None
        self._nested = any(isinstance(x, (tuple, list, dict)) for x in self._inputs)
        self._passed: list[Any] = []  # the leaves of the arguments, None for those that are checked
        self.variables: list[Variable] = []
        for number, argument in enumerate(self._inputs):
            for label, value in leaves(argument, f"input {number}"):
                checked = isinstance(value, Tensor) and value.requires_grad
                if checked:
                    self._add(label, value)
                elif isinstance(value, Tensor) and value.dtype.kind == "f":
                    require_float64(value, value.name or label)
                self._passed.append(None if checked else _own_copy(value))
        self._parameters_from = len(self.variables)
        for label, tensor in _named(self._module if parameters is None else parameters):
            if tensor.requires_grad:
                self._add(label, tensor)
        if not self.variables:
            given = ", ".join(map(described, self._inputs)) or "no inputs"
            raise ValueError(
                f"gradcheck: none of the inputs is a Tensor that requires grad, so there is "
                f"nothing to check; got {given}. Make them with requires_grad=True"
            )

    def _add(self, label: str, tensor: Tensor) -> None:
        label = tensor.name or label
        require_float64(tensor, label)
        self.variables.append(Variable(label, tensor, np.array(tensor._data, order="C")))

    @property
    def point(self) -> list[Array]:
        """The values at which gradients are checked."""
        return [variable.value for variable in self.variables]

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """Let a module's parameters and buffers be changed, and set them back at the end."""
        parameters = [v.tensor for v in self.variables[self._parameters_from :]]
        arrays = [p._data for p in parameters]
        named_buffers = getattr(self._module, "named_buffers", dict[str, Any]().items)
        buffers = {name: buffer._data for name, buffer in named_buffers()}
        for _, buffer in named_buffers():
            buffer._data = np.array(buffer._data)[()]
        try:
            yield
        finally:
            for parameter, array in zip(parameters, arrays, strict=True):
                parameter._data = array
            for name, buffer in named_buffers():  # perhaps others, under the same names
                if name in buffers:
                    buffer._data = buffers[name]

    def call(self, values: Sequence[Array]) -> tuple[list[Tensor], list[tuple[str, Any]]]:
        """Call the function at these values of the variables.

        Returns:
            The Tensors that stood for the variables, and the outputs with their labels.
        """
        tensors = []
        for position, (_, tensor, _) in enumerate(self.variables):
            value = values[position]
            if position >= self._parameters_from:
                tensor._data = value if value.ndim else value[()]
                tensors.append(tensor)
                continue
            stand_in = type(tensor).__new__(type(tensor))
            Tensor.__init__(stand_in, value, requires_grad=True, name=tensor.name)
            tensors.append(stand_in)
        following = iter(tensors)
        filled = [next(following) if leaf is None else leaf.value for leaf in self._passed]
        result = self.fn(*(rebuild(self._inputs, iter(filled)) if self._nested else filled))
        if isinstance(result, Tensor):
            return tensors, [("output 0", result)]
        if isinstance(result, (tuple, list, dict)):
            several = result.items() if isinstance(result, dict) else enumerate(result)
            return tensors, [
                leaf for key, part in several for leaf in leaves(part, f"output {key}")
            ]
        return tensors, [("output 0", result)]

    def values(self, at: Sequence[Array]) -> Array:
        """Return all elements of all outputs, one after the other."""
        _, outputs = self.call(at)
        return joined([bare(output) for _, output in outputs])

    def gradients(self, at: Sequence[Array], weights: Sequence[Array]) -> list[Array]:
        """Return the gradients of the weighted outputs with respect to each variable."""
        tensors, outputs = self.call(at)
        return pulled([output for _, output in outputs], weights, tensors)

    def changed_argument(self) -> str | None:
        """Return the name of an argument that is not checked and that the function changed."""
        for leaf in self._passed:
            if leaf is None or leaf.before is None:
                continue
            now = np.asarray(bare(leaf.value))
            if not np.array_equal(now, leaf.before, equal_nan=now.dtype.kind in "fc"):
                return described(leaf.value)
        return None


class _Passed(NamedTuple):
    """An argument that is passed on as it is, and of an array its values before the call."""

    value: Any
    before: Array | None


def _own_copy(value: Any) -> _Passed:
    if isinstance(value, Tensor):
        copy = Tensor(np.array(value._data), name=value.name)
        return _Passed(copy, np.array(value._data))
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return _Passed(value.copy(), value.copy())
    return _Passed(value, None)


def _named(parameters: Any) -> Iterable[tuple[str, Tensor]]:
    if parameters is None:
        return []
    if hasattr(parameters, "named_parameters"):
        return list(parameters.named_parameters())
    if isinstance(parameters, Mapping):
        return list(parameters.items())
    several = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [(f"parameter {number}", tensor) for number, tensor in enumerate(several)]


def pulled(
    outputs: Sequence[Any], weights: Sequence[Any], tensors: Sequence[Tensor]
) -> list[Array]:
    """Return the gradients of the weighted outputs as arrays, zeros where nothing depends."""
    pairs = [(out, w) for out, w in zip(outputs, weights, strict=True) if out.requires_grad]
    found: Sequence[Tensor | None] = [None] * len(tensors)
    if pairs:
        found = gradients(
            [out for out, _ in pairs], tensors, [w for _, w in pairs], allow_unused=True
        )
    return [
        np.zeros(x.shape) if slope is None else np.asarray(slope._data)
        for x, slope in zip(tensors, found, strict=True)
    ]


def joined(arrays: Sequence[Any]) -> Array:
    """Return the elements of all arrays as one array with one axis."""
    if len(arrays) == 1:
        return np.ravel(arrays[0])
    return np.concatenate([np.ravel(a) for a in arrays]) if arrays else np.zeros(0)


def element(label: str, index: tuple[int, ...]) -> str:
    """Write an element of a variable, such as `x[1, 2]`."""
    return f"{label}[{', '.join(map(str, index))}]" if index else label


def require_float64(tensor: Tensor, label: str) -> None:
    """Refuse a tensor that finite differences cannot be computed with."""
    if tensor.dtype != np.float64:
        raise TypeError(
            f"gradcheck: {label} has dtype {tensor.dtype}; finite differences need float64. Make "
            f"the tensors float64, and a model with module.to(np.float64)"
        )


def checked_outputs(outputs: Sequence[tuple[str, Any]]) -> list[Tensor]:
    """Return the outputs, after a look at their types, dtypes and values."""
    if not outputs:
        raise TypeError("gradcheck: the function returned no Tensor")
    for label, output in outputs:
        if not isinstance(output, Tensor):
            raise TypeError(f"gradcheck: {label} is {described(output)}, not a Tensor")
        require_float64(output, label)
        wrong = np.argwhere(~np.isfinite(output._data))
        if wrong.size or (not output.ndim and not np.isfinite(output._data)):
            index = tuple(map(int, wrong[0])) if output.ndim else ()
            value = np.asarray(output._data)[index]
            raise GradientError(
                f"gradcheck: {element(label, index)} is {value}; a gradient can be checked only "
                f"where the outputs are finite"
            )
    return [output for _, output in outputs]
