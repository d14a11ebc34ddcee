"""Convolution's fast ways: in blocks of images, neighbouring windows at once, and back again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.ops.window import depthwise, window_products
from autograd.ops.window.geometry import Windows
from tests.autograd.cases.convolution import convolution, transposed_convolution

INF, NAN = float("inf"), float("nan")
GENERATOR = np.random.default_rng(11)


def gradients(x: Any, w: Any, g: Any, **options: Any) -> Any:
    x, w = Tensor(x, requires_grad=True), Tensor(w, requires_grad=True)
    ag.conv2d(x, w, **options).backward(g)
    return x.grad.numpy(), w.grad.numpy()


@pytest.mark.parametrize("block", [1, 150, 100_000])
@pytest.mark.parametrize("channels", [(1, 4), (6, 2)])
@pytest.mark.parametrize("options", [{}, {"padding": 2}, {"stride": 2, "padding": 1}, {"groups": 2}])
def test_the_size_of_the_blocks_does_not_matter(
    block: int, channels: Any, options: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    c, o = channels
    groups = options.get("groups", 1)
    if c % groups:
        c = groups
    x, w = GENERATOR.standard_normal((5, c, 6, 8)), GENERATOR.standard_normal((o, c // groups, 3, 3))
    bias = GENERATOR.standard_normal(o)
    usual = ag.conv2d(x, w, bias, **options)
    g = GENERATOR.standard_normal(usual.shape)
    expected = gradients(x, w, g, **options)
    monkeypatch.setattr(window_products, "_BLOCK", block)
    np.testing.assert_allclose(ag.conv2d(x, w, bias, **options), usual, rtol=1e-12, atol=1e-12)
    for ours, other in zip(gradients(x, w, g, **options), expected, strict=True):
        np.testing.assert_allclose(ours, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("neighbours", [1, 2, 3, 6])
@pytest.mark.parametrize("stride", [1, 2, 5])
def test_neighbouring_windows_taken_at_once_give_the_same(
    neighbours: int, stride: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = GENERATOR.standard_normal((2, 3, 5, 1 + 5 * stride + 3))
    w = GENERATOR.standard_normal((4, 3, 2, 4))
    windows = Windows(x.shape[2:], (2, 4), None, (1, stride), 0)
    assert windows.counts == (4, 6)
    g = GENERATOR.standard_normal((2, 4, 4, 6))
    monkeypatch.setattr(window_products, "_neighbours", lambda *_: neighbours)
    out = window_products.window_products(x, w, None, windows, 1)
    np.testing.assert_allclose(out, convolution(x, w, np.zeros(4), (1, stride), 0, 1, 1), rtol=1e-12, atol=1e-12)
    monkeypatch.undo()
    monkeypatch.setattr(window_products, "_neighbours", lambda *_: 1)
    single = window_products.kernel_gradients(x, g, windows, 1)
    monkeypatch.setattr(window_products, "_neighbours", lambda *_: neighbours)
    several = window_products.kernel_gradients(x, g, windows, 1)
    np.testing.assert_allclose(several, single, rtol=1e-12, atol=1e-12)


def test_few_channels_make_neighbours_worth_it_and_many_do_not() -> None:
    digits = Windows((28, 28), (5, 5), None, 1, 2)
    assert window_products._neighbours(digits, 1, 6, 1) > 1
    assert window_products._neighbours(digits, 64, 64, 1) == 1
    assert window_products._neighbours(Windows((28, 28), (5, 5), None, 1, 4, 2), 1, 6, 1) == 1


@pytest.mark.parametrize("value", [INF, -INF, NAN])
def test_what_is_not_finite_stays_in_the_windows_that_hold_it(value: float) -> None:
    x = np.ones((1, 1, 1, 8))
    x[0, 0, 0, 3] = value
    out = ag.conv2d(x, np.ones((1, 1, 1, 2)))
    assert np.isfinite(out[0, 0, 0]).tolist() == [True, True, False, False, True, True, True]
    x_grad, w_grad = gradients(np.ones((1, 1, 1, 9)), np.ones((1, 1, 1, 2)), x)
    assert np.isfinite(x_grad[0, 0, 0]).tolist() == [True] * 3 + [False] * 2 + [True] * 4
    assert not np.isfinite(w_grad).any()


def test_an_infinite_weight_does_not_reach_elements_that_it_has_no_part_in() -> None:
    x_grad, _ = gradients(np.ones((1, 1, 1, 3)), [[[[INF, 1.0]]]], np.ones((1, 1, 1, 2)))
    assert x_grad[0, 0, 0].tolist() == [INF, INF, 1.0]


def test_half_precision_sums_do_not_overflow_on_the_way() -> None:
    x = np.full((2, 1, 1, 8), 100, np.float16)
    g = np.full((2, 1, 1, 8), 100, np.float16)
    g[1] = -100
    _, w_grad = gradients(x, np.ones((1, 1, 1, 1), np.float16), g)
    assert w_grad.dtype == np.float16
    assert w_grad.item() == 0


@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("groups", [1, 2])
def test_a_transposed_convolution_with_stride_1_is_a_convolution(padding: int, groups: int) -> None:
    y = GENERATOR.standard_normal((2, 4, 5, 4))
    w, bias = GENERATOR.standard_normal((4, 3, 3, 3)), GENERATOR.standard_normal(3 * groups)
    ours = ag.conv_transpose2d(y, w, bias, 1, padding, 0, groups)
    expected = transposed_convolution(y, w, bias, 1, padding, 0, groups, 1)
    np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12)


def test_the_input_is_not_written_to_and_the_output_is_its_own() -> None:
    x = GENERATOR.standard_normal((2, 4, 4, 3)).transpose(0, 3, 1, 2)
    x.flags.writeable = False
    for kernel in (1, 3):
        out = ag.conv2d(x, np.ones((2, 3, kernel, kernel)), np.ones(2), padding=kernel // 2)
        assert not np.shares_memory(out, x)
        assert np.moveaxis(out, 1, -1).flags.c_contiguous


@pytest.mark.parametrize("block", [1, 100_000])
@pytest.mark.parametrize("options", [{}, {"padding": 1, "stride": 2}, {"dilation": 2, "padding": 2}])
def test_depthwise_convolution_is_one_convolution_per_channel(
    block: int, options: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depthwise, "_BLOCK", block)
    x, w = GENERATOR.standard_normal((3, 4, 6, 5)), GENERATOR.standard_normal((4, 1, 3, 2))
    bias = GENERATOR.standard_normal(4)
    out = ag.conv2d(x, w, bias, groups=4, **options)
    g = GENERATOR.standard_normal(out.shape)
    x_grad, w_grad = gradients(x, w, g, groups=4, **options)
    for c in range(4):
        one = slice(c, c + 1)
        single = ag.conv2d(x[:, one], w[one], bias[one], **options)
        np.testing.assert_allclose(out[:, one], single, rtol=1e-12, atol=1e-12)
        x_single, w_single = gradients(x[:, one], w[one], g[:, one], **options)
        np.testing.assert_allclose(x_grad[:, one], x_single, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(w_grad[one], w_single, rtol=1e-12, atol=1e-12)


def test_depthwise_convolution_of_half_precision_sums_in_single_precision() -> None:
    x = np.full((1, 2, 3), 200, np.float16)
    w = np.tile(np.array([200, 200, -200], np.float16), (2, 1, 1))
    assert ag.conv1d(x, w, groups=2).tolist() == [[[40_000.0], [40_000.0]]]
