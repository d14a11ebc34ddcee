"""Linear regression: study hours, learning rates, grades, and deck 5's exercises 1 to 4."""

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from examples import exercise_1_linear_regression as exercise_1
from examples import exercise_2_several_features as exercise_2
from examples import exercise_3_nn_linear as exercise_3
from examples import exercise_4_model_class as exercise_4
from examples import grades, learning_rates, linear_regression
from examples._command import ClaimFailed
from examples._tables import Row
from examples.linear_regression import Line
from tests.examples.claims import control, shows


def numbers(printed, name):
    """The numbers after a name at the beginning of a line."""
    (line,) = [line for line in printed.splitlines() if line.startswith(name)]
    words = line.removeprefix(name).split()
    return [float(word) for word in words if word.strip("-").replace(".", "").isdigit()]


# Study hours.


@shows("linear_regression")
def test_the_errors_and_the_moving_line(run_example):
    run = run_example("linear_regression")
    assert numbers(run.printed, "error at 4 hours") == [-9, -11]
    assert numbers(run.printed, "sum of squared errors")[:2] == [210, 250]
    assert numbers(run.printed, "mean squared error") == [62.5]
    assert numbers(run.printed, "step     1  W") == [3.365, 0.89, 1115.5870875]
    assert "step   100  W 11.415116  b  4.076761  MSE    49.97440496" in run.printed
    assert "step  2000  W 10.052276  b  9.299660  MSE    47.25371782" in run.printed
    assert "best line   W 10.000000  b  9.500000  MSE    47.25000000" in run.printed
    assert run.printed.count("Shown:") == 4
    assert list(run.files) == ["moving_line.png"]


@control("linear_regression", "the squared errors of y = 13x + 1 sum to 250")
def test_another_line_has_other_errors(run_example):
    run_example("linear_regression", "--slope", "12", "--steps", "10")


@control("linear_regression", "the best line is y = 10x + 9.5")
def test_another_line_is_not_the_best():
    linear_regression.check(250, Line(10.1, 9.5, 47.3), [])


@pytest.mark.parametrize(("W", "b"), [(10.0, 9.4), (9.9, 9.5)])
def test_the_best_line_has_the_right_slope_and_height(W, b):
    with pytest.raises(ClaimFailed, match="the best line is"):
        linear_regression.check(250, Line(W, b, 47.25), [])


@control("linear_regression", "every step of descent lowers the MSE")
def test_a_learning_rate_that_is_too_large_raises_it(run_example):
    run_example("linear_regression", "--lr", "0.07", "--steps", "50")


@control("linear_regression", "after 100 steps the MSE is within 0.01 of the least")
def test_a_hundred_steps_are_not_enough(run_example):
    run_example("linear_regression", "--steps", "100")


def test_at_the_least_the_cost_need_not_fall_any_more():
    least = linear_regression.best()
    linear_regression.check(250, least, [least._replace(mse=2000.0), least, least])
    with pytest.raises(ClaimFailed, match="every step of descent lowers the MSE"):
        linear_regression.check(250, least, [least._replace(mse=2000.0)] * 2 + [least])
    with pytest.raises(ClaimFailed, match="every step of descent lowers the MSE"):
        linear_regression.check(250, least, [least._replace(mse=np.nan), least._replace(mse=np.nan)])


# Learning rates.


@shows("learning_rates")
def test_three_learning_rates_and_the_largest_stable_one(run_example):
    run = run_example("learning_rates")
    assert "largest stable learning rate: 2 / 28.826548782 = 0.0693804872" in run.printed
    assert numbers(run.printed, "   100")[:3] == [1230.77, 47.9253, 72488.2]
    assert "the cost grows to 5.79e+06" in run.printed
    assert run.printed.count("Shown:") == 5
    assert list(run.files) == ["learning_rates.png"]


def test_at_the_largest_stable_rate_the_cost_neither_ends_nor_grows():
    _, limit = learning_rates.largest_stable()
    costs = learning_rates.descend(limit, 1000).costs
    assert 1000 < costs[-1] <= costs[0]


@control("learning_rates", "too small: 100 steps go down, but not half of the way")
def test_a_larger_rate_is_not_too_small(run_example):
    run_example("learning_rates", "--small", "0.001")


def test_one_step_downhill_is_too_much_where_none_should_be():
    small, right, large = [2000.0, 1900.0], [2000.0, 48.0], [2000.0, 3000.0, 4000.0]
    learning_rates.check(small, right, large)
    with pytest.raises(ClaimFailed, match="too small"):
        learning_rates.check([2000.0, 2001.0], right, large)
    with pytest.raises(ClaimFailed, match="too large"):
        learning_rates.check(small, right, [2000.0, 3000.0, 2999.0, 4000.0])


@control("learning_rates", "right: 100 steps come within 2 % of the least cost")
def test_a_smaller_rate_is_not_right(run_example):
    run_example("learning_rates", "--right", "0.001")


@control("learning_rates", "too large: every step makes the cost larger")
def test_a_rate_below_the_limit_is_not_too_large(run_example):
    run_example("learning_rates", "--large", "0.0693")


@control("learning_rates", "just below the largest stable rate, 0.0694, the cost falls")
def test_above_the_limit_it_does_not_fall(run_example):
    run_example("learning_rates", "--around=-0.01")


@control("learning_rates", "just above it, the cost grows")
def test_at_the_limit_it_does_not_grow(run_example):
    run_example("learning_rates", "--around", "0")


# Grades.


@shows("grades")
def test_grades_are_learned_from_three_scores(run_example):
    run = run_example("grades")
    for student, grade in enumerate((96, 78, 86, 76), 1):
        assert numbers(run.printed, f"grade {student}  ") == [grade, grade]
    through = [numbers(run.printed, f"W{digit} through all four")[0] for digit in "₁₂₃"]
    np.testing.assert_allclose(through, [60 / 181, 302 / 905, 288 / 905], atol=1e-9)
    assert numbers(run.printed, "b through all four") == [0.9171270718]
    learned = [numbers(run.printed, f"{name}, learned")[0] for name in ("W₁", "W₂", "W₃", "b")]
    np.testing.assert_allclose(learned, [0.3341324203, 0.3349638098, 0.3247353318, 0.004455659507], atol=1e-9)
    assert numbers(run.printed, "MSE at W = 0, b = 0") == [7118]
    slopes = [numbers(run.printed, f"∂MSE/∂{name} there")[0] for name in ("W₁", "W₂", "W₃", "b")]
    assert slopes == [-12590, -14830, -15585, -168]
    assert run.printed.count("Shown:") == 3
    assert list(run.files) == ["grades.png"]


@control("grades", "the grades are the means of the scores, rounded down")
def test_the_means_rounded_to_the_nearest_are_other_grades():
    rounded = autograd.tensor([97.0, 78.0, 87.0, 77.0])
    grades.check(rounded, grades.exact(), grades.GRADES)


@control("grades", "a plane with W = (0.3315, 0.3337, 0.3182), b = 0.9171 goes through all")
def test_thirds_do_not_go_through_all():
    thirds = Tensor([1 / 3, 1 / 3, 1 / 3, 0.0])
    grades.check(grades.GRADES, thirds, grades.GRADES)


@control("grades", "descent predicts each grade within a quarter of a point")
def test_five_steps_are_not_enough(run_example):
    run_example("grades", "--steps", "5")


# Exercise 1.


@shows("exercise_1_linear_regression")
def test_the_training_loop_by_hand(run_example):
    run = run_example("exercise_1_linear_regression")
    assert "epoch    0  W 0.000000  b 0.000000  cost 18.666666667" in run.printed
    assert "epoch    1  W 0.186667  b 0.080000  cost 14.770962963" in run.printed
    assert "epoch  100  W 1.745077  b 0.579465  cost 0.048170576" in run.printed
    assert "epoch 1000  W 1.970783  b 0.066418  cost 0.000632840" in run.printed
    assert "at the end  W 1.997374  b 0.005970" in run.printed
    assert "the hypothesis for x = 4: 7.9955" in run.printed
    assert run.printed.count("Shown:") == 3
    assert list(run.files) == ["training.png"]


@control("exercise_1_linear_regression", "the cost falls from 18.6667 to 0.000633")
def test_half_of_the_epochs_are_not_enough(run_example):
    run_example("exercise_1_linear_regression", "--epochs", "1000")


def ways(factors):
    """A log whose cost is divided by these numbers in ten steps, at first and later."""
    costs = [18.0, *[0.0] * 9, 18.0 / factors[0], *[0.0] * 89, 0.05, *[0.0] * 9, 0.05 / factors[1]]
    return [exercise_1.Epoch(0, 0, cost) for cost in costs]


@control("exercise_1_linear_regression", "W comes within 0.01 of 2 and b of 0")
def test_another_line_with_a_small_cost_would_refute_the_claim():
    exercise_1.check(ways((10, 1.05)), exercise_1.Epoch(1.98, 0.05, 1e-6))


@pytest.mark.parametrize(("W", "b"), [(1.98, 0.0), (2.0, 0.02), (2.0, -0.02), (2.02, 0.0)])
def test_both_the_slope_and_the_height_have_to_come_close(W, b):
    with pytest.raises(ClaimFailed, match=r"W comes within 0\.01 of 2 and b of 0"):
        exercise_1.check(ways((10, 1.05)), exercise_1.Epoch(W, b, 1e-6))


@control("exercise_1_linear_regression", "ten steps divide the cost by 2.0 at first, by 1.50 later")
def test_an_even_descent_would_refute_the_claim():
    exercise_1.check(ways((2.0, 1.5)), exercise_1.Epoch(2.0, 0.0, 0.0))


# Exercise 2.


@shows("exercise_2_several_features")
def test_the_notebooks_costs_with_and_without_the_slip(run_example):
    run = run_example("exercise_2_several_features")
    assert numbers(run.printed, "cost, epoch 0") == [29661.800781, 29661.8]
    assert numbers(run.printed, "cost, epoch 100 ") == [1.563628, 1.563625298]
    assert numbers(run.printed, "cost, epoch 1000") == [1.079390, 1.07937479]
    assert numbers(run.printed, "cost, epoch 1 ")[:2] == [9537.694336, 9537.694192]
    assert "with the right digit epoch 1 has the cost 9298.520" in run.printed
    assert run.printed.count("Shown:") == 4
    assert list(run.files) == ["slip.png"]


def results():
    costs = {0: 29661.8, 100: 1.563628, 500: 1.319507, 1000: 1.07939}
    slip = {1: 9537.694336, 10: 6.331847, 20: 5.957089}
    return exercise_2.rows(costs, Tensor([0.718, 0.613, 0.680, 0.009]), slip)


@control("exercise_2_several_features", "by letters and by a matrix the weights are the same")
def test_other_weights_would_refute_the_claim():
    exercise_2.check(0.001, results(), 0.1)


@control("exercise_2_several_features", "the notebook's first run is reproduced")
def test_other_costs_would_refute_the_claim():
    first, *others = results()
    exercise_2.check(0.0, [first._replace(computed=29000.0), *others], 0.1)


def test_a_number_may_be_off_by_a_ten_thousandth_and_no_more():
    first, *others = results()
    exercise_2.check(0.0, [first._replace(computed=29661.8 + 2.9), *others], 0.1)
    with pytest.raises(ClaimFailed, match="first run"):
        exercise_2.check(0.0, [first._replace(computed=29661.8 + 3.1), *others], 0.1)


@control("exercise_2_several_features", "its second run was on (89, 91, 80)")
def test_with_the_right_digit_the_second_run_is_another(run_example):
    run_example("exercise_2_several_features", "--slip", "90")


@control("exercise_2_several_features", "1,000 steps are far from the least cost")
def test_the_least_cost_would_refute_the_claim():
    exercise_2.check(0.0, results(), 1.0)


def test_the_least_cost_is_that_of_least_squares():
    np.testing.assert_allclose(exercise_2.least(), 0.104325556, atol=1e-9)


# Exercise 3.


@shows("exercise_3_nn_linear")
def test_the_notebooks_numbers_with_nn_linear(run_example):
    run = run_example("exercise_3_nn_linear")
    assert "cost, epoch 0     13.103541  13.1031127" in run.printed
    assert numbers(run.printed, "prediction for 4")[:2] == [7.9989, 7.998908709]
    assert numbers(run.printed, "prediction for (73, 80, 75)")[:2] == [151.2305, 151.2305769]
    assert "cost, epoch 2000             0.199769      0.1997667707" in run.printed
    assert run.printed.count("Shown:") == 3
    assert list(run.files) == ["costs.png"]


@control("exercise_3_nn_linear", "y = 2x is learned: 4 gives 7.5000")
def test_another_prediction_for_4_would_refute_the_claim():
    exercise_3.check([Row("prediction for 4", "–", 7.5)], [Row("prediction", "–", 152.0)])


@control("exercise_3_nn_linear", "the first student's 152 is predicted within 1: 150.0000")
def test_another_prediction_of_the_score_would_refute_the_claim():
    exercise_3.check([Row("prediction for 4", "–", 8.0)], [Row("prediction", "–", 150.0)])


@control("exercise_3_nn_linear", "all 16 numbers of the notebook are reproduced")
def test_another_learning_rate_gives_other_numbers(run_example):
    run_example("exercise_3_nn_linear", "--lr", "0.02")


def test_a_number_may_be_off_by_a_thousandth_and_no_more():
    four, student = Row("prediction for 4", "–", 8.0), Row("prediction", "–", 152.0)
    exercise_3.check([Row("cost", "1.000000", 1.0009), four], [student])
    with pytest.raises(ClaimFailed, match="all 1 numbers"):
        exercise_3.check([Row("cost", "1.000000", 1.002), four], [student])


# Exercise 4.


@shows("exercise_4_model_class")
def test_a_class_learns_what_its_layer_would(run_example):
    run = run_example("exercise_4_model_class", "--epochs", "1000")
    assert "parameters: ['linear.weight', 'linear.bias']" in run.printed
    (of_class, of_layer), _ = (
        line.split(": cost ")[1].split(", ") for line in run.printed.splitlines() if ": cost" in line
    )
    assert of_class.split()[0] == of_layer.split()[0]
    assert run.printed.count("Shown:") == 3
    assert {name.partition(".")[0] for name in run.files} == {"model"}


@control("exercise_4_model_class", "the module finds the weight and the bias")
def test_a_layer_in_a_list_is_not_found(run_example):
    run_example("exercise_4_model_class", "--hide")


@control("exercise_4_model_class", "from the same start the classes learn exactly what nn.Linear learns")
def test_another_start_ends_elsewhere():
    exercise_4.check([(exercise_4.LinearRegressionModel(), nn.Linear(1, 1))], 8.0)


@control("exercise_4_model_class", "y = 2x is learned")
def test_ten_epochs_are_not_enough(run_example):
    run_example("exercise_4_model_class", "--epochs", "10")
