"""Applying an operation: to Tensors, which records it; to arrays; to Symbols."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ._tensor import Tensor, as_data, bare
from .graph_state import ON_NUMBERS, RELEASED, REQUIRES_GRAD
from .history import cut_history
from .modes import blocks_anywhere, modes
from .stand_ins import StandIn
from .writes import share_writes, tick

if TYPE_CHECKING:
    from ._operation import Operation

__all__ = ["Symbolic", "general", "one_input", "two_inputs"]

Function = Callable[..., Any]

float64 = np.float64
ndarray = np.ndarray
new_tensor = Tensor.__new__
TINY = float(np.finfo(float64).tiny)
_RAW_TYPES = frozenset({ndarray, np.float64, np.float32, float, int, bool, np.bool_, np.int64})


class Symbolic:
    """Base of operands that an operation hands itself to, instead of computing."""

    __slots__ = ()

    @staticmethod
    def apply(operation: Operation, inputs: tuple[Any, ...], parameters: dict[str, Any]) -> Any:
        """Return the symbolic result of an operation."""
        raise NotImplementedError


def one_input(made: Operation) -> Function:
    """Return the function that applies an operation on one input, without parameters.

    This and `two_inputs` are `general` written out: most nodes of a graph of scalars are one of
    these, and their cost is the cost of such a graph.
    """
    forward, on_numbers = made.forward, made.on_numbers

    def apply(x: Any) -> Any:
        if not isinstance(x, Tensor):
            return _apply_untracked(made, (x,), {})
        out = new_tensor(Tensor)
        out._grad = out._extra = out._flow = None
        a = x._value
        value = None
        if on_numbers is not None and type(a) is float:
            try:
                value = on_numbers(a)
                if value - value or (-TINY < value < TINY and value):
                    value = None
            except (ArithmeticError, ValueError):
                value = None
        if value is not None:
            out._value = value
            out._context = ON_NUMBERS
        else:
            try:
                data = forward(x._data)
            except (TypeError, ValueError, IndexError) as error:
                raise made.failure((x,), error) from error
            out._value = as_value(made, data)
            number = made.takes_numbers and type(a) is float and type(data) is float64
            out._context = ON_NUMBERS if number else None
            if data is a:
                share_writes(x, out)
        needs = x._state
        if needs and (recording := not blocks_anywhere or modes.grad_enabled):
            out._state = needs
            out._operation = made
            out._inputs = (x,) if needs == REQUIRES_GRAD else cut_history((x,))
            out._time = tick()
            if recording is not True:
                recording.recorded(out)
        else:
            out._state = out._time = 0
            out._operation = out._context = None
            out._inputs = ()
        return out

    return apply


def two_inputs(made: Operation) -> Function:
    """Return the function that applies an operation on two inputs, without parameters."""
    forward, on_numbers = made.forward, made.on_numbers

    def apply(x: Any, y: Any) -> Any:
        if isinstance(x, Tensor):
            a = x._value
            needs = x._state
            if isinstance(y, Tensor):
                b = y._value
                needs |= y._state
            else:
                b = y if type(y) is float else _as_number(y := as_operand(made, y))
        elif isinstance(y, Tensor):
            a = x if type(x) is float else _as_number(x := as_operand(made, x))
            b = y._value
            needs = y._state
        else:
            return _apply_untracked(made, (x, y), {})
        out = new_tensor(Tensor)
        out._grad = out._extra = out._flow = None
        value = None
        if on_numbers is not None and type(a) is float and type(b) is float:
            try:
                value = on_numbers(a, b)
                # NumPy warns of what is not finite, and can be told to warn of underflow.
                if value - value or (-TINY < value < TINY and (value or (a and b))):
                    value = None
            except (ArithmeticError, ValueError):
                value = None
        if value is not None:
            out._value = value
            out._context = ON_NUMBERS
        else:
            if type(a) is float:
                a = bare(x)
            if type(b) is float:
                b = bare(y)
            try:
                data = forward(a, b)
            except (TypeError, ValueError, IndexError) as error:
                raise made.failure((x, y), error) from error
            out._value = as_value(made, data)
            out._context = None
            if data is a or data is b:
                source = x if data is a else y
                if isinstance(source, Tensor):
                    share_writes(source, out)
        if needs and (recording := not blocks_anywhere or modes.grad_enabled):
            out._state = needs
            out._operation = made
            out._inputs = (x, y) if needs == REQUIRES_GRAD else cut_history((x, y))
            out._time = tick()
            if recording is not True:
                recording.recorded(out)
        else:
            out._state = out._time = 0
            out._operation = out._context = None
            out._inputs = ()
        return out

    return apply


def _as_number(operand: Any) -> Any:
    """Return an integer or a NumPy number as Python's float, where that is the same number."""
    kind = type(operand)
    exact = kind is float64 or (kind is int and -(2**53) <= operand <= 2**53)
    return float(operand) if exact else operand


def general(made: Operation) -> Function:
    """Return the function that applies an operation of any kind."""
    forward = made.forward
    differentiable = any(rule is not None for rule in made.rules)

    def apply(*args: Any, **kwargs: Any) -> Any:
        inputs, parameters = made.bind(args, kwargs)
        needs = 0
        values = []
        for x in inputs:
            if isinstance(x, Tensor):
                needs |= x._state
                values.append(bare(x))
        if not values:
            return _apply_untracked(made, inputs, parameters)
        if len(values) < len(inputs):
            inputs = tuple([x if isinstance(x, Tensor) else as_operand(made, x) for x in inputs])
            values = [bare(x) for x in inputs]
        try:
            data = forward(*values, **parameters)
        except (TypeError, ValueError, IndexError) as error:
            raise made.failure(inputs, error) from error
        saved = None
        if made.saves:
            if type(data) is not tuple or len(data) != 2:
                raise TypeError(f"{made.name}: with saves=True the function returns (value, saved)")
            data, saved = data
        out = new_tensor(Tensor)
        out._value = value = as_value(made, data)
        out._grad = out._extra = out._flow = None
        # Integers and booleans are constant between their jumps: nothing to differentiate.
        recording = not blocks_anywhere or modes.grad_enabled
        if needs and recording and differentiable and (
            type(value) is float or value.dtype.kind == "f"
        ):
            out._state = needs
            out._operation = made
            out._inputs = cut_history(inputs) if needs & RELEASED else inputs
            out._context = (parameters, saved)
            out._time = tick()
            if recording is not True:
                recording.recorded(out)
        else:
            out._state = out._time = 0
            out._operation = out._context = None
            out._inputs = ()
        if made.view and isinstance(inputs[0], Tensor):
            _note_shared_memory(inputs[0], out)
        return out

    return apply


def _apply_untracked(made: Operation, inputs: tuple[Any, ...], parameters: dict[str, Any]) -> Any:
    """Apply an operation to operands none of which is a Tensor."""
    for x in inputs:
        if type(x) not in _RAW_TYPES:
            for symbol in inputs:
                if isinstance(symbol, Symbolic):
                    return symbol.apply(made, inputs, parameters)
            inputs = tuple(as_operand(made, x) for x in inputs)
            break
    try:
        result = made.forward(*inputs, **parameters)
    except (TypeError, ValueError, IndexError) as error:
        raise made.failure(inputs, error) from error
    if made.saves:
        result = result[0]
    return result[()] if type(result) is ndarray and not result.ndim else result


def as_operand(made: Operation, value: Any) -> Any:
    """Return an array, a number or None as it is, a list as an array; refuse anything else."""
    if type(value) in _RAW_TYPES or isinstance(value, (np.generic, int, float)):
        return value
    if isinstance(value, ndarray):  # a subclass
        return as_data(value, None)
    if isinstance(value, StandIn):  # in a backward pass
        value.refuse()
    if value is None and made.may_be_left_out:  # such as a bias
        return value
    if isinstance(value, (list, tuple)):
        try:
            array = np.asarray(value)
        except ValueError as error:  # lists of different lengths
            raise ValueError(f"{made.name}: {error}") from error
        if array.dtype.kind in "biufc":
            return array
    raise TypeError(
        f"{made.name}: cannot use {type(value).__name__} {value!r:.40} as an operand; "
        f"give a Tensor, an array or a number"
    )


def as_value(made: Operation, data: Any) -> Any:
    """Return an array or NumPy scalar as a Tensor holds it: never a 0-d array, never a list."""
    if type(data) is float64:
        return float(data)
    if type(data) is ndarray and (made.trusted or data.dtype.kind in "biufc"):
        return data if data.ndim else data[()]
    if type(data) is tuple:
        raise TypeError(
            f"the function of operation {made.name} returned a tuple of {len(data)}. An operation "
            f"has one result; with saves=True its function returns (value, saved)"
        )
    value = np.asarray(data)[()]
    if value is None or value.dtype.kind not in "biufc":
        raise TypeError(
            f"the function of operation {made.name} returned {type(data).__name__} {data!r:.40}, "
            f"which is no array of numbers"
        )
    return value


def _note_shared_memory(source: Tensor, view: Tensor) -> None:
    value = view._value
    if type(value) is ndarray and np.may_share_memory(value, source._value):
        share_writes(source, view)
