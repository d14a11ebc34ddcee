"""Reductions: ties, NaN, numbers and nothing, in literal numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

NAN = float("nan")


def slope(function: Any, x: Any) -> Any:
    t = Tensor(x, requires_grad=True)
    function(t).sum().backward()
    return t.grad.tolist()


def test_amax_and_amin_share_the_gradient_among_equals_also_over_one_axis() -> None:
    rows = [[5.0, 1.0, 5.0], [2.0, 2.0, 2.0]]
    third = pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert slope(lambda t: ag.amax(t, axis=1), rows) == [[0.5, 0.0, 0.5], third]
    assert slope(lambda t: ag.amin(t, axis=-1, keepdims=True), rows) == [[0.0, 1.0, 0.0], third]
    assert slope(ag.amax, rows) == [[0.5, 0.0, 0.5], [0.0, 0.0, 0.0]]
    assert slope(lambda t: ag.amin(t, dim=(0, 1)), rows) == [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]


def test_max_over_one_axis_gives_it_to_the_first() -> None:
    assert slope(lambda t: ag.max(t, axis=0), [5.0, 1.0, 5.0]) == [1.0, 0.0, 0.0]
    assert slope(lambda t: ag.min(t, axis=0), [5.0, 1.0, 1.0]) == [0.0, 1.0, 0.0]


def test_amax_with_dim_gives_values_alone_where_max_gives_a_pair() -> None:
    x = Tensor([[1.0, 5.0], [4.0, 2.0]])
    assert ag.amax(x, dim=1).tolist() == [5.0, 4.0]
    assert ag.max(x, dim=1).indices.tolist() == [1, 0]


@pytest.mark.parametrize("function", [ag.max, ag.min, ag.amax, ag.amin])
def test_the_gradient_of_an_extreme_that_is_nan_goes_to_the_nans(function: Any) -> None:
    assert slope(function, [1.0, NAN, 3.0, NAN]) == [0.0, 0.5, 0.0, 0.5]
    assert slope(lambda t: function(t, axis=(0, 1)), [[1.0, NAN]]) == [[0.0, 1.0]]


def test_over_one_axis_max_takes_the_first_nan() -> None:
    assert slope(lambda t: ag.max(t, axis=0), [1.0, NAN, 3.0, NAN]) == [0.0, 1.0, 0.0, 0.0]


def test_an_infinite_gradient_does_not_reach_the_losers() -> None:
    t = Tensor([1.0, 0.0], requires_grad=True)
    ag.sqrt(ag.amin(t)).backward()
    assert t.grad.tolist() == [0.0, np.inf]


def test_float32_is_never_left_on_the_way_back() -> None:
    g, out, x = np.float32(1), np.float32(2), np.array([2, 2, 1], np.float32)
    (rule,) = ag.amax.operation.rules
    assert rule(g, out, x, None, False).dtype == np.float32


def test_number_of_elements_that_are_not_zero() -> None:
    x = Tensor([[0.0, 2.0, NAN], [0.0, 0.0, -1.0]], requires_grad=True)
    assert ag.count_nonzero(x).item() == 3
    assert ag.count_nonzero(x, dim=1).tolist() == [2, 1]
    assert not ag.count_nonzero(x).requires_grad
    assert ag.count_nonzero(Tensor(0.0)).item() == 0
    assert ag.count_nonzero([0, 1, 2]) == 2


def test_sums_and_means_past_nan() -> None:
    x = [[2.0, NAN], [1.0, 3.0]]
    assert ag.nansum(Tensor(x), axis=1).tolist() == [2.0, 4.0]
    assert slope(ag.nansum, x) == [[1.0, 0.0], [1.0, 1.0]]
    assert ag.nanmean(Tensor(x), dim=1).tolist() == [2.0, 2.0]
    assert slope(lambda t: ag.nanmean(t, axis=1), x) == [[1.0, 0.0], [0.5, 0.5]]
    assert ag.nanmean(Tensor(x, dtype=np.float32)).dtype == np.float32
    assert ag.nanmean(Tensor([1, 2])).item() == 1.5
    assert ag.nansum([1, 2]) == 3
    with pytest.warns(RuntimeWarning, match="invalid value"):
        assert np.isnan(ag.nanmean(Tensor([NAN])).item())


def test_a_mean_of_nothing_is_nan_with_numpys_warning() -> None:
    x = Tensor(np.zeros((0, 2)), requires_grad=True)
    with pytest.warns(RuntimeWarning):
        result = ag.mean(x, axis=0)
    assert np.isnan(result.detach().numpy()).all()
    result.sum().backward()
    assert x.grad.shape == (0, 2)


@pytest.mark.parametrize("function", [ag.sum, ag.max, ag.min, ag.amax, ag.amin, ag.prod])
def test_a_number_may_be_reduced_over_axis_0_as_in_numpy(function: Any) -> None:
    assert slope(lambda t: function(t, axis=0), 3.0) == 1.0
    assert slope(lambda t: function(t, axis=-1, keepdims=True), 3.0) == 1.0


def test_errors_name_the_operation_and_the_shape() -> None:
    x = Tensor(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"amax\(Tensor of shape \(2, 3\)\): axis 2 is out of bounds"):
        ag.amax(x, axis=2)
    with pytest.raises(ValueError, match=r"amin\(Tensor of shape \(0,\)\): zero-size array"):
        ag.amin(Tensor(np.zeros(0)))
    with pytest.raises(TypeError, match=r"nansum|sum\(\) got both axis= and dim="):
        ag.nansum(x, 0, dim=0)


def test_the_larger_of_two_tensors_is_another_operation() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    for other in (x, np.array([1, 0]), Tensor([1.0, 0.0])):
        with pytest.raises(TypeError, match=r"the elementwise max of two tensors is maximum\(\)"):
            ag.max(x, other)
        with pytest.raises(TypeError, match=r"the elementwise min of two tensors is minimum\(\)"):
            ag.min(x, other)


def test_softmax_and_its_relatives_of_plain_numbers() -> None:
    assert ag.logsumexp(3.0) == 3.0
    assert ag.softmax(3) == 1.0
    assert ag.log_softmax(3.0) == 0.0
