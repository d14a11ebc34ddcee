"""Formulas in MathML, which browsers draw by themselves."""

from __future__ import annotations

import re
from html import escape

from .mathematical import Mathematical

__all__ = ["MathML"]

_TALL = ("<mfrac>", "<mtable>")  # around all else brackets have the height of a letter
_ONE_TOKEN = re.compile(r"<(mi|mn|mo|mtext)>[^<]*</\1>")


class MathML(Mathematical):
    """Formulas in presentation MathML, the part that browsers know (MathML Core).

    `write` returns what stands in a `<math>` element; `element` wraps it in one.

    Args:
        numbers: write the value of each name in its place; arrays of more than a few elements, and
            values that are not known, stay names. Default: False.
        precision: significant digits of numbers; None for all digits. Default: 6.

    Example:
        >>> from autograd.formula import MathML
        >>> from autograd.symbol import Symbol
        >>> MathML().write(Symbol("x", 3.0) / 2)
        '<mfrac><mi>x</mi><mn>2</mn></mfrac>'
    """

    minus = '<mo form="prefix">−</mo>'

    def element(self, *written: str, block: bool = False) -> str:
        """Wrap what `write` and `derivative` returned in a `<math>` element.

        Args:
            *written: the parts, such as the sides of an equation and the sign between them.
            block: on a line of its own, with tall fractions. Default: within a line of text.
        """
        display = ' display="block"' if block else ""
        return (
            f'<math xmlns="http://www.w3.org/1998/Math/MathML"{display}>{"".join(written)}</math>'
        )

    def variable(self, letter: str) -> str:
        """Write a variable of one letter, Greek ones included."""
        return f"<mi>{escape(letter)}</mi>"

    def word(self, text: str) -> str:
        """Write any text, upright."""
        if len(text) > 1 and text.isidentifier():
            return f"<mi>{escape(text)}</mi>"
        return f"<mtext>{escape(text).replace(' ', chr(0xA0))}</mtext>"

    def numeral(self, text: str) -> str:
        """Write a number without sign and exponent."""
        return f"<mn>{escape(text)}</mn>"

    def function(self, name: str) -> str:
        """Write the name of a function."""
        return f"<mi>{escape(name)}</mi>"

    def sign(self, sign: str) -> str:
        """Write a sign that stands between operands or before one."""
        if sign == " ":
            return '<mspace width="0.2em"></mspace>'
        return f"<mo>{escape(sign.replace('-', '−'))}</mo>"

    def scripts(self, base: str, below: str, above: str) -> str:
        """Write a subscript and a superscript, either of which may be empty."""
        name = "m" + ("sub" if below else "") + ("sup" if above else "")
        parts = [_row(part) for part in (base, below, above) if part]
        return f"<{name}>{''.join(parts)}</{name}>"

    def fraction(self, above: str, below: str) -> str:
        """Write a fraction."""
        return f"<mfrac>{_row(above)}{_row(below)}</mfrac>"

    def root(self, inside: str) -> str:
        """Write a square root."""
        return f"<msqrt>{inside}</msqrt>"

    def fenced(self, left: str, inside: str, right: str) -> str:
        """Write brackets or bars around something, as tall as it is."""
        tall = any(element in inside for element in _TALL)
        opening, closing = _fence(left, "prefix", tall), _fence(right, "postfix", tall)
        return f"<mrow>{opening}{inside}{closing}</mrow>"

    def table(self, rows: list[list[str]], left: str, right: str) -> str:
        """Write rows and columns between brackets, either of which may be empty."""
        cells = [[f"<mtd>{cell}</mtd>" for cell in row] for row in rows]
        lines = "".join(f"<mtr>{''.join(row)}</mtr>" for row in cells)
        return self.fenced(left, f"<mtable>{lines}</mtable>", right)


def _fence(bracket: str, form: str, tall: bool) -> str:
    if not bracket:
        return ""
    stretchy = "true" if tall else "false"
    return f'<mo fence="true" form="{form}" stretchy="{stretchy}">{escape(bracket)}</mo>'


def _row(written: str) -> str:
    """Return what is written as one element."""
    return written if _ONE_TOKEN.fullmatch(written) else f"<mrow>{written}</mrow>"
