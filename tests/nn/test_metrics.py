"""Metrics: accuracy and the confusion matrix, counted by hand."""

import numpy as np
import pytest

import nn
from autograd import Tensor

SCORES = [[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [0.5, 0.1, 0.4], [-3.0, -1.0, -2.0]]  # 0, 1, 0, 1


@pytest.mark.parametrize(("prediction", "target", "expected"), [
    (SCORES, [0, 1, 2, 1], 0.75),
    (SCORES, [1, 0, 1, 0], 0.0),
    (SCORES, [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], 0.5),  # one-hot
    ([0, 1, 0, 1], [0, 1, 2, 1], 0.75),  # class indices
    ([0.5, 0.49, 0.9, 0.0], [1, 1, 1, 0], 0.75),  # probabilities of "yes": 1, 0, 1, 0
    ([[0.5], [0.1]], [[1], [1]], 0.5),
    ([0.7, 0.2], [1.0, 0.0], 1.0),
    (np.moveaxis([[[9, 1], [0, 5], [1, 2]]], 2, 1).astype(float), [[0, 1, 0]], 2 / 3),  # (1, 2, 3)
], ids=["scores", "all wrong", "one-hot", "indices", "yes or no", "columns", "floats", "pixels"])
@pytest.mark.parametrize("convert", [np.array, Tensor, list])
def test_accuracy_by_hand(prediction, target, expected, convert):
    result = nn.accuracy(convert(prediction), convert(target))
    assert type(result) is float
    assert result == expected


def test_metrics_take_tensors_that_require_grad_and_leave_their_graph_alone():
    scores = Tensor(SCORES, requires_grad=True)
    out = scores * 2.0
    assert nn.accuracy(out, [0, 1, 2, 1]) == 0.75
    nn.confusion_matrix(out, [0, 1, 2, 1])
    out.sum().backward()
    assert (scores.grad.data == 2.0).all()


def test_equal_scores_count_as_the_first_class():
    assert nn.accuracy([[1.0, 1.0]], [0]) == 1.0


def test_a_column_of_probabilities_is_not_taken_for_scores_of_one_class():
    # A binary model's output (N, 1) with labels (N,): the losses refuse these shapes. The largest
    # of one score is always the first, so that every sample would count as class 0.
    try:
        assert nn.accuracy([[0.9], [0.2], [0.8]], [1, 0, 1]) == 1.0
    except ValueError as error:
        assert "shape" in str(error)  # noqa: PT017 - either is right


@pytest.mark.parametrize(("prediction", "target"), [
    ([0, 1], [0, 1, 2]), (SCORES, [0, 1]), ([[1, 0]], [[0], [1]]), ([[0.2], [0.3]], [[1, 0]]),
])  # fmt: skip
def test_shapes_that_do_not_belong_together_are_refused(prediction, target):
    with pytest.raises(ValueError, match="they do not belong together"):
        nn.accuracy(prediction, target)
    with pytest.raises(ValueError, match="they do not belong together"):
        nn.confusion_matrix(prediction, target)


def test_the_accuracy_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="empty"):
        nn.accuracy(np.zeros((0, 3)), np.zeros(0, int))


def test_a_confusion_matrix_has_a_row_for_each_true_class():
    # True 0: taken for 0 and 1; true 1: for 1; true 2: for 0.
    matrix = nn.confusion_matrix([0, 1, 1, 0], [0, 0, 1, 2])
    assert matrix.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]
    assert matrix.dtype.kind == "i"
    assert nn.confusion_matrix(SCORES, [0, 1, 2, 1]).tolist() == [[1, 0, 0], [0, 2, 0], [1, 0, 0]]
    assert nn.confusion_matrix(Tensor([0.7, 0.2]), Tensor([1, 1])).tolist() == [[0, 0], [1, 1]]


def test_the_number_of_classes_may_be_given():
    matrix = nn.confusion_matrix([1], [0], num_classes=3)
    assert matrix.tolist() == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    assert nn.confusion_matrix([], [], num_classes=2).tolist() == [[0, 0], [0, 0]]
    for prediction, target in (([2], [0]), ([0], [2]), ([-1], [0]), ([0], [-2])):
        with pytest.raises(ValueError, match="confusion_matrix: a class index lies outside 0 to 1"):
            nn.confusion_matrix(prediction, target, num_classes=2)


def test_the_trace_of_the_confusion_matrix_is_what_accuracy_counts():
    generator = np.random.default_rng(0)
    scores, labels = generator.normal(size=(100, 4)), generator.integers(0, 4, size=100)
    matrix = nn.confusion_matrix(scores, labels)
    assert matrix.sum() == 100
    assert matrix.sum(axis=1).tolist() == np.bincount(labels).tolist()
    assert np.trace(matrix) / 100 == nn.accuracy(scores, labels)
    assert 0 < np.trace(matrix) < 100


def test_labels_of_minus_one_and_one_are_classes():
    target = [[-1], [1], [1], [1]]
    assert nn.accuracy([[-1.0], [1.0], [1.0], [1.0]], target) == 1
    assert nn.accuracy([-1, 1, 1, 1], [-1, 1, 1, -1]) == 0.75
    assert nn.accuracy([-0.3, 0.2, 0.4, -2.0], [-1.0, 1.0, -1.0, 1.0]) == 0.5  # scores of a hinge
    assert nn.accuracy([[0.9, 0.1], [0.2, 0.8]], [-1, 1]) == 1
    assert nn.confusion_matrix([-1, 1, 1], [-1, -1, 1]).tolist() == [[1, 1], [0, 1]]
