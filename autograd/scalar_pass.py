"""The beginning of a backward pass where all is single numbers, whose arithmetic costs next to
nothing.

It does what `chain_rule` does, in the same order, on Python's floats and without the care that
arrays need. Each gradient in flight is in a slot of its tensor, for looking up a million tensors in
a dict takes longer than all the rules; hence one such pass runs at a time, and others, in another
thread or in a hook, go the ordinary way.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

import numpy as np

from . import ops
from ._tensor import Tensor
from .graph_state import ON_NUMBERS, REQUIRES_GRAD
from .pullback import pull_numbers
from .writes import last_write_anywhere

__all__ = ["pass_through_numbers"]

_running = Lock()
# The rules of most operations there are: known here, so that nothing needs to be called.
_OF_SUMS = ops.add.operation.fast_rules  # type: ignore[attr-defined]
_OF_PRODUCTS = ops.multiply.operation.fast_rules  # type: ignore[attr-defined]


def pass_through_numbers(root: Tensor, start: Any) -> tuple[list[Tensor], dict[Tensor, Any]]:
    """Send a gradient down the graph for as long as it meets nothing but numbers.

    Args:
        root: the output.
        start: its gradient.

    Returns:
        The tensors gone through, each before its inputs; and what the pass has come to, with the
        gradients so far: leaves, and all that needs more care.
    """
    if root._context is not ON_NUMBERS or not _running.acquire(blocking=False):
        return [], {root: start}
    waiting: dict[int, Tensor] = {}
    leaves: list[Tensor] = []
    done: list[Tensor] = []
    try:
        root._flow = float(start)
        with np.errstate(all="ignore"):
            _flow(root, waiting, leaves, done)
        arrived = {}
        for x in (*waiting.values(), *leaves):
            arrived[x] = np.float64(x._flow)
            x._flow = None
        return done, arrived
    except BaseException:  # such as the user's Ctrl-C: leave no gradient behind
        for x in (root, *done, *(x for tensor in done for x in tensor._inputs)):
            if isinstance(x, Tensor):
                x._flow = None
        raise
    finally:
        _running.release()


def _flow(
    root: Tensor, waiting: dict[int, Tensor], leaves: list[Tensor], done: list[Tensor]
) -> None:
    """Go through tensors, from the youngest to the oldest, until one needs more care.

    Args:
        root: the youngest.
        waiting: receives tensors that a gradient has come to, by their times.
        leaves: receives leaves that a gradient has come to.
        done: receives the tensors gone through.
    """
    last_write = last_write_anywhere()
    gaps = 0
    time = root._time
    following: Tensor | None = root  # most often what comes next is what comes from it
    while time > last_write:
        if following is not None:
            tensor, following = following, None
        elif time in waiting:
            tensor = waiting.pop(time)
        elif waiting:  # what was recorded then has nothing to do with it
            gaps += 1
            time -= 1
            if gaps > len(waiting):
                gaps, time = 0, max(waiting)
            continue
        else:
            break
        extra = tensor._extra
        if (
            tensor._context is not ON_NUMBERS
            or tensor._state != REQUIRES_GRAD
            or (extra is not None and extra.watched)
        ):
            following = tensor
            break
        time -= 1
        done.append(tensor)
        g = tensor._flow
        tensor._flow = None
        if type(g) is not float:
            g = float(g)
        rules = tensor._operation.fast_rules
        inputs = tensor._inputs
        # It is `pull` and what follows it, written out for one and for two inputs.
        if len(inputs) == 2:
            x, y = inputs
            a = x._value if (x_in := isinstance(x, Tensor)) else x
            b = y._value if (y_in := isinstance(y, Tensor)) else y
            if rules is _OF_PRODUCTS:
                to_x = g * b
                to_y = g * a
            elif rules is _OF_SUMS:
                to_x = to_y = g
            else:
                try:
                    x_rule, y_rule = rules
                    to_x = x_rule(g, tensor._value, a, b) if x_in else None
                    to_y = y_rule(g, tensor._value, a, b) if y_in else None
                except Exception:
                    to_x, to_y = pull_numbers(tensor, g)
            if y_in:
                flow = y._flow
                if flow is not None:
                    y._flow = flow + to_y
                elif y._state:
                    y._flow = to_y
                    if y._time == time:
                        following = y
                    elif y._time:
                        waiting[y._time] = y
                    else:
                        leaves.append(y)
        else:
            x = inputs[0]
            x_in = True
            try:
                to_x = rules[0](g, tensor._value, x._value)
            except Exception:
                (to_x,) = pull_numbers(tensor, g)
        if x_in:
            flow = x._flow
            if flow is not None:
                x._flow = flow + to_x
            elif x._state:
                x._flow = to_x
                if x._time == time:
                    following = x
                elif x._time:
                    waiting[x._time] = x
                else:
                    leaves.append(x)
    if following is not None:
        waiting[following._time] = following
