"""Scales of features, and saturated units: what makes a gradient useless."""

import pytest

from examples import feature_scaling, saturated_sigmoid
from tests.examples.claims import control, shows


@shows("feature_scaling")
def test_scaling_shortens_the_descent(run_example):
    run = run_example("feature_scaling")
    assert run.printed.count("Shown:") == 6
    rows = {line.split()[0]: line.split()[1:] for line in run.printed.splitlines()[1:4]}
    assert rows["raw"] == ["7.37e+07", "-12.000000", "-8.833333", "0.666068", "0.229581"]
    assert rows["min-max"] == ["269.8", "-0.132479", "-0.166667", "0.524399", "0.091895"]
    assert rows["z-score"] == ["29.01", "-0.352598", "-0.434113", "0.220848", "0.012528"]
    assert "0.0000   0.0000   0.0100   0.0100   0.0100   0.0200   0.0200   0.0300   1.0000" in run.printed
    assert "-0.3937  -0.3937  -0.3615  -0.3615  -0.3615  -0.3292  -0.3292  -0.2970   2.8272" in run.printed
    assert list(run.files) == ["feature_scaling.png"]


@pytest.fixture
def runs():
    return {name: feature_scaling.descend(name, 1e-4, 3) for name in ("raw", "min-max", "z-score")}


@control("feature_scaling", "weight's coefficient starts 0.74 times as fast as height's")
def test_gradients_in_the_wrong_order_are_seen(runs):
    swapped = runs["raw"]._replace(first_gradient=runs["raw"].first_gradient[::-1])
    feature_scaling.check(runs | {"raw": swapped}, feature_scaling.inliers(100.0))


@control("feature_scaling", "with a tiny learning rate, the cost falls at every step")
def test_with_a_larger_learning_rate_it_also_rises():
    feature_scaling.main(["--raw-lr", "0.0005", "--steps", "20"])


@control("feature_scaling", "scaling makes the valley rounder")
@pytest.mark.parametrize(("name", "condition"), [("raw", 270.0), ("min-max", 7.4e7), ("z-score", 270.0)])
def test_features_scaled_in_another_way_are_seen(runs, name, condition):
    other = runs[name]._replace(condition=condition)
    feature_scaling.check(runs | {name: other}, feature_scaling.inliers(100.0))


@control("feature_scaling", "the cost is lower with min-max than raw")
def test_a_cost_that_min_max_does_not_lower_is_seen(runs):
    costs = {"raw": [0.7, 0.3], "min-max": [0.7, 0.4], "z-score": [0.7, 0.1]}
    runs = {name: run._replace(costs=costs[name]) for name, run in runs.items()}
    feature_scaling.check(runs, feature_scaling.inliers(100.0))


@control("feature_scaling", "the cost is lower with min-max than raw")
def test_with_a_tiny_learning_rate_scaling_does_not_help(run_example):
    run_example("feature_scaling", "--lr", "0.0001", "--steps", "50")


@control("feature_scaling", "one outlier of 100 squeezes the other values into 3 %")
def test_a_smaller_outlier_squeezes_less(run_example):
    run_example("feature_scaling", "--outlier", "4", "--steps", "50")


@control("feature_scaling", "and does so with z-scores just as with min-max")
def test_numbers_that_are_squeezed_less_are_seen(runs):
    costs = {"raw": 0.3, "min-max": 0.2, "z-score": 0.1}
    runs = {name: run._replace(costs=[0.7, costs[name]]) for name, run in runs.items()}
    of_less = feature_scaling.inliers(4.0)["z-score"]
    feature_scaling.check(runs, feature_scaling.inliers(100.0) | {"z-score": of_less})


@shows("saturated_sigmoid")
def test_the_larger_mistake_has_the_smaller_gradient(run_example):
    run = run_example("saturated_sigmoid")
    assert run.printed.count("Shown:") == 4
    computed = [line.split("  ") for line in run.printed.splitlines() if "∂e/∂" in line or "=" in line]
    text = "\n".join(" ".join(cell for cell in line if cell) for line in computed)
    for number in (
        "0.7503 0.7502601056", "0.2815 0.281445113", "0.9971 0.9971283708", "0.4971 0.497132494",
        "0.2108642184", "0.1405761456", "0.004282740492", "0.002855160328",
        "1.125390158", "1.495692556", "1.623594801", "2.157828234", "1.438552156",
    ):  # fmt: skip
        assert number in text
    assert "0.062500 at 0, -0.035254 at 1.1, -0.059407 at 2" in run.printed
    assert list(run.files) == ["saturated_sigmoid.png"]


@control("saturated_sigmoid", "a gradient 49 times smaller")
def test_without_saturation_it_is_not(run_example):
    run_example("saturated_sigmoid", "--w", "0.5", "--b", "0.6")


@control("saturated_sigmoid", "a gradient 49 times smaller")
def test_where_nothing_is_left_of_the_gradient_it_is_not_49_times_smaller():
    saturated_sigmoid.main(["--w", "1000"])


LEFT, RIGHT = saturated_sigmoid.compute(0.4, 0.5), saturated_sigmoid.compute(1.9, 3.0)


def right_but(**errors):
    return RIGHT._replace(errors=RIGHT.errors | errors)


@control("saturated_sigmoid", "the cross-entropy's gradient is larger for the larger mistake")
def test_a_small_gradient_of_the_cross_entropy_is_seen():
    saturated_sigmoid.check(LEFT, right_but(cross_entropy=RIGHT.errors["squared_error"]))


@control("saturated_sigmoid", "the cross-entropy's gradient is larger for the larger mistake: x (o - y)")
def test_a_gradient_of_the_cross_entropy_that_is_too_large_is_seen():
    saturated_sigmoid.check(LEFT, right_but(cross_entropy=RIGHT.errors["cross_entropy_2"]))


@control("saturated_sigmoid", "the gradient is x (o - y) / ln 2")
def test_the_slides_gradient_is_not_that_of_base_2():
    saturated_sigmoid.check(LEFT, right_but(cross_entropy_2=RIGHT.errors["cross_entropy"]))


@control("saturated_sigmoid", "the squared error is not convex")
def test_near_the_answer_the_squared_error_is_convex():
    saturated_sigmoid.check(LEFT, RIGHT._replace(z=0.0))


@control("saturated_sigmoid", "the squared error is not convex, the cross-entropy is")
def test_an_error_in_the_cross_entropys_place_that_is_not_convex_is_seen(monkeypatch):
    monkeypatch.setattr(saturated_sigmoid, "cross_entropy", saturated_sigmoid.squared_error)
    saturated_sigmoid.check(LEFT, RIGHT)


@control("saturated_sigmoid", "a gradient 49 times smaller")
@pytest.mark.parametrize("change", [{"o": 0.7}, {"errors": RIGHT.errors | {"squared_error": (0.49, 1e-9, 1e-9)}}])
def test_a_smaller_mistake_or_a_still_smaller_gradient_is_seen(change):
    saturated_sigmoid.check(LEFT, RIGHT._replace(**change))


@pytest.mark.parametrize("error", [saturated_sigmoid.squared_error, saturated_sigmoid.cross_entropy])
def test_the_descent_in_the_picture_goes_down(error):
    outputs = saturated_sigmoid.descend(error, 0.4, 0.5, 20)
    assert outputs == sorted(outputs, reverse=True)
    assert outputs[0] == pytest.approx(0.7502601056)
