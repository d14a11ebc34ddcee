"""One operation's step of the backward pass: its rules, applied to the gradient that arrived.

    (gradient of the output)  ->  (contribution to the gradient of each input)

A contribution is computed only for the inputs that need it; None stands for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ._checkpoint import Recomputable
from ._tensor import Tensor
from .stand_ins import StandIn

__all__ = ["add_into", "apply_rule", "pull", "pull_numbers", "value_when_used"]

float64 = np.float64


def pull_numbers(tensor: Tensor, g: Any) -> list[Any]:
    """Do what `pull` does for a tensor that was computed from numbers, on Python's floats.

    Args:
        g: the gradient with respect to `tensor`, complete: a float.
    """
    values = [x._value if isinstance(x, Tensor) else x for x in (tensor, *tensor._inputs)]
    try:
        return _contributions(tensor, g, values)
    except Exception:  # a division by zero, or a rule that asks for what only NumPy's numbers have
        g, *values = map(float64, (g, *values))
        return _contributions(tensor, g, values)


def _contributions(tensor: Tensor, g: Any, values: list[Any]) -> list[Any]:
    rules = tensor._operation.fast_rules
    return [
        rule(g, *values) if _needs(x, None) else None
        for rule, x in zip(rules, tensor._inputs, strict=True)
    ]


def pull(tensor: Tensor, g: Any, wanted: set[Tensor] | None, recorded: bool) -> Sequence[Any]:
    """Return the contributions of `tensor` to the gradients of its inputs.

    Args:
        g: the gradient with respect to `tensor`, complete.
        wanted: the tensors that need a contribution; None for all that require a gradient.
        recorded: run the rules on the Tensors themselves, recorded, instead of on their values.
    """
    inputs = tensor._inputs
    needed = tuple([_needs(x, wanted) for x in inputs])
    if True not in needed:
        return [None] * len(inputs)
    operand = _tensor_when_used if recorded else value_when_used
    out = operand(tensor, tensor)
    operands = [operand(x, tensor) for x in inputs]
    if tensor._operation.joint_rule is not None and not recorded:
        return _apply_joint_rule(tensor, g, out, operands, needed)
    return [
        apply_rule(tensor, position, g, out, operands, fast=not recorded) if is_needed else None
        for position, is_needed in enumerate(needed)
    ]


def add_into(tensor: Tensor, g: Any, waiting: Any, owned: bool) -> Any:
    """Add the contribution of `tensor` to the gradient of its first input, in place.

    Args:
        g: the gradient with respect to `tensor`, complete: an array or a number.
        waiting: the sum of the contributions to the input so far; None before the first.
        owned: whether the pass may write to `waiting`.

    Returns:
        An array that the pass owns.
    """
    x = tensor._inputs[0]
    if waiting is None:
        waiting = np.zeros(x._data.shape, x._data.dtype)
    elif not owned:
        waiting = np.array(waiting)
    out, *operands = (value_when_used(t, tensor) for t in (tensor, *tensor._inputs))
    parameters = tensor._context[0] if tensor._context else {}
    tensor._operation.add_into(waiting, g, out, *operands, **parameters)
    return waiting


def apply_rule(
    tensor: Tensor, position: int, g: Any, out: Any, inputs: Sequence[Any], fast: bool = False
) -> Any:
    """Apply the derivative rule of the operation behind `tensor` for one of its inputs.

    Args:
        g: the gradient with respect to `tensor`: an array, a Tensor or a Symbol.
        out: the value of `tensor`, and
        inputs: the values of its inputs, of the same kind as `g`.
        fast: `g` is an array, and a rule for arrays alone may be used.
    """
    operation = tensor._operation
    rules = operation.fast_rules if fast else operation.rules
    rule = rules[0] if operation.variadic else rules[position]
    if rule is None:
        return None
    if operation.variadic:
        inputs = (position, *inputs)
    if tensor._context is None:
        result = rule(g, out, *inputs)
    else:
        result = rule(g, out, *inputs, **_parameters(tensor))
    if result is None:
        raise RuntimeError(
            f"a derivative rule of {operation.name} returned None. It must return a gradient; for "
            f"an input without a derivative give None in place of the rule"
        )
    return result


def _apply_joint_rule(
    tensor: Tensor, g: Any, out: Any, inputs: Sequence[Any], needed: tuple[bool, ...]
) -> Sequence[Any]:
    """Apply the one rule that gives the gradients of several inputs, which share work."""
    operation = tensor._operation
    results = operation.joint_rule(g, out, *inputs, needed=needed, **_parameters(tensor))
    if type(results) is not tuple or len(results) != len(inputs):
        raise RuntimeError(
            f"the joint rule of {operation.name} must return a tuple of {len(inputs)} gradients, "
            f"one for each input; got {results!r:.60}"
        )
    contributions: list[Any] = []
    for position, (result, is_needed) in enumerate(zip(results, needed, strict=True)):
        if is_needed and result is None and operation.rules[position] is not None:
            raise RuntimeError(
                f"the joint rule of {operation.name} returned None for input {position}, whose "
                f"gradient is needed"
            )
        given_before = any(result is other for other in contributions)
        contribution = np.array(result) if given_before and result is not None else result
        contributions.append(contribution if is_needed else None)
    return contributions


def _parameters(tensor: Tensor) -> dict[str, Any]:
    """Return what rules get by name: the operation's parameters, and what its forward saved."""
    parameters, saved = tensor._context or ({}, None)
    if not tensor._operation.saves:
        return parameters
    if type(saved) is Recomputable:
        saved = saved.recompute()
    elif type(saved) is StandIn:
        saved.refuse()
    return {**parameters, "saved": saved}


def _needs(x: Any, wanted: set[Tensor] | None) -> bool:
    if not isinstance(x, Tensor) or not x._state:
        return False
    return wanted is None or x in wanted


def value_when_used(x: Any, user: Tensor) -> Any:
    """Return the value of `x` as it was when `user` was computed, or a StandIn for it."""
    if not isinstance(x, Tensor):
        return x.recompute() if type(x) is Recomputable else x
    data = x._value
    if type(data) is float:
        data = float64(data)
    elif type(data) is Recomputable:
        data = data.recompute()
    write = None if x._extra is None else x._extra.last_write
    if write is None or write.time < user._time:
        return data
    role = f"the result of {user._operation.name}, {{what}},"
    if x is not user:
        role = f"{{what}}, an input of {user._operation.name},"
    return StandIn(
        data,
        f"the value of {role} has been modified by an in-place operation since the forward pass "
        f"used it, and the gradient needs the old value. Compute the output again after the "
        f"change, or change a copy",
        x.name,
    )


def _tensor_when_used(x: Any, user: Tensor) -> Any:
    """Return `x` itself, with its value, so that what a rule does with it is recorded.

    Like `value_when_used` it returns a StandIn where the value is gone, and numbers and arrays as
    they are.
    """
    value = value_when_used(x, user)
    if not isinstance(x, Tensor) or isinstance(value, StandIn):
        return value
    x._data = value  # from now on: the graph that is being recorded needs it
    return x
