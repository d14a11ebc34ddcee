"""Samplers: what an epoch of each consists of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Tensor
from nn.data import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)


def test_the_base_class_says_which_method_is_missing():
    class Empty(Sampler):
        pass

    with pytest.raises(NotImplementedError, match=r"Empty has no __iter__: define __iter__"):
        iter(Empty())
    with pytest.raises(NotImplementedError, match=r"Empty has no __len__: define __len__"):
        len(Empty())


@given(st.integers(0, 30), st.integers(0, 9))
def test_epochs_are_permutations(count, seed):
    rng = np.random.default_rng(seed)
    assert list(SequentialSampler(range(count))) == list(range(count))
    assert sorted(RandomSampler(range(count), generator=rng)) == list(range(count))
    rows = rng.integers(0, 100, count)
    assert sorted(SubsetRandomSampler(rows, rng)) == sorted(rows.tolist())


def test_every_epoch_is_another_one_and_rows_are_python_integers():
    sampler = RandomSampler(range(50), generator=np.random.default_rng(0))
    first, second = list(sampler), list(sampler)
    assert first != second
    assert {type(row) for row in first} == {int}


@given(st.integers(1, 9), st.integers(1, 40))
def test_more_samples_than_rows_are_one_order_after_the_other(rows, count):
    epoch = list(RandomSampler(range(rows), num_samples=count, generator=np.random.default_rng(0)))
    assert len(epoch) == count
    for start in range(0, count - rows + 1, rows):
        assert sorted(epoch[start : start + rows]) == list(range(rows))
    rest = epoch[count - count % rows :]
    assert len(set(rest)) == len(rest)


def test_with_replacement_all_rows_are_equally_frequent():
    sampler = RandomSampler(range(4), True, 8_000, generator=np.random.default_rng(0))
    counts = np.bincount(list(sampler), minlength=4)
    assert len(sampler) == counts.sum() == 8_000
    # Binomial: 2,000 each, with a standard deviation of sqrt(8000 / 4 * 3 / 4) = 39.
    assert abs(counts - 2_000).max() < 5 * 39


def test_an_empty_dataset_has_an_empty_epoch_but_no_samples():
    assert list(RandomSampler([])) == []
    with pytest.raises(ValueError, match="an empty dataset has no 3 samples"):
        list(RandomSampler([], num_samples=3))


def test_weights_are_probabilities_up_to_a_factor():
    sampler = WeightedRandomSampler([0, 10, 30], 8_000, generator=np.random.default_rng(0))
    counts = np.bincount(list(sampler), minlength=3)
    assert counts[0] == 0
    assert abs(counts[1] - 2_000) < 5 * 39


def test_weights_without_replacement_give_each_row_once_at_most():
    sampler = WeightedRandomSampler(Tensor([1.0, 50.0, 0.0, 1.0, 3.0]), 4, replacement=False)
    for seed in range(5):
        autograd.manual_seed(seed)
        assert sorted(sampler) == [0, 1, 3, 4]


def test_huge_weights_do_not_overflow():
    assert set(WeightedRandomSampler([1e308, 1e308, 0.0], 20)) <= {0, 1}


def test_without_a_generator_the_librarys_serves():
    samplers = [
        RandomSampler(range(20)),
        SubsetRandomSampler(range(20)),
        WeightedRandomSampler(np.ones(20), 20),
    ]
    for sampler in samplers:
        autograd.manual_seed(3)
        first = list(sampler)
        autograd.manual_seed(3)
        assert list(sampler) == first
        assert list(sampler) != first


@pytest.mark.parametrize("make", [RandomSampler, SubsetRandomSampler], ids=lambda c: c.__name__)
def test_the_state_of_an_own_generator_may_be_kept(make):
    sampler = make(range(20), generator=np.random.default_rng(0))
    list(sampler)
    state = sampler.state_dict()
    following = list(sampler)
    fresh = make(range(20), generator=np.random.default_rng(5))
    fresh.load_state_dict(state)
    assert list(fresh) == following


@given(st.integers(0, 20), st.integers(1, 8), st.booleans())
def test_batches_are_an_epoch_in_pieces(count, size, drop_last):
    sampler = BatchSampler(SequentialSampler(range(count)), size, drop_last)
    batches = list(sampler)
    assert len(batches) == len(sampler)
    full, rest = divmod(count, size)
    assert [len(b) for b in batches] == [size] * full + [rest] * (rest > 0 and not drop_last)
    flat = [row for batch in batches for row in batch]
    assert flat == list(range(len(flat)))
    assert all(type(batch) is list for batch in batches)


def test_batches_of_any_iterable():
    assert list(BatchSampler([5, 3, 1], 2, False)) == [[5, 3], [1]]
    assert list(BatchSampler({"a": 1, "b": 2}, 1, False)) == [["a"], ["b"]]
    unknown = BatchSampler(iter([1, 2]), 2, False)
    with pytest.raises(TypeError, match="number of batches is not known"):
        len(unknown)


def test_a_subclass_with_an_order_of_its_own_is_asked_for_it():
    class Halved(RandomSampler):
        def __iter__(self):
            return (row for row in super().__iter__() if row % 2 == 0)

    batches = list(BatchSampler(Halved(range(6)), 2, False))
    assert sorted(row for batch in batches for row in batch) == [0, 2, 4]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: RandomSampler(range(3), num_samples=0), ValueError, "num_samples must be at leas"),
        (lambda: RandomSampler(range(3), num_samples=1.5), TypeError, "must be an integer, not 1."),
        (lambda: RandomSampler(range(3), replacement=1), TypeError, "replacement must be True or"),
        (lambda: RandomSampler(range(3), generator=3), TypeError, "generator must be a np.random."),
        (lambda: SubsetRandomSampler([0.5]), TypeError, "indices must be a list of integers"),
        (lambda: SubsetRandomSampler([[1]]), TypeError, r"of shape \(1, 1\)"),
        (lambda: WeightedRandomSampler([1.0], 0), ValueError, "num_samples must be at least 1"),
        (lambda: WeightedRandomSampler([1.0], True), TypeError, "num_samples must be an integer"),
        (lambda: WeightedRandomSampler([1.0, -1.0], 1), ValueError, "but weight 1 is -1.0"),
        (lambda: WeightedRandomSampler([np.nan], 1), ValueError, "but weight 0 is nan"),
        (lambda: WeightedRandomSampler([1.0, np.inf], 1), ValueError, "but weight 1 is inf"),
        (lambda: WeightedRandomSampler([0.0, 0.0], 1), ValueError, "0 weights are above 0"),
        (lambda: WeightedRandomSampler([], 1), ValueError, "0 weights are above 0"),
        (lambda: WeightedRandomSampler([[1.0]], 1), ValueError, r"of shape \(1, 1\)"),
        (lambda: WeightedRandomSampler(["a"], 1), ValueError, "must be a list of numbers"),
        (lambda: WeightedRandomSampler([1, 1, 0], 3, False), ValueError, "at least 3 must be"),
        (lambda: BatchSampler([1], 0, False), ValueError, "batch_size must be at least 1, not 0"),
        (lambda: BatchSampler([1], 2.0, False), TypeError, "batch_size must be an integer"),
        (lambda: BatchSampler([1], 2, None), TypeError, "drop_last must be True or False"),
    ],
)
def test_wrong_arguments_are_named(make, error, message):
    with pytest.raises(error, match=message):
        make()
