"""Convolution layers and their transposes, against loops and numbers by hand."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
from autograd import Tensor, gradients
from tests.nn.cases.convolution import IMAGE, KERNEL, numbers
from tests.nn.loops import convolve, source

MODES = ["zeros", "reflect", "replicate", "circular"]


def weights_of(layer: Any) -> tuple[Any, Any]:
    return layer.weight.data, None if layer.bias is None else layer.bias.data


@st.composite
def convolutions(draw: Any, axes: int) -> tuple[Any, Any]:
    """A layer, and an input that its windows fit into."""

    def of_each_axis(least: int, most: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(least, most)) for _ in range(axes))

    groups = draw(st.integers(1, 2))
    sizes, kernel, dilation = of_each_axis(4, 7), of_each_axis(1, 3), of_each_axis(1, 2)
    padding = draw(st.sampled_from(["same", "valid"]) | st.just(of_each_axis(0, 3)))
    stride = (1,) * axes if padding == "same" else of_each_axis(1, 3)
    mode = draw(st.sampled_from(MODES))
    if any((k - 1) * d >= n for k, d, n in zip(kernel, dilation, sizes, strict=True)):
        dilation = (1,) * axes
    layer = (nn.Conv1d, nn.Conv2d)[axes - 1](
        2 * groups, 3 * groups, kernel, stride, padding, dilation, groups,
        draw(st.booleans()), mode, dtype="float64",
    )  # fmt: skip
    return layer, numbers(2, 2 * groups, *sizes, seed=draw(st.integers(0, 99)))


@settings(deadline=None, max_examples=60)
@given(convolutions(axes=1) | convolutions(axes=2))
def test_a_convolution_is_what_loops_compute(case: tuple[Any, Any]) -> None:
    layer, x = case
    with autograd.no_grad():
        found = layer(x)
    expected = convolve(
        x, *weights_of(layer), layer.stride, layer.padding, layer.dilation, layer.groups,
        layer.padding_mode,
    )  # fmt: skip
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.numpy(), expected, 1e-12, 1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_padding_takes_its_elements_from_these_places(mode: str) -> None:
    # By hand: what a row 0 1 2 3 is continued with, two places to the left and to the right.
    known = {
        "zeros": [None, None, 0, 1, 2, 3, None, None], "reflect": [2, 1, 0, 1, 2, 3, 2, 1],
        "replicate": [0, 0, 0, 1, 2, 3, 3, 3], "circular": [2, 3, 0, 1, 2, 3, 0, 1],
    }  # fmt: skip
    assert [source(place, 4, mode) for place in range(-2, 6)] == known[mode]
    layer = nn.Conv1d(1, 1, 1, padding=2, padding_mode=mode, bias=False, dtype=float)
    nn.init.constant_(layer.weight, 1.0)
    row = [10.0, 11, 12, 13]
    expected = [0 if place is None else row[place] for place in known[mode]]
    assert layer([row]).tolist() == [expected]


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5])
def test_same_puts_the_odd_element_of_padding_at_the_end(kernel: int) -> None:
    layer = nn.Conv1d(1, 1, kernel, padding="same", bias=False)
    one = np.zeros((1, 7))
    one[0, 3] = 1
    # A kernel of numbers 1, 2, ... shows, read backwards, where its first element lies.
    _ = layer.load_state_dict({"weight": np.arange(1.0, kernel + 1).reshape(1, 1, -1)})
    expected = np.zeros(7)
    before = (kernel - 1) // 2
    for k in range(kernel):
        expected[3 + before - k] = k + 1
    assert layer(one).tolist() == [expected.tolist()]


def test_the_gradients_of_the_decks_example() -> None:
    # Catalogue, conv5x5_grad_sum and conv5x5_grad_halfsq.
    layer = nn.Conv2d(1, 1, 3, bias=False, dtype=float)
    _ = layer.load_state_dict({"weight": KERNEL})
    image = Tensor(IMAGE, requires_grad=True)
    of_kernel, of_image = gradients(layer(image).sum(), [layer.weight, image])
    assert of_kernel.tolist() == [[[[6, 7, 6], [4, 7, 7], [4, 6, 6]]]]
    assert of_image.tolist() == [[[1, 1, 2, 1, 1], [1, 2, 3, 2, 1], [2, 3, 5, 3, 2],
                                  [1, 2, 3, 2, 1], [1, 1, 2, 1, 1]]]  # fmt: skip
    loss = (layer(image) ** 2).sum() / 2
    assert loss.item() == 49.5
    of_kernel, of_image = gradients(loss, [layer.weight, image])
    assert of_kernel.tolist() == [[[[22, 23, 19], [14, 25, 21], [14, 19, 19]]]]
    assert of_image.tolist() == [[[4, 3, 8, 3, 4], [2, 8, 8, 8, 3], [6, 8, 18, 9, 8],
                                  [2, 6, 8, 8, 3], [2, 3, 6, 3, 4]]]  # fmt: skip


def test_the_kernel_is_not_flipped() -> None:
    layer = nn.Conv2d(1, 1, 2, bias=False)
    _ = layer.load_state_dict({"weight": [[[[1.0, 0], [0, 0]]]]})
    assert layer([[[5.0, 6], [7, 8]]]).item() == 5


def test_channels_are_convolved_one_by_one_and_added() -> None:
    # Deck 2, "Filter": each channel with a kernel of its own, and the sum is one map.
    both = nn.Conv2d(2, 1, 3, bias=False, dtype=float)
    x = numbers(2, 5, 5)
    one, other = nn.Conv2d(1, 1, 3, bias=False, dtype=float), nn.Conv2d(1, 1, 3, dtype=float)
    _ = one.load_state_dict({"weight": both.weight[:, :1].detach()})
    _ = other.load_state_dict({"weight": both.weight[:, 1:].detach(), "bias": [0.0]})
    np.testing.assert_allclose(
        both(x).detach().numpy(), (one(x[:1]) + other(x[1:])).detach().numpy(), 1e-12
    )


# Deck 2, catalogue row conv_out_sizes: length, kernel, padding, stride, and the length that results.
@pytest.mark.parametrize(
    ("n", "k", "p", "s", "out"),
    [(5, 3, 0, 1, 3), (32, 5, 2, 1, 32), (32, 3, 2, 1, 34), (32, 3, 0, 1, 30), (28, 4, 0, 1, 25),
     (7, 3, 0, 2, 3)],
)  # fmt: skip
def test_output_sizes(n: int, k: int, p: int, s: int, out: int) -> None:
    layer = nn.Conv2d(3, 2, k, s, p)
    assert layer(autograd.zeros(1, 3, n, n)).shape == (1, 2, out, out)


@pytest.mark.parametrize(("layer", "shape"), [
    (nn.Conv1d(2, 3, 2), (2, 4)), (nn.Conv2d(2, 3, 2, padding=1), (2, 3, 4)),
    (nn.Conv2d(2, 3, 2, padding=1, padding_mode="circular"), (2, 3, 4)),
    (nn.ConvTranspose1d(2, 3, 2), (2, 4)), (nn.ConvTranspose2d(2, 3, 2), (2, 3, 4)),
])  # fmt: skip
def test_a_single_one_is_a_batch_of_one_without_its_axis(layer: Any, shape: Any) -> None:
    x = numbers(*shape)
    assert layer(x).tolist() == layer(x[None]).tolist()[0]
    assert layer(np.zeros((0, *shape))).shape == (0, *layer(x).shape)


def test_images_of_bytes_are_computed_in_the_dtype_of_the_weights() -> None:
    out = nn.Conv2d(1, 1, 1)(np.full((1, 2, 2), 200, np.uint8))
    assert out.dtype == np.float32
    assert nn.Conv2d(1, 1, 1, dtype=float)(np.zeros((1, 2, 2), "float32")).dtype == float


# Transposed convolution.


@st.composite
def transposed_convolutions(draw: Any, axes: int) -> tuple[Any, Any]:
    def of_each_axis(least: int, most: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(least, most)) for _ in range(axes))

    groups = draw(st.integers(1, 2))
    stride, dilation, kernel = of_each_axis(1, 3), of_each_axis(1, 2), of_each_axis(1, 3)
    extra = tuple(
        draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True)
    )
    layer = (nn.ConvTranspose1d, nn.ConvTranspose2d)[axes - 1](
        2 * groups, 3 * groups, kernel, stride, of_each_axis(0, 1), extra, groups,
        draw(st.booleans()), dilation, dtype="float64",
    )  # fmt: skip
    return layer, numbers(2, 2 * groups, *of_each_axis(3, 5), seed=draw(st.integers(0, 99)))


@settings(deadline=None, max_examples=60)
@given(transposed_convolutions(axes=1) | transposed_convolutions(axes=2))
def test_a_transposed_convolution_adds_kernels_into_places(case: tuple[Any, Any]) -> None:
    layer, x = case
    weight, bias = weights_of(layer)
    inside, outside = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    n, counts = len(x), x.shape[2:]
    places = [
        [place * s + element * d for place in range(count) for element in range(k)]
        for count, s, k, d in zip(counts, layer.stride, layer.kernel_size, layer.dilation,
                                  strict=True)
    ]  # fmt: skip
    whole = [max(axis) + 1 + e for axis, e in zip(places, layer.output_padding, strict=True)]
    result = np.zeros((n, layer.out_channels, *whole))
    for i, c, o in product(range(n), range(layer.in_channels), range(outside)):
        for at in np.ndindex(*counts):
            for k in np.ndindex(*layer.kernel_size):
                to = tuple(
                    a * s + j * d
                    for a, s, j, d in zip(at, layer.stride, k, layer.dilation, strict=True)
                )
                channel = c // inside * outside + o
                result[(i, channel, *to)] += x[(i, c, *at)] * weight[(c, o, *k)]
    cut = tuple(slice(p, m - p) for p, m in zip(layer.padding, whole, strict=True))
    result = result[(..., *cut)]
    if bias is not None:
        result = result + bias.reshape(-1, *(1 for _ in counts))
    if 0 in result.shape:
        return
    np.testing.assert_allclose(layer(x).detach().numpy(), result, 1e-12, 1e-12)


def test_the_transpose_undoes_the_shape_and_is_the_adjoint() -> None:
    down = nn.Conv2d(3, 4, (3, 2), 2, 1, bias=False, dtype=float)
    up = nn.ConvTranspose2d(4, 3, (3, 2), 2, 1, bias=False, dtype=float)
    _ = up.load_state_dict(down.state_dict())
    x, y = numbers(2, 3, 6, 7), numbers(2, 4, 3, 4, seed=1)
    there, back = down(x).detach().numpy(), up(y, output_size=(6, 7)).detach().numpy()
    assert there.shape == y.shape
    assert back.shape == x.shape
    np.testing.assert_allclose((there * y).sum(), (x * back).sum(), 1e-12)


def test_output_size_chooses_among_the_sizes_that_a_stride_allows() -> None:
    layer = nn.ConvTranspose2d(1, 2, 3, stride=2, padding=1)
    x = autograd.zeros(4, 1, 5, 5)
    assert layer(x).shape == (4, 2, 9, 9)
    for asked, found in (((9, 10), (9, 10)), (10, (10, 10)), ([4, 2, 10, 9], (10, 9))):
        assert layer(x, output_size=asked).shape == (4, 2, *found)
    for asked in ((8, 9), (9, 11), (9,), (9, 9, 9), "same", 9.0):
        with pytest.raises(ValueError, match="output"):
            layer(x, output_size=asked)


# Parameters.


@pytest.mark.parametrize(("layer", "weight", "fan_in"), [
    (nn.Conv1d(4, 6, 5, groups=2), (6, 2, 5), 10),
    (nn.Conv2d(64, 32, (3, 5)), (32, 64, 3, 5), 960),
    (nn.ConvTranspose1d(4, 6, 5, groups=2), (4, 3, 5), 15),
    (nn.ConvTranspose2d(64, 32, 3), (64, 32, 3, 3), 288),
])  # fmt: skip
def test_initial_values_are_uniform_within_one_over_the_root_of_the_fan_in(
    layer: Any, weight: Any, fan_in: int
) -> None:
    assert layer.weight.shape == weight
    assert layer.bias.shape == (layer.out_channels,)
    assert layer.weight.dtype == layer.bias.dtype == np.float32
    drawn = np.concatenate([p.detach().numpy().ravel() for p in layer.parameters()])
    bound = 1 / np.sqrt(fan_in)
    assert np.abs(drawn).max() <= bound
    assert np.abs(drawn).max() > 0.8 * bound
    assert abs(drawn.mean()) < 0.3 * bound
    before = layer.weight.detach().numpy().copy()
    layer.reset_parameters()
    assert (layer.weight.detach().numpy() != before).any()


def test_the_seed_governs_initial_values() -> None:
    first, second = (
        [autograd.manual_seed(3), nn.Conv2d(1, 2, 3)][1].weight.tolist() for _ in range(2)
    )
    assert first == second


def test_state_dict_and_settings_have_pytorchs_names() -> None:
    layer = nn.Conv2d(2, 4, 3, 2, 1, groups=2)
    assert list(layer.state_dict()) == ["weight", "bias"]
    assert list(nn.Conv2d(1, 1, 3, bias=False).state_dict()) == ["weight"]
    known = {
        "in_channels": 2, "out_channels": 4, "kernel_size": (3, 3), "stride": (2, 2),
        "padding": (1, 1), "dilation": (1, 1), "transposed": False, "output_padding": (0, 0),
        "groups": 2, "padding_mode": "zeros",
    }  # fmt: skip
    assert {name: getattr(layer, name) for name in known} == known
    assert nn.ConvTranspose1d(1, 1, 1).transposed


def test_how_layers_print() -> None:
    # As PyTorch 2.13 prints them.
    assert repr(nn.Conv2d(1, 32, 3)) == "Conv2d(1, 32, kernel_size=(3, 3), stride=(1, 1))"
    assert repr(
        nn.Conv2d(2, 4, 3, padding="same", dilation=(1, 2), groups=2, bias=False,
                  padding_mode="circular")
    ) == (
        "Conv2d(2, 4, kernel_size=(3, 3), stride=(1, 1), padding=same, dilation=(1, 2), groups=2, "
        "bias=False, padding_mode=circular)"
    )  # fmt: skip
    assert repr(nn.ConvTranspose2d(2, 4, 3, 2, 1, 1)) == (
        "ConvTranspose2d(2, 4, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), "
        "output_padding=(1, 1))"
    )


# Mistakes.


@pytest.mark.parametrize(("shape", "says"), [
    ((10, 28, 28, 3), r"expected an input of shape \(N, 3, H, W\) or \(3, H, W\), got "
                      r"\(10, 28, 28, 3\): to have 3 channels, but got 28 channels instead"),
    ((10, 28, 28, 3), r"channels last, as here, permute\(0, 3, 1, 2\)"),
    ((28, 28, 3), r"permute\(2, 0, 1\)"),
    ((10, 1, 28, 28), "but got 1 channels instead"),
    ((10, 784), r"reshape\(-1, 3, H, W\)"),
    ((28,), r"got \(28,\)"),
    ((1, 1, 3, 28, 28), r"got \(1, 1, 3, 28, 28\)"),
    ((), r"got \(\)"),
])  # fmt: skip
def test_images_of_another_shape_are_refused_by_name(shape: Any, says: str) -> None:
    for layer in (nn.Conv2d(3, 8, 3), nn.ConvTranspose2d(3, 8, 3)):
        with pytest.raises(ValueError, match=says) as raised:
            layer(autograd.zeros(*shape) if shape else Tensor(1.0))
        assert str(raised.value).startswith(f"{type(layer).__name__}(3, 8, kernel_size=(3, 3)")


def test_the_advice_for_channels_last_helps() -> None:
    layer, images = nn.Conv2d(3, 8, 3), autograd.zeros(10, 28, 28, 3)
    assert layer(images.permute(0, 3, 1, 2)).shape == (10, 8, 26, 26)
    assert layer(images[0].permute(2, 0, 1)).shape == (8, 26, 26)


def test_a_batch_without_the_channels_axis_is_told_how_to_get_one() -> None:
    with pytest.raises(ValueError, match=r"unsqueeze\(1\)"):
        nn.Conv2d(1, 8, 3)(autograd.zeros(10, 28, 28))
    with pytest.raises(ValueError, match=r"Conv1d.*\(N, 2, L\) or \(2, L\), got \(3, 5\)"):
        nn.Conv1d(2, 8, 3)(autograd.zeros(3, 5))


def test_an_image_smaller_than_the_kernel_is_refused() -> None:
    with pytest.raises(ValueError, match="can't be greater than actual input size"):
        nn.Conv2d(1, 1, 5)(autograd.zeros(1, 1, 4, 9))
    with pytest.raises(ValueError, match="at most 2 elements"):
        nn.Conv1d(1, 1, 1, padding=3, padding_mode="reflect")(autograd.zeros(1, 3))


@pytest.mark.parametrize("layer", [nn.Conv1d, nn.Conv2d, nn.ConvTranspose1d, nn.ConvTranspose2d])
@pytest.mark.parametrize(("name", "values"), [
    ("in_channels", [0, -1, 2.0, True, "2", None]),
    ("out_channels", [0, 2.5, False]),
    ("kernel_size", [0, -3, (1, 2, 3), (), 3.0, "3", True, None]),
    ("stride", [0, (1, 0, 1), 1.5, None]),
    ("padding", [-1, 0.5, "full", (1, 2, 3), None]),
    ("dilation", [0, "1", (2.0,)]),
    ("groups", [0, 3, -1, 2.0]),
    ("padding_mode", ["constant", 0, None]),
])  # fmt: skip
def test_wrong_settings_are_refused_by_name(layer: Any, name: str, values: list[Any]) -> None:
    for value in values:
        given = {"in_channels": 4, "out_channels": 4, "kernel_size": 3, name: value}
        with pytest.raises(ValueError, match=f"^{layer.__name__}: .*{name}"):
            layer(**given)


def test_settings_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(ValueError, match="'same' is not supported for strided"):
        nn.Conv2d(1, 1, 3, stride=(1, 2), padding="same")
    with pytest.raises(ValueError, match="out_channels must be divisible by groups"):
        nn.Conv2d(4, 3, 3, groups=2)
    with pytest.raises(ValueError, match="output padding must be smaller"):
        nn.ConvTranspose2d(1, 1, 3, output_padding=1)(autograd.zeros(1, 4, 4))
    for padding, mode in (("same", "zeros"), (1, "circular")):
        with pytest.raises(ValueError, match="ConvTranspose2d: padding"):
            nn.ConvTranspose2d(1, 1, 3, padding=padding, padding_mode=mode)


def test_the_output_size_of_a_transpose_counts_the_dilation() -> None:
    # By hand: (4 - 1) * 2 + 2 * (3 - 1) + 1 = 11, and one more that the stride passes over.
    layer = nn.ConvTranspose1d(1, 1, 3, stride=2, dilation=2)
    x = np.ones((1, 1, 4), np.float32)
    assert [layer(x, output_size=n).shape[2] for n in (11, 12)] == [11, 12]
    for size in (10, 13):
        with pytest.raises(ValueError, match=r"valid sizes range from \(11,\) to \(12,\)"):
            layer(x, output_size=size)
