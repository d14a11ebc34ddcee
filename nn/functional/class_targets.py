"""Targets of losses over classes: labels or probabilities, weights of classes, ignored samples."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor

from .reductions import weight_tensor

__all__ = [
    "check_ignore_index", "class_axis", "class_weights", "labels_of", "refuse_ignoring",
    "weights_of_samples",
]  # fmt: skip


def class_axis(scores: Any, loss: str) -> int:
    """Return the axis of the classes: 1 of a batch, 0 of a single sample."""
    if scores.ndim == 0:
        raise ValueError(f"{loss}: the scores are a single number; they need a class axis")
    return 1 if scores.ndim > 1 else 0


def labels_of(
    target: Tensor, scores: Any, axis: int, ignore_index: int | None, loss: str
) -> tuple[Any, Any]:
    """Return the labels, with 0 in the place of ignored ones, and which samples are kept.

    Args:
        ignore_index: the label of samples that do not count; None where there is no such thing.

    Returns:
        An array of labels, and an array of booleans, or None where all are kept.

    Raises:
        ValueError: the shapes do not belong together, or a label is out of range.
        TypeError: the labels are not integers.
    """
    samples = scores.shape[:axis] + scores.shape[axis + 1 :]
    classes = scores.shape[axis]
    if target.shape != samples:
        raise ValueError(
            f"{loss}: for scores of shape {scores.shape} the target has shape {samples} "
            f"(class indices) or {scores.shape} (probabilities); got {target.shape}"
        )
    if target.dtype.kind not in "iu":
        raise TypeError(
            f"{loss}: class indices must be integers, got dtype {target.dtype}. For "
            f"probabilities give a target of the scores' shape"
        )
    may_be_a_class = ignore_index is not None and 0 <= ignore_index < classes
    indices = _indices(target.data)
    # Without a sign, a negative number is beyond all classes.
    if not may_be_a_class and not np.count_nonzero(indices.view(np.uintp) >= classes):
        return indices, None
    labels = np.asarray(target.data)
    wrong = (labels < 0) | (labels >= classes)
    ignored = np.zeros_like(wrong) if ignore_index is None else labels == ignore_index
    wrong &= ~ignored
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{loss}: the label {labels[place]} at index {list(place)} is out of range: "
            f"there are {classes} classes, 0 to {classes - 1}"
        )
    return _indices(np.where(ignored, 0, labels)), ~ignored if ignored.any() else None


def _indices(labels: Any) -> Any:
    """Return labels as indices; a copy, so that later writes to the target do not matter."""
    return np.array(labels, np.intp)


def check_ignore_index(ignore_index: Any, loss: str) -> int:
    """Return the label of samples that do not count as an int, or say what is wrong with it."""
    if isinstance(ignore_index, bool) or not isinstance(ignore_index, (int, np.integer)):
        raise TypeError(f"{loss}: ignore_index must be an integer, got {ignore_index!r}")
    return int(ignore_index)


def refuse_ignoring(ignore_index: int, loss: str) -> None:
    """Refuse a label of samples that do not count where the targets are probabilities."""
    if ignore_index >= 0:
        raise ValueError(
            f"{loss}: ignore_index={ignore_index} is for targets that are class indices; these "
            f"are probabilities"
        )


def class_weights(weight: Any, scores: Any, axis: int, loss: str) -> Any:
    """Return the weights of the classes as a vector in the scores' dtype, or None for none.

    Raises:
        ValueError: there is not one number for each class.
    """
    if weight is None:
        return None
    weight = weight_tensor(weight, loss)
    if weight.shape != (scores.shape[axis],):
        raise ValueError(
            f"{loss}: weight has one number for each of the {scores.shape[axis]} classes, shape "
            f"({scores.shape[axis]},); got shape {weight.shape}"
        )
    return autograd.astype(weight, scores.dtype)


def weights_of_samples(weight: Any, labels: Any, kept: Any, dtype: Any) -> Any:
    """Return the weight of each sample's class, 0 for those ignored; None where all are 1."""
    if weight is not None:
        weight = weight[labels]
        return weight if kept is None else autograd.where(kept, weight, 0.0)
    return None if kept is None else Tensor(kept.astype(dtype))
