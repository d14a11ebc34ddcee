"""Penalties: their values and gradients by hand, and the steps that weight decay takes too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nn
from autograd import Tensor
from autograd.testing import gradcheck

# Catalogue rows weight_decay_step and l1_step: theta, the gradient of the data, lambda, eta.
THETA, DATA, LAMBDA, ETA = [1.0, 2.0, 3.0, 4.0, 5.0], [0.5, -0.5, 0.0, 1.0, -1.0], 0.01, 0.1


def model():
    """Weights 3 and -4, and a bias of 2."""
    made = nn.Linear(2, 1).double()
    made.load_state_dict({"weight": np.array([[3.0, -4.0]]), "bias": np.array([2.0])})
    return made


@pytest.mark.parametrize(("penalty", "value", "weight", "bias"), [
    # |3| + |-4| + |2| = 9; 9 + 16 + 4 = 29.
    (nn.L1Penalty(0.5), 4.5, [0.5, -0.5], 0.5),
    (nn.L1Penalty(0.5, bias=False), 3.5, [0.5, -0.5], None),
    (nn.L2Penalty(0.5), 14.5, [3.0, -4.0], 2.0),  # 2 lambda w
    (nn.L2Penalty(0.5, bias=False), 12.5, [3.0, -4.0], None),
    (nn.L2Penalty(0.5, half=True), 7.25, [1.5, -2.0], 1.0),  # gamma w
    (nn.L2Penalty(0.5, half=True, bias=False), 6.25, [1.5, -2.0], None),
    (nn.ElasticNetPenalty(0.5, 0.25), 11.75, [2.0, -2.5], 1.5),
    (nn.ElasticNetPenalty(0.5, 0.5, half=True, bias=False), 9.75, [2.0, -2.5], None),
])  # fmt: skip
def test_penalties_by_hand(penalty, value, weight, bias):
    made = model()
    total = penalty(made)
    assert total.item() == value
    total.backward()
    np.testing.assert_array_equal(made.weight.grad.data, [weight])
    assert made.bias.grad is None if bias is None else made.bias.grad.item() == bias


def test_functions_and_callables_take_tensors_lists_and_generators():
    w, b = Tensor([[3.0, -4.0]], requires_grad=True), Tensor(2.0)
    for several in ([w, b], (w, b), iter([w, b])):
        assert nn.l1_penalty(several, 1.0).item() == 9.0
    assert nn.l2_penalty(w, 1).item() == 25.0
    assert nn.L2Penalty(1.0)(b).item() == 4.0
    assert nn.l2_penalty(model().parameters(), 1.0, half=True).item() == 14.5


def test_the_derivative_of_an_l1_penalty_at_0_is_0():
    w = Tensor([0.0, -2.0], requires_grad=True)
    nn.l1_penalty(w, 3.0).backward()
    np.testing.assert_array_equal(w.grad.data, [0.0, -3.0])


def test_the_objectives_of_the_slides():
    # Catalogue row reg_objectives_study: W = 13, b = 1, lambda = 1, SSE 250.
    x, y = Tensor([2.0, 3.0, 4.0, 5.0]), [25.0, 50.0, 42.0, 61.0]
    for penalty, value, slopes in (
        (nn.L1Penalty(1.0), 264.0, (87.0, 17.0)), (nn.L2Penalty(1.0), 420.0, (112.0, 18.0)),
    ):  # fmt: skip
        w, b = Tensor(13.0, requires_grad=True), Tensor(1.0, requires_grad=True)
        loss = nn.SSELoss()(w * x + b, y) + penalty([w, b])
        loss.backward()
        assert (loss.item(), w.grad.item(), b.grad.item()) == (value, *slopes)


def test_norms_and_penalties_of_the_slides():
    # Catalogue rows norm_l1, weight_decay_step (penalty_half 0.275), l1_step (penalty 0.15).
    theta = Tensor(THETA)
    assert nn.l1_penalty(theta, 1.0).item() == 15.0
    assert nn.l1_penalty(theta, LAMBDA).item() == pytest.approx(0.15, abs=1e-15)
    assert nn.l2_penalty(theta, LAMBDA, half=True).item() == pytest.approx(0.275, abs=1e-15)
    assert nn.l2_penalty(theta, LAMBDA).item() == pytest.approx(0.55, abs=1e-15)


@pytest.mark.parametrize(("penalty", "expected"), [
    (nn.L2Penalty(LAMBDA, half=True), [0.949, 2.048, 2.997, 3.896, 5.095]),
    (nn.L2Penalty(LAMBDA / 2), [0.949, 2.048, 2.997, 3.896, 5.095]),
    (nn.L1Penalty(LAMBDA), [0.949, 2.049, 2.999, 3.899, 5.099]),
    (None, [0.949, 2.048, 2.997, 3.896, 5.095]),  # weight decay in the optimizer instead
])  # fmt: skip
def test_one_step_with_a_penalty(penalty, expected):
    theta = Tensor(THETA, requires_grad=True)
    decay = LAMBDA if penalty is None else 0.0
    optimizer = nn.optim.SGD([theta], lr=ETA, weight_decay=decay)
    loss = (theta * Tensor(DATA)).sum()
    (loss if penalty is None else loss + penalty(theta)).backward()
    optimizer.step()
    np.testing.assert_allclose(theta.data, expected, rtol=1e-14)


@given(
    hnp.arrays(np.float64, 4, elements=st.floats(-100, 100)), st.floats(0, 1), st.floats(1e-3, 1)
)
def test_weight_decay_a_half_penalty_and_shrinking_are_the_same_step(start, gamma, eta):
    data = Tensor([1.0, -2.0, 0.5, 0.0])
    by_decay, by_penalty = (Tensor(start.copy(), requires_grad=True) for _ in range(2))
    for theta, decay in ((by_decay, gamma), (by_penalty, 0.0)):
        loss = (theta * data).sum()
        loss = loss if decay else loss + nn.L2Penalty(gamma, half=True)(theta)
        loss.backward()
        nn.optim.SGD([theta], lr=eta, weight_decay=decay).step()
    expected = start * (1 - eta * gamma) - eta * data.data
    np.testing.assert_allclose(by_decay.data, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(by_penalty.data, expected, rtol=1e-12, atol=1e-12)


def test_gradients_to_second_order():
    shared = np.random.default_rng(0).normal(size=(3, 2)) + 2  # away from 0, the kink of |w|
    w, b = Tensor(shared, requires_grad=True), Tensor([0.5, -1.5], requires_grad=True)
    for penalty in (nn.L1Penalty(0.3), nn.L2Penalty(0.3), nn.ElasticNetPenalty(0.2, 0.7)):
        gradcheck(lambda *given, penalty=penalty: penalty(given), [w, b], order=2)


def test_biases_are_told_by_their_names():
    recurrent = nn.Module()
    recurrent.weight_hh = nn.Parameter(np.array([2.0]))
    recurrent.bias_hh = nn.Parameter(np.array([3.0]))
    recurrent.below = model()
    assert nn.L2Penalty(1.0, bias=False)(recurrent).item() == 4.0 + 25.0
    assert nn.L2Penalty(1.0)(recurrent).item() == 4.0 + 9.0 + 29.0


def test_shared_parameters_of_a_model_count_once():
    made = model()
    assert nn.L2Penalty(1.0)(nn.Sequential(made, made)).item() == 29.0


def test_float32_parameters_have_a_float32_penalty():
    made = model().float()
    for penalty in (nn.L1Penalty(0.5), nn.L2Penalty(0.5), nn.ElasticNetPenalty(0.1, 0.1)):
        total = penalty(made)
        assert total.dtype == np.float32
        total.backward()
        assert made.weight.grad.dtype == np.float32


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), True, "0.1", None])
def test_strengths_that_are_no_numbers_of_at_least_0_are_refused(value):
    for make in (
        nn.L1Penalty, nn.L2Penalty, nn.MaxNorm, lambda v: nn.ElasticNetPenalty(v, 0.1),
        lambda v: nn.ElasticNetPenalty(0.1, v), lambda v: nn.l1_penalty(model(), v),
        lambda v: nn.l2_penalty(model(), v),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="must be a finite number >= 0, got"):
            make(value)


def test_what_cannot_be_penalized_is_said():
    parameters = model().parameters()
    assert nn.L1Penalty(1.0)(parameters).item() == 9.0
    with pytest.raises(ValueError, match="l1_penalty: there are no parameters to penalize"):
        nn.L1Penalty(1.0)(parameters)  # a generator is used up
    with pytest.raises(ValueError, match="bias=False needs the model, whose parameters have names"):
        nn.L2Penalty(1.0, bias=False)(model().parameters())
    with pytest.raises(TypeError, match="l2_penalty: item 0 is a str, not a Tensor"):
        nn.L2Penalty(1.0)(["weight"])


def test_max_norm_is_called_after_a_step():
    made, bound = model(), nn.MaxNorm(1.0)
    assert bound(made) is None
    np.testing.assert_allclose(made.weight.data, [[0.6, -0.8]], rtol=1e-15)
    assert made.bias.item() == 2.0
    weight = Tensor([[3.0], [4.0]])
    nn.MaxNorm(1.0, axis=1)(weight)
    np.testing.assert_allclose(weight.data, [[0.6], [0.8]], rtol=1e-15)


def test_settings_are_shown():
    assert repr(nn.L1Penalty(0.01)) == "L1Penalty(lam=0.01)"
    assert repr(nn.L2Penalty(1e-4, half=True, bias=False)) == (
        "L2Penalty(lam=0.0001, half=True, bias=False)"
    )
    assert repr(nn.ElasticNetPenalty(0.1, 0.2)) == "ElasticNetPenalty(l1=0.1, l2=0.2)"
    assert repr(nn.MaxNorm(3)) == "MaxNorm(3)"
    assert repr(nn.MaxNorm(3, axis=1)) == "MaxNorm(3, axis=1)"


def test_a_weight_below_a_module_that_is_named_bias_is_penalized():
    model = nn.ModuleDict({"bias_net": nn.Linear(1, 1)})
    model.load_state_dict({"bias_net.weight": [[3.0]], "bias_net.bias": [100.0]})
    assert nn.l1_penalty(model, 1.0, bias=False).item() == 3.0
