"""Convolution and pooling where their fast ways begin and end: last blocks, dtypes, nothing at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.ops.window import depthwise, pairs, window_products

GENERATOR = np.random.default_rng(21)


def results(x: Any, w: Any, g: Any, **options: Any) -> list[Any]:
    """The convolution and its gradients."""
    x, w = Tensor(x, requires_grad=True), Tensor(w, requires_grad=True)
    y = ag.conv2d(x, w, **options)
    y.backward(g)
    return [y.detach().numpy(), x.grad.numpy(), w.grad.numpy()]


@pytest.mark.parametrize("images", [4, 5, 6, 7])
@pytest.mark.parametrize(("channels", "groups"), [(2, 1), (4, 2), (3, 3)])
def test_a_last_block_may_have_fewer_images(
    images: int, channels: int, groups: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three images in a block: the last one has one, two or three."""
    x = GENERATOR.standard_normal((images, channels, 5, 5))
    w = GENERATOR.standard_normal((channels, channels // groups, 3, 3))
    g = GENERATOR.standard_normal((images, channels, 5, 5))
    options = {"padding": 1, "groups": groups}
    expected = [results(x[i : i + 1], w, g[i : i + 1], **options) for i in range(images)]
    monkeypatch.setattr(window_products, "_neighbours", lambda *_: 1)
    monkeypatch.setattr(window_products, "_BLOCK", 3 * 25 * 9 * channels)
    monkeypatch.setattr(depthwise, "_BLOCK", 3 * 25 * channels)
    y, at_x, at_w = results(x, w, g, **options)
    ys, xs, ws = zip(*expected, strict=True)
    np.testing.assert_allclose(y, np.concatenate(ys), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(at_x, np.concatenate(xs), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(at_w, sum(ws), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("images", [4, 5, 6])
def test_a_last_block_of_pairs_may_have_fewer_images(
    images: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = Tensor(GENERATOR.standard_normal((images, 2, 5, 4)), requires_grad=True)
    g = GENERATOR.standard_normal((images, 2, 2, 2))
    (expected,) = ag.gradients(ag.max_pool2d(x, 2), x, g)
    monkeypatch.setattr(pairs, "_BLOCK", 3 * 2 * 5 * 4)
    (ours,) = ag.gradients(ag.max_pool2d(x, 2), x, g)
    np.testing.assert_array_equal(ours, expected)


def test_pairs_with_a_hole_between_them_are_no_pairs() -> None:
    x = Tensor(np.arange(16.0).reshape(1, 1, 4, 4)[..., ::-1], requires_grad=True)
    y = ag.max_pool2d(x, 2, dilation=2)
    np.testing.assert_array_equal(y.data, [[[[11.0]]]])  # of 3, 1, 11 and 9, in columns 0 and 2
    y.backward()
    expected = np.zeros((1, 1, 4, 4))
    expected[0, 0, 2, 0] = 1
    np.testing.assert_array_equal(x.grad, expected)


@pytest.mark.parametrize("kernel", [1, 3])
def test_without_channels_there_is_the_bias_alone(kernel: int) -> None:
    x = Tensor(np.zeros((2, 0, 5, 5)), requires_grad=True)
    w = Tensor(np.zeros((3, 0, kernel, kernel)), requires_grad=True)
    bias = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = ag.conv2d(x, w, bias, padding=kernel // 2)
    expected = np.broadcast_to([[[1.0]], [[2.0]], [[3.0]]], (2, 3, 5, 5))
    np.testing.assert_array_equal(y.data, expected)
    y.sum().backward()
    assert x.grad.shape == x.shape
    assert w.grad.shape == w.shape
    np.testing.assert_array_equal(bias.grad, [50.0, 50.0, 50.0])


def test_without_images_there_are_zeros_for_the_kernels() -> None:
    for groups in (1, 2):
        x = Tensor(np.zeros((0, 2, 5, 5)), requires_grad=True)
        w = Tensor(np.ones((2, 2 // groups, 3, 3)), requires_grad=True)
        ag.conv2d(x, w, groups=groups).sum().backward()
        assert x.grad.shape == (0, 2, 5, 5)
        np.testing.assert_array_equal(w.grad, np.zeros(w.shape))


@pytest.mark.parametrize("options", [{}, {"stride": 2}])
@pytest.mark.parametrize("transposed", [False, True])
def test_a_bias_of_a_wider_dtype_widens_the_result(options: Any, transposed: bool) -> None:
    x, w = np.ones((1, 1, 4, 4), np.float32), np.zeros((1, 1, 2, 2), np.float32)
    convolve = ag.conv_transpose2d if transposed else ag.conv2d
    y = convolve(x, w, np.array([1 / 3]), **options)
    assert y.dtype == np.float64
    np.testing.assert_array_equal(y, np.full(y.shape, 1 / 3))


@pytest.mark.parametrize("groups", [1, 2])
def test_single_precision_images_with_double_kernels_keep_the_digits(groups: int) -> None:
    x = GENERATOR.standard_normal((3, 2, 5, 5)).astype(np.float32)
    w = GENERATOR.standard_normal((2, 2 // groups, 3, 3))
    g = GENERATOR.standard_normal((3, 2, 3, 3))
    exact = results(x.astype(np.float64), w, g, groups=groups)
    y, at_x, at_w = results(x, w, g, groups=groups)
    assert (y.dtype, at_x.dtype, at_w.dtype) == (np.float64, np.float32, np.float64)
    np.testing.assert_allclose(y, exact[0], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(at_w, exact[2], rtol=1e-12, atol=1e-12)


def test_half_precision_kernels_lose_nothing_over_many_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """4,096 times 1/16 is 256: in half precision the sum would stop at 128, where 1/16 vanishes."""
    monkeypatch.setattr(window_products, "_BLOCK", 1)
    x = np.ones((4096, 1, 1, 2), np.float16)
    g = np.full((4096, 1, 1, 1), 1 / 16, np.float16)
    _, _, at_w = results(x, np.ones((1, 1, 1, 2), np.float16), g)
    np.testing.assert_array_equal(at_w, np.full((1, 1, 1, 2), 256.0))
    assert at_w.dtype == np.float16


@pytest.mark.parametrize("layout", ["read-only", "backwards", "channels last", "every second"])
@pytest.mark.parametrize("groups", [1, 4])
def test_the_layout_of_the_users_arrays_does_not_matter(layout: str, groups: int) -> None:
    def laid(x: Any) -> Any:
        if layout == "backwards":
            return np.ascontiguousarray(x[..., ::-1])[..., ::-1]
        if layout == "channels last":
            return np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 1, -1)), -1, 1)
        if layout == "every second":
            return np.repeat(x, 2, -1)[..., ::2]
        x = x.copy()
        x.flags.writeable = False
        return x

    x = GENERATOR.standard_normal((2, 4, 6, 6))
    w = GENERATOR.standard_normal((4, 4 // groups, 3, 3))
    g = GENERATOR.standard_normal((2, 4, 6, 6))
    given = [laid(a) for a in (x, w, g)]
    for options in ({"groups": groups, "padding": 1}, {"groups": groups, "padding": "same"}):
        ours = results(*given, **options)
        for one, other in zip(ours, results(x, w, g, **options), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)
        for one in ours:
            assert not any(np.shares_memory(one, a) for a in given)
    for a, b in zip(given, (x, w, g), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_mean_of_many_halves_is_not_their_sum_in_half_precision() -> None:
    x = np.full(100_000, 3.0, np.float16)  # the sum is beyond the largest half, 65,504
    assert ag.mean(Tensor(x)).item() == 3.0
