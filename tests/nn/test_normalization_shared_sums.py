"""Gradients of a normalization that share sums: right for each pass by itself."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn.functional.standardization import standardize
from nn.functional.sums_over_axes import near_moments, sum_over


def test_a_seed_overwritten_between_two_passes_counts_as_it_is_then():
    generator = np.random.default_rng(0)
    inputs = [Tensor(generator.normal(size=s), requires_grad=True) for s in ((5, 3), (3,), (3,))]
    out = standardize(*inputs, axes=(0,))
    seed = generator.normal(size=out.shape)
    first = autograd.gradients(out, inputs, seed, retain_graph=True)
    seed *= 2
    second = autograd.gradients(out, inputs, seed)
    for one, two in zip(first, second, strict=True):
        np.testing.assert_allclose(2 * one.data, two.data, 1e-12)


def test_the_variance_of_numbers_far_from_0_keeps_its_digits():
    generator = np.random.default_rng(0)
    for mean in (0.0, 5.0, 9.0, 11.0, 1e3, 1e5):
        x = (generator.normal(size=(4000, 3)) + mean).astype(np.float32)
        exact = x.astype(np.float64)
        exact = (exact - exact.mean(0)) / np.sqrt(exact.var(0) + 1e-5)
        np.testing.assert_allclose(standardize(x, axes=(0,)), exact, 1e-4, 1e-4)



def images(mean, dtype=np.float32, shape=(8, 6, 5, 3)):
    """Return `(N, C, H, W)` whose channels are last in memory."""
    x = np.random.default_rng(0).normal(size=shape) + mean
    return np.moveaxis(x.astype(dtype), -1, 1)


@pytest.mark.parametrize("mean", [0.0, 1.0, -3.9, 4.1, 9.0, 11.0, 1e3, 1e5])
def test_images_are_standardized_to_rounding_wherever_their_mean_is(mean):
    x = images(mean, shape=(64, 28, 28, 4))
    weight, bias = np.float32([[[1.0]], [[-2.0]], [[0.5]], [[0.0]]]), np.float32(0.25)
    exact = x.astype(np.float64)
    average, variance = (f(exact, axis=(0, 2, 3), keepdims=True) for f in (np.mean, np.var))
    received = []
    out = standardize(
        x, weight, bias, axes=(0, 2, 3), eps=0.0, receive=lambda *pair: received.extend(pair)
    )
    assert out.dtype == np.float32
    assert [r.dtype for r in received] == [np.float32, np.float32]
    np.testing.assert_allclose(received[0], average, 1e-6, 1e-6)
    np.testing.assert_allclose(received[1], variance, 3e-6 if abs(mean) < 10 else 1e-4)
    allowed = 1e-6 * (5 + abs(mean))  # the numbers themselves are rounded by so much
    np.testing.assert_allclose(
        out, (exact - average) / np.sqrt(variance) * weight + bias, 0, allowed
    )


@pytest.mark.parametrize("mean", [0.0, 3.0, 5.0])
def test_images_get_the_same_gradients_in_every_order_of_memory(mean):
    generator = np.random.default_rng(1)
    weight, bias = generator.normal(size=(2, 3, 1, 1))
    last = images(mean, np.float64)
    seed = generator.normal(size=last.shape)
    orders = last, np.ascontiguousarray(last), np.asfortranarray(last), last[:, ::-1, :, ::-1]
    results = []
    for x in orders:
        inputs = [Tensor(a, requires_grad=True) for a in (x, weight, bias)]
        flipped = x.strides[1] < 0
        at = seed[:, ::-1, :, ::-1] if flipped else seed
        if flipped:
            inputs[1:] = [Tensor(a[::-1].copy(), requires_grad=True) for a in (weight, bias)]
        out = standardize(*inputs, axes=(0, 2, 3))
        found = [out.data, *(g.data for g in autograd.gradients(out, inputs, at))]
        if flipped:
            found = [a[:, ::-1, :, ::-1] if a.ndim == 4 else a[::-1] for a in found]
        results.append(found)
    for found in results[1:]:
        for one, two in zip(results[0], found, strict=True):
            np.testing.assert_allclose(one, two, 1e-10, 1e-12)


@pytest.mark.parametrize("value", [0.0, 3.0, 1e-30, 1e25, np.inf, -np.inf, np.nan])
def test_moments_at_once_leave_to_centring_what_they_cannot_do(value):
    x = images(0.0)
    x[:, 1] = value
    moments = near_moments(x, (0, 2, 3))
    assert (moments is None) == (value != 0.0)
    with np.errstate(all="ignore"):
        out = standardize(x, axes=(0, 2, 3))
    if np.isfinite(value) and value != 1e25:
        np.testing.assert_allclose(out[:, 1], 0, atol=1e-4)
    elif not np.isfinite(value):
        assert np.isnan(out[:, 1]).all()
    rest = x[:, [0, 2]].astype(np.float64)
    axes = {"axis": (0, 2, 3), "keepdims": True}
    exact = (rest - rest.mean(**axes)) / np.sqrt(rest.var(**axes) + 1e-5)
    np.testing.assert_allclose(out[:, [0, 2]], exact, 0, 1e-5)


@pytest.mark.parametrize("axes", [(0, 2, 3), (2, 3), (1, 2, 3), (0,), (0, 1, 2, 3), ()])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int64])
def test_sums_over_axes_are_those_of_numpy(axes, dtype):
    generator = np.random.default_rng(2)
    last = np.moveaxis(generator.integers(-2, 3, (4, 6, 5, 3)), -1, 1).astype(dtype)
    empty, single = last[:0], last[:, :1]
    for x in (last, np.ascontiguousarray(last), last[::2, :, ::-1], empty, single, last[:, :, :1]):
        np.testing.assert_array_equal(sum_over(x, axes), x.sum(axes, keepdims=True))
        np.testing.assert_array_equal(sum_over(x, axes, x), (x * x).sum(axes, keepdims=True))
