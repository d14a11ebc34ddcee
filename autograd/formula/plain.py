"""Formulas in plain text, with Python's signs and brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .notation import ATOM, BINDING, UNARY, Notation, Piece, as_number, bracketed, sides

if TYPE_CHECKING:
    from ..symbol import Symbol

__all__ = ["Plain"]


class Plain(Notation):
    """Formulas in plain text, which Python could compute: `g * out * (1 - out)`."""

    def value(self, symbol: Symbol) -> Piece:
        """Write the value of a name, rounded."""
        if symbol.ndim:
            return Piece(
                np.array2string(
                    symbol.value, separator=", ", threshold=20, precision=self.precision
                ).replace("\n", "")
            )
        text = f"{symbol.value:.{self.precision}g}"
        return Piece(text, UNARY if text.startswith("-") else ATOM)

    def literal(self, value: Any) -> Piece:
        """Write a number, an array or None as Python would."""
        if isinstance(value, np.ndarray):
            return Piece(np.array2string(value, separator=", ", threshold=20).replace("\n", ""))
        text = repr(as_number(value))
        return Piece(text, BINDING["+"] if text.startswith("-") else ATOM)

    def operation(
        self, symbol: Symbol, operands: list[Piece], parameters: dict[str, Piece]
    ) -> Piece:
        """Write a sign between its operands, or a function before them."""
        operation: Any = symbol.operation
        sign = operation.sign or ""
        if sign in BINDING and len(operands) == 2:
            left, right = sides(sign)
            text = f"{bracketed(operands[0], left)} {sign} {bracketed(operands[1], right)}"
            return Piece(text, BINDING[sign])
        if sign in ("-", "~"):
            return Piece(f"{sign}{bracketed(operands[0], UNARY)}", UNARY)
        arguments = [operand.text for operand in operands]
        if operation.variadic:
            arguments = [f"[{', '.join(arguments)}]"]
        arguments += [f"{name}={piece.text}" for name, piece in parameters.items()]
        return Piece(f"{operation.name}({', '.join(arguments)})")
