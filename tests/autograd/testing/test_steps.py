"""The step suits each element: near the border of a domain, for huge and for tiny numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd.testing import GradientError, gradcheck
from tests.autograd.testing.faults import square, tensor

SIZES = [1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 0.05, 0.1, 0.3, 1.0, 7.0, 1e3, 1e6, 1e8]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "function", [ag.log, ag.sqrt, lambda x: x**2, lambda x: 1.0 / x, lambda x: x**-1.5, lambda x: x**2.5]
)
def test_powers_and_logarithms_of_any_size(function: Any, size: float) -> None:
    assert gradcheck(function, tensor([size, 2 * size]), order=2)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("function", [ag.sin, lambda x: ag.sin(x) + 1.0, ag.tanh, lambda x: ag.cos(x) * x])
def test_functions_whose_scale_is_one_at_any_size(function: Any, size: float) -> None:
    assert gradcheck(function, tensor([size, -size]), order=2)


@pytest.mark.parametrize("size", [1e-8, 1e-6, 1e-3, 1.0, 1e3, 1e8, 1e12])
def test_a_factor_of_1_0005_is_found_at_any_size(size: float) -> None:
    x = tensor([size, 3 * size])
    with pytest.raises(GradientError, match="wrong in 2 of 2 (.|\n)*1.0005 times"):
        gradcheck(square(lambda g, out, x: g * (2.001 * x)), x)

    @ag.operation(lambda g, out, x: g * 1.0005 / x)
    def faulty_log(x: Any) -> Any:
        return np.log(x)

    with pytest.raises(GradientError, match="wrong in 2 of 2 (.|\n)*1.0005 times"):
        gradcheck(faulty_log, x)


def test_elements_of_all_sizes_in_one_input() -> None:
    x = tensor([1e-12, 1e-6, 1e-2, 1.0, 1e4, 1e8])
    assert gradcheck(ag.log, x, order=2)
    with pytest.raises(GradientError, match=r"cannot be checked in (.|\n)*x\[0\]: .* to within"):
        gradcheck(lambda x: ag.sqrt(x).sum(), x)  # of 1e4, where the first element adds 1e-6


def test_outputs_of_all_sizes_do_not_hide_each_other() -> None:
    wrong = square(lambda g, out, x: g * (2.001 * x))
    with pytest.raises(GradientError, match=r"wrong in 1 of 2 (.|\n)*y: analytic"):
        gradcheck(lambda x, y: (x * 1e6, wrong(y)), [tensor(2.0), tensor(1.0, "y")])


def test_near_the_end_of_the_numbers() -> None:
    assert gradcheck(ag.exp, tensor([700.0, -700.0]))
    with pytest.raises(GradientError, match=r"output 0\[0\] is inf"):
        gradcheck(ag.exp, tensor([800.0]))


def test_a_function_that_refuses_values_outside_its_domain() -> None:
    def entropy(p: Any) -> Any:
        if not ((p.detach().numpy() >= 0).all() and (p.detach().numpy() <= 1).all()):
            raise ValueError("probabilities lie between 0 and 1")
        return -p * ag.log(p)

    assert gradcheck(entropy, tensor([1e-3, 0.5, 1 - 1e-3]), order=2)
    with pytest.raises(GradientError, match=r"x\[0\] = 1: a border, with no finite value on its right"):
        gradcheck(entropy, tensor([1.0, 0.5]))


def test_the_number_of_outputs_may_not_depend_on_the_values() -> None:
    with pytest.raises(GradientError, match="the number of output elements changes with the values of x, from 2 to 3"):
        gradcheck(lambda x: x[x.detach().numpy() > 1.0], tensor([1.0, 2.0, 3.0]))
