"""Tables of what a slide prints beside what the engine computes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from autograd import Tensor

__all__ = ["Row", "agrees", "count", "rows_of", "table"]


class Row(NamedTuple):
    """A number of the slides: what it is, the digits printed there, what the engine says."""

    quantity: str
    slide: str  # "–": no number is printed
    computed: float
    remark: str = ""


def rows_of(
    quantity: str, symbols: str, slide: str, values: Tensor, remark: str = ""
) -> list[Row]:
    """Return a row for each element of an array.

    Args:
        quantity: what they are, with `{}` for the symbol of one: "∂J/∂{}".
        symbols: the elements' symbols, with spaces between them.
        slide: the digits printed for each, with spaces between them.
        values: the array.
        remark: what to say of each.
    """
    printed = zip(symbols.split(), slide.split(), values.data.flat, strict=True)
    return [Row(quantity.format(name), digits, float(v), remark) for name, digits, v in printed]


def agrees(row: Row, relative: float = 0.0) -> bool:
    """Tell whether the computed number, rounded as the slide's, is the slide's.

    Args:
        row: has printed digits.
        relative: by how much more they may differ, as a share of the printed number: where it
            was computed with fewer digits than here. Default: 0.
    """
    decimals = len(row.slide.partition(".")[2])
    printed = float(row.slide)
    # A hair more than half a unit, so that 0.5 in the last place counts in either direction.
    allowed = 0.5 * 10**-decimals + 1e-12 + relative * abs(printed)
    return abs(row.computed - printed) <= allowed


def count(rows: Iterable[Row], relative: float = 0.0) -> tuple[int, int]:
    """Return how many of the printed numbers agree, and how many are printed."""
    printed = [agrees(row, relative) for row in rows if row.slide != "–"]
    return sum(printed), len(printed)


def table(rows: list[Row], printed: str = "slide") -> str:
    """Return the rows as aligned text under the names of the columns, remarks if there are any.

    Args:
        rows: the lines of the table.
        printed: what the column of the printed numbers is called: "slide", or "notebook".
    """
    cells = [("quantity", printed, "computed", "remark")]
    cells += [(row.quantity, row.slide, f"{row.computed:.10g}", row.remark) for row in rows]
    if not any(row.remark for row in rows):
        cells = [line[:-1] for line in cells]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
