"""Optimizers: resuming from a state dict, and what they refuse."""

import pickle

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.optim import SGD, Adam, Optimizer

MAKERS = {
    "momentum": lambda params, **s: SGD(params, momentum=0.9, **s),
    "nesterov": lambda params, **s: SGD(params, momentum=0.9, nesterov=True, **s),
    "adam": lambda params, **s: Adam(params, betas=(0.8, 0.9), **s),
}
every_maker = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def parameters():
    return [Tensor([1.0, -2.0], requires_grad=True), Tensor(3.0, requires_grad=True)]


def train(params, optimizer, steps):
    """Some steps down a bowl that is of another width in each direction."""
    for _ in range(steps):
        optimizer.zero_grad()
        a, b = params
        ((a * a * Tensor([1.0, 2.0])).sum() + 0.5 * b * b).backward()
        optimizer.step()
    return [p.data.tolist() for p in params]


@every_maker
@pytest.mark.parametrize("through", [
    lambda state: state, lambda state: pickle.loads(pickle.dumps(state)),
], ids=["as it is", "pickled"])  # fmt: skip
def test_training_resumes_in_lock_step(make, through):
    params = parameters()
    optimizer = make(params, lr=0.05)
    train(params, optimizer, 3)
    state = optimizer.state_dict()
    others = [Tensor(p.data.copy(), requires_grad=True) for p in params]
    resumed = make(others, lr=0.4)  # which the state overrides
    resumed.load_state_dict(through(state))
    assert train(others, resumed, 4) == train(params, optimizer, 4)
    # Without what was remembered, the way is another one.
    fresh = [Tensor(p.data.copy(), requires_grad=True) for p in params]
    assert train(fresh, make(fresh, lr=0.05), 4) != train(params, optimizer, 4)


@every_maker
def test_a_state_dict_of_an_optimizer_is_a_copy_in_both_directions(make):
    params = parameters()
    optimizer = make(params, lr=0.05)
    train(params, optimizer, 2)
    state = optimizer.state_dict()
    before = pickle.dumps(state)
    train(params, optimizer, 1)
    assert pickle.dumps(state) == before
    others = parameters()
    resumed = make(others, lr=0.05)
    resumed.load_state_dict(state)
    train(others, resumed, 1)
    resumed.param_groups[0]["lr"] = 9.0
    assert pickle.dumps(state) == before


def test_a_state_dict_numbers_parameters_through_all_groups_as_in_pytorch():
    a, b, c = (Tensor(1.0, requires_grad=True) for _ in range(3))
    optimizer = Adam([{"params": [a, b]}, {"params": [c], "lr": 0.5}])
    for w in (a, c):
        w.grad = Tensor(2.0)
    optimizer.step()
    state = optimizer.state_dict()
    assert [group["params"] for group in state["param_groups"]] == [[0, 1], [2]]
    assert [group["lr"] for group in state["param_groups"]] == [0.001, 0.5]
    assert sorted(state["state"]) == [0, 2]
    remembered = state["state"][2]
    assert remembered["step"] == 1
    assert float(remembered["exp_avg"]) == pytest.approx(0.2)  # (1 - 0.9) * 2
    assert float(remembered["exp_avg_sq"]) == pytest.approx(0.004)  # (1 - 0.999) * 2**2


def test_a_state_of_other_groups_is_refused_and_nothing_is_loaded():
    optimizer = SGD(parameters(), lr=0.1, momentum=0.9)
    state = SGD(parameters()[:1], lr=0.7).state_dict()
    text = r"SGD: the state has groups of \[1\] parameters, the optimizer of \[2\]"
    with pytest.raises(ValueError, match=text):
        optimizer.load_state_dict(state)
    assert optimizer.param_groups[0]["lr"] == 0.1


@pytest.mark.parametrize("name", ["lr", "momentum", "dampening", "weight_decay"])
@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), "0.1", None, True])
def test_sgd_refuses_settings_that_make_no_sense(name, value):
    with pytest.raises(ValueError, match=rf"SGD: {name} must be a finite number >= 0, got"):
        SGD(parameters(), **{name: value})


@pytest.mark.parametrize("name", ["lr", "eps", "weight_decay"])
def test_adam_refuses_negative_settings(name):
    with pytest.raises(ValueError, match=rf"Adam: {name} must be a finite number >= 0, got -1e-08"):
        Adam(parameters(), **{name: -1e-8})


@pytest.mark.parametrize(("betas", "text"), [
    ((1.0, 0.9), "beta1 must be >= 0 and < 1, got 1.0"),
    ((0.9, -0.1), "beta2 must be >= 0 and < 1, got -0.1"),
    (0.9, "betas must be two numbers, got 0.9"),
    ((0.9,), r"betas must be two numbers, got \(0.9,\)"),
])  # fmt: skip
def test_adam_refuses_betas_that_make_no_sense(betas, text):
    with pytest.raises(ValueError, match=f"Adam: {text}"):
        Adam(parameters(), betas=betas)


@pytest.mark.parametrize("settings", [{}, {"momentum": 0.9, "dampening": 0.1}])
def test_nesterov_needs_a_plain_momentum(settings):
    with pytest.raises(ValueError, match="nesterov needs a momentum and no dampening"):
        SGD(parameters(), nesterov=True, **settings)


def test_an_unknown_hyper_parameter_is_refused_by_name():
    with pytest.raises(TypeError, match="learning_rate"):
        SGD(parameters(), learning_rate=0.1)
    text = "SGD: a parameter group has the key 'params' and may have lr, .*; got .*'learning_rate'"
    with pytest.raises(TypeError, match=text):
        SGD([{"params": parameters(), "learning_rate": 0.1}])
    with pytest.raises(TypeError, match="Adam: a parameter group has the key 'params'"):
        Adam([{"lr": 0.1}])


def test_a_bad_setting_of_a_group_is_refused_and_the_group_is_not_added():
    optimizer = SGD(parameters(), lr=0.1)
    with pytest.raises(ValueError, match="SGD: lr must be a finite number >= 0, got -1"):
        optimizer.add_param_group({"params": parameters(), "lr": -1})
    assert len(optimizer.param_groups) == 1


@pytest.mark.parametrize("empty", [[], iter(()), nn.ReLU().parameters()])
def test_no_parameters_are_an_error(empty):
    with pytest.raises(ValueError, match="SGD: got an empty list of parameters"):
        SGD(empty)


def test_a_parameter_that_occurs_twice_is_refused():
    a, b = parameters()
    with pytest.raises(ValueError, match="SGD: parameter 2 occurs twice"):
        SGD([a, b, a])
    with pytest.raises(ValueError, match="SGD: parameter 0 occurs twice"):
        SGD([{"params": [a, b]}, {"params": [b]}])


def test_what_is_no_leaf_that_requires_grad_is_refused():
    computed = Tensor([1.0, 2.0], requires_grad=True) * 2.0
    with pytest.raises(ValueError, match=r"parameter 0, of shape \(2,\), was computed; only"):
        SGD([computed])
    with pytest.raises(ValueError, match=r"parameter 1, of shape \(\), does not require grad"):
        SGD([parameters()[0], Tensor(1.0)])


@pytest.mark.parametrize(("params", "text"), [
    (Tensor(1.0, requires_grad=True), "params must be a list of parameters .* a single Tensor"),
    ({"params": []}, "params must be a list of parameters .* a single dict"),
    ([np.ones(2)], "parameter 0 is a ndarray, not a Tensor"),
    ([Tensor(1.0, requires_grad=True), "w"], "parameter 1 is a str, not a Tensor"),
    ([{"params": Tensor(1.0, requires_grad=True)}, Tensor(2.0, requires_grad=True)],
     "parameter group"),
])  # fmt: skip
def test_what_is_no_list_of_parameters_is_refused(params, text):
    with pytest.raises(TypeError, match=f"SGD: .*{text}"):
        SGD(params)


def test_an_optimizer_of_ones_own_defines_its_update():
    class SignDescent(Optimizer):
        def __init__(self, params, lr=0.1):
            super().__init__(params, {"lr": lr})

        def check_settings(self, settings):
            pass

        def update(self, parameter, gradient, settings):
            parameter.sub_(settings["lr"] * np.sign(gradient))

    w = Tensor([1.0, -1.0], requires_grad=True)
    optimizer = SignDescent([w])
    (w * Tensor([3.0, -5.0])).sum().backward()
    optimizer.step()
    np.testing.assert_allclose(w.data, [0.9, -0.9])
    assert repr(optimizer) == "SignDescent(lr=0.1)"
    assert repr(SGD([w], lr=0.1, momentum=0.9)) == (
        "SGD(lr=0.1, momentum=0.9, dampening=0.0, weight_decay=0.0, nesterov=False)"
    )


def test_the_base_of_optimizers_leaves_both_checks_and_update_to_its_subclasses():
    with pytest.raises(NotImplementedError):
        Optimizer(parameters(), {"lr": 0.1})
    params = parameters()
    optimizer = SGD(params)
    params[1].grad = Tensor(1.0)
    with pytest.raises(NotImplementedError):
        Optimizer.update(optimizer, params[1], np.ones(()), optimizer.param_groups[0])


def test_the_gradient_mode_is_as_before_after_a_step_that_fails():
    w = Tensor([1.0, 2.0], requires_grad=True)
    optimizer = SGD([w], momentum=0.9)
    w.grad = Tensor([1.0, 1.0])
    optimizer.state[w] = {"momentum_buffer": np.ones(3)}  # of another shape
    with pytest.raises(ValueError, match="broadcast"):
        optimizer.step()
    assert autograd.is_grad_enabled()


def test_a_frozen_parameter_of_a_model_is_passed_over():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    model[0].requires_grad_(False)
    before = model.state_dict()
    optimizer = SGD(model.parameters(), lr=0.5)
    model(Tensor(np.ones((1, 2), np.float32))).sum().backward()
    optimizer.step()
    changed = [n for n, array in model.state_dict().items() if not np.array_equal(array, before[n])]
    assert changed == ["1.weight", "1.bias"]


def test_the_state_of_another_optimizer_is_refused():
    weights = parameters()
    sgd, adam = SGD(weights, lr=0.1), Adam(weights)
    with pytest.raises(ValueError, match="SGD: the state has the hyper-parameters .*another optimi"):
        sgd.load_state_dict(adam.state_dict())
    state = adam.state_dict()
    state["state"] = {99: {}}
    with pytest.raises(ValueError, match=r"no parameter for the numbers \[99\]"):
        adam.load_state_dict(state)
