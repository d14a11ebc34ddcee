"""Losses: values and gradients worked out by hand, the forms of a target, reductions, dtypes.

The scores of a class are logarithms here, so that its probabilities can be read off: softmax of
(ln 1, ln 2, ln 5) is (1/8, 2/8, 5/8), and sigmoid of ln 3 is 3/4.
"""

import math

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

LN2 = math.log(2)
SCORES = np.log([[1.0, 2.0, 5.0], [3.0, 1.0, 4.0]])
PROBABILITIES = np.array([[1.0, 2.0, 5.0], [3.0, 1.0, 4.0]]) / 8
LABELS = [1, 2]  # probabilities 1/4 and 1/2: losses 2 ln 2 and ln 2
ONE_HOT = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def check(loss, value, *gradients):
    """Compare a loss with its value, and pairs of a leaf and its gradient."""
    np.testing.assert_allclose(loss.data, value, rtol=0, atol=1e-12)
    loss.sum().backward()
    for leaf, expected in gradients:
        np.testing.assert_allclose(leaf.grad.data, expected, rtol=0, atol=1e-12)
        assert leaf.grad.shape == leaf.shape


def leaf(values):
    return Tensor(np.array(values, float), requires_grad=True)


@pytest.mark.parametrize(("reduction", "value", "slope"), [
    ("none", [0.0, 4.0, 9.0], [0.0, 4.0, 6.0]),  # d(d**2) = 2 d, with differences 0, 2, 3
    ("sum", 13.0, [0.0, 4.0, 6.0]),
    ("mean", 13 / 3, [0.0, 4 / 3, 2.0]),
])  # fmt: skip
def test_mse_by_hand(reduction, value, slope):
    prediction, target = leaf([1.0, 2.0, 4.0]), leaf([1.0, 0.0, 1.0])
    loss = nn.MSELoss(reduction=reduction)(prediction, target)
    check(loss, value, (prediction, slope), (target, -np.array(slope)))


@pytest.mark.parametrize("target", [
    LABELS, np.array(LABELS), np.array(LABELS, np.uint8), Tensor(LABELS), ONE_HOT, Tensor(ONE_HOT),
    np.array(ONE_HOT, int), np.array(ONE_HOT, np.float32),
], ids=["list", "array", "uint8", "Tensor", "one-hot", "one-hot Tensor", "one-hot int",
        "one-hot float32"])  # fmt: skip
@pytest.mark.parametrize(("reduction", "value", "factor"), [
    ("none", [2 * LN2, LN2], 1.0), ("sum", 3 * LN2, 1.0), ("mean", 1.5 * LN2, 0.5),
])  # fmt: skip
def test_cross_entropy_of_labels_and_one_hot_rows_by_hand(target, reduction, value, factor):
    # The gradient is p - t: (1/8, -3/4, 5/8) and (3/8, 1/8, -1/2).
    scores = leaf(SCORES)
    slope = factor * np.array([[0.125, -0.75, 0.625], [0.375, 0.125, -0.5]])
    check(nn.CrossEntropyLoss(reduction=reduction)(scores, target), value, (scores, slope))


def test_cross_entropy_of_probabilities_by_hand():
    # -(ln(1/8) + ln(2/8)) / 2 = 2.5 ln 2, with gradient p - t, and -ln p for the target.
    scores, target = leaf(SCORES[:1]), leaf([[0.5, 0.5, 0.0]])
    loss = F.cross_entropy(scores, target)
    check(loss, 2.5 * LN2, (scores, [[-0.375, -0.25, 0.625]]),
          (target, [[3 * LN2, 2 * LN2, -math.log(0.625)]]))  # fmt: skip


def test_cross_entropy_of_the_slides_scores():
    # Catalogue row softmax_ce_k3, as a batch of one, and as a single sample without a batch axis.
    slope = np.array([-0.340998861114, 0.2424329707047, 0.09856589040932])
    for target in (0, np.int64(0), [1.0, 0.0, 0.0]):
        scores = leaf([2.0, 1.0, 0.1])
        check(F.cross_entropy(scores, target), 0.4170300162778, (scores, slope))
    scores = leaf([[2.0, 1.0, 0.1]])
    check(F.cross_entropy(scores, [0]), 0.4170300162778, (scores, [slope]))


@pytest.mark.parametrize("target", [[LABELS], np.moveaxis(np.array([ONE_HOT]), 2, 1)],
                         ids=["labels", "one-hot"])  # fmt: skip
def test_cross_entropy_of_scores_with_more_axes_has_its_classes_along_axis_one(target):
    scores = leaf(np.moveaxis(SCORES[None], 2, 1))  # (N, C, L) = (1, 3, 2): a sample a column
    slope = np.array([[0.125, -0.75, 0.625], [0.375, 0.125, -0.5]]).T[None]
    check(F.cross_entropy(scores, target, reduction="none"), [[2 * LN2, LN2]], (scores, slope))
    scores.grad = None
    check(F.cross_entropy(scores, target), 1.5 * LN2, (scores, slope / 2))


def test_binary_cross_entropy_by_hand():
    # -ln(1/4) and -ln(1/2); slopes -1/p and 1/(1 - p); for the target ln(1 - p) - ln p.
    p, t = leaf([0.25, 0.5]), leaf([1.0, 0.0])
    check(nn.BCELoss()(p, t), 1.5 * LN2, (p, [-2.0, 1.0]), (t, [math.log(3) / 2, 0.0]))
    for reduction, value in (("sum", 3 * LN2), ("none", [2 * LN2, LN2])):
        p = leaf([0.25, 0.5])
        check(nn.BCELoss(reduction=reduction)(p, [1.0, 0.0]), value, (p, [-4.0, 2.0]))
    # A soft target: -(0.25 ln 0.25 + 0.75 ln 0.75) is least where p is t.
    p = leaf([0.25])
    check(nn.BCELoss()(p, [0.25]), 2 * LN2 - 0.75 * math.log(3), (p, [0.0]))


def test_binary_cross_entropy_with_logits_by_hand():
    # sigmoid(0, ln 3, -ln 3) = 1/2, 3/4, 1/4: losses ln 2, ln 4/3, ln 4/3; slopes sigmoid - t.
    z, t = leaf([0.0, math.log(3), -math.log(3)]), leaf([1.0, 1.0, 0.0])
    losses = np.array([LN2, math.log(4 / 3), math.log(4 / 3)])
    slope, to_target = np.array([-0.5, -0.25, 0.25]), -z.data
    check(nn.BCEWithLogitsLoss(reduction="none")(z, t), losses, (z, slope), (t, to_target))
    for reduction, value, n in (("sum", losses.sum(), 1), ("mean", losses.mean(), 3)):
        z = leaf([0.0, math.log(3), -math.log(3)])
        check(nn.BCEWithLogitsLoss(reduction=reduction)(z, [1, 1, 0]), value, (z, slope / n))


def test_bce_of_the_slides():
    # Catalogue row bce_mean_grad: z = (-1, 0.5, 2), t = (0, 1, 1).
    slope = [0.08964714045667, -0.1258468895994, -0.03973430734071]
    for loss in (F.binary_cross_entropy_with_logits,
                 lambda z, t: F.binary_cross_entropy(autograd.sigmoid(z), t)):  # fmt: skip
        z = leaf([-1.0, 0.5, 2.0])
        check(loss(z, [0, 1, 1]), 0.3047555609138, (z, slope))


def test_bce_at_exactly_zero_and_one_is_as_in_pytorch():
    # PyTorch 2.13 keeps the logarithms above -100, and the denominator p (1 - p) above 1e-12.
    p = leaf([0.0, 1.0, 0.0, 1.0])
    loss = F.binary_cross_entropy(p, [0.0, 1.0, 1.0, 0.0], reduction="none")
    check(loss, [0.0, 0.0, 100.0, 100.0], (p, [0.0, 0.0, -1e12, 1e12]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_saturated_scores_give_finite_losses_and_gradients(dtype):
    # Warnings are errors in these tests: an overflow on the way would fail them.
    z = Tensor(np.array([1000.0, 1000.0, -1000.0, -1000.0], dtype), requires_grad=True)
    loss = F.binary_cross_entropy_with_logits(z, [1.0, 0.0, 1.0, 0.0], reduction="none")
    check(loss, [0.0, 1000.0, 1000.0, 0.0], (z, [0.0, 1.0, -1.0, 0.0]))
    for right, wrong in (([0, 1], [1, 0]), ([[1, 0], [0, 1]], [[0, 1], [1, 0]])):
        scores = Tensor(np.array([[1000.0, -1000.0], [-1000.0, 1000.0]], dtype), requires_grad=True)
        check(F.cross_entropy(scores, right, reduction="none"), [0.0, 0.0], (scores, np.zeros((2, 2))))
        scores.grad = None
        loss = F.cross_entropy(scores, wrong, reduction="none")
        check(loss, [2000.0, 2000.0], (scores, [[1.0, -1.0], [-1.0, 1.0]]))


def test_losses_leave_their_arguments_as_they_are():
    scores, labels = SCORES.copy(), np.array(LABELS)
    tensor = Tensor(scores, requires_grad=True)
    F.cross_entropy(tensor, labels).backward()
    np.testing.assert_array_equal(scores, SCORES)
    assert labels.tolist() == LABELS


LOSSES = {
    "mse": (F.mse_loss, [0.25, 0.75], [1.0, 0.5]),
    "cross_entropy of labels": (F.cross_entropy, SCORES, LABELS),
    "cross_entropy of probabilities": (F.cross_entropy, SCORES, PROBABILITIES[::-1].copy()),
    "bce": (F.binary_cross_entropy, [0.25, 0.75], [1.0, 0.5]),
    "bce with logits": (F.binary_cross_entropy_with_logits, [0.25, 0.75], [1.0, 0.5]),
}


@pytest.mark.parametrize(("loss", "prediction", "target"), LOSSES.values(), ids=LOSSES)
def test_arrays_count_as_tensors_and_float32_predictions_stay_float32(loss, prediction, target):
    expected = loss(Tensor(prediction), Tensor(target))
    for given in (np.array(prediction), Tensor(prediction)):
        result = loss(given, np.array(target))
        assert isinstance(result, Tensor)
        np.testing.assert_array_equal(result.data, expected.data, strict=True)
    single = Tensor(np.array(prediction, np.float32), requires_grad=True)
    result = loss(single, target)  # whose floats are float64
    result.backward()
    assert result.dtype == single.grad.dtype == np.float32
    np.testing.assert_allclose(result.data, expected.data, rtol=1e-6)


@pytest.mark.parametrize(("loss", "value"), [
    (F.mse_loss, 0.0625),
    (F.binary_cross_entropy, 25.0),  # ln 0 counts as -100, ln 1 is 0
    (F.binary_cross_entropy_with_logits, (LN2 + math.log(1 + math.e) - 0.75) / 2),
    (F.cross_entropy, math.log(1 + math.e) - 0.75),
])  # fmt: skip
def test_predictions_that_are_integers_do_not_truncate_the_target(loss, value):
    # PyTorch: mse_loss(tensor([0, 1]), tensor([0.25, 0.75])) is 0.0625.
    assert loss(np.array([0, 1]), [0.25, 0.75]).item() == pytest.approx(value, rel=1e-6)
