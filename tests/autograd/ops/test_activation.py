"""Activations: the decks' numbers, kinks, labels and errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.symbol import Symbol, local_derivative


@pytest.mark.parametrize(
    ("a", "sigmoid", "sigmoid_slope", "tanh", "tanh_slope"),
    [
        (1.0, 0.6224593312019, 0.2350037122016, 0.2449186624037, 0.4700074244032),
        (2.0, 0.73105857863, 0.393223866483, 0.46211715726, 0.7864477329659),
        (0.5, 0.5621765008858, 0.1230670413688, 0.1243530017716, 0.2461340827376),
    ],
)
def test_slopes_a_of_deck_2(
    a: float, sigmoid: float, sigmoid_slope: float, tanh: float, tanh_slope: float
) -> None:
    """Deck 2, the table of activation functions, at s = 0.5."""
    for function, value, slope in (
        (ag.scaled_sigmoid, sigmoid, sigmoid_slope), (ag.scaled_tanh, tanh, tanh_slope),
    ):  # fmt: skip
        s = Tensor(0.5, requires_grad=True)
        result = function(s, a)
        result.backward()
        assert result.item() == pytest.approx(value, abs=1e-12)
        assert s.grad.item() == pytest.approx(slope, abs=1e-12)


def test_the_slope_a_can_be_learnt() -> None:
    """By symmetry in a and s, `d/da` is `s / a` times `d/ds`."""
    for function in (ag.scaled_sigmoid, ag.scaled_tanh):
        s, a = Tensor([0.5, -2.0], requires_grad=True), Tensor(3.0, requires_grad=True)
        by_s, by_a = ag.gradients(function(s, a).sum(), [s, a])
        expected = sum(x / 3.0 * slope for x, slope in zip([0.5, -2.0], by_s.tolist(), strict=True))
        assert by_a.item() == pytest.approx(expected, rel=1e-14)


def test_derivatives_read_as_in_deck_2() -> None:
    s, g = Symbol("s", 0.5), Symbol("g", 1.0)
    assert local_derivative(ag.scaled_sigmoid.operation, 0, [s, 2.0], g=g).text == "g * 2.0 * out * (1 - out)"
    assert local_derivative(ag.scaled_tanh.operation, 0, [s, Symbol("a", 2.0)], g=g).text == "g * (a / 2) * (1 - out ** 2)"


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        ({}, [0.0, 1.0, 1.0]),  # deck 5: 1 for s >= 0
        ({"low": -1.0}, [-1.0, 1.0, 1.0]),  # the perceptron of deck 2: +1 for s >= 0
        ({"at_zero": 0.0}, [0.0, 0.0, 1.0]),  # deck 1: 0 up to the threshold
        ({"low": -1.0, "high": 1.0, "at_zero": 0.0}, [-1.0, 0.0, 1.0]),  # the sign
    ],
)
def test_step_has_both_decks_labels_and_every_tie_rule(labels: dict[str, float], values: list[float]) -> None:
    s = Tensor([-0.5, 0.0, 0.5], requires_grad=True)
    result = ag.step(s, **labels)
    result.sum().backward()
    assert result.tolist() == values
    assert s.grad.tolist() == [0.0, 0.0, 0.0]


def test_step_is_the_or_perceptron_of_deck_2() -> None:
    x = Tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    s = x @ Tensor([1.0, 1.0]) - 0.5
    assert s.tolist() == [-0.5, 0.5, 0.5, 1.5]
    assert ag.step(s, low=-1.0).tolist() == [-1.0, 1.0, 1.0, 1.0]


def test_step_of_nan_infinity_and_other_dtypes() -> None:
    result = ag.step(Tensor([np.nan, -np.inf, np.inf, -0.0])).numpy()
    np.testing.assert_array_equal(result, [np.nan, 0.0, 1.0, 1.0])
    assert ag.step(Tensor(np.zeros(2, np.float32)), low=-1).dtype == np.float32
    assert ag.step(Tensor(np.float32(3))).dtype == np.float32
    assert ag.step(Tensor([-1, 0, 1])).tolist() == [0.0, 1.0, 1.0]
    assert ag.step(-2.0) == 0.0


@pytest.mark.parametrize(
    ("function", "x", "value", "slope"),
    [
        (ag.leaky_relu, [-2.0, -1.0, -0.5, 0.0, 0.5, 2.0], [-0.02, -0.01, -0.005, 0.0, 0.5, 2.0],
         [0.01, 0.01, 0.01, 0.01, 1.0, 1.0]),
        (lambda x: ag.leaky_relu(x, 0.1), [-2.0, -1.0, -0.5, 0.0, 0.5], [-0.2, -0.1, -0.05, 0.0, 0.5],
         [0.1, 0.1, 0.1, 0.1, 1.0]),
        (ag.elu, [-2.0, -1.0, -0.5, 0.0, 0.5, 2.0],
         [-0.8646647167634, -0.6321205588286, -0.3934693402874, 0.0, 0.5, 2.0],
         [0.1353352832366, 0.3678794411714, 0.6065306597126, 1.0, 1.0, 1.0]),
        (lambda x: ag.elu(x, 0.5), [0.0], [0.0], [0.5]),
        (ag.relu, [-2.0, -1.0, 0.0, 0.5, 2.0], [0.0, 0.0, 0.0, 0.5, 2.0], [0.0, 0.0, 0.0, 1.0, 1.0]),
        (ag.tanh, [-2.0, -1.0, 0.0, 0.5], [-0.9640275800758, -0.7615941559558, 0.0, 0.46211715726],
         [0.07065082485316, 0.419974341614, 1.0, 0.7864477329659]),
        (ag.sigmoid, [-2.0, 0.0, 0.5], [0.1192029220221, 0.5, 0.6224593312019],
         [0.1049935854035, 0.25, 0.2350037122016]),
    ],
)  # fmt: skip
def test_numbers_of_decks_1_and_5(
    function: Callable[..., Any], x: list[float], value: list[float], slope: list[float]
) -> None:
    t = Tensor(x, requires_grad=True)
    result = function(t)
    result.sum().backward()
    assert result.tolist() == pytest.approx(value, abs=1e-12)
    assert t.grad.tolist() == pytest.approx(slope, abs=1e-12)


def test_maxout_of_deck_5() -> None:
    """w1 = (1, -1), b1 = 0.5; w2 = (-0.5, 0.25), b2 = -0.1; x = (2, 3): the second piece wins."""
    x = Tensor([[2.0, 3.0]], requires_grad=True)
    weight = Tensor([[1.0, -0.5], [-1.0, 0.25]], requires_grad=True)
    bias = Tensor([0.5, -0.1], requires_grad=True)
    pieces = x @ weight + bias
    assert pieces.tolist() == [pytest.approx([-0.5, -0.35])]
    result = ag.maxout(pieces, pieces=2)
    result.sum().backward()
    assert result.shape == (1, 1)
    assert result.item() == pytest.approx(-0.35)
    assert x.grad.tolist() == [[-0.5, 0.25]]
    assert weight.grad.tolist() == [[0.0, 2.0], [0.0, 3.0]]
    assert bias.grad.tolist() == [0.0, 1.0]


def test_maxout_groups_neighbours_and_gives_ties_to_the_first() -> None:
    x = Tensor([[1.0, 1.0, 5.0, 7.0, 7.0, 2.0]], requires_grad=True)
    result = ag.maxout(x, 3)
    assert result.tolist() == [[5.0, 7.0]]
    (result * Tensor([[10.0, 20.0]])).sum().backward()
    assert x.grad.tolist() == [[0.0, 0.0, 10.0, 20.0, 0.0, 0.0]]
    assert ag.maxout(Tensor([[3.0], [4.0]]), 2, axis=0).tolist() == [[4.0]]
    assert np.isnan(ag.maxout(Tensor([1.0, np.nan]), 2).item())


def test_maxout_refuses_groups_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"^maxout\(Tensor of shape \(2, 5\)\): 5 elements along axis 1 make no groups of 2"):
        ag.maxout(ag.zeros(2, 5), 2)
    with pytest.raises(ValueError, match=r"4 elements along axis 0 make no groups of 0"):
        ag.maxout(ag.zeros(4), 0)
    with pytest.raises(ValueError, match="axis 2 is out of bounds"):
        ag.maxout(ag.zeros(2, 4), 2, axis=2)
    with pytest.raises(ValueError, match="out of bounds"):
        ag.maxout(Tensor(1.0), 1)


def test_other_errors() -> None:
    with pytest.raises(ValueError, match=r'^gelu\(Tensor of shape \(\)\): approximate must be "none" or "tanh", got \'erf\''):
        ag.gelu(Tensor(1.0), approximate="erf")
    for beta in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match=r"^softplus\(.*\): beta must be positive, got"):
            ag.softplus(Tensor(1.0), beta=beta)
    with pytest.raises(TypeError, match="cannot be differentiated with respect to its argument 'negative_slope'"):
        ag.leaky_relu(Tensor(1.0), Tensor(0.1, requires_grad=True))


def test_a_slope_from_a_float64_array_leaves_float32_as_it_is() -> None:
    x = Tensor(np.array([-1.0, 1.0], dtype=np.float32), requires_grad=True)
    slope = np.float64(0.1)
    for result in (ag.leaky_relu(x, slope), ag.elu(x, slope), ag.softplus(x, slope),
                   ag.softplus(x, threshold=slope), ag.step(x, low=slope)):  # fmt: skip
        assert result.dtype == np.float32


def test_nothing_warns_however_large_the_numbers() -> None:
    x = Tensor([-1e4, -1000.0, 0.0, 1000.0, 1e4], requires_grad=True)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for function in (ag.sigmoid, ag.silu, ag.gelu, ag.softplus, ag.logsigmoid, ag.elu, ag.leaky_relu,
                         lambda x: ag.gelu(x, "tanh"), lambda x: ag.scaled_sigmoid(x, 5.0),
                         lambda x: ag.scaled_tanh(x, 5.0)):  # fmt: skip
            first = ag.gradients(function(x).sum(), x, create_graph=True)[0]
            assert np.isfinite(first.detach().numpy()).all()
            if first.requires_grad:  # of straight lines it is constant
                assert np.isfinite(ag.gradients(first.sum(), x)[0].numpy()).all()


def test_nan_goes_through() -> None:
    for function in (ag.leaky_relu, ag.elu, ag.softplus, ag.logsigmoid, ag.silu, ag.gelu, ag.step,
                     lambda x: ag.gelu(x, "tanh"), ag.erf, ag.erfc, ag.floor, ag.log1p):  # fmt: skip
        assert np.isnan(function(Tensor([np.nan, 1.0])).numpy()).tolist() == [True, False]


def test_the_quick_gradient_of_gelu_is_that_of_its_rule() -> None:
    """The ordinary pass takes the saved probability, the recorded one computes it again."""
    x = Tensor(np.linspace(-5.0, 5.0, 11), requires_grad=True)
    for approximate in ("none", "tanh"):
        (quick,) = ag.gradients(ag.gelu(x, approximate).sum(), x)
        (recorded,) = ag.gradients(ag.gelu(x, approximate).sum(), x, create_graph=True)
        np.testing.assert_allclose(quick.numpy(), recorded.detach().numpy(), rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("function", [ag.elu, ag.relu, ag.leaky_relu, ag.sigmoid, ag.softplus, ag.gelu])
def test_nan_stays_nan_and_a_gradient_of_nan_is_not_lost(function: Any) -> None:
    x = Tensor([np.nan, 2.0], requires_grad=True)
    y = function(x)
    assert np.isnan(y.tolist()[0])
    (slope,) = ag.gradients(y, x, Tensor([np.nan, 1.0]))
    assert np.isnan(slope.tolist()[0])
    if function is ag.elu:
        (slope,) = ag.gradients(function(x).sum(), x)
        assert np.isnan(slope.tolist()[0])


def test_relu_keeps_an_infinite_gradient_out_where_it_is_flat() -> None:
    for dtype in (np.float32, np.float64):
        x = Tensor(np.array([-1.0, 0.0, 1.0], dtype), requires_grad=True)
        (slope,) = ag.gradients(ag.relu(x), x, Tensor([np.inf, -np.inf, np.inf]))
        assert slope.tolist() == [0.0, 0.0, np.inf]
        assert slope.dtype == dtype
