"""Shapes: literal results and gradients, PyTorch's spellings, errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor


def test_expanding_sums_the_gradient_over_the_copies() -> None:
    x = Tensor([[1.0], [2.0]], requires_grad=True)
    y = ag.expand(x, -1, 3)
    assert y.tolist() == [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]
    (y * Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])).sum().backward()
    assert x.grad.tolist() == [[6.0], [15.0]]


@pytest.mark.parametrize("sizes", [(2, -1, 3), ((2, -1, 3),), ([2, 4, -1],), (2, np.int64(4), 3)])
def test_expand_takes_sizes_or_one_tuple(sizes: Any) -> None:
    assert ag.expand(ag.zeros(4, 3), *sizes).shape == (2, 4, 3)


def test_expand_of_a_number() -> None:
    x = Tensor(2.0, requires_grad=True)
    y = ag.expand(x, 2, 2)
    assert y.tolist() == [[2.0, 2.0], [2.0, 2.0]]
    y.sum().backward()
    assert x.grad.item() == 4.0
    assert ag.expand(x, ()).shape == ()


def test_flatten_and_unflatten_are_inverse() -> None:
    x = ag.arange(24.0).reshape(2, 3, 4)
    flat = ag.flatten(x, 1)
    assert flat.shape == (2, 12)
    assert ag.unflatten(flat, 1, (3, 4)).tolist() == x.tolist()
    assert ag.unflatten(flat, dim=-1, sizes=(-1, 2)).shape == (2, 6, 2)
    assert ag.flatten(Tensor(3.0)).shape == (1,)


def test_ravel_goes_in_c_order_whatever_the_memory() -> None:
    x = Tensor(np.array([[1.0, 2.0], [3.0, 4.0]], order="F"), requires_grad=True)
    assert ag.ravel(x).tolist() == [1.0, 2.0, 3.0, 4.0]
    (ag.ravel(x) * [1.0, 10.0, 100.0, 1000.0]).sum().backward()
    assert x.grad.tolist() == [[1.0, 10.0], [100.0, 1000.0]]


def test_at_least_so_many_axes() -> None:
    number, vector = Tensor(1.0), Tensor([1.0, 2.0])
    assert ag.atleast_1d(vector) is vector
    assert [t.shape for t in ag.atleast_1d(number, vector)] == [(1,), (2,)]
    assert [t.shape for t in ag.atleast_2d(number, vector, vector.reshape(2, 1))] == [
        (1, 1), (1, 2), (2, 1),
    ]  # fmt: skip
    np.testing.assert_array_equal(ag.atleast_2d([1.0, 2.0]), [[1.0, 2.0]])
    np.testing.assert_array_equal(ag.atleast_1d([1.0, 2.0]), [1.0, 2.0])
    assert np.atleast_2d(vector).shape == (1, 2)


def test_float32_stays_float32() -> None:
    x = Tensor([1.0, 2.0], dtype=np.float32, requires_grad=True)
    for y in (ag.expand(x, 2, -1), ag.ravel(x), ag.unflatten(x, 0, (2, 1)), ag.atleast_2d(x)):
        assert y.dtype == np.float32


def test_arrays_in_arrays_out() -> None:
    x = np.arange(6.0)
    for y in (ag.expand(x, 2, -1), ag.ravel(x), ag.unflatten(x, 0, (2, 3)), ag.atleast_2d(x)):
        assert type(y) is np.ndarray


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        (lambda x: ag.expand(x, 3), ValueError, r"expand: the number of sizes provided \(1\) must be at least the number of axes of the tensor \(2\)"),
        (lambda x: ag.expand(x, -1, 2, 3), ValueError, "stands for a new axis, which has no length yet"),
        (lambda x: ag.expand(x, 2, 4), ValueError, r"expanded size \(4\) must match the existing size \(3\) at axis 1 of a tensor of shape \(2, 3\)"),
        (lambda x: ag.expand(x, 2, 0), ValueError, r"expanded size \(0\) must match the existing size \(3\)"),
        (lambda x: ag.unflatten(x, 1, (2, 2)), ValueError, r"unflatten: sizes \(2, 2\) do not multiply to 3, the length of axis 1 of a tensor of shape \(2, 3\)"),
        (lambda x: ag.unflatten(x, 1, (-1, 2)), ValueError, r"unflatten: sizes \(-1, 2\) do not multiply to 3"),
        (lambda x: ag.unflatten(x, 1, (-1, -1)), ValueError, "do not multiply to 3"),
        (lambda x: ag.unflatten(x, 2, (3,)), ValueError, "unflatten: axis 2 is out of bounds for a tensor with 2 axes"),
        (lambda x: ag.unflatten(x, 1, (3,), dim=1), TypeError, "axis"),
        (lambda x: ag.unflatten(x, axis=1, dim=1, sizes=(3,)), TypeError, r"unflatten\(\) got both axis= and dim=, which mean the same"),
        (lambda x: ag.unflatten(x, 1.0, (3,)), TypeError, "integer"),
        (lambda x: ag.flatten(x, 2), ValueError, "flatten: axis 2 is out of bounds"),
        (lambda x: ag.squeeze(x, dim=5), ValueError, "squeeze: axis 5 is out of bounds"),
        (lambda x: ag.squeeze(x, 0, dim=0), TypeError, "which mean the same"),
        (lambda x: ag.reshape(x, (4, -1)), ValueError, r"reshape\(x: Tensor of shape \(2, 3\)\): cannot reshape"),
        (lambda x: ag.broadcast_to(x, (2, 4)), ValueError, r"broadcast_to\(x: Tensor of shape \(2, 3\)\)"),
    ],
)  # fmt: skip
def test_errors(wrong: Callable[..., Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        wrong(Tensor(np.zeros((2, 3)), requires_grad=True, name="x"))


def test_sum_to_refuses_what_does_not_broadcast() -> None:
    x = Tensor(np.ones((3, 4)))
    for shape in ((2, 6), (12,), (3,), (1, 3, 4)):
        with pytest.raises(ValueError, match=r"sum_to\(Tensor of shape \(3, 4\)\): shape .* does not broadcast"):
            ag.sum_to(x, shape)


def test_axes_to_squeeze_may_be_a_list() -> None:
    x = Tensor(np.ones((1, 2, 1)))
    assert ag.squeeze(x, [0, 2]).shape == (2,)
    assert ag.squeeze(x, dim=[0, 1]).shape == (2, 1)


def test_what_is_no_integer_is_named() -> None:
    x = Tensor(np.ones((2, 6)))
    with pytest.raises(TypeError, match="flatten: an axis must be an integer, got 0.5"):
        ag.flatten(x, 0.5)
    with pytest.raises(TypeError, match="unflatten: a size must be an integer, got 1.5"):
        ag.unflatten(x, 1, (4, 1.5))
    with pytest.raises(TypeError, match="unflatten: the sizes are a tuple of integers, got 6"):
        ag.unflatten(x, 1, 6)


def test_conversion_of_numbers_and_to_what_is_no_number() -> None:
    assert ag.astype(2.5, int) == 2
    assert ag.astype([1.5, 2.5], int).tolist() == [1, 2]
    for dtype in (str, "datetime64[s]", object):
        with pytest.raises(TypeError, match=r"cast\(Tensor of shape \(1,\)\): a tensor holds numbers"):
            ag.astype(Tensor([1.0]), dtype)
