"""Regularization: penalties on weights to add to a loss, and a bound on the weights' norms.

Weight decay in an optimizer, `SGD(..., weight_decay=gamma)`, takes the same steps as adding
`L2Penalty(gamma, half=True)` to the loss: `theta (1 - lr * gamma) - lr * gradient`.
"""

from __future__ import annotations

from typing import Any

import autograd
from autograd import Tensor

from .checks import finite_number
from .module import Module
from .utils import max_norm_
from .utils.listing import tensors_in

__all__ = [
    "ElasticNetPenalty", "L1Penalty", "L2Penalty", "MaxNorm", "l1_penalty", "l2_penalty",
]  # fmt: skip


def _penalized(model: Any, bias: bool, where: str) -> list[Tensor]:
    """Return the parameters that a penalty is on, with or without those that are named bias."""
    if bias:
        parameters = tensors_in(model, where)
    elif isinstance(model, Module):
        named = model.named_parameters()
        parameters = [p for name, p in named if "bias" not in name.rpartition(".")[2]]
    else:
        raise ValueError(
            f"{where}: bias=False needs the model, whose parameters have names. Or give the "
            f"weights alone"
        )
    if not parameters:
        raise ValueError(f"{where}: there are no parameters to penalize")
    return parameters


def _total(terms: list[Any]) -> Any:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def l1_penalty(model: Any, lam: float, *, bias: bool = True) -> Any:
    """L1 penalty: `lam * sum |w|`; its gradient is `lam * sign(w)`, 0 at 0.

    Args:
        model: a model, a Tensor, or an iterable of Tensors.
        lam: lambda, the strength; at least 0.
        bias: whether the parameters of a model that are named bias count too, as in PyTorch's
            weight decay. Default: True.

    Raises:
        ValueError: `lam` is negative, or there are no parameters.

    Source: deck 1, "Overfitting을 막기 위한 방법"; deck 2, "L1 Norm" and "L2 Norm".

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> nn.l1_penalty(Tensor([3.0, -4.0]), 0.5)
        Tensor(3.5)
    """
    lam = finite_number(lam, "l1_penalty: lam", least=0)
    weights = _penalized(model, bias, "l1_penalty")
    return lam * _total([autograd.sum(autograd.absolute(w)) for w in weights])


def l2_penalty(model: Any, lam: float, *, half: bool = False, bias: bool = True) -> Any:
    """L2 penalty: `lam * sum w**2`, with the gradient `2 lam w`; or half of it, with `lam w`.

    Args:
        model: a model, a Tensor, or an iterable of Tensors.
        lam: lambda, or gamma with `half`: the strength; at least 0.
        half: `1/2 gamma ||theta||**2`, which is what weight decay stands for. Default: False.
        bias: whether the parameters of a model that are named bias count too, as in PyTorch's
            weight decay. Default: True.

    Raises:
        ValueError: `lam` is negative, or there are no parameters.

    Source: deck 1, "Overfitting을 막기 위한 방법" (`lam * sum w**2`); deck 2,
        "(1) 가중치 감수 (Weight Decay)" (half of it).

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> w = Tensor([3.0, -4.0])
        >>> nn.l2_penalty(w, 0.5), nn.l2_penalty(w, 0.5, half=True)
        (Tensor(12.5), Tensor(6.25))
    """
    lam = finite_number(lam, "l2_penalty: lam", least=0)
    weights = _penalized(model, bias, "l2_penalty")
    return (lam / 2 if half else lam) * _total([autograd.vdot(w, w) for w in weights])


class L1Penalty:
    """L1 penalty on a model: `lam * sum |w|`, to be added to a loss.

    Args:
        lam: lambda, the strength; at least 0.
        bias: whether the parameters that are named bias count too. Default: True.

    Raises:
        ValueError: `lam` is negative, or no number.

    Source: deck 1, "Overfitting을 막기 위한 방법"; deck 2, "L1 Norm" and "L2 Norm".

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> nn.L1Penalty(0.5)([Tensor([3.0, -4.0]), Tensor(1.0)])
        Tensor(4.0)
    """

    def __init__(self, lam: float, *, bias: bool = True) -> None:
        self.lam = finite_number(lam, "L1Penalty: lam", least=0)
        self.bias = bias

    def __call__(self, model: Any) -> Any:
        """Return the penalty on a model, a Tensor, or an iterable of Tensors."""
        return l1_penalty(model, self.lam, bias=self.bias)

    def __repr__(self) -> str:
        return f"L1Penalty(lam={self.lam:g}{'' if self.bias else ', bias=False'})"


class L2Penalty:
    """L2 penalty on a model: `lam * sum w**2`, or half of it, to be added to a loss.

    Args:
        lam: lambda, or gamma with `half`: the strength; at least 0.
        half: `1/2 gamma ||theta||**2`, the same as a weight decay of gamma. Default: False.
        bias: whether the parameters that are named bias count too. Default: True.

    Raises:
        ValueError: `lam` is negative, or no number.

    Source: deck 1, "Overfitting을 막기 위한 방법" (`lam * sum w**2`); deck 2,
        "(1) 가중치 감수 (Weight Decay)" (half of it).

    Example:
        >>> import autograd, nn
        >>> autograd.manual_seed(0)
        >>> model, penalty = nn.Linear(3, 1), nn.L2Penalty(0.01)
        >>> x, y = autograd.ones(4, 3), autograd.zeros(4, 1)
        >>> loss = nn.MSELoss()(model(x), y) + penalty(model)
        >>> loss.backward()
    """

    def __init__(self, lam: float, *, half: bool = False, bias: bool = True) -> None:
        self.lam = finite_number(lam, "L2Penalty: lam", least=0)
        self.half = half
        self.bias = bias

    def __call__(self, model: Any) -> Any:
        """Return the penalty on a model, a Tensor, or an iterable of Tensors."""
        return l2_penalty(model, self.lam, half=self.half, bias=self.bias)

    def __repr__(self) -> str:
        options = ", half=True" * self.half + ", bias=False" * (not self.bias)
        return f"L2Penalty(lam={self.lam:g}{options})"


class ElasticNetPenalty:
    """Both penalties together: `l1 * sum |w| + l2 * sum w**2`, to be added to a loss.

    Args:
        l1: the strength of the L1 penalty; at least 0.
        l2: the strength of the L2 penalty; at least 0.
        half: take half of the L2 penalty. Default: False.
        bias: whether the parameters that are named bias count too. Default: True.

    Raises:
        ValueError: a strength is negative, or no number.

    Source: Zou and Hastie, 2005.

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> nn.ElasticNetPenalty(l1=0.5, l2=0.1)(Tensor([3.0, -4.0]))
        Tensor(6.0)
    """

    def __init__(self, l1: float, l2: float, *, half: bool = False, bias: bool = True) -> None:
        self.l1 = finite_number(l1, "ElasticNetPenalty: l1", least=0)
        self.l2 = finite_number(l2, "ElasticNetPenalty: l2", least=0)
        self.half = half
        self.bias = bias

    def __call__(self, model: Any) -> Any:
        """Return the penalty on a model, a Tensor, or an iterable of Tensors."""
        weights = _penalized(model, self.bias, "ElasticNetPenalty")
        return l1_penalty(weights, self.l1) + l2_penalty(weights, self.l2, half=self.half)

    def __repr__(self) -> str:
        options = ", half=True" * self.half + ", bias=False" * (not self.bias)
        return f"ElasticNetPenalty(l1={self.l1:g}, l2={self.l2:g}{options})"


class MaxNorm:
    """Bound on the norm of every unit's incoming weights, to be called after each step.

    `nn.utils.max_norm_` says which axes are a unit's. Biases are left alone.

    Args:
        max_norm: the largest length, c.
        axis: where the units lie. Default: 0, as in Linear and Conv2d.

    Raises:
        ValueError: `max_norm` is negative, or there is no such axis.

    Source: Srivastava et al., 2014, section 5.1.

    Example:
        >>> import autograd, nn
        >>> model, bound = nn.Linear(2, 1), nn.MaxNorm(1.0)
        >>> _ = nn.init.constant_(model.weight, 3.0)
        >>> bound(model)
        >>> f"{model.weight.norm().item():.4f}"
        '1.0000'
    """

    def __init__(self, max_norm: float, axis: int = 0) -> None:
        self.max_norm = finite_number(max_norm, "MaxNorm: max_norm", least=0)
        self.axis = axis

    def __call__(self, model: Any) -> None:
        """Scale the weights of a model, a Tensor, or several Tensors back, in place."""
        max_norm_(model, self.max_norm, self.axis)

    def __repr__(self) -> str:
        return f"MaxNorm({self.max_norm:g}{f', axis={self.axis}' if self.axis else ''})"
