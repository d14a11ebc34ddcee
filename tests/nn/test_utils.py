"""Norms, clipping and vectors of all parameters, with numbers by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import autograd
import nn
from autograd import Tensor
from nn.utils import (
    clip_grad_norm_,
    clip_grad_value_,
    clip_grads_with_norm_,
    get_total_norm,
    max_norm_,
    parameters_to_vector,
    vector_to_parameters,
)


def parameters(dtype=np.float64):
    """Two parameters with the gradients (3, 0) and ((0, 4),), and one without any."""
    first, second, third = (nn.Parameter(np.ones(s, dtype)) for s in ((2,), (1, 2), (3,)))
    first.grad, second.grad = np.array([3.0, 0.0], dtype), np.array([[0.0, 4.0]], dtype)
    return first, second, third


@pytest.mark.parametrize(("order", "expected"), [
    (2, 5.0), (2.0, 5.0), (1, 7.0), (float("inf"), 4.0), ("inf", 4.0), (3, 91 ** (1 / 3)),
])  # fmt: skip
def test_the_norm_of_all_gradients_together(order, expected):
    # 3 and 4: the root of 9 + 16; 3 + 4; the larger; the cube root of 27 + 64.
    given = parameters()
    np.testing.assert_allclose(clip_grad_norm_(given, 100.0, order).item(), expected, rtol=1e-14)
    np.testing.assert_array_equal(given[0].grad.data, [3.0, 0.0])  # below 100: as they were
    norm = get_total_norm([Tensor([3.0, 0.0]), Tensor([[0.0], [-4.0]])], order)
    np.testing.assert_allclose(norm.item(), expected, rtol=1e-14)


def test_the_norms_of_the_slides():
    # Catalogue rows norm_l1 and norm_l2.
    x = Tensor([1.0, 2.0, 3.0, 4.0, 5.0])
    assert get_total_norm(x, 1).item() == 15.0
    assert get_total_norm(x).item() == pytest.approx(7.416198487096, abs=1e-12)


def test_norms_of_nothing_and_of_numbers():
    assert get_total_norm([]).item() == 0.0
    assert get_total_norm([Tensor(np.zeros(0)), Tensor(-2.0)]).item() == 2.0
    assert clip_grad_norm_([nn.Parameter(1.0)], 1.0).item() == 0.0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_squares_that_overflow_or_vanish_do_not_change_the_norm(dtype):
    large = 1e30 if dtype == np.float32 else 1e300
    for size in (large, 1 / large):
        values = np.array([3.0, 4.0], dtype) * dtype(size)
        norm = get_total_norm(Tensor(values))
        assert norm.dtype == dtype
        np.testing.assert_allclose(norm.item(), 5 * size, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_clipping_by_norm_scales_all_gradients_alike_in_place(dtype):
    given = parameters(dtype)
    gradients = [p.grad for p in given]
    norm = clip_grad_norm_(iter(given), max_norm=1.0)
    assert norm.item() == 5.0
    assert norm.dtype == dtype
    # By 1 / (5 + 1e-6), as in PyTorch.
    tolerance = 1e-7 if dtype == np.float32 else 1e-15
    np.testing.assert_allclose(given[0].grad.data, [3 / 5.000001, 0], rtol=tolerance)
    np.testing.assert_allclose(given[1].grad.data, [[0, 4 / 5.000001]], rtol=tolerance)
    assert [p.grad for p in given] == gradients  # the same Tensors
    assert given[0].grad.dtype == given[1].grad.dtype == dtype


def test_a_model_stands_for_its_parameters_and_a_single_tensor_for_itself():
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    for parameter in model.parameters():
        parameter.grad = np.ones(parameter.shape)
    assert clip_grad_norm_(model, 1e9).item() == 3.0  # 4 + 2 + 2 + 1 elements
    assert clip_grad_norm_(model.parameters(), 1e9).item() == 3.0
    weight = model[0].weight
    assert clip_grad_norm_(weight, 1.0).item() == 2.0
    np.testing.assert_allclose(weight.grad.data, np.full((2, 2), 0.5), rtol=1e-6)


def test_an_infinite_bound_only_measures():
    for size in (4.0, float("inf")):
        given = parameters()
        given[1].grad = np.array([[0.0, size]])
        assert clip_grad_norm_(given, float("inf")).item() == math.hypot(3, size)
        np.testing.assert_array_equal(given[0].grad.data, [3.0, 0.0])


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_norm_that_is_not_finite_is_an_error_if_wanted_and_else_shows(bad):
    given = parameters()
    given[1].grad = np.array([[0.0, bad]])
    with pytest.raises(RuntimeError, match=r"the total norm of order 2.0 is (nan|inf), so it"):
        clip_grad_norm_(given, 1.0, error_if_nonfinite=True)
    np.testing.assert_array_equal(given[0].grad.data, [3.0, 0.0])  # nothing changed
    assert not np.isfinite(clip_grad_norm_(given, 1.0).item())
    # As in PyTorch: NaN times everything; or 1 / inf = 0 times everything, and inf * 0 is NaN.
    expected = [math.nan, math.nan] if math.isnan(bad) else [0.0, 0.0]
    np.testing.assert_array_equal(given[0].grad.data, expected)
    assert np.isnan(given[1].grad.data[0, 1])


def test_clipping_with_a_norm_from_elsewhere():
    given = parameters()
    clip_grads_with_norm_(given, 1.0, Tensor(10.0))
    np.testing.assert_allclose(given[0].grad.data, [0.3, 0.0], rtol=1e-6)


def test_clipping_by_value():
    given = parameters()
    given[0].grad = np.array([-3.0, math.nan])
    assert clip_grad_value_(given, 2) is None
    np.testing.assert_array_equal(given[0].grad.data, [-2.0, math.nan])
    np.testing.assert_array_equal(given[1].grad.data, [[0.0, 2.0]])


def test_gradients_that_are_numbers_or_have_a_history_are_clipped():
    number = nn.Parameter(2.0)
    (number * number).backward(create_graph=True)
    assert clip_grad_norm_(number, 1.0).item() == 4.0
    assert number.grad.item() == pytest.approx(1.0, abs=1e-6)
    clip_grad_value_(number, 0.25)
    assert number.grad.item() == 0.25
    number.grad = None  # the cycle that create_graph makes


@pytest.mark.parametrize("value", [-1.0, float("nan"), True, "1", None, [1.0]])
def test_bounds_that_are_no_numbers_of_at_least_0_are_refused(value):
    given = parameters()
    for clip in (clip_grad_norm_, clip_grad_value_, max_norm_):
        with pytest.raises(ValueError, match=rf"{clip.__name__}: .* must be a finite number >= 0"):
            clip(given, value)
    with pytest.raises(ValueError, match="max_norm must be a finite number >= 0, got"):
        clip_grads_with_norm_(given, value, 1.0)


@pytest.mark.parametrize("order", [0, -2.0, float("nan"), float("-inf"), True, "two", None])
def test_orders_that_are_not_positive_are_refused(order):
    with pytest.raises(ValueError, match="norm_type must be a finite number > 0, got"):
        get_total_norm([Tensor([1.0])], order)


def test_what_is_no_tensor_is_named():
    for take in (get_total_norm, parameters_to_vector, lambda p: clip_grad_norm_(p, 1.0)):
        with pytest.raises(TypeError, match="item 1 is a float, not a Tensor"):
            take([Tensor([1.0]), 2.0])
        with pytest.raises(TypeError, match="needs a model, a Tensor or several of them, got a int"):
            take(3)


vectors = hnp.arrays(np.float64, st.integers(1, 5), elements=st.floats(-1e6, 1e6))


@given(st.lists(vectors, min_size=1, max_size=4), st.floats(1e-3, 1e6))
def test_after_clipping_no_norm_is_above_the_bound_and_directions_stay(values, bound):
    given = [nn.Parameter(np.zeros(v.shape)) for v in values]
    for parameter, gradient in zip(given, values, strict=True):
        parameter.grad = gradient.copy()
    before = math.hypot(*np.concatenate(values))
    np.testing.assert_allclose(clip_grad_norm_(given, bound).item(), before, rtol=1e-12)
    clipped = np.concatenate([p.grad.data for p in given])
    factor = min(1.0, bound / (before + 1e-6))
    np.testing.assert_allclose(clipped, np.concatenate(values) * factor, rtol=1e-9, atol=1e-300)
    assert math.hypot(*clipped) <= bound * (1 + 1e-9)


# --- max-norm ---------------------------------------------------------------------------------------


def test_max_norm_scales_long_rows_of_a_linear_layer_and_leaves_the_rest():
    model = nn.Linear(2, 3)
    before = [[3.0, 4.0], [0.3, 0.4], [0.0, -2.0]]
    model.load_state_dict({"weight": np.array(before), "bias": np.array([9.0, 9.0, 9.0])})
    max_norm_(model, 1.0)
    expected = [[0.6, 0.8], [0.3, 0.4], [0.0, -1.0]]
    np.testing.assert_allclose(model.weight.data, expected, rtol=1e-7)
    assert model.weight.dtype == np.float32
    np.testing.assert_array_equal(model.bias.data, [9.0, 9.0, 9.0])


def test_a_unit_of_a_convolution_is_a_filter_with_all_its_channels():
    weight = Tensor(np.ones((2, 4, 2, 2)))  # every filter has the length 4
    max_norm_(weight, 2.0)
    np.testing.assert_allclose(weight.data, np.full((2, 4, 2, 2), 0.5))
    weight = Tensor(np.ones((2, 4, 2, 2)))  # of a ConvTranspose2d: length sqrt(8)
    max_norm_(weight, math.sqrt(2), axis=1)
    np.testing.assert_allclose(weight.data, np.full((2, 4, 2, 2), 0.5))


def test_max_norm_of_zero_and_of_nothing():
    weight, empty = Tensor([[3.0, 4.0], [0.0, 0.0]]), Tensor(np.zeros((0, 3)))
    max_norm_([weight, empty], 0.0)
    np.testing.assert_array_equal(weight.data, np.zeros((2, 2)))


@pytest.mark.parametrize("axis", [2, -1, True, 0.0])
def test_axes_that_a_weight_does_not_have_are_refused_before_anything_changes(axis):
    weight = Tensor([[3.0, 4.0]])
    with pytest.raises(ValueError, match=rf"max_norm_: a weight of shape \(1, 2\) has no axis {axis}"):
        max_norm_([weight], 1.0, axis)
    np.testing.assert_array_equal(weight.data, [[3.0, 4.0]])


@given(hnp.arrays(np.float64, (3, 4), elements=st.floats(-1e3, 1e3)), st.floats(0, 1e3))
def test_after_max_norm_no_unit_is_longer_and_short_ones_are_unchanged(values, bound):
    weight = Tensor(values.copy())
    max_norm_(weight, bound)
    lengths = np.sqrt((values**2).sum(axis=1))
    assert (np.sqrt((weight.data**2).sum(axis=1)) <= bound * (1 + 1e-9)).all()
    short = lengths <= bound
    np.testing.assert_array_equal(weight.data[short], values[short])


# --- vectors ----------------------------------------------------------------------------------------


def test_parameters_become_a_vector_and_come_back():
    model = nn.Linear(2, 2)
    vector = parameters_to_vector(model.parameters())
    np.testing.assert_array_equal(
        vector.data, np.concatenate([model.weight.data.ravel(), model.bias.data])
    )
    vector_to_parameters(np.arange(6.0), model)
    np.testing.assert_array_equal(model.weight.data, [[0.0, 1.0], [2.0, 3.0]])
    np.testing.assert_array_equal(model.bias.data, [4.0, 5.0])
    assert model.weight.dtype == model.bias.dtype == np.float32


def test_the_vector_can_be_differentiated():
    w, b = Tensor([[1.0, 2.0]], requires_grad=True), Tensor(3.0, requires_grad=True)
    (parameters_to_vector([w, b]) * Tensor([10.0, 20.0, 30.0])).sum().backward()
    np.testing.assert_array_equal(w.grad.data, [[10.0, 20.0]])
    assert b.grad.item() == 30.0


def test_writing_a_vector_does_not_share_memory_and_is_seen_by_the_graph():
    w = Tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    given = np.array([3.0, 4.0])
    vector_to_parameters(given, w)
    given[0] = 100.0
    np.testing.assert_array_equal(w.data, [3.0, 4.0])
    with pytest.raises(RuntimeError):  # it was overwritten after the forward pass
        loss.backward()
    single = nn.Parameter([5.0])
    vector_to_parameters(single, single)  # a vector that is the parameter itself
    assert single.item() == 5.0


@pytest.mark.parametrize("vector", [np.zeros(2), np.zeros(4), np.zeros((3, 1)), 0.0])
def test_a_vector_that_does_not_fit_is_refused_and_changes_nothing(vector):
    w, b = autograd.ones(1, 2), autograd.ones(1)
    with pytest.raises(ValueError, match="have 3 elements together, the vector has shape"):
        vector_to_parameters(vector, [w, b])
    assert w.sum().item() + b.sum().item() == 3.0


def test_no_parameters_are_no_vector():
    with pytest.raises(ValueError, match="parameters_to_vector: there are no parameters"):
        parameters_to_vector([])
    vector_to_parameters(np.zeros(0), [])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_max_norm_bounds_weights_whose_squares_overflow(dtype):
    large = float(np.finfo(dtype).max) / 10
    w = Tensor(np.array([[3 * large, 4 * large], [0.3, 0.4], [0.0, 0.0]], dtype))
    nn.utils.max_norm_(w, 1.0)
    np.testing.assert_allclose(w.data, [[0.6, 0.8], [0.3, 0.4], [0.0, 0.0]], rtol=1e-6)


def test_a_vector_may_share_memory_with_the_parameters():
    values = np.array([1.0, 2.0, 3.0, 4.0])
    a, b = Tensor(values[:2]), Tensor(values[2:])
    nn.utils.vector_to_parameters(values[::-1], [a, b])
    assert values.tolist() == [4.0, 3.0, 2.0, 1.0]
