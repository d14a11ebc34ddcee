"""The backward pass: gradients flow from an output to the leaves, in topological order.

    dL/dx  =  sum, over the operations that use x, of  rule(dL/d(out), out, inputs)

A tensor may pass its gradient on only when that is complete: when every operation that uses the
tensor has contributed. Going from the youngest operation to the oldest guarantees it, for an
operation is always younger than its inputs. Nothing here recurses, so a graph may be of any depth.

Gradients in flight live in the pass; they reach `.grad` when the pass as a whole has succeeded.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from operator import attrgetter
from threading import Lock
from typing import Any

import numpy as np

from . import ops
from ._checkpoint import values_recomputed_when_used
from ._tensor import Tensor
from .graph_state import ON_NUMBERS, RELEASED
from .modes import enable_grad, modes, no_grad
from .post_conditions import fit
from .pullback import add_into, pull, pull_numbers
from .release import check_not_released, release, release_numbers
from .scalar_pass import pass_through_numbers
from .stand_ins import StandIn
from .writes import last_write_anywhere

__all__ = ["backward", "gradients", "topological_order"]

float64 = np.float64
_time_of = attrgetter("_time")
_accumulating = Lock()  # threads may add to the gradient of one leaf


def topological_order(outputs: Iterable[Tensor]) -> list[Tensor]:
    """Return the tensors behind `outputs` that require a gradient, each before its inputs."""
    order = list(dict.fromkeys(outputs))
    reached = set(order)
    for tensor in order:  # which grows while it is gone through
        for x in tensor._inputs:
            if isinstance(x, Tensor) and x._state and x not in reached:
                reached.add(x)
                order.append(x)
    order.sort(key=_time_of, reverse=True)
    return order


def backward(
    root: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False
) -> None:
    """Add the derivative of `root` to the `.grad` of every leaf; see `Tensor.backward`."""
    if not root._state:
        raise RuntimeError(
            f"backward: {root._label()} does not require grad, nor does anything it was computed "
            f"from. Set requires_grad=True on the tensors whose gradient you want, before "
            f"computing with them"
        )
    start = _seed(root, gradient, "backward", create_graph)
    arrays: list[Tensor] = []
    numbers: list[Tensor] = []
    starts = {root: start}
    if not create_graph and modes.watch is None:
        numbers, starts = pass_through_numbers(root, start)
    order = topological_order(starts)
    check_not_released(order)
    arrived = _flow(order, starts, arrays, create_graph)
    with _accumulating:
        for tensor, gradient in arrived.items():
            if tensor._grad is None:
                tensor._grad = gradient
            elif create_graph:
                with enable_grad():
                    tensor._grad = tensor._grad + gradient
            else:
                tensor._grad = Tensor(tensor._grad._data + gradient._data)
    root._ensure_extra().differentiated = True
    if not (create_graph if retain_graph is None else retain_graph):
        release_numbers(numbers)
        release(order, arrays)


def gradients(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    output_gradients: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[Tensor | None, ...]:
    """Return the derivative of the sum of `outputs` with respect to each of `inputs`.

    Nothing is written to any `.grad`, and only what lies between outputs and inputs is computed.

    Args:
        outputs: a Tensor or several.
        inputs: a Tensor or several; leaves or intermediate results.
        output_gradients: the gradient with respect to each output; may be left out for outputs
            with a single element.
        retain_graph: keep the graph for another pass. Default: `create_graph`.
        create_graph: record the pass, so that the result can be differentiated again.
        allow_unused: give None for an input on which no output depends, instead of an error.

    Returns:
        Always a tuple, with one gradient per input, of its shape and dtype.

    Raises:
        RuntimeError: an input does not require a gradient, or no output depends on it.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor(2.0, requires_grad=True)
        >>> (slope,) = autograd.gradients(x ** 3, x, create_graph=True)
        >>> (curvature,) = autograd.gradients(slope, x)
        >>> slope.item(), curvature.item()
        (12.0, 12.0)
    """
    roots = _as_list(outputs, "outputs")
    targets = _as_list(inputs, "inputs")
    seeds = [None] * len(roots)
    if output_gradients is not None:
        given = output_gradients
        seeds = list(given) if isinstance(given, (list, tuple)) else [given]
    if len(seeds) != len(roots):
        raise ValueError(f"gradients: {len(roots)} outputs, but {len(seeds)} output_gradients")
    order = topological_order(roots)
    wanted = _towards(set(targets), order)
    passed = [t for t in order if any(isinstance(x, Tensor) and x in wanted for x in t._inputs)]
    check_not_released([*passed, *filter(_has_forgotten, order)])
    starts: dict[Tensor, Any] = {}
    for root, seed in zip(roots, seeds, strict=True):
        start = _seed(root, seed, "gradients", create_graph)
        starts[root] = starts[root] + start if root in starts else start
    arrays: list[Tensor] = []
    arrived = _flow(order, starts, arrays, create_graph, set(targets), wanted)
    for position, target in enumerate(targets):
        if target not in arrived and not allow_unused:
            check_not_released(order)  # the likelier reason
            raise RuntimeError(
                f"gradients: no output depends on inputs[{position}], {target._label()}. With "
                f"allow_unused=True its gradient is None"
            )
    if not (create_graph if retain_graph is None else retain_graph):
        released = set(passed)
        release(passed, [t for t in arrays if t in released])
    return tuple(arrived.get(target) for target in targets)


def _flow(
    order: list[Tensor],
    starts: dict[Tensor, Any],
    arrays: list[Tensor],
    create_graph: bool,
    targets: set[Tensor] | None = None,
    wanted: set[Tensor] | None = None,
) -> dict[Tensor, Tensor]:
    """Send the gradients in `starts` down the graph, and return those that arrive.

    Args:
        order: the tensors of the graph, each before its inputs.
        starts: the gradients of the outputs: arrays, or with `create_graph` Tensors.
        arrays: receives the tensors that were computed from arrays, not from numbers alone.
        create_graph: record the pass: the rules run on Tensors.
        targets: the tensors whose gradients are asked for. Default: the leaves, and those that
            `retain_grad()` was called on.
        wanted: the tensors on a way to the targets; nothing is computed for others.
    """
    arrived: dict[Tensor, Tensor] = {}
    # One entry per tensor from the start: a dict that grows while it shrinks is rebuilt all the
    # time.
    flows = dict.fromkeys(order) | starts
    borrowed = set(starts)  # tensors whose gradient may share memory with another array
    # Graphs of numbers that are younger than any write need none of the care below.
    watch = modes.watch
    plain = not create_graph and targets is None and watch is None
    pull_from = pull if watch is None else watch.pull
    last_write = last_write_anywhere() if plain else sys.maxsize
    mode = enable_grad() if create_graph else no_grad()
    with np.errstate(all="ignore"), mode, values_recomputed_when_used():
        for tensor in order:
            g = flows[tensor]
            if (
                tensor._context is ON_NUMBERS
                and tensor._time > last_write
                and g is not None
                and (tensor._extra is None or not tensor._extra.watched)
            ):
                flows[tensor] = None
                for x, contribution in zip(
                    tensor._inputs, pull_numbers(tensor, float(g)), strict=True
                ):
                    if contribution is not None:
                        waiting = flows[x]
                        flows[x] = contribution if waiting is None else waiting + contribution
                continue
            if g is None:
                continue
            flows[tensor] = None
            if type(g) is float:
                g = float64(g)
            if tensor._extra is not None and tensor._extra.hooks:
                g = _call_hooks(tensor, g, create_graph)
                borrowed.add(tensor)
                last_write = last_write_anywhere() if plain else sys.maxsize  # a hook may write
            if watch is not None:
                watch.arrived(tensor, g)
            operation = tensor._operation
            if _is_asked_for(tensor, targets):
                owned = operation is None and tensor not in borrowed
                arrived[tensor] = ops.copy(g) if create_graph else _leaf(g if owned else g.copy())
            if operation is None:
                continue
            arrays.append(tensor)
            if operation.add_into is not None and not create_graph:
                x = tensor._inputs[0]
                if x._state and (wanted is None or x in wanted) and x._data.ndim:
                    flows[x] = add_into(tensor, g, flows[x], owned=x not in borrowed)
                    borrowed.discard(x)
                    continue
            contributions = pull_from(tensor, g, wanted, create_graph)
            for x, contribution in zip(tensor._inputs, contributions, strict=True):
                if contribution is None:
                    continue
                contribution = fit(contribution, x, tensor, create_graph)
                waiting = flows[x]
                if waiting is None:
                    flows[x] = contribution
                    if not _is_fresh(contribution, g, tensor):
                        borrowed.add(x)
                elif x in borrowed or type(contribution) is not np.ndarray:
                    flows[x] = waiting + contribution
                    if not create_graph:
                        borrowed.discard(x)
                else:
                    waiting += contribution
    return arrived


def _leaf(gradient: Any) -> Tensor:
    """Return a Tensor of a gradient, as `Tensor(gradient)` does of what it has to look at first."""
    made = Tensor.__new__(Tensor)
    made._data = gradient
    made._grad = made._operation = made._context = made._extra = made._flow = None
    made._inputs = ()
    made._state = made._time = 0
    return made


def _is_asked_for(tensor: Tensor, targets: set[Tensor] | None) -> bool:
    if targets is not None:
        return tensor in targets
    return tensor._operation is None or (
        tensor._extra is not None and tensor._extra.retains_grad
    )


def _is_fresh(contribution: Any, g: Any, tensor: Tensor) -> bool:
    """Tell whether a rule's result is an array of its own, which the pass may write to."""
    if not tensor._operation.trusted:
        return False
    if type(contribution) is not np.ndarray or contribution.base is not None:
        return False
    if contribution is g or contribution is tensor._value:
        return False
    for x in tensor._inputs:  # any() with a generator takes three times as long
        if contribution is (x._value if isinstance(x, Tensor) else x):
            return False
    return True


def _has_forgotten(tensor: Tensor) -> bool:
    """Tell whether a released tensor no longer knows some of what it was computed from."""
    return bool(tensor._state & RELEASED) and any(
        isinstance(x, Tensor)
        and x._state
        and (type(x._data) is StandIn or (x._operation is not None and not x._inputs))
        for x in tensor._inputs
    )


def _towards(targets: set[Tensor], order: list[Tensor]) -> set[Tensor]:
    """Return the tensors on a way from the outputs to the targets, targets included."""
    wanted = set(targets)
    for tensor in reversed(order):
        if any(isinstance(x, Tensor) and x in wanted for x in tensor._inputs):
            wanted.add(tensor)
    return wanted


def _call_hooks(tensor: Tensor, g: Any, create_graph: bool) -> Any:
    gradient = g if create_graph else Tensor(g.copy())
    for hook in list(tensor._extra.hooks.values()):  # type: ignore[union-attr]
        replacement = hook(gradient)
        if replacement is not None:
            gradient = replacement if isinstance(replacement, Tensor) else Tensor(replacement)
            if gradient.shape != tensor.shape:
                raise RuntimeError(
                    f"a hook of {tensor._label()} returned a gradient of shape {gradient.shape}; "
                    f"it must have the shape {tensor.shape}"
                )
            gradient = gradient.astype(tensor.dtype)
    return gradient if create_graph else gradient._data


def _seed(root: Tensor, gradient: Any, caller: str, create_graph: bool) -> Any:
    """Return the gradient with which a pass starts at `root`."""
    if gradient is None:
        if root._data.size != 1:
            raise RuntimeError(
                f"{caller}: grad can be implicitly created only for scalar outputs, and "
                f"{root._label()} has {root._data.size} elements. Reduce it first, for example "
                f"with .sum(), or pass the gradient with respect to it"
            )
        start: Any = np.ones(root._data.shape, root._data.dtype)[()]
    elif create_graph and isinstance(gradient, Tensor):
        with enable_grad():
            start = ops.astype(gradient, root._data.dtype)
    else:
        start = Tensor(gradient, dtype=root._data.dtype)._data
    if start.shape != root._data.shape:
        raise RuntimeError(
            f"{caller}: the gradient passed in has shape {start.shape}, but {root._label()} has "
            f"shape {root._data.shape}"
        )
    return Tensor(start) if create_graph and not isinstance(start, Tensor) else start


def _as_list(tensors: Tensor | Sequence[Tensor], what: str) -> list[Tensor]:
    several = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    for position, tensor in enumerate(several):
        if not isinstance(tensor, Tensor):
            raise TypeError(
                f"gradients: {what}[{position}] is a {type(tensor).__name__}, not a Tensor"
            )
        if not tensor._state:
            raise RuntimeError(
                f"gradients: {what}[{position}], {tensor._label()}, does not require grad"
            )
    return several
