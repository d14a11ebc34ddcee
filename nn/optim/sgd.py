"""Stochastic gradient descent, plain and with momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor

from .checks import flag, fraction, not_negative
from .optimizer import Optimizer, buffer
from .resuming import Kept

__all__ = ["SGD"]


class SGD(Optimizer):
    """Stochastic gradient descent: `w = w - lr * g`, with momentum if wanted.

    With momentum mu and dampening d, the step follows the velocity v instead of the gradient g:

        g = g + weight_decay * w
        v = mu * v + (1 - d) * g      (in the first step v = g)
        w = w - lr * v                (nesterov: w - lr * (g + mu * v))

    With `ema=True` it follows the gradient's moving average, as deck 1 has it, from m = 0:

        m = mu * m + (1 - mu) * g
        w = w - lr * m

    Without momentum, weight decay is the decks' `w * (1 - lr * weight_decay) - lr * g`. With
    momentum the decay takes part in the velocity, unless `decoupled_weight_decay=True`.

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate. Default: 0.001.
        momentum: mu. Default: 0, none.
        dampening: d. Default: 0.
        weight_decay: the factor of the weights that is added to the gradient. Default: 0.
        nesterov: look ahead along the velocity. Default: False.
        maximize: climb instead of descending. Default: False.
        ema: the momentum is a moving average. Not in PyTorch. Default: False.
        decoupled_weight_decay: shrink the weights by `1 - lr * weight_decay` before the step
            instead. Not in PyTorch. Default: False.

    Raises:
        ValueError: a number is negative, nesterov comes without momentum or with dampening, or ema
            without momentum, with nesterov or dampening, or with a momentum of 1 or more.

    Source: deck 1, "경사하강법의 종류" and "SGD with momentum"; deck 2, "(3) Gradient Descent &
    Momentum (탄력, 가속도)"; Sutskever et al., 2013; the formulas of PyTorch.

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.SGD([w], lr=0.1)
        >>> (w * w).backward()
        >>> optimizer.step()
        >>> w.item()
        0.8
    """

    checks: ClassVar = {
        "momentum": not_negative, "dampening": not_negative, "nesterov": flag, "ema": flag,
    }  # fmt: skip
    keeps: ClassVar = {"momentum_buffer": Kept.OPTIONAL_ARRAY}

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        ema: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay,
            "nesterov": nesterov, "maximize": maximize, "ema": ema,
            "decoupled_weight_decay": decoupled_weight_decay,
        })  # fmt: skip

    def check_settings(self, settings: dict[str, Any]) -> None:
        """Refuse nesterov and ema where they mean nothing."""
        momentum, dampening = settings["momentum"], settings["dampening"]
        if settings["nesterov"] and (momentum == 0 or dampening != 0):
            raise ValueError(
                f"SGD: nesterov needs a momentum and no dampening, got momentum={momentum}, "
                f"dampening={dampening}"
            )
        if settings["ema"]:
            if momentum == 0 or dampening != 0 or settings["nesterov"]:
                raise ValueError(
                    f"SGD: ema needs a momentum, and neither dampening nor nesterov, got momentum="
                    f"{momentum}, dampening={dampening}, nesterov={settings['nesterov']}"
                )
            fraction("SGD", "momentum (with ema=True)", momentum)

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        lr, momentum = settings["lr"], settings["momentum"]
        if not momentum:
            parameter.sub_(gradient * lr)
            return
        kept = self.state.setdefault(parameter, {})
        first = "momentum_buffer" not in kept
        velocity = buffer(kept, "momentum_buffer", gradient)
        share = 1 - (momentum if settings["ema"] else settings["dampening"])
        velocity *= momentum
        if share == 1 or (first and not settings["ema"]):
            velocity += gradient
        else:
            velocity += gradient * share
        if settings["nesterov"]:
            ahead = np.multiply(velocity, momentum, out=np.empty_like(velocity))
            ahead += gradient
            ahead *= lr
            parameter.sub_(ahead)
        else:
            parameter.sub_(velocity * lr)
