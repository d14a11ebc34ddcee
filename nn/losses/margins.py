"""Losses that ask for a margin between right and wrong: hinges."""

from __future__ import annotations

from typing import Any

from .. import functional as F
from ..checks import finite_number
from ..functional.margins import check_power
from .loss import Loss

__all__ = ["HingeLoss", "MultiMarginLoss"]


class HingeLoss(Loss):
    """Hinge loss of scores with labels -1 and +1: `max(0, margin - t z)`, or its square.

    Args:
        margin: how far on the right side is far enough; positive. Default: 1.
        squared: take the square. Default: False.
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".
        weight: factors of the losses, of a shape that broadcasts to the scores'. The mean then
            divides by the sum of the weights.

    Shapes: scores and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, a label is neither -1 nor +1, or the margin is not positive.

    Source: Cortes and Vapnik, 1995.

    Example:
        >>> import autograd, nn
        >>> nn.HingeLoss(reduction="none")(autograd.Tensor([2.0, 0.5, 0.5]), [1, 1, -1])
        Tensor([0. , 0.5, 1.5])
    """

    function = staticmethod(F.hinge_loss)
    options = ("reduction", "margin", "squared", "weight")

    def __init__(
        self,
        *,
        margin: float = 1.0,
        squared: bool = False,
        reduction: str = "mean",
        weight: Any = None,
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.margin = finite_number(margin, "HingeLoss: margin", above=0)
        self.squared = squared


class MultiMarginLoss(Loss):
    """Hinge loss of classes: `w_y / C * sum_(j != y) max(0, margin - z_y + z_j)**p`.

    Args:
        p: 1, or 2 for squares. Default: 1.
        margin: by how much the right class should be ahead. Default: 1.
        weight: w, a factor for each class, shape `(C,)`. The mean divides by the number of samples
            all the same, as in PyTorch. Default: 1 each.
        reduction: "mean" over the samples, "sum", or "none". Default: "mean".

    Shapes: scores `(N, C)` or `(C,)`; target class indices, `(N,)` or `()`.

    Raises:
        ValueError: the shapes do not belong together, a label is out of range, or `p` is neither 1
            nor 2.

    Source: Weston and Watkins, 1999; as in PyTorch.

    Example:
        >>> import autograd, nn
        >>> nn.MultiMarginLoss()(autograd.Tensor([[0.5, 1.0, -1.0, 0.0]]), [1])
        Tensor(0.125)
    """

    function = staticmethod(F.multi_margin_loss)
    options = ("reduction", "p", "margin", "weight")

    def __init__(
        self, p: int = 1, margin: float = 1.0, weight: Any = None, *, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.p = check_power(p, "MultiMarginLoss")
        self.margin = finite_number(margin, "MultiMarginLoss: margin")
