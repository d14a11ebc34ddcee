"""What a derivation consists of: equations of the forward pass, steps of the backward pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..._tensor import Tensor
from ...symbol import Symbol

__all__ = ["Derivation", "Equation", "Step", "Term"]


@dataclass(frozen=True)
class Equation:
    """A line of the forward pass: a value, and how it is computed from values before it.

    Attributes:
        name: of the value, as it stands in formulas.
        formula: how it is computed; None for what is given: leaves and constants.
        value: the number or array; None where the graph has dropped it.
        shape: of the value.
        tensor: the Tensor; None for arrays.
    """

    name: str
    formula: Symbol | None
    value: Any
    shape: tuple[int, ...]
    tensor: Tensor | None


@dataclass(frozen=True)
class Term:
    """One path of the chain rule: what comes to a value through one of those that use it.

    Attributes:
        through: the name of the value that uses it: u in `dL/du * du/dx`.
        tensor: that value.
        formula: the product, such as `dL/du * w`.
    """

    through: str
    tensor: Tensor
    formula: Symbol


@dataclass(frozen=True)
class Step:
    """A line of the backward pass: the gradient of one value.

    Attributes:
        name: of the value x in dL/dx.
        terms: one for each value that uses it; none for the output itself, whose gradient is 1.
        formula: the sum of the terms.
        value: d(output)/d(value), as the formula gives it; None where values are gone.
        tensor: the Tensor whose gradient it is.
    """

    name: str
    terms: tuple[Term, ...]
    formula: Symbol | None
    value: Any
    tensor: Tensor


@dataclass(frozen=True)
class Derivation:
    """The chain rule for one output, line by line.

    Attributes:
        output: the name of the output, the L in dL/dx.
        forward: the equations, each after those it uses.
        backward: the steps, from the output to the leaves.
    """

    output: str
    forward: tuple[Equation, ...]
    backward: tuple[Step, ...]
