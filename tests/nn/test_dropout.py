"""Dropout: expectation, modes, gradients, seeds."""

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
