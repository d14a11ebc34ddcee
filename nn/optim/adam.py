"""Adam: steps scaled by moving averages of the gradient and of its square."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor

from .checks import flag, not_negative, two_fractions
from .optimizer import Optimizer, buffer
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
    _last_factors: tuple[Any, list[Any]] = (None, [])

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
        beta1, rest1, beta2, rest2, eps, scale = self._factors(step, m.dtype, settings)
        # Small parameters are many, and cost what the calls cost: so all is written out here.
        scratch = np.empty_like(m)
        np.multiply(gradient, rest1, scratch)
        m *= beta1
        m += scratch
        np.multiply(gradient, gradient, scratch)
        scratch *= rest2
        v *= beta2
        v += scratch
        if settings["amsgrad"]:
            largest = buffer(kept, "max_exp_avg_sq", gradient)
            v = np.maximum(largest, v, out=largest)
        np.sqrt(v, scratch)
        scratch += eps
        np.divide(m, scratch, scratch)
        scratch *= scale
        parameter.sub_(scratch)

    def _factors(self, step: int, dtype: Any, settings: dict[str, Any]) -> list[Any]:
        """Return the numbers that a step multiplies with, and eps.

        They are arrays without axes, with which NumPy computes twice as fast as with Python's
        numbers; parameters in the same step share them. With r the root of v, the step is

            lr * (m / correction1) / (r / root2 + eps)
            = (lr * root2 / correction1) * m / (r + eps * root2)
        """
        betas, eps, lr = settings["betas"], settings["eps"], settings["lr"]
        what_for = (step, dtype, betas, eps, lr)
        if self._last_factors[0] != what_for:
            beta1, beta2 = betas
            root2 = math.sqrt(1 - beta2**step)
            scale = lr * root2 / (1 - beta1**step)
            numbers = beta1, 1 - beta1, beta2, 1 - beta2, eps * root2, scale
            self._last_factors = what_for, [np.array(number, dtype) for number in numbers]
        return self._last_factors[1]
