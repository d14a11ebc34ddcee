"""SGD and Adam against traces worked out by hand.

Unless said otherwise the loss is w**2 / 2, whose gradient is w, the start 1 and the rate 0.1.
"""

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.optim import SGD, Adam


def trace(make, steps, start=1.0, gradient=None, **settings):
    """The values of a parameter after each step; its gradient is its value, or those given."""
    w = Tensor(start, requires_grad=True)
    optimizer = make([w], lr=0.1, **settings)
    values = []
    for step in range(steps):
        optimizer.zero_grad()
        if gradient is None:
            (0.5 * w * w).sum().backward()
        else:
            w.grad = Tensor(np.full(w.shape, gradient[step]))
        optimizer.step()
        values.append(w.data.copy())
    return values


TRACES = {
    # w = 0.9 w each time.
    "sgd": (SGD, {}, [0.9, 0.81, 0.729]),
    # Catalogue row opt_classical_momentum.
    "momentum": (SGD, {"momentum": 0.9}, [0.9, 0.72, 0.486, 0.2268, -0.02916]),
    # v = 1; then 0.9 * 1 + 0.5 * 0.9 = 1.35; then 0.9 * 1.35 + 0.5 * 0.765 = 1.5975.
    "dampening": (SGD, {"momentum": 0.9, "dampening": 0.5}, [0.9, 0.765, 0.60525]),
    # v = 1, 1.71, 2.1141, and the steps 0.1 (g + 0.9 v) are 0.19, 0.2349, 0.247779.
    "nesterov": (SGD, {"momentum": 0.9, "nesterov": True}, [0.81, 0.5751, 0.327321]),
    # g = 1.1 w: w = 0.89 w each time.
    "decay": (SGD, {"weight_decay": 0.1}, [0.89, 0.7921, 0.704969]),
    # v = 1.1; then 0.9 * 1.1 + 1.1 * 0.89 = 1.969; then 0.9 * 1.969 + 1.1 * 0.6931 = 2.53451.
    "momentum decay": (SGD, {"momentum": 0.9, "weight_decay": 0.1}, [0.89, 0.6931, 0.439649]),
    # Catalogue row opt_adam.
    "adam": (Adam, {}, [
        0.900000001, 0.8004122297123, 0.7015862745044, 0.6039390626821, 0.5079636619272,
    ]),
    # With eps = 1 the first step is 0.1 * 1 / (sqrt(1) + 1) = 0.05.
    "adam eps": (Adam, {"eps": 1.0}, [0.95]),
    # The decay is part of the gradient: g = 1.5, so the first step is 0.1 * 1.5 / (1.5 + 1) = 0.06.
    "adam decay": (Adam, {"eps": 1.0, "weight_decay": 0.5}, [0.94]),
}  # fmt: skip


@pytest.mark.parametrize("shape", [(), (3,), (2, 1)], ids=["number", "vector", "matrix"])
@pytest.mark.parametrize(("make", "settings", "expected"), TRACES.values(), ids=TRACES)
def test_traces_by_hand(make, settings, expected, shape):
    values = trace(make, len(expected), np.ones(shape), **settings)
    for value, number in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, np.full(shape, number), rtol=0, atol=1e-12)


def test_adam_with_a_constant_gradient_steps_by_its_sign():
    # m_hat = g and v_hat = g**2 at every step: each is 0.1 * g / (|g| + eps).
    for gradient, step in ((4.0, 0.08), (-4.0, -0.08), (1.0, 0.05), (0.0, 0.0)):
        values = trace(Adam, 3, 0.0, [gradient] * 3, eps=1.0, betas=(0.5, 0.75))
        np.testing.assert_allclose(values, [-step, -2 * step, -3 * step], rtol=0, atol=1e-15)


def test_adam_with_betas_of_its_own_by_hand():
    # Gradients 1 and 0, betas 1/2 and 3/4. Step 1: 0.1. Step 2: m_hat = 0.25 / 0.75 = 1/3 and
    # v_hat = 0.1875 / 0.4375 = 3/7, so 0.1 / 3 * sqrt(7/3) = 0.0509175077.
    values = trace(Adam, 2, 0.0, [1.0, 0.0], betas=(0.5, 0.75), eps=0.0)
    np.testing.assert_allclose(values, [-0.1, -0.1509175077217], rtol=0, atol=1e-12)


def test_weight_decay_of_the_slides():
    # Catalogue row weight_decay_step: theta - 0.1 (g + 0.01 theta).
    theta = nn.Parameter(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    theta.grad = Tensor([0.5, -0.5, 0.0, 1.0, -1.0])
    SGD([theta], lr=0.1, weight_decay=0.01).step()
    expected = [0.949, 2.048, 2.997, 3.896, 5.095]
    np.testing.assert_allclose(theta.data, expected, rtol=0, atol=1e-12)


EVERY_OPTIMIZER = pytest.mark.parametrize("make", [
    SGD, lambda p, **s: SGD(p, momentum=0.9, weight_decay=0.1, **s),
    lambda p, **s: SGD(p, momentum=0.9, nesterov=True, **s), Adam,
    lambda p, **s: Adam(p, weight_decay=0.1, **s),
], ids=["sgd", "momentum decay", "nesterov", "adam", "adam decay"])  # fmt: skip


@EVERY_OPTIMIZER
@pytest.mark.parametrize("start", [1.0, [1.0, 2.0]])
def test_float32_stays_float32_and_close_to_float64(make, start):
    single = Tensor(start, requires_grad=True, dtype=np.float32)
    double = Tensor(start, requires_grad=True)
    memory = single.data
    for w in (single, double):
        optimizer = make([w], lr=np.float64(0.1))  # a NumPy number, which is not weak
        for _ in range(3):
            optimizer.zero_grad()
            (0.5 * w * w).sum().backward()
            optimizer.step()
    assert single.dtype == np.float32
    np.testing.assert_allclose(single.data, double.data, rtol=1e-5)
    if single.ndim:
        assert single.data is memory


@EVERY_OPTIMIZER
def test_a_step_leaves_the_gradient_as_it_is(make):
    w = Tensor([1.0, 2.0], requires_grad=True)
    optimizer = make([w])
    (0.5 * w * w).sum().backward()
    for _ in range(3):
        optimizer.step()
        assert w.grad.data.tolist() == [1.0, 2.0]


@EVERY_OPTIMIZER
def test_a_parameter_without_a_gradient_is_left_alone(make):
    used, unused = (Tensor([1.0], requires_grad=True) for _ in range(2))
    optimizer = make([unused, used])
    (used * used).sum().backward()
    optimizer.step()
    assert unused.item() == 1.0
    assert used.item() < 1.0
    assert unused not in optimizer.state


def test_momentum_goes_on_when_the_gradient_is_zero():
    # v = 1, 0.9, 0.81; the weight goes 0, -0.1, -0.19, -0.271.
    values = trace(SGD, 3, 0.0, [1.0, 0.0, 0.0], momentum=0.9)
    np.testing.assert_allclose(values, [-0.1, -0.19, -0.271], rtol=0, atol=1e-15)


def test_groups_have_settings_of_their_own_and_share_the_others():
    a, b, c = (Tensor(1.0, requires_grad=True) for _ in range(3))
    optimizer = SGD([{"params": [a]}, {"params": b, "lr": 0.5}], lr=0.1, weight_decay=1.0)
    optimizer.add_param_group({"params": iter([c]), "weight_decay": 0.0})
    for w in (a, b, c):
        w.grad = Tensor(1.0)
    optimizer.step()  # g = 1 + 1, with rates 0.1 and 0.5, and g = 1 with rate 0.1
    np.testing.assert_allclose([a.item(), b.item(), c.item()], [0.8, 0.0, 0.9], atol=1e-15)
    optimizer.param_groups[2]["lr"] = 0.4
    optimizer.step()
    np.testing.assert_allclose(c.item(), 0.5, atol=1e-15)
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.5, 0.4]


def test_step_calls_a_closure_and_returns_its_loss():
    w = Tensor(1.0, requires_grad=True)
    optimizer = SGD([w], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = 0.5 * w * w
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 0.5
    assert w.item() == pytest.approx(0.9)
    assert optimizer.step() is None


@pytest.mark.parametrize("shape", [(), (2,)])
def test_an_optimizers_zero_grad_gives_none_or_zeros(shape):
    w, unused = Tensor(np.ones(shape), requires_grad=True), Tensor(1.0, requires_grad=True)
    optimizer = SGD([w, unused])
    (w * 2.0).sum().backward()
    optimizer.zero_grad(set_to_none=False)
    np.testing.assert_array_equal(w.grad.data, np.zeros(shape))
    assert unused.grad is None
    optimizer.zero_grad()
    assert w.grad is None


@EVERY_OPTIMIZER
@pytest.mark.parametrize("start", [3.0, [3.0]])
def test_a_step_makes_a_recorded_graph_stale(make, start):
    w = Tensor(start, requires_grad=True, name="w")
    out = (w * w).sum()
    out.backward(retain_graph=True)
    make([w]).step()
    with pytest.raises(RuntimeError, match="tensor 'w', an input of multiply, has been modified"):
        out.backward()
    with autograd.no_grad():
        assert (w * w).sum().item() < 9.0
