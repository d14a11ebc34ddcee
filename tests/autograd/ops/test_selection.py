"""Conditions, choices at NaN, and what takes the place of NaN: literal values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

NAN, INF = np.nan, np.inf


def test_maximum_and_minimum_give_nan_and_each_side_the_whole_gradient() -> None:
    """As torch.maximum and torch.minimum do."""
    for function in (ag.maximum, ag.minimum):
        x = Tensor([NAN, 1.0, NAN, 1.0], requires_grad=True)
        y = Tensor([1.0, NAN, NAN, 1.0], requires_grad=True)
        result = function(x, y)
        result.sum().backward()
        assert np.isnan(result.detach().numpy()).tolist() == [True, True, True, False]
        assert x.grad.tolist() == [1.0, 1.0, 1.0, 0.5]
        assert y.grad.tolist() == [1.0, 1.0, 1.0, 0.5]


def test_slopes_at_nan() -> None:
    """PyTorch's are 0 for absolute and clip; where we have a factor it stays NaN."""
    x = Tensor(NAN, requires_grad=True)
    assert np.isnan(ag.gradients(ag.absolute(x), x)[0].item())
    assert ag.gradients(ag.clip(x, 0.0, 1.0), x)[0].item() == 0.0
    assert ag.gradients(ag.relu(x), x)[0].item() == 1.0
    assert ag.gradients(ag.leaky_relu(x), x)[0].item() == 0.01
    assert ag.gradients(ag.nan_to_num(x), x)[0].item() == 0.0


def test_nan_to_num() -> None:
    x = Tensor([NAN, INF, -INF, 2.0], requires_grad=True)
    largest = np.finfo(np.float64).max
    assert ag.nan_to_num(x).tolist() == [0.0, largest, -largest, 2.0]
    result = ag.nan_to_num(x, nan=-1.0, posinf=8.0, neginf=9.0)
    assert result.tolist() == [-1.0, 8.0, 9.0, 2.0]
    result.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0, 1.0]
    single = ag.nan_to_num(Tensor(np.array([INF], dtype=np.float32)))
    assert single.dtype == np.float32
    assert single.item() == np.finfo(np.float32).max


def test_nan_to_num_keeps_an_infinite_gradient_out() -> None:
    x = Tensor([0.0, 4.0], requires_grad=True)
    with np.errstate(divide="ignore"):
        ag.nan_to_num(1.0 / x, posinf=0.0).sum().backward()
    assert np.isnan(x.grad.numpy()[0])  # 0 * inf, as in PyTorch: choose before dividing
    assert x.grad.tolist()[1] == -0.0625


def test_conditions() -> None:
    x = Tensor([0.0, NAN, INF, -2.0], requires_grad=True)
    assert ag.isnan(x).tolist() == [False, True, False, False]
    assert ag.isinf(x).tolist() == [False, False, True, False]
    assert ag.isfinite(x).tolist() == [True, False, False, True]
    assert ag.logical_not(x).tolist() == [True, False, False, False]
    assert ag.logical_and(x, [1.0, 1.0, 0.0, 0.0]).tolist() == [False, True, False, False]
    assert ag.logical_or(x, [1.0, 0.0, 0.0, 0.0]).tolist() == [True, True, True, True]
    assert ag.logical_xor(x, [1.0, 1.0, 0.0, 0.0]).tolist() == [True, False, True, True]
    assert np.isnan(x).tolist() == [False, True, False, False]
    assert np.logical_and(x, x).tolist() == [False, True, True, True]
    assert not ag.isnan(x).requires_grad


def test_exclusive_or_of_truth_values_and_bits() -> None:
    a, b = Tensor([True, True, False]), np.array([True, False, False])
    assert (a ^ b).tolist() == (b ^ a).tolist() == [False, True, False]
    assert (a ^ True).tolist() == (True ^ a).tolist() == [False, False, True]
    assert (Tensor([6, 5]) ^ 3).tolist() == [5, 6]
    with pytest.raises(TypeError, match="bitwise_xor"):
        Tensor([1.5]) ^ Tensor([2.5])


def test_closeness() -> None:
    x, y = Tensor([1.0, 100.0, NAN], requires_grad=True), Tensor([1.0 + 1e-9, 100.1, NAN])
    assert ag.isclose(x, y).tolist() == [True, False, False]
    assert ag.isclose(x, y, equal_nan=True).tolist() == [True, False, True]
    assert ag.isclose(x, y, rtol=1e-2).tolist() == [True, True, False]
    assert ag.isclose(x, y, atol=0.2).tolist() == [True, True, False]
    assert ag.allclose(x, y, rtol=1e-2, equal_nan=True) is True
    assert ag.allclose(x, y) is False
    assert ag.allclose(Tensor(np.zeros((0, 3))), 1.0) is True


SPECIAL = [0.0, -0.0, 1.5, -1.5, np.inf, -np.inf, np.nan, 1e-310, -1e-310]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "longdouble", ">f8", "int64"])
@pytest.mark.parametrize("arrange", [lambda x: x, lambda x: x[::-1], lambda x: x[:, ::2], lambda x: x.T])
def test_choosing_between_a_value_and_zero_is_exact(dtype: str, arrange: Any) -> None:
    """It is done by masking bits, where that is possible."""
    with np.errstate(all="ignore"):
        x = arrange(np.resize(SPECIAL, (3, 6)).astype(dtype))
    condition = np.resize([True, False, False, True, True], x.shape)
    for zero in (0.0, -0.0, 0):
        for ours, numpys in (
            (ag.where(condition, x, zero), np.where(condition, x, zero)),
            (ag.where(condition, zero, x), np.where(condition, zero, x)),
        ):
            assert ours.dtype == numpys.dtype
            np.testing.assert_array_equal(ours, numpys)
            np.testing.assert_array_equal(np.signbit(ours), np.signbit(numpys))


def test_a_condition_that_broadcasts_against_zero() -> None:
    assert ag.where(np.array([True, False]), np.ones((2, 2)), 0.0).tolist() == [[1.0, 0.0]] * 2
    assert ag.where(np.array([[True], [False]]), np.ones(2), 0.0).tolist() == [[1.0, 1.0], [0.0, 0.0]]
    assert ag.where(np.array([2, 0]), np.ones(2), 0.0).tolist() == [1.0, 0.0]
