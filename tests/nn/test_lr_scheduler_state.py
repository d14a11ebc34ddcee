"""Schedulers: resuming in lock-step, and states that do not fit."""

import json
import math
import pickle

import pytest

from autograd import Tensor
from nn.optim import SGD, Adam
from nn.optim.lr_scheduler import (
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)


class Decay:
    """A function with a state."""

    def __init__(self, rate):
        self.rate = rate

    def __call__(self, epoch):
        return self.rate**epoch


SCHEDULERS = {
    "step": lambda o, **k: StepLR(o, 3, 0.3, **k),
    "multistep": lambda o, **k: MultiStepLR(o, [2, 9, 9, 11], 0.3, **k),
    "exponential": lambda o, **k: ExponentialLR(o, 0.9, **k),
    "constant": lambda o, **k: ConstantLR(o, 0.3, 9, **k),
    "linear": lambda o, **k: LinearLR(o, 0.3, 0.9, 12, **k),
    "polynomial": lambda o, **k: PolynomialLR(o, 12, 1.5, **k),
    "cosine": lambda o, **k: CosineAnnealingLR(o, 5, 1e-3, **k),
    "restarts": lambda o, **k: CosineAnnealingWarmRestarts(o, 3, 2, 1e-3, **k),
    "lambda": lambda o, **k: LambdaLR(o, lambda t: 1 / (1 + t), **k),
    "lambda of an object": lambda o: LambdaLR(o, [Decay(0.9), Decay(0.8)]),
    "multiplicative": lambda o: MultiplicativeLR(o, lambda t: 1 - 0.01 * t),
    "one cycle": lambda o, **k: OneCycleLR(o, 0.5, total_steps=20, **k),
    "three phases": lambda o: OneCycleLR(
        o, [0.5, 0.2], total_steps=20, anneal_strategy="linear", three_phase=True
    ),
    "plateau": lambda o: ReduceLROnPlateau(o, "max", 0.5, 1, cooldown=2),
    "sequence": lambda o: SequentialLR(
        o, [LinearLR(o), CosineAnnealingLR(o, 5), ExponentialLR(o, 0.9)], [4, 9]
    ),
    "chain": lambda o: ChainedScheduler([LinearLR(o, total_iters=9), ExponentialLR(o, 0.9)]),
    "sequence of chains": lambda o: SequentialLR(
        o, [ChainedScheduler([ConstantLR(o), ExponentialLR(o, 0.9)]), StepLR(o, 2)], [4]
    ),
}
every_scheduler = pytest.mark.parametrize("make", SCHEDULERS.values(), ids=SCHEDULERS)


def an_optimizer(make=SGD):
    settings = {"momentum": 0.5} if make is SGD else {}
    a, b = (Tensor([1.0], requires_grad=True) for _ in range(2))
    return make([{"params": a}, {"params": b, "lr": 0.05}], lr=0.1, **settings)


def go(scheduler, epochs):
    """What the groups' settings are in some epochs."""
    seen = []
    for _ in range(epochs):
        scheduler.optimizer.step()
        measure = [math.sin(scheduler.last_epoch)] * isinstance(scheduler, ReduceLROnPlateau)
        scheduler.step(*measure)
        seen.append(settings(scheduler.optimizer))
        assert scheduler.get_last_lr() == [
            group["lr"] for group in scheduler.optimizer.param_groups
        ]
    return seen


def settings(optimizer):
    return [
        {k: v for k, v in group.items() if k not in ("params", "initial_lr")}
        for group in optimizer.param_groups
    ]


@every_scheduler
@pytest.mark.parametrize("optimizer", [SGD, Adam])
@pytest.mark.parametrize("through", [
    lambda state: state, lambda state: json.loads(json.dumps(state)),
    lambda state: pickle.loads(pickle.dumps(state)),
], ids=["as it is", "json", "pickle"])  # fmt: skip
@pytest.mark.parametrize("order", ["scheduler alone", "optimizer before making", "optimizer before",
                                   "optimizer after"])  # fmt: skip
def test_a_schedule_resumes_in_lock_step(make, optimizer, through, order):
    whole = go(make(an_optimizer(optimizer)), 14)

    scheduler = make(an_optimizer(optimizer))
    assert go(scheduler, 7) == whole[:7]
    state, of_optimizer = through(scheduler.state_dict()), scheduler.optimizer.state_dict()

    other = an_optimizer(optimizer)
    if order == "optimizer before making":
        other.load_state_dict(of_optimizer)
    resumed = make(other)
    if order == "optimizer before":
        other.load_state_dict(of_optimizer)
    resumed.load_state_dict(state)
    if order == "optimizer after":
        other.load_state_dict(of_optimizer)
    assert settings(other) == whole[6]
    assert go(resumed, 7) == whole[7:]


@pytest.mark.parametrize("name", [
    "step", "multistep", "exponential", "constant", "linear", "polynomial", "cosine", "restarts",
    "lambda", "one cycle",
])  # fmt: skip
def test_a_schedule_goes_on_after_a_last_epoch(name):
    make = SCHEDULERS[name]
    whole = go(make(an_optimizer()), 14)
    scheduler = make(an_optimizer())
    go(scheduler, 7)
    # As in PyTorch: the optimizer's groups know what the schedule began with.
    resumed = make(scheduler.optimizer, last_epoch=6)
    assert resumed.last_epoch == 7
    assert go(resumed, 7) == whole[7:]


def test_a_last_epoch_without_an_initial_rate_is_refused():
    with pytest.raises(KeyError, match=r"'initial_lr' is not specified in param_groups\[0\]"):
        StepLR(an_optimizer(), 3, last_epoch=4)
    for epoch in (-2, 1.0, True, None):
        with pytest.raises(ValueError, match="StepLR: last_epoch must be an integer >= -1"):
            StepLR(an_optimizer(), 3, last_epoch=epoch)


@every_scheduler
def test_a_state_is_a_copy_in_both_directions(make):
    scheduler = make(an_optimizer())
    go(scheduler, 3)
    state = scheduler.state_dict()
    before = json.dumps(state)
    go(scheduler, 3)
    assert json.dumps(state) == before
    other = make(an_optimizer())
    other.load_state_dict(state)
    go(other, 3)
    assert json.dumps(state) == before


def test_an_objects_state_is_loaded_and_a_functions_is_left():
    scheduler = LambdaLR(an_optimizer(), [Decay(0.9), lambda t: 0.5**t])
    state = scheduler.state_dict()
    assert state["lr_lambdas"] == [{"rate": 0.9}, None]
    state["lr_lambdas"][0]["rate"] = 0.25
    scheduler.load_state_dict(state)
    scheduler.optimizer.step()
    scheduler.step()
    assert scheduler.get_last_lr() == [0.025, 0.025]


UNFIT = {
    "another scheduler's": (lambda s: s.update(step_size=3), "is another scheduler's; .* step_size"),
    "incomplete": (lambda s: s.pop("gamma"), "is another scheduler's; .* gamma"),
    "text": (lambda s: s.update(gamma="0.5"), "gamma in the state makes no sense: '0.5'"),
    "NaN": (lambda s: s.update(gamma=math.nan), "gamma in the state makes no sense: nan"),
    "other groups": (lambda s: s.update(base_lrs=[1.0]), "is for 1 parameter groups, the optimi"),
    "a negative rate": (lambda s: s.update(_last_lr=[0.1, -1.0]), "_last_lr in the state must be"),
    "no list": (lambda s: s.update(_last_lr=0.1), "_last_lr in the state makes no sense: 0.1"),
    "half an epoch": (lambda s: s.update(last_epoch=1.5), "last_epoch in the state must be an int"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "text"), UNFIT.values(), ids=UNFIT)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(change, text):
    scheduler = ExponentialLR(an_optimizer(), 0.9)
    go(scheduler, 2)
    before = scheduler.state_dict(), scheduler.optimizer.state_dict()
    other = ExponentialLR(an_optimizer(), 0.5)
    state = other.state_dict()
    change(state)
    with pytest.raises(ValueError, match=f"ExponentialLR: .*{text}"):
        scheduler.load_state_dict(state)
    assert (scheduler.state_dict(), scheduler.optimizer.state_dict()) == before


def test_a_sequence_refuses_what_does_not_fit_one_of_its_schedules():
    scheduler = SCHEDULERS["sequence"](an_optimizer())
    state = scheduler.state_dict()
    before = json.dumps(state)
    state["_schedulers"][2]["gamma"] = None
    with pytest.raises(ValueError, match="ExponentialLR: gamma in the state makes no sense: None"):
        scheduler.load_state_dict(state)
    del state["_schedulers"][2]
    with pytest.raises(ValueError, match="the state is of 2 schedulers, this one has 3"):
        scheduler.load_state_dict(state)
    assert json.dumps(scheduler.state_dict()) == before


@pytest.mark.parametrize("state", [None, [], "x"])
def test_what_is_no_state_is_refused(state):
    with pytest.raises(TypeError, match="load_state_dict takes what state_dict.. gave, a dict"):
        StepLR(an_optimizer(), 1).load_state_dict(state)
