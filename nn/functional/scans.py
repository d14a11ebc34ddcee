"""An LSTM's walk along a sequence: step by step, or as one operation.

Recorded step by step, a long walk spends its time on small operations. As one it has all its steps
in a few arrays: a row of `rows` is what goes into a step of a sample, `[x_t, h_(t-1), 1]`. So one
product of matrices gives the gates of a step, and one the gradients of all weights over all steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, gradients, linear, operation

from .gates import lstm_step

__all__ = [
    "SHOWN_IN_STEPS",
    "State",
    "Weights",
    "are_usual",
    "lstm",
    "lstm_gradient",
    "lstm_steps",
    "walk",
]

# Up to so many numbers (attention's weights, hidden states of a recurrent layer) each step is
# recorded, for pictures and derivations to show it; more are one operation, which is faster.
SHOWN_IN_STEPS = 1000

State = tuple[Any, ...]
Weights = tuple[Any, ...]  # of input and hidden state, and their biases or None


def walk(
    step: Callable[..., State], x: Any, weights: Weights, state: State, backwards: bool
) -> tuple[Any, State]:
    """Go along a sequence `(L, N, F)` step by step, each recorded.

    Args:
        step: `step(projected, state, weight_hh, bias_hh)` gives the next state, whose first part is
            the hidden one, from the input's part of the gates.
        x: the sequence.
        weights: of input and hidden state, and their biases or None.
        state: the initial one.
        backwards: go from the end to the beginning.

    Returns:
        The hidden states of all steps, `(L, N, H)`, and the final state.
    """
    weight_ih, weight_hh, bias_ih, bias_hh = weights
    # The input's part of all steps at once: one large matrix product instead of many small.
    projected = linear(x, weight_ih, bias_ih)
    steps = range(x.shape[0])
    hidden = []
    for t in reversed(steps) if backwards else steps:
        state = step(projected[t], state, weight_hh, bias_hh)
        hidden.append(state[0])
    return autograd.stack(hidden[::-1] if backwards else hidden), state


def _step(projected: Any, state: State, weight_hh: Any, bias_hh: Any) -> State:
    both = lstm_step(projected + linear(state[0], weight_hh, bias_hh), state[1])
    return both[0], both[1]


def lstm_steps(
    x: Any, weight_ih: Any, weight_hh: Any, hidden: Any, cell: Any, bias_ih: Any = None,
    bias_hh: Any = None, *, backwards: bool,
) -> tuple[Any, State]:  # fmt: skip
    """Do as `lstm`, with each step recorded; return the hidden states and the final state."""
    weights = (weight_ih, weight_hh, bias_ih, bias_hh)
    return walk(_step, x, weights, (hidden, cell), backwards)


# In memory the gates lie one after the other, each with all its steps: what a sigmoid goes through
# is in one stretch then. The order is i, f, o, u; this brings weights into it, and back.
_ORDER = [0, 1, 3, 2]


def _reordered(weight: Any) -> Any:
    weight = np.asarray(weight)  # the stand-in for a weight that has been overwritten refuses it
    return weight.reshape(4, -1, weight.shape[-1])[_ORDER].reshape(weight.shape)


def _rows_of(steps: Any) -> Any:
    return steps.reshape(-1, steps.shape[-1])


def _forward(
    x: Any, weight_ih: Any, weight_hh: Any, hidden: Any, cell: Any, bias_ih: Any, bias_hh: Any,
    backwards: bool,
) -> tuple[Any, tuple[Any, ...]]:  # fmt: skip
    (length, samples, features), size = x.shape, hidden.shape[-1]
    parts = [weight_ih, weight_hh]
    if bias_ih is not None:
        parts.append((bias_ih + bias_hh)[:, None])
    joined = np.concatenate(parts, axis=1)
    columns = joined.reshape(4, size, -1)[_ORDER].swapaxes(1, 2)
    rows = np.ones((length, samples, joined.shape[1]), joined.dtype)
    rows[..., :features] = x[::-1] if backwards else x
    remembered = rows[..., features : features + size]
    gates = np.empty((4, length, samples, size), joined.dtype)
    i, f, o, u = gates
    cells, out = np.empty((2, length + 1, samples, size), joined.dtype)
    squashed = np.empty_like(u)
    cells[0] = cell
    written = np.empty_like(cells[0])
    with np.errstate(over="ignore"):  # as in sigmoid
        for t in range(length):
            remembered[t] = hidden
            np.matmul(rows[t], columns, out=gates[:, t])
            _sigmoid_in_place(gates[:3, t])
            np.tanh(u[t], out=u[t])
            np.multiply(f[t], cells[t], out=cells[t + 1])
            np.multiply(i[t], u[t], out=written)
            cells[t + 1] += written
            np.tanh(cells[t + 1], out=squashed[t])
            hidden = np.multiply(o[t], squashed[t], out=out[length - 1 - t if backwards else t])
    out[length] = cells[length]
    return out, (gates, rows, squashed, cells)


def _sigmoid_in_place(x: Any) -> None:
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1
    np.reciprocal(x, out=x)


class _WalkBack:
    """The gradients at all gates, at the initial hidden state and at the initial cell."""

    def __init__(self, g: Any, weight_hh: Any, backwards: bool, saved: tuple[Any, ...]) -> None:
        gates, self._rows, squashed, cells = saved
        (_, length, samples, size), (i, f, o, u) = gates.shape, gates
        # What does not depend on the gradient is computed for all steps at once: the slopes of the
        # gates, s (1 - s) of a sigmoid and 1 - u² of the tanh, times what each is multiplied by.
        slopes = gates * gates
        np.subtract(gates[:3], slopes[:3], out=slopes[:3])
        np.subtract(1, slopes[3], out=slopes[3])
        slopes[0] *= u
        slopes[1] *= cells[:-1]
        slopes[2] *= squashed
        slopes[3] *= i
        through_tanh = squashed * squashed
        np.subtract(1, through_tanh, out=through_tanh)
        through_tanh *= o
        back = _reordered(weight_hh)
        # The gates' gradients of a sample lie side by side: one product adds up what they pass on.
        self._at_gates = np.empty((length, samples, 4 * size), slopes.dtype)
        at_gates = self._at_gates.reshape(length, samples, 4, size).transpose(2, 0, 1, 3)
        at_hidden, at_cell = np.zeros_like(cells[0]), np.array(g[length])
        for t in reversed(range(length)):
            at_hidden += g[length - 1 - t if backwards else t]
            through_tanh[t] *= at_hidden
            at_cell += through_tanh[t]
            np.multiply(slopes[:, t], at_cell, out=at_gates[:, t])
            np.multiply(slopes[2, t], at_hidden, out=at_gates[2, t])
            at_cell *= f[t]
            at_hidden = self._at_gates[t] @ back
        self.at_hidden = at_hidden
        self.at_cell = at_cell

    def at_input(self, x: Any, weight_ih: Any, backwards: bool) -> Any:
        """Return the gradient at the sequence."""
        at_rows = (_rows_of(self._at_gates) @ _reordered(weight_ih)).reshape(x.shape)
        return at_rows[::-1] if backwards else at_rows

    def at_columns(self) -> Any:
        """Return the gradients at the weights of input, hidden state and 1, side by side."""
        return _reordered(_rows_of(self._at_gates).T @ _rows_of(self._rows))


def _joint_rule(
    g: Any, out: Any, x: Any, weight_ih: Any, weight_hh: Any, hidden: Any, cell: Any,
    bias_ih: Any, bias_hh: Any, backwards: bool, saved: Any, needed: tuple[bool, ...],
) -> tuple[Any, ...]:  # fmt: skip
    back = _WalkBack(g, weight_hh, backwards, saved)
    at_x = back.at_input(x, weight_ih, backwards) if needed[0] else None
    at_weight_ih = at_weight_hh = at_bias_ih = at_bias_hh = None
    if any((*needed[1:3], *needed[5:])):
        features, size = x.shape[-1], hidden.shape[-1]
        at_columns = back.at_columns()
        at_weight_ih = at_columns[:, :features]
        at_weight_hh = at_columns[:, features : features + size]
        at_bias_ih = at_bias_hh = at_columns[:, -1]
    return (
        at_x, at_weight_ih, at_weight_hh, back.at_hidden, back.at_cell, at_bias_ih, at_bias_hh
    )  # fmt: skip


def _rule(position: int) -> Callable[..., Any]:
    """Return the derivative rule of `lstm` for one of its inputs."""

    def rule(g: Any, out: Any, *inputs: Any, backwards: bool, saved: Any) -> Any:
        if not isinstance(g, Tensor):
            return lstm_gradient(g, *inputs, backwards, position)
        # To be differentiated again: through the steps, of copies that are connected to the inputs
        # alone, for one of these may have been computed from another.
        inputs = tuple(x + 0.0 if isinstance(x, Tensor) else x for x in inputs)
        hidden, (_, cell) = lstm_steps(*inputs, backwards=backwards)
        packed = autograd.concatenate([hidden, autograd.unsqueeze(cell, 0)])
        return gradients(packed, inputs[position], g, create_graph=True)[0]

    return rule


def are_usual(x: Any, weight_ih: Any, weight_hh: Any, hidden: Any, *biases: Any) -> bool:
    """Tell whether weights and biases have the shapes that `lstm` needs, with both biases or none.

    A user may have replaced some: recorded step by step, they broadcast or are refused by name.
    """
    size = hidden.shape[-1]
    shapes = [None if bias is None else bias.shape for bias in biases]
    return (
        weight_ih.shape == (4 * size, x.shape[-1])
        and weight_hh.shape == (4 * size, size)
        and shapes in ([None, None], [(4 * size,)] * 2)
    )


@operation(*map(_rule, range(7)), joint_rule=_joint_rule, saves=True)
def lstm(
    x: Any, weight_ih: Any, weight_hh: Any, hidden: Any, cell: Any, bias_ih: Any = None,
    bias_hh: Any = None, backwards: bool = False,
) -> Any:  # fmt: skip
    """Walk along a sequence with an LSTM; see `nn.LSTM`.

    Args:
        x: the sequence, shape `(L, N, F)`.
        weight_ih: shape `(4 H, F)`: the rows of i, f, u, o.
        weight_hh: shape `(4 H, H)`.
        hidden: the initial hidden state, shape `(N, H)`.
        cell: the initial cell, shape `(N, H)`.
        bias_ih: shape `(4 H,)`, or None where both are.
        bias_hh: likewise.
        backwards: go from the end to the beginning. Default: False.

    Returns:
        The hidden states of all steps and after them the final cell: shape `(L + 1, N, H)`.

    Source: Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000.
    """
    return _forward(x, weight_ih, weight_hh, hidden, cell, bias_ih, bias_hh, backwards)


@operation(*[None] * 8)
def lstm_gradient(
    g: Any, x: Any, weight_ih: Any, weight_hh: Any, hidden: Any, cell: Any, bias_ih: Any = None,
    bias_hh: Any = None, backwards: bool = False, position: int = 0,
) -> Any:  # fmt: skip
    """Return the gradient of `lstm` with respect to the input at `position`, given `g`."""
    inputs = (x, weight_ih, weight_hh, hidden, cell, bias_ih, bias_hh, backwards)
    out, saved = _forward(*inputs)
    needed = tuple(place == position for place in range(7))
    return _joint_rule(g, out, *inputs, saved, needed)[position]
