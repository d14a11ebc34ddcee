"""What must hold between losses for all predictions and targets."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import autograd
import nn.functional as F
from autograd import Tensor

C = 4
REDUCTIONS = st.sampled_from(["none", "mean", "sum"])
scores = hnp.arrays(np.float64, st.tuples(st.integers(1, 5), st.just(C)),
                    elements=st.floats(-50, 50))  # fmt: skip
probabilities = st.floats(0.01, 0.99)
positive = st.floats(0.1, 10)
class_weights = hnp.arrays(np.float64, C, elements=positive)
ELEMENTWISE = [F.mse_loss, F.sse_loss, F.half_squared_error, F.l1_loss, F.sae_loss, F.huber_loss,
               F.smooth_l1_loss]  # fmt: skip
OF_PROBABILITY = [F.binary_cross_entropy, F.binary_cross_entropy_with_logits]


@st.composite
def labelled(draw):
    """Scores, and a label for each row of them."""
    z = draw(scores)
    return z, draw(hnp.arrays(np.int64, len(z), elements=st.integers(0, C - 1)))


@st.composite
def pairs(draw, elements=None):
    """Two arrays of the same shape."""
    elements = st.floats(-1e3, 1e3) if elements is None else elements
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, max_side=4))
    return tuple(draw(hnp.arrays(np.float64, shape, elements=elements)) for _ in range(2))


def both(loss, x, *args, **settings):
    """A loss and its gradient."""
    leaf = Tensor(x, requires_grad=True)
    value = loss(leaf, *args, **settings)
    autograd.sum(value).backward()
    return value.data, leaf.grad.data


def assert_same(one, other, factor=1.0):
    for a, b in zip(one, other, strict=True):
        np.testing.assert_allclose(a, b * factor, rtol=1e-10, atol=1e-12)


@given(labelled(), REDUCTIONS, class_weights)
def test_cross_entropy_without_its_options_is_the_plain_one(given, reduction, weight):
    z, y = given
    plain = both(F.cross_entropy, z, y, reduction=reduction)
    hot = np.eye(C)[y]
    for same in (
        both(F.cross_entropy, z, y, np.ones(C), reduction=reduction),
        both(F.cross_entropy, z, y, reduction=reduction, label_smoothing=0.0, base=math.e),
        both(F.cross_entropy, z, hot, reduction=reduction),
        both(F.cross_entropy, z, y, reduction=reduction, label_smoothing=1e-300),
        both(lambda x: F.nll_loss(autograd.log_softmax(x, 1), y, reduction=reduction), z),
    ):
        assert_same(same, plain)
    in_bits = both(F.cross_entropy, z, y, weight, reduction=reduction, base=2)
    assert_same(in_bits, both(F.cross_entropy, z, y, weight, reduction=reduction), 1 / math.log(2))


@given(labelled(), REDUCTIONS, class_weights, st.floats(0, 1))
def test_smoothed_labels_are_smoothed_probabilities(given, reduction, weight, smoothing):
    z, y = given
    hot = np.eye(C)[y]
    soft = (1 - smoothing) * hot + smoothing / C
    expected = both(F.cross_entropy, z, soft, reduction=reduction)
    for target in (y, hot):
        smoothed = both(F.cross_entropy, z, target, reduction=reduction, label_smoothing=smoothing)
        assert_same(smoothed, expected)
    # Weighted ones too, but for what the mean divides by.
    expected = both(F.cross_entropy, z, soft, weight, reduction="sum")
    smoothed = both(F.cross_entropy, z, y, weight, reduction="sum", label_smoothing=smoothing)
    assert_same(smoothed, expected)


@given(labelled(), class_weights, st.data())
def test_ignoring_samples_is_leaving_them_out(given, weight, data):
    z, y = given
    kept = data.draw(hnp.arrays(bool, len(y)))
    kept[0] = True
    some = np.where(kept, y, -7)
    for settings in ({}, {"label_smoothing": 0.25}):
        value, slope = both(F.cross_entropy, z, some, weight, ignore_index=-7, **settings)
        expected, slope_of_kept = both(F.cross_entropy, z[kept], y[kept], weight, **settings)
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(slope[kept], slope_of_kept, rtol=1e-12, atol=1e-14)
        assert not slope[~kept].any()


@given(labelled(), st.floats(-1e3, 1e3))
def test_adding_a_number_to_all_scores_changes_no_loss(given, shift):
    z, y = given
    for loss in (F.cross_entropy, F.multi_margin_loss):
        np.testing.assert_allclose(
            loss(Tensor(z + shift), y).item(), loss(Tensor(z), y).item(), rtol=1e-9, atol=1e-9
        )


@given(labelled())
def test_gradients_of_cross_entropy_add_up_to_0_and_losses_are_positive(given):
    z, y = given
    losses, slope = both(F.cross_entropy, z, y, reduction="none")
    assert (losses >= 0).all()
    np.testing.assert_allclose(slope.sum(axis=1), 0, atol=1e-14)


@pytest.mark.parametrize("loss", ELEMENTWISE)
@given(pairs(), REDUCTIONS, positive)
def test_weights_of_ones_are_none_and_a_number_is_a_factor(loss, given, reduction, factor):
    x, t = given
    plain = both(loss, x, t, reduction=reduction)
    assert_same(both(loss, x, t, reduction=reduction, weight=np.ones(x.shape)), plain)
    scaled = both(loss, x, t, reduction=reduction, weight=factor)
    assert_same(scaled, plain, 1.0 if reduction == "mean" else factor)


@pytest.mark.parametrize(("loss", "prepare"), [
    (F.hinge_loss, np.sign), (F.hinge_embedding_loss, np.sign), (F.kl_div, np.exp),
    (F.poisson_nll_loss, np.exp), (lambda x, t, **s: F.margin_ranking_loss(x, -x, t, **s), np.sign),
    (lambda x, t, **s: F.gaussian_nll_loss(x, t, np.exp(t), **s), np.copy),
    (lambda x, t, **s: F.cosine_embedding_loss(x.reshape(-1, 1), 1 + x.reshape(-1, 1), t.ravel(),
                                               **s), np.sign),
])  # fmt: skip
@given(pairs(st.floats(0.1, 3) | st.floats(-3, -0.1)), REDUCTIONS, positive)
def test_the_other_losses_weigh_as_these_do(loss, prepare, given, reduction, factor):
    x, t = given[0], prepare(given[1])
    plain = both(loss, x, t, reduction=reduction)
    assert_same(both(loss, x, t, reduction=reduction, weight=factor), plain,
                1.0 if reduction == "mean" else factor)  # fmt: skip


@pytest.mark.parametrize("loss", OF_PROBABILITY)
@given(pairs(probabilities), REDUCTIONS, positive)
def test_binary_cross_entropy_weighs_and_changes_its_base(loss, given, reduction, factor):
    x, t = given
    plain = both(loss, x, t, reduction=reduction)
    assert_same(both(loss, x, t, np.ones(x.shape), reduction=reduction), plain)
    assert_same(both(loss, x, t, factor, reduction=reduction), plain, factor)
    assert_same(both(loss, x, t, reduction=reduction, base=2), plain, 1 / math.log(2))


@given(pairs(st.floats(-30, 30)), st.data())
def test_the_forms_of_binary_cross_entropy_agree(given, data):
    z, _ = given
    t = data.draw(hnp.arrays(np.float64, z.shape, elements=st.floats(0, 1)))
    plain = both(F.binary_cross_entropy_with_logits, z, t, reduction="none")
    ones = both(F.binary_cross_entropy_with_logits, z, t, reduction="none", pos_weight=1.0)
    assert_same(ones, plain)
    # The scores 0 and z of two classes.
    pair, target = np.stack([np.zeros_like(z), z], -1), np.stack([1 - t, t], -1)
    losses = F.cross_entropy(Tensor(pair.reshape(-1, 2)), target.reshape(-1, 2), reduction="none")
    np.testing.assert_allclose(losses.data, plain[0].ravel(), rtol=1e-10, atol=1e-12)


@given(pairs(), positive)
def test_huber_lies_between_half_squares_and_lines(given, delta):
    x, t = given
    losses = F.huber_loss(Tensor(x), t, "none", delta).data
    size = np.abs(x - t)
    rounding = 1e-300  # squares below the smallest normal numbers have few digits
    assert (losses <= size**2 / 2 * (1 + 1e-12) + rounding).all()
    assert (losses <= delta * size * (1 + 1e-12) + rounding).all()
    assert_same(
        both(F.smooth_l1_loss, x, t, beta=delta), both(F.huber_loss, x, t, delta=delta), 1 / delta
    )
    inside = both(F.huber_loss, x, t, delta=1e4)
    assert_same(inside, both(F.half_squared_error, x, t, reduction="mean"))


@given(st.lists(st.floats(0.01, 10), min_size=2, max_size=6), st.data())
def test_the_divergence_is_0_of_equals_and_never_negative(values, data):
    p = np.array(values) / sum(values)
    other = data.draw(hnp.arrays(np.float64, len(p), elements=st.floats(0.01, 10)))
    q = other / other.sum()
    divergence = F.kl_div(Tensor(np.log(q)), p, reduction="sum").item()
    assert divergence >= -1e-12
    assert F.kl_div(Tensor(np.log(p)), p, reduction="sum").item() == pytest.approx(0, abs=1e-12)
    logs = F.kl_div(Tensor(np.log(q)), np.log(p), reduction="sum", log_target=True).item()
    assert logs == pytest.approx(divergence, abs=1e-12)


@given(labelled())
def test_two_margins_by_a_plain_loop(given):
    z, y = given
    for p in (1, 2):
        expected = [
            sum(max(0.0, 1 - row[k] + row[j]) ** p for j in range(C) if j != k) / C
            for row, k in zip(z, y, strict=True)
        ]
        found = F.multi_margin_loss(Tensor(z), y, p, reduction="none").data
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
