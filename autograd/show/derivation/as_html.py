"""A derivation as HTML with its formulas in MathML, for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ...formula import MathML
from .lines import Line, Writer, parts_of

if TYPE_CHECKING:
    from .steps import Derivation

__all__ = ["html"]

# Notebooks are light or dark: no colour is set, so that all takes that of the page's text.
_TABLE = "border-collapse:collapse;border:none;background:none"
_CELL = "border:none;background:none;vertical-align:baseline;padding:0.2em 0.4em 0.2em 0"
_TITLE = f"{_CELL};text-align:left;font-weight:bold;padding-top:0.8em"
_LEFT = f"{_CELL};text-align:right;white-space:nowrap;padding-left:1.5em"
_RIGHT = f"{_CELL};text-align:left"
_REMARK = f"{_CELL};text-align:left;font-style:italic;padding-left:1.5em;opacity:0.8"
_SHAPES = "margin-left:1.5em;opacity:0.7;white-space:nowrap"


def html(derivation: Derivation) -> str:
    """Return a derivation as a table, which needs no style sheet and no script."""
    writer = Writer(MathML, derivation)
    rows: list[str] = []
    for part in parts_of(derivation):
        rows.append(f'<tr><th colspan="2" scope="rowgroup" style="{_TITLE}">{part.title}</th></tr>')
        for item in part.items:
            if isinstance(item, str):
                rows.append(_remark(item))
                continue
            line = writer.line(item)
            rows += [_remark(said) for said in line.remarks]
            rows.append(_row(line, writer))
    return f'<table style="{_TABLE}">\n{chr(10).join(rows)}\n</table>'


def _row(line: Line, writer: Writer) -> str:
    sides = writer.sides(line)
    # One element a side: between them a browser may break the line.
    equal = " ".join(_math(f"<mo>=</mo>{side}") for side in sides)
    shapes = f'<span style="{_SHAPES}">{escape(line.shapes)}</span>' if line.shapes else ""
    return (
        f'<tr><td style="{_LEFT}">{_math(line.left)}</td>'
        f'<td style="{_RIGHT}">{equal}{shapes}</td></tr>'
    )


def _remark(said: str) -> str:
    return f'<tr><td colspan="2" style="{_REMARK}">{escape(said)}</td></tr>'


def _math(inside: str) -> str:
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" displaystyle="true">{inside}</math>'
