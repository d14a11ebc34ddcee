"""The formulas of a recorded computation: how values are computed, and what the rules say.

The operations' own derivative rules are run on Symbols that stand for the recorded values. Nothing
of the computation itself is run again: values, and what a forward pass saved, are those of the
graph.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from types import FunctionType
from typing import Any, TypeGuard

import numpy as np

from ... import ops
from ..._tensor import Tensor
from ...formula import exact, plain
from ...stand_ins import StandIn
from ...symbol import Symbol, derivative_symbol
from ..reading.recorded import value_at_hand
from .plan import Plan

__all__ = ["Formulas", "NoFormula", "bare", "is_literal", "literal", "with_number"]


class NoFormula(str):
    """Says in words why a derivative rule cannot be written as a formula."""

    __slots__ = ()


class Formulas:
    """Writes the formulas of one computation.

    Args:
        plan: its lines.
        names: of its values, by `id`.
        gradients: d(output)/d(tensor), where it is known.
    """

    def __init__(
        self, plan: Plan, names: Mapping[int, str], gradients: Mapping[Tensor, Any]
    ) -> None:
        self.plan = plan
        self.names = names
        self.gradients = gradients
        self.root = plan.order[0]
        # All arrays in them are copies: an optimizer may step before the derivation is shown.
        self._values: dict[int, Symbol] = {}
        self._derivatives: dict[Tensor, Symbol] = {}

    def gradient(self, tensor: Tensor) -> Symbol:
        """Return the Symbol of d(output)/d(tensor)."""
        if tensor not in self._derivatives:
            known = tensor in self.gradients
            value = np.array(self.gradients[tensor]) if known else _placeholder(tensor._data)
            output, variable = (self.names[id(t)] for t in (self.root, tensor))
            self._derivatives[tensor] = derivative_symbol(output, variable, value, known)
        return self._derivatives[tensor]

    def value(self, x: Any, user: Tensor | None = None) -> Symbol:
        """Return the Symbol of a value that has a line of its own, or is given.

        Args:
            x: a Tensor or array.
            user: the tensor that is computed from it. Default: none, or `x` itself.
        """
        if id(x) not in self._values:
            leaf = user is None and x._operation is None
            data = x._data if leaf else value_at_hand(x, x if user is None else user)
            known = not isinstance(data, StandIn)
            data = np.array(data) if known else _placeholder(data)
            self._values[id(x)] = Symbol(self.names[id(x)], data, known)
        return self._values[id(x)]

    def line(self, tensor: Tensor) -> dict[Tensor, Symbol]:
        """Return the formulas of what is computed in the line of `tensor`, by Tensor."""
        formulas: dict[Tensor, Symbol] = {}
        for member in reversed(self.plan.line_of(tensor)):
            data = value_at_hand(member, member)
            known = not isinstance(data, StandIn)
            formula = Symbol.of(
                member._operation,
                self._operands(member, formulas),
                _readable(member),
                data if known else _placeholder(data),
                known,
            )
            formulas[member] = _in_matrices(formula)
        return formulas

    def contributions(
        self, tensor: Tensor, wanted: Container[Tensor]
    ) -> dict[Tensor, Symbol | NoFormula]:
        """Return what the line of `tensor` contributes to the gradients of those `wanted`.

        A value used twice in the line gets the sum. What has no formula has the reason in its
        place; to what it does not depend on differentiably a line contributes nothing.
        """
        formulas = self.line(tensor)
        gradients: dict[Tensor, Symbol | NoFormula] = {tensor: self.gradient(tensor)}
        for member in self.plan.line_of(tensor):
            out = self.value(tensor) if member is tensor else formulas[member]
            operands = self._operands(member, formulas)
            for position, x in enumerate(member._inputs):
                if not isinstance(x, Tensor) or x not in wanted or member not in gradients:
                    continue
                part = _contribution(member, position, gradients[member], out, operands)
                if part is not None:
                    # The youngest comes first here, and last in the formula.
                    gradients[x] = _sum(part, gradients[x]) if x in gradients else part
        return {x: part for x, part in gradients.items() if x not in formulas}

    def _operands(self, member: Tensor, formulas: Mapping[Tensor, Symbol]) -> tuple[Any, ...]:
        return tuple(
            formulas[x] if isinstance(x, Tensor) and x in formulas
            else self.value(x, member) if id(x) in self.names
            else x._data if isinstance(x, Tensor)
            else x
            for x in member._inputs
        )  # fmt: skip


def _contribution(
    tensor: Tensor, position: int, g: Symbol | NoFormula, out: Symbol, operands: tuple[Any, ...]
) -> Symbol | NoFormula | None:
    """Write what an operation contributes to the gradient of one of its inputs.

    Returns:
        None where the result does not depend on the input differentiably.
    """
    operation = tensor._operation
    rule = operation.rules[0 if operation.variadic else position]
    if rule is None:
        return None
    if isinstance(g, NoFormula):
        return g
    parameters, saved = tensor._context or ({}, None)
    if operation.saves and isinstance(saved, StandIn):
        return NoFormula(f"the rule of {operation.name} needs what its forward pass saved, which "
                         f"the graph has dropped")  # fmt: skip
    place = (position,) if operation.variadic else ()
    try:
        if operation.saves:
            parameters = {**parameters, "saved": _saved(saved, f"saved_by_{operation.name}")}
        contribution = rule(g, out, *place, *operands, **parameters)
        fitted: Symbol = _fitted(contribution, tensor._inputs[position])
        return fitted
    except Exception as error:  # a user's rule may raise anything
        problem = str(error).partition("\n")[0] or "no message"
        return NoFormula(
            f"the rule of {operation.name} cannot be written as a formula: "
            f"{type(error).__name__}: {problem}"
        )


def _in_matrices(formula: Symbol) -> Symbol:
    """Write an affine map as `x @ weight.T + bias`; other formulas stay as they are."""
    made: Any = formula.operation
    if not (made.trusted and made.name == "linear"):
        return formula
    x, weight, bias = formula.operands
    product = ops.matmul(x, ops.matrix_transpose(weight))
    whole = product if bias is None else ops.add(product, bias)
    return Symbol.of(
        whole.operation, whole.operands, whole.parameters, formula.value, formula.known
    )


def _readable(tensor: Tensor) -> dict[str, Any]:
    """Return an operation's parameters without functions, which say nothing in a formula."""
    parameters = (tensor._context or ({}, None))[0]
    defaults = tensor._operation.defaults
    return {
        name: defaults[name] if isinstance(value, FunctionType) else value
        for name, value in parameters.items()
    }


def _saved(saved: Any, name: str) -> Any:
    """Return what a forward pass saved, with Symbols in the place of its arrays."""
    if isinstance(saved, (tuple, list)):
        return type(saved)(_saved(part, f"{name}_{i}") for i, part in enumerate(saved))
    return Symbol(name, saved) if isinstance(saved, (np.ndarray, np.generic)) else saved


def _sum(part: Symbol | NoFormula, other: Symbol | NoFormula) -> Symbol | NoFormula:
    if isinstance(part, NoFormula):
        return part
    if isinstance(other, NoFormula):
        return other
    return part + other  # type: ignore[no-any-return]


def _fitted(contribution: Any, x: Tensor) -> Any:
    """Return a rule's result in the shape and dtype of the input, as every gradient has.

    The axes over which the operation broadcast its input are summed.
    """
    if not isinstance(contribution, Symbol):
        return _fitted(literal(contribution), x)
    shape = x._data.shape
    if contribution.shape != shape:
        contribution = _summed(contribution, shape)
    return ops.astype(contribution, x._data.dtype)


def _summed(contribution: Symbol, shape: tuple[int, ...]) -> Any:
    """Sum over the axes along which an array of `shape` was broadcast."""
    extra = contribution.ndim - len(shape)
    pairs = zip(shape, contribution.shape[max(extra, 0) :], strict=True)
    if extra < 0 or not all(small in (1, large) for small, large in pairs):
        raise ValueError(f"it gives a gradient of shape {contribution.shape} for shape {shape}")
    if not shape:
        return ops.sum(contribution)
    if extra:
        contribution = ops.sum(contribution, tuple(range(extra)) if extra > 1 else 0)
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and contribution.shape[i] != 1)
    if axes:
        contribution = ops.sum(contribution, axes if len(axes) > 1 else axes[0], True)
    return contribution


def literal(value: Any) -> Symbol:
    """Return the formula of a number or array that stands for itself."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"it returned {type(value).__name__}")
    if array.ndim:
        return Symbol(plain.write(array), array)
    return Symbol(exact.write(int(array) if float(array).is_integer() else array[()]), array)


def is_literal(formula: Symbol) -> bool:
    """Tell whether a formula is a number or array that stands for itself."""
    if formula.operation is not None or formula.dtype.kind not in "biuf" or not formula.known:
        return False
    return formula.name == literal(formula.value).name


def bare(formula: Symbol) -> Any:
    """Return the number in the place of a formula that stands for itself; others as they are."""
    return formula.value if not formula.ndim and is_literal(formula) else formula


def with_number(formula: Symbol, derivative_of: tuple[str, str], number: float) -> Any:
    """Return a formula with a number in the place of a derivative; without recursion."""
    changed: dict[int, Any] = {}
    waiting = [formula]
    while waiting:
        symbol = waiting[-1]
        parts = [x for x in (*symbol.operands, *symbol.parameters.values()) if _is_symbol(x)]
        if inside := [x for x in parts if id(x) not in changed]:
            waiting += inside
            continue
        waiting.pop()
        if symbol.operation is None:
            changed[id(symbol)] = number if symbol.derivative_of == derivative_of else symbol
        else:
            changed[id(symbol)] = Symbol.of(
                symbol.operation,
                tuple(changed.get(id(x), x) for x in symbol.operands),
                {key: changed.get(id(x), x) for key, x in symbol.parameters.items()},
                symbol.value,
                symbol.known,
            )
    return changed[id(formula)]


def _is_symbol(value: Any) -> TypeGuard[Symbol]:
    return isinstance(value, Symbol)


def _placeholder(value: Any) -> Any:
    """Return an array of the shape and dtype of one that is gone; it takes no memory."""
    return np.broadcast_to(np.ones((), value.dtype), value.shape)
