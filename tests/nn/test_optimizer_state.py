"""Optimizers: resuming from a state dict, and what they refuse."""

import pickle

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.optim import SGD, Adadelta, Adagrad, Adam, AdamW, Lion, NAdam, Optimizer, RMSprop

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


NUMBERS = {
    SGD: ["lr", "momentum", "dampening", "weight_decay"],
    Adagrad: ["lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"],
    RMSprop: ["lr", "eps", "weight_decay", "momentum"],
    Adam: ["lr", "eps", "weight_decay"],
    AdamW: ["lr", "eps", "weight_decay"],
    Adadelta: ["lr", "eps", "weight_decay"],
    NAdam: ["lr", "eps", "weight_decay", "momentum_decay"],
    Lion: ["lr", "weight_decay"],
}
NO_NUMBERS = [float("nan"), float("inf"), "0.1", None, True, np.bool_(True), [0.1], 1j, 10**400]


@pytest.mark.parametrize(("make", "name"), [(m, n) for m, names in NUMBERS.items() for n in names])
def test_a_number_that_makes_no_sense_is_refused(make, name):
    for value in [-0.1, *NO_NUMBERS]:
        text = rf"{make.__name__}: {name} must be a finite number >= 0, got"
        with pytest.raises(ValueError, match=text):
            make(parameters(), **{name: value})
    make(parameters(), **{name: 0})
    make(parameters(), **{name: np.float32(0.5)})


@pytest.mark.parametrize(("make", "name", "text"), [
    (RMSprop, "alpha", ">= 0 and < 1"), (Adadelta, "rho", "a number from 0 to 1"),
])  # fmt: skip
def test_a_share_is_a_number_from_0_to_1(make, name, text):
    for value in [-0.1, 1.1, *NO_NUMBERS]:
        with pytest.raises(ValueError, match=rf"{make.__name__}: {name} must be {text}, got"):
            make(parameters(), **{name: value})


@pytest.mark.parametrize(("make", "name"), [
    (SGD, "nesterov"), (SGD, "ema"), (RMSprop, "centered"), (Adam, "amsgrad"),
    *[(make, "maximize") for make in NUMBERS],
    *[(make, "decoupled_weight_decay") for make in NUMBERS if make not in (AdamW, Lion)],
])  # fmt: skip
def test_a_flag_is_true_or_false(make, name):
    for value in (1, 0, None, "yes"):
        with pytest.raises(
            ValueError, match=rf"{make.__name__}: {name} must be True or False, got"
        ):
            make(parameters(), **{name: value})


@pytest.mark.parametrize("make", [Adam, AdamW, NAdam, Lion])
@pytest.mark.parametrize(("betas", "text"), [
    ((1.0, 0.9), "beta1 must be >= 0 and < 1, got 1.0"),
    ((0.9, -0.1), "beta2 must be >= 0 and < 1, got -0.1"),
    ((0.9, float("nan")), "beta2 must be >= 0 and < 1, got nan"),
    ((0.9, "0"), "beta2 must be >= 0 and < 1, got '0'"),
    ((True, 0.9), "beta1 must be >= 0 and < 1, got True"),
    (0.9, "betas must be two numbers, got 0.9"),
    ((0.9,), r"betas must be two numbers, got \(0.9,\)"),
    ((0.9, 0.9, 0.9), r"betas must be two numbers, got \(0.9, 0.9, 0.9\)"),
    (None, "betas must be two numbers, got None"),
])  # fmt: skip
def test_betas_that_make_no_sense_are_refused(make, betas, text):
    with pytest.raises(ValueError, match=f"{make.__name__}: {text}"):
        make(parameters(), betas=betas)


@pytest.mark.parametrize("settings", [
    {}, {"momentum": 0.9, "dampening": 0.1}, {"momentum": 0.9, "nesterov": True},
])  # fmt: skip
def test_a_moving_average_needs_a_plain_momentum(settings):
    with pytest.raises(
        ValueError, match="SGD: ema needs a momentum, and neither dampening nor nes"
    ):
        SGD(parameters(), ema=True, **settings)


def test_a_moving_average_has_a_momentum_below_1():
    SGD(parameters(), momentum=1.0)
    text = r"SGD: momentum \(with ema=True\) must be >= 0 and < 1, got 1"
    with pytest.raises(ValueError, match=text):
        SGD(parameters(), momentum=1.0, ema=True)


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
    assert repr(optimizer) == "SignDescent (\nParameter Group 0\n    lr: 0.1\n)"
    optimizer.load_state_dict(optimizer.state_dict())


def test_an_optimizer_prints_as_in_pytorch():
    a, b = parameters()
    assert repr(SGD([{"params": a}, {"params": b, "lr": 0.5}], lr=0.1, momentum=0.9)) == (
        "SGD (\nParameter Group 0\n    dampening: 0\n    decoupled_weight_decay: False\n"
        "    ema: False\n    lr: 0.1\n    maximize: False\n    momentum: 0.9\n"
        "    nesterov: False\n    weight_decay: 0\n"
        "Parameter Group 1\n    dampening: 0\n    decoupled_weight_decay: False\n"
        "    ema: False\n    lr: 0.5\n    maximize: False\n    momentum: 0.9\n"
        "    nesterov: False\n    weight_decay: 0\n)"
    )


def test_the_base_of_optimizers_leaves_update_to_its_subclasses():
    params = parameters()
    params[1].grad = Tensor(1.0)
    with pytest.raises(NotImplementedError, match=r"Optimizer has no update\(\) method"):
        Optimizer(params, {"lr": 0.1}).step()


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


def trained(make, **settings):
    params = parameters()
    optimizer = make(params, **settings)
    train(params, optimizer, 2)
    return optimizer


def put(value, *path):
    """A change to a state dict."""

    def change(state):
        for key in path[:-1]:
            state = state[key]
        state[path[-1]] = value

    return change


UNFIT = {
    "a negative rate": (put(-1.0, "param_groups", 0, "lr"), "lr must be a finite number >= 0"),
    "a rate that is text": (put("1", "param_groups", 0, "lr"), "lr must be a finite number >= 0"),
    "one beta": (put([0.9], "param_groups", 0, "betas"), "betas must be two numbers"),
    "another setting": (put(1, "param_groups", 0, "rho"), "another optimizer's"),
    "an initial rate": (put(-1, "param_groups", 0, "initial_lr"), "initial_lr must be a finite"),
    "parameters twice": (put([0, 0], "param_groups", 0, "params"), "occur twice"),
    "a parameter more": (put([0, 1, 2], "param_groups", 0, "params"), "groups of .3. parameters"),
    "an unknown parameter": (put({}, "state", 99), r"no parameter for the numbers \[99\]"),
    "another shape": (put(np.ones(3), "state", 0, "exp_avg"),
                      r"state of parameter 0: exp_avg has shape \(3,\), the parameter has shape \(2,\)"),
    "no array": (put("x", "state", 0, "exp_avg"), "exp_avg must be an array, got 'x'"),
    "ragged lists": (put([[1.0], 2.0], "state", 0, "exp_avg"), "exp_avg must be an array"),
    "objects": (put(np.array([None, 1]), "state", 0, "exp_avg"), "exp_avg must be an array"),
    "negative squares": (put([1.0, -1.0], "state", 0, "exp_avg_sq"), "without negative numbers"),
    "a step too few": (put(-1, "state", 1, "step"), "step must be a whole number >= 0, got -1"),
    "half a step": (put(1.5, "state", 1, "step"), "step must be a whole number >= 0, got 1.5"),
    "steps": (put([1, 2], "state", 1, "step"), "step must be a whole number >= 0"),
    "no number": (put(None, "state", 1, "step"), "keeps step, exp_avg, exp_avg_sq"),
    "another optimizer's": (put(np.ones(2), "state", 0, "acc_delta"), "another optimizer's"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "text"), UNFIT.values(), ids=UNFIT)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(change, text):
    optimizer = trained(Adam, lr=0.1)
    before = optimizer.state_dict()
    state = trained(Adam, lr=0.7).state_dict()
    change(state)
    with pytest.raises(ValueError, match=f"Adam: .*{text}"):
        optimizer.load_state_dict(state)
    assert pickle.dumps(optimizer.state_dict()) == pickle.dumps(before)


def test_nothing_is_loaded_where_only_the_last_group_does_not_fit():
    a, b = parameters()
    optimizer = SGD([{"params": a}, {"params": b}], lr=0.1)
    state = SGD([{"params": a}, {"params": b}], lr=0.7).state_dict()
    state["param_groups"][1]["momentum"] = -1
    with pytest.raises(ValueError, match="momentum must be a finite number"):
        optimizer.load_state_dict(state)
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.1]


@pytest.mark.parametrize("state", [
    None, [], {}, {"state": {}}, {"param_groups": []}, {"state": [], "param_groups": [3]},
    {"state": {"x": {}}, "param_groups": [{"params": [0]}]},
])  # fmt: skip
def test_what_is_no_state_is_refused(state):
    with pytest.raises(TypeError, match="SGD: load_state_dict takes what state_dict.. gave"):
        SGD(parameters()).load_state_dict(state)


@pytest.mark.parametrize("one", NUMBERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("other", NUMBERS, ids=lambda make: make.__name__)
def test_the_state_of_another_optimizer_is_refused(one, other):
    if one is other or (one, other) == (Adam, AdamW):
        one(parameters()).load_state_dict(trained(other).state_dict())
        return
    with pytest.raises(ValueError, match=f"{one.__name__}: .*(another optimizer|must be True)"):
        one(parameters()).load_state_dict(trained(other).state_dict())


def test_a_state_from_before_an_option_existed_keeps_the_optimizers_own():
    optimizer = SGD(parameters(), lr=0.1, momentum=0.9, ema=True)
    state = SGD(parameters(), lr=0.7, momentum=0.9).state_dict()
    del state["param_groups"][0]["ema"]
    optimizer.load_state_dict(state)
    assert optimizer.param_groups[0]["ema"]
    assert optimizer.param_groups[0]["lr"] == 0.7


def test_the_groups_stay_the_same_dicts_when_a_state_is_loaded():
    optimizer = SGD(parameters(), lr=0.1)
    group = optimizer.param_groups[0]
    optimizer.load_state_dict(SGD(parameters(), lr=0.7).state_dict())
    assert group is optimizer.param_groups[0]
    assert group["lr"] == 0.7


def test_what_pytorchs_one_cycle_notes_in_the_groups_is_passed_over():
    optimizer = SGD([Tensor(1.0, requires_grad=True)], lr=0.1)
    state = optimizer.state_dict()
    notes = {"max_lr": 1.0, "min_lr": 0.0, "max_momentum": 0.95, "base_momentum": 0.85}
    state["param_groups"][0] |= {**notes, "lr": 0.5, "initial_lr": 0.04}
    optimizer.load_state_dict(state)
    assert optimizer.param_groups[0]["lr"] == 0.5
    assert optimizer.param_groups[0]["initial_lr"] == 0.04
    assert not optimizer.param_groups[0].keys() & notes.keys()
