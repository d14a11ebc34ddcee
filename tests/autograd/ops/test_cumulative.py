"""Products and running sums: literal numbers, zeros above all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.ops import cumulative


def hessian(function: Any, x: Any) -> Any:
    t = Tensor(x, requires_grad=True)
    (first,) = ag.gradients(function(t), t, create_graph=True)
    return [ag.gradients(row, t, retain_graph=True)[0].tolist() for row in first]


def slope(function: Any, x: Any) -> Any:
    t = Tensor(x, requires_grad=True)
    function(t).sum().backward()
    return t.grad.tolist()


@pytest.mark.parametrize(
    ("x", "gradient", "second"),
    [
        ([2.0, 3.0, 5.0], [15.0, 10.0, 6.0], [[0, 5, 3], [5, 0, 2], [3, 2, 0]]),
        ([2.0, 0.0, 5.0], [0.0, 10.0, 0.0], [[0, 5, 0], [5, 0, 2], [0, 2, 0]]),
        ([0.0, 0.0, 3.0], [0.0, 0.0, 0.0], [[0, 3, 0], [3, 0, 0], [0, 0, 0]]),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], np.zeros((3, 3)).tolist()),
    ],
)
def test_product(x: Any, gradient: Any, second: Any) -> None:
    assert slope(ag.prod, x) == gradient
    assert hessian(ag.prod, x) == second


def test_third_derivative_of_a_product_of_three_zeros_is_one() -> None:
    t = Tensor([0.0, 0.0, 0.0], requires_grad=True)
    (first,) = ag.gradients(ag.prod(t), t, create_graph=True)
    (second,) = ag.gradients(first[0], t, create_graph=True)
    (third,) = ag.gradients(second[1], t)
    assert third.tolist() == [0.0, 0.0, 1.0]


def test_product_over_axes() -> None:
    x = [[2.0, 0.0], [3.0, 4.0]]
    assert ag.prod(Tensor(x), axis=0).tolist() == [6.0, 0.0]
    assert slope(lambda t: ag.prod(t, axis=0), x) == [[3.0, 4.0], [2.0, 0.0]]
    assert slope(lambda t: ag.prod(t, dim=1, keepdim=True), x) == [[0.0, 2.0], [4.0, 3.0]]
    assert slope(ag.prod, x) == [[0.0, 24.0], [0.0, 0.0]]
    assert slope(lambda t: ag.prod(t, axis=(0, -1)), x) == [[0.0, 24.0], [0.0, 0.0]]


def test_products_of_nothing_of_integers_and_of_small_numbers() -> None:
    assert ag.prod(Tensor(np.zeros(0))).item() == 1.0
    assert ag.prod(Tensor([2, 3])).item() == 6
    assert slope(ag.prod, [1e-200, 1e-200, 1e200]) == pytest.approx([1.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("x", "gradient", "second"),
    [
        # 2 + 2*3 + 2*3*5; to 2: 1 + 3 + 15; to 3: 2 + 10; to 5: 6
        ([2.0, 3.0, 5.0], [19.0, 12.0, 6.0], [[0, 6, 3], [6, 0, 2], [3, 2, 0]]),
        ([2.0, 0.0, 5.0], [1.0, 12.0, 0.0], [[0, 6, 0], [6, 0, 2], [0, 2, 0]]),
        ([0.0, 0.0, 5.0], [1.0, 0.0, 0.0], [[0, 6, 0], [6, 0, 0], [0, 0, 0]]),
    ],
)
def test_running_product(x: Any, gradient: Any, second: Any) -> None:
    assert slope(ag.cumprod, x) == gradient
    assert hessian(lambda t: ag.cumprod(t).sum(), x) == second


def test_running_product_with_zeros_at_every_place() -> None:
    x = [2.0, 0.0, 5.0, 0.0, 3.0]
    assert slope(ag.cumprod, x) == [1.0, 12.0, 0.0, 0.0, 0.0]
    assert np.sum(hessian(lambda t: ag.cumprod(t).sum(), x), axis=1).tolist() == [6.0, 48.0, 2.0, 40.0, 0.0]


def test_running_sum() -> None:
    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    (ag.cumsum(x) * [1.0, 10.0, 100.0]).sum().backward()
    assert x.grad.tolist() == [111.0, 110.0, 100.0]
    assert ag.cumsum(x, reverse=True).tolist() == [6.0, 5.0, 3.0]
    assert ag.cumprod(x, reverse=True).tolist() == [6.0, 6.0, 3.0]


def test_without_an_axis_the_tensor_is_flat_as_in_numpy() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert ag.cumsum(x).tolist() == [1.0, 3.0, 6.0, 10.0]
    assert ag.cumsum(x, axis=0).tolist() == [[1.0, 2.0], [4.0, 6.0]]
    assert ag.cumprod(x, dim=1).tolist() == [[1.0, 2.0], [3.0, 12.0]]
    assert ag.cumsum(Tensor(3.0)).tolist() == [3.0]
    assert np.cumsum(x, 1).tolist() == [[1.0, 3.0], [3.0, 7.0]]
    assert ag.cumsum([1, 2]).tolist() == [1, 3]


def test_a_long_running_product_is_right_to_the_last_digits() -> None:
    """The recurrence works in rounds of doubling reach; here beside a loop."""
    generator = np.random.default_rng(0)
    factor, term = generator.uniform(-1.5, 1.5, (2, 1000, 2))
    factor[::7] = 0.0
    expected = term.copy()
    for i in range(1, 1000):
        expected[i] += factor[i] * expected[i - 1]
    np.testing.assert_allclose(cumulative._recurrence(factor, term, 0), expected, rtol=1e-10)


def test_what_stands_before_the_first_place_does_not_matter() -> None:
    factor, term = np.array([np.nan, 2.0, 3.0, 5.0, 7.0]), np.ones(5)
    assert cumulative._recurrence(factor, term, 0).tolist() == [1.0, 3.0, 10.0, 51.0, 358.0]


def test_errors() -> None:
    x = Tensor(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"cumsum\(Tensor of shape \(2, 3\)\): axis 2 is out of bounds"):
        ag.cumsum(x, 2)
    with pytest.raises(ValueError, match=r"cumprod\(Tensor of shape \(\)\): axis 0 is out of bounds: a single number"):
        ag.cumprod(Tensor(1.0), axis=0)
    with pytest.raises(TypeError, match=r"cumprod\(\) got both axis= and dim=, which mean the same"):
        ag.cumprod(x, axis=1, dim=1)
    with pytest.raises(ValueError, match=r"prod\(Tensor of shape \(2, 3\)\): axis -3 is out of bounds"):
        ag.prod(x, axis=-3)
