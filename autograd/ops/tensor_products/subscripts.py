"""The language of einsum: what `"...ij,jk->...ik"` says about given shapes."""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

__all__ = ["Plan", "from_lists", "understand"]

# In this order, in which implicit output is sorted too, the list form of einsum numbers them.
_LETTERS = string.ascii_uppercase + string.ascii_lowercase


class Plan(NamedTuple):
    """What subscripts say: the indices of each operand, those of the output, and their lengths."""

    terms: tuple[str, ...]
    output: str
    lengths: dict[str, int]


@lru_cache(maxsize=1000)  # the same expressions come again in every step of a training
def understand(subscripts: str, shapes: tuple[tuple[int, ...], ...]) -> Plan:
    """Work out subscripts for operands of the given shapes: a letter for every axis of each.

    Args:
        subscripts: such as `"ij,jk->ik"`. White space means nothing. Without `->` the output has
            the axes of the ellipsis and then the indices that occur once, in alphabetical order.
        shapes: the shapes of the operands.

    Raises:
        ValueError: the subscripts make no sense, or not with these shapes.
    """
    text = "".join(subscripts.split())
    inputs, arrow, output = text.partition("->")
    terms = inputs.split(",")
    for term in (*terms, output):
        _check_characters(term)
    if len(terms) != len(shapes):
        raise ValueError(f"{len(terms)} terms for {len(shapes)} operands")

    hidden = [
        _hidden_axes(term, shape, number)
        for number, (term, shape) in enumerate(zip(terms, shapes, strict=True))
    ]
    spare = [letter for letter in _LETTERS if letter not in text]
    if len(spare) < max(hidden):
        raise ValueError(f"it needs more than {len(_LETTERS)} indices, the ellipsis included")
    ellipsis = "".join(spare[: max(hidden)])
    once = "".join(i for i in _LETTERS if inputs.count(i) == 1)
    output = output.replace("...", ellipsis) if arrow else ellipsis + once
    # As in broadcasting, the last axes belong together.
    terms = [
        term.replace("...", ellipsis[len(ellipsis) - axes :])
        for term, axes in zip(terms, hidden, strict=True)
    ]
    for i in output:
        if output.count(i) > 1:
            raise ValueError(f"the output names the index {i!r} twice")
        if not any(i in term for term in terms):
            raise ValueError(f"the output index {i!r} is in no operand")
    return Plan(tuple(terms), output, _lengths(terms, shapes, ellipsis))


def _check_characters(term: str) -> None:
    wrong = set(term.replace("...", "", 1)) - set(_LETTERS)
    if wrong:
        raise ValueError(
            f"the term {term!r} has {min(wrong)!r} in it; indices are the letters a-z and A-Z, and "
            f"a term may have one ellipsis '...'"
        )


def _hidden_axes(term: str, shape: tuple[int, ...], number: int) -> int:
    """Return how many axes of an operand its ellipsis stands for."""
    named = len(term.replace("...", ""))
    rest = len(shape) - named
    if rest < 0 or (rest and "..." not in term):
        least = "at least " if "..." in term else ""
        raise ValueError(
            f"operand {number} has {len(shape)} axes, shape {shape}, but its term {term!r} is for "
            f"{least}{named}"
        )
    return rest


def _lengths(terms: list[str], shapes: Sequence[tuple[int, ...]], ellipsis: str) -> dict[str, int]:
    """Return the length of each index; an axis of length 1 fits the longer ones of others."""
    lengths: dict[str, int] = {}
    found_in: dict[str, int] = {}
    for number, (term, shape) in enumerate(zip(terms, shapes, strict=True)):
        for axis, (i, length) in enumerate(zip(term, shape, strict=True)):
            name = f"index {i!r}"
            if i in ellipsis:
                name = f"axis {ellipsis.index(i) - len(ellipsis)} of the ellipsis"
            first = shape[term.index(i)]
            if term.index(i) < axis and first != length:
                raise ValueError(
                    f"{name} has lengths {first} and {length} in operand {number}, whose diagonal "
                    f"it takes"
                )
            known = lengths.get(i, 1)
            if known == 1:
                lengths[i], found_in[i] = length, number
            elif length not in (1, known):
                raise ValueError(
                    f"{name} has length {known} in operand {found_in[i]} and {length} in operand "
                    f"{number}"
                )
    return lengths


def from_lists(arguments: Sequence[Any]) -> tuple[str, list[Any]]:
    """Return subscripts and operands for einsum's other form: `x, [0, 1], y, [1, 2], [0, 2]`.

    Raises:
        ValueError: an index is no integer from 0 to 51, or operands and lists do not alternate.
    """
    operands, lists = list(arguments[0::2]), list(arguments[1::2])
    output = ""
    if len(operands) > len(lists):
        output = f"->{_term(operands.pop())}"
    if not lists:
        raise ValueError("give the subscripts as a string first, such as 'ij,jk->ik'")
    return ",".join(map(_term, lists)) + output, operands


def _term(indices: Any) -> str:
    try:
        return "".join("..." if i is Ellipsis else _letter(i) for i in indices)
    except (TypeError, IndexError):
        raise ValueError(
            f"{indices!r:.40} is no list of indices, which are integers from 0 to "
            f"{len(_LETTERS) - 1} or Ellipsis; or give the subscripts as a string first"
        ) from None


def _letter(index: int) -> str:
    if index < 0:
        raise IndexError(index)
    return _LETTERS[index]
