"""Products and sums as chains of factors and terms, without the brackets between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

import autograd.ops as ops

from .notation import is_symbol

__all__ = ["Link", "factors", "is_step", "product_of", "sum_of", "terms"]

_LARGEST_EXACT = 2**53  # of the integers that a float holds exactly


class Link(NamedTuple):
    """A factor of a product, or a term of a sum.

    Attributes:
        formula: a Symbol, a number or an array.
        undone: whether the chain divides by it, or subtracts it.
    """

    formula: Any
    undone: bool = False


def is_step(formula: Any, names: tuple[str, ...], dtype: Any) -> bool:
    """Tell whether a formula is one of these operations of the library, computed in a dtype."""
    made = formula.operation if is_symbol(formula) else None
    return (
        made is not None and made.trusted and made.name in names
        and formula.dtype == dtype and dtype.kind in "fc"
    )  # fmt: skip


def factors(links: Iterable[Link], dtype: Any) -> tuple[bool, list[Link]]:
    """Take products, quotients and minus signs apart, however they were bracketed.

    Returns:
        Whether there is a minus sign before all, and the factors from left to right.
    """
    negative = False
    found: list[Link] = []
    waiting = list(links)[::-1]
    while waiting:
        formula, inverse = link = waiting.pop()
        if is_step(formula, ("negative",), dtype):
            negative = not negative
            waiting.append(Link(formula.operands[0], inverse))
        elif not inverse and is_step(formula, ("multiply", "divide"), dtype):
            left, right = formula.operands
            waiting += [Link(right, formula.operation.name == "divide"), Link(left)]
        elif _is_scalar(formula, dtype):
            waiting.append(Link(_as_float(formula, dtype), inverse))
        elif _is_constant(formula) and formula < 0:
            negative = not negative
            found.append(Link(-formula, inverse))
        else:
            found.append(link)
    return negative, found


def terms(links: Iterable[Link], dtype: Any) -> list[Link]:
    """Take sums and differences apart, but for what is subtracted as a whole."""
    found: list[Link] = []
    waiting = list(links)[::-1]
    while waiting:
        formula, minus = link = waiting.pop()
        if not minus and is_step(formula, ("add", "subtract"), dtype):
            left, right = formula.operands
            waiting += [Link(right, formula.operation.name == "subtract"), Link(left)]
        elif is_step(formula, ("negative",), dtype):
            waiting.append(Link(formula.operands[0], not minus))
        elif _is_scalar(formula, dtype):
            waiting.append(Link(_as_float(formula, dtype), minus))
        elif _is_constant(formula) and formula < 0:
            found.append(Link(-formula, not minus))
        else:
            found.append(link)
    return found


def product_of(links: Iterable[Link], dtype: Any, negative: bool = False) -> Any:
    """Multiply: constants folded into the place of the first, a minus sign before the first."""
    turned, found = factors(links, dtype)
    return _multiplied(negative ^ turned, found, dtype)


def _multiplied(negative: bool, found: list[Link], dtype: Any) -> Any:
    for place, (formula, inverse) in enumerate(found):
        if inverse and not _is_constant(formula):
            turned, positive = _without_sign(formula)
            negative ^= turned
            found[place] = Link(positive, True)
    found = _folded_factors(_with_powers(found), dtype)
    if all(link.undone for link in found):
        found = [Link(1), *found]
    first = next(link for link in found if not link.undone)
    result = first.formula
    if negative:
        result = -result if _is_constant(result) else ops.negative(result)
    for link in found:
        if link is not first:
            result = (ops.divide if link.undone else ops.multiply)(result, link.formula)
    return result


def _with_powers(found: list[Link]) -> list[Link]:
    """Divide by a power where the same formula divides more than once: `g / u / u`."""
    divisors = Counter(_identity(formula) for formula, undone in found if undone)
    result = []
    for link in found:
        count = divisors[_identity(link.formula)] if link.undone else 1
        if count > 1 and is_symbol(link.formula):
            divisors[_identity(link.formula)] = 0
            result.append(Link(ops.power(link.formula, count), True))
        elif count:
            result.append(link)
    return result


def _identity(formula: Any) -> Any:
    """Return what two formulas have in common if they are the same name, or the same object."""
    is_name = is_symbol(formula) and formula.operation is None
    return formula.name if is_name else id(formula)


def sum_of(links: Iterable[Link], dtype: Any) -> Any:
    """Add: constants folded into the place of the first, minus signs of products subtracted."""
    found = []
    for formula, minus in terms(links, dtype):
        turned, positive = _without_sign(formula)
        found.append(Link(positive, minus ^ turned))
    first, *others = _folded_terms(found, dtype)
    result = negated(first.formula) if first.undone else first.formula
    for formula, minus in others:
        result = (ops.subtract if minus else ops.add)(result, formula)
    return result


def negated(formula: Any) -> Any:
    """Return minus a formula, with the sign at the first factor of a product."""
    if not is_symbol(formula):
        return ops.negative(formula)
    negative, found = factors([Link(formula)], formula.dtype)
    return _multiplied(not negative, found, formula.dtype)


def _without_sign(formula: Any) -> tuple[bool, Any]:
    """Part a formula into whether it starts with a minus sign, and the rest."""
    if not is_symbol(formula):
        return False, formula
    negative, found = factors([Link(formula)], formula.dtype)
    return (True, _multiplied(False, found, formula.dtype)) if negative else (False, formula)


def _is_scalar(formula: Any, dtype: Any) -> bool:
    """Tell whether it is a number of NumPy's that is no more precise than the result."""
    return isinstance(formula, np.floating) and bool(np.can_cast(formula.dtype, dtype))


def _as_float(scalar: Any, dtype: Any) -> float:
    """Return 0.3 for the float32 nearest to it, unless the result is more precise than that."""
    return float(str(scalar)) if scalar.dtype == dtype else float(scalar)


def _is_constant(formula: Any) -> bool:
    """Tell whether it is a number that takes the dtype of what it meets, and can be folded."""
    if type(formula) is int:
        return abs(formula) < _LARGEST_EXACT
    return type(formula) is float and isfinite(formula)


def _may_fold(found: list[Link], dtype: Any) -> bool:
    """Tell whether there is an array of the result's dtype: without constants it stays so."""
    # Not with None for those without: to NumPy that equals the dtype float64.
    return any(hasattr(x, "dtype") and x.dtype == dtype for x, _ in found)


def _folded_factors(found: list[Link], dtype: Any) -> list[Link]:
    constants = [link for link in found if _is_constant(link.formula) and link.formula]
    if not _may_fold(found, dtype):
        return found
    above, below = Fraction(1), Fraction(1)
    for number, inverse in constants:
        if inverse:
            below *= Fraction(repr(number))
        else:
            above *= Fraction(repr(number))
    if above == 1 or below == 1:
        pass  # nothing to reduce
    elif (above / below).denominator == 1:
        above, below = above / below, Fraction(1)
    elif (below / above).denominator == 1:
        above, below = Fraction(1), below / above
    return _in_first_place(found, constants, {False: above, True: below}, neutral=1)


def _folded_terms(found: list[Link], dtype: Any) -> list[Link]:
    constants = [link for link in found if _is_constant(link.formula)]
    if not constants or not _may_fold(found, dtype):
        return found
    total = Fraction(0)
    for number, minus in constants:
        total += -Fraction(repr(number)) if minus else Fraction(repr(number))
    merged = [Link(link.formula, total < 0) if link is constants[0] else link for link in found]
    first = next(link for link in merged if _is_constant(link.formula))
    rest = [link for link in merged if link is first or not _is_constant(link.formula)]
    return _in_first_place(rest, [first], {first.undone: abs(total)}, neutral=0)


def _in_first_place(
    found: list[Link], constants: list[Link], folded: dict[bool, Fraction], neutral: int
) -> list[Link]:
    """Put what constants come down to where the first of each kind was; neutral ones nowhere."""
    numbers = {undone: _number(exact) for undone, exact in folded.items()}
    result = []
    for link in found:
        if not any(link is constant for constant in constants):
            result.append(link)
        elif (number := numbers.pop(link.undone, neutral)) != neutral:
            result.append(Link(number, link.undone))
    return result


def _number(exact: Fraction) -> int | float:
    """Return a fraction as a number.

    Raises:
        OverflowError: it is too large or too small for one.
    """
    if exact.denominator == 1 and abs(exact) < _LARGEST_EXACT:
        return int(exact)
    number = float(exact)
    if not number:
        raise OverflowError(f"{exact} is too small for a float")
    return number
