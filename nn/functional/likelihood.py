"""Losses of probabilities of classes, or of their logarithms: likelihood and divergence."""

from __future__ import annotations

import math
from typing import Any

import autograd
from autograd import exp, log

from .binary import check_probabilities
from .class_targets import (
    check_ignore_index,
    class_axis,
    class_weights,
    labels_of,
    refuse_ignoring,
    weights_of_samples,
)  # fmt: skip
from .reductions import (
    REDUCTIONS_OF_BATCHES,
    as_tensors,
    in_base,
    reduce,
    same_shape,
    weighted_mean,
)

__all__ = ["kl_div", "nll_loss"]


def times_log(t: Any, p: Any) -> Any:
    """`t log p` of Tensors, 0 where both are 0."""
    return t * log(autograd.where(autograd.logical_and(t == 0, p == 0), 1.0, p))


def nll_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    base: float = math.e,
    log_input: bool = True,
) -> Any:
    """Negative log-likelihood of the target's class: `-w_y log p_y`.

    Args:
        input: natural logarithms of probabilities, as `log_softmax` gives them and PyTorch expects;
            or, with `log_input=False`, the probabilities themselves, as in the decks. Shape
            `(N, C)`, `(C,)` or `(N, C, ...)`; the classes lie along axis 1.
        target: class indices from 0 to C - 1, of one axis fewer; or the probabilities t of the
            classes (one-hot, for example), of the input's shape, for `-sum_j w_j t_j log p_j`.
        weight: w, a factor for each class, shape `(C,)`. Default: 1 each.
        ignore_index: samples with this class index count nothing. Default: -100.
        reduction: "mean" over the samples, "sum", or "none" for the loss of each. For class indices
            the mean divides by the sum of the weights of the targets that are not ignored.
        base: of the logarithm that the loss is measured with, whatever the input is; 2 gives bits.
            Default: e.
        log_input: whether the input is logarithms. Default: True.

    Raises:
        ValueError: the shapes do not belong together, a label is out of range, the batch is
            empty or all of it ignored, an input that should be a probability is not, the base is
            not above 1, or there is no such reduction.
        TypeError: class indices are not integers.

    Source: deck 2, "로그우도 목적함수 (Log Likelihood)": `-log2 o_y` is `base=2, log_input=False`.

    Example:
        >>> import autograd, nn.functional as F
        >>> o = autograd.Tensor([[0.25, 0.75]])
        >>> F.nll_loss(o, [0], base=2, log_input=False)
        Tensor(2.0)
        >>> F.nll_loss(autograd.log(o), [0], base=2)
        Tensor(2.0)
    """
    scores, target = as_tensors(input, target)
    axis = class_axis(scores, "nll_loss")
    ignore_index = check_ignore_index(ignore_index, "nll_loss")
    weight = class_weights(weight, scores, axis, "nll_loss")
    if not log_input:
        advice = "For their logarithms, keep log_input=True"
        check_probabilities(scores.data, "nll_loss", advice)
    weight_of_each = None
    if target.shape == scores.shape:
        refuse_ignoring(ignore_index, "nll_loss")
        t = autograd.astype(target, scores.dtype)
        if weight is not None:
            t = t * autograd.reshape(weight, (-1,) + (1,) * (scores.ndim - axis - 1))
        losses = -autograd.sum(t * scores if log_input else times_log(t, scores), axis)
    else:
        labels, kept = labels_of(target, scores, axis, ignore_index, "nll_loss")
        weight_of_each = weights_of_samples(weight, labels, kept, scores.dtype)
        places = labels.reshape((*labels.shape[:axis], 1, *labels.shape[axis:]))
        likelihood = autograd.squeeze(autograd.take_along_axis(scores, places, axis), axis)
        if kept is not None:
            likelihood = autograd.where(kept, likelihood, 0.0 if log_input else 1.0)
        losses = -(likelihood if log_input else log(likelihood))
        losses = losses if weight is None else losses * weight_of_each
    return in_base(reduce(losses, reduction, "nll_loss", weight_of_each), base, "nll_loss")


def kl_div(
    input: Any,
    target: Any,
    *,
    reduction: str = "mean",
    log_target: bool = False,
    weight: Any = None,
) -> Any:
    """Kullback-Leibler divergence, of each element: `t (log t - input)`, 0 where t is 0.

    Args:
        input: natural logarithms of the predicted probabilities, of any shape.
        target: the probabilities t that they should be, of the same shape; or their logarithms.
        reduction: "batchmean", the sum divided by the number of samples, which is the divergence;
            "mean" over all elements, PyTorch's default, which is smaller by the number of classes;
            "sum"; or "none". Default: "mean".
        log_target: whether the target is logarithms. Default: False.
        weight: factors of the losses, of a shape that broadcasts to the input's: `(N, 1)` for
            samples of an `(N, C)`. The mean over all elements then divides by the sum of the
            weights.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: Kullback and Leibler, 1951.

    Example:
        >>> import autograd, nn.functional as F
        >>> log_q = autograd.log(autograd.Tensor([[0.5, 0.5]]))
        >>> f"{F.kl_div(log_q, [[1.0, 0.0]], reduction='batchmean'):.4f}"
        '0.6931'
    """
    input, t = same_shape(input, target, "kl_div")
    losses = exp(t) * (t - input) if log_target else times_log(t, t) - t * input
    return weighted_mean(losses, weight, reduction, "kl_div", REDUCTIONS_OF_BATCHES)
