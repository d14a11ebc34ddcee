"""What mathematical notations share: how each operation is written, by fractions, powers, roots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .forms import FORMS, FORMS_OF_SIGNS, INFIX
from .names import GREEK, Name, parted, printable
from .notation import (
    ATOM,
    BINDING,
    POWER,
    UNARY,
    Notation,
    Piece,
    is_small,
    is_symbol,
    needs_brackets,
    sides,
    without_nones,
)
from .structure import described

if TYPE_CHECKING:
    from .._operation import Operation
    from ..symbol import Symbol

__all__ = ["Mathematical"]

_UNKNOWN_SIGN = 4.5  # of a user's own sign between two operands


class Mathematical(Notation):
    """A notation with fractions and powers; subclasses say how these look.

    Args:
        numbers: write the value of each name in its place; arrays of more than a few elements, and
            values that are not known, stay names. Default: False.
        precision: significant digits of numbers; None for all digits. Default: 6.
    """

    indexed = frozenset({"add_at", "getitem"})
    minus: str  # the sign, as it stands at the start of a written piece

    # What a subclass says.

    def variable(self, letter: str) -> str:
        """Write a variable of one letter, Greek ones included."""
        raise NotImplementedError

    def word(self, text: str) -> str:
        """Write any text, upright."""
        raise NotImplementedError

    def numeral(self, text: str) -> str:
        """Write a number without sign and exponent."""
        raise NotImplementedError

    def function(self, name: str) -> str:
        """Write the name of a function."""
        raise NotImplementedError

    def sign(self, sign: str) -> str:
        """Write a sign that stands between operands or before one."""
        raise NotImplementedError

    def scripts(self, base: str, below: str, above: str) -> str:
        """Write a subscript and a superscript, either of which may be empty."""
        raise NotImplementedError

    def fraction(self, above: str, below: str) -> str:
        """Write a fraction."""
        raise NotImplementedError

    def root(self, inside: str) -> str:
        """Write a square root."""
        raise NotImplementedError

    def fenced(self, left: str, inside: str, right: str) -> str:
        """Write brackets or bars around something, as tall as it is."""
        raise NotImplementedError

    def table(self, rows: list[list[str]], left: str, right: str) -> str:
        """Write rows and columns between brackets, either of which may be empty."""
        raise NotImplementedError

    # What follows from it.

    def derivative(self, output: str, variable: str) -> str:
        """Write the derivative of one name with respect to another, as a fraction."""
        d = self.variable("∂")
        return self.fraction(d + self.identifier(output), d + self.identifier(variable))

    def name(self, symbol: Symbol) -> Piece:
        """Write the name of a value."""
        if symbol.derivative_of is not None:
            return Piece(self.derivative(*symbol.derivative_of), POWER, tall=True)
        name = parted(symbol.name)
        raised = name is not None and (name.superscript or name.primes)
        return Piece(self.identifier(symbol.name), POWER if raised else ATOM)

    def identifier(self, name: str) -> str:
        """Write a name with its subscripts and superscripts: `w_25`, `u5`, `W¹`, `theta`."""
        parts = parted(name)
        if parts is None:
            return self.word(printable(name))
        above = parts.superscript and self._script(parts.superscript)
        primes = self.sign("′") * parts.primes
        below = parts.subscript and self._script(parts.subscript)
        base = self._stem(parts)
        return self.scripts(base, below, primes + above) if below or primes or above else base

    def _stem(self, parts: Name) -> str:
        stem = GREEK.get(parts.stem, parts.stem)
        return self.variable(stem) if len(stem) == 1 and stem.isalpha() else self.word(stem)

    def _script(self, text: str) -> str:
        """Write numbers, letters and words with commas or signs between them."""
        written = []
        for part in re.findall(r"\d+|[,+-]|[^\d,+-]+", text):
            if part.isdigit():
                written.append(self.numeral(part))
            elif part in ",+-":
                written.append(self.sign(part))
            else:
                part = GREEK.get(part, part)
                written.append(self.variable(part) if len(part) == 1 else self.word(part))
        return "".join(written)

    def literal(self, value: Any) -> Piece:
        """Write a number, or an array as a matrix."""
        if np.ndim(value):
            return Piece(self._array(np.asarray(value)))
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, (
                int, float, complex, np.number, np.ndarray)):  # fmt: skip
            return Piece(self.word(printable(str(value))))
        if not isinstance(value, (complex, np.complexfloating)):
            return self._real(value)
        plus = self.sign("-" if np.signbit(value.imag) else "+")
        imaginary = self._real(abs(value.imag)).text + self.variable("i")
        return Piece(self.fenced("(", self._real(value.real).text + plus + imaginary, ")"))

    def _real(self, value: Any) -> Piece:
        text = self.digits(value)
        minus = text.startswith("-")
        mantissa, _, exponent = text.lstrip("-").partition("e")
        written = {"nan": self.word("NaN"), "inf": self.sign("∞")}.get(text.lstrip("-"))
        if written is None:
            written = self.numeral(mantissa)
            if exponent:
                ten = self.scripts(self.numeral("10"), "", self._real(int(exponent)).text)
                written += self.sign("·") + ten
        sign = self.minus if minus else ""
        return Piece(sign + written, UNARY if minus or exponent else ATOM, minus)

    def _array(self, array: Any) -> str:
        if not is_small(array):
            return self.word(described(array))
        rows = array if array.ndim > 1 else array[np.newaxis]
        return self.table(
            [[self.literal(x).text for x in row] if row.ndim == 1 else [self._array(row)]
             for row in rows], "(", ")",
        )  # fmt: skip

    def setting(self, value: Any, written: dict[int, Piece]) -> str:
        """Write the value of a parameter."""
        if is_symbol(value):
            return written[id(value)].text
        if isinstance(value, (tuple, list)):
            inside = [self.setting(part, written) for part in value]
            left, right = "()" if isinstance(value, tuple) else "[]"
            return self.fenced(left, self.sign(",").join(inside), right)
        if isinstance(value, type) and issubclass(value, (np.generic, bool, int, float, complex)):
            value = np.dtype(value).name
        return self.literal(value).text

    def mark(self, mark: str) -> str:
        """Write a comma, a colon or three dots in an index."""
        return self.sign(mark)

    def operation(
        self, symbol: Symbol, made: Operation, operands: list[Piece], parameters: dict[str, str]
    ) -> Piece:
        """Write an operation by its form, by its sign, or as a function before its operands."""
        form = FORMS.get(made.name) if made.trusted else None
        piece = form(self, symbol, operands, parameters) if form else None
        if piece is None and not parameters:
            piece = self._by_sign(symbol, made.sign or "", operands)
        return self.call(symbol, made, operands, parameters) if piece is None else piece

    def _by_sign(self, symbol: Symbol, sign: str, operands: list[Piece]) -> Piece | None:
        """Write a sign between two operands or before one; None for a word, a function's name."""
        if not sign or sign.isidentifier() or len(operands) > 2:
            return None
        if sign in FORMS_OF_SIGNS and len(operands) == 2:
            return FORMS_OF_SIGNS[sign](self, symbol, operands, {})
        if len(operands) == 2:
            return self.infix(sign, operands[0], operands[1])
        minus = sign == "-"
        before = self.minus if minus else self.sign(INFIX.get(sign, printable(sign)))
        text = before + self.bracketed(operands[0], UNARY, True)
        return Piece(text, UNARY, minus, operands[0].tall)

    def infix(self, sign: str, left: Piece, right: Piece, shown: str | None = None) -> Piece:
        """Write a sign between its operands, with the brackets that they need.

        Args:
            shown: what stands there instead of the sign. Default: what `INFIX` says.
        """
        if sign in BINDING:
            binding = BINDING[sign]
            for_left, for_right = sides(sign)
        else:
            binding, for_left, for_right = _UNKNOWN_SIGN, UNARY, UNARY
        between = self.sign(shown or INFIX.get(sign, printable(sign)))
        text = self.bracketed(left, for_left) + between + self.bracketed(right, for_right, True)
        starts = left.minus and not needs_brackets(left, for_left)
        return Piece(text, binding, starts, binding >= BINDING["*"] and (left.tall or right.tall))

    def call(
        self, symbol: Symbol, made: Operation, operands: list[Piece], parameters: dict[str, str]
    ) -> Piece:
        """Write a function before its arguments, and the parameters that are not at default."""
        sign = made.sign or ""
        name = sign if sign.isidentifier() else made.name
        function = self.identifier(name) if len(name) == 1 else self.function(name)
        arguments = [operand.text for operand in without_nones(symbol, operands)]
        for parameter, text in parameters.items():
            arguments.append(self.word(parameter) + self.sign("=") + text)
        return self.applied(function, arguments)

    def applied(self, function: str, arguments: list[str]) -> Piece:
        """Write a function before its arguments."""
        return Piece(function + self.fenced("(", self.sign(",").join(arguments), ")"))

    def bracketed(self, piece: Piece, binding: float, behind: bool = False) -> str:
        """Write an operand in brackets if it binds less tightly than `binding`."""
        if needs_brackets(piece, binding, behind):
            return self.fenced("(", piece.text, ")")
        return piece.text
