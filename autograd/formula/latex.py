"""Formulas in LaTeX, for notebooks and papers."""

from __future__ import annotations

from typing import Any

from .mathematical import Mathematical
from .names import GREEK

__all__ = ["LaTeX"]

# A blank behind each command keeps it apart from a letter that follows.
_VARIABLES = {letter: rf"\{word} " for word, letter in GREEK.items()} | {
    "∂": r"\partial ", "ε": r"\varepsilon ", "φ": r"\varphi ", "𝟏": r"\mathbf{1}",
}  # fmt: skip
_SIGNS = {
    "·": r" \cdot ", "⊙": r" \odot ", "×": r" \times ", " ": r" \, ", "≤": r" \leq ",
    "≥": r" \geq ", "=": " = ", "≠": r" \neq ", "∧": r" \wedge ", "∨": r" \vee ",
    "⊕": r" \oplus ", "¬": r"\neg ", "mod": r" \bmod ", "+": " + ", "-": " - ", "<": " < ",
    ">": " > ", ",": ", ", "∞": r"\infty ",
    "∑": r"\sum ", "⊤": r"\top ", "′": r"\prime ", ":": "{:}", "...": r"\ldots ",
}  # fmt: skip
_FENCES = {"{": r"\{", "}": r"\}", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil",
           "⌉": r"\rceil", "": "."}  # fmt: skip
_FUNCTIONS = {
    "arccos", "arcsin", "arctan", "cos", "cosh", "det", "exp", "log", "max", "min", "sin", "sinh",
    "tan", "tanh",
}  # fmt: skip
_ESCAPES = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    **{c: "\\" + c for c in "_{}#%&$"},
}  # fmt: skip


class LaTeX(Mathematical):
    r"""Formulas in LaTeX's mathematics, without dollar signs: `g \cdot \frac{x}{y}`.

    It takes the package amsmath; KaTeX and MathJax have what it needs.

    Args:
        numbers: write the value of each name in its place; arrays of more than a few elements, and
            values that are not known, stay names. Default: False.
        precision: significant digits of numbers; None for all digits. Default: 6.

    Example:
        >>> from autograd.formula import LaTeX
        >>> from autograd.symbol import Symbol, derivative_symbol
        >>> print(LaTeX().write(derivative_symbol("L", "u5", 0.5) / Symbol("w_25", 1.3) ** 2))
        \frac{\partial L}{\partial u_{5}} \cdot \frac{1}{w_{25}^{2}}
    """

    minus = "-"

    def write(self, formula: Any) -> str:
        """Write a Symbol, a number or an array."""
        return super().write(formula).strip()

    def variable(self, letter: str) -> str:
        """Write a variable of one letter, Greek ones included."""
        return _VARIABLES.get(letter, letter if letter.isascii() else self.word(letter))

    def word(self, text: str) -> str:
        """Write any text, upright."""
        if text.isascii() and text.isalpha():
            return rf"\mathrm{{{text}}}"
        return rf"\text{{{''.join(_ESCAPES.get(c, c) for c in text)}}}"

    def numeral(self, text: str) -> str:
        """Write a number without sign and exponent."""
        return text

    def function(self, name: str) -> str:
        """Write the name of a function."""
        if name in _FUNCTIONS:
            return rf"\{name} "
        plain = name.isascii() and name.replace("_", "").isalnum()
        return rf"\operatorname{{{name.replace('_', chr(92) + '_')}}}" if plain else self.word(name)

    def sign(self, sign: str) -> str:
        """Write a sign that stands between operands or before one."""
        return _SIGNS.get(sign) or rf"\mathbin{{{self.word(sign)}}}"

    def scripts(self, base: str, below: str, above: str) -> str:
        """Write a subscript and a superscript, either of which may be empty."""
        lowered = f"_{{{below.strip()}}}" if below else ""
        raised = f"^{{{above.strip()}}}" if above else ""
        return base.rstrip() + lowered + raised

    def fraction(self, above: str, below: str) -> str:
        """Write a fraction."""
        return rf"\frac{{{above.strip()}}}{{{below.strip()}}}"

    def root(self, inside: str) -> str:
        """Write a square root."""
        return rf"\sqrt{{{inside.strip()}}}"

    def fenced(self, left: str, inside: str, right: str) -> str:
        """Write brackets or bars around something, as tall as it is."""
        left, right = _FENCES.get(left, left), _FENCES.get(right, right)
        return rf"\left{left} {inside.strip()} \right{right}"

    def table(self, rows: list[list[str]], left: str, right: str) -> str:
        """Write rows and columns between brackets, either of which may be empty."""
        lines = r" \\ ".join(" & ".join(cell.strip() for cell in row) for row in rows)
        environment = "cases" if left == "{" else "pmatrix"
        return rf"\begin{{{environment}}} {lines} \end{{{environment}}}"
