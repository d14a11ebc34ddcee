"""What all optimizers share: parameter groups, checked settings, state."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograd import Tensor, no_grad, zeros_like

from ..parameter import Parameter

__all__ = ["Optimizer", "check_fraction", "check_not_negative"]


def check_not_negative(owner: str, **settings: Any) -> None:
    """Refuse settings that are not numbers of at least 0.

    Raises:
        ValueError: a setting is negative, not finite, or not a number.
    """
    for name, value in settings.items():
        if not _is_number(value) or not 0 <= value < float("inf"):
            raise ValueError(f"{owner}: {name} must be a finite number >= 0, got {value!r}")


def check_fraction(owner: str, **settings: Any) -> None:
    """Refuse settings that are not numbers of at least 0 and below 1.

    Raises:
        ValueError: a setting is out of range, or not a number.
    """
    for name, value in settings.items():
        if not _is_number(value) or not 0 <= value < 1:
            raise ValueError(f"{owner}: {name} must be >= 0 and < 1, got {value!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


class Optimizer:
    """Base of optimizers: a subclass checks a group's settings and updates one parameter.

    Args:
        params: parameters, or dicts `{"params": ..., "lr": ...}` that set some hyper-parameters
            for a group of them.
        defaults: the hyper-parameters of groups that do not set their own.

    Attributes:
        param_groups: a list of dicts, each with "params" and every hyper-parameter; changing
            `optimizer.param_groups[0]["lr"]` takes effect in the next step.
        state: for each parameter a dict of what the optimizer remembers of it.

    Raises:
        ValueError: there are no parameters, one occurs twice, or a setting is out of range.
        TypeError: something is no parameter, or a hyper-parameter is not known.
    """

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self.param_groups: list[dict[str, Any]] = []
        self.state: dict[Tensor, dict[str, Any]] = {}
        if isinstance(params, (Tensor, dict)):
            raise TypeError(
                f"{self._name}: params must be a list of parameters or of dicts, such as "
                f"model.parameters(); got a single {type(params).__name__}. Put it in a list"
            )
        entries = list(params)
        if not entries:
            raise ValueError(f"{self._name}: got an empty list of parameters; nothing to optimize")
        groups = any(isinstance(entry, dict) for entry in entries)
        for group in entries if groups else [{"params": entries}]:
            self.add_param_group(group)

    @property
    def _name(self) -> str:
        return type(self).__name__

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Add a group of parameters, with hyper-parameters of its own where it sets them."""
        if not isinstance(group, dict):
            raise TypeError(
                f"{self._name}: a parameter group is a dict with the key 'params', got a "
                f"{type(group).__name__}"
            )
        if "params" not in group or group.keys() - self.defaults.keys() - {"params"}:
            raise TypeError(
                f"{self._name}: a parameter group has the key 'params' and may have "
                f"{', '.join(self.defaults)}; got {', '.join(map(repr, group))}"
            )
        given = group["params"]
        parameters = [given] if isinstance(given, Tensor) else list(given)
        known = {p for earlier in self.param_groups for p in earlier["params"]}
        for place, parameter in enumerate(parameters):
            if not isinstance(parameter, Tensor):
                raise TypeError(
                    f"{self._name}: parameter {place} is a {type(parameter).__name__}, not a Tensor"
                )
            # A frozen Parameter of a model is passed over; a plain Tensor is a mistake.
            known_to_a_model = isinstance(parameter, Parameter)
            if not parameter.is_leaf or not (parameter.requires_grad or known_to_a_model):
                what = "was computed" if not parameter.is_leaf else "does not require grad"
                raise ValueError(
                    f"{self._name}: parameter {place}, of shape {parameter.shape}, {what}; only "
                    f"leaves that require grad can be optimized"
                )
            if parameter in known:
                raise ValueError(f"{self._name}: parameter {place} occurs twice")
            known.add(parameter)
        settings = {**self.defaults, **group, "params": parameters}
        self.check_settings(settings)
        self.param_groups.append(settings)

    def check_settings(self, settings: dict[str, Any]) -> None:
        """Refuse hyper-parameters that make no sense; subclasses define it."""
        raise NotImplementedError

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Change one parameter by its gradient (an array); subclasses define it."""
        raise NotImplementedError

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient.

        Args:
            closure: computes the loss again, with its gradients, and returns it. Default: none.

        Returns:
            What the closure returned, or None.
        """
        loss = closure() if closure is not None else None
        with no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is not None:
                        self.update(parameter, np.asarray(parameter.grad.data), group)
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters: set them to None, or to zeros."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.grad = None if set_to_none else zeros_like(parameter)

    def state_dict(self) -> dict[str, Any]:
        """Return copies of the hyper-parameters and of what is remembered, by parameter number."""
        parameters = self._parameters()
        number = {parameter: i for i, parameter in enumerate(parameters)}
        groups = [
            {**group, "params": [number[p] for p in group["params"]]} for group in self.param_groups
        ]
        state = {number[p]: copy.deepcopy(remembered) for p, remembered in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue from what `state_dict` gave, with the same parameters in the same order.

        Raises:
            ValueError: the numbers of groups or of parameters differ.
        """
        sizes = [len(group["params"]) for group in self.param_groups]
        given = [len(group["params"]) for group in state["param_groups"]]
        if sizes != given:
            raise ValueError(
                f"{self._name}: the state has groups of {given} parameters, the optimizer of "
                f"{sizes}"
            )
        for own, loaded in zip(self.param_groups, state["param_groups"], strict=True):
            if loaded.keys() != own.keys():
                raise ValueError(
                    f"{self._name}: the state has the hyper-parameters "
                    f"{', '.join(loaded.keys() - {'params'})}; it is another optimizer's"
                )
            settings = {**loaded, "params": own["params"]}
            self.check_settings(settings)
            own.update(settings)
        parameters = self._parameters()
        unknown = [i for i in state["state"] if i not in range(len(parameters))]
        if unknown:
            raise ValueError(f"{self._name}: the state has no parameter for the numbers {unknown}")
        self.state = {parameters[i]: copy.deepcopy(kept) for i, kept in state["state"].items()}

    def _parameters(self) -> list[Tensor]:
        return [p for group in self.param_groups for p in group["params"]]

    def __repr__(self) -> str:
        groups = [
            ", ".join(f"{k}={v}" for k, v in group.items() if k != "params")
            for group in self.param_groups
        ]
        return f"{self._name}({'; '.join(groups)})"
