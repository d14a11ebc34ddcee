"""Symbols: operands on which a derivative rule writes its formula instead of computing a number.

    >>> from autograd.symbol import Symbol, local_derivative
    >>> from autograd import ops
    >>> g, x, y = Symbol("g", 1.0), Symbol("x", 3.0), Symbol("y", 2.0)
    >>> x * y + 1
    x * y + 1
    >>> local_derivative(ops.multiply.operation, 0, [x, y], g=g)
    g * y

A Symbol also carries its value, so that a formula and its number come from the same rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ._operation import Operation
from ._operators import Operators
from .recording import Symbolic

__all__ = ["Symbol", "local_derivative"]

# How tightly signs bind, as in Python: an operand that binds less tightly gets brackets.
_BINDING = {"<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "!=": 1, "|": 2, "^": 3, "&": 4,
            "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6, "**": 8}  # fmt: skip
_UNARY, _ATOM = 7, 10


class Symbol(Operators, Symbolic):
    """A formula and its value; operations on Symbols give the formula of the result.

    Args:
        text: the formula, such as `x`.
        value: its number or array, which gives shape and dtype.
        binding: how tightly the outermost sign of the formula binds.

    Example:
        >>> from autograd.symbol import Symbol
        >>> import autograd
        >>> autograd.exp(Symbol("x", 0.0) - 1)
        exp(x - 1)
    """

    __slots__ = ("binding", "text", "value")

    def __init__(self, text: str, value: Any, binding: int = _ATOM) -> None:
        self.text = text
        self.value = np.asarray(value)[()]
        self.binding = binding

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
        binding = _BINDING.get(operation.sign or "", _ATOM)
        if binding < _ATOM and len(inputs) == 2:
            # Of equal signs the left one is computed first, of powers the right one.
            left, right = binding, binding + 1
            if operation.sign == "**":
                left, right = right, left
            elif binding == _BINDING["<"]:  # Python would chain x < y < z
                left = right
            text = f"{_text(inputs[0], left)} {operation.sign} {_text(inputs[1], right)}"
            return Symbol(text, value, binding)
        if operation.sign in ("-", "~"):
            return Symbol(f"{operation.sign}{_text(inputs[0], _UNARY)}", value, _UNARY)
        arguments = [_text(x, 0) for x in inputs]
        arguments += [
            f"{name}={' '.join(repr(setting).split())}"  # of a Symbol that is its formula
            for name, setting in parameters.items()
            if setting is not operation.defaults[name]
        ]
        if operation.variadic:
            count = len(inputs)
            arguments = [f"[{', '.join(arguments[:count])}]", *arguments[count:]]
        return Symbol(f"{operation.name}({', '.join(arguments)})", value)


def _value(operand: Any) -> Any:
    return operand.value if isinstance(operand, Symbol) else operand


def _named(saved: Any, name: str) -> Any:
    """Return what a forward function saved with Symbols in the place of its arrays."""
    if isinstance(saved, tuple):
        return tuple(_named(part, f"{name}[{i}]") for i, part in enumerate(saved))
    return Symbol(name, saved) if isinstance(saved, (np.ndarray, np.generic)) else saved


def _text(operand: Any, binding: int) -> str:
    """Write an operand, in brackets if its sign binds less tightly than `binding`."""
    if isinstance(operand, Symbol):
        return f"({operand.text})" if operand.binding < binding else operand.text
    if isinstance(operand, np.ndarray):
        return np.array2string(operand, separator=", ", threshold=20).replace("\n", "")
    text = repr(operand.item() if isinstance(operand, np.generic) else operand)
    return f"({text})" if text.startswith("-") and binding > _BINDING["+"] else text


def local_derivative(
    operation: Operation,
    position: int,
    inputs: Sequence[Any],
    parameters: dict[str, Any] | None = None,
    g: Any = 1.0,
) -> Any:
    """Write the contribution of an operation to the gradient of one of its inputs, as a formula.

    Args:
        operation: the operation.
        position: which input.
        inputs: Symbols for its inputs, or numbers.
        parameters: the operation's parameters. Default: their defaults.
        g: a Symbol for the gradient with respect to the output.

    Returns:
        A Symbol, or None where the output does not depend on that input differentiably.

    Example:
        >>> from autograd.symbol import Symbol, local_derivative
        >>> from autograd import ops
        >>> local_derivative(ops.sigmoid.operation, 0, [Symbol("z", 0.0)], g=Symbol("g", 1.0))
        g * out * (1 - out)
    """
    parameters = {**operation.defaults, **(parameters or {})}
    with np.errstate(all="ignore"):
        out = operation.forward(*map(_value, inputs), **parameters)
    saved = {}
    if operation.saves:
        out, kept = out
        saved["saved"] = _named(kept, "saved")
    rule = operation.rules[0 if operation.variadic else position]
    if rule is None:
        return None
    place = (position,) if operation.variadic else ()
    return rule(g, Symbol("out", out), *place, *inputs, **parameters, **saved)
