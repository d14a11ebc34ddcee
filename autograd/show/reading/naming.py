"""What tensors are called: the names their users gave, and unique ones for all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np

from ..._tensor import Tensor

__all__ = ["names_in", "unique_names"]


def names_in(
    root: Tensor, operations: Sequence[Tensor], names: Mapping[str, Any] | None, model: Any
) -> dict[int, str]:
    """Return the names of the tensors and arrays of a graph by their `id`.

    Args:
        root: the output.
        operations: the tensors that were computed on the way to it.
        names: such as `locals()`, for tensors without a name of their own; what is no tensor or
            array, or starts with `_`, is left out.
        model: a module, whose `named_parameters()` (and `named_buffers()`) come before all others.

    Raises:
        TypeError: `names` is not a mapping, or `model` has no `named_parameters()`.
    """
    if names is not None and not isinstance(names, Mapping):
        raise TypeError(
            f"names: must map names to tensors, as locals() does, got {type(names).__name__}"
        )
    if isinstance(model, type) or (model is not None and not hasattr(model, "named_parameters")):
        what = f"the class {model.__name__}" if isinstance(model, type) else type(model).__name__
        raise TypeError(f"model: must be a module with named_parameters(), got {what}")
    of_model: dict[int, str] = {}
    for kind in ("named_buffers", "named_parameters"):
        if hasattr(model, kind):
            of_model |= {id(tensor): name for name, tensor in getattr(model, kind)()}
    called: dict[int, str] = {}
    by_time: dict[int, str] = {}
    for name, value in (names or {}).items():
        if isinstance(value, (Tensor, np.ndarray)) and not str(name).startswith("_"):
            called.setdefault(id(value), str(name))
            if isinstance(value, Tensor) and value._operation is not None:
                by_time.setdefault(value._time, str(name))
    result = {}
    for x in (root, *operations, *(x for t in operations for x in t._inputs)):
        known = of_model.get(id(x)) or getattr(x, "name", None) or called.get(id(x))
        if not known and isinstance(x, Tensor) and x._operation is not None:
            # After a backward pass the graph has an outline of a large result, not the user's.
            known = by_time.get(x._time)
        if known:
            result[id(x)] = known
    return result


def unique_names(
    tensors: Iterable[Any], root: Tensor, called: Mapping[int, str]
) -> dict[int, str]:
    """Return a name for each tensor or array, by its `id`, no two alike.

    A name that two tensors have gets a number for the second. Nameless results are v1, v2, ...,
    nameless leaves x1, x2, ..., nameless constants c1, c2, ..., and a nameless root is L.

    Args:
        tensors: what to name, in the order of the numbers.
        root: the output.
        called: the names they have, by `id`, as `names_in` gives them.
    """
    tensors = list({id(t): t for t in tensors}.values())
    own = {id(t): called.get(id(t)) for t in tensors}
    taken = {name for name in own.values() if name}
    if id(root) in own and not own[id(root)] and "L" not in taken:
        own[id(root)] = "L"
        taken.add("L")
    counters = {letter: count(1) for letter in "vxc"}
    seen: set[str] = set()
    result: dict[int, str] = {}
    for tensor in tensors:
        name = own[id(tensor)]
        if name is None or name == "":
            numbered = counters[_letter(tensor)]
            name = next(n for i in numbered if (n := f"{_letter(tensor)}{i}") not in taken)
        elif name in seen:
            name = next(n for i in count(2) if (n := f"{name}_{i}") not in taken)
        taken.add(name)
        seen.add(name)
        result[id(tensor)] = name
    return result


def _letter(tensor: Any) -> str:
    if not isinstance(tensor, Tensor) or not tensor._state:
        return "c"
    return "x" if tensor._operation is None else "v"
