"""Adam: steps scaled by moving averages of the gradient and of its square."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd import Tensor

from .optimizer import Optimizer, check_fraction, check_not_negative

__all__ = ["Adam"]


class Adam(Optimizer):
    """Adam: the gradient's moving average, divided by the root of its square's.

        g = g + weight_decay * w
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        w = w - lr * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + eps)

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate. Default: 0.001.
        betas: beta1 and beta2. Default: (0.9, 0.999).
        eps: added outside the root. Default: 1e-8.
        weight_decay: the factor of the weights that is added to the gradient. Default: 0.

    Raises:
        ValueError: a number is negative, or a beta is not below 1.

    Source: Kingma and Ba, 2015; deck 1, "Adam optimizer".

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.Adam([w], lr=0.1)
        >>> (0.5 * w * w).backward()
        >>> optimizer.step()
        >>> f"{w:.6f}"
        '0.900000'
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
        })  # fmt: skip

    def check_settings(self, settings: dict[str, Any]) -> None:
        """Refuse negative numbers, and betas that are not below 1."""
        numbers = ("lr", "eps", "weight_decay")
        check_not_negative("Adam", **{name: settings[name] for name in numbers})
        try:
            beta1, beta2 = settings["betas"]
        except (TypeError, ValueError):
            message = f"Adam: betas must be two numbers, got {settings['betas']!r}"
            raise ValueError(message) from None
        check_fraction("Adam", beta1=beta1, beta2=beta2)

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        kept = self.state.get(parameter)
        if kept is None:
            kept = self.state[parameter] = {
                "step": 0,
                "exp_avg": np.zeros_like(gradient),
                "exp_avg_sq": np.zeros_like(gradient),
            }
        kept["step"] += 1
        beta1, beta2 = settings["betas"]
        correction1 = 1 - beta1 ** kept["step"]
        root2 = math.sqrt(1 - beta2 ** kept["step"])
        if settings["weight_decay"]:
            gradient = gradient + settings["weight_decay"] * parameter.data
        m, v = kept["exp_avg"], kept["exp_avg_sq"]
        # The formulas above, in one buffer. The step, with r the root of v, is
        #   lr * (m / correction1) / (r / root2 + eps)
        #   = (lr * root2 / correction1) * m / (r + eps * root2)
        scratch = np.multiply(gradient, 1 - beta1, out=np.empty_like(m))
        m *= beta1
        m += scratch
        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1 - beta2
        v *= beta2
        v += scratch
        np.sqrt(v, out=scratch)
        scratch += settings["eps"] * root2
        np.divide(m, scratch, out=scratch)
        scratch *= settings["lr"] * root2 / correction1
        parameter.sub_(scratch)
