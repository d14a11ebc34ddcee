"""Losses of one class out of several."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor, one_hot, operation, softmax, unsqueeze

from .reductions import as_tensors, reduce

__all__ = ["cross_entropy"]


def _fast_rule_of_labels(g: Any, out: Any, logits: Any, labels: Any, saved: Any) -> Any:
    exponentials, total = saved
    result = exponentials * (g / total)[:, None]
    result[np.arange(len(labels)), labels] -= g
    return result


@operation(
    lambda g, out, logits, labels, saved: (
        unsqueeze(g, 1) * (softmax(logits, 1) - one_hot(labels, logits.shape[1]))
    ),
    fast_rules=(_fast_rule_of_labels,),
    saves=True,
)
def softmax_cross_entropy(logits: Any, labels: Any) -> Any:
    """Cross-entropy of each row of scores with its label: `log sum_k e**z_k - z_label`.

    Derivative: `softmax(z) - one_hot(label)`.
    """
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    of_label = shifted[np.arange(len(labels)), labels]
    exponentials = np.exp(shifted, out=shifted)
    total = np.sum(exponentials, axis=1)
    return np.log(total) - of_label, (exponentials, total)


def cross_entropy(logits: Any, target: Any, reduction: str = "mean") -> Any:
    """Cross-entropy of scores with a target: `-sum_j t_j log softmax(z)_j`, natural logarithm.

    Args:
        logits: scores, shape `(N, C)`, `(C,)` or `(N, C, ...)`; the classes lie along axis 1.
        target: class indices from 0 to C - 1, of one axis fewer than the scores; or the
            probabilities of the classes (one-hot, for example), of the scores' shape.
        reduction: "mean" over the samples, "sum", or "none" for the loss of each.

    Raises:
        ValueError: the shapes do not belong together, a label is out of range, the batch is
            empty, or there is no such reduction.
        TypeError: class indices are not integers.

    Source: deck 1, "Softmax with cross entropy loss".

    Example:
        >>> import autograd, nn.functional as F
        >>> logits = autograd.Tensor([[2.0, 1.0, 0.1]])
        >>> f"{F.cross_entropy(logits, [0]):.6f}", f"{F.cross_entropy(logits, [[1, 0, 0]]):.6f}"
        ('0.417030', '0.417030')
    """
    logits, target = as_tensors(logits, target)
    axis = 1 if logits.ndim > 1 else 0
    if logits.ndim == 0:
        raise ValueError("cross_entropy: the scores are a single number; they need a class axis")
    if target.shape == logits.shape:
        target = autograd.astype(target, logits.dtype)
        log_probabilities = autograd.log_softmax(logits, axis)
        return reduce(-autograd.sum(target * log_probabilities, axis), reduction, "cross_entropy")
    samples = logits.shape[:axis] + logits.shape[axis + 1 :]
    if target.shape != samples:
        raise ValueError(
            f"cross_entropy: for scores of shape {logits.shape} the target has shape {samples} "
            f"(class indices) or {logits.shape} (probabilities); got {target.shape}"
        )
    labels = _checked_labels(target, logits.shape[axis])
    rows = logits
    if logits.ndim != 2:
        order = (*range(axis), *range(axis + 1, logits.ndim), axis)
        rows = autograd.permute(logits, order).reshape(-1, logits.shape[axis])
    losses = softmax_cross_entropy(rows, labels.reshape(-1))
    return reduce(losses.reshape(samples) if logits.ndim != 2 else losses, reduction,
                  "cross_entropy")  # fmt: skip


def _checked_labels(target: Tensor, classes: int) -> Any:
    if target.dtype.kind not in "iu":
        raise TypeError(
            f"cross_entropy: class indices must be integers, got dtype {target.dtype}. For "
            f"probabilities give a target of the scores' shape"
        )
    labels = np.array(target.data)  # a copy: later writes to the target do not matter
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"cross_entropy: the label {labels[place]} at index {list(place)} is out of range: "
            f"there are {classes} classes, 0 to {classes - 1}"
        )
    return labels
