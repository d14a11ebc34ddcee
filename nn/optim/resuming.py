"""Whether a loaded state fits an optimizer."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor

if TYPE_CHECKING:
    from .optimizer import Optimizer

__all__ = ["Kept", "check_loaded"]


class Kept(Enum):
    """What an optimizer keeps for a parameter under some name."""

    COUNT = "a whole number >= 0"
    PRODUCT = "a number from 0 to 1"
    ARRAY = "an array"
    SQUARES = "an array without negative numbers"
    OPTIONAL_ARRAY = "an array, if the settings ask for it"
    OPTIONAL_SQUARES = "an array without negative numbers, if the settings ask for it"


OPTIONAL = (Kept.OPTIONAL_ARRAY, Kept.OPTIONAL_SQUARES)
# In the groups of PyTorch's optimizers: how they compute, and what its OneCycleLR notes there.
PYTORCH_ONLY = {
    "foreach", "capturable", "differentiable", "fused", "param_names", "max_lr", "min_lr",
    "max_momentum", "base_momentum",
}  # fmt: skip


def check_loaded(
    optimizer: Optimizer, state_dict: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[Tensor, dict[str, Any]]]:
    """Return groups and state in an optimizer's own form, or raise; nothing is changed."""
    name = type(optimizer).__name__
    try:
        given = [dict(group) for group in state_dict["param_groups"]]
        numbers = [list(group.pop("params")) for group in given]
        entries = {_number(key): dict(kept) for key, kept in state_dict["state"].items()}
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise TypeError(
            f"{name}: load_state_dict takes what state_dict() gave, a dict of 'state' and "
            f"'param_groups'; got {type(state_dict).__name__} ({error!r})"
        ) from error
    sizes = [len(group["params"]) for group in optimizer.param_groups]
    if sizes != [len(group) for group in numbers]:
        raise ValueError(
            f"{name}: the state has groups of {[len(group) for group in numbers]} parameters, the "
            f"optimizer of {sizes}"
        )
    groups = [_fit_group(optimizer, i, group) for i, group in enumerate(given)]
    parameters = optimizer._parameters()
    flat = [_number(number) for group in numbers for number in group]
    if len(set(flat)) != len(flat):
        raise ValueError(f"{name}: parameter numbers occur twice in the state: {flat}")
    by_number = dict(zip(flat, parameters, strict=True))
    unknown = [number for number in entries if number not in by_number]
    if unknown:
        raise ValueError(f"{name}: the state has no parameter for the numbers {unknown}")
    state = {
        by_number[number]: _fit_kept(optimizer, number, by_number[number], kept)
        for number, kept in entries.items()
    }
    return groups, {parameter: kept for parameter, kept in state.items() if kept}


def _number(key: Any) -> Any:
    """The number of a parameter, which JSON turns into a string."""
    return int(key) if isinstance(key, str) else key


def _fit_group(optimizer: Optimizer, place: int, loaded: dict[str, Any]) -> dict[str, Any]:
    """A loaded group's hyper-parameters; flags that it does not know stay the optimizer's."""
    own = {k: v for k, v in optimizer.param_groups[place].items() if k != "params"}
    loaded = {k: copy.deepcopy(v) for k, v in loaded.items() if k not in PYTORCH_ONLY}
    notes = {"name", "initial_lr"}
    flags = {k for k, v in own.items() if isinstance(v, bool)}
    missing = own.keys() - loaded.keys() - notes - flags
    if missing or loaded.keys() - own.keys() - notes:
        raise ValueError(
            f"{type(optimizer).__name__}: the state has the hyper-parameters "
            f"{', '.join(loaded)}; it is another optimizer's, for this one has "
            f"{', '.join(optimizer.defaults)}"
        )
    return {**own, **loaded}


def _fit_kept(
    optimizer: Optimizer, number: Any, parameter: Tensor, kept: dict[str, Any]
) -> dict[str, Any]:
    """What is kept for one parameter, in new arrays of its dtype."""
    if optimizer.keeps is None:
        return copy.deepcopy(kept)
    where = f"{type(optimizer).__name__}: the state of parameter {number}"
    # PyTorch's older SGD keeps a None where there is no momentum.
    kept = {name: value for name, value in kept.items() if value is not None}
    needed = {name for name, kind in optimizer.keeps.items() if kind not in OPTIONAL}
    if kept and (kept.keys() - optimizer.keeps.keys() or needed - kept.keys()):
        raise ValueError(
            f"{where} has {', '.join(map(str, kept))}; it is another optimizer's, for this one "
            f"keeps {', '.join(optimizer.keeps) or 'nothing'}"
        )
    return {
        name: _fit_value(f"{where}: {name}", optimizer.keeps[name], value, parameter)
        for name, value in kept.items()
    }


def _fit_value(where: str, kind: Kept, value: Any, parameter: Tensor) -> Any:
    try:
        array = np.asarray(value)
    except ValueError:  # lists of different lengths
        array = np.array(None)
    if array.dtype.kind not in "fiu":
        raise ValueError(f"{where} must be {kind.value}, got {value!r}")
    if kind in (Kept.COUNT, Kept.PRODUCT):
        return _fit_number(where, kind, array)
    if array.shape != parameter.shape:
        raise ValueError(
            f"{where} has shape {array.shape}, the parameter has shape {parameter.shape}"
        )
    if kind in (Kept.SQUARES, Kept.OPTIONAL_SQUARES) and (array < 0).any():
        raise ValueError(f"{where} must be {kind.value}, got {array.min()}")
    return array.astype(parameter.dtype)  # a copy


def _fit_number(where: str, kind: Kept, array: Any) -> int | float:
    number = float(array) if array.ndim == 0 else math.nan
    most = 1 if kind is Kept.PRODUCT else math.inf
    if not 0 <= number <= most or (kind is Kept.COUNT and not number.is_integer()):
        raise ValueError(f"{where} must be {kind.value}, got {array.tolist()!r}")
    return int(number) if kind is Kept.COUNT else number
