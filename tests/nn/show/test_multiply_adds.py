"""The multiply-adds of each layer: by hand, and by multiplying numbers that count it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import Any, ClassVar

import numpy as np
import pytest

import autograd
import nn


class Number:
    """A number that counts each multiplication."""

    products: ClassVar[Counter[str]] = Counter()

    def __init__(self, value: float) -> None:
        self.value = value

    def __mul__(self, other: Number) -> Number:
        Number.products["all"] += 1
        return Number(self.value * other.value)

    def __add__(self, other: Number) -> Number:
        return Number(self.value + other.value)


def numbers(x: Any) -> Any:
    array = x.detach().numpy() if isinstance(x, autograd.Tensor) else np.asarray(x)
    return np.vectorize(Number, otypes=[object])(array)


def values(array: Any) -> Any:
    return np.vectorize(lambda number: number.value, otypes=[float])(array)


def applied(function: Callable[[Any], Any], array: Any) -> Any:
    """Apply a function whose own multiplications are not counted."""
    return numbers(function(values(array)))


def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    result = numbers(x) @ numbers(weight).T
    return result if bias is None else result + numbers(bias)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def check(layer: nn.Module, x: Any, slow: Callable[..., Any], *others: Any) -> None:
    """Compare outputs, and the number of multiplications, with those of a slow computation."""
    layer.double().eval()
    Number.products.clear()
    slowly = values(slow(*(np.asarray(given) for given in (x, *others))))
    counted = Number.products["all"]
    result = layer(x, *others)
    result = result[0] if isinstance(result, tuple) else result
    np.testing.assert_allclose(slowly, result.detach().numpy(), rtol=1e-9, atol=1e-12)
    table = nn.summary(layer, (x, *others))
    assert table.complete
    assert table.total_multiply_adds == counted


def some(*shape: int) -> Any:
    return np.random.default_rng(0).normal(size=shape)


def test_linear() -> None:
    layer = nn.Linear(4, 3)
    check(layer, some(2, 5, 4), lambda x: linear(x, layer.weight, layer.bias))
    assert nn.summary(layer, some(2, 5, 4)).total_multiply_adds == 2 * 5 * 3 * 4


def test_drop_connect_is_linear_in_evaluation() -> None:
    layer = nn.DropConnect(4, 3)
    check(layer, some(2, 4), lambda x: linear(x, layer.weight, layer.bias))


def test_bilinear() -> None:
    layer = nn.Bilinear(3, 4, 2, bias=False)

    def slow(x1: Any, x2: Any) -> Any:
        columns = [
            [(numbers(a) @ w) @ numbers(b) for w in numbers(layer.weight)]
            for a, b in zip(x1, x2, strict=True)
        ]
        return np.array(columns)

    check(layer, some(5, 3), slow, some(5, 4))
    assert nn.summary(layer, (some(5, 3), some(5, 4))).total_multiply_adds == 5 * 2 * (12 + 4)


def test_maxout() -> None:
    layer = nn.Maxout(4, 3, pieces=5)

    def slow(x: Any) -> Any:
        lines = linear(x, layer.weight, layer.bias)
        return applied(lambda v: v.reshape(len(x), 3, 5).max(-1), lines)

    check(layer, some(2, 4), slow)


def convolved(layer: Any, x: Any) -> Any:
    """Cross-correlation by loops, any number of axes."""
    axes, (samples, _, *lengths) = layer.axes, x.shape
    kernel = numbers(layer.weight)
    outputs, inputs = layer.out_channels // layer.groups, layer.in_channels // layer.groups
    padded = numbers(np.pad(x, [(0, 0), (0, 0), *((p, p) for p in layer.padding)]))
    sizes = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, p, d, k, s in zip(
            lengths, layer.padding, layer.dilation, layer.kernel_size, layer.stride, strict=True
        )
    ]
    result = numbers(np.zeros((samples, layer.out_channels, *sizes)))
    for n, o, *place in product(range(samples), range(layer.out_channels), *map(range, sizes)):
        group = o // outputs * inputs
        for c, *tap in product(range(inputs), *map(range, layer.kernel_size)):
            at = tuple(place[a] * layer.stride[a] + tap[a] * layer.dilation[a] for a in range(axes))
            result[(n, o, *place)] += padded[(n, group + c, *at)] * kernel[(o, c, *tap)]
    return result


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.Conv1d(2, 3, 3, bias=False), (2, 2, 7)),
        (nn.Conv1d(4, 6, 2, stride=2, padding=1, dilation=3, groups=2, bias=False), (2, 4, 9)),
        (nn.Conv2d(2, 3, (2, 3), bias=False), (2, 2, 4, 5)),
        (nn.Conv2d(4, 8, 3, stride=(2, 1), padding=1, groups=4, bias=False), (1, 4, 5, 4)),
    ],
)
def test_convolution(layer: Any, shape: tuple[int, ...]) -> None:
    check(layer, some(*shape), lambda x: convolved(layer, x))


def spread(layer: Any, x: Any) -> Any:
    """Transposed convolution by loops: each element adds its kernel to the output."""
    shape = layer(x).shape
    kernel, given = numbers(layer.weight), numbers(x)
    inputs, outputs = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    result = numbers(np.zeros(shape))
    lost = numbers(0.0)
    for n, c, *place in np.ndindex(*x.shape):
        for o, *tap in np.ndindex(outputs, *layer.kernel_size):
            at = tuple(
                p * s + t * d - cut
                for p, s, t, d, cut in zip(
                    place, layer.stride, tap, layer.dilation, layer.padding, strict=True
                )
            )
            part = given[(n, c, *place)] * kernel[(c, o, *tap)]
            inside = all(0 <= i < length for i, length in zip(at, shape[2:], strict=True))
            if inside:
                result[(n, c // inputs * outputs + o, *at)] += part
            else:
                lost = lost + part
    return result


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.ConvTranspose1d(2, 3, 3, bias=False), (2, 2, 4)),
        (nn.ConvTranspose1d(4, 6, 3, stride=2, padding=1, groups=2, bias=False), (1, 4, 5)),
        (nn.ConvTranspose2d(2, 1, (2, 3), stride=2, dilation=2, bias=False), (2, 2, 3, 2)),
    ],
)
def test_transposed_convolution(layer: Any, shape: tuple[int, ...]) -> None:
    check(layer, some(*shape), lambda x: spread(layer.double(), x))


def test_locally_connected() -> None:
    layer = nn.LocallyConnected1d(2, 3, 7, 3, stride=2, bias=False)

    def slow(x: Any) -> Any:
        kernels = numbers(layer.weight)  # (places, out, in, 3)
        places = [
            [[(numbers(row[:, 2 * i : 2 * i + 3]) * k).sum() for i, k in enumerate(of_output)]
             for of_output in kernels.swapaxes(0, 1)]
            for row in x
        ]  # fmt: skip
        return np.array(places)

    check(layer, some(2, 2, 7), slow)
    image = nn.LocallyConnected2d(2, 3, (5, 5), (2, 3))
    assert nn.summary(image, some(1, 2, 5, 5)).total_multiply_adds == 4 * 3 * 3 * (2 * 2 * 3)


def test_recurrent_by_hand() -> None:
    # 5 steps of 2 samples; each of 4 units: 3 inputs and 4 units for each gate.
    x = some(5, 2, 3)
    assert nn.summary(nn.RNN(3, 4), x).total_multiply_adds == 10 * 4 * 7
    assert nn.summary(nn.GRU(3, 4), x).total_multiply_adds == 10 * 4 * (3 * 7 + 3)
    assert nn.summary(nn.LSTM(3, 4), x).total_multiply_adds == 10 * 4 * (4 * 7 + 3)
    # The second layer has the 8 outputs of both directions as its inputs.
    both = nn.RNN(3, 4, num_layers=2, bidirectional=True, batch_first=True)
    assert nn.summary(both, x).total_multiply_adds == 10 * 2 * 4 * (7 + 12)
    assert nn.summary(nn.RNN(3, 4), some(5, 3)).total_multiply_adds == 5 * 4 * 7


def scanned(layer: Any, x: Any, step: Callable[..., Any]) -> Any:
    """Run a recurrent layer over a sequence `(L, N, features)`, step by step."""
    for number in range(layer.num_layers):
        directions = []
        for suffix in ("", "_reverse")[: 1 + layer.bidirectional]:
            weights = [
                getattr(layer, f"{kind}_l{number}{suffix}")
                for kind in ("weight_ih", "bias_ih", "weight_hh", "bias_hh")
            ]
            state = (np.zeros((x.shape[1], layer.hidden_size)),) * 2
            hidden = []
            for row in x[::-1] if suffix else x:
                inputs = linear(row, *weights[:2])
                state = step(inputs, linear(state[0], *weights[2:]), *state)
                hidden.append(state[0])
            directions.append(np.array(hidden[::-1] if suffix else hidden))
        x = np.concatenate(directions, -1)
    return numbers(x)


def rnn_step(inputs: Any, hidden: Any, h: Any, c: Any) -> Any:
    return np.tanh(values(inputs + hidden)), c


def lstm_step(inputs: Any, hidden: Any, h: Any, c: Any) -> Any:
    i, f, u, o = np.split(inputs + hidden, 4, -1)
    cell = applied(sigmoid, f) * numbers(c) + applied(sigmoid, i) * applied(np.tanh, u)
    return values(applied(sigmoid, o) * applied(np.tanh, cell)), values(cell)


def gru_step(inputs: Any, hidden: Any, h: Any, c: Any) -> Any:
    (r, z, n), (r_h, z_h, n_h) = np.split(inputs, 3, -1), np.split(hidden, 3, -1)
    reset, keep = applied(sigmoid, r + r_h), applied(sigmoid, z + z_h)
    new = applied(np.tanh, n + reset * n_h)
    return values(applied(lambda v: 1 - v, keep) * new + keep * numbers(h)), c


@pytest.mark.parametrize(
    ("layer", "step"),
    [
        (nn.RNN(3, 4), rnn_step),
        (nn.LSTM(3, 4, num_layers=2), lstm_step),
        (nn.GRU(3, 4, num_layers=2, bidirectional=True), gru_step),
        (nn.LSTM(3, 2, bidirectional=True), lstm_step),
    ],
)
def test_recurrent(layer: Any, step: Any) -> None:
    check(layer, some(5, 2, 3), lambda x: scanned(layer, x, step))


@pytest.mark.parametrize("sizes", [{}, {"kdim": 3, "vdim": 5}])
def test_attention(sizes: dict[str, int]) -> None:
    layer = nn.MultiheadAttention(8, 2, batch_first=True, **sizes)

    def slow(query: Any, key: Any, value: Any) -> Any:
        weights = (
            np.split(layer.in_proj_weight.detach().numpy(), 3)
            if not sizes
            else [layer.q_proj_weight, layer.k_proj_weight, layer.v_proj_weight]
        )
        samples = []
        for inputs in zip(query, key, value, strict=True):
            q, k, v = (linear(x, w) for x, w in zip(inputs, weights, strict=True))
            heads = []
            for part in (slice(0, 4), slice(4, 8)):
                scores = values(q[:, part] @ k[:, part].T) / 2
                shares = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
                heads.append(numbers(shares) @ v[:, part])
            joined = np.concatenate(heads, -1)
            samples.append(joined @ numbers(layer.out_proj.weight).T)
        return np.array(samples)

    kdim, vdim = sizes.get("kdim", 8), sizes.get("vdim", 8)
    check(layer, some(2, 3, 8), slow, some(2, 4, kdim), some(2, 4, vdim))


def test_attention_without_a_batch_and_with_the_length_first() -> None:
    # Queries, keys and values 3 * 5 * 8 * 8, scores and averages 2 * 5 * 5 * 8, the output 5 * 64.
    expected = 960 + 400 + 320
    x = some(5, 8)
    assert nn.summary(nn.MultiheadAttention(8, 2), (x, x, x)).total_multiply_adds == expected
    first = some(5, 3, 8)
    model = nn.MultiheadAttention(8, 2)
    assert nn.summary(model, (first, first, first)).total_multiply_adds == 3 * expected


def test_normalization_by_hand() -> None:
    images = some(2, 4, 3, 3)
    for layer, per_element in (
        (nn.BatchNorm2d(4), 1),  # a scale and a shift, both known
        (nn.BatchNorm2d(4, track_running_stats=False), 4),  # mean, squares, division, weight
        (nn.BatchNorm2d(4, affine=False, track_running_stats=False), 3),
        (nn.InstanceNorm2d(4), 3),
        (nn.GroupNorm(2, 4), 4),
        (nn.LayerNorm((3, 3)), 4),
        (nn.LayerNorm(3, elementwise_affine=False), 3),
        (nn.RMSNorm(3), 3),  # squares, division, weight
        (nn.RMSNorm(3, elementwise_affine=False), 2),
    ):
        assert nn.summary(layer, images).total_multiply_adds == per_element * images.size


def test_pooling_by_hand() -> None:
    images = abs(some(2, 3, 6, 6))
    for layer, expected in (
        (nn.MaxPool2d(2), 0),
        (nn.AvgPool2d(2), 2 * 3 * 9 * 4),
        (nn.AvgPool2d((2, 3), stride=1), 2 * 3 * 5 * 4 * 6),
        (nn.StochasticPool2d(2), 2 * 3 * 9 * 4 * 2),
        (nn.AdaptiveMaxPool2d(2), 0),
        (nn.AdaptiveAvgPool2d(1), 2 * 3 * 36),
        # Regions 0-1, 1-2, 3-4, 4-5 of 6: lengths 2, 2, 2, 2, by 6.
        (nn.AdaptiveAvgPool2d((4, 1)), 2 * 3 * 8 * 6),
    ):
        assert nn.summary(layer, images).total_multiply_adds == expected
    assert nn.summary(nn.AvgPool1d(3), some(2, 6)).total_multiply_adds == 2 * 2 * 3
    # Regions 0-2, 2-4 of 5: lengths 3 and 3.
    assert nn.summary(nn.AdaptiveAvgPool1d(2), some(2, 5)).total_multiply_adds == 2 * 6


def test_layers_that_neither_multiply_nor_add() -> None:
    for layer, x in (
        (nn.ReLU(), some(2, 3)), (nn.GELU(), some(2, 3)), (nn.PReLU(), some(2, 3)),
        (nn.Softmax(), some(2, 3)), (nn.Dropout(), some(2, 3)), (nn.Flatten(), some(2, 3)),
        (nn.Embedding(4, 3), np.array([1, 2])), (nn.ZeroPad2d(1), some(1, 2, 2)),
        (nn.Unfold(2), some(1, 3, 3)), (nn.Upsample(scale_factor=2), some(1, 1, 2, 2)),
    ):  # fmt: skip
        table = nn.summary(layer, x)
        assert table.total_multiply_adds == 0
        assert table.complete


def test_fold_adds_each_input() -> None:
    columns = some(1, 4, 4)
    assert nn.summary(nn.Fold((3, 3), 2), columns).total_multiply_adds == 16


def test_every_layer_with_parameters_has_a_formula() -> None:
    from nn.show.summaries import multiply_adds

    ready_to_use = {
        kind
        for kind in vars(nn).values()
        if isinstance(kind, type) and issubclass(kind, nn.Module)
        and kind.__module__.startswith("nn.layers.") and "Parameter" in (kind.__doc__ or "")
    }  # fmt: skip
    assert len(ready_to_use) > 15
    # LazyLinear becomes Linear when it is called.
    assert not ready_to_use - set(multiply_adds._FORMULAS) - {nn.LazyLinear}


def test_a_subclass_with_its_own_forward_is_not_taken_for_its_base() -> None:
    class Scaled(nn.Linear):
        def forward(self, x: Any) -> Any:
            return super().forward(x) * 2.0

    class Named(nn.Linear):
        pass

    assert not nn.summary(Scaled(2, 3), input_size=(1, 2)).complete
    assert nn.summary(Named(2, 3), input_size=(1, 2)).total_multiply_adds == 6
