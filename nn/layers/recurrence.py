"""What recurrent layers share: layers, directions, and the walk along a sequence."""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

from numpy.typing import DTypeLike

import autograd
from autograd import Tensor

from .. import functional as F
from ..checks import checked_probability, positive_integer, to_dtype
from ..functional.scans import State, Weights, walk
from ..module import Module
from ..parameter import Parameter, parameter_dtype
from .initial_values import draw_parameters

__all__ = ["Recurrence"]


class Recurrence(Module):
    """Layers of a recurrent step, forwards or in both directions; a subclass has the step."""

    _gates: ClassVar[int]  # how many rows of weights each hidden unit has
    _states: ClassVar[int] = 1  # the hidden state, and with the LSTM the cell
    weight_ih_l0: Parameter

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__()
        name = type(self).__name__
        self.input_size = positive_integer(input_size, f"{name}: input_size")
        self.hidden_size = positive_integer(hidden_size, f"{name}: hidden_size")
        self.num_layers = positive_integer(num_layers, f"{name}: num_layers")
        self.bias = bool(bias)
        self.batch_first = bool(batch_first)
        self.dropout = checked_probability(dropout, name)
        self.bidirectional = bool(bidirectional)
        if self.dropout and self.num_layers == 1:
            warnings.warn(
                f"{name}: dropout acts between layers, after all but the last; with num_layers=1 "
                f"there is no such place, so dropout={dropout} does nothing",
                stacklevel=3,
            )
        dtype = parameter_dtype(dtype)
        rows = self._gates * self.hidden_size
        self._suffixes = ("", "_reverse") if self.bidirectional else ("",)
        for layer in range(self.num_layers):
            columns = self.input_size if layer == 0 else len(self._suffixes) * self.hidden_size
            for suffix in self._suffixes:
                shapes: dict[str, tuple[int, ...]] = {
                    "weight_ih": (rows, columns), "weight_hh": (rows, self.hidden_size),
                }  # fmt: skip
                if self.bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
                for kind, shape in shapes.items():
                    parameter = Parameter(autograd.zeros(shape, dtype=dtype))
                    setattr(self, f"{kind}_l{layer}{suffix}", parameter)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        draw_parameters(self.hidden_size, *self.parameters())

    def flatten_parameters(self) -> None:
        """Do nothing: on a GPU, PyTorch's scripts bring the weights together in memory by it."""

    def _walk(self, x: Any, weights: Weights, state: State, backwards: bool) -> tuple[Any, State]:
        """Return the hidden states of all steps, and the final state."""
        return walk(self._step, x, weights, state, backwards)

    def _step(self, projected: Any, state: State, weight_hh: Any, bias_hh: Any) -> State:
        """Return the next state, from the input's part of the gates."""
        raise NotImplementedError

    def _run(self, x: Any, initial: Any) -> tuple[Any, list[Tensor]]:
        """Run all layers over `x`, `(L, N, input_size)`.

        Returns:
            The last layer's hidden states, `(L, N, directions * hidden_size)`, and for each kind
            of state the final ones, `(num_layers * directions, N, hidden_size)`.
        """
        final: list[State] = []
        for layer in range(self.num_layers):
            if layer and self.training and self.dropout:
                x = F.dropout(x, self.dropout)
            outputs = []
            for suffix in self._suffixes:
                state = tuple(kind[len(final)] for kind in initial)
                hidden, last = self._scan(x, state, f"_l{layer}{suffix}", bool(suffix))
                outputs.append(hidden)
                final.append(last)
            x = outputs[0] if len(outputs) == 1 else autograd.concatenate(outputs, -1)
        return x, [autograd.stack(kind) for kind in zip(*final, strict=True)]

    def _scan(self, x: Any, state: State, where: str, backwards: bool) -> tuple[Any, State]:
        """Run one layer in one direction over the sequence."""
        kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        weights = tuple(getattr(self, f"{kind}{where}", None) for kind in kinds)
        return self._walk(x, weights, state, backwards)

    def _forward(self, x: Any, initial: State | None) -> tuple[Any, list[Any]]:
        """Bring a sequence into the shape `(L, N, input_size)`, run it, and bring it back."""
        x = to_dtype(x, self.weight_ih_l0.dtype)
        name = type(self).__name__
        if x.ndim not in (2, 3) or x.shape[-1] != self.input_size:
            axes = "(N, L, features)" if self.batch_first else "(L, N, features)"
            raise ValueError(
                f"{name}: the input has shape {x.shape}; it must be {axes}, or (L, features) for a "
                f"single sequence, with {self.input_size} features"
            )
        batched = x.ndim == 3
        if not batched:
            x = autograd.unsqueeze(x, 1)
        elif self.batch_first:
            x = autograd.swapaxes(x, 0, 1)
        if not len(x):
            raise ValueError(f"{name}: the sequence is empty: it has 0 steps")
        x, final = self._run(x, self._initial(initial, x.shape[1], batched))
        if not batched:
            return x[:, 0], [kind[:, 0] for kind in final]
        return (autograd.swapaxes(x, 0, 1) if self.batch_first else x), final

    def _initial(self, given: State | None, samples: int, batched: bool) -> State:
        """Return the initial states, zeros where none are given, after a look at their shapes."""
        dtype = self.weight_ih_l0.dtype
        shape = (self.num_layers * len(self._suffixes), samples, self.hidden_size)
        if given is None:
            return (autograd.zeros(shape, dtype=dtype),) * self._states
        expected = shape if batched else (shape[0], shape[2])
        states = []
        for kind, state in zip(("h_0", "c_0"), given, strict=False):
            state = to_dtype(state, dtype)
            if state.shape != expected:
                raise ValueError(
                    f"{type(self).__name__}: {kind} has shape {state.shape}; for this input it "
                    f"must be {expected}"
                )
            states.append(state if batched else autograd.unsqueeze(state, 1))
        return tuple(states)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        usual = {
            "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0,
            "bidirectional": False,
        }  # fmt: skip
        others = {k: getattr(self, k) for k, v in usual.items() if getattr(self, k) != v}
        return ", ".join(
            [str(self.input_size), str(self.hidden_size), *(f"{k}={v}" for k, v in others.items())]
        )
