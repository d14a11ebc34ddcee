"""Losses with the numbers of the slides, and why cross-entropy learns where squares do not.

Names of rows are those of the catalogue of worked examples.
"""

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor, gradients, sigmoid


def test_the_family_of_squared_errors_differs_by_its_factor_alone():
    # loss_factor_family.
    d, zeros = Tensor([0.1, -0.3, 0.2]), np.zeros(3)
    for loss, expected in (
        (nn.SSELoss(), 0.14), (nn.HalfSquaredError(), 0.07), (nn.MSELoss(), 0.04666666666667),
        (nn.HalfSquaredError(reduction="mean"), 0.02333333333333), (nn.SAELoss(), 0.6),
    ):  # fmt: skip
        assert loss(d, zeros).item() == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(("loss", "value", "slopes"), [
    (nn.MSELoss(), 62.5, (21.5, 4.0)),  # study_sse_mse, study_grad
    (nn.SSELoss(), 250.0, (86.0, 16.0)),
    (nn.HalfSquaredError(reduction="mean"), 31.25, (10.75, 2.0)),
    (nn.SAELoss(), 28.0, (2 - 3 + 4 + 5, 2.0)),  # errors 2, -10, 11, 5 at x = 2, 3, 4, 5
])  # fmt: skip
def test_the_hours_of_study(loss, value, slopes):
    w, b = Tensor(13.0, requires_grad=True), Tensor(1.0, requires_grad=True)
    total = loss(w * Tensor([2.0, 3.0, 4.0, 5.0]) + b, [25.0, 50.0, 42.0, 61.0])
    total.backward()
    assert (total.item(), w.grad.item(), b.grad.item()) == (value, *slopes)


def test_the_hand_calculated_step():
    # gd_half_loss, gd_half_step: the slide's 196 is the square without its half.
    w, b = Tensor(15.0, requires_grad=True), Tensor(2.0, requires_grad=True)
    loss = nn.HalfSquaredError()(w * 2.0 + b, 46.0)
    loss.backward()
    assert (loss.item(), w.grad.item(), b.grad.item()) == (98.0, -28.0, -14.0)


def wrong_by(weight, bias):
    """The single sigmoid of the slides, whose target is 0."""
    w, b = Tensor(weight, requires_grad=True), Tensor(bias, requires_grad=True)
    return (w, b), w * 1.5 + b


@pytest.mark.parametrize(("at", "loss", "expected"), [
    # mse_sigmoid_left, mse_sigmoid_right: the more wrong, the smaller the gradient.
    ((0.4, 0.5), nn.HalfSquaredError(), (0.2814451130238, 0.210864218422, 0.1405761456147)),
    ((1.9, 3.0), nn.HalfSquaredError(), (0.4971324939713, 0.004282740491802, 0.002855160327868)),
    # ce_sigmoid_left, ce_sigmoid_right: the more wrong, the larger.
    ((0.4, 0.5), nn.BCELoss(), (1.387335325115, 1.125390158393, 0.7502601055951)),
    ((0.4, 0.5), nn.BCELoss(base=2), (2.001501793594, 1.623594800578, 1.082396533719)),
    ((1.9, 3.0), nn.BCELoss(), (5.852875760193, 1.495692556266, 0.9971283708443)),
    ((1.9, 3.0), nn.BCELoss(base=2), (8.44391483417, 2.15782823362, 1.438552155747)),
])  # fmt: skip
def test_one_sigmoid_with_squares_and_with_cross_entropy(at, loss, expected):
    parameters, z = wrong_by(*at)
    value = loss(sigmoid(z), 0.0)
    found = (value.item(), *(g.item() for g in gradients(value, parameters)))
    np.testing.assert_allclose(found, expected, rtol=1e-11)
    if isinstance(loss, nn.BCELoss):
        fused = nn.BCEWithLogitsLoss(base=loss.base)(wrong_by(*at)[1], 0.0)
        assert fused.item() == pytest.approx(expected[0], rel=1e-11)


def test_a_saturated_sigmoid_learns_by_cross_entropy_and_not_by_squares():
    # At z = 40 and target 0: o (1 - o) o is e**-40, while o - 0 is 1.
    slopes = []
    for loss in (lambda z: nn.HalfSquaredError()(sigmoid(z), 0.0),
                 lambda z: nn.BCEWithLogitsLoss()(z, 0.0)):  # fmt: skip
        z = Tensor(40.0, requires_grad=True)
        (slope,) = gradients(loss(z), z)
        slopes.append(slope.item())
    assert 0 <= slopes[0] < 1e-16
    assert slopes[1] == 1.0


@pytest.mark.parametrize(("w", "expected"), [
    (0.0, 0.0625), (np.log(2), 0.0), (1.1, -0.03525373032971), (2.0, -0.05940708430218),
])  # fmt: skip
def test_squares_of_a_sigmoid_are_not_convex_and_cross_entropy_is(w, expected):
    # nonconvex_mse_sigmoid.
    def bend(loss):
        x = Tensor(w, requires_grad=True)
        (slope,) = gradients(loss(x), x, create_graph=True)
        return gradients(slope, x)[0].item()

    assert bend(lambda x: nn.HalfSquaredError()(sigmoid(x), 0.0)) == pytest.approx(expected, abs=1e-12)
    assert bend(lambda x: nn.BCEWithLogitsLoss()(x, 0.0)) > 0


def test_the_likelihood_of_every_class():
    # softmax_nll_all: the scores 1, 2, 1.5, 0.6.
    scores = Tensor(np.tile([1.0, 2.0, 1.5, 0.6], (4, 1)))
    natural = [1.797960725828, 0.7979607258283, 1.297960725828, 2.197960725828]
    bits = [2.593909022866, 1.151213981977, 1.872561502421, 3.170987039221]
    probabilities, labels = autograd.softmax(scores, 1), np.arange(4)
    for base, expected in ((np.e, natural), (2, bits)):
        for loss in (
            nn.NLLLoss(reduction="none", base=base, log_input=False)(probabilities, labels),
            nn.NLLLoss(reduction="none", base=base)(autograd.log(probabilities), labels),
            nn.CrossEntropyLoss(reduction="none", base=base)(scores, labels),
        ):
            np.testing.assert_allclose(loss.data, expected, rtol=0, atol=1e-11)


def test_the_cross_entropy_of_given_probabilities():
    # cee_example: -ln 0.7, -log2 0.7, and the gradient -1/0.7.
    o = Tensor([0.1, 0.7, 0.2], requires_grad=True)
    loss = nn.NLLLoss(log_input=False)(o, [0.0, 1.0, 0.0])
    loss.backward()
    assert loss.item() == pytest.approx(0.3566749439, abs=1e-10)
    np.testing.assert_allclose(o.grad.data, [0.0, -1.4285714286, 0.0], atol=1e-10)
    bits = nn.NLLLoss(base=2, log_input=False)(o, 1)
    assert bits.item() == pytest.approx(0.5145731728, abs=1e-10)


def test_binary_cross_entropy_is_that_of_two_classes():
    # bce_is_ce_k2: p = (1 - h, h), y = (1 - t, t).
    h, t = np.array([0.2, 0.5, 0.9]), np.array([0.0, 1.0, 0.25])
    pair, target = np.stack([1 - h, h], 1), np.stack([1 - t, t], 1)
    expected = F.binary_cross_entropy(Tensor(h), t, reduction="none").data
    both = F.nll_loss(Tensor(pair), target, log_input=False, reduction="none").data
    np.testing.assert_allclose(both, expected, rtol=1e-14)
