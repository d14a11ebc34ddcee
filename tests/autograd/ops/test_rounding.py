"""Rounding, quotients without remainder and remainders: literal numbers, at the jumps too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor


@pytest.mark.parametrize(
    ("function", "x", "value"),
    [
        (ag.floor, [-1.5, -1.0, -0.5, 0.0, 2.0, 2.5], [-2.0, -1.0, -1.0, 0.0, 2.0, 2.0]),
        (ag.ceil, [-1.5, -1.0, -0.5, 0.0, 2.0, 2.5], [-1.0, -1.0, 0.0, 0.0, 2.0, 3.0]),
        (ag.trunc, [-1.5, -1.0, -0.5, 0.0, 2.0, 2.5], [-1.0, -1.0, 0.0, 0.0, 2.0, 2.0]),
        (ag.sign, [-1.5, 0.0, 2.0], [-1.0, 0.0, 1.0]),
        (ag.round, [-1.5, -0.5, 0.5, 1.5, 2.5, 2.6], [-2.0, 0.0, 0.0, 2.0, 2.0, 3.0]),
        (round, [0.5, 1.5, 2.4], [0.0, 2.0, 2.0]),
        (lambda x: round(x, 1), [0.25, 0.35, 1.26], [0.2, 0.4, 1.3]),
        (lambda x: ag.round(x, decimals=-1), [14.0, 15.0, 25.0], [10.0, 20.0, 20.0]),
        (lambda x: x // 2.0, [-3.0, -2.0, 3.0, 4.0], [-2.0, -1.0, 1.0, 2.0]),
        (lambda x: 6.0 // x, [-4.0, 2.0, 4.0], [-2.0, 3.0, 1.0]),
        (np.floor, [-1.5, 2.0], [-2.0, 2.0]),
        (lambda x: np.array(7.0) // x, [2.0, -2.0], [3.0, -4.0]),
    ],
)
def test_steps_have_a_gradient_and_it_is_0(
    function: Callable[..., Any], x: list[float], value: list[float]
) -> None:
    t = Tensor(x, requires_grad=True)
    result = function(t)
    assert result.tolist() == value
    result.sum().backward()
    assert t.grad.tolist() == [0.0] * len(x)


@pytest.mark.parametrize(
    ("x", "y", "value", "by_y"),
    [
        (7.0, 3.0, 1.0, -2.0),
        (-7.0, 3.0, 2.0, 3.0),
        (7.0, -3.0, -2.0, 3.0),
        (-7.0, -3.0, -1.0, -2.0),
        (6.0, 3.0, 0.0, -2.0),  # at the jump, from above
        (0.0, 3.0, 0.0, 0.0),
        (7.5, np.inf, 7.5, 0.0),
    ],
)
def test_remainder_has_the_sign_of_the_divisor(x: float, y: float, value: float, by_y: float) -> None:
    a, b = Tensor(x, requires_grad=True), Tensor(y, requires_grad=True)
    result = a % b
    result.backward()
    assert result.item() == value == x % y
    assert (a.grad.item(), b.grad.item()) == (1.0, by_y)


def test_operators_with_tensors_arrays_and_numbers_on_either_side() -> None:
    t = Tensor([5.0, -5.0], requires_grad=True)
    for left, right, quotient, rest in [
        (t, 3, [1.0, -2.0], [2.0, 1.0]),
        (t, np.array([3.0, 3.0]), [1.0, -2.0], [2.0, 1.0]),
        (7, t, [1.0, -2.0], [2.0, -3.0]),
        (np.array([7.0, 7.0]), t, [1.0, -2.0], [2.0, -3.0]),
    ]:
        assert (left // right).tolist() == quotient
        assert (left % right).tolist() == rest
        if not isinstance(left, np.ndarray):
            q, r = divmod(left, right)
            assert q.tolist() == quotient
            assert r.tolist() == rest
            assert q.requires_grad
            assert r.requires_grad


def test_integers_stay_integers() -> None:
    t = Tensor([7, -7])
    assert (t // 2).tolist() == [3, -4]
    assert (t % 2).dtype == np.int64
    assert ag.round(t).tolist() == [7, -7]


def test_no_gradient_gets_through_not_even_an_infinite_one() -> None:
    for function in (ag.floor, ag.trunc, ag.round, ag.sign, lambda x: x // 1.0, ag.step):
        x = Tensor(0.0, requires_grad=True)
        ag.sqrt(function(x) * 0.0).backward()  # the slope of the root at 0 is infinite
        assert x.grad.item() == 0.0


def test_dividing_by_0_warns_as_numpy_does() -> None:
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert (Tensor(1.0) // 0.0).item() == np.inf
    with pytest.warns(RuntimeWarning, match="invalid value"):
        assert np.isnan((Tensor(1.0) % 0.0).item())


def test_errors_name_the_operation_and_the_shapes() -> None:
    words = r"^remainder\(Tensor of shape \(2,\), Tensor of shape \(3,\)\): operands could not be broadcast"
    with pytest.raises(ValueError, match=words):
        Tensor([1.0, 2.0]) % Tensor([1.0, 2.0, 3.0])
