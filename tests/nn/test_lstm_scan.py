"""An LSTM's walk as one operation: held against the same walk with each step recorded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from autograd.symbol import Symbol
from autograd.testing import gradcheck
from nn.functional.scans import lstm, lstm_steps

NAMES = ["x", "weight_ih", "weight_hh", "hidden", "cell", "bias_ih", "bias_hh"]


def drawn(bias: bool, length: int = 4, samples: int = 3, dtype: Any = np.float64) -> list[Tensor]:
    features, size = 2, 5
    shapes = [(length, samples, features), (4 * size, features), (4 * size, size),
              (samples, size), (samples, size), *([(4 * size,)] * 2 if bias else [])]  # fmt: skip
    generator = np.random.default_rng(0)
    return [Tensor(generator.normal(size=s).astype(dtype), requires_grad=True) for s in shapes]


def packed(*inputs: Tensor, backwards: bool) -> Tensor:
    hidden, (_, cell) = lstm_steps(*inputs, backwards=backwards)
    return autograd.concatenate([hidden, autograd.unsqueeze(cell, 0)])


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("length", "samples"), [(4, 3), (1, 2), (5, 1)])
def test_one_operation_does_what_the_recorded_steps_do(bias, backwards, length, samples):
    inputs = drawn(bias, length, samples)
    out, expected = lstm(*inputs, backwards=backwards), packed(*inputs, backwards=backwards)
    np.testing.assert_allclose(out.data, expected.data, 1e-12, 1e-14)
    g = np.random.default_rng(1).normal(size=out.shape)
    fast = autograd.gradients(out, inputs, g, retain_graph=True)
    recorded = autograd.gradients(out, inputs, g, create_graph=True)
    known = autograd.gradients(expected, inputs, g)
    values = [x.data for x in inputs] + [None] * (7 - len(inputs))
    for position, (one, other, right) in enumerate(zip(fast, recorded, known, strict=True)):
        np.testing.assert_allclose(one.data, right.data, 1e-11, 1e-13)
        np.testing.assert_allclose(other.detach().numpy(), right.data, 1e-11, 1e-13)
        rule = lstm.operation.rules[position]
        plain = rule(g, out.data, *values, backwards=backwards, saved=None)
        np.testing.assert_allclose(plain, right.data, 1e-11, 1e-13)


@pytest.mark.parametrize("backwards", [False, True])
def test_gradients_are_those_of_finite_differences_to_second_order(backwards):
    gradcheck(lambda *inputs: lstm(*inputs, backwards=backwards), drawn(True, 3, 2), order=2)


def test_by_hand():
    # As in the cases of nn.LSTM: i = 3/4, f = 1/4, u = 1/2, o = 3/4, so c = 3/8.
    ln3, artanh_half = np.log(3.0), np.log(3.0) / 2
    weight = np.array([[ln3], [0.0], [artanh_half], [0.0]])
    bias = np.array([0.0, -ln3, 0.0, ln3])
    zeros = np.zeros((4, 1)), np.zeros((1, 1)), np.zeros((1, 1)), bias, np.zeros(4)
    out = lstm(np.array([[[1.0]], [[-1.0]]]), weight, *zeros)
    hidden = [[[0.75 * np.tanh(3 / 8)]], [[0.75 * np.tanh(-1 / 32)]]]
    np.testing.assert_allclose(out, [*hidden, [[-0.03125]]], 1e-14)


def test_an_input_computed_from_a_weight_keeps_both_ways_apart():
    _, weight_ih, *rest = drawn(True)
    x = autograd.reshape(weight_ih[:12] * 2.0, (4, 3, 2))
    for function in (lstm, lambda *inputs: packed(*inputs, backwards=False)):
        out = (function(x, weight_ih, *rest) ** 2).sum()
        plain = autograd.gradients(out, weight_ih, retain_graph=True)[0]
        recorded = autograd.gradients(out, weight_ih, create_graph=True)[0]
        np.testing.assert_allclose(recorded.detach().numpy(), plain.data, 1e-11)
        if function is lstm:
            first = plain.data
    np.testing.assert_allclose(first, plain.data, 1e-11)


def test_on_symbols_the_rule_is_a_formula_with_its_value():
    inputs = drawn(False)
    out = lstm(*inputs)
    g = np.random.default_rng(1).normal(size=out.shape)
    known = autograd.gradients(out, inputs, g, retain_graph=True)
    symbols = [Symbol(name, x.data) for name, x in zip(NAMES, inputs, strict=False)]
    for position, right in enumerate(known):
        formula = lstm.operation.rules[position](
            Symbol("g", g), Symbol("out", out.data), *symbols, None, None, backwards=False, saved=None
        )
        assert formula.text.startswith("lstm_gradient(g, x, weight_ih, weight_hh, hidden, cell")
        np.testing.assert_allclose(formula.value, right.data, 1e-11)


def test_passes_come_again_with_other_gradients_and_wishes():
    inputs = drawn(True)
    out = lstm(*inputs)
    seed = np.ones(out.shape)
    whole = autograd.gradients(out, inputs, seed, retain_graph=True)
    for wanted in ([2], [0, 4], [6], [1, 3, 5]):
        some = autograd.gradients(out, [inputs[i] for i in wanted], 2 * seed, retain_graph=True)
        for i, one in zip(wanted, some, strict=True):
            np.testing.assert_allclose(one.data, 2 * whole[i].data, 1e-12)
    arrays = [t.data for t in whole]
    for i, one in enumerate(arrays):
        assert not any(np.may_share_memory(one, other) for other in arrays[:i])


def test_a_weight_that_was_overwritten_is_not_used():
    inputs = drawn(True)
    out = lstm(*inputs).sum()
    with autograd.no_grad():
        inputs[2].zero_()
    with pytest.raises(RuntimeError, match="modified by an in-place operation"):
        out.backward()


def test_single_precision_stays_and_is_close():
    exact = lstm(*drawn(True))
    inputs = drawn(True, dtype=np.float32)
    out = lstm(*inputs)
    np.testing.assert_allclose(out.data, exact.data, 1e-5, 1e-6)
    assert {t.dtype for t in autograd.gradients(out.sum(), inputs)} | {out.dtype} == {np.dtype("f4")}


def test_large_inputs_saturate_without_warning():
    x = Tensor(np.array([[[1e4, -1e4]], [[-1e4, 1e4]]]), requires_grad=True)
    out = lstm(x, *drawn(False, 2, 1)[1:])
    out.sum().backward()
    assert np.isfinite(out.data).all()
    assert np.isfinite(x.grad.data).all()


@pytest.mark.parametrize("settings", [{}, {"bidirectional": True}, {"num_layers": 2, "bias": False}])
def test_a_layer_gives_the_same_for_long_sequences_as_for_short_ones(settings, monkeypatch):
    layer = nn.LSTM(3, 4, dtype=np.float64, **settings)
    x = Tensor(np.random.default_rng(0).normal(size=(30, 9, 3)), requires_grad=True)
    parameters = [x, *layer.parameters()]
    results = []
    for shown in (0, 10**9):
        monkeypatch.setattr("nn.layers.recurrent.SHOWN_IN_STEPS", shown)
        outputs, (h, c) = layer(x)
        loss = (outputs**2).sum() + (h * c).sum()
        results.append([outputs, h, c, *autograd.gradients(loss, parameters)])
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one.detach().numpy(), other.detach().numpy(), 1e-10, 1e-12)


def test_a_long_walk_is_one_operation_in_the_graph():
    def names(layer: nn.Module, x: Any) -> list[str]:
        found, waiting = [], [layer(x)[0]]
        while waiting:
            tensor = waiting.pop()
            if isinstance(tensor, Tensor) and tensor._operation is not None:
                found.append(tensor._operation.name)
                waiting += tensor._inputs
        return found

    layer = nn.LSTM(3, 4)
    assert names(layer, np.zeros((5, 2, 3))).count("lstm_step") >= 5
    assert names(layer, np.zeros((126, 2, 3))).count("lstm") == 1


def test_a_checkpoint_computes_the_same_gradient():
    layer = nn.LSTM(3, 8, dtype=np.float64)
    x = Tensor(np.random.default_rng(0).normal(size=(30, 9, 3)), requires_grad=True)
    expected = autograd.gradients((layer(x)[0] ** 2).sum(), [x, *layer.parameters()])
    again = autograd.checkpoint(lambda x: layer(x)[0], x)
    found = autograd.gradients((again**2).sum(), [x, *layer.parameters()])
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.data, other.data, 1e-11)


@pytest.mark.parametrize("lone", ["bias_ih_l0", "bias_hh_l0"])
def test_a_lone_bias_of_a_long_walk_counts(lone):
    autograd.manual_seed(0)
    layer = nn.LSTM(3, 20, dtype=np.float64)
    other = "bias_hh_l0" if lone == "bias_ih_l0" else "bias_ih_l0"
    x = autograd.randn(60, 2, 3)
    with autograd.no_grad():
        getattr(layer, other).zero_()
    expected, _ = layer(x)
    expected.sum().backward()
    gradient = getattr(layer, lone).grad.data
    layer.zero_grad()
    setattr(layer, other, None)
    out, _ = layer(x)
    out.sum().backward()
    np.testing.assert_allclose(out.data, expected.data, 1e-12, 1e-14)
    np.testing.assert_allclose(getattr(layer, lone).grad.data, gradient, 1e-10, 1e-12)


@pytest.mark.parametrize(
    ("name", "shape"),
    [("weight_hh_l0", (80, 19)), ("weight_hh_l0", (80, 21)), ("weight_ih_l0", (80, 4)), ("bias_hh_l0", (1,))],
)
def test_weights_of_another_shape_are_refused_in_a_long_walk_too(name, shape):
    layer = nn.LSTM(3, 20)
    setattr(layer, name, nn.Parameter(autograd.zeros(shape, dtype=np.float32)))
    with pytest.raises(ValueError, match="linear"):
        layer(autograd.zeros(60, 2, 3))
