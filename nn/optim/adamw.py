"""AdamW: Adam whose weight decay is not part of the gradient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .adam import Adam

__all__ = ["AdamW"]


class AdamW(Adam):
    """AdamW: the weights shrink by the decks' factor, then Adam steps by the gradient alone.

        w = w * (1 - lr * weight_decay)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        w = w - lr * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + eps)

    The same as `Adam(decoupled_weight_decay=True)`, but for the default of weight_decay.

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate. Default: 0.001.
        betas: beta1 and beta2. Default: (0.9, 0.999).
        eps: added outside the root. Default: 1e-8.
        weight_decay: how fast the weights shrink, relative to lr. Default: 0.01.
        amsgrad: divide by the largest average so far. Default: False.
        maximize: climb instead of descending. Default: False.

    Raises:
        ValueError: a number is negative or not finite, or a beta is not below 1.

    Source: Loshchilov and Hutter, 2019; the form of the decay is deck 2's, "(1) 가중치 감수
    (Weight Decay)".

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.AdamW([w], lr=0.1, weight_decay=0.5)
        >>> (0.5 * w * w).backward()
        >>> optimizer.step()  # 1 * (1 - 0.05), less Adam's first step of 0.1
        >>> f"{w:.6f}"
        '0.850000'
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize,
            decoupled_weight_decay=True,
        )  # fmt: skip

    def check_settings(self, settings: dict[str, Any]) -> None:
        """Refuse the settings of an Adam that is none."""
        super().check_settings(settings)
        if not settings["decoupled_weight_decay"]:
            raise ValueError(
                f"{self._name}: decoupled_weight_decay must be True; False makes it Adam, so use "
                f"nn.optim.Adam"
            )
