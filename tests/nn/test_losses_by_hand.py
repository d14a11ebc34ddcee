"""Gradients of losses worked out by hand, for each reduction and with weights."""

import math

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

LN2 = math.log(2)
D = np.array([[-2.0, 0.25], [4.0, 0.0]])  # the errors of two samples of two numbers
W = np.array([[1.0, 2.0], [0.5, 4.5]])  # together 8
# The slopes of d**2, of |d|, and of the Huber losses with delta 1.
TWICE, SIGN, CLIPPED = 2 * D, np.array([[-1, 1], [1, 0]]), np.array([[-1, 0.25], [1, 0]])


def gradient(loss, prediction, target):
    """The gradients of the sum of what the loss gives, of both arguments."""
    x, t = (Tensor(np.array(a, float), requires_grad=True) for a in (prediction, target))
    autograd.sum(loss(x, t)).backward()
    return x.grad.data, t.grad.data


@pytest.mark.parametrize(("make", "slope"), [
    (nn.MSELoss, TWICE), (nn.SSELoss, TWICE), (nn.HalfSquaredError, D), (nn.L1Loss, SIGN),
    (nn.SAELoss, SIGN), (nn.HuberLoss, CLIPPED), (nn.SmoothL1Loss, CLIPPED),
])  # fmt: skip
@pytest.mark.parametrize("weight", [None, W])
def test_slopes_of_losses_of_numbers(make, slope, weight):
    target = np.array([[5.0, -1.0], [0.0, 2.0]])
    weighted = slope if weight is None else slope * weight
    divisors = {"none": 1, "sum": 1, "mean": 4 if weight is None else 8, "batchmean": 2}
    for reduction in make.reductions:
        loss = make(reduction=reduction, weight=weight)
        of_input, of_target = gradient(loss, target + D, target)
        np.testing.assert_allclose(of_input, weighted / divisors[reduction], rtol=1e-14)
        np.testing.assert_array_equal(of_target, -of_input)


def test_slopes_where_parabola_and_line_meet():
    d = [-2.0, 2.0, 2.5, -0.5]
    slope, _ = gradient(nn.HuberLoss(reduction="sum", delta=2.0), d, np.zeros(4))
    np.testing.assert_array_equal(slope, [-2.0, 2.0, 2.0, -0.5])
    slope, _ = gradient(nn.SmoothL1Loss(reduction="sum", beta=2.0), d, np.zeros(4))
    np.testing.assert_array_equal(slope, [-1.0, 1.0, 1.0, -0.25])


def test_large_errors_do_not_overflow_in_the_huber_loss():
    d = Tensor(np.array([3e38, -3e38], np.float32))  # whose squares are above the range
    losses = F.huber_loss(d, np.zeros(2), reduction="none")
    np.testing.assert_array_equal(losses.data, np.array([3e38, 3e38], np.float32))


@pytest.mark.parametrize(("squared", "slope"), [
    (False, [0.0, -1.0, 1.0, 0.0]), (True, [0.0, -1.0, 3.0, 0.0]),  # -t, and -2 t (1 - t z)
])  # fmt: skip
def test_slopes_of_the_hinge_loss(squared, slope):
    z = Tensor([2.0, 0.5, 0.5, 1.0], requires_grad=True)  # right, near, wrong, at the bend
    nn.HingeLoss(squared=squared, reduction="sum")(z, [1, 1, -1, 1]).backward()
    np.testing.assert_array_equal(z.grad.data, slope)


def test_slopes_of_the_hinge_loss_of_classes():
    # z_1 = 1 is ahead of 0.5, -1 and 0.25 by 0.5, 2 and 0.75: too little in two of four classes.
    for p, slope in ((1, [0.25, -0.5, 0.0, 0.25]), (2, [0.25, -0.375, 0.0, 0.125])):
        z = Tensor([[0.5, 1.0, -1.0, 0.25]], requires_grad=True)
        nn.MultiMarginLoss(p)(z, [1]).backward()
        np.testing.assert_array_equal(z.grad.data, [slope])


def test_slopes_of_the_divergence():
    # -t for the input; log t + 1 - x for the target.
    x, t = np.log([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])
    of_input, of_target = gradient(nn.KLDivLoss(reduction="sum"), x, t)
    np.testing.assert_allclose(of_input, -t, rtol=1e-15)
    np.testing.assert_allclose(of_target, [1 - LN2, 1.0, 1 + LN2], rtol=1e-14)
    # e**s (s - x): -e**s for the input, e**s (s - x + 1) for s.
    of_input, of_target = gradient(nn.KLDivLoss(reduction="sum", log_target=True), x, np.log(t))
    np.testing.assert_allclose(of_input, -t, rtol=1e-14)
    np.testing.assert_allclose(of_target, t * np.array([1 - LN2, 1.0, 1 + LN2]), rtol=1e-14)


def test_a_target_of_exactly_0_adds_nothing_to_the_divergence():
    x = Tensor(np.log([0.5, 0.5]), requires_grad=True)
    loss = nn.KLDivLoss(reduction="none")(x, [1.0, 0.0])
    np.testing.assert_array_equal(loss.data, [LN2, 0.0])
    loss.sum().backward()
    np.testing.assert_array_equal(x.grad.data, [-1.0, 0.0])


@pytest.mark.parametrize("base", [math.e, 2.0, 10])
def test_slopes_of_negative_log_likelihoods_in_every_base(base):
    factor = 1 / math.log(base)
    x = Tensor(np.log([[0.25, 0.75], [0.5, 0.5]]), requires_grad=True)
    nn.NLLLoss(reduction="sum", base=base)(x, [0, 1]).backward()
    np.testing.assert_allclose(x.grad.data, [[-factor, 0.0], [0.0, -factor]], rtol=1e-15)
    o = Tensor([[0.25, 0.75], [0.5, 0.5]], requires_grad=True)
    nn.NLLLoss(reduction="sum", base=base, log_input=False)(o, [0, 1]).backward()
    np.testing.assert_allclose(o.grad.data, [[-4 * factor, 0.0], [0.0, -2 * factor]], rtol=1e-15)


def test_a_probability_of_0_beside_the_target_does_no_harm():
    o = Tensor([[0.0, 0.25, 0.75]], requires_grad=True)
    for target in ([1], [[0.0, 1.0, 0.0]]):
        o.grad = None
        loss = nn.NLLLoss(log_input=False)(o, target)
        loss.backward()
        assert loss.item() == 2 * LN2
        np.testing.assert_array_equal(o.grad.data, [[0.0, -4.0, 0.0]])


def test_slopes_of_weighted_cross_entropy():
    # Probabilities 1/8, 2/8, 5/8 and 3/8, 1/8, 4/8; p - t, times the weights 2 and 4, over 6.
    scores = Tensor(np.log([[1.0, 2.0, 5.0], [3.0, 1.0, 4.0]]), requires_grad=True)
    nn.CrossEntropyLoss(weight=[1.0, 2.0, 4.0])(scores, [1, 2]).backward()
    expected = [[0.25 / 6, -1.5 / 6, 1.25 / 6], [1.5 / 6, 0.5 / 6, -2 / 6]]
    np.testing.assert_allclose(scores.grad.data, expected, rtol=1e-14)


def test_an_ignored_sample_has_no_gradient_and_does_not_count():
    scores = Tensor(np.log([[1.0, 2.0, 5.0], [3.0, 1.0, 4.0]]), requires_grad=True)
    for settings, label in (({}, -100), ({"ignore_index": 0}, 0), ({"label_smoothing": 0.0}, -100)):
        scores.grad = None
        nn.CrossEntropyLoss(**settings)(scores, [1, label]).backward()
        expected = [[0.125, -0.75, 0.625], [0, 0, 0]]
        np.testing.assert_allclose(scores.grad.data, expected, rtol=1e-14)


def test_slopes_with_smoothed_labels():
    # p - t with t = (0.1, 0.8, 0.1): 0.7 of the label and 0.1 of each class.
    scores = Tensor(np.log([[1.0, 2.0, 5.0]]), requires_grad=True)
    nn.CrossEntropyLoss(label_smoothing=0.3)(scores, [1]).backward()
    np.testing.assert_allclose(scores.grad.data, [[0.025, -0.55, 0.525]], rtol=1e-13)


def test_slopes_with_weights_of_positives():
    # sigmoid(0, ln 3) = 1/2, 3/4; (1 - t + w t) sigmoid(z) - w t with w = 3 and t = 1, 0.5.
    z = Tensor([0.0, math.log(3)], requires_grad=True)
    loss = nn.BCEWithLogitsLoss(reduction="sum", pos_weight=3.0)
    loss(z, [1.0, 0.5]).backward()
    np.testing.assert_allclose(z.grad.data, [-1.5, 0.0], atol=1e-15)
    saturated = Tensor([1000.0, -1000.0], requires_grad=True)
    losses = nn.BCEWithLogitsLoss(reduction="none", pos_weight=3.0)(saturated, [0.0, 1.0])
    np.testing.assert_array_equal(losses.data, [1000.0, 3000.0])


def test_weights_are_buffers_that_are_saved_and_follow_the_dtype():
    loss = nn.BCEWithLogitsLoss([1.0, 2.0], pos_weight=[3.0, 4.0])
    assert list(loss.state_dict()) == ["weight", "pos_weight"]
    assert loss.float().weight.dtype == loss.pos_weight.dtype == np.float32
    assert list(nn.CrossEntropyLoss(np.ones(3)).state_dict()) == ["weight"]
    assert not nn.CrossEntropyLoss().state_dict()
    assert nn.CrossEntropyLoss().weight is None
    assert not list(nn.CrossEntropyLoss(np.ones(3)).parameters())


def test_weights_in_float64_leave_float32_losses_in_float32():
    x = Tensor(np.ones((2, 3), np.float32), requires_grad=True)
    for loss in (
        F.cross_entropy(x, [0, 1], [1.0, 2.0, 3.0], base=2),
        F.cross_entropy(x, [0, -100], [1.0, 2.0, 3.0], label_smoothing=0.1),
        F.cross_entropy(x, np.full((2, 3), 1 / 3), [1.0, 2.0, 3.0]),
        F.nll_loss(x, [0, -100]), F.multi_margin_loss(x, [0, 1], weight=[1.0, 2.0, 3.0]),
        F.mse_loss(x, np.zeros((2, 3)), weight=np.ones((2, 1))),
        F.binary_cross_entropy_with_logits(x, np.zeros((2, 3)), [1.0, 2.0, 3.0], pos_weight=2.0),
    ):  # fmt: skip
        loss.backward()
        assert loss.dtype == x.grad.dtype == np.float32


def test_settings_can_be_changed_on_a_loss():
    loss = nn.MSELoss()
    loss.reduction = "sum"
    assert loss(Tensor([3.0, 4.0]), [0.0, 0.0]).item() == 25.0
