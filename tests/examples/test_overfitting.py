"""Overfitting, and its cures: capacity, data, penalties on the weights, stopping early."""

import re

import numpy as np
import pytest

import autograd
from autograd import Tensor
from examples import basis_functions, early_stopping, hyperparameter_sweep, overfitting
from examples._tables import Row
from tests.examples.claims import control, shows


@shows("overfitting")
def test_degrees_that_fit_too_little_and_too_much(run_example):
    run = run_example("overfitting")
    errors = re.findall(r"^ +(\d+) +(\d+) +(\d+\.\d+) +(\d+\.\d+)$", run.printed, re.MULTILINE)
    assert [(int(degree), int(points)) for degree, points, *_ in errors] == [
        (1, 15), (3, 15), (12, 15), (12, 30), (12, 150)
    ]  # fmt: skip
    assert list(run.files) == ["overfitting.png"]


def test_a_polynomial_through_its_points():
    x = autograd.linspace(-1.0, 1.0, 4)
    weights = overfitting.least_squares(x, 2 - x + 3 * x**3, 3)
    np.testing.assert_allclose(weights.numpy(), [2, -1, 0, 3], atol=1e-12)
    t = Tensor([2.0, -1.0, 3.0, 5.0])
    assert overfitting.mean_squared_error(Tensor([1.0]), x, t) == (1 + 4 + 4 + 16) / 4


@pytest.mark.parametrize("degrees", [["--low", "5"], ["--good", "12", "--high", "3"]])
@control("overfitting", "the training error falls with the degree")
def test_degrees_in_another_order(degrees):
    overfitting.main(degrees)


@control("overfitting", "degree 3 is wrong on the points it was fitted to as well")
def test_a_degree_that_is_enough_is_not_under_fitted():
    overfitting.main(["--low", "3", "--good", "5"])


def fits(**test_errors):
    """Fits of degrees 1, 3 and 12 as they should be, but for their test errors."""
    training = {"low": 0.2, "good": 0.03, "high": 0.001}
    errors = {"low": 0.3, "good": 0.05, "high": 0.2, **test_errors}
    degrees = {"low": 1, "good": 3, "high": 12}
    return [overfitting.Fit(degrees[n], Tensor([0.0]), training[n], errors[n]) for n in degrees]


@control("overfitting", "the test error of degree 12 is over three times its training error")
def test_a_test_error_like_the_training_error_is_no_overfitting():
    overfitting.check(fits(high=0.002), fits())


@control("overfitting", "less capacity is a cure: degree 3 leaves less than three quarters of it")
def test_a_test_error_hardly_lower_is_no_cure():
    overfitting.check(fits(good=0.16), fits())


@control("overfitting", "more data is a cure: the largest set leaves less than three quarters of it")
def test_a_test_error_hardly_lower_with_more_data_is_no_cure():
    overfitting.check(fits(), fits(high=0.16))


@control("overfitting", "less capacity is a cure: degree 3 leaves less than three quarters of it")
def test_without_noise_more_capacity_does_no_harm():
    overfitting.main(["--noise", "0"])


@control("overfitting", "more data is a cure: the largest set leaves less than three quarters of it")
def test_no_more_data_is_no_cure():
    overfitting.main(["--factor", "1"])


@shows("basis_functions")
def test_weights_with_penalties(run_example):
    run = run_example("basis_functions")
    for line in (
        "Σ (t - 13 x - 1)²                250      250          the slide: 210, E-41",
        "L1 objective at (13, 1), λ = 1   264      264",
        "L2 objective at (13, 1), λ = 1   420      420",
        "W at the minimum, L2, λ = 1      11.0506  11.05063291",
        "b at the minimum, L2, λ = 10     2.8143   2.814285714",
        "‖x‖₂                             7.4162   7.416198487  the slide: 7.4161, E-19",
        "shortest ways along the streets  924      924",
        "θ₁ after a step with decay       0.949    0.949",
    ):
        assert line in run.printed.splitlines()
    assert run.printed.startswith("quantity                         by hand  computed")
    assert list(run.files) == ["basis_functions.png", "norms.png"]


def bumpy_data():
    x = autograd.linspace(-1.0, 1.0, 15)
    return basis_functions.bumps(x), autograd.sin(3 * x)


def test_the_l1_minimum_is_one():
    """At it, the gradient of the squares is -λ sign(w), and within ±λ where w is 0."""
    H, t = bumpy_data()
    w = basis_functions.lasso(H, t, 0.3, rounds=5000)
    slopes = (2 * H.T @ (H @ w - t)).numpy()
    zero = w.numpy() == 0
    assert 0 < zero.sum() < len(zero)
    np.testing.assert_allclose(slopes[~zero], -0.3 * np.sign(w.numpy()[~zero]), atol=1e-6)
    assert (abs(slopes[zero]) <= 0.3).all()


STEPS = basis_functions.decay_steps(0.01)
SHRINKING = [Tensor([3.0] * 12), Tensor([1.0] * 12)]
SPARSE = [Tensor([3.0] * 12), Tensor([1.0] * 6 + [0.0] * 6)]
HUGE = Tensor([100.0] * 12)


def weights_checked(rows=(), steps=STEPS, free=HUGE, by_l2=SHRINKING, by_l1=SPARSE):
    """Check weights as they should be, but for some."""
    basis_functions.check(rows, steps, free, by_l2, by_l1)


def test_weights_as_they_should_be():
    weights_checked()


@control("basis_functions", "the numbers found by hand are the computed ones, rounded")
def test_a_wrong_number_would_refute_it():
    weights_checked(rows=[Row("∂J/∂w", "-28", -28.6)])


@control("basis_functions", "penalty and weight decay take the same step")
def test_without_the_half_the_penalty_is_twice_as_strong():
    once, twice = basis_functions.decay_steps(0.01)[0], basis_functions.decay_steps(0.02)[0]
    weights_checked(steps=(once, twice))


@control("basis_functions", "the larger λ, the smaller the weights' L2 norm")
def test_growing_weights_would_refute_it():
    weights_checked(by_l2=SHRINKING[::-1])


@control("basis_functions", "the larger λ, the smaller the weights' L1 norm")
def test_once_all_weights_are_zero_they_shrink_no_more():
    basis_functions.main(["--strongest", "30"])


@control("basis_functions", "L1 makes half of the weights zero, or more")
def test_weak_penalties_leave_most_weights():
    basis_functions.main(["--strongest", "0.01"])


@control("basis_functions", "L2 makes none zero")
def test_a_zero_under_l2_would_refute_it():
    weights_checked(by_l2=[SHRINKING[0], Tensor([1.0] * 11 + [0.0])])


@control("basis_functions", "without a penalty Σ w² is over a thousand times as large as with the weakest L2")
def test_weights_that_are_not_huge_without_a_penalty_would_refute_it():
    weights_checked(free=Tensor([90.0] * 12))


@pytest.mark.parametrize(
    ("settings", "message"),
    [(["--strongest", "0"], "^--strongest must be above 0$"), (["--points", "11"], "^2$")],
)
def test_the_weights_must_be_determined(settings, message):
    with pytest.raises(SystemExit, match=message):
        basis_functions.main(settings)


@shows("early_stopping")
def test_training_stops_in_time(run_example):
    run = run_example("early_stopping", "--epochs", "60")
    whole, stopped, hasty = re.findall(r"(\d+) epochs; lowest .* in epoch (\d+); .*: (\d+\.\d+)$", run.printed, re.M)
    assert whole[0] == "60"
    assert stopped[1] == whole[1]
    assert int(stopped[0]) == int(stopped[1]) + 25
    assert int(hasty[0]) == int(hasty[1]) + 1
    assert list(run.files) == ["early_stopping.png"]


@control("early_stopping", "trained to the end, the validation error is half as large again as its lowest")
def test_a_few_epochs_do_not_overfit():
    early_stopping.main(["--epochs", "9"])


@control("early_stopping", "with patience the training ends early")
def test_with_too_much_patience_it_goes_to_the_end():
    early_stopping.main(["--epochs", "60", "--patience", "60"])


@control("early_stopping", "the weights it leaves are those of its best epoch")
def test_the_last_weights_are_not_the_best():
    early_stopping.main(["--epochs", "60", "--keep-last"])


@control("early_stopping", "that is the best epoch of the whole training")
def test_without_patience_it_misses_the_best_epoch():
    early_stopping.main(["--epochs", "60", "--patience", "1"])


WHOLE = early_stopping.Run([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [0.5, 0.6, 0.4, 0.5, 0.3, 0.9], 5, 0.9)


@pytest.mark.parametrize("curve", [[0.7, 0.6, 0.5, 0.4, 0.3, 0.9], [0.7, 0.6, 0.7, 0.7, 0.3, 0.9]])
@control("early_stopping", "the curve zigzags: it rises before its lowest point, more than once")
def test_a_curve_that_hardly_rises_would_refute_it(curve):
    smooth = WHOLE._replace(validation=curve)
    early_stopping.check(smooth, smooth, smooth)


@pytest.mark.parametrize(
    ("training", "validation"),
    [(WHOLE.training, [*WHOLE.validation[:-1], 0.4]), ([*WHOLE.training[:-1], 0.6], WHOLE.validation)],
)
@control("early_stopping", "trained to the end, the validation error is half as large again as its lowest")
def test_training_and_validation_error_must_part(training, validation):
    early_stopping.check(early_stopping.Run(training, validation, 5, 0.9), WHOLE, WHOLE)


@control("early_stopping", "a patience of one epoch stops too soon, at a larger error")
def test_one_epoch_of_patience_would_do_as_well():
    stopped = early_stopping.Run(WHOLE.training[:-1], WHOLE.validation[:-1], 5, 0.3)
    early_stopping.check(WHOLE, stopped, stopped)


@shows("hyperparameter_sweep")
def test_the_best_of_a_grid(run_example):
    run = run_example("hyperparameter_sweep", "--epochs", "20")
    scores = re.findall(r"^ +(\S+) +(\d+)  tanh +16 +(\S+) % +(\S+) %$", run.printed, re.M)
    assert len(scores) == len({score[:2] for score in scores}) == 12
    validation = [float(score[2]) for score in scores]
    assert validation == sorted(validation, reverse=True)
    assert list(run.files) == ["hyperparameter_sweep.png"]


def test_random_settings_are_within_bounds():
    settings = hyperparameter_sweep.drawn(100, seed=0)
    assert len(set(settings)) == 100
    assert all(0.001 <= s.lr <= 1 and 1 <= s.hidden <= 16 and s.batch in (16, 100) for s in settings)
    for tens in (-3, -2, -1):
        assert 20 < sum(10**tens < s.lr < 10 ** (tens + 1) for s in settings) < 50


def test_every_part_of_a_setting_matters():
    data, setting = hyperparameter_sweep.make_data(0), hyperparameter_sweep.Setting(0.1, 4, "tanh", 16)
    changes = [{}, {"lr": 0.01}, {"hidden": 3}, {"activation": "relu"}, {"batch": 100}]
    found = [hyperparameter_sweep.train(setting._replace(**change), data, 2, 0)[1:] for change in changes]
    assert len(set(found)) == len(changes)
    training, validation, test = data
    swapped = hyperparameter_sweep.train(setting, [training, test, validation], 2, 0)
    assert found[0] == (swapped.test, swapped.validation)


@control("hyperparameter_sweep", "the worst setting makes more than twice as many mistakes as the best")
def test_of_one_setting_the_worst_is_the_best():
    hyperparameter_sweep.main(["--search", "random", "--trials", "1", "--epochs", "1"])


def results(*accuracies):
    """Results of so many settings, each with its accuracies on validation and test data."""
    setting = hyperparameter_sweep.Setting(0.1, 4, "tanh", 16)
    return [hyperparameter_sweep.Result(setting, *pair) for pair in accuracies]


@control("hyperparameter_sweep", "the best one classifies over 90 % of the test data correctly")
def test_a_best_setting_that_does_not_generalize_would_refute_it():
    hyperparameter_sweep.check(results((0.99, 0.8), (0.5, 0.5)))


@control("hyperparameter_sweep", "on the test data it is still better than the setting in the middle")
def test_a_best_setting_by_chance_would_refute_it():
    hyperparameter_sweep.check(results((0.99, 0.91), (0.8, 0.95), (0.5, 0.93)))


def test_the_search_has_two_ways():
    with pytest.raises(SystemExit, match="^--search must be grid or random, not best$"):
        hyperparameter_sweep.main(["--search", "best"])
