"""Losses of classes, and of yes-or-no questions."""

from __future__ import annotations

from .. import functional as F
from .loss import Loss

__all__ = ["BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss"]


class CrossEntropyLoss(Loss):
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


class BCELoss(Loss):
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


class BCEWithLogitsLoss(Loss):
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
