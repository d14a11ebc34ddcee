"""Gaussian noise: its mean and deviation, modes, gradients, seeds."""

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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("std", [0.1, 3.0])
def test_the_noise_has_mean_0_and_the_deviation_asked_for(std, dtype):
    x = np.full((300, 300), 5.0, dtype)
    noise = nn.GaussianNoise(std)(x) - x
    assert noise.dtype == dtype
    # The mean of n numbers spreads by std / sqrt(n), their deviation by std / sqrt(2 n).
    assert abs(noise.mean()) < 5 * std / 300
    assert abs(noise.std() - std) < 5 * std / math.sqrt(2 * 90_000)
    assert abs(np.corrcoef(noise.ravel()[:-1], noise.ravel()[1:])[0, 1]) < 5 / 300


def test_there_is_none_in_evaluation_or_with_deviation_0():
    x = autograd.randn(3, 4)
    assert nn.GaussianNoise(0.5).eval()(x) is x
    assert nn.GaussianNoise(0.0)(x) is x
    assert F.gaussian_noise(x, 0.5, training=False) is x


def test_hidden_units_get_noise_and_the_gradient_passes_as_it_is():
    model = nn.Sequential(nn.Linear(3, 2), nn.GaussianNoise(1.0), nn.Tanh())
    x = Tensor(np.ones((1, 3), np.float32), requires_grad=True)
    noisy = model(x)
    assert not np.array_equal(noisy.data, model.eval()(x).data)
    y = Tensor([1.0, -2.0], requires_grad=True)
    F.gaussian_noise(y, 10.0).backward(Tensor([3.0, 4.0]))
    np.testing.assert_array_equal(y.grad.data, [3.0, 4.0])


def test_the_seed_decides_the_noise():
    layer, x = nn.GaussianNoise(), autograd.zeros(100)
    first, second = layer(x).data, layer(x).data
    assert not np.array_equal(first, second)
    autograd.manual_seed(0)
    np.testing.assert_array_equal(layer(x).data, first)
    with autograd.use_generator(np.random.default_rng(0)):
        np.testing.assert_array_equal(layer(x).data, first)


@pytest.mark.parametrize("x", [[1.0, 2.0], Tensor(1.0), np.ones((0, 3)), np.arange(3), np.float32(1)])
def test_anything_like_an_array_is_taken(x):
    out = nn.GaussianNoise(0.1)(x)
    assert np.shape(out) == np.shape(x)
    assert out.dtype.kind == "f"


def test_noise_of_a_cast_input_has_its_dtype():
    assert nn.GaussianNoise()(Tensor(np.ones(2, np.float16))).dtype == np.float16


@pytest.mark.parametrize("std", [-1.0, float("nan"), float("inf"), "1", None, True])
def test_what_is_no_deviation_is_refused(std):
    with pytest.raises(ValueError, match="GaussianNoise: std must be a finite number >= 0, got"):
        nn.GaussianNoise(std)
    with pytest.raises(ValueError, match="gaussian_noise: std must be a finite number >= 0, got"):
        F.gaussian_noise(autograd.ones(2), std, training=False)
