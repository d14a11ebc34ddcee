"""Predictions and targets as arrays, whatever form they come in."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor

__all__ = ["as_array", "class_count", "class_indices", "classes", "labels_of"]


def as_array(values: Any) -> Any:
    """Return a Tensor, array or list as an array."""
    return np.asarray(values.data if isinstance(values, Tensor) else values)


def classes(prediction: Any, target: Any, threshold: float | None = None) -> tuple[Any, Any]:
    """Return predicted and true class indices, as flat arrays.

    Args:
        prediction: scores or probabilities `(N, C)`, of which the largest decides; probabilities of
            "yes" `(N,)` or `(N, 1)`, which count as yes from `threshold` on; or class indices.
        target: class indices `(N,)`, or one-hot rows `(N, C)`; or -1 and +1 for no and yes, against
            which predictions `(N,)` or `(N, 1)` count as yes from 0 on.
        threshold: 0 for scores (logits). Default: 0.5, for probabilities; scores are refused then.

    Raises:
        ValueError: the shapes do not belong together, the targets are no classes, or scores come
            without a threshold.
    """
    prediction, target = as_array(prediction), as_array(target)
    if _is_signed(target):
        target = target > 0
        if prediction.size == target.size:
            prediction = prediction >= 0
    if prediction.ndim == target.ndim + 1 == 2 and prediction.shape[1] == 1:
        prediction = prediction[:, 0]  # a column of probabilities
    if prediction.ndim == target.ndim + 1:
        prediction = prediction.argmax(axis=1)
    elif prediction.shape == target.shape and target.ndim == 2 and target.shape[1] > 1:
        prediction, target = prediction.argmax(axis=1), target.argmax(axis=1)
    elif prediction.dtype.kind == "f":
        if threshold is None and ((prediction < 0) | (prediction > 1 + 1e-6)).any():
            raise ValueError(
                f"predictions from {prediction.min():g} to {prediction.max():g} are no "
                f"probabilities. For scores (logits) give threshold=0, in a Trainer by "
                f'metrics={{"accuracy": functools.partial(nn.accuracy, threshold=0)}}; class '
                f"indices must be integers"
            )
        prediction = prediction >= (0.5 if threshold is None else threshold)
    if prediction.shape != target.shape:
        raise ValueError(
            f"the predictions have shape {prediction.shape} and the targets {target.shape}: they "
            f"do not belong together"
        )
    return class_indices(prediction, "predictions"), class_indices(target, "targets")


def _is_signed(target: Any) -> bool:
    """Tell whether labels are -1 and +1."""
    return bool(target.dtype.kind in "if" and (target == -1).any() and (abs(target) == 1).all())


def class_indices(values: Any, what: str) -> Any:
    """Return class indices as a flat array of integers.

    Raises:
        ValueError: they are something else.
    """
    with np.errstate(invalid="ignore"):  # NaN
        whole = values.astype(np.int64) if values.dtype.kind in "biuf" else None
    if values.size and (whole is None or (whole != values).any()):
        raise ValueError(f"the {what} must be class indices, got {values.ravel()[:3]}")
    return np.zeros(0, np.int64) if whole is None else whole.ravel()


def labels_of(target: Any, what: str = "targets") -> Any:
    """Return class indices `(N,)`, or those of one-hot rows `(N, C)`, as a flat array."""
    target = as_array(target)
    return class_indices(target.argmax(axis=1) if target.ndim == 2 else target, what)


def class_count(predicted: Any, true: Any, num_classes: int | None, caller: str) -> int:
    """Return the number of classes: the one given, or the largest index that occurs plus 1.

    Raises:
        ValueError: an index is negative, or not below the number that is given.
    """
    if num_classes is not None and (
        isinstance(num_classes, bool)
        or not isinstance(num_classes, (int, np.integer))
        or num_classes < 1
    ):
        raise ValueError(f"{caller}: num_classes must be a positive integer, got {num_classes!r}")
    largest = int(max(predicted.max(initial=-1), true.max(initial=-1)))
    count = largest + 1 if num_classes is None else int(num_classes)
    if largest >= count or min(predicted.min(initial=0), true.min(initial=0)) < 0:
        raise ValueError(f"{caller}: a class index lies outside 0 to {count - 1}")
    return count
