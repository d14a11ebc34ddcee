"""Pooling layers, against loops and numbers by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
import nn.functional as F
from autograd import Tensor, gradients
from tests.nn.cases.pooling import numbers
from tests.nn.loops import windows

LAYERS = {1: (nn.MaxPool1d, nn.AvgPool1d), 2: (nn.MaxPool2d, nn.AvgPool2d)}


@settings(deadline=None, max_examples=60)
@given(st.data(), st.integers(1, 2), st.booleans())
def test_pooling_is_what_loops_compute(data: Any, axes: int, counted: bool) -> None:
    def of_each_axis(least: int, most: int) -> tuple[int, ...]:
        return tuple(data.draw(st.integers(least, most)) for _ in range(axes))

    lengths, kernel, stride = of_each_axis(3, 6), of_each_axis(1, 3), of_each_axis(1, 3)
    padding = tuple(data.draw(st.integers(0, k // 2)) for k in kernel)
    x = numbers(2, 3, *lengths, seed=data.draw(st.integers(0, 99)))
    largest, means = {}, {}
    for place, elements in windows(lengths, kernel, stride, [(p, p) for p in padding], (1,) * axes):
        inside = [
            at for _, at in elements if all(0 <= a < n for a, n in zip(at, lengths, strict=True))
        ]
        values = np.stack([x[(..., *at)] for at in inside])
        largest[place] = values.max(axis=0)
        means[place] = values.sum(axis=0) / (len(elements) if counted else len(inside))
    for layer, expected in (
        (LAYERS[axes][0](kernel, stride, padding), largest),
        (LAYERS[axes][1](kernel, stride, padding, count_include_pad=counted), means),
    ):
        found = layer(x)
        assert found.shape == (2, 3, *(last + 1 for last in max(expected)))
        for place, value in expected.items():
            np.testing.assert_allclose(found[(..., *place)], value, 1e-12, 1e-12)


@settings(deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 9), st.integers(1, 9))
def test_adaptive_pooling_covers_an_image_evenly(
    height: int, width: int, rows: int, columns: int
) -> None:
    x = numbers(2, height, width)
    means = nn.AdaptiveAvgPool2d((rows, columns))(x)
    largest, places = nn.AdaptiveMaxPool2d((rows, columns), return_indices=True)(x)
    assert means.shape == largest.shape == places.shape == (2, rows, columns)
    for i in range(rows):
        for j in range(columns):
            top, bottom = math.floor(i * height / rows), math.ceil((i + 1) * height / rows)
            left, right = math.floor(j * width / columns), math.ceil((j + 1) * width / columns)
            region = x[:, top:bottom, left:right]
            np.testing.assert_allclose(means[:, i, j], region.mean(axis=(1, 2)), 1e-12, 1e-12)
            np.testing.assert_array_equal(largest[:, i, j], region.max(axis=(1, 2)))
    flat = x.reshape(2, -1)
    np.testing.assert_array_equal(
        np.take_along_axis(flat, places.reshape(2, -1), 1), largest.reshape(2, -1)
    )


def test_adaptive_maximum_gives_the_gradient_to_the_first_of_equals_row_by_row() -> None:
    x = Tensor([[[1.0, 5], [5, 1]]], requires_grad=True)
    for regions in (1, (1, 1)):
        largest, place = F.adaptive_max_pool2d(x, regions, return_indices=True)
        assert place.tolist() == [[[1]]]
        assert gradients(largest.sum(), x)[0].tolist() == [[[0, 1], [0, 0]]]


def test_an_infinite_element_stays_in_its_regions() -> None:
    assert F.adaptive_avg_pool1d([[np.inf, 1.0, 2, 3, 4]], 3).tolist() == [[np.inf, 2, 3.5]]


def test_pooling_keeps_the_dtype() -> None:
    x = np.ones((1, 2, 4, 4), np.float32)
    for layer in (nn.MaxPool2d(2), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(3), nn.StochasticPool2d(2),
                  nn.AdaptiveMaxPool2d(3), nn.StochasticPool2d(2).eval()):  # fmt: skip
        assert layer(x).dtype == layer(Tensor(x)).dtype == np.float32


def test_pooling_after_a_small_shift_gives_the_same_maximum() -> None:
    # Deck 2: pooling minds small shifts less.
    image = np.zeros((1, 4, 4))
    image[0, 0, 2] = 1
    shifted = np.roll(image, (1, 1), (1, 2))
    assert nn.MaxPool2d(2)(image).tolist() == nn.MaxPool2d(2)(shifted).tolist()


# Stochastic pooling.

# Catalogue, pool_stochastic: the probabilities of 1, 3, 5, 6 are these numbers over 15.
REGION = [[[1.0, 3], [5, 6]]]


def test_elements_are_drawn_with_probabilities_proportional_to_them() -> None:
    autograd.manual_seed(0)
    draws = F.stochastic_pool2d(np.broadcast_to(REGION, (30000, 2, 2)), 2)
    values, counts = np.unique(draws, return_counts=True)
    assert values.tolist() == [1, 3, 5, 6]
    # Four standard deviations of a share are sqrt(p (1 - p) / 30000) * 4 < 0.012.
    np.testing.assert_allclose(counts / 30000, np.array([1, 3, 5, 6]) / 15, atol=0.012)


def test_the_mean_of_many_draws_is_what_evaluation_gives() -> None:
    pool = nn.StochasticPool2d((2, 3), stride=(1, 2), padding=(1, 0))
    x = np.maximum(numbers(1, 4, 5), 0)
    autograd.manual_seed(0)
    mean = pool(np.broadcast_to(x, (20000, 1, 4, 5))).mean(axis=0)
    np.testing.assert_allclose(mean, pool.eval()(x), atol=4 * x.max() / 2 / math.sqrt(20000))


def test_training_draws_anew_and_evaluation_does_not() -> None:
    x = np.abs(numbers(2, 8, 8))
    pool = nn.StochasticPool2d(2)
    autograd.manual_seed(5)
    first, second = pool(x), pool(x)
    assert (first != second).any()
    autograd.manual_seed(5)
    np.testing.assert_array_equal(pool(x), first)
    state = autograd.default_generator().bit_generator.state
    np.testing.assert_array_equal(pool.eval()(x), pool(x))
    assert autograd.default_generator().bit_generator.state == state


def test_a_thread_may_draw_from_a_generator_of_its_own() -> None:
    x = np.abs(numbers(2, 8, 8))
    drawn = []
    for _ in range(2):
        with autograd.use_generator(np.random.default_rng(7)):
            drawn.append(F.stochastic_pool2d(x, 2).tolist())
    assert drawn[0] == drawn[1]


def test_what_is_drawn_lies_in_its_window_and_gets_the_gradient() -> None:
    autograd.manual_seed(1)
    x = Tensor(np.arange(1.0, 17).reshape(1, 4, 4), requires_grad=True)
    out = nn.StochasticPool2d(2)(x)
    weights = Tensor([[[1.0, 10], [100, 1000]]])
    (of_x,) = gradients((out * weights).sum(), x)
    expected = np.zeros((1, 4, 4))
    for row in range(2):
        for column in range(2):
            window = x.data[0, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
            drawn = out.data[0, row, column]
            assert drawn in window
            expected[x.data == drawn] = weights.data[0, row, column]
    assert of_x.tolist() == expected.tolist()


def test_a_window_of_zeros_gives_zero_and_no_gradient() -> None:
    for training in (True, False):
        x = autograd.zeros(1, 2, 4, requires_grad=True)
        out = F.stochastic_pool2d(x, 2, training=training)
        assert out.tolist() == [[[0, 0]]]
        assert gradients(out.sum(), x)[0].tolist() == [[[0] * 4] * 2]


def test_zeros_are_never_drawn() -> None:
    # Catalogue, pool_stochastic_sparse: 1.6 and 2.4 among seven zeros.
    region = np.zeros((2000, 3, 3), np.float32)
    region[:, 0, 2], region[:, 2, 1] = 1.6, 2.4
    autograd.manual_seed(0)
    drawn = F.stochastic_pool2d(region, 3)
    assert set(drawn.ravel().tolist()) == {float(np.float32(1.6)), float(np.float32(2.4))}
    assert abs(drawn.mean() - 2.08) < 4 * 0.4 / math.sqrt(2000)


def test_expectation_neither_overflows_nor_vanishes() -> None:
    for value in (1e-30, 1e30):
        out = F.stochastic_pool2d(np.full((1, 2, 2), value, np.float32), 2, training=False)
        np.testing.assert_allclose(out, np.float32(value), rtol=1e-6)


@pytest.mark.parametrize("training", [True, False])
def test_nan_stays_visible(training: bool) -> None:
    x = np.array([[[1.0, np.nan, 2, 2]]])
    out = F.stochastic_pool2d(x, (1, 2), training=training)
    assert np.isnan(out[0, 0, 0])
    assert out[0, 0, 1] == 2


def test_negative_activations_are_refused() -> None:
    with pytest.raises(ValueError, match=r"none may be negative, .* is -0.5; put a ReLU before"):
        nn.StochasticPool2d(2)([[[1.0, 2], [-0.5, 3]]])
    assert nn.StochasticPool2d(1)([[[-0.0]]]).tolist() == [[[0.0]]]


def test_whole_numbers_are_pooled_as_floats() -> None:
    assert F.stochastic_pool2d([[[1, 3], [5, 6]]], 2, training=False).item() == 71 / 15
    assert F.stochastic_pool2d(np.ones((1, 2, 2), int), 2).dtype.kind == "f"


# Mistakes.


@pytest.mark.parametrize(
    "layer", [nn.MaxPool1d, nn.MaxPool2d, nn.AvgPool1d, nn.AvgPool2d, nn.StochasticPool2d]
)
def test_wrong_settings_are_refused_by_name(layer: Any) -> None:
    for name, values in (
        ("kernel_size", [0, -1, 2.0, "2", True, (), (1, 2, 3), None]),
        ("stride", [0, 1.5, (0, 0)]),
        ("padding", [-1, 2, 0.5, "same"]),
    ):
        for value in values:
            with pytest.raises(ValueError, match=f"^{layer.__name__}: .*{name}"):
                layer(**{"kernel_size": 2, name: value})


def test_a_divisor_that_is_no_positive_integer_is_refused() -> None:
    for divisor in (0, -1, 1.5, "4"):
        with pytest.raises(ValueError, match="AvgPool2d: divisor_override"):
            nn.AvgPool2d(2, divisor_override=divisor)
        with pytest.raises((TypeError, ValueError), match="avg_pool2d: divisor_override"):
            F.avg_pool2d(autograd.zeros(1, 4, 4), 2, divisor_override=divisor)


def test_wrong_settings_of_adaptive_pooling_are_refused_by_name() -> None:
    for layer in (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d):
        for size in (0, -1, 1.5, "1", (1, 2, 3), (), True):
            with pytest.raises(ValueError, match=f"^{layer.__name__}: output_size"):
                layer(size)


@pytest.mark.parametrize("layer", [
    nn.MaxPool2d(2), nn.AvgPool2d(2), nn.StochasticPool2d(2), nn.AdaptiveAvgPool2d(1),
    nn.AdaptiveMaxPool2d(1),
])  # fmt: skip
def test_other_shapes_are_refused_by_name(layer: Any) -> None:
    for shape in ((), (4,), (10, 784), (1, 1, 1, 4, 4)):
        with pytest.raises(
            ValueError, match=r"expected an input of shape \(N, C, H, W\)"
        ) as raised:
            layer(np.zeros(shape))
        assert str(raised.value).startswith(type(layer).__name__ + "(")
    with pytest.raises(ValueError, match=r"size|nothing to pool"):
        layer(np.zeros((1, 0, 3)))


def test_an_empty_batch_stays_empty() -> None:
    for layer in (nn.MaxPool2d(2), nn.AvgPool2d(2), nn.StochasticPool2d(2), nn.AdaptiveAvgPool2d(2),
                  nn.StochasticPool2d(2).eval()):  # fmt: skip
        assert layer(autograd.zeros(0, 3, 4, 4)).shape == (0, 3, 2, 2)


def test_how_layers_print() -> None:
    # As PyTorch 2.13 prints them, StochasticPool2d like its siblings.
    for layer, text in (
        (nn.MaxPool2d((2, 3)), "MaxPool2d(kernel_size=(2, 3), stride=(2, 3), padding=0, dilation=1, "
                               "ceil_mode=False)"),
        (nn.AvgPool1d(2), "AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))"),
        (nn.AvgPool2d(2, 1), "AvgPool2d(kernel_size=2, stride=1, padding=0)"),
        (nn.AdaptiveAvgPool2d((None, 3)), "AdaptiveAvgPool2d(output_size=(None, 3))"),
        (nn.StochasticPool2d(3, 2), "StochasticPool2d(kernel_size=3, stride=2, padding=0)"),
    ):  # fmt: skip
        assert repr(layer) == text


def test_half_precision_does_not_overflow_in_the_sum_of_a_window() -> None:
    # 900 elements of 100 are 90,000 together; float16 ends at 65,504.
    x = np.full((1, 1, 30, 30), 100.0, np.float16)
    for pool in (nn.AvgPool2d(30), nn.AdaptiveAvgPool2d(1), nn.AvgPool2d(30, padding=15)):
        assert pool(x).dtype == np.float16
    assert nn.AvgPool2d(30)(x).tolist() == [[[[100.0]]]]
    assert nn.AdaptiveAvgPool2d(1)(x).tolist() == [[[[100.0]]]]


def test_stochastic_pooling_pads_rows_and_columns_by_their_own_widths() -> None:
    # By hand: a row of zeros above and below; in windows of two rows the other one is zero.
    out = F.stochastic_pool2d(Tensor([[[1.0, 2.0]]]), (2, 1), 1, (1, 0), training=False)
    assert out.tolist() == [[[1.0, 2.0], [1.0, 2.0]]]
