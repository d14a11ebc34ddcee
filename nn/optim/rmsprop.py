"""RMSprop: Adagrad that forgets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor

from .checks import flag, fraction, not_negative
from .optimizer import Optimizer, buffer, move_average
from .resuming import Kept

__all__ = ["RMSprop"]


class RMSprop(Optimizer):
    """RMSprop: the gradient, divided by the root of its square's moving average.

        g = g + weight_decay * w
        r = alpha * r + (1 - alpha) * g**2
        a = alpha * a + (1 - alpha) * g          (centered, else a = 0)
        s = g / (sqrt(r - a**2) + eps)
        v = momentum * v + s                     (without momentum v = s)
        w = w - lr * v

    Centered, r - a**2 is a variance; where rounding makes it negative it counts as 0, and PyTorch
    gives NaN. The decks' weight decay, `w * (1 - lr * weight_decay)`, is
    `decoupled_weight_decay=True`; added to the gradient, as by default, it is scaled with it.

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate. Default: 0.01.
        alpha: the share of the past in the average; the rho of textbooks. Default: 0.99.
        eps: added outside the root. Default: 1e-8.
        weight_decay: the factor of the weights that is added to the gradient. Default: 0.
        momentum: the share of the last step in the next. Default: 0, none.
        centered: divide by the standard deviation instead. Default: False.
        maximize: climb instead of descending. Default: False.
        decoupled_weight_decay: shrink the weights by `1 - lr * weight_decay` before the step
            instead. Not in PyTorch. Default: False.

    Raises:
        ValueError: a number is negative or not finite, or alpha is not below 1.

    Source: Tieleman and Hinton, 2012, lecture 6.5; Graves, 2013, for the centered form; deck 2,
    "(4) 적응적 학습률".

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.RMSprop([w], lr=0.1, alpha=0.75)
        >>> (0.5 * w * w).backward()
        >>> optimizer.step()  # by 0.1 * 1 / sqrt(0.25 * 1**2)
        >>> f"{w:.6f}"
        '0.800000'
    """

    checks: ClassVar = {
        "alpha": fraction, "eps": not_negative, "momentum": not_negative, "centered": flag,
    }  # fmt: skip
    keeps: ClassVar = {
        "step": Kept.COUNT, "square_avg": Kept.SQUARES, "grad_avg": Kept.OPTIONAL_ARRAY,
        "momentum_buffer": Kept.OPTIONAL_ARRAY,
    }  # fmt: skip

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay,
            "momentum": momentum, "centered": centered, "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        })  # fmt: skip

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        kept = self.state.setdefault(parameter, {})
        kept["step"] = kept.get("step", 0) + 1
        alpha, momentum = settings["alpha"], settings["momentum"]
        squares = buffer(kept, "square_avg", gradient)
        scratch = np.multiply(gradient, gradient, out=np.empty_like(squares))
        move_average(squares, scratch, alpha, scratch)
        if settings["centered"]:
            mean = buffer(kept, "grad_avg", gradient)
            move_average(mean, gradient, alpha, scratch)
            np.multiply(mean, mean, out=scratch)
            np.subtract(squares, scratch, out=scratch)
            np.maximum(scratch, 0, out=scratch)
            np.sqrt(scratch, out=scratch)
        else:
            np.sqrt(squares, out=scratch)
        scratch += settings["eps"]
        np.divide(gradient, scratch, out=scratch)
        if momentum:
            velocity = buffer(kept, "momentum_buffer", gradient)
            velocity *= momentum
            velocity += scratch
            np.multiply(velocity, settings["lr"], out=scratch)
        else:
            scratch *= settings["lr"]
        parameter.sub_(scratch)
