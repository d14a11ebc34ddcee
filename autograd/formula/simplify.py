"""Simplifying formulas as one does by hand: constants folded, signs in front, no `1 *`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import autograd.ops as ops

from .chains import Link, factors, is_step, product_of, sum_of, terms
from .notation import is_symbol
from .structure import filled_shape, inserted_axes, transposition

if TYPE_CHECKING:
    from ..symbol import Symbol

__all__ = ["simplified"]

# Operations that change nothing where the result has the shape and dtype of the operand.
_CHANGE_SHAPE_OR_DTYPE = {"broadcast_to", "cast", "reshape", "sum_to", "squeeze", "unsqueeze"}
# Those that make an array of one number from another one.
_ONLY_SHAPE = _CHANGE_SHAPE_OR_DTYPE - {"cast", "sum_to"}


def simplified(formula: Any) -> Any:
    """Return a formula that reads shorter and has the same value, shape and dtype.

    Numbers in products and sums are folded, `0.5 * (2 * x)` to `x`; `1 *`, `/ 1`, `+ 0`, `** 1`
    and casts to the same dtype go; minus signs move to the front, `a + b * (-c)` to `a - b * c`;
    what is broadcast in a product anyway is not said to be, and `(a.T @ b).T` is `b.T @ a`.
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
            product = product_of(_not_broadcast(links), symbol.dtype, negative)
            return _with_value_of(symbol, _broadcast(product, symbol.shape))
        if is_step(symbol, _SUMS, symbol.dtype):
            total = sum_of(_not_broadcast(links), symbol.dtype)
            return _with_value_of(symbol, _broadcast(total, symbol.shape))
    except OverflowError:  # of the constants' product: it stays as it is written
        return symbol
    first = links[0].formula
    if _is(symbol, "permute") and symbol.ndim < 2:
        return first
    if (
        _changes_nothing(symbol) and is_symbol(first)
        and first.shape == symbol.shape and first.dtype == symbol.dtype
    ):  # fmt: skip
        return first
    if any(_is(symbol, name) for name in _ONLY_SHAPE) and is_symbol(first) and filled_shape(first):
        return _filled(first, symbol)
    inside = [link.formula for link in links]
    if _is(symbol, "broadcast_to"):
        inside[0] = _without_leading_axes(inside[0])
    before = (*symbol.operands, *symbol.parameters.values())
    if any(a is not b for a, b in zip(inside, before, strict=True)):
        count = len(symbol.operands)
        parameters = dict(zip(symbol.parameters, inside[count:], strict=True))
        symbol = type(symbol).of(
            symbol.operation, tuple(inside[:count]), parameters, symbol.value, symbol.known
        )
    return _without_transposition(symbol) if _is(symbol, "permute") else symbol


def _is(formula: Any, name: str) -> bool:
    """Tell whether a formula is this operation of the library."""
    made = formula.operation if is_symbol(formula) else None
    return made is not None and made.trusted and made.name == name


def _not_broadcast(links: list[Link]) -> list[Link]:
    """Return factors or terms without the broadcasting that they get from one another anyway."""
    found = [Link(_before_broadcast(x), undone) for x, undone in links]
    return found if any(is_symbol(x) for x, _ in found) else links  # 1 / 0 is no formula


def _before_broadcast(formula: Any) -> Any:
    return formula.operands[0] if _is(formula, "broadcast_to") else formula


def _without_leading_axes(formula: Any) -> Any:
    """Leave out the insertion of axes before all others, which broadcasting does anyway."""
    while _is(formula, "unsqueeze") and set(inserted_axes(formula)) == {"None"}:
        formula = formula.operands[0]
    return formula


def _broadcast(formula: Any, shape: tuple[int, ...]) -> Any:
    """Return a formula in the shape that it was to be broadcast to."""
    if is_symbol(formula) and formula.shape != shape:
        return ops.broadcast_to(formula, shape)
    return formula


def _filled(formula: Symbol, symbol: Symbol) -> Any:
    """Return an array of one number in the shape of another formula."""
    if formula.operation is None:
        return formula
    parameters = {"shape": symbol.shape}
    return type(symbol).of(
        formula.operation, formula.operands, parameters, symbol.value, symbol.known
    )


def _without_transposition(symbol: Symbol) -> Any:
    """Return `x` for `x.T.T`, and `b.T @ a` for `(a.T @ b).T`."""
    inside, order = symbol.operands[0], transposition(symbol)
    if order is None:
        return symbol
    if _is(inside, "permute") and transposition(inside) == order:
        return inside.operands[0]
    if _is(inside, "matmul") and all(is_symbol(x) and x.ndim == 2 for x in inside.operands):
        left, right = (_without_transposition(ops.permute(x, (1, 0))) for x in inside.operands)
        return type(symbol).of(
            inside.operation, (right, left), inside.parameters, symbol.value, symbol.known
        )
    return symbol


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
