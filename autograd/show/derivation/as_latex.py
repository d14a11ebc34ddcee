"""A derivation in LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...formula import LaTeX, Plain
from .lines import Line, Writer, parts_of

if TYPE_CHECKING:
    from .steps import Derivation

__all__ = ["latex"]

_WIDTH = 90  # columns that a line may take in plain text without being broken


def latex(derivation: Derivation) -> str:
    """Return a derivation as an `aligned` block, to be put between `\\\\[` and `\\\\]`."""
    notation = LaTeX(precision=derivation.precision)
    writers = Writer(LaTeX, derivation), Writer(Plain, derivation)
    rows: list[str] = []
    for part in parts_of(derivation):
        rows.append(rf"& \textbf{{{part.title}}}")
        for item in part.items:
            if isinstance(item, str):
                rows.append("& " + notation.word(item))
                continue
            line, in_text = (writer.line(item) for writer in writers)
            rows += [rf"& {notation.word(f'({said})')}" for said in line.remarks]
            rows += _rows(line, _is_short(in_text), writers[0].sides(line), notation)
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def _rows(line: Line, short: bool, sides: list[str], notation: LaTeX) -> list[str]:
    shapes = rf"\quad {notation.word(line.shapes)}" if line.shapes else ""
    if not sides:
        return [f"& {line.left} {shapes}"]
    if short:
        return [f"{line.left} &= {' = '.join(sides)} {shapes}".rstrip()]
    first, *others = sides
    return [f"{line.left} &= {first} {shapes}".rstrip(), *(f"&= {side}" for side in others)]


def _is_short(line: Line) -> bool:
    """Tell whether a line fits the width of a page."""
    return not line.shapes and len(" = ".join([*line.sides, line.filled])) <= _WIDTH
