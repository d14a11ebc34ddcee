"""Formulas in plain text, with Python's signs and brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .names import printable
from .notation import (
    ATOM,
    BINDING,
    UNARY,
    Notation,
    Piece,
    is_small,
    is_symbol,
    needs_brackets,
    sides,
    without_nones,
)
from .structure import described, filled_shape, inserted_axes, transposition

if TYPE_CHECKING:
    from .._operation import Operation
    from ..symbol import Symbol

__all__ = ["Plain"]

_LARGEST_EXACT = 1000  # elements of an array that is written in full
_SIGNS_IN_NAMES = re.compile(r"[-+*/@%<>=&|^~,;?]")


class Plain(Notation):
    """Formulas in plain text, which Python could compute: `g * out * (1 - out)`.

    Args:
        numbers: write the value of each name in its place; arrays of more than a few elements, and
            values that are not known, stay names. Default: False.
        precision: significant digits of numbers; None for all digits. Default: 6.

    Example:
        >>> from autograd.formula import Plain
        >>> from autograd.symbol import Symbol
        >>> x, w = Symbol("x", 0.85), Symbol("w", -0.5)
        >>> Plain().write(x * w), Plain(numbers=True).write(x * w)
        ('x * w', '0.85 * (-0.5)')
    """

    def derivative(self, output: str, variable: str) -> str:
        """Write the derivative of one name with respect to another: `dL/dw`, `dL/d(0.weight)`."""
        return f"d{_in_derivative(output)}/d{_in_derivative(variable)}"

    def name(self, symbol: Symbol) -> Piece:
        """Write the name of a value."""
        if symbol.derivative_of is not None:
            return Piece(self.derivative(*symbol.derivative_of), UNARY)
        text = printable(symbol.name)
        return Piece(text, 0 if _SIGNS_IN_NAMES.search(text) else ATOM)

    def literal(self, value: Any) -> Piece:
        """Write a number, an array or None as Python would."""
        if np.ndim(value):
            return Piece(self._array(np.asarray(value)))
        if isinstance(value, (complex, np.complexfloating)):
            return Piece(f"({self.digits(value).strip('()')})")
        if isinstance(value, (bool, int, float, np.generic, np.ndarray)):
            text = self.digits(value)
            return Piece(text, UNARY, True) if text.startswith("-") else Piece(text)
        return Piece(printable(repr(value)))

    def _array(self, array: Any) -> str:
        exact = self.precision is None and array.size <= _LARGEST_EXACT
        if not exact and not is_small(array):
            return f"<{described(array)}>"
        text = _nested(array.tolist(), iter([self.literal(x).text for x in array.ravel()]))
        if not exact:
            return text
        if array.size and array.dtype in (np.int64, np.float64, np.bool_):
            return f"array({text})"
        text = f"array({text}, dtype={array.dtype.name!r})"
        return text if array.size or array.ndim == 1 else f"{text}.reshape({array.shape})"

    def setting(self, value: Any, written: dict[int, Piece]) -> str:
        """Write the value of a parameter as Python would."""
        if is_symbol(value):
            return written[id(value)].text
        if isinstance(value, (tuple, list)):
            inside = ", ".join(self.setting(part, written) for part in value)
            if isinstance(value, list):
                return f"[{inside}]"
            return f"({inside},)" if len(value) == 1 else f"({inside})"
        if isinstance(value, slice):
            parts = [value.start, value.stop, value.step]
            if value.step is None:
                parts = [value.stop] if value.start is None else parts[:2]
            return f"slice({', '.join(self.setting(part, written) for part in parts)})"
        if isinstance(value, np.dtype) or (isinstance(value, type) and issubclass(value, (
                np.generic, bool, int, float, complex))):  # fmt: skip
            return repr(np.dtype(value).name)
        if isinstance(value, str):
            return repr(value)
        return self.literal(value).text

    def mark(self, mark: str) -> str:
        """Write a comma, a colon or three dots in an index."""
        return ", " if mark == "," else mark

    def operation(
        self, symbol: Symbol, made: Operation, operands: list[Piece], parameters: dict[str, str]
    ) -> Piece:
        """Write a sign between its operands, or a function before them."""
        sign = made.sign or ""
        if sign in BINDING and len(operands) == 2 and not parameters:
            left, right = sides(sign)
            text = f"{_bracketed(operands[0], left)} {sign} {_bracketed(operands[1], right, True)}"
            starts = operands[0].minus and not needs_brackets(operands[0], left)
            return Piece(text, BINDING[sign], starts)
        if sign in ("-", "~") and len(operands) == 1 and not parameters:
            return Piece(f"{sign}{_bracketed(operands[0], UNARY, True)}", UNARY, sign == "-")
        form = _FORMS.get(made.name) if made.trusted else None
        ending = form(symbol, parameters) if form else None
        if ending is not None:
            return Piece(_bracketed(operands[0], ATOM) + ending)
        filled = filled_shape(symbol)
        if filled is not None:
            text = operands[0].text
            return Piece(f"ones({filled})" if text == "1" else f"full({filled}, {text})")
        arguments = [operand.text for operand in without_nones(symbol, operands)]
        if made.variadic:
            arguments = [f"[{', '.join(arguments)}]"]
        arguments += [f"{name}={text}" for name, text in parameters.items()]
        return Piece(f"{made.name}({', '.join(arguments)})")


# What is written behind an operand instead of a function before it; None where there is nothing.
_Form = Callable[["Symbol", dict[str, str]], str | None]


def _transposed(symbol: Symbol, parameters: dict[str, str]) -> str | None:
    return {"reversed": ".T", "matrices": ".mT", None: None}[transposition(symbol)]


def _with_axes(symbol: Symbol, parameters: dict[str, str]) -> str | None:
    return f"[{', '.join(inserted_axes(symbol))}]"


def _indexed(symbol: Symbol, parameters: dict[str, str]) -> str | None:
    return f"[{parameters['index']}]"


_FORMS: dict[str, _Form] = {
    "permute": _transposed, "unsqueeze": _with_axes, "getitem": _indexed,
}  # fmt: skip


def _bracketed(piece: Piece, binding: float, behind: bool = False) -> str:
    return f"({piece.text})" if needs_brackets(piece, binding, behind) else piece.text


def _in_derivative(name: str) -> str:
    """Return a name behind the d of dL/dw, in brackets if it is not one word."""
    text = printable(name)
    return text if text.replace("_", "a").isalnum() and not text[0].isdigit() else f"({text})"


def _nested(nested: Any, texts: Iterator[str]) -> str:
    """Write the elements of an array, nested as its `tolist()`."""
    if not isinstance(nested, list):
        return next(texts)
    return f"[{', '.join(_nested(part, texts) for part in nested)}]"
