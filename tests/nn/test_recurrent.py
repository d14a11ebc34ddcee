"""Recurrent layers: against loops over units, how sequences are laid out, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor

LAYERS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def rnn(x, h, c, w, units):
    return [math.tanh(gate(x, h, w, k)) for k in range(units)], c


def gate(x, h, w, row, parts="ih hh"):
    """The sum of a row of weights times the input, the hidden state, and the biases."""
    total = 0.0
    for part in parts.split():
        total += sum(a * b for a, b in zip(w[f"weight_{part}"][row], x if part == "ih" else h, strict=True))
        total += w[f"bias_{part}"][row]
    return total


def lstm(x, h, c, w, units):
    new_h, new_c = [], []
    for k in range(units):
        i, f, u, o = (gate(x, h, w, part * units + k) for part in range(4))
        new_c.append(sigmoid(f) * c[k] + sigmoid(i) * math.tanh(u))
        new_h.append(sigmoid(o) * math.tanh(new_c[-1]))
    return new_h, new_c


def gru(x, h, c, w, units):
    new = []
    for k in range(units):
        r, z = (sigmoid(gate(x, h, w, part * units + k)) for part in range(2))
        row = 2 * units + k
        n = math.tanh(gate(x, h, w, row, "ih") + r * gate(x, h, w, row, "hh"))
        new.append((1 - z) * n + z * h[k])
    return new, c


STEPS = {"RNN": rnn, "LSTM": lstm, "GRU": gru}


def reference(layer, name, x):
    """The outputs of one sample's sequence, unit by unit, and the final states of each layer."""
    units, final = layer.hidden_size, []
    state = layer.state_dict()
    for number in range(layer.num_layers):
        outputs = [[] for _ in x]
        for suffix in ("", "_reverse") if layer.bidirectional else ("",):
            w = {
                kind: state[f"{kind}_l{number}{suffix}"]
                for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            }
            h, c = [0.0] * units, [0.0] * units
            for t in reversed(range(len(x))) if suffix else range(len(x)):
                h, c = STEPS[name](x[t], h, c, w, units)
                outputs[t] += h
            final.append((h, c))
        x = outputs
    return np.array(x), np.array([h for h, _ in final]), np.array([c for _, c in final])


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize(("layers", "bidirectional"), [(1, False), (1, True), (2, False), (3, True)])
@pytest.mark.parametrize(("length", "features", "units"), [(1, 1, 1), (5, 3, 2), (4, 1, 3)])
def test_outputs_are_those_of_loops_over_units(name, layers, bidirectional, length, features, units):
    autograd.manual_seed(3)
    layer = LAYERS[name](
        features, units, layers, bidirectional=bidirectional, dtype=np.float64
    )
    x = np.random.default_rng(0).normal(size=(length, 2, features))
    outputs, final = layer(Tensor(x))
    final = final if name == "LSTM" else (final,)
    for sample in range(2):
        expected = reference(layer, name, x[:, sample].tolist())
        for ours, theirs in zip((outputs, *final), expected, strict=False):
            np.testing.assert_allclose(ours.detach().numpy()[:, sample], theirs, 1e-12, 1e-14)


@pytest.mark.parametrize("name", LAYERS)
def test_the_batch_may_come_first_or_be_missing(name):
    layer = LAYERS[name](3, 4, 2, bidirectional=True, dtype=np.float64)
    first = LAYERS[name](3, 4, 2, bidirectional=True, batch_first=True, dtype=np.float64)
    first.load_state_dict(layer.state_dict())
    x = autograd.randn(5, 2, 3)
    outputs, state = layer(x)
    outputs_first, state_first = first(x.transpose(1, 0, 2))
    alone, state_alone = layer(x[:, 1])
    np.testing.assert_allclose(outputs_first.detach().numpy(), outputs.detach().numpy().swapaxes(0, 1))
    np.testing.assert_allclose(alone.detach().numpy(), outputs.detach().numpy()[:, 1], 1e-12)
    for kind, kind_first, kind_alone in zip(*map(as_tuple, (state, state_first, state_alone)), strict=True):
        np.testing.assert_array_equal(kind_first.detach().numpy(), kind.detach().numpy())
        np.testing.assert_allclose(kind_alone.detach().numpy(), kind.detach().numpy()[:, 1], 1e-12)


def as_tuple(state):
    return state if isinstance(state, tuple) else (state,)


@pytest.mark.parametrize("name", LAYERS)
def test_a_sequence_in_two_parts_goes_on_from_the_state(name):
    layer = LAYERS[name](3, 4, 2, dtype=np.float64)
    x = autograd.randn(6, 2, 3)
    outputs, final = layer(x)
    begun, state = layer(x[:2])
    rest, final_of_rest = layer(x[2:], state)
    np.testing.assert_allclose(
        np.concatenate([begun.detach().numpy(), rest.detach().numpy()]), outputs.detach().numpy(), 1e-12
    )
    for a, b in zip(as_tuple(final), as_tuple(final_of_rest), strict=True):
        np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), 1e-12)


@pytest.mark.parametrize("name", LAYERS)
def test_initial_values_are_uniform_within_the_root_of_the_hidden_size(name):
    autograd.manual_seed(0)
    layer = LAYERS[name](20, 100)
    for parameter in layer.parameters():
        assert np.abs(parameter.data).max() <= 0.1
        assert np.abs(parameter.data).max() > 0.095
        assert parameter.dtype == np.float32


def test_dropout_acts_between_layers_in_training_alone():
    layer = nn.GRU(3, 50, 2, dropout=0.5)
    x = autograd.randn(4, 2, 3)
    autograd.manual_seed(0)
    first, _ = layer(x)
    again, _ = layer(x)
    assert (first != again).any()
    layer.eval()
    np.testing.assert_array_equal(layer(x)[0].detach().numpy(), layer(x)[0].detach().numpy())
    plain = nn.GRU(3, 50, 2)
    plain.load_state_dict(layer.state_dict())
    np.testing.assert_array_equal(layer(x)[0].detach().numpy(), plain(x)[0].detach().numpy())


def test_dropout_without_a_place_is_a_warning():
    with pytest.warns(UserWarning, match="num_layers=1 there is no such place"):
        nn.RNN(3, 4, dropout=0.5)


def test_an_lstm_learns_to_remember_the_first_of_eight_symbols():
    autograd.manual_seed(0)
    generator = np.random.default_rng(0)
    x = generator.choice([-1.0, 1.0], size=(8, 64, 1)).astype(np.float32)
    layer, head = nn.LSTM(1, 8), nn.Linear(8, 1)
    optimizer = nn.optim.Adam([*layer.parameters(), *head.parameters()], lr=0.05)
    target = Tensor((x[0] > 0).astype(np.float32))
    for _ in range(60):
        optimizer.zero_grad()
        outputs, _ = layer(Tensor(x))
        loss = nn.functional.binary_cross_entropy_with_logits(head(outputs[-1]), target)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.1


BAD = {
    "input_size must be a positive integer, got 0": lambda: nn.RNN(0, 3),
    "hidden_size must be a positive integer, got 2.5": lambda: nn.LSTM(3, 2.5),
    "num_layers must be a positive integer, got True": lambda: nn.GRU(3, 3, True),
    "probability must be between 0 and 1, got 2": lambda: nn.GRU(3, 3, 2, dropout=2),
    'nonlinearity must be "tanh" or "relu", got \'sine\'': lambda: nn.RNN(3, 3, nonlinearity="sine"),
    "the input has shape \\(5, 2, 4\\); it must be \\(L, N, features\\), or \\(L, features\\) for a "
    "single sequence, with 3 features": lambda: nn.LSTM(3, 2)(np.zeros((5, 2, 4))),
    "it must be \\(N, L, features\\)": lambda: nn.LSTM(3, 2, batch_first=True)(np.zeros(3)),
    "the sequence is empty: it has 0 steps": lambda: nn.RNN(3, 2)(np.zeros((0, 2, 3))),
    "h_0 has shape \\(1, 3, 2\\); for this input it must be \\(1, 5, 2\\)": lambda: nn.RNN(3, 2)(
        np.zeros((4, 5, 3)), np.zeros((1, 3, 2))
    ),
    "c_0 has shape \\(2, 2\\); for this input it must be \\(1, 2\\)": lambda: nn.LSTM(3, 2)(
        np.zeros((4, 3)), (np.zeros((1, 2)), np.zeros((2, 2)))
    ),
    "the initial state must be a pair \\(h_0, c_0\\)": lambda: nn.LSTM(3, 2)(
        np.zeros((4, 3)), np.zeros((1, 2))
    ),
}


@pytest.mark.parametrize("message", BAD)
def test_what_does_not_fit_is_refused(message):
    with pytest.raises(ValueError, match=message):
        BAD[message]()


def test_a_batch_of_no_samples_gives_no_outputs():
    outputs, (h, c) = nn.LSTM(3, 2)(np.zeros((4, 0, 3)))
    assert (outputs.shape, h.shape, c.shape) == ((4, 0, 2), (1, 0, 2), (1, 0, 2))


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_dropout_acts_between_layers_alone_and_only_in_training(kind):
    layer = kind(2, 3, num_layers=2, dropout=1.0, dtype=np.float64)
    x = autograd.randn(4, 1, 2)

    def final_hidden_states():
        state = layer(x)[1]
        return (state[0] if kind is nn.LSTM else state).detach().numpy()

    dropped = final_hidden_states()
    evaluated = layer.eval() and final_hidden_states()
    np.testing.assert_array_equal(dropped[0], evaluated[0])  # the input is not dropped
    assert not np.allclose(dropped[1], evaluated[1])
    layer.dropout = 0.0
    np.testing.assert_array_equal(layer.train() and final_hidden_states(), evaluated)


def test_each_layer_and_direction_begins_with_its_own_state():
    # Nothing comes from the input, and a state stays as it is: each keeps its first one.
    layer = nn.RNN(2, 1, num_layers=2, nonlinearity="relu", bias=False, bidirectional=True)
    for name, parameter in layer.named_parameters():
        nn.init.constant_(parameter, 1.0 if "_hh_" in name else 0.0)
    first = [[[1.0]], [[2.0]], [[3.0]], [[4.0]]]
    outputs, final = layer(autograd.ones(5, 1, 2), Tensor(first))
    assert final.tolist() == first
    assert outputs.tolist() == [[[3.0, 4.0]]] * 5


def test_scripts_that_bring_weights_together_for_a_gpu_run():
    assert nn.LSTM(2, 3).flatten_parameters() is None
