"""The quick ways of dense layers give what the plain ones give, to the bit or to rounding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import autograd as ag
from autograd import Tensor
from autograd.ops.selection import zero_unless, zero_where

INF, NAN = np.inf, np.nan
ODD = np.array([NAN, -NAN, INF, -INF, 0.0, -0.0, 1e-45, -1e-45, 3.0, -3.0])
FLOATS = [np.float16, np.float32, np.float64, np.longdouble]


def rule_of(function, position=0):
    made = function.operation
    return made.rules[position], made.fast_rules[position]


# --- relu -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", FLOATS)
def test_relu_of_odd_numbers_is_numpys_maximum(dtype):
    x = np.tile(ODD, 7).astype(dtype)
    out = ag.relu(x)
    assert out.dtype == dtype
    np.testing.assert_array_equal(out, np.maximum(x, 0))
    zeros = x == 0
    np.testing.assert_array_equal(np.signbit(out[zeros]), np.signbit(np.maximum(x, 0)[zeros]))


SHAPES = array_shapes(min_dims=0, max_dims=3, min_side=0)


@given(arrays(np.float32, SHAPES, elements=st.floats(width=32)))
def test_relu_is_numpys_maximum(x):
    np.testing.assert_array_equal(ag.relu(x), np.maximum(x, 0))


@pytest.mark.parametrize("x", [np.array([-1, 2]), np.array([False, True]), np.float32(-1.0), -2, 3])
def test_relu_of_what_is_no_array_of_floats_is_numpys_maximum(x):
    out = ag.relu(x)
    assert np.asarray(out).dtype == np.maximum(x, 0).dtype
    np.testing.assert_array_equal(out, np.maximum(x, 0))


def test_relu_neither_writes_to_its_input_nor_changes_the_order_of_memory():
    x = np.linspace(-1, 1, 120).reshape(2, 3, 4, 5).transpose(0, 3, 1, 2)
    before = x.copy()
    assert ag.relu(x).strides == x.strides
    every_other = ag.relu(x[:, ::2])
    np.testing.assert_array_equal(every_other, np.maximum(before[:, ::2], 0))
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("dtype", FLOATS)
def test_the_quick_rule_of_relu_is_the_plain_one_for_odd_numbers(dtype):
    x, g = (a.ravel().astype(dtype) for a in np.meshgrid(ODD, ODD))
    plain, quick = rule_of(ag.relu)
    out = np.maximum(x, 0)
    result = quick(g, out, x)
    assert result.dtype == dtype
    np.testing.assert_array_equal(result, np.where(x <= 0, dtype(0), g))
    np.testing.assert_array_equal(result, plain(g, out, x))


@pytest.mark.parametrize("dtype", FLOATS)
def test_masks_of_bits_choose_as_where_does(dtype):
    x = np.tile(ODD, 2).astype(dtype)
    condition = np.arange(20) % 3 == 0
    before = condition.copy()
    for choose, expected in (
        (zero_unless, np.where(condition, x, dtype(0))), (zero_where, np.where(condition, dtype(0), x)),
    ):  # fmt: skip
        result = choose(condition, x)
        assert result.dtype == dtype
        np.testing.assert_array_equal(result, expected)
        np.testing.assert_array_equal(np.signbit(result), np.signbit(expected))
    np.testing.assert_array_equal(condition, before)


# --- linear ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(3,), (5, 3), (0, 3), (2, 4, 3), (2, 0, 3)])
@pytest.mark.parametrize("dtype", FLOATS)
def test_the_gradient_of_a_bias_is_the_sum_over_the_rows(shape, dtype):
    x, weight = np.ones((*shape[:-1], 2), dtype), np.ones((3, 2), dtype)
    bias = Tensor(np.zeros(3, dtype), requires_grad=True)
    g = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    ag.linear(x, weight, bias).backward(g)
    assert bias.grad.dtype == dtype
    np.testing.assert_array_equal(bias.grad.data, g.reshape(-1, 3).sum(0))


def test_the_gradient_of_a_bias_of_rows_in_another_order_of_memory():
    g = np.arange(12.0).reshape(3, 4).T[::2]
    bias = Tensor(np.zeros(3), requires_grad=True)
    ag.linear(np.ones((2, 2)), np.ones((3, 2)), bias).backward(g)
    np.testing.assert_array_equal(bias.grad.data, [0.0 + 2, 4.0 + 6, 8.0 + 10])


def test_the_gradient_of_a_bias_of_a_single_row_is_an_array_of_its_own():
    g = np.ones(3)
    bias = Tensor(np.zeros(3), requires_grad=True)
    ag.linear(np.ones(2), np.ones((3, 2)), bias).backward(g)
    assert not np.shares_memory(bias.grad.data, g)


def test_a_bias_of_another_dtype_widens_the_result():
    out = ag.linear(np.ones((1, 2), np.float32), np.ones((3, 2), np.float32), np.ones(3))
    assert out.dtype == np.float64


# --- sum and mean ---------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int64, np.bool_])
@pytest.mark.parametrize("shape", [(), (1,), (9999,), (7, 5), (2, 3, 4)])
def test_a_mean_is_numpys_to_the_bit(dtype, shape):
    x = (np.random.default_rng(0).normal(size=shape) * 100).astype(dtype)
    ours, numpys = ag.mean(x), np.mean(x)
    assert np.asarray(ours).dtype == numpys.dtype
    assert ours == numpys
    transposed = x.T
    assert ag.mean(transposed) == np.mean(transposed)


def test_a_mean_of_nothing_is_nan_with_numpys_warning():
    with pytest.warns(RuntimeWarning, match="Mean of empty slice"), np.errstate(invalid="ignore"):
        assert np.isnan(ag.mean(np.zeros((0,), np.float32)))


@pytest.mark.parametrize("reduce", [ag.sum, ag.mean])
@pytest.mark.parametrize("shape", [(4,), (2, 3), (0, 2)])
def test_the_quick_rule_of_a_sum_over_all_is_the_plain_one(reduce, shape):
    plain, quick = rule_of(reduce)
    x = np.ones(shape, np.float32)
    g = np.float32(3.0)
    with np.errstate(divide="ignore"):  # as in a backward pass
        ours, expected = (rule(g, None, x, axis=None, keepdims=False) for rule in (quick, plain))
    assert ours.dtype == expected.dtype == np.float32
    np.testing.assert_array_equal(ours, expected)
    assert ours.base is None  # an array of its own, which needs no copy


def test_the_gradient_of_a_sum_has_the_order_of_memory_of_what_was_added_up():
    x = Tensor(np.zeros((2, 4, 5, 3)).transpose(0, 3, 1, 2), requires_grad=True)
    x.sum().backward()
    assert x.grad.data.strides == x.data.strides


def test_relu_of_another_byte_order_is_numpys():
    x = np.array([-1.0, 2.0], dtype=np.dtype(np.float32).newbyteorder())
    assert ag.relu(x).dtype.isnative
    assert ag.relu(x).tolist() == [0.0, 2.0]
