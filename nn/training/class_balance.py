"""Weights that let rare classes count as much as frequent ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from .metrics.predictions import class_count, labels_of

__all__ = ["class_weights"]


def class_weights(labels: Any, num_classes: int | None = None) -> Any:
    """Return balanced weights of classes: `N / (C * count)`, so that each class counts alike.

    Their mean over the samples is 1. They are for `CrossEntropyLoss(weight=...)`.

    Args:
        labels: class indices `(N,)` of the training data, or one-hot rows `(N, C)`.
        num_classes: the number of classes C. Default: the largest index that occurs plus 1.

    Returns:
        An array of shape `(C,)`.

    Raises:
        ValueError: a class has no sample, or an index is out of range.

    Source: scikit-learn's `class_weight="balanced"`; King and Zeng, 2001.

    Example:
        >>> import nn
        >>> nn.class_weights([0, 0, 0, 1])
        array([0.66666667, 2. ])
    """
    indices = labels_of(labels, "labels")
    count = class_count(indices, indices, num_classes, "class_weights")
    counts = np.bincount(indices, minlength=count)
    if not len(counts):
        raise ValueError("class_weights: there are no labels")
    if not counts.all():
        missing = ", ".join(map(str, np.flatnonzero(counts == 0)))
        raise ValueError(
            f"class_weights: no label is of class {missing}; a class without samples has no weight"
        )
    return len(indices) / (count * counts)
