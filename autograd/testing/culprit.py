"""Which operation has the wrong rule: each is checked by itself, at the inputs that it got."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor
from ..chain_rule import topological_order
from ..recording import general
from .conduct import start
from .errors import GradientError
from .lines import Tolerance
from .problem import first_order, second_order
from .search import search
from .subject import Subject

__all__ = ["guilty_operations"]

_MOST_TRIED = 60
_MAX_ELEMENTS = 16  # of an input; a larger one is searched by directions


def guilty_operations(
    subject: Subject, second: bool, tolerance: Tolerance
) -> list[str]:
    """Return the names of the operations whose rules are wrong, as far as that can be told.

    Args:
        second: look for wrong second derivatives, not wrong gradients.
    """
    _, labelled = subject.call([value.copy() for value in subject.point])
    order = topological_order([output for _, output in labelled if output.requires_grad])
    recorded = [tensor for tensor in order if tensor._operation is not None]
    names: dict[str, None] = {}
    for tensor in recorded[:_MOST_TRIED]:
        if tensor._operation.name not in names and _is_wrong(tensor, second, tolerance):
            names[tensor._operation.name] = None
    return list(names)


def _is_wrong(tensor: Tensor, second: bool, tolerance: Tolerance) -> bool:
    """Tell whether the rules of one recorded operation are wrong where it was applied."""
    made = tensor._operation
    parameters = tensor._context[0] if tensor._context else {}
    apply = general(made)
    inputs = [
        Tensor(np.array(x._data), requires_grad=bool(x._state)) if isinstance(x, Tensor) else x
        for x in tensor._inputs
    ]

    def alone(*operands: Any) -> Any:
        if made.variadic:
            return apply(operands, **parameters)
        return apply(*operands, **parameters)

    generator = np.random.default_rng(1)
    try:
        subject = Subject(alone, inputs)
        begun = start(subject, generator)
        problem = first_order(subject, begun)
        if second:
            problem = second_order(subject, begun, generator)
        found = search(problem, tolerance, _MAX_ELEMENTS, generator)
    except GradientError:
        return True
    except (TypeError, ValueError):  # it works with what cannot be checked alone, such as float32
        return False
    return any(finding.kind == "wrong" for finding in found)
