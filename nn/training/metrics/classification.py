"""Metrics that count: how many samples are classified rightly, and which are mixed up."""

from __future__ import annotations

from typing import Any

import numpy as np

from .predictions import as_array, class_count, classes, labels_of

__all__ = ["accuracy", "confusion_matrix", "per_class_accuracy", "top_k_accuracy"]


def accuracy(prediction: Any, target: Any, threshold: float | None = None) -> float:
    """Return the fraction of samples that are classified rightly, between 0 and 1.

    Args:
        prediction: scores or probabilities `(N, C)`, of which the largest decides; or
            probabilities of "yes", of the target's shape, which count as yes from `threshold` on;
            or class indices.
        target: class indices `(N,)`, or one-hot rows `(N, C)`.
        threshold: 0 for scores, as `BCEWithLogitsLoss` takes them. Default: 0.5, for probabilities;
            predictions outside 0 to 1 are an error then.

    Raises:
        ValueError: the shapes do not belong together, or there are no samples.

    Source: deck 2 tells metrics from losses; deck 1 the threshold of 0.5.

    Example:
        >>> import nn
        >>> nn.accuracy([[0.9, 0.1], [0.2, 0.8]], [0, 0])
        0.5
    """
    predicted, true = classes(prediction, target, threshold)
    if not predicted.size:
        raise ValueError("accuracy: the predictions are empty")
    return float(np.mean(predicted == true))


def per_class_accuracy(
    prediction: Any, target: Any, num_classes: int | None = None, threshold: float | None = None
) -> Any:
    """Return for each class the fraction of its samples that are classified rightly.

    Args:
        prediction: as for `accuracy`.
        target: as for `accuracy`.
        num_classes: the number of classes. Default: the largest index that occurs plus 1.
        threshold: as for `accuracy`.

    Returns:
        An array of shape `(num_classes,)`; NaN for a class without samples.

    Raises:
        ValueError: the shapes do not belong together, an index is out of range, or there are no
            samples.

    Source: deck 5, "MNIST with an MLP" (the accuracy of each digit).

    Example:
        >>> import nn
        >>> nn.per_class_accuracy([0, 1, 1], [0, 0, 1])
        array([0.5, 1. ])
    """
    counts = confusion_matrix(prediction, target, num_classes, threshold)
    samples = counts.sum(axis=1)
    if not samples.sum():
        raise ValueError("per_class_accuracy: the predictions are empty")
    missing = np.full(len(counts), np.nan)
    return np.divide(np.diagonal(counts), samples, out=missing, where=samples > 0)


def top_k_accuracy(prediction: Any, target: Any, k: int = 2) -> float:
    """Return the fraction of samples whose true class is among the k largest scores.

    Among equal scores the first comes first, as in `accuracy`, which is the case k = 1.

    Args:
        prediction: scores or probabilities `(N, C)`.
        target: class indices `(N,)`, or one-hot rows `(N, C)`.
        k: how many classes may be named. Default: 2.

    Raises:
        ValueError: the shapes do not belong together, an index is out of range, there are no
            samples, or `k` is not between 1 and C.

    Example:
        >>> import nn
        >>> nn.top_k_accuracy([[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]], [1, 0], k=2)
        0.5
    """
    scores, labels = as_array(prediction), labels_of(target)
    if scores.ndim != 2:
        raise ValueError(f"top_k_accuracy: needs scores of shape (N, C), got {scores.shape}")
    number = isinstance(k, (int, np.integer)) and not isinstance(k, bool)
    if not number or not 1 <= k <= scores.shape[1]:
        raise ValueError(
            f"top_k_accuracy: k must be an integer from 1 to the {scores.shape[1]} classes, got "
            f"{k!r}"
        )
    if len(labels) != len(scores):
        raise ValueError(
            f"top_k_accuracy: there are scores of {len(scores)} samples and {len(labels)} targets"
        )
    if not labels.size:
        raise ValueError("top_k_accuracy: the predictions are empty")
    class_count(labels, labels, scores.shape[1], "top_k_accuracy")
    best = np.argsort(-scores.astype(np.float64), axis=1, kind="stable")[:, :k]
    return float(np.mean((best == labels[:, None]).any(axis=1)))


def confusion_matrix(
    prediction: Any, target: Any, num_classes: int | None = None, threshold: float | None = None
) -> Any:
    """Count how often each class was taken for each: entry `[true, predicted]`.

    The prediction comes first, as in a loss; in scikit-learn it comes second.

    Args:
        prediction: as for `accuracy`.
        target: as for `accuracy`.
        num_classes: the number of classes. Default: the largest index that occurs plus 1.
        threshold: as for `accuracy`.

    Returns:
        An integer array of shape `(num_classes, num_classes)`.

    Raises:
        ValueError: the shapes do not belong together, or an index is out of range.

    Example:
        >>> import nn
        >>> nn.confusion_matrix([0, 1, 1], [0, 0, 1]).tolist()
        [[1, 1], [0, 1]]
    """
    predicted, true = classes(prediction, target, threshold)
    count = class_count(predicted, true, num_classes, "confusion_matrix")
    return np.bincount(true * count + predicted, minlength=count * count).reshape(count, count)
