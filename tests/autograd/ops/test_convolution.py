"""Convolution: the deck's numbers, a naive implementation, memory layouts, errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor
from autograd.symbol import Symbol, local_derivative
from autograd.testing import gradcheck
from tests.autograd.cases.convolution import convolution, transposed_convolution

# Deck 2, "Convolution Layer": an image of 5 x 5 and a kernel of 3 x 3.
IMAGE = [[1.0, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
KERNEL = [[1.0, 0, 1], [0, 1, 0], [1, 0, 1]]
GENERATOR = np.random.default_rng(5)


def deck(**options: Any) -> Any:
    image, kernel = Tensor([IMAGE], requires_grad=True), Tensor([[KERNEL]], requires_grad=True)
    return ag.conv2d(image, kernel, **options)[0], image, kernel


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [[4, 3, 4], [2, 4, 3], [2, 3, 4]]),
        ({"padding": "valid"}, [[4, 3, 4], [2, 4, 3], [2, 3, 4]]),
        ({"stride": 2}, [[4, 4], [2, 4]]),
        ({"padding": 1}, [[2, 2, 3, 1, 1], [1, 4, 3, 4, 1], [1, 2, 4, 3, 3], [1, 2, 3, 4, 1], [0, 2, 2, 1, 1]]),
        ({"padding": "same"}, [[2, 2, 3, 1, 1], [1, 4, 3, 4, 1], [1, 2, 4, 3, 3], [1, 2, 3, 4, 1], [0, 2, 2, 1, 1]]),
        ({"padding": 1, "stride": 2}, [[2, 3, 1], [1, 4, 3], [0, 2, 1]]),
        ({"bias": [0.5]}, [[4.5, 3.5, 4.5], [2.5, 4.5, 3.5], [2.5, 3.5, 4.5]]),
        ({"dilation": 2}, [[2]]),
    ],
)  # fmt: skip
def test_feature_maps_of_deck_2(options: dict[str, Any], expected: Any) -> None:
    assert deck(**options)[0].tolist() == expected


def test_gradients_of_the_deck_image_and_kernel() -> None:
    out, image, kernel = deck()
    out.sum().backward()
    assert kernel.grad[0, 0].tolist() == [[6, 7, 6], [4, 7, 7], [4, 6, 6]]
    assert image.grad[0].tolist() == [
        [1, 1, 2, 1, 1], [1, 2, 3, 2, 1], [2, 3, 5, 3, 2], [1, 2, 3, 2, 1], [1, 1, 2, 1, 1]
    ]  # fmt: skip
    out, image, kernel = deck()
    loss = 0.5 * (out**2).sum()
    loss.backward()
    assert loss.item() == 49.5
    assert kernel.grad[0, 0].tolist() == [[22, 23, 19], [14, 25, 21], [14, 19, 19]]
    assert image.grad[0].tolist() == [
        [4, 3, 8, 3, 4], [2, 8, 8, 8, 3], [6, 8, 18, 9, 8], [2, 6, 8, 8, 3], [2, 3, 6, 3, 4]
    ]  # fmt: skip


def test_shared_weights_of_deck_2() -> None:
    signal = ag.arange(1.0, 8.0).reshape(1, 1, 7)
    assert ag.conv1d(signal, [[[1.0, 0.0, -1.0]]], stride=2).tolist() == [[[-2.0, -2.0, -2.0]]]


def test_padding_of_deck_2_keeps_the_size() -> None:
    image = ag.zeros(1, 3, 32, 32)
    assert ag.conv2d(image, ag.zeros(4, 3, 5, 5), padding=2).shape == (1, 4, 32, 32)
    assert ag.conv2d(image, ag.zeros(4, 3, 3, 3), padding=2).shape == (1, 4, 34, 34)
    assert ag.conv2d(image, ag.zeros(4, 3, 3, 3)).shape == (1, 4, 30, 30)


def test_the_kernel_is_not_flipped() -> None:
    assert ag.conv1d(Tensor([[1.0, 10.0, 100.0]]), [[[1.0, 2.0]]]).tolist() == [[21.0, 210.0]]


def test_channels_are_summed_and_groups_kept_apart() -> None:
    x = Tensor([[[1.0]], [[10.0]], [[100.0]], [[1000.0]]])
    assert ag.conv2d(x, ag.ones(1, 4, 1, 1)).tolist() == [[[1111.0]]]
    assert ag.conv2d(x, ag.ones(2, 2, 1, 1), groups=2).reshape(-1).tolist() == [11.0, 1100.0]
    weight = Tensor(np.arange(1.0, 9.0).reshape(8, 1, 1, 1))
    depthwise = ag.conv2d(x, weight, groups=4)
    assert depthwise.reshape(-1).tolist() == [1, 2, 30, 40, 500, 600, 7000, 8000]


def test_rows_that_no_window_reaches_get_no_gradient() -> None:
    x = Tensor(np.ones((1, 1, 4, 6)), requires_grad=True)
    ag.conv2d(x, ag.ones(1, 1, 2, 2), stride=(3, 2)).sum().backward()
    assert x.grad[0, 0].tolist() == [[1] * 6, [1] * 6, [0] * 6, [0] * 6]
    ag.conv2d(x, ag.ones(1, 1, 1, 3), stride=4).sum().backward()
    assert x.grad[0, 0].tolist() == [[2, 2, 2, 1, 1, 1], [1] * 6, [0] * 6, [0] * 6]


def test_transposed_convolution_by_hand() -> None:
    y, weight = Tensor([[[1.0, 2.0], [3.0, 4.0]]]), Tensor([[[[1.0, 10.0], [100.0, 1000.0]]]])
    assert ag.conv_transpose2d(y, weight)[0].tolist() == [
        [1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]
    ]  # fmt: skip
    assert ag.conv_transpose2d(y, weight, padding=1)[0].tolist() == [[1234]]
    assert ag.conv_transpose2d(y, weight, stride=2, output_padding=1, bias=[0.5])[0].tolist() == [
        [1.5, 10.5, 2.5, 20.5, 0.5], [100.5, 1000.5, 200.5, 2000.5, 0.5],
        [3.5, 30.5, 4.5, 40.5, 0.5], [300.5, 3000.5, 400.5, 4000.5, 0.5], [0.5] * 5,
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_setting_is_the_naive_loop(data: Any) -> None:
    axes, groups = data.draw(st.integers(1, 2)), data.draw(st.integers(1, 3))

    def several(least: int, most: int) -> Any:
        numbers = st.integers(least, most)
        return data.draw(st.one_of(numbers, st.tuples(*[numbers] * axes)))

    stride, dilation, padding = several(1, 3), several(1, 2), several(0, 2)
    kernel = np.broadcast_to(several(1, 3), axes)
    size = np.broadcast_to(several(1, 4), axes) + np.broadcast_to(dilation, axes) * (kernel - 1)
    channels, outputs = groups * data.draw(st.integers(1, 2)), groups * data.draw(st.integers(1, 2))
    x = GENERATOR.standard_normal((data.draw(st.integers(0, 2)), channels, *size))
    w = GENERATOR.standard_normal((outputs, channels // groups, *kernel))
    b = GENERATOR.standard_normal(outputs)
    ours = getattr(ag, f"conv{axes}d")(x, w, b, stride, padding, dilation, groups)
    expected = convolution(x, w, b, stride, padding, dilation, groups)
    np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12)
    b = GENERATOR.standard_normal(channels)
    less = np.minimum(padding, (kernel - 1) * dilation // 2)
    back = getattr(ag, f"conv_transpose{axes}d")(ours, w, b, stride, tuple(map(int, less)), 0, groups, dilation)
    expected = transposed_convolution(ours, w, b, stride, less, 0, groups, dilation)
    np.testing.assert_allclose(back, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("channels", [1, 3, 20])
@pytest.mark.parametrize("options", [{}, {"padding": 1, "stride": 2}, {"dilation": 2, "padding": "same"}])
def test_memory_layout_does_not_matter(channels: int, options: dict[str, Any]) -> None:
    values = GENERATOR.standard_normal((2, channels, 6, 5))
    weight = GENERATOR.standard_normal((4, channels, 3, 3))
    results = []
    for x in (values, np.ascontiguousarray(values.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2), values[::-1, ::-1][::-1, ::-1]):
        t, w = Tensor(x, requires_grad=True), Tensor(weight, requires_grad=True)
        out = ag.conv2d(t, w, **options)
        (out**2).sum().backward()
        results.append((out, t.grad, w.grad))
    for result in results[1:]:
        for a, b in zip(result, results[0], strict=True):
            np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "options", [{}, {"stride": 2}, {"stride": 2, "padding": 1}, {"dilation": 2, "padding": 1}]
)
def test_third_order(options: dict[str, Any]) -> None:
    """The derivatives of a derivative to second order."""

    def slope(x: Any, w: Any) -> Any:
        return ag.gradients((ag.conv2d(x, w, **options) ** 3).sum(), x, create_graph=True)[0]

    x = Tensor(GENERATOR.uniform(-1, 1, (1, 1, 4, 3)), requires_grad=True)
    w = Tensor(GENERATOR.uniform(-1, 1, (1, 1, 2, 2)), requires_grad=True)
    assert gradcheck(slope, [x, w], order=2, rtol=1e-5, atol=1e-6)


def test_the_gradient_of_an_input_that_needs_none_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("computed")

    operation = ag.conv2d(Tensor([IMAGE]), Tensor([[KERNEL]], requires_grad=True))._inputs[0]._operation
    monkeypatch.setattr(operation, "fast_rules", (refuse, *operation.fast_rules[1:]))
    _, _, kernel = deck()
    ag.conv2d(Tensor([IMAGE]), kernel).sum().backward()
    assert kernel.grad is not None


def test_formulas_name_the_other_two_operations() -> None:
    operation = ag.conv2d(ag.zeros(1, 1, 2, 2, requires_grad=True), ag.zeros(1, 1, 1, 1))._operation
    x, w = Symbol("x", np.zeros((1, 1, 4, 4))), Symbol("w", np.zeros((1, 1, 2, 2)))

    def formula(position: int, **parameters: Any) -> str:
        g = Symbol("g", operation.forward(x.value, w.value, **parameters))
        return str(local_derivative(operation, position, [x, w, None], parameters, g))

    assert formula(0) == "transposed_convolution(g, w)"
    assert formula(1) == "convolution_weight_gradient(x, g)"
    assert formula(1, stride=2) == "convolution_weight_gradient(x, g, stride=2)"


def test_dtypes_are_kept() -> None:
    x, w = np.ones((1, 1, 3, 3), np.float32), np.ones((1, 1, 2, 2), np.float32)
    assert ag.conv2d(x, w, np.ones(1, np.float32)).dtype == np.float32
    assert ag.conv2d(x, w, np.ones(1)).dtype == np.float64
    assert ag.conv2d(x, w.astype(float)).dtype == np.float64
    assert ag.conv_transpose2d(x, w).dtype == np.float32
    assert ag.conv2d(x.astype(int), w.astype(int)).tolist() == [[[[4, 4], [4, 4]]]]


X, W = ag.zeros(1, 2, 4, 4), ag.zeros(4, 2, 3, 3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ag.conv2d(ag.zeros(1, 3, 4, 4), W), ValueError,
         r"^conv2d: given groups=1, weight of shape \(4, 2, 3, 3\), expected input \(1, 3, 4, 4\) to have 2 channels, but got 3 channels instead"),
        (lambda: ag.conv2d(X, W, groups=3), ValueError, r"given groups=3, expected the weight to be divisible by 3 at axis 0, but it has shape \(4, 2, 3, 3\)"),
        (lambda: ag.conv2d(X, W, groups=2), ValueError, "to have 4 channels, but got 2 channels"),
        (lambda: ag.conv2d(X, W, groups=0), ValueError, "groups must be at least 1, got 0"),
        (lambda: ag.conv2d(X, W, ag.zeros(3)), ValueError, r"expected bias to have shape \(4,\), but got \(3,\)"),
        (lambda: ag.conv2d(X, W, ag.zeros(4, 1)), ValueError, r"expected bias to have shape \(4,\)"),
        (lambda: ag.conv2d(X, ag.zeros(4, 2, 5, 3)), ValueError,
         "Kernel size can't be greater than actual input size: the padded input is 4 x 4, the kernel 5 x 3"),
        (lambda: ag.conv2d(X, W, dilation=2), ValueError, "the kernel 3 x 3, 5 x 5 with its dilation"),
        (lambda: ag.conv2d(X, W, stride=0), ValueError, "stride must be at least 1, got 0"),
        (lambda: ag.conv2d(X, W, stride=(1, -1)), ValueError, r"stride must be at least 1, got \(1, -1\)"),
        (lambda: ag.conv2d(X, W, dilation=0), ValueError, "dilation must be at least 1, got 0"),
        (lambda: ag.conv2d(X, W, padding=-1), ValueError, "padding must be at least 0, got -1"),
        (lambda: ag.conv2d(X, W, stride=1.5), TypeError, "stride must be an integer, or one per axis; got 1.5"),
        (lambda: ag.conv2d(X, W, padding=(1, 1, 1)), ValueError, r"padding must be an integer or 2 of them, got \(1, 1, 1\)"),
        (lambda: ag.conv2d(X, W, padding=()), ValueError, r"padding must be an integer or 2 of them, got \(\)"),
        (lambda: ag.conv2d(X, W, padding="full"), ValueError, "padding must be 'same', 'valid' or integers, got 'full'"),
        (lambda: ag.conv2d(X, W, stride=2, padding="same"), ValueError, "padding='same' is not supported for strided convolutions"),
        (lambda: ag.conv2d(X[0, 0], W), ValueError, r"expected an input of 4 axes, \(N, C, H, W\), or of 3, \(C, H, W\), but got shape \(4, 4\)"),
        (lambda: ag.conv2d(X, W[0]), ValueError, r"expected a weight of 4 axes, but got shape \(2, 3, 3\)"),
        (lambda: ag.conv2d(X, ag.zeros(4, 2, 0, 3)), ValueError, "kernel size should be greater than zero"),
        (lambda: ag.conv1d(X, W[0]), ValueError, r"^conv1d: expected an input of 3 axes, \(N, C, L\)"),
        (lambda: ag.conv_transpose2d(X, W), ValueError, "to have 4 channels, but got 2 channels"),
        (lambda: ag.conv_transpose2d(X, ag.zeros(2, 3, 2, 2), ag.zeros(2)), ValueError, r"expected bias to have shape \(3,\)"),
        (lambda: ag.conv_transpose2d(X, ag.zeros(2, 3, 2, 2), output_padding=1), ValueError,
         "output padding must be smaller than either stride or dilation, but got output_padding=1, stride=1"),
        (lambda: ag.conv_transpose2d(X, ag.zeros(2, 3, 2, 2), padding=3), ValueError, r"the output would have the size \(-1, -1\), which is too small"),
        (lambda: ag.conv_transpose1d(ag.zeros(2, 4), ag.zeros(2, 3, 2), padding=0.5), TypeError, "^conv_transpose1d: padding must be an integer"),
        (lambda: ag.conv2d("image", W), ValueError, "expected an input of 4 axes"),
    ],
)  # fmt: skip
def test_errors(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
