"""A summary as text, in columns, and as HTML."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from .summary_rows import SummaryRow

__all__ = ["as_html", "as_text", "bytes_written", "cells_of"]

_NUMBERS = ("parameters", "trainable", "multiply-adds")  # the columns that end at the right
_WIDEST_OUTPUT = 40


def cells_of(rows: Sequence[SummaryRow], ran: bool) -> list[list[str]]:
    """Return the table's cells, the header first.

    Args:
        rows: the rows.
        ran: whether the model ran, so that there are outputs and multiply-adds.
    """
    header = ["layer", "output", "parameters", "trainable", "multiply-adds", "notes"]
    table = [header, *(_cells(row) for row in rows)]
    left_out = set() if ran else {"output", "multiply-adds"}
    if not any(row.notes for row in rows):
        left_out.add("notes")
    kept = [i for i, name in enumerate(header) if name not in left_out]
    return [[line[i] for i in kept] for line in table]


def _cells(row: SummaryRow) -> list[str]:
    name = row.path.rpartition(".")[2]
    label = "  " * row.depth + (f"({_printable(name)}): " if row.depth else "") + row.kind
    output = parameters = trainable = products = ""
    if row.calls:
        output = _printable(_shape_written(row.output))
        if len(output) > _WIDEST_OUTPUT:
            output = output[: _WIDEST_OUTPUT - 3] + "..."
    elif row.callable:
        output = products = "-"
    if row.parameters or not (row.composed or not row.callable):
        parameters = f"{row.parameters:,}"
    if row.parameters:
        some = f"{row.trainable:,}" if row.trainable else "no"
        trainable = "yes" if row.trainable == row.parameters else some
    if not row.complete:
        products = f"{row.multiply_adds:,} + ?" if row.multiply_adds else "?"
    elif row.multiply_adds or (row.calls and not row.composed):
        products = f"{row.multiply_adds:,}"
    return [label, output, parameters, trainable, products, "; ".join(map(_printable, row.notes))]


def _shape_written(shape: Any) -> str:
    if isinstance(shape, Mapping):
        return ", ".join(f"{key}: {_shape_written(part)}" for key, part in shape.items())
    if isinstance(shape, list) or (
        isinstance(shape, tuple) and any(not isinstance(part, int) for part in shape)
    ):
        return ", ".join(map(_shape_written, shape))
    return str(shape)


def as_text(cells: list[list[str]], totals: list[str]) -> str:
    """Return the table in columns, with the totals below it."""
    header = cells[0]
    widths = [max(map(_columns, column)) for column in zip(*cells, strict=True)]
    lines = []
    for line in cells:
        padded = [
            " " * (width - _columns(cell)) + cell
            if name in _NUMBERS
            else cell + " " * (width - _columns(cell))
            for name, cell, width in zip(header, line, widths, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([lines[0], rule, *lines[1:], rule, *totals])


def as_html(cells: list[list[str]], totals: list[str]) -> str:
    """Return the table in HTML, with the totals below it."""
    header, *body = cells

    def line(tag: str, texts: list[str]) -> str:
        written = []
        for name, text in zip(header, texts, strict=True):
            align = "right" if name in _NUMBERS else "left"
            written.append(
                f'<{tag} style="text-align:{align};white-space:pre;padding:0 0.6em">'
                f"{html.escape(text)}</{tag}>"
            )
        return f"<tr>{''.join(written)}</tr>"

    rows = "\n".join(line("td", texts) for texts in body)
    below = "<br>\n".join(map(html.escape, totals))
    return (
        f"<table>\n<thead>{line('th', header)}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
        f"<p>{below}</p>"
    )


def bytes_written(count: int) -> str:
    """Return a number of bytes in the unit in which it has at most four digits."""
    amount, unit = float(count), "bytes"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes; a Hangul syllable takes two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
