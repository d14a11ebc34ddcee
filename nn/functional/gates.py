"""One step of an LSTM and of a GRU: what the gates do, as operations of their own.

Composed of sigmoids, products and sums a step would record a dozen operations on small arrays; the
time of a recurrent network would be spent on recording. The fast rules use the gates as the forward
pass computed them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import chunk, concatenate, operation, sigmoid, tanh

__all__ = ["gru_step", "lstm_step"]


def _lstm_gates(gates: Any) -> tuple[Any, Any, Any, Any]:
    i, f, u, o = chunk(gates, 4, -1)
    return sigmoid(i), sigmoid(f), tanh(u), sigmoid(o)


def _lstm_gates_rule(g: Any, out: Any, gates: Any, cell: Any, saved: Any) -> Any:
    i, f, u, o = _lstm_gates(gates)
    squashed = tanh(out[1])
    at_cell = g[1] + g[0] * o * (1 - squashed * squashed)
    return concatenate(
        [
            at_cell * u * i * (1 - i),
            at_cell * cell * f * (1 - f),
            at_cell * i * (1 - u * u),
            g[0] * squashed * o * (1 - o),
        ],
        -1,
    )


def _lstm_cell_rule(g: Any, out: Any, gates: Any, cell: Any, saved: Any) -> Any:
    _, f, _, o = _lstm_gates(gates)
    squashed = tanh(out[1])
    return f * (g[1] + g[0] * o * (1 - squashed * squashed))


def _fast_at_cell(g: Any, o: Any, squashed: Any) -> Any:
    """The gradient at the new cell, whose way also goes through the hidden state."""
    at_cell = squashed * squashed
    np.subtract(1, at_cell, out=at_cell)
    at_cell *= o
    at_cell *= g[0]
    at_cell += g[1]
    return at_cell


def _lstm_gates_fast_rule(g: Any, out: Any, gates: Any, cell: Any, saved: Any) -> Any:
    activated, squashed = saved
    i, _, u, o = np.split(activated, 4, axis=-1)
    at_cell = _fast_at_cell(g, o, squashed)
    # The slopes: s (1 - s) of a sigmoid, 1 - u² of the tanh.
    result = activated * activated
    slope_i, slope_f, slope_u, slope_o = np.split(result, 4, axis=-1)
    np.subtract(activated, result, out=result)
    np.subtract(1, u * u, out=slope_u)
    slope_i *= at_cell * u
    slope_f *= at_cell * cell
    slope_u *= at_cell * i
    slope_o *= g[0] * squashed
    return result


def _lstm_cell_fast_rule(g: Any, out: Any, gates: Any, cell: Any, saved: Any) -> Any:
    activated, squashed = saved
    _, f, _, o = np.split(activated, 4, axis=-1)
    return f * _fast_at_cell(g, o, squashed)


@operation(
    _lstm_gates_rule,
    _lstm_cell_rule,
    fast_rules=(_lstm_gates_fast_rule, _lstm_cell_fast_rule),
    saves=True,
)
def lstm_step(gates: Any, cell: Any) -> Any:
    """One step of an LSTM: `[h, c']` with `c' = σ(f) c + σ(i) tanh(u)` and `h = σ(o) tanh(c')`.

    Args:
        gates: what comes from input and hidden state for i, f, u and o, shape `(..., 4 H)`.
        cell: the state c, shape `(..., H)`.

    Returns:
        The new hidden state and the new cell, stacked: shape `(2, ..., H)`.

    Source: Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000.
    """
    activated = sigmoid(gates)
    candidate = slice(2 * cell.shape[-1], 3 * cell.shape[-1])
    activated[..., candidate] = np.tanh(gates[..., candidate])
    i, f, u, o = np.split(activated, 4, axis=-1)
    out = np.empty((2, *cell.shape), gates.dtype)
    np.multiply(f, cell, out=out[1])
    out[1] += i * u
    squashed = np.tanh(out[1])
    np.multiply(o, squashed, out=out[0])
    return out, (activated, squashed)


def _gru_gates(inputs: Any, hidden: Any) -> tuple[Any, Any, Any, Any]:
    from_input, from_hidden = chunk(inputs, 3, -1), chunk(hidden, 3, -1)
    r = sigmoid(from_input[0] + from_hidden[0])
    z = sigmoid(from_input[1] + from_hidden[1])
    return r, z, tanh(from_input[2] + r * from_hidden[2]), from_hidden[2]


def _gru_slopes(g: Any, inputs: Any, hidden: Any, state: Any) -> tuple[Any, Any, Any, Any]:
    """The gradients at what goes into r, z and n, and r itself."""
    r, z, n, remembered = _gru_gates(inputs, hidden)
    at_n = g * (1 - z) * (1 - n * n)
    return at_n * remembered * r * (1 - r), g * (state - n) * z * (1 - z), at_n, r


def _gru_inputs_rule(g: Any, out: Any, inputs: Any, hidden: Any, state: Any, saved: Any) -> Any:
    at_r, at_z, at_n, _ = _gru_slopes(g, inputs, hidden, state)
    return concatenate([at_r, at_z, at_n], -1)


def _gru_hidden_rule(g: Any, out: Any, inputs: Any, hidden: Any, state: Any, saved: Any) -> Any:
    at_r, at_z, at_n, r = _gru_slopes(g, inputs, hidden, state)
    return concatenate([at_r, at_z, at_n * r], -1)


def _gru_state_rule(g: Any, out: Any, inputs: Any, hidden: Any, state: Any, saved: Any) -> Any:
    return g * _gru_gates(inputs, hidden)[1]


def _gru_inputs_fast_rule(
    g: Any, out: Any, inputs: Any, hidden: Any, state: Any, saved: Any
) -> Any:
    gates, n = saved
    r, z = np.split(gates, 2, axis=-1)
    result = np.empty_like(inputs)
    at_r, at_z, at_n = np.split(result, 3, axis=-1)
    np.subtract(1, n * n, out=at_n)
    at_n *= g
    at_n *= 1 - z
    np.multiply(at_n, np.split(hidden, 3, axis=-1)[2], out=at_r)
    at_r *= r - r * r
    np.subtract(state, n, out=at_z)
    at_z *= g
    at_z *= z - z * z
    return result


def _gru_hidden_fast_rule(
    g: Any, out: Any, inputs: Any, hidden: Any, state: Any, saved: Any
) -> Any:
    result = _gru_inputs_fast_rule(g, out, inputs, hidden, state, saved)
    size = state.shape[-1]
    result[..., 2 * size :] *= saved[0][..., :size]
    return result


@operation(
    _gru_inputs_rule,
    _gru_hidden_rule,
    _gru_state_rule,
    fast_rules=(
        _gru_inputs_fast_rule,
        _gru_hidden_fast_rule,
        lambda g, out, inputs, hidden, state, saved: g * np.split(saved[0], 2, axis=-1)[1],
    ),
    saves=True,
)
def gru_step(inputs: Any, hidden: Any, state: Any) -> Any:
    """One step of a GRU: `h' = (1 - z) n + z h`, with gates r and z and the candidate n.

        r = σ(inputs_r + hidden_r)      z = σ(inputs_z + hidden_z)
        n = tanh(inputs_n + r hidden_n)

    Args:
        inputs: what comes from the input for r, z and n, shape `(..., 3 H)`.
        hidden: what comes from the hidden state for them, likewise.
        state: the hidden state h, shape `(..., H)`.

    Source: Cho et al., 2014, with r applied after the product, as in PyTorch.
    """
    size = state.shape[-1]
    gates = sigmoid(inputs[..., : 2 * size] + hidden[..., : 2 * size])
    r, z = np.split(gates, 2, axis=-1)
    n = r * hidden[..., 2 * size :]
    n += inputs[..., 2 * size :]
    np.tanh(n, out=n)
    out = state - n
    out *= z
    out += n
    return out, (gates, n)
