"""Containers of values: tuples, lists, dicts and namedtuples, nested in any way.

What is none of these is a leaf. A leaf has a place, written as Python code that leads to it from
the whole, such as `argument 0['w'][1]`: errors name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

import numpy as np

from ._tensor import Tensor

__all__ = ["described", "leaves", "paired", "rebuild"]


def leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Yield the place and the value of each leaf, in order.

    Args:
        value: a container or a leaf.
        place: how errors call the whole.
    """
    parts = _parts(value, place)
    if parts is None:
        yield place, value
    else:
        for inner_place, part in parts:
            yield from leaves(part, inner_place)


def rebuild(like: Any, replacements: Iterator[Any]) -> Any:
    """Return containers like those of `like`, with the next replacement in the place of each leaf.

    Types and keys stay; the leaves of `like` itself do not matter.
    """
    parts = _parts(like, "")
    if parts is None:
        return next(replacements)
    new = [rebuild(part, replacements) for _, part in parts]
    if isinstance(like, dict):
        result = copy(like)  # an OrderedDict stays one, a defaultdict keeps its default
        result.update(zip(like, new, strict=True))
        return result
    if isinstance(like, list):
        whole = copy(like)
        whole[:] = new
        return whole
    return like._make(new) if hasattr(like, "_make") else type(like)(new)


def paired(like: Any, given: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield each leaf of `like` with what stands at the same place in `given`: place, leaf, given.

    A list may stand for a tuple and the reverse; a dict's keys may come in any order.

    Args:
        like: a container or a leaf.
        given: what should have the same containers.
        place: how errors call `given`.

    Raises:
        ValueError: a container of `given` is of another kind, length or set of keys.
    """
    parts = _parts(like, place)
    if parts is None:
        yield place, like, given
        return
    if isinstance(like, dict):
        same = isinstance(given, dict) and given.keys() == like.keys()
        others = [given[key] for key in like] if same else []
    else:
        same = isinstance(given, (tuple, list)) and len(given) == len(like)
        others = list(given) if same else []
    if not same:
        raise ValueError(f"{place} must be {described(like)}, got {described(given)}")
    for (inner_place, part), other in zip(parts, others, strict=True):
        yield from paired(part, other, inner_place)


def described(value: Any) -> str:
    """Return in words what a value is, for errors."""
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(map(repr, value))}" if value else "an empty dict"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of length {len(value)}"
    if isinstance(value, (Tensor, np.ndarray)):
        kind = "a Tensor" if isinstance(value, Tensor) else "an array"
        return f"{kind} of dtype {value.dtype} and shape {value.shape}"
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def _parts(value: Any, place: str) -> list[tuple[str, Any]] | None:
    """Return the places and values of a container's parts, None for a leaf."""
    if isinstance(value, dict):
        return [(f"{place}[{key!r}]", part) for key, part in value.items()]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [(f"{place}.{name}", getattr(value, name)) for name in value._fields]
    if isinstance(value, (tuple, list)):
        return [(f"{place}[{index}]", part) for index, part in enumerate(value)]
    return None
