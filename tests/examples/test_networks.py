"""What layers, depth, activation functions and initial weights do to a network."""

import re

import numpy as np
import pytest

from examples import (
    activation_functions,
    layer_equations,
    linear_collapse,
    symmetry,
    universal_approximation,
    vanishing_gradients,
)
from tests.examples.claims import control, shows


@shows("linear_collapse")
def test_linear_layers_collapse(run_example):
    run = run_example("linear_collapse")
    assert run.printed.count("Shown:") == 3
    for line in ("1: 1   (c^1 x = 1)", "2: 0.5   (c^2 x = 0.5)", "3: 0.25   (c^3 x = 0.25)"):
        assert f"after layer {line}" in run.printed
    assert run.printed.count("[90.5, 121.5]") == 2
    assert "[[23.0, 34.0], [31.0, 46.0]]" in run.printed
    assert "[-0.5, -1.5]" in run.printed
    assert list(run.files) == ["linear_collapse.png"]


@control("linear_collapse", "h(h(h(x))) is c³ x for every x")
def test_with_an_activation_function_they_do_not(run_example):
    run_example("linear_collapse", "--activation", "tanh")


LINEAR = linear_collapse.compute(0.5, lambda x: x)


@control("linear_collapse", "its slope is the same everywhere")
def test_a_slope_that_changes_is_not_linear():
    linear_collapse.check(LINEAR._replace(slopes=LINEAR.at))


@control("linear_collapse", "W2 (W1 x + b1) + b2 is (W2 W1) x + (W2 b1 + b2)")
def test_two_layers_with_relu_are_not_one():
    linear_collapse.check(LINEAR._replace(stacked=LINEAR.stacked.relu() + 1))


@control("linear_collapse", "h(h(h(x))) is c³ x for every x")
def test_small_numbers_do_not_hide_an_activation_function():
    linear_collapse.main(["--c", "0.001", "--activation", "tanh"])


@control("linear_collapse", "h(h(h(x))) is c³ x for every x")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_power_that_overflows_shows_nothing():
    linear_collapse.main(["--c", "1e120"])


@shows("activation_functions")
def test_values_and_slopes_of_activation_functions(run_example):
    run = run_example("activation_functions")
    assert run.printed.count("Shown:") == 4
    lines = run.printed.splitlines()
    table = {line.split("value")[0].strip(): number for number, line in enumerate(lines) if " value" in line}

    def row(name, kind):
        return lines[table[name] + (kind == "slope")].partition(kind)[2].split()

    assert row("step", "value") == 3 * ["-1.000000"] + 4 * ["1.000000"]
    assert row("step", "slope") == 7 * ["0.000000"]
    assert row("ReLU", "slope") == 4 * ["0.000000"] + 3 * ["1.000000"]
    assert row("sigmoid, a = 1", "value")[:4] == ["0.119203", "0.268941", "0.377541", "0.500000"]
    assert row("sigmoid, a = 1", "value")[4:] == ["0.622459", "0.731059", "0.880797"]
    assert row("sigmoid, a = 1", "slope")[:4] == ["0.104994", "0.196612", "0.235004", "0.250000"]
    assert row("tanh", "slope")[:4] == ["0.070651", "0.419974", "0.786448", "1.000000"]
    assert row("tanh, a = 1", "value")[4] == "0.244919"
    assert row("tanh, a = 1", "slope")[4] == "0.470007"
    assert row("Leaky ReLU, 0.01", "value")[:3] == ["-0.020000", "-0.010000", "-0.005000"]
    assert row("ELU", "value")[:3] == ["-0.864665", "-0.632121", "-0.393469"]
    assert "the larger of -0.5 and -0.35 is -0.35" in run.printed
    assert sorted(run.files) == ["activation_functions.png", "hard_and_soft.png"]


@control("activation_functions", "the sigmoid is nowhere steeper than 1/4")
def test_a_larger_a_makes_the_sigmoid_steeper():
    activation_functions.main(["--a", "2"])


@control("activation_functions", "and that is at 0")
def test_a_sigmoid_that_is_steepest_elsewhere_is_seen(monkeypatch):
    functions = activation_functions.functions(1.0, 0.01)
    functions["sigmoid, a = 1"] = lambda s: (s - 1).sigmoid()
    monkeypatch.setattr(activation_functions, "functions", lambda a, alpha: functions)
    activation_functions.check(1.0, 0.01)


@control("activation_functions", "deck 2's tanh with a = 1 is tanh(s/2)")
def test_the_ordinary_tanh_is_twice_as_steep(monkeypatch):
    functions = activation_functions.functions(1.0, 0.01)
    functions["tanh, a = 1"] = functions["tanh"]
    monkeypatch.setattr(activation_functions, "functions", lambda a, alpha: functions)
    activation_functions.check(1.0, 0.01)


@control("activation_functions", "Leaky ReLU passes some")
def test_without_its_slope_leaky_relu_is_relu():
    activation_functions.main(["--alpha", "0"])


@control("activation_functions", "hard: two steps map 441 points of the plane to 4; soft: two tanh keep all 441 apart")
def test_a_very_steep_tanh_is_as_hard_as_the_step():
    activation_functions.main(["--a", "200"])


@shows("universal_approximation")
def test_the_error_falls_with_the_number_of_units(run_example):
    run = run_example("universal_approximation", "--steps", "400")
    assert run.printed.count("Shown:") == 4
    assert "F(0.5) = 0.26, F(0.7) = 0.5, F(1) = 1" in run.printed
    assert "N =  5: largest distance from x² 0.010000" in run.printed
    assert list(run.files) == ["universal_approximation.png"]


@control("universal_approximation", "with N = 5 given weights F misses x² by 0.01 at most")
def test_without_a_non_linear_function_it_is_a_line(run_example):
    run_example("universal_approximation", "--phi", "identity", "--steps", "1")


def approximations(*errors, given=lambda N: 0.25 / N**2):
    """The results for given weights, and for learned ones with these errors."""
    fits = [universal_approximation.Fit(None, error) for error in errors]
    by_learning = dict(zip(universal_approximation.LEARNED, fits, strict=True))
    by_weights = {N: universal_approximation.Fit(None, given(N)) for N in universal_approximation.GIVEN}
    return by_weights, by_learning


@control("universal_approximation", "twice as many units leave a quarter of the error")
def test_an_error_that_falls_by_half_is_seen():
    universal_approximation.check(*approximations(1, 0.5, 0.25, 0.1, 0.001, given=lambda N: 0.05 / N))


@control("universal_approximation", "a smaller error with every doubling of N")
def test_without_learning_the_error_rises_and_falls(run_example):
    run_example("universal_approximation", "--lr", "0", "--steps", "1")


@control("universal_approximation", "16 units leave less than a hundredth")
def test_an_error_that_falls_little_is_seen():
    universal_approximation.check(*approximations(1, 0.9, 0.8, 0.7, 0.6))


@shows("vanishing_gradients")
def test_gradients_vanish_with_the_sigmoid(run_example):
    run = run_example("vanishing_gradients")
    assert run.printed.count("Shown:") == 3
    assert "at 0: 0.25; at 4: 0.0176627062, and of three such in a row 5.51026e-06" in run.printed
    for power in ("0.015625", "0.0009765625", "9.536743164e-07"):
        assert power in run.printed
    rows = [line.split() for line in run.printed.splitlines()]
    assert ["1", "5.55e-07", "6.73", "4.27"] in rows  # sigmoid, tanh, ReLU
    assert ["10", "1.04", "5.3", "26.6"] in rows
    assert list(run.files) == ["vanishing_gradients.png"]


@control("vanishing_gradients", "a chain of n sigmoids has a slope of at most 0.25^n")
def test_larger_weights_break_the_bound(run_example):
    run_example("vanishing_gradients", "--weight", "4", "--depth", "2")


@control("vanishing_gradients", "a chain of n sigmoids has a slope of at most 0.25^n")
def test_a_slope_just_above_the_bound_is_seen():
    norms = {"sigmoid": np.array([1e-4, 1.0]), "tanh": np.ones(2), "relu": np.ones(2)}
    vanishing_gradients.check({1: 0.25, 2: 0.0626}, norms)


@control("vanishing_gradients", "the first layer's gradient is less than a thousandth")
def test_a_shallow_network_keeps_its_gradient(run_example):
    run_example("vanishing_gradients", "--depth", "2")


@control("vanishing_gradients", "with tanh and ReLU it is more than a twentieth")
@pytest.mark.parametrize("name", ["tanh", "relu"])
@pytest.mark.parametrize("first", [1e-4, np.nan])
def test_a_vanishing_gradient_of_tanh_or_relu_is_seen(name, first):
    kept, lost = np.array([1.0, 1.0]), np.array([1e-4, 1.0])
    norms = {"sigmoid": lost, "tanh": kept, "relu": kept, name: np.array([first, 1.0])}
    vanishing_gradients.check({1: 0.25}, norms)


@shows("symmetry")
def test_equal_units_stay_equal(run_example):
    run = run_example("symmetry", "--steps", "400", "--lr", "1")
    assert run.printed.count("Shown:") == 4
    assert "y = 0.905148254" in run.printed
    assert "-0.0085701701 -0.0085701701" in run.printed
    assert "-0.0171403403 -0.0171403403" in run.printed
    assert "-0.0858548926 -0.0858548926" in run.printed
    assert list(run.files) == ["symmetry.png"]


def test_the_difference_is_that_of_the_same_weight_of_two_units():
    assert symmetry.difference(np.array([[[1.0, 5.0], [1.0, 5.0]], [[1.0, 5.0], [1.5, 4.0]]])) == 1.0


def test_with_a_learning_rate_of_0_the_weights_stay():
    first, second = symmetry.learn(1.0, 2, 0.0).weights
    assert np.array_equal(first, second)


def xor_run(*costs):
    return symmetry.Run(np.zeros((len(costs), 4, 2)), list(costs))


@control("symmetry", "the columns of dW1 are equal")
def test_unequal_gradients_are_seen():
    symmetry.check(np.array([[1.0, 2.0]]), xor_run(0.5), xor_run(0.01))


@control("symmetry", "after every step the four hidden units are still equal")
def test_a_little_noise_breaks_the_symmetry(run_example):
    run_example("symmetry", "--spread", "0.1", "--steps", "20")


@control("symmetry", "its cost stays above 0.477, one unit's least")
@pytest.mark.parametrize("cost", [0.47, np.nan])
def test_a_low_cost_with_equal_units_is_seen(cost):
    symmetry.check(np.ones((2, 2)), xor_run(0.7, cost), xor_run(0.01))


@control("symmetry", "with random weights it learns it")
def test_without_noise_the_second_run_is_no_better(run_example):
    run_example("symmetry", "--random", "0", "--steps", "50")


@shows("layer_equations")
def test_the_equations_are_the_engines(run_example):
    run = run_example("layer_equations")
    assert run.printed.count("Shown:") == 4
    assert "dZ2 (1, 3)    [[-0.3864721423  0.2272077106 -0.1834856666]]" in run.printed
    assert "dW2 (1, 3)    [[-0.0045199857  0.1175048887 -0.1563094712]]" in run.printed
    assert "db2 (1, 1)    [[-0.1142500328]]" in run.printed
    assert "[-0.1347082708 -0.0291464277]" in run.printed  # dW1
    assert "dA0 (2, 3)    [[-0.2830839278  0.0469539666 -0.0436643584]" in run.printed
    assert "cost 0.3163284646, by the engine 0.3163284646" in run.printed
    assert {name.partition(".")[0] for name in run.files} == {"layer_equations"}


@pytest.mark.parametrize(("sizes", "samples"), [("4,1", 1), ("3,5,4,2", 6), ("2,2,2,2,2,1", 3)])
def test_the_equations_hold_for_any_sizes(capsys, sizes, samples):
    layer_equations.main(["--sizes", sizes, "--samples", str(samples)])
    printed = capsys.readouterr().out
    assert printed.count("Shown:") == 4
    (cost,) = re.findall(r"^cost (\S+), by the engine \1$", printed, re.MULTILINE)
    assert float(cost) > 0


@control("layer_equations", "every array has the shape of the slide's table")
def test_without_the_transpose_the_shape_is_another():
    layer_equations.check([2, 1], 3, {"dW1": np.zeros((2, 1))}, {}, (1.0, 0.5))


@control("layer_equations", "the equations' dW and db are the engine's")
def test_without_the_mean_they_are_not(run_example):
    run_example("layer_equations", "--without-mean")


@control("layer_equations", "the equations' dW and db are the engine's")
@pytest.mark.parametrize(("name", "shape"), [("dW1", (1, 2)), ("db1", (1, 1))])
def test_a_gradient_of_weights_that_is_not_the_engines_is_seen(name, shape):
    layer_equations.check([2, 1], 3, {name: np.ones(shape)}, {name: np.full(shape, 1.001)}, (1.0, 0.5))


@control("layer_equations", "their dA and dZ are m times the engine's")
@pytest.mark.parametrize("name", ["dA1", "dZ1"])
def test_a_gradient_that_is_not_m_times_as_large_is_seen(name):
    layer_equations.check([2, 1], 3, {name: np.ones((1, 3))}, {name: np.ones((1, 3))}, (1.0, 0.5))


@control("layer_equations", "an iteration of gradient descent lowers the cost")
def test_a_step_up_the_gradient_raises_it(run_example):
    run_example("layer_equations", "--lr", "-0.1")


@pytest.mark.parametrize("sizes", ["3", "2,x", "2,,1", "0,1", "2,-1"])
def test_sizes_that_are_none_end_the_program(run_example, sizes):
    with pytest.raises(SystemExit, match="--sizes must be two or more numbers"):
        run_example("layer_equations", f"--sizes={sizes}")


@pytest.mark.parametrize(
    ("sizes", "problem"), [("3,1", "begin with 2 here, not with 3"), ("2,4,2", "end with 1 here, not with 2")]
)
def test_sizes_that_do_not_fit_the_data_end_the_program(run_example, sizes, problem):
    with pytest.raises(SystemExit, match=f"--sizes must {problem}"):
        run_example("exercise_8_xor_mlp", "--sizes", sizes)


@pytest.mark.parametrize(
    ("name", "option"),
    [("exercise_8_xor_mlp", "--activation"), ("linear_collapse", "--activation"), ("universal_approximation", "--phi")],
)
def test_an_unknown_activation_function_ends_the_program_with_the_known_ones(run_example, name, option):
    with pytest.raises(SystemExit, match="no activation function 'bump'; there are .*sigmoid"):
        run_example(name, option, "bump")
