"""Sorting: ties, NaN, directions, and what each library's spelling returns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

NAN = float("nan")
WEIGHTS = np.array([1.0, 10.0, 100.0, 1000.0])


def weighted_slope(function: Any, x: Any) -> Any:
    """Which place of the result each element went to: its weight."""
    t = Tensor(x, requires_grad=True)
    result = function(t)
    (result * WEIGHTS[: result.shape[-1]]).sum().backward()
    return t.grad.tolist()


def test_gradients_go_back_to_where_the_elements_came_from() -> None:
    assert weighted_slope(ag.sort, [3.0, 1.0, 2.0]) == [100.0, 1.0, 10.0]
    assert weighted_slope(lambda t: ag.sort(t, descending=True), [3.0, 1.0, 2.0]) == [1.0, 100.0, 10.0]
    assert weighted_slope(lambda t: ag.topk(t, 2).values, [1.0, 4.0, 2.0, 3.0]) == [0.0, 1.0, 0.0, 10.0]


def test_equal_elements_keep_their_order_in_both_directions() -> None:
    x = Tensor([1.0, 3.0, 1.0, 3.0, 2.0, 1.0])
    assert ag.argsort(x).tolist() == [0, 2, 5, 4, 1, 3]
    assert ag.argsort(x, descending=True).tolist() == [1, 3, 4, 0, 2, 5]
    assert weighted_slope(ag.sort, [2.0, 2.0, 1.0, 2.0]) == [10.0, 100.0, 1.0, 1000.0]
    assert weighted_slope(lambda t: ag.sort(t, descending=True), [2.0, 2.0, 1.0, 2.0]) == [1.0, 10.0, 1000.0, 100.0]


def test_of_equal_elements_topk_takes_the_first() -> None:
    x = [1.0, 3.0, 1.0, 3.0, 2.0]
    assert ag.topk(Tensor(x), 3).indices.tolist() == [1, 3, 4]
    assert ag.topk(Tensor(x), 1, largest=False).indices.tolist() == [0]
    assert weighted_slope(lambda t: ag.topk(t, 2).values, [1.0, 1.0, 1.0]) == [1.0, 10.0, 0.0]


def test_nan_counts_as_the_largest() -> None:
    x = Tensor([1.0, NAN, 3.0, NAN, 2.0])
    assert ag.argsort(x).tolist() == [0, 4, 2, 1, 3]
    assert ag.argsort(x, descending=True).tolist() == [1, 3, 2, 4, 0]
    assert ag.topk(x, 3).indices.tolist() == [1, 3, 2]
    assert ag.topk(x, 3, largest=False).indices.tolist() == [0, 4, 2]


@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("k", range(8))
def test_topk_is_the_beginning_of_the_sorted_tensor(k: int, largest: bool) -> None:
    """With many ties and several NaN in a row, in every row."""
    x = np.random.default_rng(0).integers(0, 4, (40, 7)).astype(float)
    x[x == 3] = NAN
    for axis, rows in ((1, x), (0, x.T), (-2, x.T)):
        expected = np.take(ag.argsort(rows, axis, descending=largest), np.arange(k), axis)
        found = ag.topk(Tensor(rows), k, axis, largest)
        np.testing.assert_array_equal(found.indices.numpy(), expected)
        np.testing.assert_array_equal(found.values.numpy(), np.take_along_axis(rows, expected, axis))


def test_axis_is_numpys_and_dim_pytorchs() -> None:
    x = Tensor([[3.0, 1.0], [2.0, 4.0]])
    assert ag.sort(x).tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert ag.sort(x, axis=0).tolist() == [[2.0, 1.0], [3.0, 4.0]]
    assert ag.sort(x, axis=None).tolist() == [1.0, 2.0, 3.0, 4.0]
    values, indices = ag.sort(x, dim=0, descending=True, stable=True)
    assert values.tolist() == [[3.0, 4.0], [2.0, 1.0]]
    assert indices.tolist() == [[0, 1], [1, 0]]
    assert ag.argsort(x, axis=None, descending=True).tolist() == [3, 0, 2, 1]
    assert np.sort(x, 0).tolist() == [[2.0, 1.0], [3.0, 4.0]]
    assert ag.topk(x, 1, dim=0, sorted=False).values.tolist() == [[3.0, 4.0]]


def test_arrays_and_lists_in_arrays_out() -> None:
    assert ag.sort(np.array([2, 1])).tolist() == [1, 2]
    assert ag.sort([2, 1], dim=0).indices.tolist() == [1, 0]
    assert ag.topk([5, 7, 6], 2).values.tolist() == [7, 6]
    assert ag.sort(Tensor([2, 1])).dtype == np.int64
    assert ag.topk(Tensor([1.0, 2.0]), 0).values.shape == (0,)


def test_sorting_twice_differentiates_twice() -> None:
    t = Tensor([3.0, 1.0, 2.0], requires_grad=True)
    (first,) = ag.gradients((ag.sort(t) ** 3).sum(), t, create_graph=True)
    (second,) = ag.gradients(first.sum(), t)
    assert first.tolist() == [27.0, 3.0, 12.0]
    assert second.tolist() == [18.0, 6.0, 12.0]


def test_errors() -> None:
    x = Tensor(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"topk.*\(Tensor of shape \(2, 3\).*k = 4 is out of range: axis 1 has 3 elements"):
        ag.topk(x, 4, 1)
    with pytest.raises(ValueError, match="k = -1 is out of range: axis -1 has 3 elements"):
        ag.topk(x, -1)
    with pytest.raises(ValueError, match="axis 2 is out of bounds"):
        ag.topk(x, 1, 2)
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        ag.topk(x, 1.5)
    with pytest.raises(ValueError, match=r"sort\(Tensor of shape \(2, 3\)\): axis 5 is out of bounds"):
        ag.sort(x, 5)
    with pytest.raises(TypeError, match=r"sort\(\) got both axis= and dim="):
        ag.sort(x, axis=0, dim=0)
    with pytest.raises(TypeError, match=r"topk\(\) got both axis= and dim="):
        ag.topk(x, 1, axis=0, dim=0)
    with pytest.raises(ValueError, match="axis -1 is out of bounds for a tensor with 0 axes"):
        ag.sort(3.0)
