"""Datasets made of datasets: which rows they give, one by one and gathered, and what they refuse."""

from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Tensor
from nn.data import (
    ConcatDataset,
    Dataset,
    Subset,
    TensorDataset,
    TransformedDataset,
    random_split,
)
from nn.data.combining import may_draw


def numbers(count: int, start: int = 0) -> TensorDataset:
    values = np.arange(start, start + count)
    return TensorDataset(values, values * 10)


class Squares(Dataset):
    """Gives items one by one, and notes which ones it was asked for."""

    def __init__(self, count):
        self.count = count
        self.asked = []

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        assert type(index) is int
        self.asked.append(index)
        return index, index**2


def values(batch) -> list[int]:
    return batch[0].data.tolist()


# --- Subset ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "indices",
    [[4, 0, 2], (4, 0, 2), np.array([4, 0, 2], np.uint8), Tensor(np.array([4, 0, 2])), [-1, 0, -3]],
    ids=["list", "tuple", "array", "tensor", "negative"],
)
def test_a_subset_gives_its_rows_in_its_order(indices):
    part = Subset(numbers(5), indices)
    assert len(part) == 3
    assert [part[i][0].item() for i in (0, 1, 2, -1)] == [4, 0, 2, 2]
    assert values(part[[2, 0]]) == [2, 4]
    assert values(part[1:]) == [0, 2]
    assert values(part[np.array([True, False, True])]) == [4, 2]
    assert part.indices.tolist() == [4, 0, 2]


def test_a_subset_may_be_a_mask_a_range_or_a_slice():
    dataset = numbers(5)
    assert values(Subset(dataset, np.arange(5) % 2 == 0)[:]) == [0, 2, 4]
    assert values(Subset(dataset, range(1, 4))[:]) == [1, 2, 3]
    assert values(Subset(dataset, slice(None, None, -2))[:]) == [4, 2, 0]


def test_a_subset_of_a_subset():
    part = Subset(Subset(numbers(10), [9, 8, 7, 6]), [3, 0])
    assert part.gathers
    assert values(part[:]) == [6, 9]


def test_a_subset_gathers_at_once_where_its_dataset_can(monkeypatch):
    taken = []
    take = np.take
    monkeypatch.setattr(np, "take", lambda *args, **kw: taken.append(1) or take(*args, **kw))
    Subset(numbers(10), range(8))[[1, 5, 3]]
    assert len(taken) == 2  # one for each array


def test_a_subset_of_items_stacks_them():
    squares = Squares(6)
    part = Subset(squares, [5, 3, 1])
    assert not part.gathers
    batch = part[[2, 0]]
    assert squares.asked == [1, 5]
    assert [column.data.tolist() for column in batch] == [[1, 5], [1, 25]]


def test_a_subclass_with_items_of_its_own_does_not_gather():
    class Negated(Subset):
        def __getitem__(self, index):
            number, label = super().__getitem__(index)
            return -number, label

    assert not Negated(numbers(3), [0]).gathers
    assert Negated(numbers(3), [2])[0][0].item() == -2


@pytest.mark.parametrize(
    ("indices", "error", "message"),
    [
        ([0, 5], IndexError, "row 5 is out of range: the TensorDataset has 5 rows"),
        ([-6], IndexError, "row -6 is out of range"),
        ([0.5], TypeError, "is indexed by an integer"),
        ([[0, 1]], ValueError, r"one-dimensional array, not one of shape \(1, 2\)"),
        ([True], IndexError, r"a boolean mask of shape \(1,\)"),
        (3, ValueError, r"one-dimensional array, not one of shape \(\)"),
    ],
    ids=str,
)
def test_rows_that_a_dataset_does_not_have_are_refused(indices, error, message):
    with pytest.raises(error, match=message):
        Subset(numbers(5), indices)


@pytest.mark.parametrize("index", [3, -4, [0, 3]], ids=str)
def test_a_row_out_of_a_subsets_range_is_named(index):
    with pytest.raises(IndexError, match="out of range: the Subset has 3 rows"):
        Subset(numbers(9), [8, 7, 6])[index]


# --- ConcatDataset --------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5), st.data())
def test_a_sequence_of_datasets_is_indexed_like_one(lengths, data):
    starts = np.cumsum([0, *lengths])
    both = ConcatDataset([numbers(n, start) for n, start in zip(lengths, starts, strict=False)])
    total = sum(lengths)
    assert len(both) == total
    assert both.cumulative_sizes == np.cumsum(lengths).tolist()
    if total:
        rows = data.draw(st.lists(st.integers(-total, total - 1), max_size=8))
        assert [both[row][0].item() for row in rows] == [row % total for row in rows]
        batch = both[rows]
        assert values(batch) == [row % total for row in rows]
        np.testing.assert_array_equal(batch[1].data, batch[0].data * 10)


def test_addition_puts_datasets_together():
    both = numbers(2) + numbers(2, start=2)
    assert type(both) is ConcatDataset
    assert values(both[:]) == [0, 1, 2, 3]
    assert [dataset[0][0].item() for dataset in both.datasets] == [0, 2]


def test_datasets_that_gather_and_those_that_do_not():
    both = numbers(2) + Squares(3)
    assert not both.gathers
    assert [column.data.tolist() for column in both[[4, 1]]] == [[2, 1], [4, 10]]


def test_rows_of_one_dataset_keep_their_dtype_and_mixed_ones_are_promoted():
    both = TensorDataset(np.zeros(2, np.float32)) + TensorDataset(np.ones(2))
    assert both[[0, 1]][0].dtype == np.float32
    assert both[[0, 2]][0].dtype == np.float64


def test_gradients_reach_the_datasets():
    first, second = (Tensor(np.ones(2), requires_grad=True) for _ in range(2))
    (batch,) = (TensorDataset(first) + TensorDataset(second))[[3, 0, 3]]
    (batch * np.array([1.0, 10.0, 100.0])).sum().backward()
    assert first.grad.data.tolist() == [10.0, 0.0]
    assert second.grad.data.tolist() == [0.0, 101.0]
    # An order that is not its own inverse: each row at its place.
    (batch,) = (TensorDataset(first * 2.0) + TensorDataset(second))[[2, 0, 1]]
    assert batch.data.tolist() == [1.0, 2.0, 2.0]


class Dicts(Dataset):
    """A user's dataset that gathers, and gives dicts."""

    gathers = True

    def __init__(self, start):
        self.start = start

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return {"x": Tensor(np.asarray(index) + self.start)}


def test_batches_may_be_dicts():
    batch = (Dicts(0) + Dicts(100))[[4, 1, 5]]
    assert batch["x"].data.tolist() == [101, 1, 102]


@pytest.mark.parametrize(
    ("other", "error", "message"),
    [
        (TensorDataset(np.zeros(3)), ValueError, "tuples of 2 and tuples of 1"),
        (
            TensorDataset(np.zeros((3, 4)), np.zeros(3)),
            ValueError,
            r"Tensors of shape \(N\) and Tensors of shape \(N, 4\)",
        ),
        (Dicts(0), ValueError, "tuples of 2 and dicts of"),
    ],
    ids=["length", "shape", "kind"],
)
def test_datasets_that_do_not_fit_together_are_named(other, error, message):
    with pytest.raises(error, match=message):
        (numbers(3) + other)[[0, 4]]


def test_no_datasets_at_all_is_an_error():
    with pytest.raises(ValueError, match="ConcatDataset needs a dataset"):
        ConcatDataset([])


@pytest.mark.parametrize("index", [5, -6, [0, 5]], ids=str)
def test_a_row_out_of_a_sequences_range_is_named(index):
    with pytest.raises(IndexError, match="out of range: the ConcatDataset has 5 rows"):
        (numbers(2) + numbers(3))[index]


# --- TransformedDataset ---------------------------------------------------------------------------


def test_a_function_is_applied_to_one_input_at_a_time():
    seen = []
    halves = TransformedDataset(numbers(4), lambda x: seen.append(x.shape) or x / 2)
    assert not halves.gathers
    assert halves[3][0].item() == 1.5
    assert halves[3][1].item() == 30
    assert values(halves[[1, 2]]) == [0.5, 1.0]
    assert set(seen) == {()}


def test_a_function_that_takes_batches_is_called_once():
    seen = []
    dataset = TransformedDataset(
        numbers(4), lambda x: seen.append(x.shape) or x.data / 2, accepts_batches=True
    )
    batch = dataset[[1, 2, 3]]
    assert seen == [(3,)]
    assert type(batch[0]) is Tensor
    assert values(batch) == [0.5, 1.0, 1.5]
    assert batch[1].data.tolist() == [10, 20, 30]


@pytest.mark.parametrize("combine", [lambda d: Subset(d, [2, 0]), lambda d: d + numbers(1)])
def test_batches_pass_through_what_wraps_the_transformed(combine):
    calls = []
    dataset = combine(
        TransformedDataset(numbers(3), lambda x: calls.append(1) or x + 1, accepts_batches=True)
    )
    assert dataset.gathers
    dataset[[1, 0]]
    assert len(calls) == 1


def test_a_function_says_by_an_attribute_that_it_takes_batches():
    class Double:
        accepts_batches = True

        def __call__(self, x):
            return x * 2

    assert TransformedDataset(numbers(2), Double()).gathers
    assert not TransformedDataset(numbers(2), Double(), accepts_batches=False).gathers
    assert not TransformedDataset(Squares(2), Double()).gathers  # nothing to gather


def test_an_item_that_is_no_tuple_is_the_input_as_a_whole():
    assert TransformedDataset([1, 2, 3], lambda x: -x)[1] == -2
    assert TransformedDataset([{"a": 1}], lambda item: item["a"])[0] == 1


def test_named_tuples_stay_named():
    Pair = namedtuple("Pair", ["image", "label"])
    assert TransformedDataset([Pair(1, 2)], lambda x: x * 5)[0] == Pair(5, 2)


def test_transforms_may_be_stacked():
    dataset = TransformedDataset(numbers(3), lambda x: x + 1, accepts_batches=True)
    dataset = TransformedDataset(dataset, lambda x: x * 2, accepts_batches=True)
    assert values(dataset[:]) == [2, 4, 6]


def test_a_batch_of_another_length_is_an_error():
    dataset = TransformedDataset(numbers(4), lambda x: x.sum(), accepts_batches=True)
    with pytest.raises(ValueError, match=r"shape \(2,\) something of shape \(\).*the first axis"):
        dataset[[0, 1]]


def test_a_transform_that_cannot_be_called_is_an_error():
    with pytest.raises(TypeError, match="transform must be a function of an input, not 3"):
        TransformedDataset(numbers(2), 3)


def test_only_arrays_and_their_parts_need_no_random_numbers():
    assert not may_draw(numbers(3))
    assert not may_draw(Subset(numbers(3) + numbers(2), [1]))
    assert may_draw(Squares(3))
    assert may_draw(Subset(TransformedDataset(numbers(3), abs), [1]))
    assert may_draw(numbers(3) + Squares(3))


def test_representations_say_what_is_inside():
    part = Subset(TensorDataset(np.arange(3)), [1])
    assert repr(part) == "Subset(1 of TensorDataset(3 rows of int64[]))"
    assert repr(ConcatDataset([part])) == f"ConcatDataset([{part!r}])"
    assert repr(TransformedDataset(part, abs)) == f"TransformedDataset({part!r}, {abs!r})"


# --- random_split ---------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.integers(0, 99))
def test_parts_of_given_lengths_cover_the_dataset(lengths, seed):
    parts = random_split(numbers(sum(lengths)), lengths, seed=seed)
    assert [len(part) for part in parts] == lengths
    assert sorted(v for part in parts for v in values(part[:])) == list(range(sum(lengths)))


@pytest.mark.parametrize(
    ("count", "fractions", "lengths"),
    [
        (10, [0.7, 0.3], [7, 3]),
        (10, [1 / 3, 1 / 3, 1 / 3], [4, 3, 3]),  # one remains, and goes to the first
        (11, [1 / 3, 1 / 3, 1 / 3], [4, 4, 3]),  # two remain
        (100, [0.29, 0.71], [29, 71]),  # 0.29 * 100 is 28.999999999999996, but one remains
        (5, [1.0], [5]),
        (5, [1, 0.0], [5, 0]),
        (3, [0.5, np.float32(0.5)], [2, 1]),
    ],
    ids=str,
)
@pytest.mark.filterwarnings("ignore:Length of split")
def test_fractions_are_rounded_down_and_the_rest_goes_round(count, fractions, lengths):
    assert [len(part) for part in random_split(numbers(count), fractions)] == lengths


def test_an_empty_part_brings_a_warning():
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0. This might result in"):
        random_split(numbers(3), [3, 0])


def test_a_seed_or_a_generator_fixes_the_split():
    def rows(**options):
        return [part.indices.tolist() for part in random_split(numbers(20), [15, 5], **options)]

    assert rows(seed=1) == rows(seed=1) == rows(generator=np.random.default_rng(1))
    assert rows(seed=1) != rows(seed=2)
    autograd.manual_seed(1)
    assert rows() == rows(seed=1)


@pytest.mark.parametrize(
    ("lengths", "error", "message"),
    [
        ([4, 5], ValueError, "sum of input lengths does not equal.*makes 9, not 10"),
        ([], ValueError, "makes 0, not 10"),
        ([1], ValueError, "makes 1, not 10"),
        ([0.5, 0.4], ValueError, "fractions must make 1 in all.*makes 0.9"),
        ([0.5, 0.6], ValueError, "makes 1.1"),
        ([11, -1], ValueError, "must not be negative, not -1"),
        ([1.5, -0.5], ValueError, "must not be negative, not -0.5"),
        ([float("nan"), 1.0], ValueError, "must not be negative, not nan"),
        (["5", 5], TypeError, "must be a number, not '5'"),
        ([True, 9], TypeError, "must be a number, not True"),
    ],
    ids=str,
)
def test_lengths_that_do_not_add_up_are_refused(lengths, error, message):
    with pytest.raises(error, match=message):
        random_split(numbers(10), lengths)


def test_a_seed_beside_a_generator_is_refused():
    with pytest.raises(ValueError, match="a generator or a seed, not both"):
        random_split(numbers(2), [1, 1], generator=np.random.default_rng(), seed=1)


@pytest.mark.parametrize("datasets", [TensorDataset([1, 2]), "ab", 3])
def test_what_is_no_list_of_datasets_is_refused(datasets):
    with pytest.raises(TypeError, match=r"ConcatDataset takes a list of datasets"):
        ConcatDataset(datasets)


def test_a_split_says_what_it_takes():
    with pytest.raises(TypeError, match="lengths must be a list of one length for each part"):
        random_split(range(5), 5)
    with pytest.raises(TypeError, match="random_split: generator must be a np.random.Generator"):
        random_split(range(5), [2, 3], generator=3)
    with pytest.raises(ValueError, match="fractions must make 1 in all; .* makes 0.9999"):
        random_split(range(5), [0.5, 0.4999])
    with pytest.raises(TypeError, match="accepts_batches must be True or False, not 'no'"):
        TransformedDataset(range(5), abs, accepts_batches="no")
