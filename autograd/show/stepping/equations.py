"""The lines of a derivation as equations of a frame: in plain text, and the same in MathML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...formula import MathML, Plain
from ...formula.notation import is_small
from ...symbol import Symbol
from ..derivation.lines import Line, Writer, in_full
from ..derivation.steps import Derivation, Equation, Step, Term
from ..drawing.written import one_line
from .frames import Formula
from .graph_texts import shape_text

__all__ = ["EquationWriter", "Sides"]

Sides = tuple[Formula, ...]


class EquationWriter:
    """Writes the lines of a derivation, each as the sides of an equation.

    Args:
        derivation: what they are lines of.
    """

    def __init__(self, derivation: Derivation) -> None:
        self._precision = derivation.precision
        self._plain, self._mathml = (Writer(notation, derivation) for notation in (Plain, MathML))

    def equation(self, equation: Equation) -> Sides:
        """Write a line of the forward pass: `u = w * x = 2 * 3 = 6`."""
        lines = self._lines(equation)
        return (
            _left(lines), *_formulas(lines), *_filled(lines),
            self._value(equation.value, equation.shape),
        )  # fmt: skip

    def step(self, step: Step) -> Sides:
        """Write a line of the way back: `dL/dw = dL/du * du/dw = dL/du * x = 0.5 * 3 = 1.5`."""
        lines = self._lines(step)
        value = self._value(step.value, step.tensor._data.shape)
        formulas = _formulas(lines)
        if formulas and formulas[-1].text == value.text:  # the formula is a number
            formulas = formulas[:-1]
        return _left(lines), *formulas, *_filled(lines), value

    def path(self, step: Step, term: Term) -> Sides:
        """Write what comes through one operation: `dL/du * du/dw = dL/du * x = 0.5 * 3 = 1.5`."""
        return self.step(_with(step, term))[1:]

    def part(self, step: Step, term: Term, formula: Symbol | None, value: Any) -> Sides:
        """Write what comes to one of the inputs of an operation that uses a value several times.

        The chain rule's dL/du * du/dw would stand for all of them together.

        Args:
            step: the gradient of the value.
            term: all that comes through the operation.
            formula: what comes to this input; None where it cannot be written.
            value: what it comes to; None where it is gone.
        """
        sides = self.path(step, replace(term, formula=formula, value=value, words=""))
        text = None if formula is None else self._plain.names.write(formula)
        start = next((i for i, side in enumerate(sides) if side.text == text), len(sides) - 1)
        return sides[start:]

    def total(self, step: Step, parts: Sequence[Any], formulas: Sequence[Symbol]) -> Sides:
        """Write the sum over all ways: `dL/dw = dL/du * du/dw + dL/dv * dv/dw = 1.5 + 2 = 3.5`.

        Args:
            step: the gradient of a value.
            parts: what comes along each way; None where it is gone.
            formulas: those of the parts, where the step's own has other parts, or another order;
                empty to write the step's own.
        """
        if formulas:
            step = replace(step, formula=_sum(formulas))
        if any(part is None or np.ndim(part) for part in parts):
            return self.step(step)
        lines = self._lines(step)
        added = _sum([Symbol("", part) for part in parts])
        numbers = Formula(self._plain.values.write(added), self._mathml.values.write(added), True)
        value = self._value(step.value, step.tensor._data.shape)
        sides = _formulas(lines)  # the chain rule, which tells operations apart, not their inputs
        return _left(lines), *(sides[-1:] if formulas else sides[:1]), numbers, value

    def _lines(self, item: Equation | Step) -> tuple[Line, Line]:
        return self._plain.line(item), self._mathml.line(item)

    def _value(self, value: Any, shape: tuple[int, ...]) -> Formula:
        if value is None or not (is_small(value) or in_full(value)):
            return Formula(shape_text(value, shape))
        if np.ndim(value) > 2:
            return Formula(one_line(value, self._precision))
        return Formula(one_line(value, self._precision), self._mathml.value(value))


def _sum(parts: Sequence[Symbol]) -> Symbol:
    first, *others = parts
    return sum(others, start=first)


def _left(lines: tuple[Line, Line]) -> Formula:
    return Formula(lines[0].left, lines[1].left)


def _formulas(lines: tuple[Line, Line]) -> list[Formula]:
    """Return the sides before the numbers; each once in plain text."""
    plain, mathml = lines[0].sides, lines[1].sides
    if len(plain) != len(mathml):
        return [Formula(text) for text in plain]
    return [Formula(text, markup) for text, markup in zip(plain, mathml, strict=True)]


def _filled(lines: tuple[Line, Line]) -> list[Formula]:
    plain, mathml = lines[0].filled, lines[1].filled
    return [Formula(plain, mathml, True)] if plain else []


def _with(step: Step, term: Term) -> Step:
    return replace(step, terms=(term,), formula=term.formula, value=term.value)
