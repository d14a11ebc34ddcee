"""Adagrad: steps that shrink where much was learned already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor

from .checks import not_negative
from .optimizer import Optimizer, buffer
from .resuming import Kept

__all__ = ["Adagrad"]


class Adagrad(Optimizer):
    """Adagrad: the gradient, divided by the root of the sum of all its squares so far.

        g = g + weight_decay * w
        r = r + g**2                       (at first r = initial_accumulator_value)
        w = w - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(r) + eps)

    The decks' weight decay, `w * (1 - lr * weight_decay)`, is `decoupled_weight_decay=True`; added
    to the gradient, as by default, the decay is scaled with it.

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate. Default: 0.01.
        lr_decay: how fast the learning rate falls with the number t of the step. Default: 0.
        weight_decay: the factor of the weights that is added to the gradient. Default: 0.
        initial_accumulator_value: r before the first step. Default: 0.
        eps: added outside the root. Default: 1e-10.
        maximize: climb instead of descending. Default: False.
        decoupled_weight_decay: shrink the weights by `1 - lr * weight_decay` before the step
            instead. Not in PyTorch. Default: False.

    Raises:
        ValueError: a number is negative or not finite.

    Source: Duchi, Hazan and Singer, 2011; deck 2, "(4) 적응적 학습률".

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.Adagrad([w], lr=0.1)
        >>> (0.5 * w * w).backward()
        >>> optimizer.step()
        >>> f"{w:.6f}"
        '0.900000'
    """

    checks: ClassVar = {
        "lr_decay": not_negative, "initial_accumulator_value": not_negative, "eps": not_negative,
    }  # fmt: skip
    keeps: ClassVar = {"step": Kept.COUNT, "sum": Kept.SQUARES}

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "lr_decay": lr_decay, "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value, "eps": eps,
            "maximize": maximize, "decoupled_weight_decay": decoupled_weight_decay,
        })  # fmt: skip

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        kept = self.state.setdefault(parameter, {})
        step = kept["step"] = kept.get("step", 0) + 1
        total = buffer(kept, "sum", gradient, start=settings["initial_accumulator_value"])
        scratch = np.multiply(gradient, gradient, out=np.empty_like(total))
        total += scratch
        np.sqrt(total, out=scratch)
        scratch += settings["eps"]
        np.divide(gradient, scratch, out=scratch)
        scratch *= settings["lr"] / (1 + (step - 1) * settings["lr_decay"])
        parameter.sub_(scratch)
