"""Points without a derivative are called that, and not a wrong gradient; near them all is well."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd.testing import GradientError, NotDifferentiable, gradcheck
from tests.autograd.testing.faults import square, tensor


@ag.operation(lambda g, out, x: g / (3 * out * out))
def cube_root(x: Any) -> Any:
    return np.cbrt(x)


KINKS = {
    "abs": (ag.absolute, [1.0, 0.0], r"x\[1\] = 0: a kink, with slope -1 on its left and 1 on its right"),
    "relu": (ag.relu, [0.0, 1.0], r"x\[0\] = 0: a kink, with slope 0 on its left and 1 on its right"),
    "max tie": (lambda x: x.max(), [1.0, 3.0, 3.0], r"x\[1\] = 3: a kink, .*\n  x\[2\] = 3: a kink"),
    "amax tie": (ag.amax, [3.0, 1.0, 3.0], r"x\[0\] = 3: a kink, .*\n  x\[2\] = 3: a kink"),
    "maximum": (lambda x: ag.maximum(x, 2.0), [2.0, 1.0], r"x\[0\] = 2: a kink"),
    "clip": (lambda x: ag.clip(x, 0, 1), [0.0, 0.5, 1.0], r"2 of 3 .*\n.*x\[0\] = 0.*\n.*x\[2\] = 1"),
    "sqrt": (ag.sqrt, [0.0, 1.0], r"x\[0\] = 0: a border, with no finite value on its left"),
    "power": (lambda x: x**1.5, [0.0, 1.0], r"x\[0\] = 0: a border"),
    "cube root": (cube_root, [1.0, 0.0], r"x\[1\] = 0: an infinite slope"),
    "floor": (ag.floor, [0.5, 1.0], r"x\[1\] = 1: a jump, by 1"),
    "sign": (ag.sign, [0.0, 1.0], r"x\[0\] = 0: a jump, by 2"),
    "shifted relu": (lambda x: ag.relu(x - 1.0), [1.0, 0.0], r"x\[0\] = 1: a kink"),
    "on a hill": (lambda x: ag.absolute(x) + 1000.0, [0.0], "a kink, with slope -1"),
    "on a mountain": (lambda x: ag.absolute(x) + 1e7, [0.0], "a kink, with slope -1"),
    "beside a parabola": (lambda x: ag.absolute(x) + 100 * x * x, [0.0], "a kink"),
    "a slight one": (lambda x: ag.where(x > 0, x, 0.99 * x), [0.0], "with slope 0.99 on its left"),
}


@pytest.mark.parametrize("name", KINKS)
def test_kink_is_not_called_a_wrong_gradient(name: str) -> None:
    function, values, message = KINKS[name]
    with pytest.raises(NotDifferentiable, match=f"not differentiable in (.|\n)*{message}"):
        gradcheck(function, tensor(values))


def test_not_differentiable_is_a_gradient_error_and_an_assertion_error() -> None:
    assert issubclass(NotDifferentiable, GradientError)
    assert issubclass(GradientError, AssertionError)


@pytest.mark.parametrize(
    "function", [lambda x: ag.relu(x) ** 2, lambda x: ag.relu(x) * x, lambda x: x * ag.absolute(x)]
)
def test_kink_of_the_gradient_shows_at_order_two(function: Any) -> None:
    x = tensor([0.0, 1.0])
    assert gradcheck(function, x)
    with pytest.raises(NotDifferentiable, match=r"the gradient of the function is not differentiable in 1 of 2 (.|\n)*x\[0\] = 0: a kink"):
        gradcheck(function, x, order=2)


@pytest.mark.parametrize("distance", [1e-1, 1e-3, 1e-5, 1e-7, 1e-9])
@pytest.mark.parametrize(
    "function",
    [
        ag.relu, ag.absolute, lambda x: ag.relu(x + 1.0 - 1.0), lambda x: ag.clip(x, 0.0, 1.0),
        lambda x: ag.stack([x, -x]).max(), ag.floor, ag.sign, lambda x: ag.maximum(x, 0.0) * 3.0,
    ],
)  # fmt: skip
def test_beside_a_kink_all_is_well(function: Any, distance: float) -> None:
    for x in (distance, -distance):
        assert gradcheck(function, tensor(x))


def test_near_a_kink_wrong_gradients_are_still_wrong() -> None:
    @ag.operation(lambda g, out, x: g * 1.0005 * (x > 0))
    def steep_relu(x: Any) -> Any:
        return np.maximum(x, 0.0)

    for distance in (1e-3, 1e-6, 1e-9):
        with pytest.raises(GradientError, match="1.0005 times"):
            gradcheck(steep_relu, tensor(distance))


def test_wrong_elements_come_before_kinks_and_decide_the_kind() -> None:
    @ag.operation(lambda g, out, x: ag.where(x > 1, 2.0 * g, ag.where(x > 0, g, 0.0)))
    def faulty_relu(x: Any) -> Any:
        return np.maximum(x, 0.0)

    with pytest.raises(GradientError) as caught:
        gradcheck(faulty_relu, tensor([0.0, 0.5, 1.5]))
    text = str(caught.value)
    assert not isinstance(caught.value, NotDifferentiable)
    assert text.index("wrong in 1 of 3") < text.index("x[2]: analytic 2, numeric 1") < text.index("not differentiable in 1 of 3")


@pytest.mark.parametrize(
    ("function", "values"),
    [
        (ag.cos, [0.0]), (lambda x: x**2, [0.0]), (lambda x: x**3, [0.0]), (lambda x: x**4, [0.0]),
        (lambda x: ag.sin(x) - x, [0.0, 1e-3]), (lambda x: x * 0.0, [1.0]), (lambda x: ag.sin(300.0 * x), [0.0, 3.0]),
        (lambda x: ag.exp(-1e4 * x * x), [0.0, 0.01]), (lambda x: ag.softmax(x).sum(), [1.0, 2.0, 0.5]),
        (lambda x: 1e6 * ag.softmax(x).sum(), [1.0, 2.0, 0.5]), (ag.tanh, [18.0, -13.0]),
        (lambda x: ag.log(1.0 + x * x), [1e-6]), (lambda x: x - x.mean(), [1e6, 1e6 + 1]),
    ],
)  # fmt: skip
def test_smooth_points_that_look_odd_are_no_kinks(function: Any, values: Any) -> None:
    assert gradcheck(function, tensor(values), order=2)


def test_a_function_too_rough_to_check_is_said_to_be_that() -> None:
    def rough(x: Any) -> Any:
        return ag.where(x == 0.0, 0.0, x * ag.sin(1.0 / ag.where(x == 0.0, 1.0, x)))

    with pytest.raises(GradientError):
        gradcheck(rough, tensor([0.0]))


def test_an_infinite_gradient_of_a_smooth_function_is_wrong() -> None:
    with pytest.raises(GradientError, match="analytic inf, numeric 2(.|\n)*divides by zero"):
        gradcheck(square(lambda g, out, x: g * 2 * x / 0.0), tensor([1.0]))
