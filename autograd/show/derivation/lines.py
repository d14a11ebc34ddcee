"""What stands in a line of a derivation, in any notation: a name, and what it equals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from ...formula import Notation, Plain, simplified
from ...formula.mathematical import Mathematical
from ...formula.notation import Piece, is_small, symbols_in
from ...graph_state import RELEASED
from ...symbol import Symbol, derivative_symbol
from .formulas import bare, is_literal

if TYPE_CHECKING:
    from .steps import Derivation, Equation, Step, Term

__all__ = ["Line", "Part", "Writer", "in_full", "parts_of", "summary"]


_RELEASED = (
    "Some numbers were released by backward(); call backward(retain_graph=True) to see them."
)
_DROPPED = "Some numbers are not known: checkpoint() keeps no large values, and nothing runs again."
_LARGEST_MATRIX, _LONGEST_ROW, _LONGEST_VECTOR = 24, 8, 10  # elements
_ALL_DIGITS = 17  # of a float
_NAMED_USERS = 4  # of a value that is used very often, some are told by number


class Line(NamedTuple):
    """A line: `left = side = side = filled = value`.

    Attributes:
        left: what the line is about, such as dL/dw.
        sides: what it equals: the chain rule, the formula; each once.
        filled: the formula with numbers; empty where they are not shown, or are the value.
        value: what it comes to; None where it is not shown.
        shapes: how shapes make a shape, or the shape; empty for single numbers.
        remarks: what is to be said about it in words.
    """

    left: str
    sides: list[str]
    filled: str
    value: Any
    shapes: str
    remarks: list[str]


class Part(NamedTuple):
    """A part of a derivation.

    Attributes:
        title: "Given", "Forward" or "Backward".
        items: its equations or steps, and remarks between them as text.
    """

    title: str
    items: list[Equation | Step | str]


def parts_of(derivation: Derivation) -> list[Part]:
    """Return the parts of a derivation that have lines, with notes on what is not there."""
    forward = derivation.forward
    given = sum(equation.formula is None for equation in forward)
    parts = [
        Part("Given", list(forward[:given] if derivation.numbers else ())),
        Part("Forward", list(forward[given:])),
        Part("Backward", list(derivation.backward)),
    ]
    for part in parts:
        gap = derivation.gaps.get(part.title.lower())
        if gap and part.items:
            place = gap.place - (given if part.title == "Forward" else 0)
            missing = f"{gap.count:,} line{'s' if gap.count > 1 else ''} left out"
            hint = "see more with max_steps=, or fewer with wrt="
            part.items.insert(place, f"... {missing}; {hint} ...")
    lines: list[Equation | Step] = [*forward, *derivation.backward]
    gone = any(line.value is None for line in lines)
    if gone and derivation.numbers:
        parts[-1].items.append(_RELEASED if _is_released(derivation) else _DROPPED)
    return [part for part in parts if part.items]


class Writer:
    """Writes the lines of a derivation in a notation.

    Args:
        notation: a kind of notation, such as `Plain`.
        derivation: what to write; it says whether with numbers, and with how many digits.
    """

    def __init__(self, notation: type[Notation], derivation: Derivation) -> None:
        self.names = notation(precision=derivation.precision)
        self.values = notation(numbers=True, precision=derivation.precision)
        digits = derivation.precision or _ALL_DIGITS
        self.finer = [
            notation(numbers=True, precision=finer)
            for finer in range(digits + 3, _ALL_DIGITS + 1, 3)
        ]
        self.numbers = derivation.numbers
        self.output = derivation.output
        self.why_gone = "released" if _is_released(derivation) else "not known"

    def line(self, item: Equation | Step) -> Line:
        """Write an equation or a step."""
        if hasattr(item, "terms"):
            return self._step(cast("Step", item))
        return self._equation(item)

    def _equation(self, equation: Equation) -> Line:
        left = self.names.write(Symbol(equation.name, 0.0))
        shapes = _shapes(equation.shape, equation.formula)
        return self._line(left, [], equation.formula, equation.value, shapes, [])

    def value(self, value: Any) -> str:
        """Write a number or a small matrix; of what is larger say how large its elements are."""
        notation = self.values
        if not np.ndim(value) or is_small(value) or not isinstance(notation, Mathematical):
            return notation.write(value)
        if not in_full(value):
            return notation.word(summary(value, notation.digits))
        rows = value if np.ndim(value) == 2 else [value]
        return notation.table([[notation.write(x) for x in row] for row in rows], "(", ")")

    def _step(self, step: Step) -> Line:
        chain, output = [], self.output
        scalar = not any(t.shape for t in (step.tensor, *(term.tensor for term in step.terms)))
        if scalar and any(term.through != output for term in step.terms):
            first, *others = (_link(term, step.name, output) for term in step.terms)
            chain.append(self.names.write(simplified(sum(others, start=first))))
        left = self.names.derivative(output, step.name)
        shapes = _shapes(step.tensor.shape, step.formula)
        return self._line(left, chain, step.formula, step.value, shapes, _remarks(step))

    def _line(
        self,
        left: str,
        chain: list[str],
        formula: Symbol | None,
        value: Any,
        shapes: str,
        said: list[str],
    ) -> Line:
        sides = list(chain)
        filled = ""
        if formula is not None:
            sides.append(self._named(formula))
            clear = all(x.known and is_small(x.value) for x in _names_in(formula))
            if self.numbers and formula.operation is not None and clear:
                filled = self._filled(formula)  # of a name alone it is the value
        if self.numbers and value is None:
            shapes = f"{shapes}, {self.why_gone}" if shapes else self.why_gone
        return Line(
            left,
            list(dict.fromkeys(sides)),
            "" if filled in sides else filled,
            value if self.numbers else None,
            shapes,
            said,
        )

    def _filled(self, formula: Symbol) -> str:
        """Write a formula with values, with the digits it takes to come to its own value.

        Of `1 - out ** 2` with an `out` near 1, six digits would leave `1 - 1 ** 2`.
        """
        tolerance = 10.0 ** (3 - (self.values.precision or _ALL_DIGITS))
        for notation in (self.values, *self.finer):
            if _comes_to_its_value(formula, notation.precision or _ALL_DIGITS, tolerance):
                return notation.write(formula)
        return self.values.write(formula)

    def _named(self, formula: Symbol) -> str:
        """Write a formula with names; one that is a number or an array as that."""
        if formula.ndim and is_literal(formula):  # such as the gradient that a pass starts with
            return self.value(formula.value)
        return self.names.write(bare(formula))

    def sides(self, line: Line) -> list[str]:
        """Return all that a line says is equal, its value at the end."""
        sides = [*line.sides, *([line.filled] if line.filled else [])]
        value = None if line.value is None else self.value(line.value)
        return sides if value is None or value in sides[-1:] else [*sides, value]


def _is_released(derivation: Derivation) -> bool:
    """Tell whether a backward pass has dropped what it could of the computation."""
    return bool(derivation.backward[0].tensor._state & RELEASED)


def _link(term: Term, name: str, output: str) -> Any:
    """Return one path of the chain rule, `dL/du * du/dx`."""
    zero = term.tensor.dtype.type(0)
    if term.through != output:
        to_user = derivative_symbol(output, term.through, zero)
        return to_user * derivative_symbol(term.through, name, zero)
    # From the output itself there is but the local derivative.
    return derivative_symbol(output, name, zero) if term.formula is None else bare(term.formula)


def _remarks(step: Step) -> list[str]:
    """Say in words what a step shows: several paths, broadcasting, a rule without a formula."""
    said = []
    users = list(dict.fromkeys(term.through for term in step.terms))
    if len(users) > 1:
        paths = "both paths" if len(users) == 2 else f"all {len(users)} paths"
        said.append(
            f"{step.name} is used by {_listed(users)}: its gradient is the sum over {paths}"
        )
    said += dict.fromkeys(term.words for term in step.terms if term.words)
    return said


def in_full(value: Any) -> bool:
    """Tell whether an array is shown element by element; larger ones are told about."""
    if np.ndim(value) == 2:
        return 0 < np.size(value) <= _LARGEST_MATRIX and np.shape(value)[1] <= _LONGEST_ROW
    return np.ndim(value) == 1 and 0 < np.size(value) <= _LONGEST_VECTOR


def summary(value: Any, digits: Any) -> str:
    """Tell about a large array: smallest, mean and largest element."""
    if not np.size(value):
        return "no elements"
    with np.errstate(all="ignore"):
        mean = np.mean(value, dtype=np.float64)
        smallest, largest = np.min(value), np.max(value)
    return f"min {digits(smallest)}, mean {digits(mean)}, max {digits(largest)}"


def _listed(names: list[str]) -> str:
    if len(names) > _NAMED_USERS + 1:
        return f"{', '.join(names[:_NAMED_USERS])} and {len(names) - _NAMED_USERS} others"
    return f"{', '.join(names[:-1])} and {names[-1]}"


class _Shapes(Plain):
    """Formulas of matrices with the shapes in place of the matrices."""

    def name(self, symbol: Symbol) -> Piece:
        return Piece(str(symbol.shape))

    def literal(self, value: Any) -> Piece:
        return Piece(str(np.shape(value))) if np.ndim(value) else super().literal(value)

    def operation(
        self, symbol: Symbol, made: Any, operands: list[Piece], parameters: dict[str, str]
    ) -> Piece:
        if made.sign in ("@", "+") and len(operands) == 2:
            return super().operation(symbol, made, operands, parameters)
        return Piece(str(symbol.shape))


def _shapes(shape: tuple[int, ...], formula: Symbol | None) -> str:
    """Return how shapes make a shape in a matrix product; else the shape; none of a number."""
    if formula is not None:
        text = _Shapes().write(formula)
        if "@" in text:
            return f"{shape} = {text}"
    return f"shape {shape}" if shape else ""


def _comes_to_its_value(formula: Symbol, digits: int, tolerance: float) -> bool:
    """Tell whether a formula of numbers has its value with rounded numbers too, nearly.

    Of arrays, and of what is 0 or not finite, nothing is asked. Nor of operations from outside the
    library: to show what they did they are not run again.
    """
    value = float(formula.value.real) if not formula.ndim else 0.0
    if not value or not math.isfinite(value):
        return True
    done: dict[int, Any] = {}
    waiting = [formula]
    while waiting:
        symbol = waiting[-1]
        inside = [x for x in symbols_in(symbol) if id(x) not in done]
        waiting += inside
        if inside:
            continue
        waiting.pop()
        if symbol.operation is None:
            if symbol.ndim or symbol.dtype.kind != "f":
                return True
            rounded = symbol.dtype.type(f"{symbol.value:.{digits}g}")
            done[id(symbol)] = Symbol(symbol.name, rounded)
        elif not symbol.operation.trusted:
            return True
        else:
            operands = tuple(done.get(id(x), x) for x in symbol.operands)
            parameters = {name: done.get(id(x), x) for name, x in symbol.parameters.items()}
            done[id(symbol)] = Symbol.apply(symbol.operation, operands, parameters)
    return abs(float(done[id(formula)].value) - value) <= tolerance * abs(value)


def _names_in(formula: Symbol) -> list[Symbol]:
    found = [formula]
    for symbol in found:  # which grows while it is gone through
        found += symbols_in(symbol)
    return [symbol for symbol in found if symbol.operation is None]
