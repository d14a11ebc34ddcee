"""Reading a recorded computation, without running or changing anything of it.

Everything that is shown comes from here: which tensors there are, in which order they were
computed, and the gradients, which are computed aside and reach no `.grad`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...chain_rule import topological_order
from ...post_conditions import fit
from ...pullback import apply_rule, value_when_used
from ...stand_ins import StandIn

__all__ = [
    "Flows", "check_differentiable", "check_not_overwritten", "computed", "equal_but_for_rounding",
    "flows_aside", "is_differentiated", "value_at_hand", "was_overwritten",
]  # fmt: skip


def computed(root: Tensor) -> list[Tensor]:
    """Return the tensors that operations computed on the way to `root`, the oldest first."""
    return [t for t in reversed(topological_order([root])) if t._operation is not None]


def is_differentiated(root: Tensor) -> bool:
    """Tell whether a backward pass has started at `root`."""
    return root._extra is not None and root._extra.differentiated


def was_overwritten(x: Any, user: Tensor) -> bool:
    """Tell whether the value of `x` was written to after `user` was computed from it."""
    write = x._last_write if isinstance(x, Tensor) else None
    return write is not None and write.time >= user._time


def value_at_hand(x: Any, user: Tensor) -> Any:
    """Return the value of `x` as it was when `user` was computed, or a StandIn where it is gone.

    What a checkpoint dropped stays dropped: nobody's function is called again in order to show.
    """
    data = x._data if isinstance(x, Tensor) else x
    return data if isinstance(data, StandIn) else value_when_used(x, user)


def check_differentiable(root: Any, caller: str, purpose: str) -> None:
    """Refuse what has no gradients to show.

    Raises:
        TypeError: `root` is not a Tensor.
        ValueError: it does not require a gradient.
    """
    if not isinstance(root, Tensor):
        raise TypeError(
            f"{caller}: takes the Tensor whose computation to {purpose}, got {type(root).__name__}"
        )
    if not root._state:
        raise ValueError(
            f"{caller}: {root._label()} does not require grad, nor does anything it was computed "
            f"from. Set requires_grad=True on the tensors whose gradient you want, before "
            f"computing with them"
        )


def check_not_overwritten(tensors: list[Tensor]) -> None:
    """Refuse to explain a computation some of whose values are no longer those it used.

    Args:
        tensors: results of operations, as `computed` gives them.

    Raises:
        RuntimeError: one of their inputs, or one of them, was written to since; it is named.
    """
    for tensor in tensors:
        for x in (tensor, *tensor._inputs):
            if was_overwritten(x, tensor):
                value = value_when_used(x, tensor)
                message = f"{value.message}, or explain before it (before optimizer.step())"
                StandIn(x._data, message, x.name).refuse()


@dataclass
class Flows:
    """The gradients of one output, and what they are sums of.

    Attributes:
        gradients: d(output)/d(tensor) as an array or number, for each tensor where it is known.
        contributions: the part that comes through one use, by the tensor that an operation computed
            and the position of the input.
    """

    gradients: dict[Tensor, Any] = field(default_factory=dict)
    contributions: dict[tuple[Tensor, int], Any] = field(default_factory=dict)


def flows_aside(root: Tensor, seed: Any = None) -> Flows:
    """Compute d(root)/d(tensor) for every tensor behind `root`; nothing reaches any `.grad`.

    What would need a value that is gone or overwritten is left out, and all that depends on it: a
    sum of which one part is not known is not known.

    Args:
        root: the output.
        seed: the gradient to start with. Default: ones where the output has one element, else
            nothing is known.
    """
    flows = Flows()
    unknown: set[Tensor] = set()
    if seed is None and root._data.size == 1:
        seed = np.ones(root._data.shape, root._data.dtype)[()]
    if seed is None:
        unknown.add(root)
    else:
        flows.gradients[root] = seed
    gradients = flows.gradients
    with np.errstate(all="ignore"):
        for tensor in topological_order([root]):
            for position, x in enumerate(tensor._inputs):
                if not isinstance(x, Tensor) or not x._state:
                    continue
                if tensor in unknown:
                    unknown.add(x)
                elif tensor in gradients:
                    try:
                        part = _contribution(tensor, position, gradients[tensor])
                    except RuntimeError:  # the rule needs a value that is gone or overwritten
                        unknown.add(x)
                        continue
                    if part is not None:
                        flows.contributions[tensor, position] = part
                        gradients[x] = gradients[x] + part if x in gradients else part
    for tensor in unknown:
        gradients.pop(tensor, None)
    return flows


def equal_but_for_rounding(grads: Mapping[Tensor, Any], flows: Flows) -> set[Tensor]:
    """Return the tensors whose gradient differs from what was computed aside by rounding alone.

    Of terms that cancel, as for a bias before batch normalisation, a sum keeps little but rounding
    errors, which are to be measured by the sum of what the terms would be without their signs.

    Args:
        grads: gradients of real numbers.
        flows: what was computed aside.
    """
    different = {
        x for x, g in grads.items()
        if x in flows.gradients and not np.array_equal(g, flows.gradients[x])
    }  # fmt: skip
    sizes: dict[Tensor, Any] = {}
    with np.errstate(all="ignore"):
        for user, position in flows.contributions:
            x = user._inputs[position]
            if x not in different or x._data.dtype.kind != "f":
                continue
            size = abs(_contribution(user, position, abs(flows.gradients[user])))
            sizes[x] = sizes[x] + size if x in sizes else size
        return {
            x for x, size in sizes.items()
            if np.all(
                abs(grads[x] - flows.gradients[x]) <= 10 * np.finfo(x._data.dtype).eps * size
            )
        }  # fmt: skip


def _contribution(tensor: Tensor, position: int, g: Any) -> Any:
    """Return what `tensor` contributes to the gradient of one of its inputs."""
    out = value_at_hand(tensor, tensor)
    values = [value_at_hand(x, tensor) for x in tensor._inputs]
    if tensor._context is not None and isinstance(tensor._context[1], StandIn):
        tensor._context[1].refuse()
    contribution = apply_rule(tensor, position, g, out, values)
    if contribution is None:
        return None
    return fit(contribution, tensor._inputs[position], tensor, recorded=False)
