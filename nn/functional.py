"""The functions behind layers and losses, without state, under PyTorch's names."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor, default_generator, linear, log_softmax, relu, sigmoid, softmax, tanh

from ._cross_entropy import binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy
from .reductions import reduce, same_shape

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "dropout",
    "linear", "log_softmax", "mse_loss", "one_hot", "relu", "sigmoid", "softmax", "tanh",
]  # fmt: skip


def checked_probability(p: Any, where: str) -> float:
    """Return a probability, or say what is wrong with it."""
    number = isinstance(p, (int, float, np.number)) and not isinstance(p, bool)
    if not number or not 0 <= p <= 1:
        raise ValueError(f"{where}: the probability must be between 0 and 1, got {p!r}")
    return float(p)


def dropout(x: Any, p: float = 0.5, training: bool = True) -> Any:
    """Set each element to 0 with probability `p`, and divide what stays by `1 - p`.

    Args:
        x: a Tensor or array of any shape.
        p: the probability of an element to be dropped. Default: 0.5.
        training: False returns `x` as it is. Default: True.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: decks 1 and 2, "Dropout"; Srivastava et al., 2014.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.dropout(autograd.ones(3), p=1.0)
        Tensor([0., 0., 0.])
    """
    p = checked_probability(p, "dropout")
    if not training or p == 0:
        return x
    if not isinstance(x, (Tensor, np.ndarray)):
        x = Tensor(x)
    if x.dtype.kind != "f":
        x = autograd.astype(x, autograd.get_default_dtype())
    kept = default_generator().random(x.shape, dtype=np.float32) >= np.float32(p)
    # As an array of factors, 0 or 1 / (1 - p), in the dtype of x.
    return x * np.multiply(kept, 1 / (1 - p) if p < 1 else 0.0, dtype=x.dtype)


def one_hot(target: Any, num_classes: int = -1) -> Tensor:
    """Turn class indices into rows with a single 1.

    Args:
        target: integers from 0 to `num_classes - 1`, of any shape.
        num_classes: the number of classes. Default: the largest index plus 1.

    Returns:
        An integer Tensor with one more axis, of length `num_classes`.

    Raises:
        ValueError: an index is negative or too large.

    Source: deck 2, "명칭값" (nominal values).

    Example:
        >>> import nn.functional as F
        >>> F.one_hot([0, 2], num_classes=3)
        Tensor([[1, 0, 0],
                [0, 0, 1]])
    """
    target = target if isinstance(target, Tensor) else Tensor(target)
    return autograd.one_hot(target, None if num_classes == -1 else num_classes)  # type: ignore[no-any-return]


def mse_loss(prediction: Any, target: Any, reduction: str = "mean") -> Any:
    """Mean squared error: the mean of `(prediction - target)**2` over all elements.

    Args:
        prediction: a Tensor or array.
        target: of the same shape.
        reduction: "mean", "sum", or "none" for the square of each element.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.mse_loss(autograd.Tensor([1.0, 2.0]), [1.0, 4.0])
        Tensor(2.0)
    """
    prediction, target = same_shape(prediction, target, "mse_loss")
    return reduce(autograd.square(prediction - target), reduction, "mse_loss")
