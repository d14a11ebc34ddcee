"""Classes and symbols as rows: one-hot, embeddings; attention."""

from __future__ import annotations

from typing import Any

import autograd
from autograd import Tensor

__all__ = ["one_hot"]


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
