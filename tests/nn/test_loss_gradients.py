"""The losses' fast rules against their rules on Tensors, and second derivatives numerically."""

import math

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

LOG_UNIT = np.log(UNIT)
WEIGHTS = generator.uniform(0.5, 2.0, size=5)
LABELS, WITH_IGNORED = [0, 4, 2, 2], [0, -100, 2, 2]
PIXELS = [[[0, 1], [2, 0]], [[1, 1], [0, 2]]]
SIGNS = np.where(SCORES > 0, 1.0, -1.0)[::-1]


def of_input(loss, at, target, **settings):
    """Differentiate the losses of each element or sample with respect to the predictions."""
    return (lambda x: loss(x, target, reduction="none", **settings)), at


def of_target(loss, at, target, **settings):
    """Differentiate them with respect to the target."""
    return (lambda t: loss(at, t, reduction="none", **settings)), target


# What is differentiated, and where.
CASES = {
    "mse": of_input(F.mse_loss, SCORES, UNIT),
    "mse with weights": of_input(F.mse_loss, SCORES, UNIT, weight=WEIGHTS),
    "half squared error by its target": of_target(F.half_squared_error, SCORES, UNIT),
    "l1": of_input(F.l1_loss, SCORES, UNIT),
    "huber": of_input(F.huber_loss, SCORES, UNIT, delta=0.7),
    "huber by its target": of_target(F.huber_loss, SCORES, UNIT, delta=0.7),
    "smooth l1": of_input(F.smooth_l1_loss, SCORES, UNIT, beta=0.3),
    "cross_entropy of labels": of_input(F.cross_entropy, SCORES, LABELS),
    "cross_entropy of one sample": of_input(F.cross_entropy, SCORES[0], 3),
    "cross_entropy of pixels": of_input(F.cross_entropy, IMAGES, PIXELS),
    "cross_entropy of pixels, smoothed, with weights": of_input(
        F.cross_entropy, IMAGES, PIXELS, weight=WEIGHTS[:3], label_smoothing=0.2
    ),
    "cross_entropy of some labels, with weights, in bits": of_input(
        F.cross_entropy, SCORES, WITH_IGNORED, weight=WEIGHTS, base=2
    ),
    "cross_entropy of some smoothed labels": of_input(
        F.cross_entropy, SCORES, WITH_IGNORED, label_smoothing=0.2
    ),
    "cross_entropy by its weights": (
        lambda w: F.cross_entropy(SCORES, LABELS, w, reduction="none"), WEIGHTS,
    ),
    "cross_entropy of probabilities": of_input(F.cross_entropy, SCORES, SOFT),
    "cross_entropy of probabilities, smoothed, with weights": of_input(
        F.cross_entropy, SCORES, SOFT, weight=WEIGHTS, label_smoothing=0.2
    ),
    "cross_entropy by its target": of_target(F.cross_entropy, SCORES, SOFT),
    "cross_entropy by its target, smoothed, with weights": of_target(
        F.cross_entropy, SCORES, SOFT, weight=WEIGHTS, label_smoothing=0.2
    ),
    "nll": of_input(F.nll_loss, LOG_UNIT, WITH_IGNORED, weight=WEIGHTS),
    "nll of probabilities in bits": of_input(
        F.nll_loss, UNIT, WITH_IGNORED, log_input=False, base=2
    ),
    "nll of probabilities by its target": of_target(F.nll_loss, UNIT, SOFT, log_input=False),
    "kl": of_input(F.kl_div, LOG_UNIT, SOFT),
    "kl by its target": of_target(F.kl_div, LOG_UNIT, SOFT),
    "kl by the logarithm of its target": of_target(F.kl_div, LOG_UNIT, LOG_UNIT, log_target=True),
    "bce": of_input(F.binary_cross_entropy, UNIT, UNIT[::-1]),
    "bce with weights in bits": of_input(
        F.binary_cross_entropy, UNIT, UNIT[::-1], weight=WEIGHTS, base=2
    ),
    "bce by its target": of_target(F.binary_cross_entropy, UNIT, UNIT[::-1]),
    "bce with logits": of_input(F.binary_cross_entropy_with_logits, SCORES, UNIT),
    "bce with logits by its target": of_target(F.binary_cross_entropy_with_logits, SCORES, UNIT),
    "bce with logits and weights of positives": of_input(
        F.binary_cross_entropy_with_logits, SCORES, UNIT, pos_weight=WEIGHTS
    ),
    "bce with logits and weights of positives by its target": of_target(
        F.binary_cross_entropy_with_logits, SCORES, UNIT, pos_weight=WEIGHTS
    ),
    "hinge": of_input(F.hinge_loss, SCORES, SIGNS),
    "squared hinge": of_input(F.hinge_loss, SCORES, SIGNS, squared=True),
    "multi margin": of_input(F.multi_margin_loss, SCORES, LABELS, weight=WEIGHTS),
    "multi margin of squares": of_input(F.multi_margin_loss, SCORES, LABELS, p=2, margin=0.5),
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


def test_the_gradient_of_a_share_of_zero_is_that_of_any_other():
    # d/dt -t ln p = -ln p, at t = 0 too.
    t = Tensor([[1.0, 0.0]], requires_grad=True)
    F.nll_loss([[0.25, 0.75]], t, log_input=False).backward()
    np.testing.assert_allclose(t.grad.data, [[-math.log(0.25), -math.log(0.75)]], rtol=1e-12)


def test_vectors_of_zeros_have_no_direction_and_no_nan():
    zero, other = Tensor([[0.0, 0.0]], requires_grad=True), Tensor([[3.0, 4.0]])
    loss = F.cosine_embedding_loss(zero, other, [1])
    assert loss.item() == 1.0
    loss.backward()
    assert np.isfinite(zero.grad.data).all()
