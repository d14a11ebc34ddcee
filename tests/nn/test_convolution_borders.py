"""Borders, patches and sizes: what surrounds convolution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
import nn.functional as F
from autograd import Tensor, gradients
from tests.nn.cases.convolution import numbers
from tests.nn.loops import source

MODES = {"constant": "zeros", "reflect": "reflect", "replicate": "replicate",
         "circular": "circular"}  # fmt: skip


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(MODES)))
def test_padding_takes_each_element_from_its_place(data: Any, mode: str) -> None:
    x = numbers(2, 4, 5)
    # A circle is closed after the cut; so that enough is left, nothing is cut off for it here.
    least = 0 if mode == "circular" else -2
    widths = data.draw(st.lists(st.integers(least, 3), min_size=2, max_size=4).filter(
        lambda found: len(found) % 2 == 0
    ))  # fmt: skip
    (left, right), (top, bottom) = widths[:2], widths[2:] or (0, 0)
    found = F.pad(x, widths, mode)
    assert found.shape == (2, 4 + top + bottom, 5 + left + right)
    for row in range(found.shape[1]):
        for column in range(found.shape[2]):
            at = source(row - top, 4, MODES[mode]), source(column - left, 5, MODES[mode])
            expected = [0, 0] if None in at else x[:, at[0], at[1]]
            np.testing.assert_array_equal(found[:, row, column], expected)


def test_widths_begin_at_the_last_axis() -> None:
    # By hand: one column to the left, two rows below.
    assert F.pad(Tensor([[1.0, 2]]), (1, 0, 0, 2), value=9).tolist() == [
        [9, 1, 2], [9, 9, 9], [9, 9, 9],
    ]  # fmt: skip
    assert F.pad(np.ones((32, 32, 3)), (0, 0, 2, 2, 2, 2)).shape == (36, 36, 3)  # deck 2, (H, W, C)
    assert F.pad(autograd.ones(3, 32, 32), (2, 2, 2, 2)).shape == (3, 36, 36)


def test_negative_widths_cut_off_and_send_the_gradient_back() -> None:
    x = Tensor([1.0, 2, 3, 4], requires_grad=True)
    out = F.pad(x, (-1, -2))
    assert out.tolist() == [2]
    assert gradients(out.sum(), x)[0].tolist() == [0, 1, 0, 0]
    assert F.pad(x, (0, 0)).tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(("widths", "settings", "error", "says"), [
    ((1,), {}, ValueError, "two widths for each axis"),
    ((1, 1, 1, 1), {}, ValueError, "at most 2"),
    ((1.0, 1), {}, TypeError, "integers"),
    (1, {}, TypeError, "integers"),
    ("11", {}, TypeError, "integers"),
    ((-3, -2), {}, ValueError, "cuts off more than the 4"),
    ((4, 0), {"mode": "reflect"}, ValueError, "at most 3"),
    ((5, 0), {"mode": "circular"}, ValueError, "at most 4"),
    ((1, 0), {"mode": "edge"}, ValueError, "no mode 'edge'"),
    ((1, 0), {"mode": "reflect", "value": 1.0}, ValueError, "takes no value"),
])  # fmt: skip
def test_wrong_widths_are_refused(widths: Any, settings: Any, error: Any, says: str) -> None:
    with pytest.raises(error, match=says):
        F.pad(Tensor([1.0, 2, 3, 4]), widths, **settings)


def test_layers_of_borders_refuse_wrong_widths_and_shapes() -> None:
    for padding in (1.0, "1", (1, 2), (1, 2, 3), True, None):
        with pytest.raises(ValueError, match="^ReflectionPad2d: padding must be an integer, or 4"):
            nn.ReflectionPad2d(padding)
    for value in ("1", None, True, [1.0]):
        with pytest.raises(ValueError, match="^ConstantPad1d: value must be a number"):
            nn.ConstantPad1d(1, value)
    with pytest.raises(ValueError, match=r"^ZeroPad2d.*expected an input of shape \(N, C, H, W\)"):
        nn.ZeroPad2d(1)(autograd.zeros(3, 3))
    assert repr(nn.ZeroPad2d(1)) == "ZeroPad2d((1, 1, 1, 1))"
    assert repr(nn.ConstantPad1d(2, 0.5)) == "ConstantPad1d(padding=(2, 2), value=0.5)"


# Sizes.


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(1, 20))
def test_a_given_size_takes_elements_at_even_distances(length: int, size: int) -> None:
    found = F.interpolate(np.arange(length).reshape(1, 1, -1), size)
    assert found.tolist() == [[[i * length // size for i in range(size)]]]


@pytest.mark.parametrize(("scale", "expected"), [
    (2, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]), (1, [0, 1, 2, 3, 4]), (0.5, [0, 2]),
    (1.5, [0, 0, 1, 2, 2, 3, 4]), (0.3, [0]),
])  # fmt: skip
def test_a_scale_factor_takes_elements_at_its_distances(scale: float, expected: Any) -> None:
    # By hand: floor(5 s) elements, number i from floor(i / s).
    assert F.interpolate(np.arange(5.0).reshape(1, 1, -1), scale_factor=scale).tolist() == [
        [expected]
    ]


@pytest.mark.parametrize("settings", [
    {}, {"size": 2, "scale_factor": 2}, {"size": 0}, {"size": 2.0}, {"size": (1, 2, 3)},
    {"scale_factor": 0}, {"scale_factor": -1.0}, {"scale_factor": float("nan")},
    {"scale_factor": "2"}, {"scale_factor": True}, {"scale_factor": (2, 2, 2)},
    {"scale_factor": 0.1}, {"scale_factor": 2, "mode": "bilinear"},
])  # fmt: skip
def test_wrong_sizes_are_refused(settings: Any) -> None:
    with pytest.raises(ValueError, match="interpolate: "):
        F.interpolate(autograd.zeros(1, 1, 3, 3), **settings)
    with pytest.raises(ValueError, match=r"Upsample: |interpolate: "):
        nn.Upsample(**settings)(autograd.zeros(1, 1, 3, 3))


def test_images_without_a_batch_are_not_resized() -> None:
    for shape in ((3, 3), (1, 1, 0, 3), (1, 1, 2, 2, 2)):
        with pytest.raises(ValueError, match="expected an input of shape"):
            F.interpolate(autograd.zeros(*shape), 2)


# Patches.


def test_folding_unfolded_windows_counts_how_often_each_pixel_was_taken() -> None:
    x = numbers(2, 3, 5, 4)
    settings = {"kernel_size": (3, 2), "padding": 1, "stride": (2, 1)}
    unfold, fold = nn.Unfold(**settings), nn.Fold((5, 4), **settings)
    counts = fold(unfold(np.ones_like(x)))
    np.testing.assert_allclose(fold(unfold(x)), x * counts, 1e-12)


def test_convolution_is_a_product_of_the_unfolded_windows() -> None:
    layer, x = nn.Conv2d(3, 4, 3, padding=1, stride=2, dtype=float), numbers(2, 3, 5, 6)
    columns = nn.Unfold(3, padding=1, stride=2)(x)
    rows = layer.weight.data.reshape(4, -1) @ columns + layer.bias.data[:, None]
    np.testing.assert_allclose(layer(x).data, rows.reshape(2, 4, 3, 3), 1e-12, 1e-12)


def test_wrong_settings_of_patches_are_refused_by_name() -> None:
    for name, values in (("kernel_size", [0, "2"]), ("stride", [0]), ("padding", [-1, "same"]),
                         ("dilation", [1.0])):  # fmt: skip
        for value in values:
            with pytest.raises(ValueError, match=f"^Unfold: {name}"):
                nn.Unfold(**{"kernel_size": 2, name: value})
    with pytest.raises(ValueError, match="^Fold: output_size"):
        nn.Fold((0, 2), 1)
    with pytest.raises(ValueError, match=r"^Unfold.*expected an input"):
        nn.Unfold(2)(autograd.zeros(3, 3))
    with pytest.raises(ValueError, match="fold"):
        nn.Fold(3, 2)(autograd.zeros(1, 4, 5))


@pytest.mark.parametrize(("widths", "expected"), [
    ((1, -1), [3, 1, 2, 3]),  # 4 is gone: what meets 1 is 3
    ((-1, 1), [2, 3, 4, 2]), ((-1, -1), [2, 3]), ((0, 2), [1, 2, 3, 4, 1, 2]),
])  # fmt: skip
def test_a_circle_is_closed_after_the_cut(widths, expected):
    # As PyTorch 2.13 does.
    out = F.pad(np.array([[[1.0, 2.0, 3.0, 4.0]]]), widths, mode="circular")
    np.testing.assert_array_equal(out, [[expected]])


def test_the_odd_element_of_same_padding_comes_after_in_all_modes() -> None:
    # By hand, with kernel (1, 10): 1 + 20, 2 + 30, and 3 + 10 times what is put behind it.
    for mode, last in (("zeros", 3), ("replicate", 33), ("reflect", 23), ("circular", 13)):
        layer = nn.Conv1d(1, 1, 2, padding="same", bias=False, padding_mode=mode)
        layer.load_state_dict({"weight": [[[1.0, 10.0]]]})
        assert layer(np.array([[1.0, 2.0, 3.0]])).tolist() == [[21.0, 32.0, last]], mode


def test_a_value_of_0_may_be_given_in_every_mode_as_in_pytorch() -> None:
    for value in (None, 0, 0.0):
        assert F.pad(np.array([1.0, 2.0]), (1, 0), "reflect", value).tolist() == [2.0, 1.0, 2.0]
