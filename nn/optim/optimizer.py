"""What all optimizers share: parameter groups, checked settings, weight decay, state."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from autograd import Tensor, enable_grad, no_grad, zeros_like

from ..parameter import Parameter
from .checks import Check, flag, not_negative
from .resuming import Kept, check_loaded

__all__ = ["Optimizer", "buffer", "move_average"]

# What a group may hold beside parameters and hyper-parameters: a label, and what schedulers note.
NOTES: dict[str, Check] = {"name": lambda owner, name, value: value, "initial_lr": not_negative}
# No place for parameters: a state is loaded by their order.
UNORDERED = (set, frozenset)


def buffer(kept: dict[str, Any], name: str, like: Any, start: float = 0.0) -> Any:
    """Return an array that an optimizer keeps for a parameter, at first filled with `start`.

    It has the shape and dtype of `like`, also after the model changed its dtype.
    """
    array = kept.get(name)
    if array is None:
        array = kept[name] = np.full_like(like, start)
    elif array.dtype != like.dtype:
        array = kept[name] = array.astype(like.dtype)
    return array


def move_average(average: Any, new: Any, share: float, scratch: Any) -> None:
    """Set `average = share * average + (1 - share) * new` in place; `scratch` is overwritten."""
    np.multiply(new, 1 - share, out=scratch)
    average *= share
    average += scratch


class Optimizer:
    """Base of optimizers: it holds groups of parameters, and a subclass updates one parameter.

    A subclass hands its hyper-parameters to `__init__` and defines `update`. The names `lr`,
    `weight_decay`, `decoupled_weight_decay` and `maximize`, where it has them, are checked here,
    and decay and maximize are done here, before `update` is called:

        g = -g                                if maximize
        w = w * (1 - lr * weight_decay)       if decoupled_weight_decay
        g = g + weight_decay * w              else

    For plain SGD both are the decks' `θ (1 - ηλ) - η g`. Where the gradient is averaged or scaled
    afterwards, the second form's decay is averaged and scaled with it, and the first, decoupled one
    is the decks'.

    Gradients that hold NaN or infinity are passed on as NumPy computes with them: the weights they
    reach become NaN. Clip or check gradients before the step where that may happen. A float16
    weight becomes NaN, too, where `eps` is too small a number for float16, as the defaults are, and
    its gradient 0: use 1e-4.

    Args:
        params: parameters, or dicts `{"params": ..., "lr": ...}` that set some hyper-parameters
            for a group of them. A group may also have a "name".
        defaults: the hyper-parameters of groups that do not set their own.

    Attributes:
        param_groups: a list of dicts, each with "params" and every hyper-parameter; changing
            `optimizer.param_groups[0]["lr"]` takes effect in the next step, which checks it.
        state: for each parameter a dict of what the optimizer remembers of it.

    Raises:
        ValueError: there are no parameters, one occurs twice, or a setting is out of range.
        TypeError: something is no parameter, or a hyper-parameter is not known.

    Source: deck 2, "(1) 가중치 감수 (Weight Decay)"; Loshchilov and Hutter, 2019, on the two forms.

    Example:
        >>> import autograd, nn
        >>> import numpy as np
        >>> class SignDescent(nn.optim.Optimizer):
        ...     def __init__(self, params, lr=0.1, weight_decay=0):
        ...         super().__init__(params, {"lr": lr, "weight_decay": weight_decay})
        ...     def update(self, parameter, gradient, settings):
        ...         parameter.sub_(settings["lr"] * np.sign(gradient))
        >>> w = autograd.Tensor([1.0, -1.0], requires_grad=True)
        >>> optimizer = SignDescent([w])
        >>> (3.0 * w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        Tensor([ 0.9, -0.9], requires_grad=True)
    """

    # The checks of hyper-parameters, by name; subclasses add theirs.
    checks: ClassVar[Mapping[str, Check]] = {}
    # What is kept for a parameter, by name; None: anything.
    keeps: ClassVar[Mapping[str, Kept] | None] = None

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self.param_groups: list[dict[str, Any]] = []
        self.state: dict[Tensor, dict[str, Any]] = {}
        self._steps = 0  # for schedulers, which follow steps
        if isinstance(params, (Tensor, dict, *UNORDERED)) or not isinstance(params, Iterable):
            raise TypeError(
                f"{self._name}: params must be a list of parameters or of dicts, such as "
                f"model.parameters(); got a single {type(params).__name__}"
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

    # --- parameter groups -------------------------------------------------------------------------

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group of parameters, with hyper-parameters of its own where it sets them."""
        if not isinstance(param_group, dict):
            raise TypeError(
                f"{self._name}: a parameter group is a dict with the key 'params', got a "
                f"{type(param_group).__name__}"
            )
        unknown = param_group.keys() - self.defaults.keys() - NOTES.keys() - {"params"}
        if "params" not in param_group or unknown:
            raise TypeError(
                f"{self._name}: a parameter group has the key 'params' and may have "
                f"{', '.join(self.defaults)}; got {', '.join(map(repr, param_group))}"
            )
        parameters = self._parameters_of(param_group["params"])
        settings = self._checked({**self.defaults, **param_group})
        self.param_groups.append({"params": parameters, **settings})

    def _parameters_of(self, given: Any) -> list[Tensor]:
        if isinstance(given, UNORDERED) or not isinstance(given, (Tensor, Iterable)):
            raise TypeError(
                f"{self._name}: the parameters of a group must be a list, got a "
                f"{type(given).__name__}"
            )
        parameters = [given] if isinstance(given, Tensor) else list(given)
        known = set(self._parameters())
        for place, parameter in enumerate(parameters):
            if not isinstance(parameter, Tensor):
                raise TypeError(
                    f"{self._name}: parameter {place} is a {type(parameter).__name__}, not a "
                    f"Tensor; pass model.parameters()"
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
        return parameters

    def _parameters(self) -> list[Tensor]:
        return [p for group in self.param_groups for p in group["params"]]

    def _checked(self, group: dict[str, Any]) -> dict[str, Any]:
        """The hyper-parameters and notes of a group, each of them checked."""
        settings = {}
        for name, value in group.items():
            if name != "params":
                check = self.checks.get(name) or SHARED.get(name)
                settings[name] = check(self._name, name, value) if check else value
        self.check_settings(settings)
        return settings

    def check_settings(self, settings: dict[str, Any]) -> None:
        """Refuse hyper-parameters that do not go together; subclasses may define it."""

    # --- steps ------------------------------------------------------------------------------------

    def update(self, parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> None:
        """Change one parameter by its gradient (an array, not to be written to).

        Every subclass defines it.
        """
        raise NotImplementedError(f"{self._name} has no update() method")

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient.

        Args:
            closure: computes the loss again, with its gradients, and returns it. Default: none.

        Returns:
            What the closure returned, or None.

        Raises:
            ValueError: a hyper-parameter was set to what makes no sense; then no parameter of its
                group is changed.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                settings = self._checked(group)
                climbs, decays = settings.get("maximize"), settings.get("weight_decay")
                for parameter in group["params"]:
                    grad = parameter.grad
                    if grad is None:
                        continue
                    gradient = np.asarray(grad.data)
                    if climbs:
                        gradient = np.negative(gradient, out=np.empty_like(gradient))
                    if decays:
                        gradient = _decay(parameter, gradient, settings)
                    self.update(parameter, gradient, settings)
        self._steps += 1
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters: set them to None, or to zeros."""
        for parameter in self._parameters():
            if parameter.grad is not None:
                parameter.grad = None if set_to_none else zeros_like(parameter)

    # --- saving and resuming ----------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Return copies of the hyper-parameters and of what is remembered, by parameter number."""
        number = {parameter: i for i, parameter in enumerate(self._parameters())}
        groups = [
            {**copy.deepcopy({k: v for k, v in group.items() if k != "params"}),
             "params": [number[p] for p in group["params"]]}
            for group in self.param_groups
        ]  # fmt: skip
        state = {number[p]: copy.deepcopy(kept) for p, kept in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Continue from what `state_dict` gave, with the same parameters in the same order.

        Everything is checked before anything is taken over. Numbers of parameters may have become
        strings and arrays lists, as JSON makes them; a state of PyTorch's optimizer fits, too.

        Raises:
            ValueError: the state does not fit: it is another optimizer's, groups, parameters or
                shapes differ, or a number is out of range. Nothing is loaded then.
            TypeError: it is no state of an optimizer.
        """
        loaded, kept = check_loaded(self, state_dict)
        groups = [self._checked(group) for group in loaded]
        for own, settings in zip(self.param_groups, groups, strict=True):
            own.update(settings)
        self.state = kept

    def __repr__(self) -> str:
        lines = [f"{self._name} ("]
        for i, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {i}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group.keys() - {"params"})]
        return "\n".join([*lines, ")"])


SHARED: dict[str, Check] = {
    "lr": not_negative, "weight_decay": not_negative, "decoupled_weight_decay": flag,
    "maximize": flag, **NOTES,
}  # fmt: skip


def _decay(parameter: Tensor, gradient: Any, settings: dict[str, Any]) -> Any:
    """Shrink the weights, or return the gradient with the decay added to it, in a new array."""
    decay = settings["weight_decay"]
    if settings.get("decoupled_weight_decay"):
        parameter.sub_(parameter.data * (settings["lr"] * decay))
        return gradient
    decayed = np.multiply(parameter.data, decay, out=np.empty_like(gradient))
    decayed += gradient
    return decayed
