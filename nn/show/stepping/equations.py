"""The equations of a step of training, in names and in numbers, as text and as MathML."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from autograd.formula import MathML, Plain, simplified
from autograd.show import Formula
from autograd.symbol import Symbol

__all__ = ["Equations", "Sides", "derivative", "formulas_of"]

Sides = tuple[Formula, ...]
_LONGEST = 90  # characters of a formula
_NOTHING_ON_NUMBERS = {"broadcast_to", "cast", "mean", "reshape", "sum"}
# Words of programs, not of mathematics.
_TECHNICAL = (
    "_along_axis(", "broadcast_to(", "cast(", "cross_entropy", "full(", "labels=", "ones(",
    "reshape(", "squeeze(", "True", "False", "zeros_like(",
)  # fmt: skip


class Equations:
    """Writes equations.

    Args:
        precision: significant digits.
    """

    def __init__(self, precision: int) -> None:
        self._names = Plain(precision=precision), MathML(precision=precision)
        self._numbers = (
            Plain(numbers=True, precision=precision), MathML(numbers=True, precision=precision),
        )  # fmt: skip

    def given(self, name: str, value: Any) -> Sides:
        """Write what is given: `x1 = 2`."""
        return self.name(name), self._value(value)

    def name(self, name: str) -> Formula:
        """Write a name."""
        return self._written(Symbol(name, 0.0), self._names)

    def line(self, left: Symbol, value: Any, *formulas: Symbol) -> Sides:
        """Write an equation: what it is about, formulas, the last of them in numbers, the value.

        Args:
            left: what the line is about.
            value: what it comes to.
            *formulas: how it is computed.
        """
        sides = [self._written(left, self._names)]
        sides += [self._written(formula, self._names) for formula in formulas]
        result = self._value(value)
        if formulas:
            numbers = self._written(formulas[-1], self._numbers, True)
            if numbers.text not in (sides[-1].text, result.text):
                sides.append(numbers)
        sides = [side for i, side in enumerate(sides) if not i or len(side.text) <= _LONGEST]
        return (*sides, result)

    def _value(self, value: Any) -> Formula:
        return self._written(np.asarray(value)[()], self._names)

    def _written(self, formula: Any, notations: Any, numbers: bool = False) -> Formula:
        plain, mathml = notations
        return Formula(plain.write(formula), mathml.write(formula), numbers)


def derivative(output: str, variable: str, value: Any) -> Symbol:
    """Return dL/dx as a name in formulas."""
    symbol = Symbol(f"d{output}/d{variable}", value)
    symbol.derivative_of = (output, variable)
    return symbol


def formulas_of(y: Tensor, x: Tensor) -> tuple[Symbol | None, Symbol | None]:
    """Return the formula that computed `y` from `x`, and that of its derivative dy/dx.

    They are written in the names of tensors that have one, whatever was computed in between.

    Args:
        y: a single number.
        x: what it was computed from, a number or an array.

    Returns:
        A formula and a derivative; None for one that cannot be written in a simple way.
    """
    derivation = autograd.explain(y, wrt=x)
    output = derivation.output
    computed: dict[str, Any] = {}
    formula = None
    for equation in derivation.forward:
        if equation.formula is not None:
            formula = _substituted(equation.formula, computed)
            if equation.name != output:  # in the derivative it may stand by its name
                computed[equation.name] = formula
    gradients: dict[str, Any] = {}
    for step in derivation.backward:
        if step.formula is None:
            return _simple(formula), None
        gradients[f"d{output}/d{step.name}"] = _substituted(step.formula, computed | gradients)
    return _simple(formula), _simple(gradients.get(f"d{output}/d{x.name}"))


def _substituted(formula: Symbol, known: dict[str, Any]) -> Any:
    """Return a formula with formulas in the place of names, and without sums of one number."""
    done: dict[int, Any] = {}
    waiting = [formula]
    while waiting:
        part = waiting[-1]
        inside = [x for x in part.operands if isinstance(x, Symbol) and id(x) not in done]
        if inside:
            waiting += inside
            continue
        waiting.pop()
        operands = tuple(done.get(id(x), x) for x in part.operands)
        if part.operation is None:
            is_number = not part.ndim and part.name == Plain().write(part.value)
            done[id(part)] = float(part.value) if is_number else known.get(part.name, part)
        elif part.operation.name in _NOTHING_ON_NUMBERS and not np.ndim(_value(operands[0])):
            done[id(part)] = operands[0]
        else:
            done[id(part)] = Symbol.of(
                part.operation, operands, part.parameters, part.value, part.known
            )
    return done[id(formula)]


def _value(operand: Any) -> Any:
    return operand.value if isinstance(operand, Symbol) else operand


def _simple(formula: Any) -> Symbol | None:
    """Return a formula in a simple form; None if none of its forms is simple."""
    if formula is None:
        return None
    if not isinstance(formula, Symbol):
        return Symbol(Plain().write(formula), formula)
    formula = simplified(formula)
    text = Plain().write(formula)
    return None if len(text) > _LONGEST or any(word in text for word in _TECHNICAL) else formula
