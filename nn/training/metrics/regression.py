"""Metrics of predicted numbers: how far they are from the right ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from .predictions import as_array

__all__ = ["mean_absolute_error", "mean_squared_error", "r2_score"]


def _pair(prediction: Any, target: Any, caller: str) -> tuple[Any, Any]:
    """Return both as float64 arrays of one shape."""
    pair = as_array(prediction), as_array(target)
    for name, values in zip(("predictions", "targets"), pair, strict=True):
        if values.dtype.kind not in "biuf":
            raise TypeError(f"{caller}: the {name} must be numbers, got {values.dtype}")
    predicted, true = (values.astype(np.float64) for values in pair)
    if predicted.shape != true.shape:
        raise ValueError(
            f"{caller}: the predictions have shape {predicted.shape} and the targets {true.shape}; "
            f"they must be alike, since broadcasting would compare each with each"
        )
    if not predicted.size:
        raise ValueError(f"{caller}: the predictions are empty")
    return predicted, true


def mean_squared_error(prediction: Any, target: Any) -> float:
    """Return the mean of `(prediction - target)**2` over all elements.

    Args:
        prediction: numbers of any shape.
        target: numbers of the same shape.

    Raises:
        ValueError: the shapes differ, or there are no samples.

    Example:
        >>> import nn
        >>> nn.mean_squared_error([1.0, 2.0], [1.0, 4.0])
        2.0
    """
    predicted, true = _pair(prediction, target, "mean_squared_error")
    return float(np.mean((predicted - true) ** 2))


def mean_absolute_error(prediction: Any, target: Any) -> float:
    """Return the mean of `|prediction - target|` over all elements.

    Args:
        prediction: numbers of any shape.
        target: numbers of the same shape.

    Raises:
        ValueError: the shapes differ, or there are no samples.

    Example:
        >>> import nn
        >>> nn.mean_absolute_error([1.0, 2.0], [1.0, 4.0])
        1.0
    """
    predicted, true = _pair(prediction, target, "mean_absolute_error")
    return float(np.mean(np.abs(predicted - true)))


def r2_score(prediction: Any, target: Any) -> float:
    """Return the part of the targets' variance that the predictions explain.

        R2 = 1 - sum (target - prediction)**2 / sum (target - mean target)**2

    The prediction comes first, as in a loss; in scikit-learn it comes second.
    It is 1 for perfect predictions, 0 for those of the mean, and below 0 for worse ones. Of several
    outputs it is the mean. Where all targets are alike it is 1 if they are all met, else 0.

    Args:
        prediction: numbers `(N,)` or `(N, ...)`.
        target: numbers of the same shape.

    Raises:
        ValueError: the shapes differ, or there are fewer than two samples.

    Example:
        >>> import nn
        >>> nn.r2_score([1.0, 2.0, 3.5], [1.0, 2.0, 3.0])
        0.875
    """
    predicted, true = _pair(prediction, target, "r2_score")
    if true.ndim == 0 or len(true) < 2:
        raise ValueError("r2_score: needs at least two samples, of which one has no variance")
    predicted, true = predicted.reshape(len(true), -1), true.reshape(len(true), -1)
    residual = ((true - predicted) ** 2).sum(axis=0)
    total = ((true - true.mean(axis=0)) ** 2).sum(axis=0)
    constant = np.where(residual == 0, 0.0, 1.0)  # what is left unexplained
    unexplained = np.divide(residual, total, out=constant, where=total > 0)
    return float(np.mean(1 - unexplained))
