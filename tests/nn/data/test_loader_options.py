"""The loader's samplers, collate function, generators, and the state that a run is resumed from."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from nn.data import (
    BatchSampler,
    DataLoader,
    Dataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    TransformedDataset,
    WeightedRandomSampler,
    default_collate,
    random_split,
)

HALF_STATE = {"bit_generator": "PCG64", "state": {"state": 1, "inc": 3}}  # and nothing else


def numbers(count: int) -> TensorDataset:
    return TensorDataset(np.arange(count), np.arange(count) ** 2)


def epoch(loader: DataLoader) -> list[list[int]]:
    return [batch[0].data.tolist() for batch in loader]


class Noisy(Dataset):
    """Items with random numbers of the library's."""

    def __len__(self):
        return 10

    def __getitem__(self, index):
        return index, autograd.default_generator().random()


# --- samplers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sampler", [[4, 0, 2], range(4, -1, -2), np.array([4, 2, 0])], ids=["list", "range", "array"]
)
def test_a_sampler_may_be_any_iterable_of_rows(sampler):
    loader = DataLoader(numbers(5), 2, sampler=sampler)
    expected = [int(row) for row in sampler]
    assert epoch(loader) == [expected[:2], expected[2:]]
    assert len(loader) == 2


def test_a_users_sampler_is_asked_every_epoch():
    class Turning(Sampler):
        epochs = 0

        def __iter__(self):
            self.epochs += 1
            return iter([0, 1, 2] if self.epochs % 2 else [2, 1, 0])

        def __len__(self):
            return 3

    loader = DataLoader(numbers(3), 3, sampler=Turning())
    assert [epoch(loader), epoch(loader)] == [[[0, 1, 2]], [[2, 1, 0]]]


def test_a_batch_sampler_gives_whole_batches():
    loader = DataLoader(numbers(6), batch_sampler=[[5], [0, 1, 2], [3, 3]])
    assert epoch(loader) == [[5], [0, 1, 2], [3, 3]]
    assert (len(loader), loader.batch_size, loader.sampler) == (3, None, None)


def test_rare_classes_become_frequent_by_weights():
    labels = np.repeat([0, 1], [900, 100])
    sampler = WeightedRandomSampler(1 / np.bincount(labels)[labels], 1000)
    loader = DataLoader(TensorDataset(labels), 100, sampler=sampler, seed=0)
    share = np.mean([batch[0].data for batch in loader])
    assert abs(share - 0.5) < 5 * np.sqrt(0.25 / 1000)


def test_the_loaders_seed_governs_a_sampler_without_generator():
    def rows(sampler):
        return epoch(DataLoader(numbers(20), 20, sampler=sampler, seed=3))

    assert rows(RandomSampler(range(20))) == epoch(DataLoader(numbers(20), 20, True, seed=3))
    own = rows(RandomSampler(range(20), generator=np.random.default_rng(0)))
    assert own == [list(RandomSampler(range(20), generator=np.random.default_rng(0)))]


def test_a_generator_serves_as_a_seed_does():
    seeded = DataLoader(numbers(20), 8, shuffle=True, seed=5)
    given_one = DataLoader(numbers(20), 8, shuffle=True, generator=np.random.default_rng(5))
    assert epoch(seeded) == epoch(given_one)
    assert epoch(seeded) == epoch(given_one)


@given(st.integers(1, 20), st.integers(1, 7), st.integers(0, 5))
def test_a_sampler_decides_what_an_epoch_is(count, size, seed):
    rows = np.random.default_rng(seed).integers(0, count, count // 2)
    loader = DataLoader(numbers(count), size, sampler=SubsetRandomSampler(rows), seed=seed)
    assert sorted(row for batch in epoch(loader) for row in batch) == sorted(rows.tolist())
    assert len(loader) == -(-len(rows) // size)


# Deck 3, "1 epoch 의 정의": D / M batches, rounded up (catalogue S2.W9).
@pytest.mark.parametrize(
    ("items", "batch_size", "drop_last", "iterations"),
    [
        (60_000, 20, False, 3000),
        (100, 32, False, 4),
        (100, 32, True, 3),
        (9, 4, False, 3),
        (9, 9, False, 1),  # batch gradient descent
        (9, 1, False, 9),  # stochastic
    ],
)
def test_iterations_of_an_epoch(items, batch_size, drop_last, iterations):
    assert len(DataLoader(range(items), batch_size, drop_last=drop_last)) == iterations


# --- collate_fn -----------------------------------------------------------------------------------


def test_a_collate_function_gets_the_list_of_items():
    loader = DataLoader([3, 1, 2], 2, collate_fn=sorted)
    assert list(loader) == [[1, 3], [2]]


def test_a_collate_function_gets_a_tensor_datasets_items_too():
    loader = DataLoader(numbers(3), 3, collate_fn=lambda items: [x.item() for x, _ in items])
    assert list(loader) == [[0, 1, 2]]


def test_the_default_is_there_to_be_called():
    def padded(items):
        longest = max(map(len, items))
        return default_collate([[*item, *[0] * (longest - len(item))] for item in items])

    (batch,) = DataLoader([[1, 2, 3], [4]], 2, collate_fn=padded)
    assert [column.data.tolist() for column in batch] == [[1, 4], [2, 0], [3, 0]]
    with pytest.raises(ValueError, match="a batch of no items"):
        default_collate([])


# --- parts and transforms -------------------------------------------------------------------------


def test_parts_are_gathered_and_not_asked_item_by_item(monkeypatch):
    taken = []
    take = np.take
    monkeypatch.setattr(np, "take", lambda *args, **kw: taken.append(1) or take(*args, **kw))
    training, _ = random_split(numbers(10) + numbers(6), [12, 4], seed=0)
    batches = list(DataLoader(Subset(training, range(8)), 4))
    assert len(batches) == 2
    assert len(taken) <= 2 * 2 * len(batches)  # two arrays of two datasets for every batch


def test_a_transform_that_takes_batches_is_called_once_for_each():
    shapes = []
    dataset = TransformedDataset(
        numbers(5), lambda x: shapes.append(x.shape) or x, accepts_batches=True
    )
    assert epoch(DataLoader(dataset, 2)) == [[0, 1], [2, 3], [4]]
    assert shapes == [(2,), (2,), (1,)]


def test_a_plain_dataset_draws_nothing_and_another_one_seed_an_epoch():
    autograd.manual_seed(0)
    state = autograd.default_generator().bit_generator.state
    epoch(DataLoader(Subset(numbers(5), [0, 1]), 2))
    assert autograd.default_generator().bit_generator.state == state
    list(DataLoader(Noisy(), 2))
    drawn = autograd.default_generator().random()
    expected = np.random.default_rng(0)
    expected.integers(2**63)
    assert drawn == expected.random()


def test_random_items_are_new_in_every_batch_and_epoch():
    loader = DataLoader(Noisy(), 5, seed=0)
    drawn = [value for _ in range(3) for batch in loader for value in batch[1].data.tolist()]
    assert len(set(drawn)) == len(drawn) == 30


# --- the state ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [{"seed": 0}, {"generator": np.random.default_rng(1)}], ids=["seed", "generator"]
)
@pytest.mark.parametrize("dataset", [numbers(10), Noisy()], ids=["numbers", "noisy"])
def test_a_run_is_resumed_from_the_state(dataset, options):
    def two_epochs(loader):
        return [[column.data.tolist() for column in batch] for _ in "12" for batch in loader]

    loader = DataLoader(dataset, 3, shuffle=True, **options)
    two_epochs(loader)
    state = json.loads(json.dumps(loader.state_dict()))  # It fits into any format.
    following = two_epochs(loader)
    resumed = DataLoader(dataset, 3, shuffle=True, seed=99)
    resumed.load_state_dict(state)
    assert two_epochs(resumed) == following


def test_within_an_epoch_the_state_is_the_next_ones():
    loader = DataLoader(numbers(10), 2, shuffle=True, seed=0)
    iterator = iter(loader)
    next(iterator)
    state = loader.state_dict()
    list(iterator)
    following = epoch(loader)
    loader.load_state_dict(state)
    assert epoch(loader) == following


def test_a_samplers_own_generator_is_in_the_state():
    def make(seed):
        sampler = RandomSampler(range(10), generator=np.random.default_rng(seed))
        return DataLoader(numbers(10), 5, sampler=sampler)

    first, second = make(0), make(1)
    epoch(first)
    second.load_state_dict(first.state_dict())
    assert epoch(first) == epoch(second)


@pytest.mark.parametrize("name", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_the_state_of_every_kind_of_generator(name):
    def make(seed):
        generator = np.random.Generator(getattr(np.random, name)(seed))
        return DataLoader(numbers(10), 10, shuffle=True, generator=generator)

    first, second = make(0), make(1)
    epoch(first)
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    assert [epoch(first), epoch(first)] == [epoch(second), epoch(second)]


def test_without_a_generator_there_is_no_state():
    loader = DataLoader(numbers(3), shuffle=True)
    assert loader.state_dict()["generator"] is None
    loader.load_state_dict(loader.state_dict())


@pytest.mark.parametrize(
    ("options", "state", "message"),
    [
        ({}, {"generator": {"a": 1}}, "it has no generator of its own, but what was saved had one"),
        ({"seed": 0}, {"generator": None}, "it has one generator of its own, but.*had none"),
        ({"seed": 0}, {}, "the state to load has no 'generator'"),
        ({"seed": 0}, None, "the state to load has no 'generator'"),
        ({"seed": 0}, {"generator": {"bit_generator": "MT19937"}}, "state does not fit"),
        ({"seed": 0}, {"generator": 5}, "state does not fit"),
        ({"seed": 0}, {"generator": HALF_STATE}, "state does not fit"),
    ],
    ids=str,
)
def test_a_state_that_does_not_fit_is_refused(options, state, message):
    loader = DataLoader(numbers(3), **options)
    before = loader.state_dict()
    with pytest.raises(ValueError, match=message):
        loader.load_state_dict(state)
    assert loader.state_dict() == before


def test_a_state_without_the_sampler_changes_nothing():
    sampler = RandomSampler(range(3), generator=np.random.default_rng(0))
    loader = DataLoader(numbers(3), sampler=sampler, seed=1)
    before = loader.state_dict()
    other = DataLoader(numbers(3), seed=2).state_dict()
    with pytest.raises(ValueError, match="has one sampler with a state, but what was saved had no"):
        loader.load_state_dict(other)
    assert loader.state_dict() == before


# --- wrong arguments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"sampler": [0], "shuffle": True}, ValueError, "mutually exclusive with shuffle"),
        ({"batch_sampler": [[0]], "batch_size": 2}, ValueError, "mutually exclusive with batch_s"),
        ({"batch_sampler": [[0]], "shuffle": True}, ValueError, "mutually exclusive with batch_s"),
        ({"batch_sampler": [[0]], "sampler": [0]}, ValueError, "mutually exclusive with batch_s"),
        ({"batch_sampler": [[0]], "drop_last": True}, ValueError, "mutually exclusive with batch"),
        ({"sampler": 3}, TypeError, "sampler must be a Sampler or an iterable of row numbers"),
        ({"batch_sampler": 3}, TypeError, "batch_sampler must be a Sampler or an iterable"),
        ({"num_workers": -1}, ValueError, "num_workers must be at least 0, not -1"),
        ({"num_workers": 1.0}, TypeError, "num_workers must be an integer, not 1.0"),
        ({"num_workers": True}, TypeError, "num_workers must be an integer, not True"),
        ({"prefetch_factor": 2}, ValueError, "prefetch_factor needs workers; set num_workers > 0"),
        ({"num_workers": 1, "prefetch_factor": 0}, ValueError, "prefetch_factor must be at least"),
        ({"num_workers": 1, "prefetch_factor": "2"}, TypeError, "prefetch_factor must be an int"),
        ({"collate_fn": 3}, TypeError, "collate_fn must be a function, not 3"),
        ({"generator": 3}, TypeError, "generator must be a np.random.Generator"),
        ({"generator": np.random.default_rng(), "seed": 1}, ValueError, "a generator or a seed"),
    ],
)
def test_wrong_arguments_are_named(options, error, message):
    with pytest.raises(error, match=message):
        DataLoader(numbers(3), **options)


def test_a_row_that_does_not_exist_is_named_with_its_batch():
    loader = DataLoader(numbers(3), sampler=[0, 7])
    with pytest.raises(IndexError, match="row 7 is out of range") as error:
        list(loader)
    assert error.value.__notes__ == ["DataLoader: while making batch 1, of rows 7"]


def test_repr_states_what_is_not_usual():
    text = repr(DataLoader(numbers(3), sampler=[0], num_workers=2, collate_fn=sorted))
    assert text.endswith(f"seed=None, num_workers=2, collate_fn={sorted!r}, sampler=[0])")
    assert "sampler=array([0, 1]))" in repr(DataLoader(numbers(3), sampler=np.arange(2)))
    assert "batch_sampler=[[0]])" in repr(DataLoader(numbers(3), batch_sampler=[[0]]))
    assert repr(DataLoader(numbers(3))).endswith("seed=None)")


def test_its_samplers_are_attributes_as_in_pytorch():
    assert type(DataLoader(numbers(3)).sampler) is SequentialSampler
    loader = DataLoader(numbers(3), 2, shuffle=True, drop_last=True)
    assert type(loader.sampler) is RandomSampler
    assert type(loader.batch_sampler) is BatchSampler
    assert (loader.batch_sampler.batch_size, loader.batch_sampler.drop_last) == (2, True)


@pytest.mark.parametrize("dataset", [TensorDataset(range(5)), range(5)], ids=["gathered", "single"])
def test_a_batch_samplers_batches_are_rows_of_any_kind(dataset):
    rows = [(0, 2), np.array([1]), range(3, 5), autograd.Tensor([4])]
    batches = list(DataLoader(dataset, batch_sampler=rows))
    batches = [batch[0] if isinstance(batch, tuple) else batch for batch in batches]
    assert [batch.data.tolist() for batch in batches] == [[0, 2], [1], [3, 4], [4]]


@pytest.mark.parametrize("rows", [[0, 1], np.arange(2), [np.array(1)], [autograd.Tensor(1)]])
@pytest.mark.parametrize("dataset", [TensorDataset(range(5)), range(5)], ids=["gathered", "single"])
def test_single_rows_are_no_batches(dataset, rows):
    loader = DataLoader(dataset, batch_sampler=rows)
    with pytest.raises(TypeError, match="batch_sampler must give a list of row numbers"):
        list(loader)
