"""Per-class and top-k accuracy, and the metrics of predicted numbers, by hand."""

import numpy as np
import pytest

import nn
from autograd import Tensor

SCORES = [[0.5, 0.3, 0.2], [0.1, 0.3, 0.6], [0.2, 0.5, 0.3], [0.4, 0.4, 0.2]]
NAN = float("nan")


@pytest.mark.parametrize("convert", [list, np.array, Tensor])
def test_the_accuracy_of_each_class(convert):
    # Class 0: 1 of 2; class 1: 2 of 3; class 2: 1 of 1.
    result = nn.per_class_accuracy(convert([0, 1, 1, 1, 0, 2]), convert([0, 0, 1, 1, 1, 2]))
    np.testing.assert_allclose(result, [0.5, 2 / 3, 1.0])


def test_a_class_without_samples_has_no_accuracy():
    result = nn.per_class_accuracy([0, 1], [0, 0], num_classes=3)
    np.testing.assert_array_equal(result, [0.5, NAN, NAN])
    assert nn.per_class_accuracy([0.7, 0.2], [1, 1]).tolist()[1] == 0.5
    assert nn.per_class_accuracy([0.7, 0.2], [1, 1], threshold=0.1).tolist()[1] == 1.0


def test_logits_have_the_threshold_zero():
    assert nn.accuracy([0.2, -0.2], [1, 0], threshold=0.0) == 1.0
    assert nn.accuracy([0.2, 1.4], [1, 0], threshold=0.5) == 0.0  # where it is given, anything goes
    assert nn.confusion_matrix([0.2, -0.2], [1, 0], threshold=0.0).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("scores", [[0.2, -0.2], [[0.3], [2.0]], [2.0, 1.0, 0.0]])
def test_scores_are_not_taken_for_probabilities(scores):
    with pytest.raises(ValueError, match=r"are no probabilities. For scores \(logits\) give threshold=0"):
        nn.accuracy(scores, [1] * len(scores))


@pytest.mark.parametrize(("k", "expected"), [(1, 0.25), (2, 0.75), (3, 1.0)])
@pytest.mark.parametrize("convert", [list, np.array, Tensor])
def test_top_k_by_hand(k, expected, convert):
    # True 1 2 0 1. Places: second, first, third, second (of equal scores the first comes first).
    assert nn.top_k_accuracy(convert(SCORES), convert([1, 2, 0, 1]), k) == expected


def test_top_k_takes_one_hot_rows_and_its_default_is_two():
    assert nn.top_k_accuracy(SCORES[:2], [[0, 1, 0], [1, 0, 0]]) == 0.5


def test_top_1_is_the_accuracy():
    generator = np.random.default_rng(0)
    scores = generator.integers(0, 4, size=(200, 5)).astype(float)  # with many ties
    labels = generator.integers(0, 5, size=200)
    assert nn.top_k_accuracy(scores, labels, 1) == nn.accuracy(scores, labels)


@pytest.mark.parametrize(("scores", "target", "k", "match"), [
    (SCORES, [0, 1], 2, "scores of 4 samples and 2 targets"),
    ([0.1, 0.2], [0, 1], 1, r"needs scores of shape \(N, C\), got \(2,\)"),
    (SCORES, [0, 1, 2, 3], 1, "a class index lies outside 0 to 2"),
    (SCORES, [0, 1, 2, 0.5], 1, "must be class indices"),
    (SCORES, [0, 1, 2, 0], 0, "k must be an integer from 1 to the 3 classes, got 0"),
    (SCORES, [0, 1, 2, 0], 4, "k must be an integer from 1 to the 3 classes, got 4"),
    (SCORES, [0, 1, 2, 0], True, "k must be an integer"),
    (np.zeros((0, 3)), [], 1, "empty"),
])  # fmt: skip
def test_top_k_refuses_what_makes_no_sense(scores, target, k, match):
    with pytest.raises(ValueError, match=match):
        nn.top_k_accuracy(scores, target, k)


def test_per_class_accuracy_refuses_what_makes_no_sense():
    with pytest.raises(ValueError, match="empty"):
        nn.per_class_accuracy([], [])
    with pytest.raises(ValueError, match="a class index lies outside 0 to 1"):
        nn.per_class_accuracy([0, 2], [0, 1], num_classes=2)


# --- numbers ------------------------------------------------------------------------------------


# The examples of scikit-learn's documentation.
PREDICTED, TRUE = [2.5, 0.0, 2, 8], [3, -0.5, 2, 7]
ROWS_PREDICTED, ROWS_TRUE = [[0, 2], [-1, 2], [8, -5]], [[0.5, 1], [-1, 1], [7, -6]]


@pytest.mark.parametrize("convert", [list, np.array, Tensor])
def test_errors_of_scikit_learns_example(convert):
    # Differences -0.5, 0.5, 0, 1.
    predicted, true = convert(PREDICTED), convert(TRUE)
    for metric, expected in ((nn.mean_squared_error, 1.5 / 4), (nn.mean_absolute_error, 0.5)):
        assert type(metric(predicted, true)) is float
        assert metric(predicted, true) == expected
    # Mean 2.875, total 29.1875, residual 1.5.
    assert nn.r2_score(predicted, true) == pytest.approx(1 - 1.5 / 29.1875)


def test_several_outputs_are_averaged():
    assert nn.mean_squared_error(ROWS_PREDICTED, ROWS_TRUE) == pytest.approx(4.25 / 6)
    assert nn.mean_absolute_error(ROWS_PREDICTED, ROWS_TRUE) == 0.75
    # Column 0: mean 6.5/3, residual 0.25 + 0 + 1, total 36.1666...; column 1: residual 3, total
    # 32.6666...
    expected = ((1 - 1.25 / (217 / 6)) + (1 - 3 / (98 / 3))) / 2
    assert nn.r2_score(ROWS_PREDICTED, ROWS_TRUE) == pytest.approx(expected)


def test_r2_at_its_landmarks():
    assert nn.r2_score([1.0, 2.0, 3.0], [1, 2, 3]) == 1.0
    assert nn.r2_score([2.0, 2.0, 2.0], [1, 2, 3]) == 0.0  # the mean
    assert nn.r2_score([3.0, 2.0, 1.0], [1, 2, 3]) == -3.0  # worse than that
    assert nn.r2_score([5.0, 5.0], [5.0, 5.0]) == 1.0  # constant targets, all met
    assert nn.r2_score([5.0, 6.0], [5.0, 5.0]) == 0.0  # and not


def test_float32_predictions_are_summed_in_float64():
    # In float32 the squares of these would be lost beside 1e8 ** 2.
    predicted = np.array([1e8, 1.0], np.float32)
    assert nn.mean_squared_error(predicted, np.zeros(2)) == (1e16 + 1) / 2


METRICS = [nn.mean_squared_error, nn.mean_absolute_error, nn.r2_score]


@pytest.mark.parametrize("metric", METRICS)
def test_shapes_that_would_be_broadcast_are_refused(metric):
    with pytest.raises(ValueError, match=r"predictions have shape \(4, 1\) and the targets \(4,\)"):
        metric(np.ones((4, 1)), np.ones(4))
    with pytest.raises(ValueError, match="empty"):
        metric([], [])
    with pytest.raises(TypeError, match="the targets must be numbers"):
        metric([1.0], ["one"])
    with pytest.raises(TypeError, match="the predictions must be numbers"):
        metric([1j], [1.0])


@pytest.mark.parametrize("values", [1.0, [1.0]])
def test_r2_needs_two_samples(values):
    with pytest.raises(ValueError, match="r2_score: needs at least two samples"):
        nn.r2_score(values, values)


def test_nan_predictions_are_nan_and_not_hidden():
    assert np.isnan(nn.mean_squared_error([NAN], [1.0]))
    assert np.isnan(nn.mean_absolute_error([NAN], [1.0]))
    assert np.isnan(nn.r2_score([NAN, 1.0], [1.0, 2.0]))
