"""Adadelta: steps in the units of the weights, with hardly a learning rate to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor

from .checks import not_negative, unit_interval
from .optimizer import Optimizer, buffer, move_average
from .resuming import Kept

__all__ = ["Adadelta"]


class Adadelta(Optimizer):
    """Adadelta: the gradient, times the ratio of the recent steps' size to the gradients'.

        g = g + weight_decay * w
        r = rho * r + (1 - rho) * g**2
        d = sqrt(u + eps) / sqrt(r + eps) * g
        u = rho * u + (1 - rho) * d**2
        w = w - lr * d

    The decks' weight decay, `w * (1 - lr * weight_decay)`, is `decoupled_weight_decay=True`; added
    to the gradient, as by default, the decay is scaled with it.

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: a factor of the steps; the paper has none. Default: 1.
        rho: the share of the past in the averages. Default: 0.9.
        eps: added inside both roots. Default: 1e-6.
        weight_decay: the factor of the weights that is added to the gradient. Default: 0.
        maximize: climb instead of descending. Default: False.
        decoupled_weight_decay: shrink the weights by `1 - lr * weight_decay` before the step
            instead. Not in PyTorch. Default: False.

    Raises:
        ValueError: a number is negative or not finite, or rho is above 1.

    Source: Zeiler, 2012.

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.Adadelta([w], rho=0.75, eps=0.75)
        >>> (0.5 * w * w).backward()
        >>> optimizer.step()  # by sqrt(0.75) / sqrt(0.25 + 0.75)
        >>> f"{w:.6f}"
        '0.133975'
    """

    checks: ClassVar = {"rho": unit_interval, "eps": not_negative}
    keeps: ClassVar = {"step": Kept.COUNT, "square_avg": Kept.SQUARES, "acc_delta": Kept.SQUARES}

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        })  # fmt: skip

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        kept = self.state.setdefault(parameter, {})
        kept["step"] = kept.get("step", 0) + 1
        rho, eps = settings["rho"], settings["eps"]
        squares, steps = buffer(kept, "square_avg", gradient), buffer(kept, "acc_delta", gradient)
        scratch = np.multiply(gradient, gradient, out=np.empty_like(squares))
        move_average(squares, scratch, rho, scratch)
        delta = np.add(steps, eps, out=np.empty_like(steps))
        np.add(squares, eps, out=scratch)
        np.sqrt(delta, out=delta)
        np.sqrt(scratch, out=scratch)
        delta /= scratch
        delta *= gradient
        np.multiply(delta, delta, out=scratch)
        move_average(steps, scratch, rho, scratch)
        delta *= settings["lr"]
        parameter.sub_(delta)
