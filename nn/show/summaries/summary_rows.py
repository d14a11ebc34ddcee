"""What a summary lists: each module with its output's shape, parameters and multiply-adds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd import Tensor

from ...module import Module
from ...parameter import UninitializedParameter
from ..running import Call
from .multiply_adds import multiply_adds

__all__ = ["SummaryRow", "folded", "rows_of", "shapes_of", "waiting_in"]


@dataclass(frozen=True)
class SummaryRow:
    """A module of a model.

    What is counted is the module's own, without the modules below it that have rows of their own.

    Attributes:
        path: its dotted name; empty for the model itself.
        kind: the name of its class.
        depth: how far it lies below the model.
        calls: how often it was called.
        output: the shape of what its first call returned; of several outputs a tuple, list or dict
            of shapes; None if it was not called, and in the place of what has no shape.
        parameters: the number of elements of its parameters; what is shared counts where it is
            first.
        trainable: how many of these require a gradient.
        multiply_adds: of all its calls.
        complete: False where it has parameters and a `forward` of its own, whose computation is
            not counted.
        notes: what is special about it.
        composed: whether there are modules below it in the table.
        callable: whether its class has a `forward`; a ModuleList has none.
    """

    path: str
    kind: str
    depth: int
    calls: int = 0
    output: Any = None
    parameters: int = 0
    trainable: int = 0
    multiply_adds: int = 0
    complete: bool = True
    notes: tuple[str, ...] = ()
    composed: bool = False
    callable: bool = True


def rows_of(model: Module, calls: list[Call], waiting: frozenset[str]) -> list[SummaryRow]:
    """Return a row for each module, those below a module after it.

    Args:
        model: the model.
        calls: those of its modules.
        waiting: the paths of modules that wait for their first input.
    """
    calls_of: dict[int, list[Call]] = defaultdict(list)
    for call in calls:
        calls_of[id(call.module)].append(call)
    first_at: dict[int, str] = {}
    counted: dict[int, str] = {}
    rows = []
    for path, depth, module in _places(model):
        kind = type(module).__name__
        if id(module) in first_at:
            note = f"is {first_at[id(module)] or 'the model itself'}"
            rows.append(SummaryRow(path, kind, depth, callable=False, notes=(note,)))
            continue
        first_at[id(module)] = path
        own = calls_of[id(module)]
        sums = [multiply_adds(call) for call in own]
        row = SummaryRow(
            path, kind, depth, calls=len(own),
            output=shapes_of(own[0].output) if own else None,
            multiply_adds=sum(n for n in sums if n is not None),
            complete=None not in sums,
            composed=any(True for _ in module.named_children()),
            callable=type(module).forward is not Module.forward,
        )  # fmt: skip
        notes = [f"called {len(own)} times"] if len(own) > 1 else []
        if path in waiting:
            notes.append("waits for its first input")
        parameters = trainable = 0
        for name, parameter in module.named_parameters(recurse=False):
            place = f"{path}.{name}" if path else name
            if id(parameter) in counted:
                notes.append(f"{name} is {counted[id(parameter)]}")
                continue
            counted[id(parameter)] = place
            parameters += parameter.size
            trainable += parameter.size if parameter.requires_grad else 0
        rows.append(replace(row, parameters=parameters, trainable=trainable, notes=tuple(notes)))
    return rows


def folded(rows: list[SummaryRow], depth: int | None) -> list[SummaryRow]:
    """Return the rows down to a depth, the lowest with all that is below them."""
    if depth is None:
        return rows
    result: list[SummaryRow] = []
    for row in rows:
        if row.depth <= depth:
            result.append(replace(row, composed=row.composed and row.depth < depth))
            continue
        above = result[-1]
        result[-1] = replace(
            above,
            parameters=above.parameters + row.parameters,
            trainable=above.trainable + row.trainable,
            multiply_adds=above.multiply_adds + row.multiply_adds,
            complete=above.complete and row.complete,
        )
    return result


def waiting_in(model: Module) -> frozenset[str]:
    """Return the paths of the modules that wait for their first input."""
    return frozenset(
        path
        for path, module in model.named_modules()
        if any(isinstance(p, UninitializedParameter) for p in module.parameters(recurse=False))
    )


def _places(model: Module) -> Iterator[tuple[str, int, Module]]:
    """Go through all places where a module stands, with path and depth; below each only once."""
    seen: set[int] = set()
    waiting: list[tuple[str, int, Module]] = [("", 0, model)]
    while waiting:
        path, depth, module = waiting.pop()
        yield path, depth, module
        if id(module) not in seen:
            seen.add(id(module))
            below = [
                (f"{path}.{name}" if path else name, depth + 1, child)
                for name, child in module.named_children()
            ]
            waiting.extend(reversed(below))


def shapes_of(output: Any) -> Any:
    """Return the shape of a Tensor; of a tuple, list or dict the same with shapes; else None."""
    if isinstance(output, (Tensor, np.ndarray)):
        return tuple(output.shape)
    if isinstance(output, Mapping):
        return {key: shapes_of(value) for key, value in output.items()}
    if isinstance(output, (tuple, list)):
        parts = [shapes_of(value) for value in output]
        return parts if isinstance(output, list) else tuple(parts)
    return None
