"""Two classes as 0 and 1, or as -1 and +1: from the one to the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from .preprocessor import as_array, like

__all__ = ["to_binary_labels", "to_signed_labels"]


def to_signed_labels(labels: Any) -> Any:
    """Return labels 0 and 1 as -1 and +1, which perceptrons and the hinge loss take.

    Args:
        labels: any shape; an array, a Tensor or a list. Floats and signed integers keep their
            dtype, others become int64.

    Returns:
        A new Tensor where a Tensor goes in, else an array.

    Raises:
        ValueError: when a label is neither 0 nor 1.

    Source: deck 2, "Perceptron 동작" (its labels are -1 and +1); decks 1, 4 and 5 have 0 and 1.

    Example:
        >>> to_signed_labels([0, 1, 1])
        array([-1, 1, 1])
    """
    values = _labels_of("to_signed_labels", labels, (0, 1))
    return like(labels, 2 * values - 1)


def to_binary_labels(labels: Any) -> Any:
    """Return labels -1 and +1 as 0 and 1, which the cross-entropy losses take.

    Args:
        labels: as for `to_signed_labels`.

    Returns:
        A new Tensor where a Tensor goes in, else an array.

    Raises:
        ValueError: when a label is neither -1 nor +1.

    Source: as for `to_signed_labels`.

    Example:
        >>> to_binary_labels([-1, 1, 1])
        array([0, 1, 1])
    """
    values = _labels_of("to_binary_labels", labels, (-1, 1))
    return like(labels, (values + 1) / 2 if values.dtype.kind == "f" else (values + 1) // 2)


def _labels_of(name: str, labels: Any, allowed: tuple[int, int]) -> Any:
    values = as_array(labels)
    if values.dtype.kind not in "biuf":
        raise ValueError(
            f"{name}: labels must be numbers, not of dtype {values.dtype}; for names there is "
            "LabelEncoder"
        )
    wrong = (values != allowed[0]) & (values != allowed[1])
    if wrong.any():
        raise ValueError(
            f"{name}: labels must be {allowed[0]} or {allowed[1]}, but there is "
            f"{values[wrong].flat[0]}"
        )
    return values if values.dtype.kind in "if" else values.astype(np.int64)
