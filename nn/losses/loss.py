"""What all losses share: a reduction, weights, and the function that carries them out."""

from __future__ import annotations

from typing import Any, ClassVar

from ..functional.reductions import REDUCTIONS, check_reduction, weight_tensor
from ..module import Module

__all__ = ["Loss"]


class Loss(Module):
    """A loss with a reduction and weights, carried out by its function in `nn.functional`.

    Subclasses name the function, and `options`: the attributes that they hand to it by name.
    """

    function: ClassVar[Any]
    options: ClassVar[tuple[str, ...]] = ("reduction", "weight")
    reductions: ClassVar[tuple[str, ...]] = REDUCTIONS

    def __init__(self, *, reduction: str = "mean", weight: Any = None) -> None:
        super().__init__()
        name = type(self).__name__
        self.reduction = check_reduction(reduction, name, self.reductions)
        self.register_buffer("weight", weight_tensor(weight, name))

    def settings(self) -> dict[str, Any]:
        """Return the options and their values, as the function takes them."""
        return {name: getattr(self, name) for name in self.options}

    def forward(self, input: Any, target: Any) -> Any:
        """Compare predictions with their targets."""
        return type(self).function(input, target, **self.settings())
