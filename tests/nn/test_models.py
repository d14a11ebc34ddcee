"""MLP: the layers that its arguments ask for."""

import numpy as np
import pytest

import autograd
import nn


def kinds(model):
    return [type(module).__name__ for module in model]


def test_an_mlp_is_the_sequential_that_one_would_write_by_hand():
    model = nn.MLP([4, 3, 2])
    by_hand = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    assert repr(model) == repr(by_hand).replace("Sequential", "MLP")
    assert list(model.state_dict()) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    by_hand.load_state_dict(model.state_dict())
    x = autograd.randn(5, 4)
    np.testing.assert_array_equal(model(x).detach().data, by_hand(x).detach().data)


@pytest.mark.parametrize(("arguments", "expected"), [
    ({}, ["Linear", "ReLU", "Linear", "ReLU", "Linear"]),
    ({"activations": "tanh"}, ["Linear", "Tanh", "Linear", "Tanh", "Linear"]),
    ({"activations": nn.Tanh}, ["Linear", "Tanh", "Linear", "Tanh", "Linear"]),
    ({"activations": nn.Tanh()}, ["Linear", "Tanh", "Linear", "Tanh", "Linear"]),
    ({"activations": None}, ["Linear", "Linear", "Linear"]),
    ({"activations": ["relu", nn.Sigmoid]}, ["Linear", "ReLU", "Linear", "Sigmoid", "Linear"]),
    ({"activations": ("relu", None, "softmax")}, ["Linear", "ReLU", "Linear", "Linear", "Softmax"]),
    ({"activations": "LeakyReLU", "output_activation": "log_softmax"},
     ["Linear", "LeakyReLU", "Linear", "LeakyReLU", "Linear", "LogSoftmax"]),
    ({"activations": ["elu", "gelu"], "output_activation": nn.Sigmoid},
     ["Linear", "ELU", "Linear", "GELU", "Linear", "Sigmoid"]),
    ({"dropout": 0.25}, ["Linear", "ReLU", "Dropout", "Linear", "ReLU", "Dropout", "Linear"]),
])  # fmt: skip
def test_activations_are_one_for_all_or_one_for_each(arguments, expected):
    assert kinds(nn.MLP([4, 3, 3, 2], **arguments)) == expected


def test_a_function_makes_a_layer_and_a_layer_is_copied_for_each_place():
    model = nn.MLP([2, 2, 2, 2], lambda: nn.LeakyReLU(0.2))
    assert model[1].negative_slope == model[3].negative_slope == 0.2
    given = nn.PReLU(2)
    model = nn.MLP([2, 2, 2, 2], given)
    assert model[1].weight is not model[3].weight is not given.weight
    mixture = nn.MLP([2, 3, 1], nn.Mixture([nn.ReLU(), nn.Tanh(), nn.Step()]))
    assert mixture(autograd.zeros(1, 2)).shape == (1, 1)


def test_settings_reach_the_layers():
    model = nn.MLP((3, 2, 1), dropout=0.5, bias=False, dtype=np.float64)
    assert list(model.state_dict()) == ["0.weight", "3.weight"]
    assert {p.dtype for p in model.parameters()} == {np.dtype(np.float64)}
    assert model[2].p == 0.5
    assert kinds(nn.MLP([3, 1])) == ["Linear"]
    assert kinds(nn.MLP([3, 1], output_activation="sigmoid")) == ["Linear", "Sigmoid"]
    assert kinds(nn.MLP([3, 1], ["sigmoid"])) == ["Linear", "Sigmoid"]


def test_every_activation_without_arguments_has_a_name():
    for name in ("identity", "step", "reciprocal", "scaled_tanh", "silu", "softplus", "prelu"):
        assert len(nn.MLP([2, 2, 1], name)) == 3


def test_a_part_of_an_mlp_is_a_sequential():
    model = nn.MLP([4, 3, 2])
    assert type(model[:2]) is nn.Sequential
    assert list(model[2:].state_dict()) == ["2.weight", "2.bias"]
    assert type(model + nn.Sequential(nn.Softmax())) is nn.Sequential


@pytest.mark.parametrize(("arguments", "error", "text"), [
    (([4],), ValueError, r"at least two; got \[4\]"),
    (([],), ValueError, "at least two"),
    ((4,), ValueError, r"at least two; got \[4\]"),
    (([4, 0],), ValueError, "Linear: out_features must be a positive integer, got 0"),
    (([4, 2.5, 1],), ValueError, "Linear: out_features must be a positive integer, got 2.5"),
    (([4, 3, 2], "rel"), ValueError, "there is no activation function 'rel'; there are .*relu"),
    (([4, 3, 2], ["relu"] * 3), ValueError, "for all hidden layers, or 1, .* got 3"),
    (([4, 3, 2], []), ValueError, "or 1, one for each, or 2, .* got 0"),
    (([4, 3, 2], 3), TypeError, "got 3"),
    (([4, 3, 2], autograd.zeros), TypeError, "zeros"),
    (([4, 3, 2], nn.functional.relu), TypeError, "an activation function is a name, .* got <func"),
    (([4, 3, 2], nn.Linear), TypeError, "an activation function is a name, .*Linear"),
    (([4, 3, 2], lambda: 3), TypeError, "a function that makes a layer"),
])  # fmt: skip
def test_what_makes_no_mlp_is_refused(arguments, error, text):
    with pytest.raises(error, match=text):
        nn.MLP(*arguments)


def test_an_output_activation_is_given_once():
    with pytest.raises(ValueError, match="there is an output_activation too"):
        nn.MLP([4, 3, 2], ["relu", "tanh"], output_activation="tanh")


@pytest.mark.parametrize("dropout", [-0.1, 1.5, "0.5"])
def test_dropout_is_a_probability(dropout):
    with pytest.raises(ValueError, match="MLP: dropout: the probability must be between 0 and 1"):
        nn.MLP([4, 3, 2], dropout=dropout)
