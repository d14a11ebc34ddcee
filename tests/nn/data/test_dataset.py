"""Datasets: which rows an index gives, and what is said about arrays that do not fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Tensor
from nn.data import Dataset, TensorDataset

POINTS = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], dtype=np.float32)
LABELS = np.array([0, 1, 1, 0])


@pytest.fixture
def dataset() -> TensorDataset:
    return TensorDataset(POINTS.copy(), LABELS.copy())


def test_base_class_says_which_method_is_missing():
    class Empty(Dataset):
        pass

    with pytest.raises(NotImplementedError, match=r"Empty has no __getitem__: define __getitem__"):
        Empty()[0]
    with pytest.raises(NotImplementedError, match=r"Empty has no __len__: define __len__"):
        len(Empty())


def test_row_is_a_tuple_of_tensors(dataset):
    row = dataset[2]
    assert type(row) is tuple
    point, label = row
    assert type(point) is Tensor
    np.testing.assert_array_equal(point.data, [5.0, 6.0])
    assert label.item() == 1
    assert label.shape == ()


def test_dtypes_are_kept(dataset):
    assert [tensor.dtype for tensor in dataset[0]] == [np.float32, np.int64]
    assert [tensor.dtype for tensor in dataset[[0, 1]]] == [np.float32, np.int64]


def test_length_is_the_number_of_rows(dataset):
    assert len(dataset) == 4


def test_iteration_ends_after_the_last_row(dataset):
    assert [label.item() for _, label in dataset] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    "index",
    [
        slice(1, 3),
        slice(None, None, -1),
        [3, 0],
        [],
        np.array([1, 1, -1]),
        np.array([3, 0], dtype=np.uint8),
        np.array([3, 0], dtype=np.uint64),
        np.array([[0, 1], [2, 3]]),
        np.array([True, False, False, True]),
        [True, False, True, False],
        np.int64(2),
        -1,
    ],
    ids=str,
)
def test_index_means_what_it_means_in_numpy(dataset, index):
    points, labels = dataset[index]
    expected = index if not isinstance(index, list) or index else slice(0, 0)
    np.testing.assert_array_equal(points.data, POINTS[expected])
    np.testing.assert_array_equal(labels.data, LABELS[expected])


def test_index_may_be_a_tensor(dataset):
    _, labels = dataset[Tensor(np.array([1, 0]))]
    np.testing.assert_array_equal(labels.data, [1, 0])


@given(st.lists(st.integers(-4, 3), max_size=8))
def test_gathered_rows_are_the_rows_one_by_one(rows):
    points, labels = TensorDataset(POINTS, LABELS)[rows]
    assert points.shape == (len(rows), 2)
    for position, row in enumerate(rows):
        np.testing.assert_array_equal(points.data[position], POINTS[row])
        assert labels.data[position] == LABELS[row]


@pytest.mark.parametrize("index", [4, -5, [0, 4], [-5], np.array([9], dtype=np.uint8)], ids=str)
def test_index_out_of_range_names_the_row_and_the_length(dataset, index):
    number = np.ravel(index)[-1]
    with pytest.raises(IndexError, match=rf"row {number} is out of range.*has 4 rows"):
        dataset[index]


@pytest.mark.parametrize("mask", [[True, False], np.ones((4, 2), dtype=bool), True], ids=str)
def test_mask_of_another_shape_is_an_error(dataset, mask):
    with pytest.raises(IndexError, match=r"a boolean mask of shape .* its shape must be \(4,\)"):
        dataset[mask]


@pytest.mark.parametrize("index", [1.0, [0.5], "1", None, (0, 1)], ids=str)
def test_index_of_another_type_is_an_error(dataset, index):
    with pytest.raises(TypeError, match="is indexed by an integer, a slice"):
        dataset[index]


def test_arrays_are_shared_and_gathered_rows_are_not():
    array = np.zeros((3, 2))
    dataset = TensorDataset(array)
    assert np.shares_memory(dataset.tensors[0].data, array)
    (gathered,) = dataset[[0, 1]]
    gathered.data[...] = 1.0
    assert not array.any()


def test_tensors_are_kept_and_lists_converted():
    tensor = Tensor(np.ones((2, 3)))
    dataset = TensorDataset(tensor, [5, 6])
    assert dataset.tensors[0] is tensor
    np.testing.assert_array_equal(dataset.tensors[1].data, [5, 6])


@pytest.mark.parametrize("index", [1, slice(0, 2), [1, 1]], ids=str)
def test_gradients_reach_a_tensor_that_requires_them(index):
    tensor = Tensor(np.ones((3, 2)), requires_grad=True)
    (rows,) = TensorDataset(tensor)[index]
    rows.sum().backward()
    expected = np.zeros((3, 2))
    np.add.at(expected, index, 1.0)
    np.testing.assert_array_equal(tensor.grad.data, expected)


def test_lengths_that_differ_are_each_named():
    with pytest.raises(ValueError, match=r"array 0 has 3 rows .*, array 1 has 2 rows \(shape \(2,"):
        TensorDataset(np.zeros((3, 4)), np.zeros((2, 5)))


def test_no_arrays_at_all_is_an_error():
    with pytest.raises(ValueError, match="needs an array"):
        TensorDataset()


def test_a_number_has_no_rows():
    with pytest.raises(ValueError, match="array 1 is a single number and has no rows"):
        TensorDataset(np.zeros(3), 2.0)


def test_source_and_repr():
    assert TensorDataset(LABELS).source is None
    named = TensorDataset(POINTS, LABELS, source="by hand")
    assert named.source == "by hand"
    assert repr(named) == "TensorDataset(4 rows of float32[2], int64[], source='by hand')"
