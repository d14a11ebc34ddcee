"""Steps, closures and groups; what each optimizer computes is in test_every_optimizer.py."""

import copy
import pickle

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.optim import SGD, Adadelta, Adagrad, Adam, AdamW, Lion, NAdam, RMSprop

EVERY_OPTIMIZER = pytest.mark.parametrize("make", [
    SGD, lambda p, **s: SGD(p, momentum=0.9, weight_decay=0.1, **s),
    lambda p, **s: SGD(p, momentum=0.9, nesterov=True, **s),
    lambda p, **s: SGD(p, momentum=0.9, ema=True, weight_decay=0.1, decoupled_weight_decay=True),
    Adagrad, RMSprop, lambda p, **s: RMSprop(p, momentum=0.9, centered=True),
    Adam, lambda p, **s: Adam(p, weight_decay=0.1, amsgrad=True, **s), AdamW, Adadelta, NAdam, Lion,
], ids=["sgd", "momentum decay", "nesterov", "ema", "adagrad", "rmsprop", "centered", "adam",
        "amsgrad", "adamw", "adadelta", "nadam", "lion"])  # fmt: skip


@EVERY_OPTIMIZER
def test_a_parameter_without_a_gradient_is_left_alone(make):
    used, unused = (Tensor([1.0], requires_grad=True) for _ in range(2))
    optimizer = make([unused, used])
    (used * used).sum().backward()
    optimizer.step()
    assert unused.item() == 1.0
    assert used.item() < 1.0
    assert unused not in optimizer.state


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
    late = Tensor(1.0, requires_grad=True)
    optimizer.add_param_group({"params": late, "name": "late", "weight_decay": 0})
    late.grad = Tensor(2.0)
    optimizer.step()
    np.testing.assert_allclose(late.item(), 0.8, atol=1e-15)
    optimizer.param_groups.pop()
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.5, 0.4]


def test_step_calls_a_closure_and_returns_its_loss():
    w = Tensor(1.0, requires_grad=True)
    optimizer = SGD([w], lr=0.1)

    def closure():
        assert autograd.is_grad_enabled()
        optimizer.zero_grad()
        loss = 0.5 * w * w
        loss.backward()
        return loss

    with autograd.no_grad():
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


def test_what_is_set_later_is_checked_by_the_next_step_before_it_changes_anything():
    w = Tensor([1.0], requires_grad=True)
    optimizer = Adam([w])
    w.grad = Tensor([1.0])
    for name, value, text in [
        ("lr", -0.1, "lr must be a finite number >= 0, got -0.1"),
        ("lr", "0.1", "lr must be a finite number >= 0, got '0.1'"),
        ("betas", (0.9, 1.5), "beta2 must be >= 0 and < 1, got 1.5"),
        ("maximize", 1, "maximize must be True or False, got 1"),
    ]:
        before = optimizer.param_groups[0][name]
        optimizer.param_groups[0][name] = value
        with pytest.raises(ValueError, match=f"Adam: {text}"):
            optimizer.step()
        optimizer.param_groups[0][name] = before
    assert w.item() == 1.0
    assert not optimizer.state


def test_options_may_be_turned_on_between_steps():
    w = Tensor([1.0, 2.0], requires_grad=True)
    for optimizer, name, value in [
        (SGD([w]), "momentum", 0.9), (RMSprop([w]), "momentum", 0.9), (RMSprop([w]), "centered", True),
        (Adam([w]), "amsgrad", True),
    ]:  # fmt: skip
        w.grad = Tensor([1.0, -1.0])
        optimizer.step()
        optimizer.param_groups[0][name] = value
        optimizer.step()
        assert np.isfinite(w.data).all()


def test_both_forms_of_weight_decay_are_one_for_plain_sgd_and_two_for_others():
    def after(make, **settings):
        w = Tensor([3.0, -1.0], requires_grad=True)
        optimizer = make([w], lr=0.1, weight_decay=0.2, **settings)
        for _ in range(5):
            w.grad = Tensor(np.cos(w.data))
            optimizer.step()
        return w.data

    np.testing.assert_allclose(after(SGD), after(SGD, decoupled_weight_decay=True), rtol=1e-14)
    for make in (Adagrad, RMSprop, Adam, Adadelta, NAdam):
        difference = after(make) - after(make, decoupled_weight_decay=True)
        assert np.abs(difference).min() > 1e-3


def test_adamw_is_adam_with_decoupled_decay():
    weights = [Tensor([3.0, -1.0], requires_grad=True) for _ in range(2)]
    adamw = AdamW(weights[:1], lr=0.1, weight_decay=0.3)
    adam = Adam(weights[1:], lr=0.1, weight_decay=0.3, decoupled_weight_decay=True)
    for optimizer, w in zip((adamw, adam), weights, strict=True):
        for _ in range(5):
            w.grad = Tensor(np.cos(w.data))
            optimizer.step()
    assert weights[0].data.tolist() == weights[1].data.tolist()


def test_a_centered_variance_that_rounding_makes_negative_counts_as_zero():
    # The variance of a constant gradient goes to 0; PyTorch's may become NaN.
    w = Tensor(np.zeros(100, np.float32), requires_grad=True)
    optimizer = RMSprop([w], alpha=0.5, centered=True, eps=1.0)
    for _ in range(200):
        w.grad = Tensor(np.linspace(0.1, 1, 100, dtype=np.float32))
        optimizer.step()
    assert np.isfinite(w.data).all()


@pytest.mark.parametrize(("params", "text"), [
    (nn.Linear(2, 1), "params must be a list of parameters .* got a single Linear"),
    (None, "got a single NoneType"),
    ({Tensor(1.0, requires_grad=True)}, "got a single set"),  # a state is loaded by their order
    ([{"params": None}], "the parameters of a group must be a list, got a NoneType"),
    ([{"params": {Tensor(1.0, requires_grad=True)}}], "must be a list, got a set"),
    (nn.Linear(2, 1).named_parameters(), r"parameter 0 is a tuple, .* pass model.parameters\(\)"),
])  # fmt: skip
def test_what_is_no_list_of_parameters_is_named(params, text):
    with pytest.raises(TypeError, match=text):
        SGD(params)


@EVERY_OPTIMIZER
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda both: pickle.loads(pickle.dumps(both))])
def test_a_copy_of_a_model_with_its_optimizer_and_schedule_goes_on_alike(make, copied):
    model = nn.Linear(2, 1)
    optimizer = make(model.parameters())
    run = (model, optimizer, nn.optim.lr_scheduler.StepLR(optimizer, 2))

    def step(model, optimizer, scheduler):
        optimizer.zero_grad()
        model(np.ones((3, 2), np.float32)).sum().backward()
        optimizer.step()
        scheduler.step()

    step(*run)
    again = copied(run)
    assert again[2].optimizer is again[1]
    assert again[1].param_groups[0]["params"] == list(again[0].parameters())
    for _ in range(3):
        step(*run)
        step(*again)
    for one, other in zip(model.parameters(), again[0].parameters(), strict=True):
        assert one is not other
        np.testing.assert_array_equal(one.data, other.data)


def test_a_frozen_parameter_takes_part_once_it_is_free():
    model = nn.Linear(2, 1)
    model.weight.requires_grad = False
    optimizer = SGD(model.parameters(), lr=0.1)
    before = model.weight.data.copy()
    for frozen in (True, False):
        model.weight.requires_grad = not frozen
        model(np.ones((1, 2), np.float32)).sum().backward()
        optimizer.step()
        assert (model.weight.data == before).all() == frozen


@pytest.mark.parametrize("make", [Adam, AdamW, NAdam, RMSprop, Adagrad])
def test_float16_takes_an_eps_that_it_can_hold(make):
    w = Tensor(np.ones(3, np.float16), requires_grad=True)
    optimizer = make([w], lr=0.1, eps=1e-4)
    for _ in range(3):
        w.grad = Tensor(np.array([0.0, 1e-3, 1.0], np.float16))
        optimizer.step()
    assert w.dtype == np.float16
    assert np.isfinite(w.data).all()
