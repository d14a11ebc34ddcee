"""What all notations share: going through a formula from the inside out, and brackets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from .._operation import Operation
    from ..symbol import Symbol

__all__ = [
    "ATOM",
    "BINDING",
    "POWER",
    "UNARY",
    "Notation",
    "Piece",
    "is_small",
    "is_symbol",
    "needs_brackets",
    "sides",
    "symbols_in",
    "without_nones",
]

# How tightly signs bind, as in Python: an operand that binds less tightly gets brackets. A matrix
# product binds tighter than a product of elements, with which it is not to be mixed up.
BINDING: dict[str, float] = {
    "<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "!=": 1, "|": 2, "^": 3, "&": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6.5, "**": 8,
}  # fmt: skip
UNARY, POWER, ATOM = 7.0, 8.0, 10.0
_CHANGED_IN_ORDER = ("/", "//", "%")  # after these signs a fraction such as dL/du needs brackets


class Piece(NamedTuple):
    """A part of a formula that is written already."""

    text: str
    binding: float = ATOM  # of its outermost sign
    minus: bool = False  # whether it starts with a minus sign
    tall: bool = False  # whether it has a fraction among its factors


class Notation:
    """A way to write formulas; subclasses say how a name, a number, an operation are written.

    Args:
        numbers: write the value of each name in its place; arrays of more than a few elements, and
            values that are not known, stay names. Default: False.
        precision: significant digits of numbers; None for all digits. Default: 6.

    Raises:
        ValueError: the precision is not positive.
        TypeError: it is no integer.
    """

    indexed = frozenset({"getitem"})  # operations whose index is written as it stands in `x[...]`

    def __init__(self, numbers: bool = False, precision: int | None = 6) -> None:
        if precision is not None:
            if isinstance(precision, bool) or not isinstance(precision, (int, np.integer)):
                raise TypeError(f"precision is a number of digits or None, got {precision!r:.40}")
            if precision < 1:
                raise ValueError(f"precision must be at least 1 digit, got {precision}")
        self.numbers = numbers
        self.precision = precision

    def __repr__(self) -> str:
        return f"{type(self).__name__}(numbers={self.numbers}, precision={self.precision})"

    def write(self, formula: Any) -> str:
        """Write a Symbol, a number or an array."""
        return self.piece(formula).text

    def derivative(self, output: str, variable: str) -> str:
        """Write the derivative of one name with respect to another: `dL/dw`."""
        raise NotImplementedError

    def piece(self, formula: Any) -> Piece:
        """Write a formula, however deep, without recursion."""
        if not is_symbol(formula):
            return self.literal(formula)
        written: dict[int, Piece] = {}
        waiting = [formula]
        while waiting:
            symbol = waiting[-1]
            inside = [x for x in symbols_in(symbol) if id(x) not in written]
            if inside:
                waiting += inside
                continue
            waiting.pop()
            if id(symbol) not in written:
                written[id(symbol)] = self._piece(symbol, written)
        return written[id(formula)]

    def _piece(self, symbol: Symbol, written: dict[int, Piece]) -> Piece:
        """Write a symbol whose operands are written already."""
        made = symbol.operation
        if made is None:
            shown = self.numbers and symbol.known and is_small(symbol.value)
            return self.literal(symbol.value) if shown else self.name(symbol)
        operands = [written[id(x)] if is_symbol(x) else self.literal(x) for x in symbol.operands]
        by_index = made.name in self.indexed
        parameters = {
            name: (self.index if by_index and name == "index" else self.setting)(p, written)
            for name, p in symbol.parameters.items()
            if not _is_default(p, made.defaults.get(name))
        }
        return self.operation(symbol, made, operands, parameters)

    def name(self, symbol: Symbol) -> Piece:
        """Write the name of a value."""
        raise NotImplementedError

    def literal(self, value: Any) -> Piece:
        """Write a number, an array or None."""
        raise NotImplementedError

    def setting(self, value: Any, written: dict[int, Piece]) -> str:
        """Write the value of a parameter; symbols in it are written already."""
        raise NotImplementedError

    def index(self, index: Any, written: dict[int, Piece]) -> str:
        """Write what stands in the brackets of `x[...]`."""
        if isinstance(index, tuple) and index:
            return self.mark(",").join(self.index(part, written) for part in index)
        if isinstance(index, slice):
            parts = [index.start, index.stop, *([] if index.step is None else [index.step])]
            return self.mark(":").join(
                "" if part is None else self.setting(part, written) for part in parts
            )
        return self.mark("...") if index is Ellipsis else self.setting(index, written)

    def mark(self, mark: str) -> str:
        """Write a comma, a colon or three dots in an index."""
        raise NotImplementedError

    def operation(
        self, symbol: Symbol, made: Operation, operands: list[Piece], parameters: dict[str, str]
    ) -> Piece:
        """Write an operation whose operands are written already, and parameters not at default."""
        raise NotImplementedError

    def digits(self, number: Any) -> str:
        """Write a real number as Python does, rounded to `precision` significant digits."""
        if isinstance(number, (bool, np.bool_, int, np.integer)) or self.precision is None:
            return str(number)
        if isinstance(number, (np.float16, np.float32)):  # 0.85, not the 0.850098 of float64
            number = float(str(number))
        return f"{number:.{self.precision}g}"


def sides(sign: str) -> tuple[float, float]:
    """Return how tightly the operands of a sign must bind to need no brackets: left, right."""
    binding = BINDING[sign]
    if sign == "**":  # of powers the right one is computed first
        return binding + 1, binding
    if sign == "@":
        return binding, UNARY
    if binding == BINDING["<"]:  # Python would chain x < y < z
        return binding + 1, binding + 1
    return binding, binding + (1.5 if sign in _CHANGED_IN_ORDER else 1)


def needs_brackets(piece: Piece, binding: float, behind: bool = False) -> bool:
    """Tell whether an operand needs brackets.

    Args:
        binding: how tightly it must bind to need none.
        behind: it stands behind a sign, where a minus sign of its own does too: `2 * (-x)`.
    """
    return piece.binding < binding or (behind and piece.minus)


def is_symbol(value: Any) -> bool:
    """Tell whether a part of a formula is a Symbol, not a number or an array."""
    return hasattr(value, "operands")


def symbols_in(symbol: Symbol) -> list[Symbol]:
    """Return the symbols that an operation is applied to, those inside its parameters included."""
    found = [x for x in symbol.operands if is_symbol(x)]
    for parameter in symbol.parameters.values():
        found += _inside(parameter)
    return found


def _inside(value: Any) -> Iterator[Any]:
    """Yield the symbols in the value of a parameter, such as an index: a tuple or a slice."""
    if is_symbol(value):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _inside(part)
    elif isinstance(value, slice):
        yield from _inside((value.start, value.stop, value.step))


def is_small(value: Any) -> bool:
    """Tell whether an array is written in full: up to six elements, or a 3 by 3 matrix."""
    return np.ndim(value) == 0 or 0 < np.size(value) <= 6 or np.shape(value) == (3, 3)


def without_nones(symbol: Symbol, operands: list[Piece]) -> list[Piece]:
    """Return the written operands without the optional ones at the end that were not given."""
    count = len(operands)
    while count and symbol.operands[count - 1] is None:
        count -= 1
    return operands[:count]


def _is_default(value: Any, default: Any) -> bool:
    if value is default:
        return True
    plain = type(value) in (bool, int, float, str) and type(value) is type(default)
    return plain and bool(value == default)
