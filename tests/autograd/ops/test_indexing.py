"""Taking elements out and putting them in: literal results and gradients, NumPy's rules, errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

MATRIX = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def matrix() -> Tensor:
    return Tensor(MATRIX, requires_grad=True, name="x")


@pytest.mark.parametrize(
    ("index", "result", "gradient"),
    [  # the gradient with respect to the result is 1, 2, 3 ... in C order
        (1, [4.0, 5.0, 6.0], [[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]]),
        ((0, -1), 3.0, [[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]),
        ((..., -1), [3.0, 6.0], [[0.0, 0.0, 1.0], [0.0, 0.0, 2.0]]),
        ((), MATRIX, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        (..., MATRIX, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        ((slice(None), slice(None, None, -2)), [[3.0, 1.0], [6.0, 4.0]], [[2.0, 0.0, 1.0], [4.0, 0.0, 3.0]]),
        ((np.newaxis, 0), [[1.0, 2.0, 3.0]], [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]),
        ([1, 1, 0], [MATRIX[1], MATRIX[1], MATRIX[0]], [[7.0, 8.0, 9.0], [5.0, 7.0, 9.0]]),
        (([0, 0, 1], [2, 2, 0]), [3.0, 3.0, 4.0], [[0.0, 0.0, 3.0], [3.0, 0.0, 0.0]]),
        (([[0], [1]], [0, 2]), [[1.0, 3.0], [4.0, 6.0]], [[1.0, 0.0, 2.0], [3.0, 0.0, 4.0]]),
        (np.array([False, True]), [MATRIX[1]], [[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]]),
        (np.array(MATRIX) % 2 == 1, [1.0, 3.0, 5.0], [[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]]),
        ((slice(None), [True, False, True]), [[1.0, 3.0], [4.0, 6.0]], [[1.0, 0.0, 2.0], [3.0, 0.0, 4.0]]),
        ((np.array([True, True]), [2, 2]), [3.0, 6.0], [[0.0, 0.0, 1.0], [0.0, 0.0, 2.0]]),
        ([], [], [[0.0] * 3, [0.0] * 3]),
        (slice(2, 0), [], [[0.0] * 3, [0.0] * 3]),
        (np.zeros((2, 3), bool), [], [[0.0] * 3, [0.0] * 3]),
    ],
)  # fmt: skip
def test_hand_computed(index: Any, result: Any, gradient: Any) -> None:
    x = matrix()
    y = x[index]
    assert y.tolist() == result
    (y * np.arange(1.0, y.size + 1).reshape(y.shape)).sum().backward()
    assert x.grad.tolist() == gradient


def test_arrays_apart_put_their_axes_in_front() -> None:
    """NumPy's rule: next to one another they stay where they stand."""
    x = ag.zeros(2, 3, 4, requires_grad=True)
    assert x[:, [0, 1, 1, 2, 0]].shape == (2, 5, 4)
    assert x[:, [0, 1], [3, 3]].shape == (2, 2)
    assert x[[0, 1, 1, 0, 0], :, [3, 3, 0, 0, 1]].shape == (5, 3)
    assert x[0, :, [3, 3, 0, 0, 1]].shape == (5, 3)
    assert x[:, 0, [3, 3, 0, 0, 1]].shape == (2, 5)
    (x[0, :, [3, 3]] * [[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]).sum().backward()
    assert x.grad[0].tolist() == [[0.0, 0.0, 0.0, 11.0], [0.0, 0.0, 0.0, 22.0], [0.0, 0.0, 0.0, 33.0]]
    assert x.grad[1].sum().item() == 0.0


@pytest.mark.parametrize(
    "index",
    [Tensor([1, 1]), [Tensor(1), Tensor(1)], (Tensor([1, 1]), slice(None)), np.array([1, 1]), [1, 1],
     Tensor([[1], [1]])[:, 0], [np.int64(1), 1], np.array([1, 1], dtype=np.uint8)],
)  # fmt: skip
def test_indices_of_every_kind(index: Any) -> None:
    x = matrix()
    y = x[index]
    assert y.tolist() == [MATRIX[1], MATRIX[1]]
    y.sum().backward()
    assert x.grad.tolist() == [[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]]


def test_tensors_in_slices_and_masks() -> None:
    x = matrix()
    assert x[Tensor(1) :].tolist() == [MATRIX[1]]
    assert x[:, : Tensor(2)].tolist() == [[1.0, 2.0], [4.0, 5.0]]
    assert x[x > 4.0].tolist() == [5.0, 6.0]
    assert x[:, x[0] > 2.0].tolist() == [[3.0], [6.0]]
    assert x[Tensor(0), Tensor(1)].item() == 2.0


def test_shapes_of_new_axes_and_no_elements() -> None:
    x = matrix()
    assert x[np.newaxis].shape == (1, 2, 3)
    assert x[..., None, :].shape == (2, 1, 3)
    assert x[[]].shape == (0, 3)
    assert x[:, []].shape == (2, 0)
    assert x[np.zeros((0, 4), int)].shape == (0, 4, 3)
    assert x[Tensor(np.zeros((0, 4), int))].shape == (0, 4, 3)
    assert x[1:1].shape == (0, 3)
    assert x[True].shape == (1, 2, 3)
    number = Tensor(5.0, requires_grad=True)
    assert number[()].item() == 5.0
    assert number[None].tolist() == [5.0]
    assert number[...].shape == ()
    for y in (x[[]], x[np.zeros((0, 4), int)], x[1:1]):
        (slope,) = ag.gradients(y.sum(), x, retain_graph=True)
        assert slope.tolist() == [[0.0] * 3] * 2


@pytest.mark.parametrize("kind", [np.array, Tensor, list])
def test_an_index_counts_as_it_was_when_it_was_used(kind: Any) -> None:
    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    index = kind([0, 1])
    taken = x[index] + ag.take(x, index)
    placed = ag.index_put(x, index, 0.0)
    if kind is Tensor:
        index.copy_([2, 2])
    else:
        index[:] = [2, 2]
    taken.sum().backward()
    placed.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("index", "text"),
    [
        (2, r"getitem\(x: Tensor of shape \(2, 3\)\): index 2 is out of bounds for axis 0 with size 2"),
        ((0, -4), "index -4 is out of bounds for axis 1 with size 3"),
        ([0, 5], r"getitem\(x: .*index 5 is out of bounds for axis 0 with size 2"),
        ((0, 0, 0), "too many indices"),
        (Tensor([0.0, 1.0]), r"getitem\(x: .*must be of integer"),
        ([0.5], "getitem"),
        (np.array([]), "must be of integer"),
        ("a", "getitem"),
        (np.array([True, False, True]), "boolean index did not match.*axis 0; size of axis is 2 but size of corresponding boolean axis is 3"),
        (np.zeros((2, 2), bool), "boolean index did not match"),
        (([0, 1], [0, 1, 2]), "could not be broadcast together"),
        ((..., ...), "ellipsis"),
    ],
)  # fmt: skip
def test_wrong_indices_name_operation_and_shape(index: Any, text: str) -> None:
    with pytest.raises(IndexError, match=text):
        matrix()[index]


def test_an_embedding_is_indexing() -> None:
    table = Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    words = Tensor([[0, 2], [2, 2]])
    vectors = table[words]
    assert vectors.tolist() == [[[1.0, 2.0], [5.0, 6.0]], [[5.0, 6.0], [5.0, 6.0]]]
    vectors.sum().backward()
    assert table.grad.tolist() == [[1.0, 1.0], [0.0, 0.0], [3.0, 3.0]]


# --- along an axis -------------------------------------------------------------------------------


def test_take_is_flat_without_an_axis() -> None:
    x = matrix()
    assert ag.take(x, [0, -1, 0]).tolist() == [1.0, 6.0, 1.0]
    assert ag.take(x, 1, axis=1).tolist() == [2.0, 5.0]
    assert ag.take(x, [[2], [0]], axis=1).tolist() == [[[3.0], [1.0]], [[6.0], [4.0]]]
    assert np.take(x, [1], axis=0).requires_grad
    ag.take(x, [0, -1, 0]).sum().backward()
    assert x.grad.tolist() == [[2.0, 0.0, 0.0], [0.0, 0.0, 1.0]]


def test_gather_and_scatter_add_by_hand() -> None:
    x = matrix()
    y = ag.gather(x, 1, Tensor([[2, 2], [0, 1]]))
    assert y.tolist() == [[3.0, 3.0], [4.0, 5.0]]
    (y * [[1.0, 10.0], [100.0, 1000.0]]).sum().backward()
    assert x.grad.tolist() == [[0.0, 0.0, 11.0], [100.0, 1000.0, 0.0]]

    x, src = matrix(), Tensor([[10.0, 20.0], [30.0, 40.0]], requires_grad=True)
    y = ag.scatter_add(x, 1, [[2, 2], [0, 1]], src)
    assert y.tolist() == [[1.0, 2.0, 33.0], [34.0, 45.0, 6.0]]
    (y * [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).sum().backward()
    assert x.grad.tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert src.grad.tolist() == [[3.0, 3.0], [4.0, 5.0]]


def test_gather_with_a_short_index_leaves_the_rest_out() -> None:
    x = matrix()
    y = ag.gather(x, dim=0, index=[[1, 0]])
    assert y.tolist() == [[4.0, 2.0]]
    y.sum().backward()
    assert x.grad.tolist() == [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]


def test_take_along_axis_broadcasts() -> None:
    x = matrix()
    y = ag.take_along_axis(x, [[1]], axis=1)
    assert y.tolist() == [[2.0], [5.0]]
    column = Tensor([[1.0], [2.0]], requires_grad=True)
    y = ag.take_along_axis(column, [[0, 1, 1]], axis=0)
    assert y.tolist() == [[1.0, 2.0, 2.0]]
    y.sum().backward()
    assert column.grad.tolist() == [[1.0], [2.0]]
    order = np.argsort(-np.array(MATRIX), axis=1)
    assert np.take_along_axis(x, order, axis=1).tolist() == [[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]]


def test_scatter_keeps_the_last() -> None:
    x, src = Tensor([1.0, 2.0, 3.0], requires_grad=True), Tensor([10.0, 20.0, 30.0], requires_grad=True)
    y = ag.scatter(x, 0, [1, 1, 0], src)
    assert y.tolist() == [30.0, 20.0, 3.0]
    (y * [1.0, 2.0, 3.0]).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 3.0]
    assert src.grad.tolist() == [0.0, 2.0, 1.0]
    rows = ag.scatter(ag.zeros(2, 3), 1, Tensor([[2], [0]]), 1.0)
    assert rows.tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]


# --- masks ---------------------------------------------------------------------------------------


def test_masked_fill_is_differentiable_in_both() -> None:
    x, value = matrix(), Tensor(9.0, requires_grad=True)
    y = ag.masked_fill(x, x > 4.0, value)
    assert y.tolist() == [[1.0, 2.0, 3.0], [4.0, 9.0, 9.0]]
    (y * [[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]]).sum().backward()
    assert x.grad.tolist() == [[1.0, 2.0, 4.0], [8.0, 0.0, 0.0]]
    assert value.grad.item() == 48.0


def test_masked_fill_with_infinity_gives_attention_masks() -> None:
    scores = Tensor([[1.0, 1.0], [1.0, 1.0]], requires_grad=True)
    p = ag.softmax(ag.masked_fill(scores, [[False, True], [False, False]], -np.inf))
    assert p.tolist() == [[1.0, 0.0], [0.5, 0.5]]
    p[1, 0].backward()
    assert scores.grad.tolist() == [[0.0, 0.0], [0.25, -0.25]]


def test_masked_fill_keeps_the_dtype() -> None:
    x = Tensor([1.0, 2.0], dtype=np.float32, requires_grad=True)
    value = Tensor(0.5, requires_grad=True)
    y = ag.masked_fill(x, [True, False], value)
    assert y.dtype == np.float32
    y.sum().backward()
    assert value.grad.dtype == np.float64
    assert ag.masked_fill(Tensor([1, 2]), [True, False], 0).tolist() == [0, 2]


def test_masked_select_and_argwhere() -> None:
    x = matrix()
    y = ag.masked_select(x, Tensor([True, False, True]))
    assert y.tolist() == [1.0, 3.0, 4.0, 6.0]
    (y * [1.0, 2.0, 3.0, 4.0]).sum().backward()
    assert x.grad.tolist() == [[1.0, 0.0, 2.0], [3.0, 0.0, 4.0]]
    assert ag.argwhere(x > 4.0).tolist() == [[1, 1], [1, 2]]
    assert not ag.argwhere(x).requires_grad


# --- assignment ----------------------------------------------------------------------------------


def test_index_put_by_hand() -> None:
    x, values = matrix(), Tensor([10.0, 20.0], requires_grad=True)
    y = ag.index_put(x, (slice(None), 1), values)
    assert y.tolist() == [[1.0, 10.0, 3.0], [4.0, 20.0, 6.0]]
    (y * [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).sum().backward()
    assert x.grad.tolist() == [[1.0, 0.0, 3.0], [4.0, 0.0, 6.0]]
    assert values.grad.tolist() == [2.0, 5.0]
    assert x.tolist() == MATRIX


def test_of_several_values_for_one_place_the_last_stays() -> None:
    x, values = Tensor([1.0, 2.0, 3.0], requires_grad=True), Tensor([5.0, 6.0, 7.0], requires_grad=True)
    y = ag.index_put(x, [0, 2, 0], values)
    assert y.tolist() == [7.0, 2.0, 6.0]
    (y * [1.0, 2.0, 4.0]).sum().backward()
    assert x.grad.tolist() == [0.0, 2.0, 0.0]
    assert values.grad.tolist() == [0.0, 4.0, 1.0]


@pytest.mark.parametrize("order", ["C", "F"])
def test_which_one_is_last_does_not_depend_on_memory(order: Any) -> None:
    """Of the values in C order, however the index and the values lie in memory."""
    index = np.array([[0, 1], [1, 0]], order=order)
    for values in (np.array([[1.0, 2.0], [3.0, 4.0]]), np.asfortranarray([[1.0, 2.0], [3.0, 4.0]])):
        assert ag.index_put(Tensor([0.0, 0.0]), index, values).tolist() == [4.0, 3.0]


def test_accumulating_adds_all_of_them() -> None:
    x, values = Tensor([1.0, 2.0, 3.0], requires_grad=True), Tensor([5.0, 6.0, 7.0], requires_grad=True)
    y = ag.index_put(x, Tensor([0, 2, 0]), values, accumulate=True)
    assert y.tolist() == [13.0, 2.0, 9.0]
    (y * [1.0, 2.0, 4.0]).sum().backward()
    assert x.grad.tolist() == [1.0, 2.0, 4.0]
    assert values.grad.tolist() == [1.0, 4.0, 1.0]


def test_a_value_that_fills_several_places_gets_the_sum() -> None:
    x, value = matrix(), Tensor(0.5, requires_grad=True)
    y = ag.index_put(x, x > 2.0, value)
    assert y.tolist() == [[1.0, 2.0, 0.5], [0.5, 0.5, 0.5]]
    y.sum().backward()
    assert value.grad.item() == 4.0
    repeated = Tensor(0.5, requires_grad=True)
    ag.index_put(x, [0, 0], repeated).sum().backward()
    assert repeated.grad.item() == 3.0


def test_index_put_keeps_dtype_and_arrays() -> None:
    x = Tensor([1.0, 2.0], dtype=np.float32)
    assert ag.index_put(x, 0, np.float64(0.5)).dtype == np.float32
    assert ag.index_put(Tensor(2.0), (), 3.0).item() == 3.0
    array = np.zeros(3)
    result = ag.index_put(array, [0], 1.0)
    assert type(result) is np.ndarray
    assert array.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        (lambda x: ag.take(x, [6]), IndexError, r"take: index 6 is out of bounds for axis 0 with size 6"),
        (lambda x: ag.take(x, [0.5]), TypeError, "take: indices must be integers, got dtype float64"),
        (lambda x: ag.take(x, x), TypeError, "take: indices must be integers"),
        (lambda x: ag.take(x, 0, 2), ValueError, "take: axis 2 is out of bounds for a tensor with 2 axes"),
        (lambda x: ag.take(x, 0, axis=0, dim=0), TypeError, r"take\(\) got both axis= and dim="),
        (lambda x: ag.index_select(x, 1, [3]), IndexError, r"index_select: index 3 is out of bounds for axis 1 with size 3 of a tensor of shape \(2, 3\)"),
        (lambda x: ag.index_select(x, 1, [[0]]), ValueError, r"index must have one axis, got shape \(1, 1\)"),
        (lambda x: ag.index_select(x, 1, [True]), TypeError, "indices must be integers, got dtype bool"),
        (lambda x: ag.gather(x, 0, [[2, 0, 0]]), IndexError, r"gather: index 2 is out of bounds for axis 0 with size 2 of a tensor of shape \(2, 3\)"),
        (lambda x: ag.gather(x, 0, [[-3, 0, 0]]), IndexError, "gather: index -3 is out of bounds"),
        (lambda x: ag.gather(x, 0, [0]), ValueError, r"gather: an index of shape \(1,\) must have as many axes as the tensor, of shape \(2, 3\)"),
        (lambda x: ag.gather(x, 0, np.zeros((1, 4), int)), ValueError, r"gather: an index of shape \(1, 4\) is longer along axis 1 than the tensor"),
        (lambda x: ag.gather(x, 0, Tensor([[0.0]])), TypeError, "gather: indices must be integers, got dtype float64"),
        (lambda x: ag.gather(x.sum(), 0, 0), ValueError, "gather: axis 0 is out of bounds for a tensor with 0 axes"),
        (lambda x: ag.take_along_axis(x, [0]), ValueError, r"take_along_axis: indices of shape \(1,\) must have as many axes"),
        (lambda x: ag.take_along_axis(x, [[3]]), IndexError, "take_along_axis: index 3 is out of bounds for axis 1 with size 3"),
        (lambda x: ag.take_along_axis(x, np.zeros((3, 1), int)), IndexError, r"take_along_axis\(x: Tensor of shape \(2, 3\), array of shape \(3, 1\)\)"),
        (lambda x: ag.scatter_add(x, 1, [[0]], [1.0]), ValueError, r"scatter_add: an index of shape \(1, 1\) must have as many axes as src, of shape \(1,\)"),
        (lambda x: ag.scatter_add(x, 1, [[0]], 1.0), ValueError, r"as many axes as src, of shape \(\)"),
        (lambda x: ag.scatter_add(x, 1, [[0, 1]], [[1.0]]), ValueError, r"longer along axis 1 than src, of shape \(1, 1\)"),
        (lambda x: ag.scatter_add(x, 1, np.zeros((3, 1), int), x), ValueError, "longer along axis 0 than the tensor"),
        (lambda x: ag.scatter(x, 1, [[5]], 1.0), IndexError, "scatter: index 5 is out of bounds for axis 1 with size 3"),
        (lambda x: ag.scatter(x, 1, [5], 1.0), IndexError, "scatter: index 5 is out of bounds"),
        (lambda x: ag.masked_fill(x, [1, 0, 1], 0.0), TypeError, "masked_fill: the mask must be boolean, got dtype int64; compare, as in x > 0"),
        (lambda x: ag.masked_fill(x, [True, False], 0.0), ValueError, r"masked_fill: a mask of shape \(2,\) does not broadcast to the shape \(2, 3\)"),
        (lambda x: ag.masked_fill(x, np.zeros((2, 2, 3), bool), 0.0), ValueError, "does not broadcast to the shape"),
        (lambda x: ag.masked_fill(x[:, :1], np.zeros((2, 3), bool), 0.0), ValueError, "does not broadcast to the shape"),
        (lambda x: ag.masked_fill(x, x > 0, [1.0]), ValueError, r"the value must be one number, got shape \(1,\)"),
        (lambda x: ag.masked_select(x, [True, False]), ValueError, r"masked_select: a mask of shape \(2,\) does not broadcast with a tensor of shape \(2, 3\)"),
        (lambda x: ag.masked_select(x, x), TypeError, "masked_select: the mask must be boolean"),
        (lambda x: ag.index_put(x, 0, [1.0, 2.0]), ValueError, r"put_at\(x: .*values of shape \(2,\) do not broadcast to shape \(3,\)"),
        (lambda x: ag.index_put(x, 0, [[1.0, 2.0, 3.0]]), ValueError, "do not broadcast"),
        (lambda x: ag.index_put(x, 7, 1.0), IndexError, r"put_at\(x: .*index 7 is out of bounds"),
        (lambda x: ag.index_put(Tensor([1, 2]), 0, 1.5), TypeError, "values of dtype float64 cannot be put among int64 ones"),
    ],
)  # fmt: skip
def test_errors(wrong: Callable[..., Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        wrong(matrix())


@pytest.mark.parametrize("index", [
    np.array([1, 1, -1, 0, 1, -3]), [2, 2, 0, 0, 2], (slice(None), np.array([3, 0, -1, 3])),
    (slice(None), [[0, 1], [1, 0]]), (np.array([0, 0, 2]), np.array([1, 1, 3])),
    (np.array([[0], [0], [2]]), np.array([1, 1, 3])), (..., np.array([1, 1, 1])), (None, np.array([0, 0])),
    np.array([], dtype=int), (np.array([1, 1]), slice(1, 3)), np.array([0]),
])  # fmt: skip
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_places_named_twice_get_both_whatever_the_index(index: Any, dtype: Any) -> None:
    for shape in ((3, 4), (3, 4, 2)):
        x = np.random.default_rng(0).integers(0, 9, np.zeros(shape)[index].shape).astype(dtype)
        expected = np.zeros(shape, dtype)
        np.add.at(expected, index, x)
        np.testing.assert_array_equal(ag.add_at(x, index, shape), expected)
        leaf = Tensor(np.asfortranarray(np.zeros(shape, dtype)), requires_grad=True)
        (slope,) = ag.gradients(leaf[index], leaf, x)
        np.testing.assert_array_equal(slope.numpy(), expected)


def test_one_hot_of_a_number_and_of_nothing() -> None:
    assert ag.one_hot(2, 3).tolist() == [0, 0, 1]
    assert ag.one_hot([], 3).shape == (0, 3)
    with pytest.raises(TypeError, match="class indices must be integers, got dtype float64"):
        ag.one_hot(2.5, 3)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint64])
def test_unsigned_indices_are_indices(dtype):
    """MNIST's labels are uint8, in which -1 does not exist."""
    places = np.array([2, 0], dtype)
    assert ag.one_hot(places).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert ag.one_hot(places[:0], 2).shape == (0, 2)
    x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert ag.take_along_axis(x, places[:, None], 1).tolist() == [[3], [4]]
    assert ag.gather(x, 1, places[:, None]).tolist() == [[3], [4]]
    assert ag.take(x, places, 1).tolist() == [[3, 1], [6, 4]]
    with pytest.raises(IndexError, match="index 3 is out of bounds"):
        ag.take_along_axis(x, np.array([[3], [0]], dtype), 1)
    with pytest.raises(ValueError, match="between 0 and 1; they go from 0 to 2"):
        ag.one_hot(places, 2)
