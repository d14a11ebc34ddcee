"""Precision, recall and F1: counted by hand, with scikit-learn's averages and conventions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd import Tensor

# The example of scikit-learn's documentation of precision_score, recall_score and f1_score.
TRUE, PREDICTED = [0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]
# By hand. Class 0: TP 2, FP 1, FN 0. Class 1: TP 0, FP 2, FN 2. Class 2: TP 0, FP 1, FN 2.
DOCUMENTED = {
    ("precision", "macro"): 2 / 9, ("precision", "micro"): 1 / 3, ("precision", "weighted"): 2 / 9,
    ("recall", "macro"): 1 / 3, ("recall", "micro"): 1 / 3, ("recall", "weighted"): 1 / 3,
    ("f1_score", "macro"): 0.8 / 3, ("f1_score", "micro"): 1 / 3, ("f1_score", "weighted"): 0.8 / 3,
}  # fmt: skip
SCORES = [nn.precision, nn.recall, nn.f1_score]
NAN = float("nan")


@pytest.mark.parametrize(("name", "average"), DOCUMENTED)
@pytest.mark.parametrize("convert", [list, np.array, Tensor])
def test_averages_of_scikit_learns_example(name, average, convert):
    result = getattr(nn, name)(convert(PREDICTED), convert(TRUE), average=average)
    assert type(result) is float
    assert result == pytest.approx(DOCUMENTED[name, average])


def test_each_class_by_hand():
    np.testing.assert_allclose(nn.precision(PREDICTED, TRUE, average=None), [2 / 3, 0, 0])
    np.testing.assert_allclose(nn.recall(PREDICTED, TRUE, average=None), [1, 0, 0])
    np.testing.assert_allclose(nn.f1_score(PREDICTED, TRUE, average=None), [0.8, 0, 0])


def test_two_classes_by_hand():
    # Yes: TP 2, FP 1, FN 2, TN 1.
    predicted, true = [1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 1, 0]
    assert nn.precision(predicted, true) == pytest.approx(2 / 3)
    assert nn.recall(predicted, true) == 0.5
    assert nn.f1_score(predicted, true) == pytest.approx(4 / 7)
    # No: TP 1, FP 2, FN 1.
    assert nn.precision(predicted, true, pos_label=0) == pytest.approx(1 / 3)
    assert nn.recall(predicted, true, pos_label=0) == 0.5
    assert nn.f1_score(predicted, true, pos_label=0) == pytest.approx(0.4)
    # Weighted: "no" has 2 samples, "yes" 4.
    weighted = nn.precision(predicted, true, average="weighted")
    assert weighted == pytest.approx((2 * (1 / 3) + 4 * (2 / 3)) / 6)


def test_scores_probabilities_and_logits_are_predictions_too():
    true = [1, 0, 1, 1]
    assert nn.recall([0.9, 0.2, 0.4, 0.5], true) == pytest.approx(2 / 3)
    assert nn.recall([[0.9], [0.2], [0.4], [0.5]], true) == pytest.approx(2 / 3)
    assert nn.recall([2.0, -1.0, -0.1, 0.3], true, threshold=0.0) == pytest.approx(2 / 3)
    assert nn.recall([[0, 1], [1, 0], [2, 1], [3, 4]], true) == pytest.approx(2 / 3)


def test_classes_that_do_not_occur_take_no_part_unless_they_are_counted():
    # Classes 0 and 2 alone, all right; with num_classes=4 the others score 0.
    assert nn.f1_score([0, 2], [0, 2], average="macro") == 1.0
    assert nn.f1_score([0, 2], [0, 2], average="macro", num_classes=4) == 0.5
    assert nn.recall([0, 2], [0, 2], None, num_classes=4).tolist() == [1.0, 0.0, 1.0, 0.0]
    assert nn.recall([0, 2], [0, 2], average=None).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("zero", [0.0, 1.0, NAN])
def test_zero_divided_by_zero_is_what_one_chooses(zero):
    # No "yes" among the predictions: precision 0/0; none among the targets: recall 0/0; neither:
    # F1 0/0, but 0 as soon as one of them has some.
    np.testing.assert_equal(nn.precision([0, 0], [1, 0], zero_division=zero), zero)
    np.testing.assert_equal(nn.recall([1, 0], [0, 0], zero_division=zero), zero)
    np.testing.assert_equal(nn.f1_score([0, 0], [0, 0], zero_division=zero), zero)
    assert nn.f1_score([0, 0], [1, 0], zero_division=zero) == 0.0
    assert nn.f1_score([1, 0], [0, 0], zero_division=zero) == 0.0


def test_a_mean_leaves_out_nan_classes():
    # Recall: class 0 1/1, class 1 (never true) NaN, class 2 0/1.
    predicted, true = [0, 1], [0, 2]
    assert nn.recall(predicted, true, "macro", zero_division=NAN) == 0.5
    assert nn.recall(predicted, true, "weighted", zero_division=NAN) == 0.5
    assert nn.recall(predicted, true, "macro", zero_division=1.0) == pytest.approx(2 / 3)
    np.testing.assert_equal(nn.precision([0], [1], zero_division=NAN), NAN)


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize(("arguments", "match"), [
    (([0, 1, 2], [0, 1, 2]), "average='binary' is for two classes, there are 3; choose 'macro'"),
    (([0, 1], [0, 1], "mean"), "average must be one of binary, macro, micro, weighted, None; got"),
    (([0, 1], [0, 1], "binary", 2), "pos_label must be 0 or 1, got 2"),
    (([0, 3], [0, 1], "macro", 1, 2), "a class index lies outside 0 to 1"),
    (([0, 1], [0, 1], "macro", 1, 0), "num_classes must be a positive integer"),
    (([0, 1], [0, 1], "macro", 1, 2, 0.5), "zero_division must be 0, 1 or NaN, got 0.5"),
    (([0, 1], [0, 1], "macro", 1, 2, "warn"), "zero_division must be 0, 1 or NaN, got 'warn'"),
    (([], []), "the predictions are empty"),
    (([0, 1], [0]), "they do not belong together"),
    (([0, 1], [0.5, 1.0]), "the targets must be class indices"),
    (([0, 1], [NAN, 1.0]), "the targets must be class indices"),
    (([0, 1], ["a", "b"]), "the targets must be class indices"),
], ids=str)  # fmt: skip
def test_what_makes_no_sense_is_refused(score, arguments, match):
    with pytest.raises(ValueError, match=match):
        score(*arguments)


labels = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20
).map(lambda pairs: tuple(map(list, zip(*pairs, strict=True))))  # fmt: skip


@given(labels)
def test_what_holds_for_all_predictions(pair):
    predicted, true = pair
    accuracy = nn.accuracy(predicted, true)
    # With one label a sample, each mistake is one FP and one FN.
    for score in SCORES:
        assert score(predicted, true, "micro") == pytest.approx(accuracy)
    assert nn.recall(predicted, true, "weighted") == pytest.approx(accuracy)
    # Precision is the recall with the roles exchanged, F1 their harmonic mean.
    p, r = (score(predicted, true, None) for score in (nn.precision, nn.recall))
    np.testing.assert_allclose(p, nn.recall(true, predicted, None))
    harmonic = np.divide(2 * p * r, p + r, out=np.zeros(len(p)), where=p + r > 0)
    np.testing.assert_allclose(nn.f1_score(predicted, true, None), harmonic)
    macro = nn.f1_score(predicted, true, "macro")
    assert macro == pytest.approx(nn.f1_score(predicted, true, None).mean())
