"""Losses as modules: how far predictions are from their targets."""

from __future__ import annotations

from typing import Any, ClassVar

from . import functional as F
from .module import Module
from .reductions import check_reduction

__all__ = ["BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "MSELoss"]


class _Loss(Module):
    """A loss with a reduction, carried out by its function in `nn.functional`."""

    _function: ClassVar[Any]

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = check_reduction(reduction, type(self).__name__)

    def forward(self, prediction: Any, target: Any) -> Any:
        """Compare a prediction with its target."""
        return type(self)._function(prediction, target, self.reduction)


class MSELoss(_Loss):
    """Mean squared error: the mean of `(prediction - target)**2` over all elements.

    Args:
        reduction: "mean", "sum" (the decks' SSE), or "none". Default: "mean".

    Shapes: prediction and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: deck 1, "가설에 대한 오차 구하기"; no factor 1/2 is hidden in it.

    Example:
        >>> import autograd, nn
        >>> nn.MSELoss()(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(2.0)
    """

    _function = staticmethod(F.mse_loss)


class CrossEntropyLoss(_Loss):
    """Cross-entropy of scores with classes: `-sum_j t_j log softmax(z)_j`, natural logarithm.

    Args:
        reduction: "mean" over the samples, "sum", or "none". Default: "mean".

    Shapes: scores `(N, C)`, `(C,)` or `(N, C, ...)`; target class indices with the class axis left
    out, or probabilities of the scores' shape.

    Raises:
        ValueError: the shapes do not belong together, or a label is out of range.

    Source: deck 1, "Softmax with cross entropy loss".

    Example:
        >>> import autograd, nn
        >>> f"{nn.CrossEntropyLoss()(autograd.Tensor([[2.0, 1.0, 0.1]]), [0]):.4f}"
        '0.4170'
    """

    _function = staticmethod(F.cross_entropy)


class BCELoss(_Loss):
    """Binary cross-entropy of probabilities: `-(t log p + (1 - t) log(1 - p))`.

    Args:
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".

    Shapes: prediction and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or a prediction is not between 0 and 1.

    Source: deck 1, "로지스틱 회귀의 Loss Function".

    Example:
        >>> import autograd, nn
        >>> f"{nn.BCELoss()(autograd.Tensor([0.5]), [1.0]):.4f}"
        '0.6931'
    """

    _function = staticmethod(F.binary_cross_entropy)


class BCEWithLogitsLoss(_Loss):
    """Binary cross-entropy of `sigmoid(z)`, computed together so that it cannot overflow.

    Args:
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".

    Shapes: scores and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ.

    Source: deck 1, "Binary cross entropy gradient".

    Example:
        >>> import autograd, nn
        >>> f"{nn.BCEWithLogitsLoss()(autograd.Tensor([0.0]), [1.0]):.4f}"
        '0.6931'
    """

    _function = staticmethod(F.binary_cross_entropy_with_logits)
