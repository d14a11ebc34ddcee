"""Precision, recall and F1, with scikit-learn's averages and conventions.

The order of the arguments is that of losses: the prediction, and then the target.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .classification import confusion_matrix

__all__ = ["f1_score", "precision", "recall"]

_AVERAGES = ("binary", "macro", "micro", "weighted", None)


class _Counts(NamedTuple):
    """For each class: the hits, what was taken for it, and what truly is of it."""

    hits: Any
    predicted: Any
    true: Any


# A score is a fraction: (numerator, denominator) of the counts.
_Fraction = Callable[[_Counts], tuple[Any, Any]]


def precision(
    prediction: Any,
    target: Any,
    average: str | None = "binary",
    pos_label: int = 1,
    num_classes: int | None = None,
    zero_division: float = 0.0,
    threshold: float | None = None,
) -> Any:
    """Return which part of what was taken for a class is of it: `TP / (TP + FP)`.

    The prediction comes first, as in a loss; in scikit-learn it comes second.

    Args:
        prediction: as for `accuracy`.
        target: as for `accuracy`.
        average: how several classes make one number. "binary", the score of `pos_label` alone, for
            two classes; "macro", the mean of all classes; "weighted", the mean weighted by the
            classes' samples; "micro", of the counts of all classes together; None, an array with
            the score of each class. Default: "binary".
        pos_label: the class that "binary" means. Default: 1.
        num_classes: count the classes 0 to `num_classes` - 1. Default: those that occur, among the
            predictions or the targets, in order.
        zero_division: the score of a class where 0 is divided by 0: 0, 1 or NaN, which the means
            leave out. Default: 0.
        threshold: as for `accuracy`.

    Returns:
        A float; for `average=None` an array.

    Raises:
        ValueError: the shapes do not belong together, an index is out of range, there are no
            samples, there are more than two classes for "binary", or a setting is out of range.

    Example:
        >>> import nn
        >>> nn.precision([1, 1, 1, 0], [1, 1, 0, 1])
        0.6667
    """
    counts = _counts("precision", prediction, target, average, pos_label, num_classes, threshold)
    return _score("precision", counts, lambda c: (c.hits, c.predicted), average, zero_division)


def recall(
    prediction: Any,
    target: Any,
    average: str | None = "binary",
    pos_label: int = 1,
    num_classes: int | None = None,
    zero_division: float = 0.0,
    threshold: float | None = None,
) -> Any:
    """Return which part of a class's samples was found: `TP / (TP + FN)`.

    The prediction comes first, as in a loss; in scikit-learn it comes second.

    Args:
        prediction: as for `accuracy`.
        target: as for `accuracy`.
        average: as for `precision`. Default: "binary".
        pos_label: as for `precision`. Default: 1.
        num_classes: as for `precision`. Default: the classes that occur.
        zero_division: as for `precision`. Default: 0.
        threshold: as for `accuracy`.

    Returns:
        A float; for `average=None` an array.

    Raises:
        ValueError: as for `precision`.

    Example:
        >>> import nn
        >>> nn.recall([1, 0, 0, 0], [1, 1, 0, 1])
        0.3333
    """
    counts = _counts("recall", prediction, target, average, pos_label, num_classes, threshold)
    return _score("recall", counts, lambda c: (c.hits, c.true), average, zero_division)


def f1_score(
    prediction: Any,
    target: Any,
    average: str | None = "binary",
    pos_label: int = 1,
    num_classes: int | None = None,
    zero_division: float = 0.0,
    threshold: float | None = None,
) -> Any:
    """Return the harmonic mean of precision and recall: `2 TP / (2 TP + FP + FN)`.

    In a Trainer, with settings: `metrics=[functools.partial(nn.f1_score, average="macro")]`.

    Args:
        prediction: as for `accuracy`.
        target: as for `accuracy`.
        average: as for `precision`. Default: "binary".
        pos_label: as for `precision`. Default: 1.
        num_classes: as for `precision`. Default: the classes that occur.
        zero_division: as for `precision`. Default: 0.
        threshold: as for `accuracy`.

    Returns:
        A float; for `average=None` an array.

    Raises:
        ValueError: as for `precision`.

    Example:
        >>> import nn
        >>> nn.f1_score([0, 1, 2, 0], [0, 1, 1, 2], average="macro")
        0.4444
    """
    counts = _counts("f1_score", prediction, target, average, pos_label, num_classes, threshold)
    return _score(
        "f1_score", counts, lambda c: (2 * c.hits, c.predicted + c.true), average, zero_division
    )


def _counts(
    caller: str,
    prediction: Any,
    target: Any,
    average: str | None,
    pos_label: int,
    num_classes: int | None,
    threshold: float | None,
) -> _Counts:
    """Return the counts of the classes that take part."""
    if average not in _AVERAGES:
        raise ValueError(
            f"{caller}: average must be one of {', '.join(map(str, _AVERAGES))}; got {average!r}"
        )
    matrix = confusion_matrix(prediction, target, num_classes, threshold)
    counts = _Counts(np.diagonal(matrix), matrix.sum(axis=0), matrix.sum(axis=1))
    if not counts.true.sum():
        raise ValueError(f"{caller}: the predictions are empty")
    if average == "binary":
        if len(matrix) > 2:
            raise ValueError(
                f"{caller}: average='binary' is for two classes, there are {len(matrix)}; choose "
                f"'macro', 'micro', 'weighted' or None"
            )
        if pos_label not in (0, 1):
            raise ValueError(f"{caller}: pos_label must be 0 or 1, got {pos_label!r}")
        # A class that never occurs has no row in the matrix.
        return _Counts(*(np.append(count, [0, 0])[[int(pos_label)]] for count in counts))
    if num_classes is None:
        occurring = counts.predicted + counts.true > 0
        return _Counts(*(count[occurring] for count in counts))
    return counts


def _score(
    caller: str, counts: _Counts, fraction: _Fraction, average: str | None, zero_division: float
) -> Any:
    if isinstance(zero_division, str) or not (
        zero_division in (0, 1) or math.isnan(zero_division)
    ):
        raise ValueError(f"{caller}: zero_division must be 0, 1 or NaN, got {zero_division!r}")
    if average == "micro":
        counts = _Counts(*(count.sum(keepdims=True) for count in counts))
    numerator, denominator = fraction(counts)
    empty = np.full(len(numerator), float(zero_division))
    scores = np.divide(numerator, denominator, out=empty, where=denominator > 0)
    if average is None:
        return scores
    weights = counts.true if average == "weighted" else np.ones(len(scores))
    counted = ~np.isnan(scores)
    total = weights[counted].sum()
    if not total:
        return float(zero_division)
    return float((scores[counted] * weights[counted]).sum() / total)
