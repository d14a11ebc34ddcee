"""What a check finds wrong with one element."""

from __future__ import annotations

from dataclasses import dataclass

from .subject import element

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """One element whose gradient does not pass.

    Attributes:
        position: which variable.
        number: which element of it, in the flattened array.
        label: its name.
        index: of the element.
        value: of the element.
        analytic: the gradient that is claimed.
        numeric: what finite differences say; NaN if nothing.
        doubt: how far they may be off, if that is too far to decide.
        kink: why there is no gradient, in words.
        step: the step that told most.
        result: the result whose derivative this is; None for the weighted sum of all.
    """

    position: int
    number: int
    label: str
    index: tuple[int, ...]
    value: float
    analytic: float
    numeric: float
    doubt: float | None = None
    kink: str | None = None
    step: float = 0.0
    result: str | None = None

    @property
    def kind(self) -> str:
        """`wrong`, `unclear` or `kink`."""
        if self.kink is not None:
            return "kink"
        return "wrong" if self.doubt is None else "unclear"

    @property
    def place(self) -> str:
        """The element as messages write it: `x[1, 2]`."""
        return element(self.label, self.index)

    @property
    def relative_error(self) -> float:
        """The difference in proportion to the larger of the two."""
        size = max(abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / size if size else 0.0
