"""Large inputs are checked along directions, at the same cost; a wrong one names its elements."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.testing import GradientError, NotDifferentiable, gradcheck
from tests.autograd.testing.faults import normal, square, tensor

SIZE = 10_000


def wrong_at(*places: int, factor: float = 1.0005) -> Any:
    factors = np.ones(SIZE)
    factors[list(places)] = factor
    return square(lambda g, out, x: g * (2 * x * factors))


@pytest.mark.parametrize("place", [0, 1234, 7777, SIZE - 1])
def test_one_wrong_element_among_ten_thousand_is_named(place: int) -> None:
    x = normal(SIZE)
    with pytest.raises(GradientError) as caught:
        gradcheck(wrong_at(place), x)
    text = str(caught.value)
    assert "is wrong in at least 1 of 10000 elements" in text
    assert f"x[{place}]: analytic" in text
    assert "relative error 0.0005" in text


def test_indices_of_two_wrong_elements_of_a_matrix() -> None:
    operation = wrong_at(1234, 8765, factor=2.0)
    with pytest.raises(GradientError) as caught:
        gradcheck(lambda x: operation(x.reshape(-1)).sum(), normal(100, 100))
    assert "x[12, 34]: analytic" in str(caught.value)
    assert "x[87, 65]: analytic" in str(caught.value)


def test_all_wrong_elements_are_not_all_named() -> None:
    with pytest.raises(GradientError, match="in at least 8 of 10000 elements(.|\n)*1.0005 times"):
        gradcheck(square(lambda g, out, x: g * (2.001 * x)), normal(SIZE))


def test_one_kink_among_ten_thousand_is_named() -> None:
    x = tensor(np.abs(np.random.default_rng(0).standard_normal(SIZE)) + 0.01)
    x.data[4321] = 0.0
    for function in (ag.relu, ag.absolute):
        with pytest.raises(NotDifferentiable, match=r"x\[4321\] = 0: a kink"):
            gradcheck(function, x)


def test_a_nan_gradient_among_ten_thousand_is_named() -> None:
    with pytest.raises(GradientError, match=r"x\[99\]: analytic nan"):
        gradcheck(wrong_at(99, factor=np.nan), normal(SIZE))


def test_a_wrong_second_derivative_is_named() -> None:
    def rule(g: Any, out: Any, x: Any) -> Any:
        if not isinstance(x, Tensor):
            return g * 2 * x
        wrong = np.zeros(SIZE)
        wrong[77] = 0.1
        return g * (2 * x + wrong * (x - x.detach()))

    assert gradcheck(square(rule), normal(SIZE))
    with pytest.raises(GradientError, match=r"the second derivative of(.|\n)*x\[77\]: analytic"):
        gradcheck(square(rule), normal(SIZE), order=2)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: ag.tanh(x * x), lambda x: ag.exp(x).sum(), lambda x: ag.relu(x + 0.3).mean(),
        lambda x: ag.softmax(x.reshape(100, 100), axis=1), lambda x: x.sum() ** 2,
        lambda x: ag.tanh(x.reshape(100, 100) @ x.reshape(100, 100).T / 10.0),
        lambda x: ag.log(ag.absolute(x)),
    ],
)  # fmt: skip
def test_right_gradients_of_large_inputs_pass(function: Any) -> None:
    assert gradcheck(function, normal(SIZE), order=2)


def test_elements_of_all_sizes_in_a_large_input() -> None:
    exponents = np.random.default_rng(3).uniform(-12, 8, SIZE)
    assert gradcheck(ag.log, tensor(10.0**exponents), order=2)


def test_a_million_elements() -> None:
    assert gradcheck(lambda x: ag.tanh(x).sum(), normal(1000, 1000))


def test_the_number_from_which_directions_are_used() -> None:
    calls = []

    def counted(x: Tensor) -> Any:
        calls.append(1)
        return ag.exp(x)

    gradcheck(counted, normal(64))
    assert len(calls) >= 128
    calls.clear()
    gradcheck(counted, normal(64), max_elements=63)
    assert len(calls) <= 40
    calls.clear()
    gradcheck(counted, normal(200), max_elements=200)
    assert len(calls) >= 400
