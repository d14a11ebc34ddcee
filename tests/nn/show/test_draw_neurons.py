"""nn.draw: the numbers of the decks' networks, and those of any network, where they belong."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Tensor
from tests.nn.show.drawn_parts import Parts, two_two_one

X = [2.0, 3.0]


def texts(*args: Any, **kwargs: Any) -> dict[str, str]:
    return Parts(nn.draw(*args, **kwargs)).texts


# --- deck 1, "Back propagation example" (catalogue S0.W3) -----------------------------------------


def test_a_network_without_an_input_shows_its_weights_and_no_activations() -> None:
    parts = Parts(nn.draw(two_two_one()))
    weights = {key: text for key, text in parts.texts.items() if key.startswith("edge")}
    assert weights == {
        "edge_0_0_0_value": "w1 0.11", "edge_0_0_1_value": "w2 0.21",
        "edge_0_1_0_value": "w3 0.12", "edge_0_1_1_value": "w4 0.08",
        "edge_1_0_0_value": "w5 0.14", "edge_1_0_1_value": "w6 0.15",
    }  # fmt: skip
    assert [parts.texts[f"neuron_{c}_{i}_name"] for c, i in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0))] == [
        "x1", "x2", "h1", "h2", "y",
    ]  # fmt: skip
    assert parts.keys("neuron", "_value") == []
    ends = {key: (edge["tail"], edge["head"]) for key, edge in parts.edges.items()}
    assert ends["edge_0_1_0"] == ("neuron_0_0", "neuron_1_1")
    assert ends["edge_1_0_1"] == ("neuron_1_1", "neuron_2_0")
    assert len(ends) == 6


def test_forward_pass_of_the_deck() -> None:
    shown = texts(two_two_one(), X)
    values = [shown[f"neuron_{c}_{i}_value"] for c, i in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0))]
    assert values == ["2", "3", "0.85", "0.48", "0.191"]
    assert not any(key.endswith("gradient") for key in shown)


def test_gradients_of_the_deck_after_a_backward_pass() -> None:
    model = two_two_one()
    nn.HalfSquaredError()(model(Tensor([X])), [[1.0]]).backward()
    shown = texts(model, X, precision=6)
    gradients = {key: text for key, text in shown.items() if key.endswith("gradient")}
    assert gradients == {
        "edge_0_0_0_gradient": "∂ -0.22652", "edge_0_0_1_gradient": "∂ -0.33978",
        "edge_0_1_0_gradient": "∂ -0.2427", "edge_0_1_1_gradient": "∂ -0.36405",
        "edge_1_0_0_gradient": "∂ -0.68765", "edge_1_0_1_gradient": "∂ -0.38832",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["state dict", "copy"])
def test_updated_weights_of_the_deck_and_the_second_forward_pass(kind: str) -> None:
    model = two_two_one()
    before = model.state_dict() if kind == "state dict" else copy.deepcopy(model)
    nn.HalfSquaredError()(model(Tensor([X])), [[1.0]]).backward()
    nn.optim.SGD(model.parameters(), lr=0.05).step()
    shown = texts(model, X, before=before, precision=7)
    assert [shown[f"edge_0_{j}_{i}_value"] for j in (0, 1) for i in (0, 1)] == [
        "w1 0.11 → 0.121326", "w2 0.21 → 0.226989", "w3 0.12 → 0.132135", "w4 0.08 → 0.0982025",
    ]  # fmt: skip
    assert shown["edge_1_0_0_value"] == "w5 0.14 → 0.1743825"
    assert shown["edge_1_0_1_value"] == "w6 0.15 → 0.169416"
    assert shown["neuron_1_0_value"] == "0.923619"
    assert shown["neuron_2_0_value"] == "0.2557458"


# --- biases, functions, other models --------------------------------------------------------------


def test_xor_with_biases_and_sigmoids() -> None:
    model = nn.MLP([2, 2, 1], "sigmoid", output_activation="sigmoid", dtype="float64")
    model.load_state_dict({
        "0.weight": [[20.0, 20.0], [-20.0, -20.0]], "0.bias": [-10.0, 30.0],
        "2.weight": [[20.0, 20.0]], "2.bias": [-30.0],
    })  # fmt: skip
    shown = texts(model, [1.0, 0.0], input_names=["a", "b"], output_names=["a XOR b"])
    assert shown["one_0_value"] == shown["one_1_value"] == "1"
    assert shown["edge_0_1_one_value"] == "b2 30"
    assert shown["edge_1_0_one_value"] == "b3 -30"
    assert [shown[f"column_1_{line}"] for line in range(3)] == ["hidden", "0: Linear", "Sigmoid"]
    assert [shown[f"column_2_{line}"] for line in range(3)] == ["output", "2: Linear", "Sigmoid"]
    # sigma(10) = 0.99995; sigma(20 * 0.99995 * 2 - 30) = sigma(9.99818) = 0.99995
    assert shown["neuron_2_0_value"] == "1"
    assert texts(model, [1.0, 0.0], precision=6)["neuron_2_0_value"] == "0.999955"
    assert shown["neuron_2_0_name"] == "a XOR b"
    assert "one_2" not in Parts(nn.draw(model)).nodes


def test_several_hidden_layers_have_numbers_in_their_neurons_names() -> None:
    shown = texts(nn.MLP([1, 2, 2, 2]))
    names = [text for key, text in shown.items() if key.endswith("_name")]
    assert names == ["x", "h1_1", "h1_2", "h2_1", "h2_2", "y1", "y2"]
    assert shown["column_2_0"] == "hidden 2"


class Functional(nn.Module):
    """Layers in an order of its own, and functions instead of modules."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(3, 1)
        self.first = nn.Linear(2, 3)
        self.drop = nn.Dropout(0.5)

    def forward(self, x: Any) -> Any:
        self.kept = self.drop(nn.functional.relu(self.first(x)))
        return autograd.sigmoid(self.last(self.kept)).squeeze(-1)


def test_a_forward_of_ones_own_is_followed_through_modules_and_functions() -> None:
    model = Functional()
    out = model.eval()(Tensor([[1.0, 2.0]]))
    shown = texts(model, [1.0, 2.0])
    assert [shown[f"column_1_{line}"] for line in range(3)] == ["hidden", "first: Linear", "relu"]
    assert [shown[f"column_2_{line}"] for line in range(3)] == ["output", "last: Linear", "sigmoid"]
    assert shown["neuron_2_0_value"] == f"{out.item():.3g}"
    assert shown["neuron_1_1_value"] == f"{model.kept[0, 1].item():.3g}"


def test_normalization_dropout_flatten_and_nested_sequentials_stand_in_a_column() -> None:
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(4, 3), nn.Sequential(nn.BatchNorm1d(3), nn.ReLU(), nn.Dropout()),
        nn.Linear(3, 2), nn.Softmax(),
    )  # fmt: skip
    x = autograd.ones(5, 2, 2)
    shown = texts(model, x)
    assert [shown[f"column_1_{i}"] for i in range(4)] == [
        "hidden",
        "1: Linear",
        "BatchNorm1d",
        "ReLU",
    ]
    assert "column_1_4" not in shown
    out = model.eval()(x)
    assert [shown[f"neuron_2_{i}_value"] for i in (0, 1)] == [f"{p:.3g}" for p in out[0].tolist()]


def test_a_constant_input_is_drawn_as_the_unit_that_is_always_one() -> None:
    layer = nn.Linear(2, 2, dtype="float64")
    layer.load_state_dict({"weight": [[1.0, 2.0], [3.0, 4.0]], "bias": [5.0, 6.0]})
    assert texts(nn.Sequential(layer, nn.Tanh()), X) == {
        key: text.replace("0.1: ", "0: ")
        for key, text in texts(nn.Sequential(nn.bias_as_weight(layer), nn.Tanh()), X).items()
    }


def test_a_layer_that_is_used_twice_has_its_weights_twice_under_one_name() -> None:
    layer = nn.Linear(1, 1, dtype="float64")
    layer.load_state_dict({"weight": [[3.0]], "bias": [1.0]})
    model = nn.Sequential(layer, layer)
    model(Tensor([[2.0]])).sum().backward()
    shown = texts(model, [2.0])
    assert shown["edge_0_0_0_value"] == shown["edge_1_0_0_value"] == "w1 3"
    # y = w (w x + b) + b with x = 2, w = 3, b = 1: dy/dw = (w x + b) + w x = 7 + 6
    assert shown["edge_0_0_0_gradient"] == shown["edge_1_0_0_gradient"] == "∂ 13"
    assert [shown[f"neuron_{c}_0_value"] for c in range(3)] == ["2", "7", "22"]


def test_a_single_layer_is_a_network_too() -> None:
    layer = nn.Linear(2, 1, bias=False)
    assert texts(layer)["column_1_1"] == "Linear"


def test_frozen_weights_have_a_dash_for_a_gradient() -> None:
    model = two_two_one()
    model[0].requires_grad_(False)
    model(Tensor([X])).sum().backward()
    shown = texts(model, X)
    assert shown["edge_0_0_0_gradient"] == "∂ –"
    assert shown["edge_1_0_0_gradient"] == "∂ 0.85"


def test_a_row_of_a_batch_is_drawn() -> None:
    batch = np.array([[2.0, 3.0], [1.0, 0.0]])
    assert texts(two_two_one(), batch) == texts(two_two_one(), X)
    assert texts(two_two_one(), batch, sample=1) == texts(two_two_one(), [1, 0])
    assert texts(two_two_one(), batch, sample=-1) == texts(two_two_one(), [1, 0])


def test_a_single_neuron_more_than_max_neurons_is_drawn() -> None:
    for most in (4, 5):
        parts = Parts(nn.draw(nn.MLP([5, 3]), max_neurons=most))
        assert [parts.texts[f"neuron_0_{i}_name"] for i in range(5)] == ["x1", "x2", "x3", "x4", "x5"]
        assert parts.keys("elided", "") == []


def test_numbers_are_written_with_the_precision_asked_for() -> None:
    model = nn.Linear(2, 1, bias=False, dtype="float64")
    model.load_state_dict({"weight": [[1e20, -1.23456789]]})
    shown = texts(model, [1.0, 1.0], precision=4)
    assert [shown[f"edge_0_0_{i}_value"] for i in (0, 1)] == ["w1 1e+20", "w2 -1.235"]
    model.load_state_dict({"weight": [[np.nan, -np.inf]]})
    shown = texts(model, [1.0, 1.0])
    assert [shown[f"edge_0_0_{i}_value"] for i in (0, 1)] == ["w1 nan", "w2 -inf"]
    assert shown["neuron_1_0_value"] == "nan"


@given(data=st.data())
def test_every_weight_gradient_and_activation_of_a_network_is_the_models(
    data: st.DataObject,
) -> None:
    sizes = data.draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    function = data.draw(st.sampled_from(["relu", "tanh", "sigmoid", None]))
    bias = data.draw(st.booleans())
    autograd.manual_seed(data.draw(st.integers(0, 1000)))
    model = nn.MLP(sizes, function, bias=bias, dtype="float64")
    x = autograd.randn(1, sizes[0])
    outputs = model(x)
    (outputs * outputs).sum().backward()
    parts = Parts(nn.draw(model, x, precision=9))
    layers = [layer for layer in model if isinstance(layer, nn.Linear)]
    activation, number = x, 0
    for c, layer in enumerate(layers):
        for i in range(sizes[c]):
            assert parts.texts[f"neuron_{c}_{i}_value"] == f"{activation[0, i].item():.9g}"
        for (j, i), weight in np.ndenumerate(layer.weight.detach().numpy()):
            number += 1
            key = f"edge_{c}_{j}_{i}"
            assert parts.texts[f"{key}_value"] == f"w{number} {weight:.9g}"
            assert parts.texts[f"{key}_gradient"] == f"∂ {layer.weight.grad[j, i].item():.9g}"
            assert parts.edges[key]["tail"] == f"neuron_{c}_{i}"
            assert parts.edges[key]["head"] == f"neuron_{c + 1}_{j}"
        if bias:
            for j in range(sizes[c + 1]):
                assert parts.texts[f"edge_{c}_{j}_one_value"].endswith(
                    f" {layer.bias[j].item():.9g}"
                )
                assert (
                    parts.texts[f"edge_{c}_{j}_one_gradient"]
                    == f"∂ {layer.bias.grad[j].item():.9g}"
                )
        activation = layer(activation)
        if function and c < len(layers) - 1:
            activation = getattr(autograd, function)(activation)
    edges = sum(layer.weight.numel() + bias * layer.out_features for layer in layers)
    assert len(parts.edges) == edges
    last = len(layers)
    for i in range(sizes[-1]):
        assert parts.texts[f"neuron_{last}_{i}_value"] == f"{outputs[0, i].item():.9g}"
