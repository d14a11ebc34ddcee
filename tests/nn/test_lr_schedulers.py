"""Schedules of learning rates: values by hand, and several schedules together."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
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
    LRScheduler,
    MultiplicativeLR,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)
from tests.nn.two_groups import an_optimizer


def rates(scheduler, epochs, *measures):
    """The first group's learning rates in some epochs; the second group's are half as large."""
    seen = []
    for epoch in range(epochs):
        first, second = (group["lr"] for group in scheduler.optimizer.param_groups)
        assert scheduler.get_last_lr() == [first, second]
        seen.append(first)
        scheduler.optimizer.step()
        scheduler.step(*(measure[epoch] for measure in measures))
    return seen


def close(got, expected, tolerance=1e-14):
    np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance)


# --- by hand --------------------------------------------------------------------------------------

ROOT = math.sqrt(0.5)
BY_HAND = {
    "step": (lambda o: StepLR(o, 2, 0.5), [1, 1, 0.5, 0.5, 0.25]),
    "step by 0.1": (lambda o: StepLR(o, 3), [1, 1, 1, 0.1, 0.1, 0.1, 0.01]),
    "step to 0": (lambda o: StepLR(o, 1, 0), [1, 0, 0]),
    "multistep": (lambda o: MultiStepLR(o, [1, 4], 0.5), [1, 0.5, 0.5, 0.5, 0.25]),
    "multistep, unsorted and twice": (lambda o: MultiStepLR(o, (3, 1, 3)), [1, 0.1, 0.1, 0.001]),
    "multistep without milestones": (lambda o: MultiStepLR(o, []), [1, 1, 1]),
    "exponential": (lambda o: ExponentialLR(o, 0.5), [1, 0.5, 0.25, 0.125]),
    # 1 + cos(pi t / 4) over 2
    "cosine": (lambda o: CosineAnnealingLR(o, 4),
               [1, (1 + ROOT) / 2, 0.5, (1 - ROOT) / 2, 0, (1 - ROOT) / 2, 0.5, (1 + ROOT) / 2, 1]),
    "linear": (lambda o: LinearLR(o, 0.5, total_iters=4), [0.5, 0.625, 0.75, 0.875, 1, 1]),
    "linear by default": (LinearLR, [5 / 15, 7 / 15, 9 / 15, 11 / 15, 13 / 15, 1, 1]),
    "linear down": (lambda o: LinearLR(o, 1.0, 0.0, 2), [1, 0.5, 0, 0]),
    "constant": (lambda o: ConstantLR(o, 0.25, 3), [0.25, 0.25, 0.25, 1, 1]),
    "constant by default": (ConstantLR, [1 / 3] * 5 + [1]),
    "constant 0": (lambda o: ConstantLR(o, 0, 2), [0, 0, 1]),
    "polynomial": (lambda o: PolynomialLR(o, 4, 2), [1, 0.5625, 0.25, 0.0625, 0, 0]),
    "lambda": (lambda o: LambdaLR(o, lambda t: 1 / (1 + t)), [1, 1 / 2, 1 / 3, 1 / 4]),
    "lambdas": (lambda o: LambdaLR(o, [lambda t: 0.5**t, lambda t: 0.25**t]), [1, 0.5, 0.25]),
    "multiplicative": (lambda o: MultiplicativeLR(o, lambda t: 1 / t), [1, 1, 1 / 2, 1 / 6, 1 / 24]),
    "restarts": (lambda o: CosineAnnealingWarmRestarts(o, 2), [1, 0.5, 1, 0.5, 1]),
    "restarts, later and later": (lambda o: CosineAnnealingWarmRestarts(o, 2, 2),
                                  [1, 0.5, 1, (1 + ROOT) / 2, 0.5, (1 - ROOT) / 2, 1]),
    "sequence": (lambda o: SequentialLR(o, [ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.5)], [2]),
                 [0.1, 0.1, 1, 0.5, 0.25]),
    "sequence of three": (
        lambda o: SequentialLR(o, [LinearLR(o, 0.5, total_iters=2), ConstantLR(o, 1.0, 1),
                                   CosineAnnealingLR(o, 2)], [2, 4]),
        [0.5, 0.75, 1, 1, 1, 0.5, 0]),
    # PyTorch's documentation of ChainedScheduler.
    "chain": (lambda o: ChainedScheduler([ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)]),
              [0.1, 0.09, 0.81, 0.729]),
}  # fmt: skip


@pytest.mark.parametrize(("make", "expected"), BY_HAND.values(), ids=BY_HAND)
def test_learning_rates_by_hand(make, expected):
    close(rates(make(an_optimizer()), len(expected)), expected)


@pytest.mark.parametrize("make", [m for m, _ in BY_HAND.values()], ids=BY_HAND)
def test_every_group_has_its_own_learning_rate(make):
    scheduler = make(an_optimizer())
    if isinstance(scheduler, LambdaLR) and scheduler.lr_lambdas[0] is not scheduler.lr_lambdas[1]:
        pytest.skip("the groups have functions of their own")
    for _ in range(8):
        first, second = scheduler.get_last_lr()
        assert first == 2 * second
        scheduler.optimizer.step()
        scheduler.step()


def test_functions_for_each_group():
    scheduler = LambdaLR(an_optimizer(), [lambda t: 0.5**t, lambda t: 0.25**t])
    scheduler.optimizer.step()
    scheduler.step()
    assert scheduler.get_last_lr() == [0.5, 0.125]


def test_every_exported_scheduler_has_values_by_hand():
    made = {type(make(an_optimizer())).__name__ for make, _ in BY_HAND.values()}
    exported = {n for n in nn.optim.lr_scheduler.__all__ if n != "LRScheduler"}
    assert exported - made == {"OneCycleLR", "ReduceLROnPlateau"}  # below


def test_a_least_learning_rate_of_a_cosine():
    scheduler = CosineAnnealingLR(an_optimizer(), 2, eta_min=0.2)
    seen = [scheduler.get_last_lr()]
    for _ in range(2):
        scheduler.optimizer.step()
        scheduler.step()
        seen.append(scheduler.get_last_lr())
    close(seen, [[1, 0.5], [0.6, 0.35], [0.2, 0.2]])


def test_restarts_can_be_followed_between_epochs():
    scheduler = CosineAnnealingWarmRestarts(an_optimizer(), 2, eta_min=0.0)
    scheduler.optimizer.step()
    for epoch, factor in [(0.5, (1 + ROOT) / 2), (1.5, (1 - ROOT) / 2), (2, 1), (3.0, 0.5)]:
        scheduler.step(epoch)
        close(scheduler.get_last_lr(), [factor, factor / 2])
    scheduler.step()
    assert scheduler.last_epoch == 4
    for epoch in (-1, "2", math.nan):
        with pytest.raises(ValueError, match="epoch must be a finite number >= 0"):
            scheduler.step(epoch)


def test_long_schedules_do_not_drift():
    scheduler = ExponentialLR(an_optimizer(lr=0.3), 0.999)
    for _ in range(5000):
        scheduler._go_to(scheduler.last_epoch + 1)
    assert scheduler.get_last_lr() == [0.3 * 0.999**5000, 0.15 * 0.999**5000]


# --- one cycle ------------------------------------------------------------------------------------


def cycle(optimizer, steps, name, **settings):
    scheduler = OneCycleLR(optimizer, **settings)
    lrs, momentums = [], []
    for _ in range(steps):
        group = optimizer.param_groups[0]
        lrs.append(group["lr"])
        momentums.append(group["betas"][0] if name == "betas" else group[name])
        optimizer.step()
        scheduler.step()
    return lrs, momentums


def test_one_cycle_in_two_phases_by_hand():
    # The top is reached in step 10 * 0.3 - 1 = 2, the end in step 9; 0.04 = 1 / 25.
    lrs, momentums = cycle(
        an_optimizer(momentum=0.5), 10, "momentum", max_lr=[1.0, 0.5], total_steps=10,
        anneal_strategy="linear",
    )  # fmt: skip
    last = 0.04 / 1e4
    close(lrs, [0.04, 0.52, 1, *(1 + (last - 1) * i / 7 for i in range(1, 8))])
    close(momentums, [0.95, 0.9, 0.85, *(0.85 + 0.1 * i / 7 for i in range(1, 8))])


def test_one_cycle_along_cosines_by_hand():
    # The top is in step 6 * 0.5 - 1 = 2; half-way each phase is at the middle of its ends.
    lrs, momentums = cycle(
        an_optimizer(Adam), 6, "betas", max_lr=1.0, epochs=2, steps_per_epoch=3, pct_start=0.5,
        div_factor=2, final_div_factor=5, base_momentum=0.5, max_momentum=0.9,
    )  # fmt: skip
    # From 1 to 0.1 in thirds: 0.1 + 0.9 (1 + cos(pi / 3)) / 2 and so on.
    close(lrs, [0.5, 0.75, 1, 0.775, 0.325, 0.1])
    close(momentums, [0.9, 0.7, 0.5, 0.6, 0.8, 0.9])


def test_one_cycle_in_three_phases_by_hand():
    # Up to step 10 * 0.3 - 1 = 2, down to step 2 * 2 = 4, and on to step 9.
    lrs, momentums = cycle(
        an_optimizer(momentum=0.5), 10, "momentum", max_lr=1.0, total_steps=10, div_factor=2,
        final_div_factor=5, anneal_strategy="linear", three_phase=True,
    )  # fmt: skip
    close(lrs, [0.5, 0.75, 1, 0.75, 0.5, 0.42, 0.34, 0.26, 0.18, 0.1])
    close(momentums, [0.95, 0.9, 0.85, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95])


def test_one_cycle_may_begin_at_the_top_or_leave_momentum_alone():
    # 10 * 0.1 - 1 = 0: the way up has no length.
    lrs, momentums = cycle(
        an_optimizer(momentum=0.5), 2, "momentum", max_lr=1.0, total_steps=10, pct_start=0.1,
        cycle_momentum=False, anneal_strategy="linear", div_factor=1, final_div_factor=10,
    )  # fmt: skip
    close(lrs, [1.0, 0.9])
    assert momentums == [0.5, 0.5]


def test_one_cycle_ends():
    optimizer = an_optimizer(Adam)
    scheduler = OneCycleLR(optimizer, 0.5, total_steps=3)
    for _ in range(3):  # one after each step of the optimizer
        optimizer.step()
        scheduler.step()
    before = scheduler.get_last_lr(), scheduler.last_epoch
    close(before[0], [0.5 / 25 / 1e4] * 2)
    text = "Tried to step 4 times. The specified number of total steps is 3"
    with pytest.raises(ValueError, match=text):
        scheduler.step()
    assert (scheduler.get_last_lr(), scheduler.last_epoch) == before


def test_the_second_beta_stays():
    optimizer = an_optimizer(Adam, betas=(0.8, 0.9))
    OneCycleLR(optimizer, 0.5, total_steps=10)
    assert optimizer.param_groups[1]["betas"] == (0.95, 0.9)


# --- plateau --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("settings", "measures", "expected"), [
    # Two epochs without improvement are borne, the third is not.
    ({"patience": 2}, [5, 4, 4, 4, 4, 4, 4, 4], [1, 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.01]),
    ({"patience": 0, "factor": 0.5}, [3, 3, 3, 2, 2], [1, 1, 0.5, 0.25, 0.25, 0.125]),
    # Better than 1 - 0.1 of the best.
    ({"patience": 0, "threshold": 0.1}, [10, 9.1, 8.9], [1, 1, 0.1, 0.1]),
    ({"patience": 0, "threshold": 1, "threshold_mode": "abs"}, [10, 9, 8.9], [1, 1, 0.1, 0.1]),
    ({"patience": 0, "mode": "max", "threshold": 0.1}, [10, 10.9, 11.1], [1, 1, 0.1, 0.1]),
    ({"patience": 0, "mode": "max", "threshold": 1, "threshold_mode": "abs"},
     [-10, -9, -8.9], [1, 1, 0.1, 0.1]),
    # Three epochs of cooldown after a change count neither way.
    ({"patience": 0, "cooldown": 3}, [1, 1, 1, 1, 1, 1, 1],
     [1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01]),
    ({"patience": 0, "min_lr": 0.03}, [1, 1, 1, 1], [1, 1, 0.1, 0.03, 0.03]),
    # The change of 0.09 is not above eps.
    ({"patience": 0, "eps": 0.09001}, [1, 1, 1, 1], [1, 1, 0.1, 0.1, 0.1]),
    ({"patience": 0}, [1, math.nan, 0.5], [1, 1, 0.1, 0.1]),
])  # fmt: skip
def test_a_plateau_by_hand(settings, measures, expected):
    scheduler = ReduceLROnPlateau(an_optimizer(), **settings)
    seen = [scheduler.get_last_lr()[0]]
    for measure in measures:
        scheduler.step(Tensor(measure))
        seen.append(scheduler.get_last_lr()[0])
    close(seen, expected, 1e-15)


def test_a_plateau_has_a_least_learning_rate_for_each_group():
    scheduler = ReduceLROnPlateau(an_optimizer(), patience=0, min_lr=[0.2, 0.1])
    for _ in range(3):
        scheduler.step(1.0)
    assert scheduler.get_last_lr() == [0.2, 0.1]


@pytest.mark.parametrize("measure", [None, "x", [1, 2], Tensor([1.0, 2.0])])
def test_a_plateau_needs_a_measure(measure):
    with pytest.raises(TypeError, match="step takes the measure to watch"):
        ReduceLROnPlateau(an_optimizer()).step(measure)


# --- together -------------------------------------------------------------------------------------


def test_schedules_that_are_stepped_together_multiply():
    optimizer = an_optimizer()
    warm_up, decay = LinearLR(optimizer, 0.5, total_iters=2), ExponentialLR(optimizer, 0.9)
    seen = []
    for _ in range(5):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        warm_up.step()
        decay.step()
    close(seen, [0.5, 0.75 * 0.9, 0.81, 0.729, 0.6561])


def test_a_learning_rate_that_the_user_sets_is_gone_on_from():
    optimizer = an_optimizer()
    scheduler = StepLR(optimizer, 2, 0.5)
    optimizer.step()
    scheduler.step()
    optimizer.param_groups[0]["lr"] = 0.3
    for expected in ([0.15, 0.25], [0.15, 0.25], [0.075, 0.125]):
        scheduler.step()
        close(scheduler.get_last_lr(), expected)


def test_sequences_and_chains_hold_each_other():
    optimizer = an_optimizer()
    inner = SequentialLR(
        optimizer, [ConstantLR(optimizer, 0.5, 9), ExponentialLR(optimizer, 0.5)], [2]
    )
    chain = ChainedScheduler([ConstantLR(optimizer, 0.1, 1), ExponentialLR(optimizer, 0.5)])
    scheduler = SequentialLR(optimizer, [inner, chain], [4])
    close(rates(scheduler, 8), [0.5, 0.5, 1, 0.5, 0.1, 0.5, 0.25, 0.125])


def test_a_multiplicative_schedule_begins_with_the_learning_rate_also_within_a_sequence():
    optimizer = an_optimizer()
    second = MultiplicativeLR(optimizer, lambda t: 1 / t)
    scheduler = SequentialLR(optimizer, [ConstantLR(optimizer, 0.1, 9), second], [2])
    close(rates(scheduler, 5), [0.1, 0.1, 1, 1, 0.5])


factors = st.one_of(
    st.builds(lambda n, g: lambda o: StepLR(o, n, g), st.integers(1, 5), st.floats(0.1, 2)),
    st.builds(lambda g: lambda o: ExponentialLR(o, g), st.floats(0.5, 1.1)),
    st.builds(lambda a, b, n: lambda o: LinearLR(o, a, b, n),
              st.floats(0.01, 1), st.floats(0.01, 1), st.integers(1, 9)),
    st.builds(lambda f, n: lambda o: ConstantLR(o, f, n), st.floats(0.01, 1), st.integers(1, 9)),
    st.builds(lambda n, p: lambda o: PolynomialLR(o, n, p), st.integers(13, 20), st.floats(0, 3)),
    st.builds(lambda n: lambda o: CosineAnnealingLR(o, n), st.integers(13, 20)),
)  # fmt: skip


@given(st.lists(factors, min_size=1, max_size=4))
def test_the_factors_of_any_chain_multiply(makes):
    optimizer = an_optimizer()
    scheduler = ChainedScheduler([make(optimizer) for make in makes])
    alone = [make(an_optimizer()) for make in makes]
    for epoch in range(12):
        product = math.prod(single.get_last_lr()[0] for single in alone)
        first, second = scheduler.get_last_lr()
        assert first == pytest.approx(product, rel=1e-12), epoch
        assert second == pytest.approx(product / 2, rel=1e-12), epoch
        for stepped in (scheduler, *alone):
            stepped.optimizer.step()
            stepped.step()


def test_a_schedule_of_ones_own_defines_get_lr():
    class Halving(LRScheduler):
        def get_lr(self):
            if self.last_epoch == 0:
                return [group["lr"] for group in self.optimizer.param_groups]
            return [group["lr"] / 2 for group in self.optimizer.param_groups]

    close(rates(Halving(an_optimizer()), 3), [1, 0.5, 0.25])
    with pytest.raises(NotImplementedError, match=r"LRScheduler has no get_lr\(\) method"):
        LRScheduler(an_optimizer())


def test_a_change_of_exactly_eps_is_left_out():
    # The first group's would be of 0.5, the second group's of 0.25.
    for eps, expected in ((0.5, [1.0, 0.5]), (0.4999, [0.5, 0.5]), (0.2, [0.5, 0.25])):
        scheduler = ReduceLROnPlateau(an_optimizer(), factor=0.5, patience=0, eps=eps)
        scheduler.step(1.0)
        scheduler.step(1.0)
        assert scheduler.get_last_lr() == expected


def test_after_a_part_of_an_epoch_comes_the_next_whole_one():
    scheduler = CosineAnnealingWarmRestarts(an_optimizer(), T_0=4)
    scheduler.optimizer.step()
    scheduler.step(1.5)
    assert scheduler.last_epoch == 1
    scheduler.step()
    assert scheduler.get_last_lr() == pytest.approx([0.5, 0.25])  # of epoch 2, half of the way


def test_a_rise_of_one_step_begins_at_the_top():
    # 0.5 * 2 - 1 = 0: the rise ends with step 0. (PyTorch divides by zero here.)
    scheduler = OneCycleLR(
        an_optimizer(momentum=0.9), 1.0, total_steps=2, pct_start=0.5, final_div_factor=10
    )
    assert scheduler.get_last_lr() == [1.0, 1.0]
    scheduler.optimizer.step()
    scheduler.step()
    assert scheduler.get_last_lr() == pytest.approx([1 / 250] * 2)


def test_a_schedule_with_a_floor_goes_on_from_what_the_user_sets():
    # At epoch 1 half of what is above the floor is left: 0.2 is as if it had started at 0.3.
    optimizer = SGD([Tensor(1.0, requires_grad=True)], lr=0.5)
    scheduler = CosineAnnealingLR(optimizer, T_max=2, eta_min=0.1)
    for expected in (0.3, 0.1, 0.2, 0.3):
        optimizer.step()
        scheduler.step()
        assert optimizer.param_groups[0]["lr"] == pytest.approx(expected)
        if scheduler.last_epoch == 1:
            optimizer.param_groups[0]["lr"] = 0.2


def test_the_time_until_a_restart_grows_by_a_factor():
    scheduler = CosineAnnealingWarmRestarts(an_optimizer(), T_0=1, T_mult=3)
    # 1, 3, 9 and 27 epochs long, so restarts at 1, 1 + 3 and 1 + 3 + 9
    assert np.flatnonzero(np.array(rates(scheduler, 20)) == 1.0).tolist() == [0, 1, 4, 13]
