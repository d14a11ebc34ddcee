"""What losses refuse, and how they say it; empty batches."""

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

ELEMENTWISE = [F.mse_loss, F.binary_cross_entropy, F.binary_cross_entropy_with_logits]


@pytest.mark.parametrize("loss", ELEMENTWISE)
@pytest.mark.parametrize(("shape", "other"), [((3, 1), (3,)), ((3,), (3, 1)), ((2, 3), (1, 3)),
                                              ((3,), ()), ((2,), (3,))])  # fmt: skip
def test_shapes_that_would_broadcast_are_refused(loss, shape, other):
    with pytest.raises(ValueError, match="must be the same: broadcasting would compare") as caught:
        loss(autograd.zeros(*shape), autograd.zeros(*other))
    assert f"the prediction has shape {shape} and the target {other}" in str(caught.value)
    assert str(caught.value).startswith(f"{loss.__name__}: ")


@pytest.mark.parametrize(("target", "place"), [
    ([0, 3], r"the label 3 at index \[1\]"),
    ([-1, 0], r"the label -1 at index \[0\]"),
    ([2, -100], r"the label -100 at index \[1\]"),
])  # fmt: skip
def test_labels_out_of_range_are_named_with_their_place(target, place):
    text = rf"cross_entropy: {place} is out of range: there are 3 classes, 0 to 2"
    with pytest.raises(ValueError, match=text):
        F.cross_entropy(autograd.zeros(2, 3), target)


def test_a_label_out_of_range_among_many_and_alone():
    with pytest.raises(ValueError, match=r"the label 5 at index \[0, 1\]"):
        F.cross_entropy(autograd.zeros(1, 3, 2), [[0, 5]])
    with pytest.raises(ValueError, match=r"the label 3 at index \[\]"):
        F.cross_entropy(autograd.zeros(3), 3)


@pytest.mark.parametrize("target", [[0.0, 1.0], [True, False]])
def test_labels_that_are_no_integers_are_refused(target):
    with pytest.raises(TypeError, match="class indices must be integers, got dtype"):
        F.cross_entropy(autograd.zeros(2, 3), target)


@pytest.mark.parametrize("target", [[0, 1, 2], [[0], [1]], [[1.0, 0.0]], 0])
def test_a_target_of_another_shape_is_told_what_would_fit(target):
    with pytest.raises(ValueError, match="cross_entropy: for scores of shape") as caught:
        F.cross_entropy(autograd.zeros(2, 3), target)
    assert "(2, 3) the target has shape (2,) (class indices) or (2, 3)" in str(caught.value)
    assert str(caught.value).endswith(f"got {np.shape(target)}")


def test_scores_without_a_class_axis_are_refused():
    with pytest.raises(ValueError, match="the scores are a single number; they need a class axis"):
        F.cross_entropy(Tensor(1.0), 0)


@pytest.mark.parametrize("values", [[0.5, 1.5], [-0.1, 0.5], [float("nan"), 0.5]])
def test_bce_refuses_what_is_no_probability(values):
    with pytest.raises(ValueError, match="predictions must lie between 0 and 1, got values from"):
        F.binary_cross_entropy(Tensor(values), [1.0, 1.0])
    with pytest.raises(ValueError, match="use binary_cross_entropy_with_logits"):
        F.binary_cross_entropy(Tensor(values), [1.0, 1.0])


@pytest.mark.parametrize("make", [
    nn.MSELoss, nn.CrossEntropyLoss, nn.BCELoss, nn.BCEWithLogitsLoss,
])  # fmt: skip
def test_an_unknown_reduction_is_refused_when_the_loss_is_made(make):
    text = rf"{make.__name__}: reduction must be one of \('mean', 'sum', 'none'\), got 'average'"
    with pytest.raises(ValueError, match=text):
        make("average")


@pytest.mark.parametrize("loss", [*ELEMENTWISE, F.cross_entropy])
def test_an_unknown_reduction_of_a_function_is_refused(loss):
    with pytest.raises(ValueError, match=f"{loss.__name__}: reduction must be one of"):
        loss(Tensor([0.5, 0.5]), [0.5, 0.5], "average")


@pytest.mark.parametrize(("loss", "prediction", "target"), [
    *((loss, (0,), np.zeros(0)) for loss in ELEMENTWISE),
    (F.cross_entropy, (0, 3), np.zeros(0, int)),
    (F.cross_entropy, (0, 3), np.zeros((0, 3))),
    (F.cross_entropy, (0, 3, 2), np.zeros((0, 2), int)),
])  # fmt: skip
def test_an_empty_batch_has_a_sum_but_no_mean(loss, prediction, target):
    x = Tensor(np.zeros(prediction), requires_grad=True)
    total = loss(x, target, "sum")
    assert total.item() == 0.0
    total.backward()
    assert x.grad.shape == prediction
    assert loss(x, target, "none").numel() == 0
    with pytest.raises(ValueError, match="the batch is empty, so its mean loss is not defined"):
        loss(x, target)
