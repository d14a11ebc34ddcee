"""What a derivation consists of: equations of the forward pass, steps of the backward pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..._tensor import Tensor
from ...symbol import Symbol
from .as_html import html
from .as_latex import latex
from .as_text import text

__all__ = ["Derivation", "Equation", "Gap", "Step", "Term"]


@dataclass(frozen=True, eq=False)
class Equation:
    """A line of the forward pass: a value, and how it is computed from values before it.

    Attributes:
        name: of the value, as it stands in formulas.
        formula: how it is computed; None for what is given: leaves and constants.
        value: the number or array; None where the graph has dropped it.
        shape: of the value.
        tensor: the Tensor; None for arrays.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> [(e.name, e.formula, e.value.item()) for e in autograd.explain(x * x).forward]
        [('x', None, 3.0), ('L', x * x, 9.0)]
    """

    name: str
    formula: Symbol | None
    value: Any
    shape: tuple[int, ...]
    tensor: Tensor | None


@dataclass(frozen=True, eq=False)
class Term:
    """One path of the chain rule: what comes to a value through one of those that use it.

    Attributes:
        through: the name of the value that uses it: u in `dL/du * du/dx`.
        tensor: that value.
        formula: the product, such as `dL/du * w`; None where the rule cannot be written as one.
        value: the number or array that comes this way; None where values are gone.
        words: why there is no formula, or why it is a sum over axes; often empty.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> autograd.explain(x * x).backward[-1].terms[0].formula
        x + x
    """

    through: str
    tensor: Tensor
    formula: Symbol | None
    value: Any = None
    words: str = ""


@dataclass(frozen=True, eq=False)
class Step:
    """A line of the backward pass: the gradient of one value.

    Attributes:
        name: of the value x in dL/dx.
        terms: one for each value that uses it, in the order of the forward pass; none for the
            output itself.
        formula: the sum of the terms; for the output the gradient that the pass starts with. None
            where a term has no formula.
        value: d(output)/d(value) as the operations' rules give it; None where values are gone.
        tensor: the Tensor whose gradient it is.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> [(s.name, s.value.item()) for s in autograd.explain(x * x).backward]
        [('L', 1.0), ('x', 6.0)]
    """

    name: str
    terms: tuple[Term, ...]
    formula: Symbol | None
    value: Any
    tensor: Tensor


@dataclass(frozen=True)
class Gap:
    """Lines that were left out of a long derivation.

    Attributes:
        place: how many of the lines that are there come before the gap.
        count: how many lines are missing.
    """

    place: int
    count: int


@dataclass(frozen=True, eq=False, repr=False)
class Derivation:
    r"""The chain rule for one output, line by line; it shows itself as text, or in a notebook.

    Attributes:
        output: the name of the output, the L in dL/dx.
        forward: the equations, each after those it uses: first what is given, then what is
            computed.
        backward: the steps, from the output to the leaves.
        gaps: what was left out of a long one, by part: "given", "forward", "backward".
        numbers: whether the numbers are shown.
        precision: their significant digits.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> print(autograd.explain(x * x, numbers=False).latex())
        \begin{aligned}
        & \textbf{Forward} \\
        L &= x \cdot x \\
        & \textbf{Backward} \\
        \frac{\partial L}{\partial L} &= 1 \\
        \frac{\partial L}{\partial x} &= x + x
        \end{aligned}
    """

    output: str
    forward: tuple[Equation, ...]
    backward: tuple[Step, ...]
    gaps: Mapping[str, Gap] = field(default_factory=dict)
    numbers: bool = True
    precision: int = 6

    def __repr__(self) -> str:
        return self.text()

    def text(self) -> str:
        """Return the derivation as text for a terminal of 100 columns."""
        return text(self)

    def latex(self) -> str:
        """Return the derivation in LaTeX: an `aligned` block, for display mathematics."""
        return latex(self)

    def html(self) -> str:
        """Return the derivation as an HTML table, its formulas in MathML."""
        return html(self)

    _repr_html_ = html

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex()}\n$$"
