"""NAdam: Adam with Nesterov's look ahead."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor

from .checks import not_negative, two_fractions
from .optimizer import Optimizer, buffer, move_average
from .resuming import Kept

__all__ = ["NAdam"]


class NAdam(Optimizer):
    """NAdam: Adam that steps by the gradient and by the average that the next step will use.

        g = g + weight_decay * w
        mu_t = beta1 * (1 - 0.96**(t * momentum_decay) / 2),  p_t = mu_1 * mu_2 * ... * mu_t
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = mu_(t+1) * m / (1 - p_(t+1)) + (1 - mu_t) * g / (1 - p_t)
        w = w - lr * m_hat / (sqrt(v / (1 - beta2**t)) + eps)

    The decks' weight decay, `w * (1 - lr * weight_decay)`, is `decoupled_weight_decay=True`; added
    to the gradient, as by default, the decay is averaged and scaled with it.

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate. Default: 0.002.
        betas: beta1 and beta2. Default: (0.9, 0.999).
        eps: added outside the root. Default: 1e-8.
        weight_decay: the factor of the weights that is added to the gradient. Default: 0.
        momentum_decay: how fast mu approaches beta1. Default: 0.004.
        decoupled_weight_decay: shrink the weights by `1 - lr * weight_decay` before the step
            instead. Default: False.
        maximize: climb instead of descending. Default: False.

    Raises:
        ValueError: a number is negative or not finite, or a beta is not below 1.

    Source: Dozat, 2016.

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.NAdam([w], lr=0.1, betas=(0.5, 0.999), momentum_decay=0)
        >>> (0.5 * w * w).backward()
        >>> optimizer.step()  # by 0.1 * (0.25 * 0.5 / (1 - 0.0625) + 0.75 * 1 / (1 - 0.25))
        >>> f"{w:.6f}"
        '0.886667'
    """

    checks: ClassVar = {"betas": two_fractions, "eps": not_negative, "momentum_decay": not_negative}
    keeps: ClassVar = {
        "step": Kept.COUNT, "mu_product": Kept.PRODUCT, "exp_avg": Kept.ARRAY,
        "exp_avg_sq": Kept.SQUARES,
    }  # fmt: skip

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "momentum_decay": momentum_decay, "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
        })  # fmt: skip

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        kept = self.state.setdefault(parameter, {})
        step = kept["step"] = kept.get("step", 0) + 1
        m, v = buffer(kept, "exp_avg", gradient), buffer(kept, "exp_avg_sq", gradient)
        beta1, beta2 = settings["betas"]
        decay = settings["momentum_decay"]
        mu = beta1 * (1 - 0.5 * 0.96 ** (step * decay))
        next_mu = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * decay))
        product = kept["mu_product"] = kept.get("mu_product", 1.0) * mu
        root2 = math.sqrt(1 - beta2**step)
        scratch = np.empty_like(m)
        move_average(m, gradient, beta1, scratch)
        np.multiply(gradient, gradient, out=scratch)
        move_average(v, scratch, beta2, scratch)
        # The step is lr * root2 * m_hat / (sqrt(v) + eps * root2).
        scale = settings["lr"] * root2
        ahead = np.multiply(m, scale * next_mu / (1 - product * next_mu), out=np.empty_like(m))
        np.multiply(gradient, scale * (1 - mu) / (1 - product), out=scratch)
        ahead += scratch
        np.sqrt(v, out=scratch)
        scratch += settings["eps"] * root2
        ahead /= scratch
        parameter.sub_(ahead)
