"""Logistic and softmax regression: pass or fail, deck 5's exercises 5 and 6, two digits of MNIST."""

import numpy as np
import pytest

from examples import exercise_5_logistic_regression as exercise_5
from examples import exercise_6_softmax_regression as exercise_6
from examples import logistic, pass_fail
from examples._command import ClaimFailed
from examples.pass_fail import Fit
from tests.examples.claims import control, shows

# Pass or fail.


@shows("pass_fail")
def test_who_passes(run_example):
    run = run_example("pass_fail")
    assert "step     0  W  0.000000000  b  0.00  cost 0.693147181" in run.printed
    assert "step     1  W  0.439155033  b  0.00  cost 0.524070070" in run.printed
    assert "step    10  W  2.070284588  b  0.00  cost 0.210959040" in run.printed
    assert "step   100  W  5.337965520  b  0.00  cost 0.066603731" in run.printed
    assert "step  1000  W 11.540911181  b  0.00  cost 0.011186258" in run.printed
    assert "the boundary is 57.5" in run.printed
    assert run.printed.count("Shown:") == 3
    assert list(run.files) == ["pass_fail.png"]


@control("pass_fail", "all six are classified rightly")
def test_without_learning_nobody_passes(run_example):
    run_example("pass_fail", "--lr", "0", "--steps", "2")


@control("pass_fail", "the boundary is 55.8, the mean score")
def test_a_bias_moves_the_boundary():
    pass_fail.check([Fit(5.0, 1.0, 0.1)])


@control("pass_fail", "W keeps growing: 1.4951 after a tenth of the steps, 1.4951 now")
def test_weight_decay_ends_the_growth(run_example):
    run_example("pass_fail", "--decay", "0.1")


# Exercise 5.


@shows("exercise_5_logistic_regression")
def test_two_classes_by_formulas_and_with_nn(run_example):
    run = run_example("exercise_5_logistic_regression")
    lines = [" ".join(line.split()) for line in run.printed.splitlines()]
    assert "cost, epoch 500 – 0.03726097165" in lines
    assert "cost, epoch 1000 – 0.01985214815" in lines
    assert "w₁, at the end – 3.252991023" in lines
    assert "w₂, at the end – 1.517895498" in lines
    assert "b, at the end – -14.48188909" in lines
    assert "hypothesis 1 0.00027648 0.0002764768153" in lines
    assert "6 of 6 points are classified rightly" in lines
    assert run.printed.count("Shown:") == 4
    assert list(run.files) == ["decision_boundary.png"]


COSTS = [0.69, 0.03, 0.02]


def test_the_largest_difference_of_weights_counts():
    model = exercise_5.LogisticRegression()
    weight, bias = model.linear.weight.detach().T, model.linear.bias.detach()
    assert exercise_5.apart(model, weight, bias) == 0
    assert exercise_5.apart(model, weight + np.array([[0.25], [-2.0]]), bias - 1) == pytest.approx(2)
    assert exercise_5.apart(model, weight, bias + 1) == pytest.approx(1)


def test_weights_that_are_no_numbers_agree_with_nothing():
    with pytest.raises(ClaimFailed, match="same weights"):
        exercise_5.check(np.nan, 6, COSTS, [])


@control("exercise_5_logistic_regression", "formulas and nn end at the same weights")
def test_other_weights_would_refute_the_claim():
    exercise_5.check(0.001, 6, COSTS, [])


@control("exercise_5_logistic_regression", "all six points are classified rightly")
def test_five_epochs_are_not_enough(run_example):
    run_example("exercise_5_logistic_regression", "--epochs", "5")


@control("exercise_5_logistic_regression", "the cost falls on and on")
def test_a_cost_that_stays_would_refute_the_claim():
    exercise_5.check(0.0, 6, [0.69, 0.02, 0.02], [])


@control("exercise_5_logistic_regression", "all 13 numbers of the notebook are reproduced")
def test_half_of_the_epochs_give_other_numbers(run_example):
    run_example("exercise_5_logistic_regression", "--epochs", "500")


# Exercise 6.


@shows("exercise_6_softmax_regression")
def test_three_classes_in_three_ways(run_example):
    run = run_example("exercise_6_softmax_regression")
    rows = [line.split() for line in run.printed.splitlines()[1:13]]
    table = {int(epoch): [float(cost) for cost in costs] for epoch, *costs in rows}
    assert table[0] == [1.098612289] * 4
    assert table[1] == [1.031273830] * 3 + [1.032775421]
    assert table[100] == [0.704199443] * 3 + [0.761050229]
    assert table[1000] == [0.248154710] * 3 + [0.399962441]
    assert "8 of 8 samples are classified rightly" in run.printed
    assert run.printed.count("Shown:") == 3
    assert list(run.files) == ["biases.png"]


@control("exercise_6_softmax_regression", "a bias that all classes share has the gradient 0")
def test_a_gradient_would_refute_the_claim():
    exercise_6.check([[0.2], [0.2]], 8, 0.1)


@control("exercise_6_softmax_regression", "the three ways end at one cost")
def test_one_bias_for_all_classes_ends_elsewhere(run_example):
    run_example("exercise_6_softmax_regression", "--biases", "1", "--epochs", "200")


@control("exercise_6_softmax_regression", "all eight samples are classified rightly")
def test_fifty_epochs_are_not_enough(run_example):
    run_example("exercise_6_softmax_regression", "--epochs", "50")


@pytest.mark.parametrize("place", range(3))
def test_a_cost_that_is_no_number_agrees_with_nothing(place):
    costs = [[0.2], [0.2], [0.2]]
    exercise_6.check(costs, 8, 0.0)
    costs[place] = [np.nan]
    with pytest.raises(ClaimFailed, match="the three ways end at one cost"):
        exercise_6.check(costs, 8, 0.0)


def test_two_biases_fit_no_three_classes(run_example):
    with pytest.raises(SystemExit, match="--biases is 3 or 1, not 2"):
        run_example("exercise_6_softmax_regression", "--biases", "2")


# Two digits of MNIST.

W = np.zeros(784)  # weights


@pytest.fixture
def _bundled(monkeypatch):
    monkeypatch.delenv("MNIST_DIR", raising=False)


@shows("logistic")
@pytest.mark.usefixtures("_bundled")
def test_two_digits_in_three_ways(run_example):
    run = run_example("logistic", "--epochs", "3")
    assert "1,578 and 398 of them show 3 or 8" in run.printed
    ends = {tuple(line.split()[1:]) for line in run.printed.splitlines() if "|w|" in line}
    assert len(ends) == 1
    assert run.printed.count("Shown:") == 3
    assert list(run.files) == ["logistic.png"]


def test_a_folder_of_images_may_be_given(run_example, data):
    run = run_example("logistic", "--data", str(data), "--digits", "0,7", "--epochs", "20")
    assert "20 and 8 of them show 0 or 7" in run.printed
    assert "100.0 % of the test images are read rightly" in run.printed


@pytest.mark.parametrize("digits", ["3", "3,3", "3,10", "a,b", "3,8,9"])
def test_two_different_digits_are_needed(run_example, digits):
    with pytest.raises(SystemExit, match="--digits takes two different digits"):
        run_example("logistic", "--digits", digits)


def test_the_slides_gradient_is_the_engines(data):
    train, _ = logistic.load(str(data))
    images = logistic.two_digits(train, 3, 8)
    batches = logistic.mini_batches(len(images.x), 5, 2, seed=0)
    assert sorted(np.concatenate(batches[1])) == list(range(20))
    assert not np.array_equal(np.concatenate(batches[0]), np.concatenate(batches[1]))
    digits = train.tensors[1].numpy()
    np.testing.assert_array_equal(images.t, digits[(digits == 3) | (digits == 8)] == 8)
    (w, b), engine = logistic.with_numpy(images, batches, 0.1)[-1], logistic.with_engine(images, batches, 0.1)
    np.testing.assert_allclose(engine[0], w, atol=1e-12)
    np.testing.assert_allclose(engine[1], b, atol=1e-12)


@control("logistic", "NumPy alone, the engine and nn end at the same weights")
@pytest.mark.usefixtures("_bundled")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the logarithm of 0 is the point
def test_where_an_output_is_1_the_written_formula_fails(run_example):
    run_example("logistic", "--lr", "10", "--epochs", "1")


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("end", [(W + np.nan, 0.0), (W, np.nan), (W + 1e-6, 0.0), (W, 1e-6)])
def test_one_way_that_ends_elsewhere_is_noticed(place, end):
    ways = [(W, 0.0)] * 3
    logistic.check(ways, 0.99, 0.5)
    ways[place] = end
    with pytest.raises(ClaimFailed, match="end at the same weights"):
        logistic.check(ways, 0.99, 0.5)


@control("logistic", "always the more frequent digit is right for less, 55.5 %")
def test_no_better_than_a_guess_would_refute_the_claim():
    logistic.check([(W, 0.0), (W, 0.0)], 0.5, 0.555)


@control("logistic", "of the test images are read rightly, above 95 %")
@pytest.mark.usefixtures("_bundled")
def test_a_tiny_learning_rate_does_not_learn(run_example):
    run_example("logistic", "--lr", "0.00001", "--epochs", "1")
