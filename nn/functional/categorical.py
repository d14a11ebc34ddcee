"""Cross-entropy of scores with one class out of several."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd
from autograd import log_softmax, one_hot, operation, softmax, sum, unsqueeze

from ..checks import cast_by_name, checked_probability
from .class_targets import (
    check_ignore_index,
    class_axis,
    class_weights,
    labels_of,
    refuse_ignoring,
    weights_of_samples,
)  # fmt: skip
from .reductions import as_tensors, in_base, reduce

__all__ = ["cross_entropy"]


def _fast_rule_of_labels(g: Any, out: Any, logits: Any, labels: Any, saved: Any) -> Any:
    exponentials, total, places = saved
    result = exponentials * (g / total)[:, None]
    result.reshape(-1)[places] -= g  # one index finds an element in half the time of two
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
    # The reductions by their ufuncs, as for a hundred rows NumPy's functions take longer than the
    # work; in C order, so that the elements of the labels have their places in a flat view.
    largest = np.maximum.reduce(logits, axis=1, keepdims=True)
    shifted = np.subtract(logits, largest, order="C")
    places = np.arange(0, shifted.size, shifted.shape[1]) + labels
    of_label = shifted.reshape(-1)[places]
    exponentials = np.exp(shifted, out=shifted)
    total = np.add.reduce(exponentials, axis=1)
    return np.log(total) - of_label, (exponentials, total, places)


def _fast_rule_of_shares(g: Any, out: Any, logits: Any, t: Any, axis: int, saved: Any) -> Any:
    exponentials, total, of_all = saved
    g = np.expand_dims(g, axis)
    result = exponentials * (g * of_all / total)
    result -= g * t
    return result


def _rule_of_target(g: Any, out: Any, logits: Any, t: Any, axis: int, saved: Any) -> Any:
    return unsqueeze(-g, axis) * log_softmax(logits, axis)


@operation(
    lambda g, out, logits, t, axis, saved: (
        unsqueeze(g, axis) * (sum(t, axis, True) * softmax(logits, axis) - t)
    ),
    _rule_of_target,
    fast_rules=(_fast_rule_of_shares, _rule_of_target),
    saves=True,
)
def softmax_cross_entropy_of_shares(logits: Any, t: Any, axis: int) -> Any:
    """Cross-entropy of scores with shares t of the classes: `-sum_j t_j log softmax(z)_j`.

    The shares need not add up to 1: weights of classes are in them.
    """
    shifted = logits - np.max(logits, axis=axis, keepdims=True)
    exponentials = np.exp(shifted)
    total = np.sum(exponentials, axis=axis, keepdims=True)
    of_all = np.sum(t, axis=axis, keepdims=True)
    losses = of_all * np.log(total) - np.sum(t * shifted, axis=axis, keepdims=True)
    return np.squeeze(losses, axis), (exponentials, total, of_all)


def cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
    base: float = math.e,
) -> Any:
    """Cross-entropy of scores with a target: `-sum_j w_j t_j log softmax(z)_j`.

    Args:
        input: scores z, shape `(N, C)`, `(C,)` or `(N, C, ...)`; the classes lie along axis 1.
        target: class indices from 0 to C - 1, of one axis fewer than the scores; or the
            probabilities t of the classes (one-hot, for example), of the scores' shape.
        weight: w, a factor for each class, shape `(C,)`. Default: 1 each.
        ignore_index: samples with this class index count nothing. Default: -100.
        reduction: "mean" over the samples, "sum", or "none" for the loss of each. For class indices
            the mean divides by the sum of the weights of the targets that are not ignored; for
            probabilities it divides by the number of samples; both as in PyTorch.
        label_smoothing: the share s of every target that is spread evenly over all classes:
            `(1 - s) t + s / C`. Default: 0.
        base: of the logarithm; 2 gives bits. The loss and its gradient are those of the natural
            one divided by `ln base`. Default: e.

    Raises:
        ValueError: the shapes do not belong together, a label is out of range, the batch is
            empty or all of it ignored, the base is not above 1, or there is no such reduction.
        TypeError: class indices are not integers.

    Source: deck 1, "Softmax with cross entropy loss"; with `base=2` deck 2, "도함수 측정",
        where the gradient lacks its factor `1 / ln 2`. Label smoothing: Szegedy et al., 2016.

    Example:
        >>> import autograd, nn.functional as F
        >>> logits = autograd.Tensor([[2.0, 1.0, 0.1]])
        >>> f"{F.cross_entropy(logits, [0]):.6f}", f"{F.cross_entropy(logits, [[1, 0, 0]]):.6f}"
        ('0.417030', '0.417030')
    """
    logits, target = as_tensors(input, target)
    axis = class_axis(logits, "cross_entropy")
    ignore_index = check_ignore_index(ignore_index, "cross_entropy")
    weight = class_weights(weight, logits, axis, "cross_entropy")
    if label_smoothing:
        checked_probability(label_smoothing, "cross_entropy: label_smoothing")
    weight_of_each = None
    if target.shape == logits.shape:
        refuse_ignoring(ignore_index, "cross_entropy")
        losses = _of_probabilities(logits, target, axis, weight, label_smoothing)
    else:
        labels, kept = labels_of(target, logits, axis, ignore_index, "cross_entropy")
        weight_of_each = weights_of_samples(weight, labels, kept, logits.dtype)
        if label_smoothing:
            certain = np.moveaxis(one_hot(labels, logits.shape[axis]), -1, axis)
            losses = _of_probabilities(logits, certain, axis, weight, label_smoothing)
        else:
            losses = _of_labels(logits, labels, axis)
            losses = losses if weight is None else losses * weight_of_each
        losses = losses if kept is None else autograd.where(kept, losses, 0.0)
    reduced = reduce(losses, reduction, "cross_entropy", weight_of_each)
    return in_base(reduced, base, "cross_entropy")


def _of_labels(logits: Any, labels: Any, axis: int) -> Any:
    if logits.ndim == 2:
        return softmax_cross_entropy(logits, labels)
    order = (*range(axis), *range(axis + 1, logits.ndim), axis)
    rows = autograd.permute(logits, order).reshape(-1, logits.shape[axis])
    return softmax_cross_entropy(rows, labels.reshape(-1)).reshape(labels.shape)


def _of_probabilities(logits: Any, target: Any, axis: int, weight: Any, smoothing: float) -> Any:
    classes = logits.shape[axis]
    shares = cast_by_name(target, logits.dtype)
    if smoothing:
        shares = shares * (1 - smoothing) + smoothing / classes
    if weight is not None:
        shares = shares * autograd.reshape(weight, (classes,) + (1,) * (logits.ndim - axis - 1))
    return softmax_cross_entropy_of_shares(logits, shares, axis=axis)
