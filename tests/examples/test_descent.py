"""Gradient descent and its relatives: local minima, batches, the optimizers' paths."""

import re

import numpy as np
import pytest

import nn
from examples import batch_sizes, local_minimum, optimizer_paths
from tests.examples.claims import control, shows


@shows("local_minimum")
def test_momentum_leaves_the_local_minimum(run_example):
    run = run_example("local_minimum", "--steps", "200")
    assert run.printed.startswith("minima at -1.4730 (f = -5.4442) and 1.3470 (f = -2.6186)")
    assert re.search(r"plain descent, η = 0\.01 .* to +1\.3470 ", run.printed)
    assert re.search(r"momentum 0\.9, η = 0\.01 .* to -1\.4730 ", run.printed)
    assert re.search(r"large steps, .* unsettled", run.printed)
    assert list(run.files) == ["local_minimum.png"]


def test_the_minima_are_minima():
    for x in (local_minimum.GLOBAL, local_minimum.LOCAL):
        assert local_minimum.f(x) < min(local_minimum.f(x - 0.01), local_minimum.f(x + 0.01))
    assert local_minimum.f(local_minimum.GLOBAL) < local_minimum.f(local_minimum.LOCAL)


@control("local_minimum", "plain descent ends in the local minimum 1.3470")
def test_from_the_other_side_plain_descent_finds_the_global_minimum():
    local_minimum.main(["--start", "-2.2", "--steps", "50"])


@control("local_minimum", "with momentum it ends in the global one -1.4730")
def test_without_momentum_it_is_caught_too():
    local_minimum.main(["--momentum", "0", "--steps", "50"])


def paths_checked(rolling=(2.2, local_minimum.GLOBAL), small=None, large=(0.1, -0.3), caught=0.5):
    """Check paths as they should be, but for some; `large` is relative to the global minimum."""
    small = np.linspace(2.2, local_minimum.LOCAL, 500) if small is None else small
    large = [local_minimum.GLOBAL + place for place in large]
    local_minimum.check([2.2, local_minimum.LOCAL], rolling, list(small), large, caught)


def test_paths_as_they_should_be():
    paths_checked()


@pytest.mark.parametrize("end", [-5.0, np.nan])
@control("local_minimum", "with momentum it ends in the global one -1.4730")
def test_a_path_that_goes_too_far_does_not_end_there(end):
    paths_checked(rolling=[2.2, end])


SLOW = "a step a tenth as large takes more than five times as many steps"


@control("local_minimum", SLOW)
def test_a_path_of_equal_speed_is_not_slow():
    paths_checked(small=[2.2, local_minimum.LOCAL])


@control("local_minimum", SLOW)
def test_a_slow_path_to_another_place_shows_nothing():
    paths_checked(small=np.linspace(2.2, local_minimum.LOCAL + 0.1, 500))


LEAPS = "with too large a step it leaps across the global minimum, and away from it"


@control("local_minimum", LEAPS)
def test_a_smaller_step_settles():
    local_minimum.main(["--large", "0.1", "--steps", "200"])


@control("local_minimum", LEAPS)
def test_who_walks_away_on_one_side_does_not_leap_across():
    paths_checked(large=[0.1, 0.3, 0.5])


@pytest.mark.parametrize("caught", [0.0, 1.0, np.nan])
@control("local_minimum", "some random starts lead to the local minimum, and some not")
def test_starts_on_one_side_only_would_not_show_it(caught):
    paths_checked(caught=caught)


def test_a_start_outside_the_figure_is_refused():
    with pytest.raises(SystemExit, match=r"^--start must be from -2.35 to 2.35, not 3$"):
        local_minimum.main(["--start", "3"])


def test_the_starts_that_are_caught_are_counted():
    """They are those above the hill, if they get to the minimum."""
    starts = np.array([-2.0, 0.0, 0.2, 2.0])
    assert local_minimum.caught_part(starts, 0.01, 150) == 0.5
    assert local_minimum.caught_part(starts, 0.01, 1) == 0.0


@shows("batch_sizes")
def test_batches_of_every_size(run_example):
    run = run_example("batch_sizes", "--epochs", "10")
    for count, size, iterations in ((60000, 20, 3000), (100, 32, 4), (9, 4, 3)):
        assert f"{count} samples in batches of {size}: {iterations} iterations are an epoch" in run.printed
    for size, updates in ((1, 48), (8, 6), (48, 1)):
        assert f"(B = {size}), updates in an epoch: {updates}\n" in run.printed
    assert list(run.files) == ["batch_sizes.png"]


def test_the_loss_of_all_samples():
    """Errors of -2 and 4: half of the mean of 4 and 16."""
    data = nn.data.TensorDataset(np.array([1.0, 2.0]), np.array([4.0, 0.0]))
    assert batch_sizes.half_mean_square(data, 2.0, 0.0) == 5.0
    np.testing.assert_array_equal(batch_sizes.half_mean_square(data, np.array([2.0, 0.0]), np.zeros(2)), [5.0, 4.0])


@control("batch_sizes", "an epoch of 48 samples in batches of B has 48/B updates, rounded up")
def test_without_the_last_batch_there_is_one_update_less():
    batch_sizes.main(["--mini", "10", "--drop-last"])


@control("batch_sizes", "every update is W - μ 1/B Σ ((W x + b) - t) x")
def test_without_the_half_updates_are_twice_as_large():
    batch_sizes.main(["--mse"])


@control("batch_sizes", "the mean of the mini-batches' gradients is that of all samples")
def test_a_smaller_last_batch_counts_too_much_in_the_mean():
    batch_sizes.main(["--mini", "7"])


@control("batch_sizes", "the smaller the batch, the lower the loss after one epoch")
def test_too_large_a_learning_rate_spoils_single_samples_first():
    batch_sizes.main(["--lr", "0.9"])


def sizes_checked(off_formula=(0.0, 0.0, 0.0), losses=(0.1, 1.0, 6.0), uphill=(0.5, 0.4, 0.0)):
    batch_sizes.check({1: 48, 8: 6, 48: 1}, off_formula, [0.0], losses, uphill)


@control("batch_sizes", "every update is W - μ 1/B Σ ((W x + b) - t) x")
def test_numbers_that_overflow_are_not_those_of_the_formula():
    sizes_checked(off_formula=[0.0, np.nan, 0.0])


@pytest.mark.parametrize("losses", [[1.0, 0.1, 6.0], [0.1, 6.0, 1.0], [np.nan] * 3])
@control("batch_sizes", "the smaller the batch, the lower the loss after one epoch")
def test_losses_in_another_order_would_refute_it(losses):
    sizes_checked(losses=losses)


@control("batch_sizes", "every update is W - μ 1/B Σ ((W x + b) - t) x")
def test_with_too_large_a_rate_numbers_overflow():
    batch_sizes.main(["--lr", "1e9", "--epochs", "2"])


def test_a_batch_has_no_more_samples_than_there_are():
    with pytest.raises(SystemExit, match=r"^--mini must be 48 or less, as there are 48 samples$"):
        batch_sizes.main(["--mini", "49"])


@control("batch_sizes", "with all samples no update leads uphill")
def test_an_update_uphill_with_all_samples_would_refute_it():
    sizes_checked(uphill=[0.5, 0.4, 0.1])


@control("batch_sizes", "the smaller the batch, the more updates lead uphill")
def test_without_noise_no_update_leads_uphill():
    batch_sizes.main(["--noise", "0", "--epochs", "3"])


TRACES = {  # of deck 1's and deck 2's optimizers, from w = 1 on w²/2
    "momentum (deck 1: moving average)": "0.990000000  0.971100000  0.944379000  0.910886310  0.871634026",
    "momentum (classical)": "0.900000000  0.720000000  0.486000000  0.226800000  -0.029160000",
    "Adagrad": "0.900000001  0.833103528  0.780456183  0.736223135  0.697714864",
    "RMSprop": "0.683772244  0.498870620  0.369180567  0.272824899  0.199795167",
    "Adam": "0.900000001  0.800412230  0.701586275  0.603939063  0.507963662",
}


@shows("optimizer_paths")
def test_paths_of_the_optimizers(run_example):
    run = run_example("optimizer_paths")
    for name, trace in TRACES.items():
        assert re.search(rf"^{re.escape(name)} +{re.escape(trace)}$", run.printed, re.MULTILINE)
    for line in (
        "SGD        loss 3.261e-01",
        "momentum   loss 2.910e-05",
        "Adagrad    loss 3.229e-09",
        "RMSprop    loss 1.309e-05",
        "Adam       loss 3.395e-03",
        "SGD with the best of 64 learning rates: loss 1.942e-01",
        "SGD        at y = 0.000132",
        "Adagrad    at y = 0.969560",
        "RMSprop    at y = 1.000000",
        "Adam       at y = 0.996963",
    ):
        assert line in run.printed.splitlines()
    assert list(run.files) == ["ravine.png", "saddle.png"]


def test_they_leave_the_saddle_on_either_side():
    optimizer_paths.main(["--offset", "-0.000001"])


@control("optimizer_paths", "in the ravine momentum gets a hundred times lower than SGD of the same learning")
def test_momentum_of_zero_is_plain_descent():
    optimizer_paths.main(["--momentum", "0", "--saddle-steps", "1"])


def at(*place):
    """A path that ends there."""
    return np.array([[1.0, 1.0], place])


def test_the_best_plain_descent_is_the_best_of_its_walks():
    losses = [
        optimizer_paths.ravine(*optimizer_paths.in_ravine(lr, 0.8, 5)["SGD"][-1]) for lr in optimizer_paths.RATES
    ]
    np.testing.assert_allclose(optimizer_paths.best_plain(5), min(losses))


@control("optimizer_paths", "and lower than plain descent does with any learning rate")
def test_a_better_rate_of_plain_descent_would_refute_it():
    optimizer_paths.check({"SGD": at(1.0, 0.0), "momentum": at(0.01, 0.0)}, 1e-9, {})


@pytest.mark.parametrize("offset", ["0.1", "-0.1"])
@control("optimizer_paths", "SGD stays on top of the saddle")
def test_further_from_the_crest_plain_descent_leaves_too(offset):
    optimizer_paths.main(["--offset", offset])


@control("optimizer_paths", "Adagrad, RMSprop and Adam leave it")
def test_a_few_steps_are_not_enough_to_leave():
    optimizer_paths.main(["--saddle-steps", "5"])
