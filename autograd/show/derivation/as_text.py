"""A derivation as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ...formula import Plain
from .lines import Line, Writer, in_full, parts_of, summary

if TYPE_CHECKING:
    from .steps import Derivation

__all__ = ["text"]

WIDTH = 100  # columns
_INDENT = "    "
_UNBROKEN = "\N{NO-BREAK SPACE}"  # names have none: it would be written as an escape


def text(derivation: Derivation) -> str:
    """Return a derivation as text of at most 100 columns, where its names allow that."""
    writer = Writer(Plain, derivation)
    blocks = []
    for part in parts_of(derivation):
        lines = [
            [_INDENT + item] if isinstance(item, str)
            else _rows(writer.line(item), writer)
            for item in part.items
        ]  # fmt: skip
        if part.title == "Given":
            lines = _side_by_side(lines)
        blocks.append("\n".join([part.title, *(row for rows in lines for row in rows)]))
    return "\n\n".join(blocks).replace(_UNBROKEN, " ")


def _side_by_side(lines: list[list[str]]) -> list[list[str]]:
    """Put short lines into one, as far as the width goes."""
    together: list[list[str]] = []
    for rows in lines:
        joined = f"{together[-1][0]}, {rows[0].strip()}" if together else ""
        if together and _is_short(together[-1]) and _is_short(rows) and len(joined) <= WIDTH:
            together[-1] = [joined]
        else:
            together.append(rows)
    return together


def _is_short(rows: list[str]) -> bool:
    """Tell whether others may stand beside a line: it has no shape, and is no remark."""
    return len(rows) == 1 and not rows[0].endswith((")", "...", "released", "known"))


def _rows(line: Line, writer: Writer) -> list[str]:
    """Return a line, on several rows where it is too long or has a matrix."""
    rows = [row for said in line.remarks for row in _wrapped(f"({said})", _INDENT, _INDENT + " ")]
    behind = f"    {line.shapes.replace(' ', _UNBROKEN)}" if line.shapes else ""
    start = f"{_INDENT}{line.left} = "
    hanging = " " * (len(start) - 2)
    room = WIDTH - len(start)
    sides = [[side] for side in line.sides]
    # Matrices in a formula are to be read at a glance, or not at all.
    if line.filled and (np.ndim(line.value) == 0 or len(line.filled) <= room):
        sides.append([line.filled])
    value = _value(line.value, writer.values.digits, room)
    if value and value not in sides[-1:]:
        sides.append(value)
    if not sides:  # a value that is gone
        return [*rows, f"{_INDENT}{line.left}{behind}"]
    whole = start + " = ".join(side[0] for side in sides) + behind
    if len(whole) <= WIDTH and all(len(side) == 1 for side in sides):
        return [*rows, whole]
    place = 0 if line.sides else -1  # a value that is given has its shape at the end
    if place == 0 or len(start + sides[0][-1] + behind) <= WIDTH:
        sides[0][place] += behind
    else:
        sides[0].append(behind.strip())
    for position, side in enumerate(sides):
        first = hanging + "= " if position else start
        rows += _wrapped(side[0], first, hanging + "      ")
        rows += [hanging + "  " + row for row in side[1:]]
    return rows


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=others, break_long_words=False,
        break_on_hyphens=False, drop_whitespace=True,
    )  # fmt: skip


def _value(value: Any, digits: Callable[[Any], str], room: int) -> list[str]:
    """Return the rows of a number or a small array, or what there is to say about a large one."""
    if value is None:
        return []
    if not np.ndim(value):
        return [digits(value)]
    if not in_full(value):
        return [summary(value, digits)]
    width = max(len(digits(x)) for x in np.ravel(value)) if np.ndim(value) > 1 else 0
    formatter: Any = {"all": lambda x: digits(x).rjust(width)}
    text = np.array2string(
        value, separator=", ", max_line_width=room, threshold=value.size, formatter=formatter
    )
    return text.splitlines()
