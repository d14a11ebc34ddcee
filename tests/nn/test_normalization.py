"""Normalization: against plain loops, and what holds whatever the numbers are."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
import nn.functional as F
from autograd import Tensor


def numbers(*shape, channels_last=False):
    drawn = np.random.default_rng(0).normal(3.0, 2.0, shape)
    if channels_last:
        return np.moveaxis(np.ascontiguousarray(np.moveaxis(drawn, 1, -1)), -1, 1)
    return drawn


def standardized(values, eps):
    """The numbers of a list, each standardized by a loop."""
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / len(values)
    return [(v - mean) / (variance + eps) ** 0.5 for v in values]


def by_groups(x, group_of, eps, weight=None, bias=None, channel_of=lambda place: place[1]):
    """Standardize together the elements whose places `group_of` calls the same."""
    places = list(itertools.product(*map(range, x.shape)))
    out = np.empty(x.shape)
    for group in {group_of(place) for place in places}:
        members = [place for place in places if group_of(place) == group]
        results = standardized([float(x[p]) for p in members], eps)
        for place, value in zip(members, results, strict=True):
            if weight is not None:
                value = value * weight[channel_of(place)] + bias[channel_of(place)]
            out[place] = value
    return out


SHAPES = [(2, 1), (5, 3), (2, 3, 1), (1, 3, 7), (3, 2, 5, 1), (2, 3, 3, 5), (1, 1, 1, 2)]


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_batch_norm_is_a_loop_over_channels(shape, channels_last):
    x = numbers(*shape, channels_last=channels_last)
    weight, bias = numbers(shape[1]), numbers(shape[1]) - 1
    expected = by_groups(x, lambda place: place[1], 0.1, weight, bias)
    out = F.batch_norm(x, weight=weight, bias=bias, training=True, eps=0.1)
    np.testing.assert_allclose(out, expected, 1e-11, 1e-12)


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("shape", [(2, 3, 2), (1, 2, 5, 1), (2, 3, 3, 5)])
def test_instance_norm_is_a_loop_over_channels_of_samples(shape, channels_last):
    x = numbers(*shape, channels_last=channels_last)
    weight, bias = numbers(shape[1]), numbers(shape[1]) - 1
    expected = by_groups(x, lambda place: place[:2], 0.1, weight, bias)
    out = F.instance_norm(x, weight=weight, bias=bias, eps=0.1)
    np.testing.assert_allclose(out, expected, 1e-11, 1e-12)


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("groups", [1, 2, 3, 6])
@pytest.mark.parametrize("shape", [(3, 6), (2, 6, 3), (2, 6, 1, 3), (1, 6, 3, 5)])
def test_group_norm_is_a_loop_over_groups_of_samples(shape, groups, channels_last):
    x = numbers(*shape, channels_last=channels_last)
    weight, bias = numbers(6), numbers(6) - 1
    in_group = 6 // groups
    expected = by_groups(x, lambda p: (p[0], p[1] // in_group), 0.1, weight, bias)
    np.testing.assert_allclose(F.group_norm(x, groups, weight, bias, 0.1), expected, 1e-11, 1e-12)


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize(("shape", "axes"), [
    ((5,), 1), ((3, 1), 1), ((3, 7), 1), ((3, 2, 5), 1), ((3, 2, 5), 2), ((2, 3, 3, 5), 3),
])  # fmt: skip
def test_layer_norm_and_rms_norm_are_loops_over_samples(shape, axes, channels_last):
    x = numbers(*shape, channels_last=channels_last and len(shape) > 1)
    normalized_shape = shape[-axes:]
    weight, bias = numbers(*normalized_shape), numbers(*normalized_shape) - 1
    kept = len(shape) - axes
    expected = by_groups(x, lambda p: p[:kept], 0.1, weight, bias, lambda p: p[kept:])
    out = F.layer_norm(x, normalized_shape, weight, bias, 0.1)
    np.testing.assert_allclose(out, expected, 1e-11, 1e-12)
    for sample in itertools.product(*map(range, shape[:kept])):
        mean_square = sum(v * v for v in x[sample].ravel()) / x[sample].size
        np.testing.assert_allclose(
            F.rms_norm(x, normalized_shape, weight, eps=0.1)[sample],
            x[sample] / (mean_square + 0.1) ** 0.5 * weight, 1e-11,
        )  # fmt: skip


@pytest.mark.parametrize(("vector", "p", "expected"), [
    ([3.0, 4.0], 2.0, [0.6, 0.8]),
    ([1.0, -3.0], 1.0, [0.25, -0.75]),
    ([1.0, -4.0], float("inf"), [0.25, -1.0]),
    ([0.0, 0.0], 2.0, [0.0, 0.0]),
])  # fmt: skip
def test_normalize_divides_by_the_norm(vector, p, expected):  # by hand
    np.testing.assert_allclose(F.normalize(Tensor([vector]), p).data, [expected])
    np.testing.assert_allclose(F.normalize(np.array(vector)[:, None], p, dim=0)[:, 0], expected)


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.data(),
    st.floats(0.1, 10.0),
    st.floats(-100.0, 100.0),
)
def test_the_result_has_mean_0_and_variance_1_and_forgets_scale_and_shift(shape, data, a, b):
    x = numbers(*shape, 3)
    chosen = data.draw(st.integers(1, x.ndim))
    out = F.layer_norm(x, x.shape[-chosen:], eps=0.0)
    axes = tuple(range(-chosen, 0))
    np.testing.assert_allclose(out.mean(axes), 0.0, atol=1e-12)
    np.testing.assert_allclose(out.var(axes), 1.0, rtol=1e-12)
    again = F.layer_norm(a * x + b, x.shape[-chosen:], eps=0.0)
    np.testing.assert_allclose(again, out, 1e-6, 1e-8)


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("mean", [0.0, 1e4, -1e6])
def test_float32_numbers_far_from_0_are_normalized_as_well(mean, channels_last):
    # Of these numbers float32 keeps only multiples of 1/1024 or 1/16; what it keeps is exact.
    drawn = (numbers(8, 3, 5, 7, channels_last=channels_last) + mean).astype(np.float32)
    exact = F.batch_norm(drawn.astype(np.float64), training=True)
    x = Tensor(drawn, requires_grad=True)
    running_mean, running_var = autograd.zeros(3, dtype="f4"), autograd.zeros(3, dtype="f4")
    out = F.batch_norm(x, running_mean, running_var, training=True, momentum=1.0)
    assert out.dtype == np.float32
    np.testing.assert_allclose(out.data, exact, 1e-5, 1e-5)
    axes = (0, 2, 3)
    np.testing.assert_allclose(running_mean.data, drawn.astype("f8").mean(axes), 3e-7)
    np.testing.assert_allclose(running_var.data, drawn.astype("f8").var(axes, ddof=1), 1e-5)


def test_equal_values_become_zeros_and_their_gradient_stays_finite():
    x = Tensor(np.full((7, 3), 0.1, np.float32), requires_grad=True)
    out = F.batch_norm(x, training=True)
    np.testing.assert_array_equal(out.data, 0.0)
    (out * Tensor(numbers(7, 3).astype(np.float32))).sum().backward()
    assert np.isfinite(x.grad.data).all()


def test_the_output_keeps_the_memory_layout_of_the_input():
    x = numbers(2, 3, 4, 5, channels_last=True)
    layer = nn.BatchNorm2d(3).double()
    assert layer(x).data.strides == x.strides
    assert layer.eval()(x).data.strides == x.strides


@pytest.mark.parametrize("function", [
    lambda x: F.batch_norm(x, np.zeros(2), np.ones(2)),
    lambda x: F.layer_norm(x, 2),
    lambda x: F.group_norm(x, 2),
    lambda x: F.rms_norm(x, 2),
])  # fmt: skip
def test_an_empty_batch_stays_empty(function):
    assert function(np.zeros((0, 2))).shape == (0, 2)


@pytest.mark.parametrize(("function", "message"), [
    (lambda x: F.batch_norm(x[:1], training=True),
     r"batch_norm: Expected more than 1 value per channel when training, got input size \(1, 3\)"),
    (lambda x: F.batch_norm(x[:0], training=True), "Expected more than 1 value per channel"),
    (lambda x: F.batch_norm(x[0], training=True), r"batch_norm: expected an input .* got shape \(3,\)"),
    (F.batch_norm, "running_mean and running_var must be defined in evaluation mode"),
    (lambda x: F.batch_norm(x, np.zeros(2), np.ones(2)),
     r"batch_norm: running_mean should contain 3 elements.* \(2,\)"),
    (lambda x: F.batch_norm(x, np.zeros(3), np.ones((1, 3))), "running_var should contain 3"),
    (lambda x: F.batch_norm(x, weight=np.zeros(4), training=True), "weight should contain 3"),
    (lambda x: F.batch_norm(x, bias=np.zeros(4), training=True), "bias should contain 3"),
    (F.instance_norm, "instance_norm: expected an input"),
    (lambda x: F.instance_norm(x[..., None]), "Expected more than 1 spatial element"),
    (lambda x: F.instance_norm(x[..., None], use_input_stats=False), "must be defined"),
    (lambda x: F.layer_norm(x, 4),
     r"Given normalized_shape=\[4\], expected input with shape \[\*, 4\], but got input of size \[2, 3\]"),
    (lambda x: F.layer_norm(x, (1, 2, 3)), "Given normalized_shape"),
    (lambda x: F.layer_norm(x, ()), "at least 1-dimensional"),
    (lambda x: F.layer_norm(x, 3, np.ones(2)), "Expected weight to be of same shape"),
    (lambda x: F.layer_norm(x, 3, None, np.ones((1, 3))), "Expected bias to be of same shape"),
    (lambda x: F.rms_norm(x, 2), "rms_norm: Given normalized_shape"),
    (lambda x: F.group_norm(x[0], 3), "Expected at least 2 dimensions"),
    (lambda x: F.group_norm(x, 2), "number of channels in input to be divisible by num_groups"),
    (lambda x: F.group_norm(x, 0), "num_groups must be a positive integer, got 0"),
    (lambda x: F.group_norm(x, 3, np.ones(2)), "group_norm: weight should contain 3"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(function, message):
    with pytest.raises(ValueError, match=message):
        function(np.ones((2, 3)))


@pytest.mark.parametrize("function", [
    lambda x: F.batch_norm(x, training=True),
    lambda x: F.instance_norm(x[None]),
    lambda x: F.layer_norm(x, 3),
    lambda x: F.rms_norm(x, 3),
    lambda x: F.group_norm(x, 3),
    F.normalize,
])  # fmt: skip
def test_integers_are_refused(function):
    with pytest.raises(TypeError, match="not implemented for int64.*floating-point"):
        function(Tensor([[1, 2, 3], [4, 5, 6]]))


@pytest.mark.parametrize(("make", "message"), [
    (lambda: nn.BatchNorm1d(0), "BatchNorm1d: num_features must be a positive integer, got 0"),
    (lambda: nn.BatchNorm2d(2.5), "BatchNorm2d: num_features must be a positive integer"),
    (lambda: nn.BatchNorm2d("3"), "BatchNorm2d: num_features"),
    (lambda: nn.BatchNorm1d(3, eps=-1e-5), "BatchNorm1d: eps must be a finite number"),
    (lambda: nn.BatchNorm1d(3, eps=True), "BatchNorm1d: eps"),
    (lambda: nn.BatchNorm1d(3, momentum=float("nan")), "BatchNorm1d: momentum"),
    (lambda: nn.InstanceNorm2d(3, momentum=None), "InstanceNorm2d: momentum"),
    (lambda: nn.LayerNorm(0), "LayerNorm: normalized_shape must be a positive integer"),
    (lambda: nn.LayerNorm(()), "LayerNorm: normalized_shape must have at least one axis"),
    (lambda: nn.LayerNorm((2, -1)), "LayerNorm: normalized_shape"),
    (lambda: nn.LayerNorm(2, eps="small"), "LayerNorm: eps"),
    (lambda: nn.RMSNorm(2, eps=-1), "RMSNorm: eps"),
    (lambda: nn.GroupNorm(2, 3), r"num_channels \(3\) must be divisible by num_groups \(2\)"),
    (lambda: nn.GroupNorm(0, 3), "GroupNorm: num_groups must be a positive integer"),
])  # fmt: skip
def test_settings_that_make_no_sense_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(("layer", "shape", "message"), [
    (nn.BatchNorm1d(3), (3,), r"expected 2D or 3D input \(got 1D input"),
    (nn.BatchNorm1d(3), (2, 3, 4, 4), r"expected 2D or 3D input \(got 4D input"),
    (nn.BatchNorm2d(3), (2, 3), r"expected 4D input \(got 2D input"),
    (nn.BatchNorm1d(3), (2, 4), r"BatchNorm1d\(3.*3 channels at axis 1, got shape \(2, 4\)"),
    (nn.BatchNorm1d(3), (1, 3), "Expected more than 1 value per channel"),
    (nn.BatchNorm2d(3), (1, 3, 1, 1), "Expected more than 1 value per channel"),
    (nn.InstanceNorm2d(3), (2, 3), r"expected 3D or 4D input \(got 2D input"),
    (nn.InstanceNorm2d(3), (2, 4, 4), "3 channels at axis 0"),
    (nn.InstanceNorm2d(3), (2, 4, 4, 3), "3 channels at axis 1"),
    (nn.InstanceNorm2d(3), (2, 3, 1, 1), "Expected more than 1 spatial element"),
    (nn.LayerNorm((2, 3)), (3,), r"expected input with shape \[\*, 2, 3\]"),
    (nn.RMSNorm(3), (3, 2), r"expected input with shape \[\*, 3\]"),
    (nn.GroupNorm(2, 4), (3, 6), "expected an input with 4 channels at axis 1"),
    (nn.GroupNorm(2, 4), (4,), "Expected at least 2 dimensions"),
])  # fmt: skip
def test_a_layer_refuses_an_input_that_does_not_fit_and_stays_as_it_was(layer, shape, message):
    before = layer.state_dict()
    with pytest.raises(ValueError, match=message):
        layer(np.ones(shape, np.float32))
    for name, value in layer.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


@pytest.mark.parametrize("function", [
    lambda x: F.batch_norm(x.T, training=True).T, lambda x: F.layer_norm(x, 2000),
    lambda x: F.group_norm(x[..., None], 2000 // 500)[..., 0], lambda x: F.rms_norm(x, 2000),
    lambda x: F.instance_norm(x[:, None, :])[:, 0],
], ids=["batch", "layer", "group", "rms", "instance"])  # fmt: skip
def test_half_precision_does_not_overflow_in_sums_and_squares(function):
    # The sum of 2000 numbers near 500 is 10**6, one square 250,000; float16 ends at 65,504.
    x = Tensor(np.random.default_rng(0).normal(500, 50, (3, 2000)).astype(np.float16),
               requires_grad=True)  # fmt: skip
    out = function(x)
    assert out.dtype == np.float16
    np.testing.assert_allclose(out.data, function(x.data.astype(np.float64)), atol=0.01)
    (out * out[::-1].detach()).sum().backward()
    assert x.grad.dtype == np.float16
    assert np.isfinite(x.grad.data).all()


@pytest.mark.parametrize(("dtype", "eps"), [(np.float32, 2.0**-23), (np.float64, 2.0**-52)])
def test_the_eps_of_rms_norm_is_that_of_the_dtype(dtype, eps):
    # By hand: where x**2 = eps, x / sqrt(x**2 + eps) = 1 / sqrt(2).
    x = np.full(3, np.sqrt(eps), dtype)
    np.testing.assert_allclose(F.rms_norm(x, 3), 0.5**0.5, rtol=1e-6)
    np.testing.assert_allclose(nn.RMSNorm(3, dtype=dtype)(x).data, 0.5**0.5, rtol=1e-6)
