"""The losses' fast rules against their rules on Tensors, and second derivatives numerically."""

import numpy as np
import pytest

import autograd
import nn.functional as F
from autograd import Tensor

generator = np.random.default_rng(0)
SCORES = generator.normal(size=(4, 5))
IMAGES = generator.normal(size=(2, 3, 2, 2))
SOFT = generator.dirichlet(np.ones(5), size=4)
UNIT = generator.uniform(0.2, 0.8, size=(4, 5))

# What is differentiated, with its losses of each element or sample.
CASES = {
    "mse": (lambda x: F.mse_loss(x, UNIT, "none"), SCORES),
    "cross_entropy of labels": (lambda x: F.cross_entropy(x, [0, 4, 2, 2], "none"), SCORES),
    "cross_entropy of one sample": (lambda x: F.cross_entropy(x, 3, "none"), SCORES[0]),
    "cross_entropy of pixels": (
        lambda x: F.cross_entropy(x, [[[0, 1], [2, 0]], [[1, 1], [0, 2]]], "none"), IMAGES,
    ),
    "cross_entropy of probabilities": (lambda x: F.cross_entropy(x, SOFT, "none"), SCORES),
    "cross_entropy by its target": (lambda t: F.cross_entropy(SCORES, t, "none"), SOFT),
    "bce": (lambda x: F.binary_cross_entropy(x, UNIT[::-1], "none"), UNIT),
    "bce by its target": (lambda t: F.binary_cross_entropy(UNIT, t, "none"), UNIT[::-1]),
    "bce with logits": (lambda x: F.binary_cross_entropy_with_logits(x, UNIT, "none"), SCORES),
    "bce with logits by its target": (
        lambda t: F.binary_cross_entropy_with_logits(SCORES, t, "none"), UNIT,
    ),
}  # fmt: skip
every_case = pytest.mark.parametrize(("losses", "at"), CASES.values(), ids=CASES)


def weighted(losses, x):
    """A single number of the losses, each with a weight of its own: no two gradients are alike."""
    values = losses(x)
    return (values * Tensor(np.linspace(0.5, 2.0, values.numel()).reshape(values.shape))).sum()


def numerically(function, at):
    """The derivative of a function of an array, by central differences."""
    result = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[index] = 1e-5
        result[index] = (function(at + step) - function(at - step)) / 2e-5
    return result


@every_case
def test_fast_gradients_equal_those_that_are_recorded(losses, at):
    x = Tensor(at, requires_grad=True)
    weighted(losses, x).backward()
    (recorded,) = autograd.gradients(weighted(losses, x), x, create_graph=True)
    np.testing.assert_allclose(x.grad.data, recorded.detach().data, rtol=1e-12, atol=1e-15)


@every_case
def test_gradients_equal_central_differences(losses, at):
    x = Tensor(at, requires_grad=True)
    weighted(losses, x).backward()
    expected = numerically(lambda array: weighted(losses, Tensor(array)).item(), at)
    np.testing.assert_allclose(x.grad.data, expected, rtol=1e-7, atol=1e-8)


@every_case
def test_second_derivatives_equal_central_differences(losses, at):
    direction = np.random.default_rng(1).normal(size=at.shape)

    def slope_along(array):
        x = Tensor(array, requires_grad=True)
        (slope,) = autograd.gradients(weighted(losses, x), x, create_graph=True)
        return x, (slope * direction).sum()

    x, slope = slope_along(at)
    expected = numerically(lambda array: slope_along(array)[1].item(), at)
    if not slope.requires_grad:  # a loss that is linear in this argument
        np.testing.assert_allclose(expected, 0.0, atol=1e-8)
        return
    (second,) = autograd.gradients(slope, x, allow_unused=True)
    second = np.zeros_like(at) if second is None else second.data
    np.testing.assert_allclose(second, expected, rtol=1e-6, atol=1e-7)


def test_the_second_derivative_of_cross_entropy_is_the_jacobian_of_softmax():
    # Catalogue row softmax_jacobian: its row 0 for the scores 1, 2, 1.5, 0.6.
    x = Tensor([[1.0, 2.0, 1.5, 0.6]], requires_grad=True)
    (slope,) = autograd.gradients(F.cross_entropy(x, [2]), x, create_graph=True)
    (row,) = autograd.gradients(slope[0, 0], x)
    expected = [0.1382009307794, -0.07457712518844, -0.04523331294002, -0.01839049265096]
    np.testing.assert_allclose(row.data[0], expected, rtol=0, atol=1e-12)


def test_float32_gradients_are_close_to_those_in_float64():
    double = Tensor(SCORES, requires_grad=True)
    single = Tensor(SCORES.astype(np.float32), requires_grad=True)
    for x in (double, single):
        F.cross_entropy(x, [0, 4, 2, 2]).backward()
    assert single.grad.dtype == np.float32
    np.testing.assert_allclose(single.grad.data, double.grad.data, rtol=0, atol=1e-7)
