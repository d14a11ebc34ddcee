"""Schedulers: settings and uses that are refused."""

import inspect
import math

import pytest

import nn
from autograd import Tensor
from nn.optim import Adagrad
from nn.optim.lr_scheduler import (
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)
from tests.nn.two_groups import an_optimizer


@pytest.mark.parametrize("optimizer", [None, 0.1, nn.Linear(1, 1)])
@pytest.mark.parametrize("make", [
    lambda o: StepLR(o, 1), lambda o: LambdaLR(o, float), lambda o: OneCycleLR(o, 1.0, 1),
    ReduceLROnPlateau,
], ids=["step", "lambda", "one cycle", "plateau"])  # fmt: skip
def test_what_is_no_optimizer_is_refused(make, optimizer):
    with pytest.raises(TypeError, match=f"{type(optimizer).__name__} is not an Optimizer"):
        make(optimizer)


COUNTS = [0, -1, 1.0, True, "2", None]
NEGATIVE = [-0.1, math.nan, math.inf, "1", None, True]
REFUSED = {
    StepLR: {"step_size": (COUNTS, {}), "gamma": (NEGATIVE, {"step_size": 1})},
    MultiStepLR: {"milestones": ([3, None, "12", [0], [1.5], [True]], {}),
                  "gamma": (NEGATIVE, {"milestones": [1]})},
    ExponentialLR: {"gamma": (NEGATIVE, {})},
    ConstantLR: {"factor": ([*NEGATIVE, 1.1], {}), "total_iters": (COUNTS, {})},
    LinearLR: {"start_factor": ([*NEGATIVE, 0, 1.1], {}), "end_factor": ([*NEGATIVE, 1.1], {}),
               "total_iters": (COUNTS, {})},
    PolynomialLR: {"total_iters": (COUNTS, {}), "power": (NEGATIVE, {})},
    CosineAnnealingLR: {"T_max": (COUNTS, {}), "eta_min": (NEGATIVE, {"T_max": 2})},
    CosineAnnealingWarmRestarts: {"T_0": (COUNTS, {}), "T_mult": (COUNTS, {"T_0": 2}),
                                  "eta_min": (NEGATIVE, {"T_0": 2})},
    LambdaLR: {"lr_lambda": ([[float], [float] * 3, []], {})},
    OneCycleLR: {
        "max_lr": ([*NEGATIVE, [0.1], [0.1, -1]], {"total_steps": 3}),
        "total_steps": (COUNTS, {"max_lr": 1.0}),
        "epochs": (COUNTS, {"max_lr": 1.0, "steps_per_epoch": 3}),
        "steps_per_epoch": (COUNTS, {"max_lr": 1.0, "epochs": 3}),
        **{name: (wrong, {"max_lr": 1.0, "total_steps": 3}) for name, wrong in {
            "pct_start": [*NEGATIVE, 1.1], "anneal_strategy": ["exp", None], "cycle_momentum": [1],
            "base_momentum": [*NEGATIVE, 1.0, [0.9]], "max_momentum": [*NEGATIVE, 1.0],
            "div_factor": [*NEGATIVE, 0], "final_div_factor": [*NEGATIVE, 0], "three_phase": [1],
            "last_epoch": [-2, 0.5, True],
        }.items()},
    },
    ReduceLROnPlateau: {
        "mode": (["least", None], {}), "factor": ([*NEGATIVE, 1.0], {}),
        "patience": ([-1, 1.0, True], {}), "threshold": (NEGATIVE, {}),
        "threshold_mode": (["relative", None], {}), "cooldown": ([-1, 1.0, True], {}),
        "min_lr": ([*NEGATIVE, [0.1], [0.1, -1]], {}), "eps": (NEGATIVE, {}),
    },
}  # fmt: skip


@pytest.mark.parametrize(("make", "name"), [(m, n) for m, names in REFUSED.items() for n in names])
def test_settings_that_make_no_sense_are_refused_and_change_nothing(make, name):
    values, others = REFUSED[make][name]
    for value in values:
        optimizer = an_optimizer(momentum=0.5)
        before = optimizer.state_dict()
        with pytest.raises(ValueError, match=f"{make.__name__}: .*({name}|milestone|total_steps)"):
            make(optimizer, **others, **{name: value})
        assert optimizer.state_dict() == before


def test_every_setting_is_among_those_that_are_refused():
    for make, names in REFUSED.items():
        settings = set(inspect.signature(make).parameters) - {"optimizer", "last_epoch"}
        assert settings <= names.keys()


def test_one_cycle_needs_a_momentum_and_a_length():
    with pytest.raises(ValueError, match="must support momentum or beta1 with `cycle_momentum`"):
        OneCycleLR(an_optimizer(Adagrad), 1.0, total_steps=3)
    OneCycleLR(an_optimizer(Adagrad), 1.0, total_steps=3, cycle_momentum=False)
    with pytest.raises(ValueError, match=r"either total_steps OR \(epochs AND steps_per_epoch\)"):
        OneCycleLR(an_optimizer(), 1.0, epochs=3)


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="LambdaLR: lr_lambda should be a function, but got float"):
        LambdaLR(an_optimizer(), 0.5)


@pytest.mark.parametrize("value", [-0.5, math.nan, math.inf, "x"])
def test_a_learning_rate_that_makes_no_sense_is_refused_and_nothing_is_set(value):
    optimizer = an_optimizer()
    scheduler = LambdaLR(optimizer, [lambda t: 0.5, lambda t: value if t == 2 else 1.0])
    optimizer.step()
    scheduler.step()
    before = scheduler.state_dict()
    with pytest.raises((ValueError, TypeError), match="learning rate of epoch 2|multiply"):
        scheduler.step()
    assert scheduler.state_dict() == before
    assert [group["lr"] for group in optimizer.param_groups] == before["_last_lr"]


def test_stepping_before_the_optimizer_warns_once_as_in_pytorch():
    scheduler = StepLR(an_optimizer(), 1)
    with pytest.warns(UserWarning, match=r"`lr_scheduler.step\(\)` before `optimizer.step\(\)`"):
        scheduler.step()
    scheduler.step()


def test_groups_that_come_later_need_a_new_scheduler():
    optimizer = an_optimizer()
    schedulers = [StepLR(optimizer, 1), ReduceLROnPlateau(optimizer)]
    schedulers.append(SequentialLR(optimizer, [StepLR(optimizer, 1)], []))
    optimizer.add_param_group({"params": Tensor(1.0, requires_grad=True)})
    optimizer.step()
    text = "the optimizer has 3 parameter groups, and had 2 when the scheduler was made"
    for scheduler in schedulers:
        with pytest.raises(RuntimeError, match=text):
            scheduler.step(*([1.0] if isinstance(scheduler, ReduceLROnPlateau) else []))


@pytest.mark.parametrize(("make", "error", "text"), [
    (lambda o, s: SequentialLR(o, [], []), ValueError, "at least one scheduler"),
    (lambda o, s: ChainedScheduler([]), ValueError, "at least one scheduler"),
    (lambda o, s: SequentialLR(o, [s, 3], [1]), TypeError, "at index 1 is a int, not a scheduler"),
    (lambda o, s: ChainedScheduler([3]), TypeError, "at index 0 is a int, not a scheduler"),
    (lambda o, s: SequentialLR(o, [s, ReduceLROnPlateau(o)], [1]), ValueError, "ReduceLROnPlateau"),
    (lambda o, s: ChainedScheduler([s, StepLR(an_optimizer(), 1)]), ValueError, "the same optimizer"),
    (lambda o, s: SequentialLR(an_optimizer(), [s], []), ValueError, "the same optimizer"),
    (lambda o, s: SequentialLR(o, [s, s], []), ValueError, "one more than the number of milestone"),
    (lambda o, s: SequentialLR(o, [s, s, s], [3, 3]), ValueError, "milestones must increase"),
    (lambda o, s: SequentialLR(o, [s, s], [0]), ValueError, "a milestone must be a positive int"),
    (lambda o, s: SequentialLR(o, [s], [], 3), ValueError, "resume with load_state_dict"),
])  # fmt: skip
def test_schedulers_that_do_not_go_together_are_refused(make, error, text):
    optimizer = an_optimizer()
    with pytest.raises(error, match=text):
        make(optimizer, StepLR(optimizer, 1))


@pytest.mark.parametrize("measure", ["1.0", b"1", True, None, Tensor([1.0, 2.0])])
def test_a_measure_that_is_no_number_is_refused(measure):
    with pytest.raises(TypeError, match="step takes the measure to watch"):
        ReduceLROnPlateau(an_optimizer()).step(measure)


def test_a_cycle_that_is_refused_leaves_no_trace_in_the_optimizer():
    optimizer = an_optimizer(momentum=0.9)
    with pytest.raises(ValueError, match="Tried to step 100 times"):
        OneCycleLR(optimizer, 1.0, total_steps=5, last_epoch=99)
    assert all("initial_lr" not in group for group in optimizer.param_groups)
