"""Recurrent layers: one step of a sequence after the other, with a state that goes on."""

from __future__ import annotations

from typing import Any

from numpy.typing import DTypeLike

from autograd import linear, relu, tanh

from ..functional.gates import gru_step
from ..functional.scans import SHOWN_IN_STEPS, State, Weights, are_usual, lstm, lstm_steps
from .recurrence import Recurrence

__all__ = ["GRU", "LSTM", "RNN"]


class RNN(Recurrence):
    """Recurrent layer (Elman): `h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)`.

    Args:
        input_size: the number of features of a step.
        hidden_size: the number of hidden units H.
        num_layers: how many layers, each running over the hidden states of the one before.
            Default: 1.
        nonlinearity: "tanh" or "relu". Default: "tanh".
        bias: whether there are biases. Default: True.
        batch_first: inputs and outputs are `(N, L, features)`. Default: False, `(L, N, features)`.
        dropout: probability of dropping an output of all layers but the last. Default: 0.
        bidirectional: a second set of weights runs from the end to the beginning; the hidden
            states of both lie side by side in the output. Default: False.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight_ih_l0: Parameter, `(H, input_size)`; of layer k, `_lk`; backwards, `_lk_reverse`.
        weight_hh_l0: Parameter, `(H, H)`.
        bias_ih_l0: Parameter, `(H,)`; both biases are there as in PyTorch.
        bias_hh_l0: Parameter, `(H,)`. All are initially uniform in ±1 / sqrt(H).

    Shapes: input `(L, N, input_size)` or `(L, input_size)`, initial state
    `(num_layers * directions, N, H)`, by default zeros. Returned are the outputs
    `(L, N, directions * H)`, the last layer's hidden states, and the final state.

    Raises:
        ValueError: a setting makes no sense, or a shape does not fit.

    Source: Elman, 1990; the decks name recurrent networks beside feed-forward ones.

    Example:
        >>> import autograd, nn
        >>> outputs, state = nn.RNN(3, 4)(autograd.zeros(7, 5, 3))
        >>> outputs.shape, state.shape
        ((7, 5, 4), (1, 5, 4))
    """

    _gates = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        dtype: DTypeLike | None = None,
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f'RNN: nonlinearity must be "tanh" or "relu", got {nonlinearity!r}')
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, dtype
        )
        self.nonlinearity = nonlinearity

    def forward(self, x: Any, h_0: Any = None) -> tuple[Any, Any]:
        """Return the outputs of all steps and the final hidden state."""
        outputs, (h_n,) = self._forward(x, None if h_0 is None else (h_0,))
        return outputs, h_n

    def _step(self, projected: Any, state: State, weight_hh: Any, bias_hh: Any) -> State:
        sums = projected + linear(state[0], weight_hh, bias_hh)
        return (tanh(sums) if self.nonlinearity == "tanh" else relu(sums),)


class LSTM(Recurrence):
    """Long short-term memory: a cell that gates write to, keep and read from.

        i, f, o = σ(W x_t + b + U h_{t-1} + b')    u = tanh(W_u x_t + b_u + U_u h_{t-1} + b'_u)
        c_t = f c_{t-1} + i u                      h_t = o tanh(c_t)

    Args:
        input_size: the number of features of a step.
        hidden_size: the number of hidden units H.
        num_layers: how many layers, each running over the hidden states of the one before.
            Default: 1.
        bias: whether there are biases. Default: True.
        batch_first: inputs and outputs are `(N, L, features)`. Default: False, `(L, N, features)`.
        dropout: probability of dropping an output of all layers but the last. Default: 0.
        bidirectional: a second set of weights runs from the end to the beginning. Default: False.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight_ih_l0: Parameter, `(4 H, input_size)`: the rows of i, f, u, o; as `RNN`'s otherwise.

    Shapes: as `RNN`'s; the state is a pair, `(h, c)`. PyTorch's `proj_size` is not offered.

    Pictures and derivations show each step of a walk that has at most 1,000 numbers in all its
    hidden states; a longer one is a single operation, `lstm`, and so takes half the time.

    Raises:
        ValueError: a setting makes no sense, or a shape does not fit.

    Source: Hochreiter and Schmidhuber, 1997; Gers et al., 2000.

    Example:
        >>> import autograd, nn
        >>> outputs, (h, c) = nn.LSTM(3, 4, num_layers=2)(autograd.zeros(7, 5, 3))
        >>> outputs.shape, h.shape, c.shape
        ((7, 5, 4), (2, 5, 4), (2, 5, 4))
    """

    _gates = 4
    _states = 2

    def forward(self, x: Any, state: Any = None) -> tuple[Any, tuple[Any, Any]]:
        """Return the outputs of all steps and the final pair of hidden state and cell."""
        if state is not None and (not isinstance(state, (tuple, list)) or len(state) != 2):
            raise ValueError("LSTM: the initial state must be a pair (h_0, c_0)")
        outputs, (h_n, c_n) = self._forward(x, None if state is None else tuple(state))
        return outputs, (h_n, c_n)

    def _walk(self, x: Any, weights: Weights, state: State, backwards: bool) -> tuple[Any, State]:
        weight_ih, weight_hh, *biases = weights
        inputs = (x, weight_ih, weight_hh, *state, *biases)
        usual = are_usual(x, weight_ih, weight_hh, state[0], *biases)
        if x.shape[0] * state[0].size <= SHOWN_IN_STEPS or not usual:
            return lstm_steps(*inputs, backwards=backwards)
        both = lstm(*inputs, backwards=backwards)
        return both[:-1], (both[0 if backwards else -2], both[-1])


class GRU(Recurrence):
    """Gated recurrent unit: a hidden state that a gate keeps or replaces.

        r, z = σ(W x_t + b + U h_{t-1} + b')       n = tanh(W_n x_t + b_n + r (U_n h_{t-1} + b'_n))
        h_t = (1 - z) n + z h_{t-1}

    Args:
        input_size: the number of features of a step.
        hidden_size: the number of hidden units H.
        num_layers: how many layers, each running over the hidden states of the one before.
            Default: 1.
        bias: whether there are biases. Default: True.
        batch_first: inputs and outputs are `(N, L, features)`. Default: False, `(L, N, features)`.
        dropout: probability of dropping an output of all layers but the last. Default: 0.
        bidirectional: a second set of weights runs from the end to the beginning. Default: False.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes:
        weight_ih_l0: Parameter, `(3 H, input_size)`: the rows of r, z, n; as `RNN`'s otherwise.

    Shapes: as `RNN`'s.

    Raises:
        ValueError: a setting makes no sense, or a shape does not fit.

    Source: Cho et al., 2014, with r applied after the matrix product, as in PyTorch.

    Example:
        >>> import autograd, nn
        >>> outputs, state = nn.GRU(3, 4, bidirectional=True)(autograd.zeros(7, 5, 3))
        >>> outputs.shape, state.shape
        ((7, 5, 8), (2, 5, 4))
    """

    _gates = 3

    def forward(self, x: Any, h_0: Any = None) -> tuple[Any, Any]:
        """Return the outputs of all steps and the final hidden state."""
        outputs, (h_n,) = self._forward(x, None if h_0 is None else (h_0,))
        return outputs, h_n

    def _step(self, projected: Any, state: State, weight_hh: Any, bias_hh: Any) -> State:
        return (gru_step(projected, linear(state[0], weight_hh, bias_hh), state[0]),)
