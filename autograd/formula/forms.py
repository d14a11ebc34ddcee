"""How the library's operations are written in mathematics: a table from names to forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from .notation import ATOM, BINDING, POWER, UNARY, Piece
from .structure import filled_shape, inserted_axes, transposition

if TYPE_CHECKING:
    from .._operation import Operation
    from ..symbol import Symbol
    from .mathematical import Mathematical

__all__ = ["FORMS", "FORMS_OF_SIGNS", "INFIX"]

# What stands in the place of Python's signs. A matrix product is written without one.
INFIX = {
    "*": "·", "@": " ", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "&": "∧", "|": "∨", "^": "⊕",
    "~": "¬", "%": "mod",
}  # fmt: skip

_SUM = 5.5  # a sum over axes: looser than a product, tighter than a sign between terms

# Takes the notation, the symbol, its operands and the parameters that are not at default, the last
# two written already; None where the operation is written as any other.
Form = Callable[["Mathematical", "Symbol", list[Piece], dict[str, str]], Piece | None]


def _quotient(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    above, below = operands
    minus = above.minus and above.binding >= BINDING["/"]
    sign, binding = (to.minus, UNARY) if minus else ("", POWER)
    text = above.text.removeprefix(to.minus) if minus else above.text
    if above.tall and above.binding >= BINDING["/"]:  # a fraction upon a fraction is hard to read
        times = to.sign("·") + to.fraction(to.numeral("1"), below.text)
        return Piece(sign + text + times, BINDING["*"], minus, True)
    return Piece(sign + to.fraction(text, below.text), binding, minus, True)


def _power(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    return raised(to, operands[0], operands[1].text)


def raised(to: Mathematical, base: Piece, exponent: str) -> Piece:
    """Write a power; the exponent needs no brackets, as it stands above."""
    return Piece(to.scripts(to.bracketed(base, POWER + 1), "", exponent), POWER)


def _square(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    return raised(to, operands[0], to.numeral("2"))


def _exponential(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    return Piece(to.scripts(to.variable("e"), "", operands[0].text), POWER)


def _reciprocal(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    return Piece(to.fraction(to.numeral("1"), operands[0].text), POWER, tall=True)


def _inverse(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    return raised(to, operands[0], to.minus + to.numeral("1"))


def _root(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    return Piece(to.root(operands[0].text))


def _fenced(left: str, right: str) -> Form:
    def form(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
        return Piece(to.fenced(left, operands[0].text, right))

    return form


def _floor_of_quotient(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    return Piece(to.fenced("⌊", to.fraction(operands[0].text, operands[1].text), "⌋"))


def _logarithm(base: str) -> Form:
    def form(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
        return to.applied(to.scripts(to.function("log"), to.numeral(base), ""), [operands[0].text])

    return form


def _product(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    left, right = operands
    elementwise = all(getattr(x, "ndim", 0) for x in symbol.operands)
    return to.infix("*", left, right, "⊙" if elementwise else "·")


def _sum(
    to: Mathematical, symbol: Symbol, operands: list[Piece], parameters: dict[str, str]
) -> Piece:
    sign = to.sign("∑")
    if "axis" in parameters:
        sign = to.scripts(sign, to.word("axis") + to.sign("=") + parameters["axis"], "")
    return Piece(sign + to.bracketed(operands[0], BINDING["*"], True), _SUM)


def _transposed(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece | None:
    return raised(to, operands[0], to.sign("⊤")) if transposition(symbol) else None


def _with_axes(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    index = [to.word(part) if part == "None" else to.mark(part) for part in inserted_axes(symbol)]
    return Piece(to.bracketed(operands[0], ATOM) + to.fenced("[", to.mark(",").join(index), "]"))


def _indexed(
    to: Mathematical, symbol: Symbol, operands: list[Piece], parameters: dict[str, str]
) -> Piece:
    return Piece(to.bracketed(operands[0], ATOM) + to.fenced("[", parameters["index"], "]"))


def _added_at(
    to: Mathematical, symbol: Symbol, operands: list[Piece], parameters: dict[str, str]
) -> Piece:
    index = to.fenced("[", parameters["index"], "]")
    made = cast("Operation", symbol.operation)
    return to.call(symbol, made, operands, {**parameters, "index": index})


def _choice(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece:
    condition, chosen, other = (operand.text for operand in operands)
    rows = [[chosen, to.word("if ") + condition], [other, to.word("otherwise")]]
    return Piece(to.table(rows, "{", ""), 0)


def _filled(to: Mathematical, symbol: Symbol, operands: list[Piece], _: object) -> Piece | None:
    """Write an array of one number as that number times ones, with their shape below: `2 · 1₃`."""
    if not filled_shape(symbol):
        return None
    shape = to.sign("×").join(to.numeral(str(length)) for length in symbol.shape)
    ones = Piece(to.scripts(to.variable("𝟏"), shape, ""))
    return ones if operands[0].text == to.numeral("1") else to.infix("*", operands[0], ones)


FORMS: dict[str, Form] = {
    "absolute": _fenced("|", "|"), "add_at": _added_at, "broadcast_to": _filled,
    "ceil": _fenced("⌈", "⌉"), "exp": _exponential, "floor": _fenced("⌊", "⌋"),
    "getitem": _indexed, "inv": _inverse, "log10": _logarithm("10"), "log2": _logarithm("2"),
    "permute": _transposed, "reciprocal": _reciprocal, "sqrt": _root, "square": _square,
    "sum": _sum, "unsqueeze": _with_axes, "where": _choice,
}  # fmt: skip
FORMS_OF_SIGNS: dict[str, Form] = {
    "*": _product, "/": _quotient, "//": _floor_of_quotient, "**": _power,
}  # fmt: skip
