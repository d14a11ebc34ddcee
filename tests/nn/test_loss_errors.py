"""What losses refuse, and how they say it; empty batches; NaN."""

import math

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

ELEMENTWISE = [
    F.mse_loss, F.sse_loss, F.half_squared_error, F.l1_loss, F.sae_loss, F.huber_loss,
    F.smooth_l1_loss, F.binary_cross_entropy, F.binary_cross_entropy_with_logits, F.hinge_loss,
    F.kl_div, F.hinge_embedding_loss, F.poisson_nll_loss,
]  # fmt: skip
OF_CLASSES = [F.cross_entropy, F.nll_loss, F.multi_margin_loss]
CLASSES = [getattr(nn, name) for name in nn.losses.__all__]


@pytest.mark.parametrize("loss", ELEMENTWISE)
@pytest.mark.parametrize(("shape", "other"), [((3, 1), (3,)), ((3,), (3, 1)), ((2, 3), (1, 3)),
                                              ((3,), ()), ((2,), (3,))])  # fmt: skip
def test_shapes_that_would_broadcast_are_refused(loss, shape, other):
    with pytest.raises(ValueError, match="must be the same: broadcasting would compare") as caught:
        loss(autograd.zeros(*shape), autograd.zeros(*other))
    assert f"the prediction has shape {shape} and the target {other}" in str(caught.value)
    assert str(caught.value).startswith(f"{loss.__name__}: ")


@pytest.mark.parametrize("loss", OF_CLASSES)
@pytest.mark.parametrize(("target", "place"), [
    ([0, 3], r"the label 3 at index \[1\]"),
    ([-1, 0], r"the label -1 at index \[0\]"),
    ([2, -99], r"the label -99 at index \[1\]"),
])  # fmt: skip
def test_labels_out_of_range_are_named_with_their_place(loss, target, place):
    text = rf"{loss.__name__}: {place} is out of range: there are 3 classes, 0 to 2"
    with pytest.raises(ValueError, match=text):
        loss(autograd.zeros(2, 3), target)


def test_a_label_is_out_of_range_beside_one_that_is_ignored():
    with pytest.raises(ValueError, match=r"the label 5 at index \[1\] is out of range"):
        F.cross_entropy(autograd.zeros(3, 3), [-100, 5, 0])
    with pytest.raises(ValueError, match=r"the label -100 at index \[0\] is out of range"):
        F.multi_margin_loss(autograd.zeros(2, 3), [-100, 0])  # which ignores none


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


@pytest.mark.parametrize("values", [[0.5, 1.5], [-0.1, 0.5], [float("nan"), 1.5]])
def test_bce_refuses_what_is_no_probability(values):
    with pytest.raises(ValueError, match="predictions must lie between 0 and 1, got values from"):
        F.binary_cross_entropy(Tensor(values), [1.0, 1.0])
    with pytest.raises(ValueError, match="use binary_cross_entropy_with_logits"):
        F.binary_cross_entropy(Tensor(values), [1.0, 1.0])


def test_nll_of_probabilities_refuses_logarithms():
    with pytest.raises(ValueError, match="nll_loss: predictions must lie between 0 and 1") as caught:
        F.nll_loss(Tensor([[-0.5, -1.0]]), [0], log_input=False)
    assert str(caught.value).endswith("For their logarithms, keep log_input=True")


@pytest.mark.parametrize("loss", [
    F.hinge_loss, F.hinge_embedding_loss, lambda x, t: F.margin_ranking_loss(x, x, t),
])  # fmt: skip
def test_signs_say_how_labels_of_0_and_1_become_their_own(loss):
    with pytest.raises(ValueError, match=r"targets are -1 or \+1, got 0 at index \[0, 1\]") as caught:
        loss(autograd.zeros(1, 2), [[1, 0]])
    assert str(caught.value).endswith("Labels y of 0 and 1 become 2 * y - 1")
    with pytest.raises(ValueError, match=r"targets are -1 or \+1, got nan at index \[0, 0\]"):
        loss(autograd.zeros(1, 2), [[math.nan, 1.0]])


def test_pairs_whose_shapes_do_not_belong_together_are_refused():
    column, row = autograd.ones(3, 1), autograd.ones(3)
    for first, second, target in ((column, row, row), (row, row, column), (row, row, 1)):
        with pytest.raises(ValueError, match="margin_ranking_loss: .* They must be the same"):
            F.margin_ranking_loss(first, second, target)
    with pytest.raises(ValueError, match="cosine_embedding_loss: .* They must be the same"):
        F.cosine_embedding_loss(column, row, row)
    for vectors, target in ((column, column), (row, row), (column, 1), (Tensor(1.0), 1)):
        with pytest.raises(ValueError, match=r"have targets of shape \(N,\), and one"):
            F.cosine_embedding_loss(vectors, vectors, target)


def test_variances_that_do_not_fit_or_are_negative_are_refused():
    means = autograd.ones(3, 2)
    for shape in ((2,), (2, 3), (3, 2, 1), (1, 2), (1,)):
        with pytest.raises(ValueError, match=r"var of shape .* does not belong to an input of shape"):
            F.gaussian_nll_loss(means, means, np.ones(shape))
    with pytest.raises(ValueError, match="a variance is negative"):
        F.gaussian_nll_loss(means, means, [1.0, -1e-9, 1.0])
    with pytest.raises(ValueError, match="eps must be a finite number > 0, got 0"):
        F.gaussian_nll_loss(means, means, 1.0, eps=0)


def test_multi_margin_loss_is_for_rows_of_scores():
    with pytest.raises(ValueError, match=r"have shape \(N, C\) or \(C,\), got \(2, 3, 4\)"):
        F.multi_margin_loss(autograd.zeros(2, 3, 4), autograd.zeros(2, 4, dtype=int))


@pytest.mark.parametrize("make", CLASSES)
def test_an_unknown_reduction_is_refused_when_the_loss_is_made(make):
    text = rf"{make.__name__}: reduction must be one of \('mean', 'sum', 'none'.*\), got 'average'"
    with pytest.raises(ValueError, match=text):
        make(reduction="average")
    batchmean = make in (nn.KLDivLoss, nn.SSELoss, nn.SAELoss, nn.HalfSquaredError)
    assert ("batchmean" in make.reductions) == batchmean


@pytest.mark.parametrize("loss", [*ELEMENTWISE, F.cross_entropy])
def test_an_unknown_reduction_of_a_function_is_refused(loss):
    for name in ("average", "batch mean", None, True):
        with pytest.raises(ValueError, match=f"{loss.__name__}: reduction must be one of"):
            loss(Tensor([1.0, 1.0]), [1.0, 1.0], reduction=name)


@pytest.mark.parametrize("make", CLASSES)
def test_pytorchs_deprecated_arguments_are_not_offered(make):
    for name in ("size_average", "reduce"):
        with pytest.raises(TypeError, match=name):
            make(**{name: False})


@pytest.mark.parametrize(
    "make", [nn.CrossEntropyLoss, nn.NLLLoss, nn.BCELoss, nn.BCEWithLogitsLoss]
)
def test_a_reduction_in_the_place_of_the_weight_is_told_its_name(make):
    with pytest.raises(TypeError, match="weight must be a Tensor or an array, got 'sum'.*by its name"):
        make("sum")


@pytest.mark.parametrize(("make", "settings", "text"), [
    *((make, {"base": base}, "base must be a finite number > 1, got")
      for make in (nn.CrossEntropyLoss, nn.NLLLoss, nn.BCELoss, nn.BCEWithLogitsLoss)
      for base in (1, 0.5, 0, -2, math.nan, math.inf, True, "2", None)),
    *((nn.HuberLoss, {"delta": delta}, "delta must be a finite number > 0, got")
      for delta in (0, -1.0, math.nan, math.inf, True, "1", None)),
    *((nn.SmoothL1Loss, {"beta": beta}, "beta must be a finite number >= 0, got")
      for beta in (-1.0, math.nan, math.inf, True, "1", None)),
    *((nn.HingeLoss, {"margin": margin}, "margin must be a finite number > 0, got")
      for margin in (0, -1.0, math.nan, math.inf, True, "1", None)),
    *((nn.MultiMarginLoss, {"margin": margin}, "margin must be a finite number, got")
      for margin in (math.nan, math.inf, True, "1", None)),
    *((nn.MultiMarginLoss, {"p": p}, "p must be 1 or 2, got") for p in (0, 3, 1.5, True, "1", None)),
    *((make, {"margin": margin}, "margin must be a finite number")
      for make in (nn.HingeEmbeddingLoss, nn.MarginRankingLoss, nn.CosineEmbeddingLoss)
      for margin in (math.nan, math.inf, True, "1", None)),
    *((make, {"eps": eps}, "eps must be a finite number >")
      for make in (nn.GaussianNLLLoss, nn.PoissonNLLLoss)
      for eps in (-1.0, math.nan, math.inf, True, "1", None)),
    *((nn.CrossEntropyLoss, {"label_smoothing": s}, "must be between 0 and 1, got")
      for s in (-0.1, 1.1, math.nan, True, "0.1", None)),
])  # fmt: skip
def test_settings_out_of_range_are_refused_when_the_loss_is_made(make, settings, text):
    with pytest.raises(ValueError, match=f"{make.__name__}: .*{text}|{make.__name__}: {text}"):
        make(**settings)


@pytest.mark.parametrize(("loss", "settings"), [
    *((loss, {"base": 1}) for loss in (F.cross_entropy, F.nll_loss)),
    (F.cross_entropy, {"label_smoothing": 2.0}), (F.multi_margin_loss, {"p": 3}),
])  # fmt: skip
def test_settings_out_of_range_are_refused_by_functions(loss, settings):
    with pytest.raises(ValueError, match=f"{loss.__name__}: {next(iter(settings))}"):
        loss(autograd.zeros(2, 3), [0, 1], **settings)


@pytest.mark.parametrize("index", [True, 1.0, "1", None])
def test_an_index_to_ignore_must_be_an_integer(index):
    for loss, make in ((F.cross_entropy, nn.CrossEntropyLoss), (F.nll_loss, nn.NLLLoss)):
        with pytest.raises(TypeError, match=f"{make.__name__}: ignore_index must be an integer, got"):
            make(ignore_index=index)
        with pytest.raises(TypeError, match=f"{loss.__name__}: ignore_index must be an integer, got"):
            loss(autograd.zeros(2, 3), [0, 1], ignore_index=index)


def test_no_index_can_be_ignored_among_probabilities():
    for loss in (F.cross_entropy, F.nll_loss):
        with pytest.raises(ValueError, match="ignore_index=1 is for targets that are class indices"):
            loss(autograd.zeros(1, 2), [[0.5, 0.5]], ignore_index=1)


@pytest.mark.parametrize("loss", OF_CLASSES)
def test_weights_of_classes_that_do_not_fit_are_refused(loss):
    for weight in ([1.0, 2.0], 1.0, np.ones((3, 1)), np.ones((2, 3))):
        with pytest.raises(ValueError, match=r"for each of the 3 classes, shape \(3,\); got shape"):
            loss(autograd.zeros(2, 3), [0, 1], weight=weight)


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_weights_that_would_enlarge_the_losses_are_refused(loss):
    ones = autograd.ones(3, 1)
    for shape in ((3,), (3, 2), (1, 3, 1), (2, 1), (0, 1)):
        text = r"weight of shape .* does not broadcast to the prediction's shape \(3, 1\)"
        with pytest.raises(ValueError, match=f"{loss.__name__}: {text}") as caught:
            loss(ones, ones, weight=np.ones(shape))
        assert str(caught.value).endswith("Weights of samples have the shape (3, 1)")
    with pytest.raises(ValueError, match="pos_weight of shape"):
        F.binary_cross_entropy_with_logits(ones, ones, pos_weight=np.ones(3))


@pytest.mark.parametrize("loss", [F.mse_loss, F.l1_loss, F.huber_loss, F.hinge_loss])
def test_a_mean_with_weights_that_add_up_to_0_is_refused(loss):
    ones = autograd.ones(2)
    with pytest.raises(ValueError, match="the weights of the batch add up to 0"):
        loss(ones, ones, weight=[0.0, 0.0])
    assert loss(ones, -ones, weight=[0.0, 0.0], reduction="sum").item() == 0.0


@pytest.mark.parametrize("loss", [F.cross_entropy, F.nll_loss])
def test_a_mean_of_ignored_samples_alone_is_refused(loss):
    x = Tensor(np.zeros((2, 3)), requires_grad=True)
    with pytest.raises(ValueError, match="is every target ignored"):
        loss(x, [-100, -100])
    total = loss(x, [-100, -100], reduction="sum")
    total.backward()
    assert total.item() == 0.0
    np.testing.assert_array_equal(x.grad.data, np.zeros((2, 3)))


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_predictions_that_are_nan_pass_through_as_nan(loss):
    losses = loss(Tensor([math.nan, 1.0]), [1.0, 1.0], reduction="none")
    np.testing.assert_array_equal(np.isnan(losses.data), [True, False])
    for reduction in ("mean", "sum"):
        assert math.isnan(loss(Tensor([math.nan, 1.0]), [1.0, 1.0], reduction=reduction).item())


@pytest.mark.parametrize("loss", OF_CLASSES)
def test_scores_that_are_nan_pass_through_as_nan(loss):
    losses = loss(Tensor([[math.nan, 1.0], [0.5, 0.5]]), [0, 0], reduction="none")
    np.testing.assert_array_equal(np.isnan(losses.data), [True, False])
    assert math.isnan(loss(Tensor([[math.nan, 1.0], [0.5, 0.5]]), [0, 0]).item())


@pytest.mark.parametrize(("loss", "prediction", "target"), [
    *((loss, (0,), np.zeros(0)) for loss in ELEMENTWISE),
    (F.cross_entropy, (0, 3), np.zeros(0, int)),
    (F.cross_entropy, (0, 3), np.zeros((0, 3))),
    (F.cross_entropy, (0, 3, 2), np.zeros((0, 2), int)),
    (F.nll_loss, (0, 3), np.zeros(0, int)),
    (F.nll_loss, (0, 3), np.zeros((0, 3))),
    (F.multi_margin_loss, (0, 3), np.zeros(0, int)),
])  # fmt: skip
def test_an_empty_batch_has_a_sum_but_no_mean(loss, prediction, target):
    x = Tensor(np.zeros(prediction), requires_grad=True)
    total = loss(x, target, reduction="sum")
    assert total.item() == 0.0
    total.backward()
    assert x.grad.shape == prediction
    assert loss(x, target, reduction="none").numel() == 0
    with pytest.raises(ValueError, match="the batch is empty, so its mean loss is not defined"):
        loss(x, target, reduction="mean")


def test_targets_of_binary_cross_entropy_are_probabilities_as_in_pytorch():
    # PyTorch 2.13: RuntimeError: all elements of target should be between 0 and 1
    for target in ([-1.0, 1.0], [0.5, 1.5]):
        with pytest.raises(ValueError, match="targets must lie between 0 and 1, got values from"):
            F.binary_cross_entropy([0.5, 0.5], target)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint64, np.int32])
@pytest.mark.parametrize("loss", [F.cross_entropy, F.nll_loss, F.multi_margin_loss])
def test_labels_may_be_integers_of_any_kind(loss, dtype):
    # The labels of MNIST's files are uint8.
    scores, weight = np.arange(6.0).reshape(2, 3), [1.0, 2.0, 4.0]
    expected = loss(scores, [0, 2], weight=weight)
    assert loss(scores, np.array([0, 2], dtype), weight=weight).item() == expected.item()
    if loss is not F.multi_margin_loss:
        ignored = loss(scores, np.array([0, 2], dtype), ignore_index=0, weight=weight)
        assert ignored.item() == loss(scores[1:], [2], weight=weight).item()


def test_labels_are_copied():
    labels = Tensor([0, 1])
    scores = Tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
    loss = F.cross_entropy(scores, labels, reduction="sum")
    labels.data[:] = 1
    loss.backward()
    assert scores.grad.data[0, 0] < 0 < scores.grad.data[0, 1]


def test_the_error_of_two_shapes_says_how_to_make_them_one():
    with pytest.raises(ValueError, match=r"Reshape one of them, such as target.reshape\(4, 1\)"):
        nn.MSELoss()(np.zeros((4, 1)), np.zeros(4))
