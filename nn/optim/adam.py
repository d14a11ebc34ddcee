"""Adam: steps scaled by moving averages of the gradient and of its square."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor

from .checks import flag, not_negative, two_fractions
from .optimizer import Optimizer, buffer, move_average
from .resuming import Kept

__all__ = ["Adam"]


class Adam(Optimizer):
    """Adam: the gradient's moving average, divided by the root of its square's.

        g = g + weight_decay * w
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        w = w - lr * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + eps)

    With amsgrad the largest v so far takes the place of v in the last line. The decks' weight
    decay, `w * (1 - lr * weight_decay)`, is `decoupled_weight_decay=True`, or `AdamW`; added to the
    gradient, as by default, the decay is averaged and scaled with it.

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate. Default: 0.001.
        betas: beta1 and beta2. Default: (0.9, 0.999).
        eps: added outside the root. Default: 1e-8.
        weight_decay: the factor of the weights that is added to the gradient. Default: 0.
        amsgrad: divide by the largest average so far. Default: False.
        maximize: climb instead of descending. Default: False.
        decoupled_weight_decay: shrink the weights by `1 - lr * weight_decay` before the step
            instead, which is AdamW. Default: False.

    Raises:
        ValueError: a number is negative or not finite, or a beta is not below 1.

    Source: Kingma and Ba, 2015; Reddi, Kale and Kumar, 2018, for amsgrad; deck 1, "Adam optimizer".

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.Adam([w], lr=0.1)
        >>> (0.5 * w * w).backward()
        >>> optimizer.step()
        >>> f"{w:.6f}"
        '0.900000'
    """

    checks: ClassVar = {"betas": two_fractions, "eps": not_negative, "amsgrad": flag}
    keeps: ClassVar = {
        "step": Kept.COUNT, "exp_avg": Kept.ARRAY, "exp_avg_sq": Kept.SQUARES,
        "max_exp_avg_sq": Kept.OPTIONAL_SQUARES,
    }  # fmt: skip

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "amsgrad": amsgrad, "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        })  # fmt: skip

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        kept = self.state.setdefault(parameter, {})
        step = kept["step"] = kept.get("step", 0) + 1
        m, v = buffer(kept, "exp_avg", gradient), buffer(kept, "exp_avg_sq", gradient)
        beta1, beta2 = settings["betas"]
        correction1 = 1 - beta1**step
        root2 = math.sqrt(1 - beta2**step)
        # The formulas above, in one buffer. The step, with r the root of v, is
        #   lr * (m / correction1) / (r / root2 + eps)
        #   = (lr * root2 / correction1) * m / (r + eps * root2)
        scratch = np.empty_like(m)
        move_average(m, gradient, beta1, scratch)
        np.multiply(gradient, gradient, out=scratch)
        move_average(v, scratch, beta2, scratch)
        if settings["amsgrad"]:
            largest = buffer(kept, "max_exp_avg_sq", gradient)
            v = np.maximum(largest, v, out=largest)
        np.sqrt(v, out=scratch)
        scratch += settings["eps"] * root2
        np.divide(m, scratch, out=scratch)
        scratch *= settings["lr"] * root2 / correction1
        parameter.sub_(scratch)
