"""Stochastic gradient descent, plain and with momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd import Tensor

from .optimizer import Optimizer, check_not_negative

__all__ = ["SGD"]


class SGD(Optimizer):
    """Stochastic gradient descent: `w = w - lr * g`, with momentum if wanted.

    With momentum mu and dampening d, the step follows the velocity v instead of the gradient g:

        g = g + weight_decay * w
        v = mu * v + (1 - d) * g      (in the first step v = g)
        w = w - lr * v                (nesterov: w - lr * (g + mu * v))

    Args:
        params: parameters, or dicts of parameters and hyper-parameters.
        lr: the learning rate. Default: 0.001.
        momentum: mu. Default: 0, none.
        dampening: d. Default: 0.
        weight_decay: the factor of the weights that is added to the gradient. Default: 0.
        nesterov: look ahead along the velocity. Default: False.

    Raises:
        ValueError: a number is negative, or nesterov comes without momentum or with dampening.

    Source: deck 1, "경사하강법의 종류"; Sutskever et al., 2013; the formulas of PyTorch.

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor(1.0, requires_grad=True)
        >>> optimizer = nn.optim.SGD([w], lr=0.1)
        >>> (w * w).backward()
        >>> optimizer.step()
        >>> w.item()
        0.8
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(params, {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay,
            "nesterov": nesterov,
        })  # fmt: skip

    def check_settings(self, settings: dict[str, Any]) -> None:
        """Refuse negative numbers, and nesterov without a plain momentum."""
        numbers = ("lr", "momentum", "dampening", "weight_decay")
        check_not_negative("SGD", **{name: settings[name] for name in numbers})
        if settings["nesterov"] and (settings["momentum"] == 0 or settings["dampening"] != 0):
            raise ValueError(
                f"SGD: nesterov needs a momentum and no dampening, got "
                f"momentum={settings['momentum']}, dampening={settings['dampening']}"
            )

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Take one step."""
        g = gradient
        momentum = settings["momentum"]
        if settings["weight_decay"]:
            g = g + settings["weight_decay"] * parameter.data
        if momentum:
            kept = self.state.setdefault(parameter, {})
            if "momentum_buffer" in kept:
                velocity = kept["momentum_buffer"]
                velocity *= momentum
                velocity += (1 - settings["dampening"]) * g
            else:
                velocity = kept["momentum_buffer"] = np.array(g)
            g = g + momentum * velocity if settings["nesterov"] else velocity
        parameter.sub_(settings["lr"] * g)
