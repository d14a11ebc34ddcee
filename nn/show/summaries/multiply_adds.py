"""How many multiply-adds a layer computes in one call, by its class.

A multiply-add is one step of a sum, `sum = sum + a * b`; an addition or a multiplication alone
counts as one too. The bias, with which a sum may begin, counts nothing, and neither do activation
functions, comparisons and factors that are the same for all elements. Zeros that padding adds are
multiplied as all others are. Everything is counted as in evaluation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...layers.attention import MultiheadAttention
from ...layers.convolution.forwards import Conv1d, Conv2d
from ...layers.convolution.patches import Fold
from ...layers.convolution.transposes import ConvTranspose1d, ConvTranspose2d
from ...layers.dropout import DropConnect
from ...layers.embeddings import Embedding
from ...layers.linear import Bilinear, Linear
from ...layers.locally_connected import LocallyConnected1d, LocallyConnected2d
from ...layers.normalization.over_batches import BatchNorm1d, BatchNorm2d, InstanceNorm2d
from ...layers.normalization.over_samples import GroupNorm, LayerNorm, RMSNorm
from ...layers.pooling.regions import AdaptiveAvgPool1d, AdaptiveAvgPool2d
from ...layers.pooling.windows import AvgPool1d, AvgPool2d, StochasticPool2d
from ...layers.rectifying import PReLU
from ...layers.recurrent import GRU, LSTM, RNN
from ...layers.units import Maxout
from ...module import Module
from ..running import Call

__all__ = ["multiply_adds"]


def multiply_adds(call: Call) -> int | None:
    """Return what the module itself computed in a call, without the modules that it called.

    Returns:
        None if it is not known: for a module with parameters of its own and another `forward` than
        the library's.
    """
    kind = type(call.module)
    for known in kind.__mro__:
        if known in _FORMULAS:
            if kind.forward is known.forward:
                return int(_FORMULAS[known](call.module, call))
            break
    return None if any(True for _ in call.module.parameters(recurse=False)) else 0


def _size(x: Any) -> int:
    return math.prod(np.shape(x))


def _linear(layer: Any, call: Call) -> Any:
    """Each output is a sum over the inputs: `outputs * in_features`."""
    return _size(call.output) * layer.in_features


def _bilinear(layer: Any, call: Call) -> Any:
    """Each output is `(x1 @ W_k) @ x2`: `outputs * (in1_features + 1) * in2_features`."""
    return _size(call.output) * (layer.in1_features + 1) * layer.in2_features


def _maxout(layer: Any, call: Call) -> Any:
    """Each output is the largest of several sums: `outputs * pieces * in_features`."""
    return _size(call.output) * layer.pieces * layer.in_features


def _convolution(layer: Any, call: Call) -> Any:
    """Each output is a sum over a window: `outputs * in_channels / groups * kernel elements`."""
    return _size(call.output) * math.prod(layer.weight.shape[1:])


def _transposed_convolution(layer: Any, call: Call) -> Any:
    """Each input is spread over a window: `inputs * out_channels / groups * kernel elements`."""
    return _size(call.inputs[0]) * math.prod(layer.weight.shape[1:])


def _locally_connected(layer: Any, call: Call) -> Any:
    """Each output is a sum over a window: `outputs * in_channels * kernel elements`."""
    return _size(call.output) * layer.in_channels * math.prod(layer.kernel_size)


def _recurrent(gates: int, products: int) -> Callable[[Any, Call], Any]:
    """Each step computes the gates from input and state, and combines them element by element.

    `steps * samples * directions * hidden * (gates * (inputs + hidden) + products)` for each layer;
    the inputs of the second are the outputs of the first, in both directions.
    """

    def count(layer: Any, call: Call) -> Any:
        rows = _size(call.inputs[0]) // layer.input_size
        directions = 2 if layer.bidirectional else 1
        hidden, total, inputs = layer.hidden_size, 0, layer.input_size
        for _ in range(layer.num_layers):
            total += rows * directions * hidden * (gates * (inputs + hidden) + products)
            inputs = directions * hidden
        return total

    return count


def _attention(layer: Any, call: Call) -> Any:
    """`(queries + keys + values) * E` for the linear maps, `2 N L S E` for scores and averages.

    The first three are numbers of elements. The linear map at the end is a layer of its own.
    """
    given = call.arguments
    query, key, value = given["query"], given["key"], given["value"]
    length = np.shape(key)[-2 if layer.batch_first or np.ndim(key) == 2 else 0]
    maps = (_size(query) + _size(key) + _size(value)) * layer.embed_dim
    return maps + 2 * _size(query) * length


def _batch_normalization(layer: Any, call: Call) -> Any:
    """`elements`: a scale and a shift, with running statistics; else as other normalizations."""
    if layer.running_mean is not None:
        return _size(call.output)
    return _normalization(layer, call)


def _normalization(layer: Any, call: Call) -> Any:
    """`elements * 3`: the mean, the squares, the division; and one more with a weight."""
    return _size(call.output) * (3 if layer.weight is None else 4)


def _root_mean_square(layer: Any, call: Call) -> Any:
    """`elements * 2`: the squares, the division; and one more with a weight."""
    return _size(call.output) * (2 if layer.weight is None else 3)


def _mean_of_windows(layer: Any, call: Call) -> Any:
    """Each output is a sum over a window: `outputs * window elements`."""
    return _size(call.output) * _window(layer)


def _expectation_of_windows(layer: Any, call: Call) -> Any:
    """Two sums over each window, `sum a**2 / sum a`: `outputs * 2 * window elements`."""
    return _size(call.output) * 2 * _window(layer)


def _window(layer: Any) -> Any:
    size = layer.kernel_size
    return math.prod(size) if isinstance(size, tuple) else size**layer.axes


def _mean_of_regions(layer: Any, call: Call) -> Any:
    """Each output is a sum over a region: the sum of their sizes; neighbours may overlap."""
    before, after = np.shape(call.inputs[0])[-layer.axes :], np.shape(call.output)[-layer.axes :]
    total = _size(call.output) // math.prod(after)
    for length, count in zip(before, after, strict=True):
        # Region i goes from floor(i L / n) to ceil((i + 1) L / n).
        total *= sum(-(-(i + 1) * length // count) - i * length // count for i in range(count))
    return total


def _inputs(layer: Any, call: Call) -> Any:
    """Each input is added once: `inputs`."""
    return _size(call.inputs[0])


def _nothing(layer: Any, call: Call) -> Any:
    """0: rows are looked up, elements compared or drawn, or each changed by itself."""
    return 0


_FORMULAS: dict[type[Module], Callable[[Any, Call], Any]] = {
    Linear: _linear,
    DropConnect: _linear,
    Bilinear: _bilinear,
    Maxout: _maxout,
    Conv1d: _convolution,
    Conv2d: _convolution,
    ConvTranspose1d: _transposed_convolution,
    ConvTranspose2d: _transposed_convolution,
    LocallyConnected1d: _locally_connected,
    LocallyConnected2d: _locally_connected,
    RNN: _recurrent(gates=1, products=0),
    GRU: _recurrent(gates=3, products=3),  # r U h, (1 - z) n, z h
    LSTM: _recurrent(gates=4, products=3),  # f c, i u, o tanh(c)
    MultiheadAttention: _attention,
    BatchNorm1d: _batch_normalization,
    BatchNorm2d: _batch_normalization,
    InstanceNorm2d: _batch_normalization,
    LayerNorm: _normalization,
    GroupNorm: _normalization,
    RMSNorm: _root_mean_square,
    AvgPool1d: _mean_of_windows,
    AvgPool2d: _mean_of_windows,
    StochasticPool2d: _expectation_of_windows,
    AdaptiveAvgPool1d: _mean_of_regions,
    AdaptiveAvgPool2d: _mean_of_regions,
    Fold: _inputs,
    Embedding: _nothing,
    PReLU: _nothing,
}
