"""Dropout and its relatives: expectation, modes, gradients, seeds."""

import math

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


@pytest.mark.parametrize("p", [0.2, 0.5, 0.9])
def test_dropout_drops_a_fraction_p_and_keeps_the_expectation(p):
    count = 40_000
    out = nn.Dropout(p)(autograd.ones(200, 200)).data
    kept = out != 0
    np.testing.assert_allclose(out[kept], 1 / (1 - p), rtol=1e-15)
    # The fraction has standard deviation sqrt(p (1 - p) / n): allow five of them.
    allowed = 5 * math.sqrt(p * (1 - p) / count)
    assert abs((1 - kept.mean()) - p) < allowed
    assert abs(out.mean() - 1) < allowed / (1 - p)


def test_each_element_is_dropped_on_its_own():
    kept = nn.Dropout(0.5)(autograd.ones(100, 100)).data != 0
    # Were whole rows or columns dropped, these would spread from 0 to 1.
    for axis in (0, 1):
        assert 0.25 < kept.mean(axis=axis).min() < kept.mean(axis=axis).max() < 0.75


def test_dropout_does_nothing_in_evaluation_and_with_p_zero():
    x = autograd.randn(3, 4)
    assert nn.Dropout(0.5).eval()(x) is x
    assert nn.Dropout(1.0).eval()(x) is x
    np.testing.assert_array_equal(nn.Dropout(0.0)(x).data, x.data)
    assert F.dropout(x, 0.5, training=False) is x
    assert not np.array_equal(F.dropout(x).data, x.data)


def test_dropout_goes_by_the_mode_of_its_own_module():
    model = nn.Sequential(nn.Dropout(0.5), nn.Dropout(0.5))
    x = autograd.ones(100)
    model.eval()
    np.testing.assert_array_equal(model(x).data, 1.0)
    model[0].train()
    assert set(model(x).data.tolist()) == {0.0, 2.0}
    model.train()
    assert set(model(x).data.tolist()) == {0.0, 4.0}
    with autograd.no_grad():  # which is not the same as evaluation mode
        assert set(model(x).data.tolist()) == {0.0, 4.0}


def test_p_one_drops_everything_and_sends_no_gradient():
    x = Tensor([1.0, -2.0], requires_grad=True)
    out = nn.Dropout(1)(x)
    out.sum().backward()
    np.testing.assert_array_equal(out.data, 0.0)
    np.testing.assert_array_equal(x.grad.data, 0.0)


def test_the_gradient_of_dropout_is_the_mask_that_was_used():
    x = Tensor(np.full((10, 10), 3.0), requires_grad=True)
    out = nn.Dropout(0.75)(x)
    out.sum().backward()
    np.testing.assert_array_equal(x.grad.data, out.data / 3.0)
    assert set(x.grad.data.ravel().tolist()) == {0.0, 4.0}


def test_the_seed_decides_what_is_dropped():
    layer, x = nn.Dropout(0.5), autograd.ones(1000)
    first, second = layer(x).data, layer(x).data
    assert not np.array_equal(first, second)
    autograd.manual_seed(0)
    np.testing.assert_array_equal(layer(x).data, first)
    autograd.manual_seed(1)
    assert not np.array_equal(layer(x).data, first)


def test_a_thread_may_draw_from_a_generator_of_its_own():
    layer, x = nn.Dropout(0.5), autograd.ones(1000)
    with autograd.use_generator(np.random.default_rng(7)):
        first = layer(x).data
    with autograd.use_generator(np.random.Generator(np.random.MT19937(7))):
        assert set(layer(x).data.tolist()) == {0.0, 2.0}
    with autograd.use_generator(np.random.default_rng(7)):
        np.testing.assert_array_equal(layer(x).data, first)


EVERY = [
    (nn.Dropout(0.3), (3, 5)), (nn.Dropout1d(0.3), (4, 3, 2)), (nn.Dropout2d(0.3), (4, 3, 2, 1)),
    (nn.AlphaDropout(0.3), (3, 5)), (nn.GaussianDropout(0.3), (3, 5)),
    (nn.DropConnect(5, 2, 0.3), (3, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "shape"), EVERY)
def test_zero_samples_stay_zero_samples(layer, shape):
    assert layer(np.zeros((0, *shape[1:]), np.float32)).shape[0] == 0


@pytest.mark.parametrize(("layer", "shape"), EVERY)
def test_the_same_seed_gives_the_same_numbers(layer, shape):
    x = Tensor(np.ones(shape))
    outputs = []
    for _ in range(2):
        autograd.manual_seed(3)
        outputs.append([layer(x).detach().numpy() for _ in range(2)])
    np.testing.assert_array_equal(outputs[0], outputs[1])


def test_making_a_layer_that_drops_draws_nothing():
    for make in (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.AlphaDropout, nn.GaussianDropout):
        before = autograd.default_generator().bit_generator.state
        make(0.5)
        assert autograd.default_generator().bit_generator.state == before


@pytest.mark.parametrize(("layer", "shape"), [
    (nn.Dropout1d(0.25), (200, 50, 3)), (nn.Dropout1d(0.25), (10_000, 3)),
    (nn.Dropout2d(0.25), (200, 50, 2, 3)), (nn.Dropout2d(0.25), (10_000, 2, 3)),
])  # fmt: skip
def test_whole_channels_are_dropped(layer, shape):
    out = layer(autograd.ones(*shape)).data
    axes = -1 if isinstance(layer, nn.Dropout1d) else (-2, -1)
    smallest, largest = out.min(axes), out.max(axes)
    np.testing.assert_array_equal(smallest, largest)
    np.testing.assert_allclose(np.unique(largest), [0, 4 / 3])
    # 10,000 channels: five standard deviations of a fraction are 5 sqrt(p (1 - p) / 10,000).
    assert abs(np.mean(largest == 0) - 0.25) < 5 * math.sqrt(0.25 * 0.75 / 10_000)


@pytest.mark.parametrize(("layer", "shape", "message"), [
    (nn.Dropout1d(), (3,), "dropout1d: Expected 2D or 3D input, but received a 1D input"),
    (nn.Dropout1d(), (1, 1, 1, 1), "dropout1d: Expected 2D or 3D input, but received a 4D"),
    (nn.Dropout2d(), (3, 3), "dropout2d: Expected 3D or 4D input, but received a 2D input"),
])  # fmt: skip
def test_channels_are_looked_for_in_every_mode(layer, shape, message):
    for mode in (True, False):
        with pytest.raises(ValueError, match=message):
            layer.train(mode)(autograd.ones(*shape))


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_alpha_dropout_keeps_mean_0_and_variance_1(p):
    x = autograd.randn(200_000)
    out = nn.AlphaDropout(p)(x).data
    # A mean of n numbers of variance 1 spreads by 1 / sqrt(n); here n is the same for both.
    assert abs(out.mean()) < 5 / math.sqrt(x.numel())
    assert abs(out.var() - 1) < 0.02
    # What is dropped has one value, a alpha' + b, by the paper's formulas for a and b.
    floor = -1.0507009873554805 * 1.6732632423543772
    a = (1 - p + floor**2 * p * (1 - p)) ** -0.5
    b = -a * p * floor
    dropped = np.isclose(out, a * floor + b, rtol=1e-12)
    assert abs(dropped.mean() - p) < 5 * math.sqrt(p * (1 - p) / x.numel())
    np.testing.assert_allclose(out[~dropped], a * x.data[~dropped] + b, 1e-12, 1e-12)


def test_alpha_dropout_is_off_by_default_as_in_pytorch():
    x = autograd.randn(5)
    assert F.alpha_dropout(x) is x


@pytest.mark.parametrize("p", [0.2, 0.5])
def test_gaussian_dropout_multiplies_with_mean_1_and_the_variance_of_dropout(p):
    count, variance = 100_000, p / (1 - p)
    out = nn.GaussianDropout(p)(autograd.full((count,), 3.0)).data / 3.0
    assert abs(out.mean() - 1) < 5 * math.sqrt(variance / count)
    assert abs(out.var() / variance - 1) < 5 * math.sqrt(2 / count)


def test_gaussian_dropout_of_everything_is_refused():
    with pytest.raises(ValueError, match="gaussian_dropout: p must be below 1"):
        nn.GaussianDropout(1.0)


@pytest.mark.parametrize("p", [0.25, 0.5, 0.9])
def test_the_expectation_of_dropconnect_is_the_whole_layer(p):
    layer, x, draws = nn.DropConnect(6, 4, p).double(), autograd.randn(3, 6), 2000
    whole = layer.eval()(x).data
    layer.train()
    with autograd.no_grad():
        outputs = np.stack([layer(x).data for _ in range(draws)])
    # Each weight times 0 or 1 / (1 - p) has variance w² p / (1 - p).
    variance = (x.data**2) @ (layer.weight.data.T ** 2) * p / (1 - p)
    assert np.all(np.abs(outputs.mean(0) - whole) < 5 * np.sqrt(variance / draws))
    np.testing.assert_allclose(outputs.var(0), variance, rtol=0.25)


def test_dropconnect_drops_weights_once_for_a_batch_and_no_bias():
    layer = nn.DropConnect(1, 50, 0.5).double()
    layer.load_state_dict({"weight": np.ones((50, 1)), "bias": np.full(50, 10.0)})
    out = layer(autograd.ones(4, 1)).data
    np.testing.assert_array_equal(out, np.broadcast_to(out[0], out.shape))
    assert set(out[0].tolist()) == {10.0, 12.0}
    assert not np.array_equal(layer(autograd.ones(4, 1)).data, out)


def test_the_gradient_of_dropconnect_goes_through_the_weights_that_stayed():
    layer = nn.DropConnect(4, 5, 0.5, bias=False).double()
    layer.load_state_dict({"weight": np.full((5, 4), 3.0)})
    x = Tensor([[1.0, 2.0, 4.0, 8.0]], requires_grad=True)
    out = layer(x)
    out.sum().backward()
    # By hand: the factor 0 or 2 of each weight is its gradient over x.
    factors = layer.weight.grad.data / x.data
    assert set(factors.ravel().tolist()) == {0.0, 2.0}
    np.testing.assert_array_equal(out.data[0], (3.0 * factors) @ x.data[0])
    np.testing.assert_array_equal(x.grad.data[0], 3.0 * factors.sum(0))


def test_dropconnect_is_a_linear_layer():
    layer = nn.DropConnect(3, 2, p=0.25)
    assert isinstance(layer, nn.Linear)
    assert repr(layer) == "DropConnect(in_features=3, out_features=2, bias=True, p=0.25)"
    layer.load_state_dict(nn.Linear(3, 2).state_dict())
    with pytest.raises(ValueError, match="DropConnect: the probability must be between 0 and 1"):
        nn.DropConnect(3, 2, 1.5)


@pytest.mark.parametrize("count", [1, 2, 7, 8])
def test_odd_and_even_counts_are_all_drawn(count):
    drawn = np.stack([F.dropout(np.ones(count), 0.5) for _ in range(200)])
    assert (drawn.mean(0) > 0.5).all()
    assert (drawn.mean(0) < 1.5).all()
    # Neighbours are independent: both stay in a quarter of the draws, not in half of them.
    if count > 1:
        assert abs(np.mean((drawn[:, 0] > 0) & (drawn[:, 1] > 0)) - 0.25) < 0.16


@pytest.mark.parametrize("p", [1e-9, 1 - 1e-9])
def test_extreme_probabilities_are_not_rounded_to_certainty(p):
    out = F.dropout(np.ones(100), p)
    np.testing.assert_allclose(out[out != 0], 1 / (1 - p))


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan"), "0.5", None, True])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="Dropout: the probability must be between 0 and 1, got"):
        nn.Dropout(p)
    with pytest.raises(ValueError, match="dropout: the probability must be between 0 and 1, got"):
        F.dropout(autograd.ones(2), p, training=False)


@pytest.mark.parametrize("x", [np.ones((2, 3), np.float32), [1.0, 2.0], Tensor(1.0)])
def test_dropout_takes_arrays_lists_and_numbers(x):
    out = nn.Dropout(0.5)(x)
    assert np.shape(out) == np.shape(x)
    values = np.ravel(out.data if isinstance(out, Tensor) else out)
    assert set(values.tolist()) <= {0.0, 2.0, 4.0}


@pytest.mark.parametrize(("layer", "function"), [
    (nn.Dropout, F.dropout), (nn.Dropout1d, F.dropout1d), (nn.Dropout2d, F.dropout2d),
    (nn.AlphaDropout, F.alpha_dropout),
])  # fmt: skip
def test_inplace_is_taken_where_pytorch_takes_it_and_changes_nothing(layer, function):
    x = Tensor(np.ones((2, 3, 4)))
    outputs = []
    for drop in (layer(0.5), layer(0.5, True), layer(inplace=True),
                 lambda x: function(x, 0.5, True, True),
                 lambda x: function(x, training=True, inplace=True)):  # fmt: skip
        autograd.manual_seed(1)
        outputs.append(drop(x).data)
    for out in outputs[1:]:
        np.testing.assert_array_equal(out, outputs[0])
    np.testing.assert_array_equal(x.data, 1.0)
    assert repr(layer(0.5, True)) == f"{layer.__name__}(p=0.5, inplace=True)"
    assert repr(layer(0.5)) == f"{layer.__name__}(p=0.5)"
    with pytest.raises(TypeError, match=f"{layer.__name__}: inplace must be True or False, got 1"):
        layer(0.5, 1)


def test_drop_connect_is_the_layers_function():
    layer = nn.DropConnect(5, 3, p=0.4)
    x = autograd.randn(2, 5)
    autograd.manual_seed(0)
    expected = layer(x)
    autograd.manual_seed(0)
    dropped = F.drop_connect(x.float(), layer.weight, layer.bias, 0.4)
    np.testing.assert_array_equal(dropped.detach().numpy(), expected.detach().numpy())
    whole = F.drop_connect(x.float(), layer.weight, layer.bias, 0.4, training=False)
    np.testing.assert_array_equal(whole.detach().numpy(), layer.eval()(x).detach().numpy())
