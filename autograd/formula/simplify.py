"""Simplifying formulas as one does by hand: constants folded, signs in front, no `1 *`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .chains import Link, factors, is_step, product_of, sum_of, terms
from .notation import is_symbol

if TYPE_CHECKING:
    from ..symbol import Symbol

__all__ = ["simplified"]

# Operations that change nothing where the result has the shape and dtype of the operand.
_CHANGE_SHAPE_OR_DTYPE = {"broadcast_to", "cast", "reshape", "sum_to", "squeeze", "unsqueeze"}


def simplified(formula: Any) -> Any:
    """Return a formula that reads shorter and has the same value, shape and dtype.

    Numbers in products and sums are folded, `0.5 * (2 * x)` to `x`; `1 *`, `/ 1`, `+ 0`, `** 1`
    and casts to the same dtype go; minus signs move to the front, `a + b * (-c)` to `a - b * c`.
    The order of the factors stays, so that the gradient that arrives stands first.

    Args:
        formula: a Symbol; numbers and arrays are returned as they are.

    Returns:
        A Symbol with the value of `formula`, or the name or number that it comes down to.

    Example:
        >>> from autograd.formula import simplified
        >>> from autograd.symbol import Symbol
        >>> g, y, t = Symbol("g", 1.0), Symbol("y", 0.75), Symbol("t", 1.0)
        >>> simplified(0.5 * (2 * (y - t)))
        y - t
        >>> simplified(g * (2 * y**1) * -1)
        -g * 2 * y
    """
    if not is_symbol(formula):
        return formula
    done: dict[int, Any] = {}
    parts: dict[int, tuple[bool, list[Link]]] = {}
    waiting = [formula]
    while waiting:
        symbol = waiting[-1]
        if id(symbol) in done:
            waiting.pop()
        elif id(symbol) not in parts:
            parts[id(symbol)] = _parts(symbol)
            waiting += [x for x, _ in parts[id(symbol)][1] if is_symbol(x)]
        else:
            waiting.pop()
            negative, links = parts.pop(id(symbol))
            links = [Link(done[id(x)] if is_symbol(x) else x, undone) for x, undone in links]
            done[id(symbol)] = _joined(symbol, negative, links)
    return done[id(formula)]


_PRODUCTS, _SUMS = ("multiply", "divide", "negative"), ("add", "subtract")


def _parts(symbol: Symbol) -> tuple[bool, list[Link]]:
    """Return what must be simplified before, and whether a minus sign stands before all of it."""
    if is_step(symbol, _PRODUCTS, symbol.dtype):
        return factors([Link(symbol)], symbol.dtype)
    if is_step(symbol, _SUMS, symbol.dtype):
        return False, terms([Link(symbol)], symbol.dtype)
    return False, [Link(x) for x in (*symbol.operands, *symbol.parameters.values())]


def _joined(symbol: Symbol, negative: bool, links: list[Link]) -> Any:
    """Simplify a symbol whose parts are simplified already."""
    if symbol.operation is None:
        return symbol
    try:
        if is_step(symbol, _PRODUCTS, symbol.dtype):
            return _with_value_of(symbol, product_of(links, symbol.dtype, negative))
        if is_step(symbol, _SUMS, symbol.dtype):
            return _with_value_of(symbol, sum_of(links, symbol.dtype))
    except OverflowError:  # of the constants' product: it stays as it is written
        return symbol
    first = links[0].formula
    if (
        _changes_nothing(symbol) and is_symbol(first)
        and first.shape == symbol.shape and first.dtype == symbol.dtype
    ):  # fmt: skip
        return first
    inside = [link.formula for link in links]
    before = (*symbol.operands, *symbol.parameters.values())
    if all(a is b for a, b in zip(inside, before, strict=True)):
        return symbol
    count = len(symbol.operands)
    parameters = dict(zip(symbol.parameters, inside[count:], strict=True))
    return type(symbol).of(
        symbol.operation, tuple(inside[:count]), parameters, symbol.value, symbol.known
    )


def _changes_nothing(symbol: Symbol) -> bool:
    """Tell whether an operation keeps the elements as they are, in another shape or dtype."""
    made = symbol.operation
    if made is None or not made.trusted:
        return False
    if made.name == "power":
        return type(symbol.operands[1]) in (int, float) and symbol.operands[1] == 1
    return made.name in _CHANGE_SHAPE_OR_DTYPE


def _with_value_of(symbol: Symbol, made: Any) -> Any:
    """Return a formula with the value of another, which it may miss by a rounding error."""
    if not is_symbol(made):  # there was no name in it
        return symbol if symbol.ndim else symbol.value
    if made.operation is None:
        return made
    if made.shape != symbol.shape or made.dtype != symbol.dtype:
        return symbol
    return type(symbol).of(
        made.operation, made.operands, made.parameters, symbol.value, symbol.known
    )
