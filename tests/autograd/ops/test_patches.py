"""Unfold and fold: literal columns, that they are each other's transpose, errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

IMAGE = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)


def test_windows_become_columns() -> None:
    assert ag.unfold(IMAGE, 2)[0].tolist() == [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]
    assert ag.unfold(IMAGE, 2, dilation=2)[0].tolist() == [[1], [3], [7], [9]]
    assert ag.unfold(IMAGE, (1, 3), padding=(0, 1), stride=(2, 1))[0].tolist() == [
        [0, 1, 2, 0, 7, 8], [1, 2, 3, 7, 8, 9], [2, 3, 0, 8, 9, 0]
    ]  # fmt: skip


def test_channels_come_before_the_places_in_a_window() -> None:
    x = np.stack([IMAGE[0, 0], 10 * IMAGE[0, 0]])
    assert ag.unfold(x, (2, 1))[:, 0].tolist() == [1, 4, 10, 40]


def test_gradient_counts_the_windows_of_each_pixel() -> None:
    t = Tensor(IMAGE, requires_grad=True)
    ag.unfold(t, 2).sum().backward()
    assert t.grad[0, 0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    columns = ag.ones(1, 4, 4, requires_grad=True)
    (ag.fold(columns, 3, 2) * IMAGE).sum().backward()
    assert np.array_equal(columns.grad.numpy(), ag.unfold(IMAGE, 2))


@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"padding": (1, 2), "dilation": 2}, {"stride": (3, 1)}])
def test_fold_is_the_transpose_of_unfold(options: dict[str, Any]) -> None:
    generator = np.random.default_rng(2)
    x = generator.standard_normal((2, 3, 6, 5))
    columns = ag.unfold(x, (3, 2), **options)
    y = generator.standard_normal(columns.shape)
    folded = ag.fold(y, (6, 5), (3, 2), **options)
    assert folded.shape == x.shape
    assert np.sum(columns * y) == pytest.approx(np.sum(x * folded), rel=1e-12)


def test_convolution_is_unfolding_and_a_product() -> None:
    generator = np.random.default_rng(3)
    x, w = generator.standard_normal((2, 3, 5, 4)), generator.standard_normal((4, 3, 2, 3))
    product = w.reshape(4, -1) @ ag.unfold(x, (2, 3), padding=1)
    expected = ag.conv2d(x, w, padding=1)
    np.testing.assert_allclose(ag.fold(product, expected.shape[2:], 1), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ag.unfold(IMAGE, 4), "^unfold: Kernel size can't be greater than actual input size"),
        (lambda: ag.unfold(IMAGE, 2, stride=0), "stride must be at least 1, got 0"),
        (lambda: ag.unfold(IMAGE[0, 0], 2), r"expected an input of 4 axes, \(N, C, H, W\), or of 3"),
        (lambda: ag.fold(ag.ones(1, 5, 4), 3, 2), r"^fold: expected the input's columns to have a multiple of 2 \* 2 = 4 elements, but the shape is \(1, 5, 4\)"),
        (lambda: ag.fold(ag.ones(1, 4, 5), 3, 2), r"with output_size=\(3, 3\) there are 2 \* 2 = 4 windows, one a column, but the input has shape \(1, 4, 5\)"),
        (lambda: ag.fold(ag.ones(4), 3, 2), r"expected an input \(N, C \* kernel, L\)"),
        (lambda: ag.fold(ag.ones(1, 4, 4), 0, 2), "output_size must be at least 1, got 0"),
    ],
)  # fmt: skip
def test_errors(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
