"""Lion: steps of one size, by the sign of an average."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor

from .checks import two_fractions
from .optimizer import Optimizer, buffer, move_average
from .resuming import Kept

__all__ = ["Lion"]


class Lion(Optimizer):
    """Lion: the sign of a moving average of the gradient, so every weight moves by lr.

        w = w * (1 - lr * weight_decay)
        w = w - lr * sign(beta1 * m + (1 - beta1) * g)
        m = beta2 * m + (1 - beta2) * g

    Half of Adam's memory. The paper advises a learning rate 3 to 10 times smaller than AdamW's, and
    a weight decay as many times larger. The decay is the decks', `w * (1 - lr * weight_decay)`;
    added to the gradient it would have no say in the size of a step. Not in PyTorch.

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate: how far a weight moves in a step. Default: 0.0001.
        betas: beta1, of the step, and beta2, of what is remembered. Default: (0.9, 0.99).
        weight_decay: how fast the weights shrink, relative to lr. Default: 0.
        maximize: climb instead of descending. Default: False.

    Raises:
        ValueError: a number is negative or not finite, or a beta is not below 1.

    Source: Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023.

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor([1.0, -5.0], requires_grad=True)
        >>> optimizer = nn.optim.Lion([w], lr=0.1)
        >>> (0.5 * w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        Tensor([ 0.9, -4.9], requires_grad=True)
    """

    checks: ClassVar = {"betas": two_fractions}
    keeps: ClassVar = {"exp_avg": Kept.ARRAY}

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "betas": betas, "weight_decay": weight_decay, "maximize": maximize,
            "decoupled_weight_decay": True,
        })  # fmt: skip

    def check_settings(self, settings: dict[str, Any]) -> None:
        """Refuse a decay that is part of the gradient."""
        if not settings["decoupled_weight_decay"]:
            raise ValueError("Lion: decoupled_weight_decay must be True")

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        m = buffer(self.state.setdefault(parameter, {}), "exp_avg", gradient)
        beta1, beta2 = settings["betas"]
        scratch = np.multiply(gradient, 1 - beta1, out=np.empty_like(m))
        step = np.multiply(m, beta1, out=np.empty_like(m))
        step += scratch
        np.sign(step, out=step)
        step *= settings["lr"]
        move_average(m, gradient, beta2, scratch)
        parameter.sub_(step)
