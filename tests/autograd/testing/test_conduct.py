"""What functions and rules may not do: write to what they were given, or toss coins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor
from autograd.testing import GradientError, gradcheck
from tests.autograd.testing.faults import square, tensor

X = tensor([0.7, -1.3, 2.1])


def test_a_function_that_changes_its_input() -> None:
    def spoil(x: Tensor) -> Any:
        y = x * 1.0
        x.data[0] = 5.0
        return y

    before = X.tolist()
    with pytest.raises(GradientError, match="spoil changes its input in place: x has other values"):
        gradcheck(spoil, X)
    assert X.tolist() == before


@pytest.mark.parametrize("argument", [np.ones(3), Tensor([1.0, 1.0, 1.0])])
def test_a_function_that_changes_an_argument_that_is_not_checked(argument: Any) -> None:
    def spoil(x: Tensor, y: Any) -> Any:
        (y.data if isinstance(y, Tensor) else y)[1] = 4.0
        return x * y

    with pytest.raises(GradientError, match="spoil changes its input in place: an argument"):
        gradcheck(spoil, [X, argument])
    assert np.asarray(argument).tolist() == [1.0, 1.0, 1.0]


def changing_x(g: Any, out: Any, x: Any) -> Any:
    if isinstance(x, np.ndarray):
        x += 1e-3
    return g * 2 * x


def changing_out(g: Any, out: Any, x: Any) -> Any:
    if isinstance(out, np.ndarray):
        out *= 0.5
    return g * 2 * x


def changing_g(g: Any, out: Any, x: Any) -> Any:
    if not isinstance(g, np.ndarray):
        return g * 2 * x
    g *= 2 * x
    return g


def test_a_rule_that_changes_its_input_or_output() -> None:
    with pytest.raises(GradientError, match="a derivative rule, probably that of faulty_square, changes in place x"):
        gradcheck(square(changing_x), X)
    with pytest.raises(GradientError, match="that of faulty_square, changes in place the result of sin"):
        gradcheck(lambda x: square(changing_x)(ag.sin(x)).sum(), X)
    with pytest.raises(GradientError, match="changes in place the result of faulty_square"):
        gradcheck(lambda x: ag.exp(square(changing_out)(x)), X)


def test_a_rule_that_changes_the_arriving_gradient() -> None:
    message = "the derivative rule of faulty_square changes g, the gradient that arrives, in place"
    with pytest.raises(GradientError, match=message):
        gradcheck(square(changing_g), X)
    with pytest.raises(GradientError, match=message):  # also in the middle of a graph
        gradcheck(lambda x: ag.exp(square(changing_g)(x * 1.0)).sum(), X)


def test_a_random_function_is_reported_as_such() -> None:
    generator = np.random.default_rng(0)
    with pytest.raises(GradientError, match="is not deterministic: the same inputs gave other outputs"):
        gradcheck(lambda x: x * generator.standard_normal(), X)
    with pytest.raises(GradientError, match=r"is not deterministic.*dropout needs module.eval\(\)"):
        gradcheck(nn.Dropout(0.5), tensor(np.arange(1.0, 9.0)))
    assert gradcheck(nn.Dropout(0.5).eval(), X)


@pytest.mark.parametrize("seed", range(10))
def test_a_coin_that_falls_the_same_way_twice_is_still_no_wrong_gradient(seed: int) -> None:
    ag.manual_seed(seed)
    with pytest.raises(GradientError, match="is not deterministic"):
        gradcheck(nn.Dropout(0.5), tensor([3.0]))


def test_random_gradients_are_reported_as_such() -> None:
    generator = np.random.default_rng(0)
    rule = square(lambda g, out, x: g * 2 * x * generator.uniform(0.5, 1.5))
    with pytest.raises(GradientError, match="is not deterministic: the same inputs gave other gradients"):
        gradcheck(rule, X)
