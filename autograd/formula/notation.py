"""What all notations share: going through a formula from the inside out, and brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ..symbol import Symbol

__all__ = ["ATOM", "BINDING", "UNARY", "Notation", "Piece"]

# How tightly signs bind, as in Python: an operand that binds less tightly gets brackets.
BINDING = {"<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "!=": 1, "|": 2, "^": 3, "&": 4,
           "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6, "**": 8}  # fmt: skip
UNARY, ATOM = 7, 10


class Piece(NamedTuple):
    """A part of a formula that is written already."""

    text: str
    binding: int = ATOM  # of its outermost sign


class Notation:
    """A way to write formulas; subclasses say how a name, a number, an operation are written.

    Args:
        numbers: write the value of each name in its place. Default: False.
        precision: significant digits of these values. Default: 6.
    """

    def __init__(self, numbers: bool = False, precision: int = 6) -> None:
        self.numbers = numbers
        self.precision = precision

    def write(self, formula: Any) -> str:
        """Write a Symbol, a number or an array."""
        return self.piece(formula).text

    def piece(self, formula: Any) -> Piece:
        """Write a formula, however deep, without recursion."""
        if not _is_symbol(formula):
            return self.literal(formula)
        written: dict[int, Piece] = {}
        waiting = [formula]
        while waiting:
            symbol = waiting[-1]
            inside = [x for x in _parts(symbol) if id(x) not in written]
            if inside:
                waiting += inside
                continue
            waiting.pop()
            if symbol.operation is None:
                written[id(symbol)] = self.value(symbol) if self.numbers else self.name(symbol)
            else:
                operands = [
                    written[id(x)] if _is_symbol(x) else self.literal(x) for x in symbol.operands
                ]
                parameters = {
                    name: written[id(p)] if _is_symbol(p) else self.setting(p)
                    for name, p in symbol.parameters.items()
                    if p is not symbol.operation.defaults[name]
                }
                written[id(symbol)] = self.operation(symbol, operands, parameters)
        return written[id(formula)]

    def name(self, symbol: Symbol) -> Piece:
        """Write the name of a value."""
        return Piece(symbol.name)

    def value(self, symbol: Symbol) -> Piece:
        """Write the value of a name."""
        raise NotImplementedError

    def literal(self, value: Any) -> Piece:
        """Write a number, an array or None that stands in the formula itself."""
        raise NotImplementedError

    def setting(self, value: Any) -> Piece:
        """Write the value of a parameter."""
        return Piece(" ".join(repr(value).split()), 0)

    def operation(
        self, symbol: Symbol, operands: list[Piece], parameters: dict[str, Piece]
    ) -> Piece:
        """Write an operation whose operands are written already."""
        raise NotImplementedError


def sides(sign: str) -> tuple[int, int]:
    """Return how tightly the operands of a sign must bind to need no brackets: left, right."""
    binding = BINDING[sign]
    if sign == "**":  # of powers the right one is computed first
        return binding + 1, binding
    if binding == BINDING["<"]:  # Python would chain x < y < z
        return binding + 1, binding + 1
    return binding, binding + 1


def bracketed(piece: Piece, binding: int) -> str:
    """Return what is written, in brackets if it binds less tightly than `binding`."""
    return f"({piece.text})" if piece.binding < binding else piece.text


def _is_symbol(value: Any) -> bool:
    return hasattr(value, "operands")


def _parts(symbol: Symbol) -> list[Symbol]:
    return [x for x in (*symbol.operands, *symbol.parameters.values()) if _is_symbol(x)]


def as_number(value: Any) -> Any:
    """Return a NumPy scalar as Python's number, so that its `repr` is the number alone."""
    return value.item() if isinstance(value, np.generic) else value
