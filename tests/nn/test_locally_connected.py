"""Locally connected layers, against loops, against convolution, and the deck's counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
import nn.functional as F
from tests.nn.cases.convolution import numbers
from tests.nn.loops import windows


def test_how_many_weights_connect_seven_inputs_to_three_units() -> None:
    # Deck 2, "Locality" and "Shared Weights": 3 * 7, 3 * 3 and 3 * 1; catalogue,
    # weights_global_local_shared.
    layers = [
        nn.Linear(7, 3, bias=False),
        nn.LocallyConnected1d(1, 1, 7, 3, stride=2, bias=False),
        nn.Conv1d(1, 1, 3, stride=2, bias=False),
    ]
    assert [sum(p.numel() for p in layer.parameters()) for layer in layers] == [21, 9, 3]
    x = autograd.arange(1.0, 8.0).reshape(1, 7)
    assert layers[1](x).shape == layers[2](x).shape == layers[0](x).shape == (1, 3)


@settings(deadline=None, max_examples=50)
@given(st.data(), st.integers(1, 2))
def test_local_connections_are_what_loops_compute(data: Any, axes: int) -> None:
    def of_each_axis(least: int, most: int) -> tuple[int, ...]:
        return tuple(data.draw(st.integers(least, most)) for _ in range(axes))

    lengths, kernel, stride = of_each_axis(3, 5), of_each_axis(1, 2), of_each_axis(1, 2)
    padding, dilation = of_each_axis(0, 2), of_each_axis(1, 2)
    layer = (nn.LocallyConnected1d, nn.LocallyConnected2d)[axes - 1](
        2, 3, lengths, kernel, stride, padding, dilation, data.draw(st.booleans()), dtype=float
    )
    x = numbers(2, 2, *lengths, seed=data.draw(st.integers(0, 99)))
    found = layer(x).detach().numpy()
    assert found.shape == (2, 3, *layer.output_size)
    for place, elements in windows(lengths, kernel, stride, [(p, p) for p in padding], dilation):
        for n in range(2):
            for o in range(3):
                total = 0.0 if layer.bias is None else layer.bias.data[(o, *place)]
                for c in range(2):
                    for position, at in elements:
                        if all(0 <= a < m for a, m in zip(at, lengths, strict=True)):
                            weight = layer.weight.data[(*place, o, c, *position)]
                            total += weight * x[(n, c, *at)]
                np.testing.assert_allclose(found[(n, o, *place)], total, 1e-12, 1e-12)


@pytest.mark.parametrize("padding", [0, 1, "same", "valid"])
def test_with_equal_weights_everywhere_it_is_convolution(padding: Any) -> None:
    shared = nn.Conv2d(2, 3, (3, 2), padding=padding, dtype=float)
    local = nn.LocallyConnected2d(2, 3, (5, 4), (3, 2), padding=padding, dtype=float)
    _ = local.load_state_dict({
        "weight": np.broadcast_to(shared.weight.data, local.weight.shape),
        "bias": np.broadcast_to(shared.bias.data[:, None, None], local.bias.shape),
    })  # fmt: skip
    x = numbers(4, 2, 5, 4)
    np.testing.assert_allclose(local(x).detach().numpy(), shared(x).detach().numpy(), 1e-12)


def test_parameters_have_a_kernel_for_each_place() -> None:
    layer = nn.LocallyConnected2d(3, 8, (7, 9), (3, 5), stride=2)
    assert layer.output_size == (3, 3)
    assert {name: value.shape for name, value in layer.state_dict().items()} == {
        "weight": (3, 3, 8, 3, 3, 5), "bias": (8, 3, 3),
    }  # fmt: skip
    bound = 1 / np.sqrt(3 * 15)
    assert 0.9 * bound < np.abs(layer.weight.data).max() <= bound
    assert layer.weight.dtype == layer.bias.dtype == np.float32
    assert repr(nn.LocallyConnected1d(1, 2, 7, 3, padding=1, bias=False)) == (
        "LocallyConnected1d(1, 2, input_size=(7,), kernel_size=(3,), stride=(1,), padding=(1,), "
        "bias=False)"
    )


def test_a_single_one_is_a_batch_of_one_without_its_axis() -> None:
    for layer, shape in (
        (nn.LocallyConnected1d(2, 3, 5, 2), (2, 5)),
        (nn.LocallyConnected2d(2, 3, (4, 5), 2), (2, 4, 5)),
    ):
        x = numbers(*shape)
        assert layer(x).tolist() == layer(x[None]).tolist()[0]
        assert layer(np.zeros((0, *shape))).shape == (0, *layer(x).shape)


def test_inputs_that_the_weights_were_not_made_for_are_refused() -> None:
    layer = nn.LocallyConnected2d(3, 8, 12, 5)
    with pytest.raises(ValueError, match=r"size \(12, 12\), for which the weights were made"):
        layer(autograd.zeros(1, 3, 12, 13))
    with pytest.raises(ValueError, match=r"permute\(0, 3, 1, 2\)"):
        layer(autograd.zeros(1, 12, 12, 3))
    weight = autograd.zeros(3, 2, 1, 1, 2, 2)
    with pytest.raises(ValueError, match="is for 3 x 2 windows, but .* has 2 x 3"):
        F.locally_connected2d(autograd.zeros(1, 1, 3, 4), weight)
    with pytest.raises(ValueError, match=r"expected a bias of shape \(1, 3, 2\), but got \(1,\)"):
        F.locally_connected2d(autograd.zeros(1, 1, 4, 3), weight, autograd.zeros(1))
    with pytest.raises(ValueError, match="expected a weight of 4 axes"):
        F.locally_connected1d(autograd.zeros(1, 4), weight)


@pytest.mark.parametrize("layer", [nn.LocallyConnected1d, nn.LocallyConnected2d])
def test_wrong_settings_are_refused_by_name(layer: Any) -> None:
    good = {"in_channels": 1, "out_channels": 1, "input_size": 4, "kernel_size": 2}
    for name, values in (
        ("in_channels", [0, 1.5]), ("out_channels", [-1, None]), ("input_size", [0, "4", (1, 2, 3)]),
        ("kernel_size", [0, 2.0, True]), ("stride", [0, None]), ("dilation", [0, 1.0]),
        ("padding", [-1, "full", None]),
    ):  # fmt: skip
        for value in values:
            with pytest.raises(ValueError, match=f"^{layer.__name__}: .*{name}"):
                layer(**{**good, name: value})
    with pytest.raises(ValueError, match="Kernel size can't be greater than actual input size"):
        layer(**{**good, "kernel_size": 5})
    with pytest.raises(ValueError, match="'same' is not supported with a stride"):
        layer(**good, stride=2, padding="same")
