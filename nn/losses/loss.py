"""What all losses share: a reduction, and the function that carries them out."""

from __future__ import annotations

from typing import Any, ClassVar

from ..functional.reductions import check_reduction
from ..module import Module

__all__ = ["Loss"]


class Loss(Module):
    """A loss with a reduction, carried out by its function in `nn.functional`."""

    _function: ClassVar[Any]

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = check_reduction(reduction, type(self).__name__)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Compare a prediction with its target."""
        return type(self)._function(prediction, target, self.reduction)
