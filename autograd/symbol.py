"""Symbols: operands on which a derivative rule writes its formula instead of computing a number.

    >>> from autograd.symbol import Symbol, local_derivative
    >>> from autograd import ops
    >>> g, x, y = Symbol("g", 1.0), Symbol("x", 3.0), Symbol("y", 2.0)
    >>> x * y + 1
    x * y + 1
    >>> local_derivative(ops.multiply.operation, 0, [x, y], g=g)
    g * y

A Symbol is a tree of operations with names and numbers at its ends, and it carries its value: so a
formula and its number come from the same rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from ._operation import Operation
from ._operators import Operators
from .formula import plain
from .recording import Symbolic

__all__ = ["Symbol", "local_derivative"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Symbol(Operators, Symbolic):
    """A formula and its value; operations on Symbols give the formula of the result.

    Args:
        name: what stands for the value in formulas, such as `x`.
        value: its number or array, which gives shape and dtype.
        known: False if `value` only gives shape and dtype, since the true one is gone. What is
            computed from it is not known either. Default: True.

    Attributes:
        operation: what the formula applies last; None for a name.
        operands: its inputs: Symbols, numbers, arrays or None.
        parameters: its parameters, those at their defaults included.

    Example:
        >>> from autograd.symbol import Symbol
        >>> import autograd
        >>> autograd.exp(Symbol("x", 0.0) - 1)
        exp(x - 1)
    """

    __slots__ = ("known", "name", "operands", "operation", "parameters", "value")

    operation: Operation | None
    operands: tuple[Any, ...]
    parameters: Mapping[str, Any]

    def __init__(self, name: str, value: Any, known: bool = True) -> None:
        self.name = name
        self.value = np.asarray(value)[()]
        self.known = known
        self.operation = None
        self.operands = ()
        self.parameters = _NOTHING

    @classmethod
    def of(
        cls,
        operation: Operation,
        operands: tuple[Any, ...],
        parameters: Mapping[str, Any],
        value: Any,
        known: bool = True,
    ) -> Symbol:
        """Return the formula of an operation on operands, whose value is given."""
        made = cls("", value, known)
        made.operation = operation
        made.operands = operands
        made.parameters = parameters
        return made

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """The number of axes of the value."""
        return self.value.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the value."""
        return self.value.dtype

    @property
    def text(self) -> str:
        """The formula in plain text, with Python's signs."""
        return plain.write(self)

    def __repr__(self) -> str:
        return self.text

    @staticmethod
    def apply(
        operation: Operation, inputs: tuple[Any, ...], parameters: dict[str, Any]
    ) -> Symbol:
        """Write the formula of an operation on `inputs`, and compute its value."""
        with np.errstate(all="ignore"):
            value = operation.forward(
                *map(_value, inputs), **{name: _value(p) for name, p in parameters.items()}
            )
        if operation.saves:
            value = value[0]
        known = all(x.known for x in (*inputs, *parameters.values()) if isinstance(x, Symbol))
        return Symbol.of(operation, inputs, parameters, value, known)


def _value(operand: Any) -> Any:
    return operand.value if isinstance(operand, Symbol) else operand


def _named(saved: Any, name: str) -> Any:
    """Return what a forward function saved with Symbols in the place of its arrays."""
    if isinstance(saved, tuple):
        return tuple(_named(part, f"{name}[{i}]") for i, part in enumerate(saved))
    return Symbol(name, saved) if isinstance(saved, (np.ndarray, np.generic)) else saved


def local_derivative(
    operation: Operation,
    position: int,
    inputs: Sequence[Any],
    parameters: dict[str, Any] | None = None,
    g: Any = 1.0,
    out: Symbol | None = None,
) -> Any:
    """Write the contribution of an operation to the gradient of one of its inputs, as a formula.

    Args:
        operation: the operation.
        position: which input.
        inputs: Symbols for its inputs, or numbers.
        parameters: the operation's parameters. Default: their defaults.
        g: a Symbol for the gradient with respect to the output.
        out: a Symbol for the output. Default: one called `out`.

    Returns:
        A Symbol, or None where the output does not depend on that input differentiably.

    Example:
        >>> from autograd.symbol import Symbol, local_derivative
        >>> from autograd import ops
        >>> local_derivative(ops.sigmoid.operation, 0, [Symbol("z", 0.0)], g=Symbol("g", 1.0))
        g * out * (1 - out)
    """
    parameters = {**operation.defaults, **(parameters or {})}
    saved = {}
    if out is None or operation.saves:
        with np.errstate(all="ignore"):
            value = operation.forward(*map(_value, inputs), **parameters)
        if operation.saves:
            value, kept = value
            saved["saved"] = _named(kept, "saved")
        out = out or Symbol("out", value)
    rule = operation.rules[0 if operation.variadic else position]
    if rule is None:
        return None
    place = (position,) if operation.variadic else ()
    return rule(g, out, *place, *inputs, **parameters, **saved)
