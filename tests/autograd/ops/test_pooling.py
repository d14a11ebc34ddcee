"""Pooling: the deck's numbers, ties, padding, NaN, indices, errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

INF, NAN = float("inf"), float("nan")
# Constructed for deck 2, "Pooling Layer".
IMAGE = [[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0], [3.0, 2.0, 1.0, 0.0], [1.0, 2.0, 3.0, 4.0]]
GENERATOR = np.random.default_rng(9)


def slope(pool: Any, x: Any, *settings: Any, **options: Any) -> Any:
    t = Tensor(x, requires_grad=True)
    pool(t, *settings, **options).sum().backward()
    return t.grad.tolist()


def test_the_pooled_image() -> None:
    assert ag.max_pool2d([IMAGE], 2).tolist() == [[[6.0, 8.0], [3.0, 4.0]]]
    assert ag.avg_pool2d([IMAGE], 2).tolist() == [[[3.75, 5.25], [2.0, 2.0]]]
    assert slope(ag.max_pool2d, [IMAGE], 2) == [[[0, 0, 0, 0], [0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 1]]]
    assert slope(ag.avg_pool2d, [IMAGE], 2) == [[[0.25] * 4] * 4]


def test_overlapping_windows_add_up() -> None:
    assert ag.max_pool2d([IMAGE], 2, 1).tolist() == [[[6, 7, 8], [6, 7, 8], [3, 3, 4]]]
    assert slope(ag.max_pool2d, [IMAGE], 2, 1) == [[[0, 0, 0, 0], [0, 2, 2, 2], [1, 0, 0, 0], [0, 0, 1, 1]]]
    assert slope(ag.avg_pool1d, [[1.0, 2.0, 3.0]], 2, 1) == [[0.5, 1.0, 0.5]]


def test_of_equals_the_first_in_row_major_order_wins() -> None:
    assert slope(ag.max_pool2d, [[[1.0, 5.0], [5.0, 5.0]]], 2) == [[[0, 1], [0, 0]]]
    assert slope(ag.max_pool2d, [[[1.0, 2.0], [5.0, 5.0]]], 2) == [[[0, 0], [1, 0]]]
    assert slope(ag.max_pool1d, [[3.0, 3.0, 3.0]], 2, 1) == [[1, 1, 0]]


def test_padding_of_max_pooling_never_wins() -> None:
    assert ag.max_pool1d([[-3.0, -2.0]], 2, 2, 1).tolist() == [[-3.0, -2.0]]
    assert ag.max_pool1d([[-3, -2]], 2, 2, 1).tolist() == [[-3, -2]]
    assert slope(ag.max_pool1d, [[-INF, -INF, 1.0]], 2, 2, 1) == [[1, 0, 1]]
    values, indices = ag.max_pool1d(Tensor([[-INF, -INF, 1.0]]), 2, 2, 1, return_indices=True)
    assert values.tolist() == [[-INF, 1.0]]
    assert indices.tolist() == [[0, 2]]


def test_nan_propagates_to_its_windows_alone() -> None:
    assert np.array_equal(ag.max_pool1d([[1.0, NAN, 2.0, 3.0]], 2), [[NAN, 3.0]], equal_nan=True)
    assert np.array_equal(ag.avg_pool1d([[1.0, NAN, 2.0, 4.0]], 2), [[NAN, 3.0]], equal_nan=True)
    assert slope(ag.max_pool1d, [[1.0, NAN, 2.0, 3.0]], 2) == [[0, 1, 0, 1]]


def test_infinite_gradients_stay_where_they_belong() -> None:
    t = Tensor([[1.0, 2.0, 4.0, 3.0]], requires_grad=True)
    ag.max_pool1d(t, 2).backward([[INF, NAN]])
    assert np.array_equal(t.grad.numpy(), [[0.0, INF, NAN, 0.0]], equal_nan=True)


def test_indices_count_the_pixels_of_an_image() -> None:
    values, indices = ag.max_pool2d(Tensor([IMAGE], requires_grad=True), 2, return_indices=True)
    assert values.requires_grad
    assert not indices.requires_grad
    assert indices.dtype == np.int64
    assert indices.tolist() == [[[5, 7], [8, 15]]]
    x = GENERATOR.standard_normal((2, 3, 7, 6))
    values, indices = ag.max_pool2d(x, 3, 2, 1, return_indices=True)
    taken = np.take_along_axis(x.reshape(2, 3, 42), indices.reshape(2, 3, -1), axis=2)
    assert np.array_equal(taken.reshape(values.shape), values)


def test_ceil_mode_has_a_last_window_that_starts_inside() -> None:
    x = Tensor([[1.0, 2.0, 3.0, 4.0, 6.0]])
    assert ag.max_pool1d(x, 2).tolist() == [[2.0, 4.0]]
    assert ag.max_pool1d(x, 2, ceil_mode=True).tolist() == [[2.0, 4.0, 6.0]]
    assert ag.avg_pool1d(x, 2, ceil_mode=True).tolist() == [[1.5, 3.5, 6.0]]
    assert ag.avg_pool1d(x, 4, ceil_mode=True).tolist() == [[2.5, 6.0]]
    # It would start in the padding behind the input: there is none.
    assert ag.max_pool1d(x[:, :4], 2, 2, 1, ceil_mode=True).tolist() == [[1.0, 3.0, 4.0]]
    assert ag.max_pool1d(x, 9, ceil_mode=True).tolist() == [[6.0]]


def test_padding_is_counted_in_means_unless_told_otherwise() -> None:
    x = [[2.0, 4.0]]
    assert ag.avg_pool1d(x, 2, 2, 1).tolist() == [[1.0, 2.0]]
    assert ag.avg_pool1d(x, 2, 2, 1, count_include_pad=False).tolist() == [[2.0, 4.0]]
    assert slope(ag.avg_pool1d, x, 3, 1, 1, count_include_pad=False) == [[1.0, 1.0]]


def test_integers_give_means_of_floats_that_do_not_overflow() -> None:
    assert ag.avg_pool1d(np.array([[200, 100]], np.uint8), 2).tolist() == [[150.0]]
    assert ag.max_pool1d(np.array([[200, 100]], np.uint8), 2).dtype == np.uint8
    assert ag.max_pool1d(np.array([[True, False, False]]), 2, 2, 1).tolist() == [[True, False]]


@pytest.mark.parametrize("options", [{}, {"stride": 1}, {"stride": 2, "padding": 1}, {"dilation": 2, "stride": 1}])
def test_fast_rule_of_max_pooling_is_the_rule(options: dict[str, Any]) -> None:
    x = GENERATOR.integers(-2, 3, (2, 3, 6, 7)).astype(float)  # with ties
    for values in (x, np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)):
        t = Tensor(values, requires_grad=True)
        out = ag.max_pool2d(t, 3, **options)
        g = GENERATOR.standard_normal(out.shape)
        (fast,) = ag.gradients(out, t, g, retain_graph=True)
        (plain,) = ag.gradients(out, t, g, create_graph=True)
        np.testing.assert_allclose(fast.numpy(), plain.detach().numpy(), rtol=1e-13)


@pytest.mark.parametrize("pool", [ag.max_pool2d, ag.avg_pool2d])
@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ((5,), ValueError, "Kernel size can't be greater than actual input size: the padded input is 4 x 4, the kernel 5 x 5"),
        ((0,), ValueError, "kernel_size must be at least 1, got 0"),
        ((2.0,), TypeError, "kernel_size must be an integer, or one per axis; got 2.0"),
        (((2, 2, 2),), ValueError, "kernel_size must be an integer or 2 of them"),
        ((2, 0), ValueError, "stride must be at least 1, got 0"),
        ((2, 2, -1), ValueError, "padding must be at least 0, got -1"),
        ((2, 2, 2), ValueError, "padding should be at most half of kernel size, but got padding=2 and kernel_size=2"),
        (((3, 1), 2, 1), ValueError, r"padding should be at most half of kernel size, but got padding=1 and kernel_size=\(3, 1\)"),
    ],
)  # fmt: skip
def test_errors(pool: Any, settings: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{pool.__name__}: {message}"):
        pool(Tensor([IMAGE]), *settings)
    with pytest.raises(ValueError, match=r"expected an input of 4 axes, \(N, C, H, W\)"):
        pool(Tensor(IMAGE), 2)
