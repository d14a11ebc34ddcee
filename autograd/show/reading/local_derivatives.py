"""The local derivative of an operation: the factor of the chain rule that stands on an edge.

It comes from the operation's own rule, run on Symbols: for numbers, and where every element depends
on one element alone, it is a value; else it is the formula that turns the gradient `g` that arrives
into the gradient that is passed on, such as `g @ W.T`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._operation import Operation
from ..._tensor import Tensor
from ...formula import plain
from ...pullback import apply_rule
from ...stand_ins import StandIn
from ...symbol import Symbol
from .recorded import value_at_hand

__all__ = ["LocalDerivative", "local_derivative_at"]

# The families of operations that work on each element by itself.
_ELEMENTWISE = frozenset(
    f"autograd.ops.{family}"
    for family in ("activation", "arithmetic", "comparison", "exponential", "rounding",
                   "selection", "special", "trigonometric")
)  # fmt: skip


@dataclass(frozen=True)
class LocalDerivative:
    """d(operation)/d(input), at the values of the forward pass.

    Attributes:
        value: the number, or an array with one number for each element of the output, or of the
            input where that has more, as for a norm; None where there is no such array, as for a
            product of matrices, and where values are gone.
        formula: in plain text, of the gradient that is passed on; None where the rule needs
            something that is gone.
        is_number: whether it is a number, or an array of them, were all values still there.
    """

    value: Any
    formula: str | None
    is_number: bool = True


def local_derivative_at(
    tensor: Tensor, position: int, called: Mapping[int, str], taken: Collection[str]
) -> LocalDerivative | None:
    """Return the local derivative of the operation behind `tensor` for one of its inputs.

    Args:
        tensor: the result of the operation.
        position: which input.
        called: names of tensors by `id`. Nameless ones are called as the operation calls its
            arguments.
        taken: names that other tensors have; a nameless one is called in1, in2, ... instead.

    Returns:
        None where no gradient goes to that input.
    """
    x = tensor._inputs[position]
    operation: Any = tensor._operation
    if not isinstance(x, Tensor) or not x._state:
        return None
    out = _symbol(tensor, "out", tensor)
    inputs = [
        _symbol(operand, called.get(id(operand)) or _argument(operation, i, taken), tensor)
        for i, operand in enumerate(tensor._inputs)
    ]
    if tensor._context is not None and isinstance(tensor._context[1], StandIn):
        return LocalDerivative(None, None)
    try:
        g = Symbol("g", np.ones(tensor._data.shape, tensor._data.dtype))
        rule = apply_rule(tensor, position, g, out, inputs)
    except RuntimeError:  # a rule that looks at values, of which some are gone
        return LocalDerivative(None, None)
    if rule is None:
        return None
    if not isinstance(rule, Symbol):
        return LocalDerivative(rule, plain.write(rule))
    is_number = _is_elementwise(rule)
    return LocalDerivative(rule.value if rule.known and is_number else None, rule.text, is_number)


def _symbol(x: Any, name: str, user: Tensor) -> Any:
    """Return a Symbol for an operand, of unknown value where the graph has it no more."""
    if x is None or isinstance(x, (int, float)):
        return x
    value = value_at_hand(x, user)
    if isinstance(value, StandIn):
        return Symbol(name, np.broadcast_to(np.zeros((), value.dtype), value.shape), known=False)
    return Symbol(name, value)


def _argument(operation: Operation, position: int, taken: Collection[str]) -> str:
    """Return what an operation calls one of its inputs, or a name that nothing else has."""
    names = list(operation.signature.parameters)
    name = f"{names[0]}[{position}]" if operation.variadic else names[position]
    return f"in{position + 1}" if name in taken else name


def _is_elementwise(formula: Symbol) -> bool:
    """Tell whether each element of a formula is computed from one element of each operand."""
    waiting: list[Any] = [formula]
    seen: set[int] = set()
    while waiting:
        symbol = waiting.pop()
        if not isinstance(symbol, Symbol) or symbol.operation is None or id(symbol) in seen:
            continue
        seen.add(id(symbol))
        if symbol.operation.forward.__module__ not in _ELEMENTWISE:
            return False
        waiting += symbol.operands
        waiting += symbol.parameters.values()
    return True
