"""What comes to a value along one edge, as a formula, where several edges go to one operation."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...formula import simplified
from ...pullback import apply_rule
from ...symbol import Symbol, derivative_symbol
from ..derivation.formulas import with_number
from ..derivation.steps import Derivation, Equation, Term

__all__ = ["EdgeFormulas"]


class EdgeFormulas:
    """Writes the part of a gradient that one input of an operation gets.

    A derivation has one formula for each operation: for `x * x` that is the sum over both inputs.

    Args:
        derivation: it gives the names and the values.
    """

    def __init__(self, derivation: Derivation) -> None:
        self._output = derivation.output
        self._symbols = {
            id(e.tensor): _symbol(e) for e in derivation.forward if e.tensor is not None
        }
        self._gradients = {
            step.tensor: derivative_symbol(derivation.output, step.name, step.value)
            for step in derivation.backward
            if step.value is not None
        }

    def of(self, term: Term, position: int | None) -> Symbol | None:
        """Return the formula of what comes to one input of the operation behind a term.

        Args:
            term: all that comes through the operation.
            position: the input.

        Returns:
            None where there is no formula to write, or it would be a sum over broadcast axes.
        """
        user = term.tensor
        operation: Any = user._operation
        no_formula = term.formula is None or operation.saves or user not in self._gradients
        if no_formula or position is None:
            return None
        inputs = [self._symbols.get(id(x), _bare(x)) for x in user._inputs]
        formula = apply_rule(user, position, self._gradients[user], self._symbols[id(user)], inputs)
        if not isinstance(formula, Symbol) or formula.shape != np.shape(inputs[position]):
            return None
        if term.through == self._output:  # dL/dL is left out, as derivations do
            formula = with_number(formula, (self._output, self._output), 1)
        written = simplified(formula)
        return written if isinstance(written, Symbol) else None


def _symbol(equation: Equation) -> Symbol:
    known = equation.value is not None
    return Symbol(equation.name, equation.value if known else np.zeros(equation.shape), known)


def _bare(x: Any) -> Any:
    return x._data if isinstance(x, Tensor) else x
