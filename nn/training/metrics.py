"""Measures of how good predictions are; none of them is differentiated."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor

__all__ = ["accuracy", "confusion_matrix"]


def _array(values: Any) -> Any:
    return np.asarray(values.detach().numpy() if isinstance(values, Tensor) else values)


def _classes(prediction: Any, target: Any) -> tuple[Any, Any]:
    """Return predicted and true class indices, from scores, probabilities or indices."""
    prediction, target = _array(prediction), _array(target)
    if prediction.ndim == target.ndim + 1 == 2 and prediction.shape[1] == 1:
        prediction = prediction[:, 0]  # a column of probabilities
    if prediction.ndim == target.ndim + 1:
        prediction = prediction.argmax(axis=1)
    elif prediction.shape == target.shape and target.ndim == 2 and target.shape[1] > 1:
        prediction, target = prediction.argmax(axis=1), target.argmax(axis=1)
    elif prediction.dtype.kind == "f":
        prediction = prediction >= 0.5
    if prediction.shape != target.shape:
        raise ValueError(
            f"the predictions have shape {prediction.shape} and the targets {target.shape}: they "
            f"do not belong together"
        )
    return prediction.astype(np.int64).ravel(), target.astype(np.int64).ravel()


def accuracy(prediction: Any, target: Any) -> float:
    """Return the fraction of samples that are classified rightly, between 0 and 1.

    Args:
        prediction: scores or probabilities `(N, C)`, of which the largest decides; or
            probabilities of "yes", of the target's shape, which count as yes from 0.5 on; or
            class indices.
        target: class indices `(N,)`, or one-hot rows `(N, C)`.

    Raises:
        ValueError: the shapes do not belong together.

    Source: deck 2 tells metrics from losses; deck 1 the threshold of 0.5.

    Example:
        >>> import nn
        >>> nn.accuracy([[0.9, 0.1], [0.2, 0.8]], [0, 0])
        0.5
    """
    predicted, true = _classes(prediction, target)
    if not predicted.size:
        raise ValueError("accuracy: the predictions are empty")
    return float(np.mean(predicted == true))


def confusion_matrix(prediction: Any, target: Any, num_classes: int | None = None) -> Any:
    """Count how often each class was taken for each: entry `[true, predicted]`.

    Args:
        prediction: as for `accuracy`.
        target: as for `accuracy`.
        num_classes: the number of classes. Default: the largest index that occurs plus 1.

    Returns:
        An integer array of shape `(num_classes, num_classes)`.

    Raises:
        ValueError: the shapes do not belong together, or an index is out of range.

    Example:
        >>> import nn
        >>> nn.confusion_matrix([0, 1, 1], [0, 0, 1]).tolist()
        [[1, 1], [0, 1]]
    """
    predicted, true = _classes(prediction, target)
    largest = int(max(predicted.max(initial=-1), true.max(initial=-1)))
    count = largest + 1 if num_classes is None else num_classes
    if largest >= count or min(predicted.min(initial=0), true.min(initial=0)) < 0:
        raise ValueError(f"confusion_matrix: a class index lies outside 0 to {count - 1}")
    return np.bincount(true * count + predicted, minlength=count * count).reshape(count, count)
