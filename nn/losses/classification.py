"""Losses of classes, and of yes-or-no questions."""

from __future__ import annotations

import math
from typing import Any

from .. import functional as F
from ..checks import checked_probability
from ..functional.class_targets import check_ignore_index
from ..functional.reductions import REDUCTIONS_OF_BATCHES, check_base, weight_tensor
from .loss import Loss

__all__ = ["BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss", "KLDivLoss", "NLLLoss"]


class CrossEntropyLoss(Loss):
    """Cross-entropy of scores with classes: `-sum_j w_j t_j log softmax(z)_j`.

    Args:
        weight: w, a factor for each class, shape `(C,)`. Default: 1 each.
        ignore_index: samples with this class index count nothing. Default: -100.
        reduction: "mean" over the samples, "sum", or "none". For class indices the mean divides by
            the sum of the weights of the targets that are not ignored; for probabilities by the
            number of samples; both as in PyTorch. Default: "mean".
        label_smoothing: the share s of every target that is spread evenly over all classes:
            `(1 - s) t + s / C`. Default: 0.
        base: of the logarithm; 2 gives bits. The loss and its gradient are those of the natural
            one divided by `ln base`. Default: e.

    Shapes: scores `(N, C)`, `(C,)` or `(N, C, ...)`; target class indices with the class axis left
    out, or probabilities of the scores' shape.

    Raises:
        ValueError: the shapes do not belong together, a label is out of range, or an argument is.

    Source: deck 1, "Softmax with cross entropy loss"; with `base=2` deck 2, "도함수 측정",
        where the gradient lacks its factor `1 / ln 2`. Label smoothing: Szegedy et al., 2016.

    Example:
        >>> import autograd, nn
        >>> f"{nn.CrossEntropyLoss()(autograd.Tensor([[2.0, 1.0, 0.1]]), [0]):.4f}"
        '0.4170'
    """

    function = staticmethod(F.cross_entropy)
    options = ("reduction", "weight", "ignore_index", "label_smoothing", "base")

    def __init__(
        self,
        weight: Any = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
        base: float = math.e,
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.ignore_index = check_ignore_index(ignore_index, "CrossEntropyLoss")
        self.label_smoothing = checked_probability(
            label_smoothing, "CrossEntropyLoss: label_smoothing"
        )
        self.base = check_base(base, "CrossEntropyLoss")


class NLLLoss(Loss):
    """Negative log-likelihood of the target's class: `-w_y log p_y`.

    Args:
        weight: w, a factor for each class, shape `(C,)`. Default: 1 each.
        ignore_index: samples with this class index count nothing. Default: -100.
        reduction: "mean" over the samples, "sum", or "none". For class indices the mean divides by
            the sum of the weights of the targets that are not ignored. Default: "mean".
        base: of the logarithm that the loss is measured with; 2 gives bits. Default: e.
        log_input: whether the input is natural logarithms of probabilities, as `nn.LogSoftmax`
            gives them and PyTorch expects, or, with False, the probabilities. Default: True.

    Shapes: input `(N, C)`, `(C,)` or `(N, C, ...)`; target class indices with the class axis left
    out, or probabilities of the input's shape.

    Raises:
        ValueError: the shapes do not belong together, a label is out of range, or an argument is.

    Source: deck 2, "로그우도 목적함수 (Log Likelihood)": `-log2 o_y` is `base=2, log_input=False`.

    Example:
        >>> import autograd, nn
        >>> nn.NLLLoss(base=2, log_input=False)(autograd.Tensor([[0.25, 0.75]]), [0])
        Tensor(2.0)
    """

    function = staticmethod(F.nll_loss)
    options = ("reduction", "weight", "ignore_index", "base", "log_input")

    def __init__(
        self,
        weight: Any = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        base: float = math.e,
        log_input: bool = True,
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.ignore_index = check_ignore_index(ignore_index, "NLLLoss")
        self.base = check_base(base, "NLLLoss")
        self.log_input = log_input


class BCELoss(Loss):
    """Binary cross-entropy of probabilities: `-(t log p + (1 - t) log(1 - p))`.

    Args:
        weight: factors of the losses, of a shape that broadcasts to the predictions'. The mean
            divides by the number of elements all the same, as in PyTorch.
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".
        base: of the logarithm; 2 gives bits. Default: e.

    Shapes: predictions and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ, or a prediction is not between 0 and 1.

    Source: deck 1, "로지스틱 회귀의 Loss Function"; with `base=2` deck 2, "교차 엔트로피 (Cross
        Entropy)".

    Example:
        >>> import autograd, nn
        >>> f"{nn.BCELoss()(autograd.Tensor([0.5]), [1.0]):.4f}"
        '0.6931'
    """

    function = staticmethod(F.binary_cross_entropy)
    options = ("reduction", "weight", "base")

    def __init__(
        self, weight: Any = None, *, reduction: str = "mean", base: float = math.e
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.base = check_base(base, "BCELoss")


class BCEWithLogitsLoss(Loss):
    """Binary cross-entropy of `sigmoid(z)`, computed together so that it cannot overflow.

    Args:
        weight: factors of the losses, of a shape that broadcasts to the scores'. The mean divides
            by the number of elements all the same, as in PyTorch.
        reduction: "mean" over all elements, "sum", or "none". Default: "mean".
        pos_weight: factors of the positive part alone, of a shape that broadcasts to the scores':
            above 1 it finds more of the positive ones.
        base: of the logarithm; 2 gives bits. Default: e.

    Shapes: scores and target alike; shapes that would broadcast are an error.

    Raises:
        ValueError: the shapes differ.

    Source: deck 1, "Binary cross entropy gradient".

    Example:
        >>> import autograd, nn
        >>> f"{nn.BCEWithLogitsLoss()(autograd.Tensor([0.0]), [1.0]):.4f}"
        '0.6931'
    """

    function = staticmethod(F.binary_cross_entropy_with_logits)
    options = ("reduction", "weight", "pos_weight", "base")

    def __init__(
        self,
        weight: Any = None,
        *,
        reduction: str = "mean",
        pos_weight: Any = None,
        base: float = math.e,
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.register_buffer("pos_weight", weight_tensor(pos_weight, "BCEWithLogitsLoss"))
        self.base = check_base(base, "BCEWithLogitsLoss")


class KLDivLoss(Loss):
    """Kullback-Leibler divergence, of each element: `t (log t - input)`, 0 where t is 0.

    Args:
        reduction: "batchmean", the sum divided by the number of samples, which is the divergence;
            "mean" over all elements, PyTorch's default, which is smaller by the number of classes;
            "sum"; or "none". Default: "mean".
        log_target: whether the target is logarithms. Default: False.
        weight: factors of the losses, of a shape that broadcasts to the input's: `(N, 1)` for
            samples of an `(N, C)`. The mean over all elements then divides by the sum of the
            weights.

    Shapes: logarithms of predicted probabilities and target alike; shapes that would broadcast are
    an error.

    Raises:
        ValueError: the shapes differ, or there is no such reduction.

    Source: Kullback and Leibler, 1951.

    Example:
        >>> import autograd, nn
        >>> log_q = autograd.log(autograd.Tensor([[0.5, 0.5]]))
        >>> f"{nn.KLDivLoss(reduction='batchmean')(log_q, [[1.0, 0.0]]):.4f}"
        '0.6931'
    """

    function = staticmethod(F.kl_div)
    options = ("reduction", "log_target", "weight")
    reductions = REDUCTIONS_OF_BATCHES

    def __init__(
        self, *, reduction: str = "mean", log_target: bool = False, weight: Any = None
    ) -> None:
        super().__init__(reduction=reduction, weight=weight)
        self.log_target = log_target
