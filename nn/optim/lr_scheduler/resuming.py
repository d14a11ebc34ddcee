"""Whether a loaded state fits a scheduler."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..checks import not_negative, whole_number

__all__ = ["check_fits"]

# Lists of learning rates, and of others, with one for each parameter group.
RATES = ("base_lrs", "_last_lr", "_starts", "min_lrs")
FOR_EACH_GROUP = (*RATES, "base_momentums", "max_momentums", "lr_lambdas")


def check_fits(owner: str, own: Mapping[str, Any], loaded: Any) -> None:
    """Refuse a state whose names, kinds of values or number of groups are not one's own."""
    if not isinstance(loaded, Mapping):
        raise TypeError(
            f"{owner}: load_state_dict takes what state_dict() gave, a dict; got "
            f"{type(loaded).__name__}"
        )
    if loaded.keys() != own.keys():
        differing = ", ".join(sorted(map(str, loaded.keys() ^ own.keys())))
        raise ValueError(
            f"{owner}: the state is another scheduler's; one of the two has no {differing}"
        )
    for name, value in own.items():
        if not _alike(value, loaded[name]):
            raise ValueError(f"{owner}: {name} in the state makes no sense: {loaded[name]!r}")
        if name in FOR_EACH_GROUP and len(value) != len(loaded[name]):
            raise ValueError(
                f"{owner}: the state is for {len(loaded[name])} parameter groups, the optimizer "
                f"has {len(value)}"
            )
        for lr in loaded[name] if name in RATES else ():
            not_negative(owner, f"{name} in the state", lr)
    for name in ("last_epoch", "_step_count"):
        if name in loaded:
            whole_number(owner, f"{name} in the state", loaded[name], least=-1)


def _alike(own: Any, given: Any) -> bool:
    """Whether a value may stand in the place of another."""
    if isinstance(own, list):
        if not isinstance(given, (list, tuple)):
            return False
        if None in own:  # functions have no state, objects do
            return len(own) == len(given) and all(map(_alike, own, given))
        return all(_alike(own[0] if own else 0, value) for value in given)
    if isinstance(own, (int, float)) and not isinstance(own, bool):
        is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
        return is_number and not math.isnan(given)
    return type(given) is type(own)
