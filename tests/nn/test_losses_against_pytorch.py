"""Options of losses, and clipping, beside PyTorch's, where it is installed."""

import itertools
import math

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

torch = pytest.importorskip("torch")
TF = torch.nn.functional

generator = np.random.default_rng(0)
SCORES = generator.normal(size=(6, 4))
PIXELS = generator.normal(size=(2, 4, 3, 2))
LABELS = np.array([0, 3, 1, -100, 2, 3])
OF_PIXELS = generator.integers(0, 4, size=(2, 3, 2))
SOFT = generator.dirichlet(np.ones(4), size=6)
WEIGHT = np.array([0.5, 1.0, 2.0, 4.0])
UNIT = generator.uniform(0.05, 0.95, size=(6, 4))
OF_EACH = generator.uniform(0.1, 2.0, size=(6, 4))
EVERY = ("none", "mean", "sum")


def compare(name, x, target, **settings):
    """Hold a loss and its gradient against PyTorch's function of the same name."""
    ours, theirs = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    value = getattr(F, name)(ours, target, **settings)
    arrays = {k: torch.tensor(v) if isinstance(v, np.ndarray) else v for k, v in settings.items()}
    other = getattr(TF, name)(theirs, torch.tensor(target), **arrays)
    np.testing.assert_allclose(value.data, other.detach().numpy(), rtol=1e-10, atol=1e-12)
    autograd.sum(value).backward()
    other.sum().backward()
    np.testing.assert_allclose(ours.grad.data, theirs.grad.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("x", "target"), [
    (SCORES, LABELS), (PIXELS, OF_PIXELS), (SCORES, SOFT), (SCORES[0], np.array(2)),
    (SCORES[0], SOFT[0]),
], ids=["labels", "pixels", "probabilities", "one label", "one sample's probabilities"])  # fmt: skip
def test_cross_entropy_with_all_its_options(x, target):
    indices = [-100, 1] if target.dtype.kind == "i" and target.ndim else [-100]
    for weight, smoothing, reduction, index in itertools.product(
        (None, WEIGHT), (0.0, 0.2), EVERY, indices
    ):
        if index == 1 and (target == -100).any():
            continue  # out of range then, for both
        compare("cross_entropy", x, target, weight=weight, label_smoothing=smoothing,
                reduction=reduction, ignore_index=index)  # fmt: skip


def test_negative_log_likelihood_with_all_its_options():
    for (x, target), weight, reduction in itertools.product(
        ((SCORES, LABELS), (PIXELS, OF_PIXELS), (SCORES[0], np.array(2))), (None, WEIGHT), EVERY
    ):
        compare("nll_loss", x, target, weight=weight, reduction=reduction)


def test_binary_cross_entropy_with_all_its_options():
    for weight, reduction in itertools.product((None, OF_EACH, WEIGHT), EVERY):
        compare("binary_cross_entropy", UNIT, SOFT, weight=weight, reduction=reduction)
        for pos_weight in (None, WEIGHT, OF_EACH):
            compare("binary_cross_entropy_with_logits", SCORES, SOFT, weight=weight,
                    pos_weight=pos_weight, reduction=reduction)  # fmt: skip


def test_losses_of_numbers_with_all_their_options():
    for reduction in EVERY:
        for name in ("mse_loss", "l1_loss"):
            for weight in (None, OF_EACH):
                compare(name, SCORES, UNIT, weight=weight, reduction=reduction)
        for bend in (0.3, 1.0, 2.0):
            compare("huber_loss", SCORES, UNIT, delta=bend, reduction=reduction)
            compare("smooth_l1_loss", SCORES, UNIT, beta=bend, reduction=reduction)
        compare("smooth_l1_loss", SCORES, UNIT, beta=0.0, reduction=reduction)
    # At the bend itself, and at no error.
    x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    for bend in (1.0, 2.0):
        compare("huber_loss", x, np.zeros(5), delta=bend, reduction="none")
        compare("smooth_l1_loss", x, np.zeros(5), beta=bend, reduction="none")
    compare("l1_loss", x, np.zeros(5), reduction="none")


def test_the_weighted_mean_of_huber_is_the_one_that_differs():
    loss, weight = F.huber_loss(Tensor(SCORES), UNIT, weight=OF_EACH), torch.tensor(OF_EACH)
    other = TF.huber_loss(torch.tensor(SCORES), torch.tensor(UNIT), weight=weight)
    assert loss.item() == pytest.approx(other.item() * OF_EACH.size / OF_EACH.sum(), rel=1e-12)


def test_divergence_with_all_its_options():
    for reduction in ("none", "batchmean", "sum"):
        compare("kl_div", np.log(UNIT), SOFT, reduction=reduction)
        compare("kl_div", np.log(UNIT), np.log(SOFT), reduction=reduction, log_target=True)
    compare("kl_div", np.log(UNIT), np.eye(6, 4), reduction="sum")


def test_margins_of_classes_with_all_their_options():
    for p, margin, weight, reduction in itertools.product(
        (1, 2), (-0.5, 0.5, 1.0), (None, WEIGHT), EVERY
    ):
        compare("multi_margin_loss", SCORES, np.abs(LABELS) % 4, p=p, margin=margin, weight=weight,
                reduction=reduction)  # fmt: skip


def test_counts_with_all_their_options():
    counts = np.array([0.0, 1.0, 2.0, 7.0, 30.0])
    for log_input, full, reduction in itertools.product((True, False), (True, False), EVERY):
        compare("poisson_nll_loss", UNIT[:5, 0], counts, log_input=log_input, full=full,
                reduction=reduction)  # fmt: skip
    compare("poisson_nll_loss", np.zeros(5), counts, log_input=False)


def test_pairs_with_all_their_options():
    signs = np.where(SCORES > 0, 1.0, -1.0)
    for margin, reduction in itertools.product((-0.5, 0.0, 0.75), EVERY):
        compare("hinge_embedding_loss", UNIT, signs, margin=margin, reduction=reduction)
        first, second = (Tensor(a, requires_grad=True) for a in (SCORES, UNIT))
        one, two = (torch.tensor(a, requires_grad=True) for a in (SCORES, UNIT))
        for name, target in (("margin_ranking_loss", signs), ("cosine_embedding_loss", signs[:, 0])):
            for leaf in (first, second, one, two):
                leaf.grad = None
            value = getattr(F, name)(first, second, target, margin, reduction=reduction)
            other = getattr(TF, name)(one, two, torch.tensor(target), margin, reduction=reduction)
            np.testing.assert_allclose(value.data, other.detach().numpy(), rtol=1e-12)
            value.sum().backward()
            other.sum().backward()
            for ours, theirs in ((first, one), (second, two)):
                np.testing.assert_allclose(ours.grad.data, theirs.grad.numpy(), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("shape", [(6, 4), (6, 1), (6,)])
def test_variances_of_every_shape_and_below_the_least(shape):
    variances = generator.uniform(0.0, 2.0, size=shape)
    variances.flat[0] = 0.0
    for full, reduction in itertools.product((True, False), EVERY):
        ours, theirs = Tensor(variances, requires_grad=True), torch.tensor(variances, requires_grad=True)
        value = F.gaussian_nll_loss(SCORES, UNIT, ours, full, 0.25, reduction)
        other = TF.gaussian_nll_loss(torch.tensor(SCORES), torch.tensor(UNIT), theirs, full, 0.25, reduction)
        np.testing.assert_allclose(value.data, other.detach().numpy(), rtol=1e-12)
        value.sum().backward()
        other.sum().backward()
        np.testing.assert_allclose(ours.grad.data, theirs.grad.numpy(), rtol=1e-11, atol=1e-13)


def test_a_loss_with_weights_loads_pytorchs_state():
    theirs = torch.nn.BCEWithLogitsLoss(torch.tensor(WEIGHT), pos_weight=torch.tensor(WEIGHT * 2))
    ours = nn.BCEWithLogitsLoss(np.ones(4), pos_weight=np.ones(4))
    ours.load_state_dict({k: v.numpy() for k, v in theirs.state_dict().items()})
    expected = theirs(torch.tensor(SCORES), torch.tensor(SOFT)).item()
    assert ours(Tensor(SCORES), SOFT).item() == pytest.approx(expected, rel=1e-12)
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("order", [1, 2, 3.5, math.inf])
@pytest.mark.parametrize("bound", [0.0, 0.5, 100.0, math.inf])
def test_clipping_gradients(order, bound):
    values = [generator.normal(size=shape) for shape in ((3, 4), (5,), ())]
    ours = [nn.Parameter(np.zeros(v.shape)) for v in values]
    theirs = [torch.zeros(v.shape, dtype=torch.float64, requires_grad=True) for v in values]
    for mine, other, v in zip(ours, theirs, values, strict=True):
        mine.grad, other.grad = np.array(v), torch.tensor(v)
    norm = nn.utils.clip_grad_norm_(ours, bound, order)
    expected = torch.nn.utils.clip_grad_norm_(theirs, bound, order)
    assert norm.item() == pytest.approx(expected.item(), rel=1e-12)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.grad.data, other.grad.numpy(), rtol=1e-12)
    nn.utils.clip_grad_value_(ours, 0.1)
    torch.nn.utils.clip_grad_value_(theirs, 0.1)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.grad.data, other.grad.numpy(), rtol=1e-12)
