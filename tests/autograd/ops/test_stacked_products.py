"""Products of stacks with one matrix are one product of all rows: fast against plain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Tensor
from autograd.stand_ins import StandIn

generator = np.random.default_rng(0)


def by_loop(x: Any, matrix: Any) -> Any:
    """Each row of the stack by itself."""
    result = np.zeros((*x.shape[:-1], matrix.shape[1]), np.result_type(x, matrix))
    for place in np.ndindex(x.shape[:-1]):
        result[place] = (x[place][:, None] * matrix).sum(axis=0)
    return result


def laid_out(x: Any, order: str) -> Any:
    """The same numbers with another order in memory."""
    if order == "swapped":
        return np.ascontiguousarray(x.swapaxes(0, 1)).swapaxes(0, 1)
    if order == "backwards":
        return np.ascontiguousarray(x[..., ::-1])[..., ::-1]
    return np.asarray(x, order=order)


@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=4),
    st.integers(0, 3),
    st.sampled_from(["C", "F", "swapped", "backwards"]),
    st.sampled_from([np.float32, np.float64]),
)
def test_fast_ways_give_what_rows_one_by_one_give(shape, columns, order, dtype):
    x = laid_out(generator.normal(size=shape).astype(dtype), order)
    y = generator.normal(size=(shape[-1], columns)).astype(dtype)
    g = laid_out(generator.normal(size=(*shape[:-1], columns)).astype(dtype), order)
    bias = generator.normal(size=columns).astype(dtype)
    close = {"rtol": 1e-4, "atol": 1e-5} if dtype == np.float32 else {"rtol": 1e-10, "atol": 1e-12}
    x_, y_, g_ = (a.astype(np.float64) for a in (x, y, g))
    by_y = x_.reshape(-1, shape[-1]).T @ g_.reshape(-1, columns) if g.size and x.size else 0.0 * y_
    for call, operands, expected in (
        (autograd.matmul, (x, y), (by_loop(x_, y_), by_loop(g_, y_.T), by_y)),
        (autograd.linear, (x, y.T, bias),
         (by_loop(x_, y_) + bias, by_loop(g_, y_.T), by_y.T, g_.reshape(-1, columns).sum(axis=0)
          if g.size else 0 * bias)),
    ):  # fmt: skip
        inputs = [Tensor(a, requires_grad=True) for a in operands]
        out = call(*inputs)
        fast = autograd.gradients(out, inputs, g, retain_graph=True)
        plain = autograd.gradients(out, inputs, g, create_graph=True)
        for found, right in zip((out, *fast), expected, strict=True):
            assert found.dtype == dtype
            assert found.shape == np.shape(right)
            np.testing.assert_allclose(found.data, right, **close)
        for found, right in zip(plain, expected[1:], strict=True):
            np.testing.assert_allclose(found.detach().data, right, **close)


def test_by_hand():
    x = [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]
    x, y = Tensor(x, requires_grad=True), Tensor([[1.0, 10.0], [100.0, 1000.0]], requires_grad=True)
    out = x @ y
    assert out.tolist() == [[[201, 2010], [403, 4030]], [[605, 6050], [807, 8070]]]
    by_x, by_y = autograd.gradients(out.sum(), [x, y])
    assert by_x.tolist() == [[[11, 1100]] * 2] * 2
    assert by_y.tolist() == [[16, 16], [20, 20]]


@pytest.mark.parametrize("dtype", [np.float16, np.int64, np.bool_, np.complex128])
def test_other_dtypes_are_what_numpy_makes_of_them(dtype):
    x, y = (generator.integers(0, 3, size=s) for s in ((2, 3, 4), (4, 5)))
    x = x.astype(dtype)
    for other in (y.astype(dtype), y.astype(np.float32)):
        found, expected = autograd.matmul(x, other), np.matmul(x, other)
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


def test_results_have_memory_of_their_own():
    x = Tensor(generator.normal(size=(2, 3, 4)), requires_grad=True)
    weight = Tensor(generator.normal(size=(5, 4)), requires_grad=True)
    out = autograd.linear(x, weight)
    g = np.ones(out.shape)
    results = [x.data, weight.data, g, out.data]
    results += [t.data for t in autograd.gradients(out, [x, weight], g)]
    for i, one in enumerate(results):
        assert not any(np.may_share_memory(one, other) for other in results[:i])


@pytest.mark.parametrize("name", ["matmul", "linear"])
def test_a_value_that_is_gone_is_not_used(name):
    made = getattr(autograd, name).operation
    x, y = generator.normal(size=(2, 3, 4)), generator.normal(size=(4, 4))
    gone = StandIn(y, "{what} is gone")
    rest = (None,) if name == "linear" else ()
    with pytest.raises(RuntimeError, match="is gone"):
        made.fast_rules[0](x, x, x, gone, *rest)
    with pytest.raises(RuntimeError, match="is gone"):
        made.fast_rules[1](x, x, StandIn(x, "{what} is gone"), y, *rest)
    assert made.fast_rules[0](x, x, StandIn(x, "{what} is gone"), y, *rest).shape == x.shape
    assert made.fast_rules[1](x, x, x, gone, *rest).shape == y.shape
