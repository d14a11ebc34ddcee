"""How much a batch counts in a mean over several: what its own mean divides by."""

from __future__ import annotations

from typing import Any

import numpy as np

from .metrics.predictions import as_array

__all__ = ["weight_of_batch"]


def weight_of_batch(loss: Any, target: Any) -> float:
    """Return the number of samples, or what a loss with class weights divides by instead.

    Args:
        loss: the loss; one with an `ignore_index` (and maybe a `weight` for each class), such as
            CrossEntropyLoss, divides by the sum of the weights of the labels that it counts.
        target: the targets of the batch.
    """
    if hasattr(loss, "ignore_index"):
        labels = as_array(target)
        if labels.ndim == 1 and labels.dtype.kind in "iu":
            counted = labels != loss.ignore_index
            weight = getattr(loss, "weight", None)
            if weight is None:
                return float(np.count_nonzero(counted))
            return float(np.sum(as_array(weight)[labels[counted]]))
    while isinstance(target, (tuple, dict)) and len(target):  # parts, each of all samples
        first = next(iter(target.values())) if isinstance(target, dict) else target[0]
        if not hasattr(first, "__len__"):
            break
        target = first
    return float(len(target))
