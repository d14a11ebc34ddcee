"""Batches: their sizes, their order, and how items become one batch."""

import copy
import pickle
from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Tensor
from nn.data import DataLoader, Dataset, TensorDataset

Pair = namedtuple("Pair", ["value", "square"])


def numbers(count: int) -> TensorDataset:
    return TensorDataset(np.arange(count), np.arange(count) ** 2)


def epoch(loader: DataLoader) -> list[int]:
    return [int(number) for batch in loader for number in batch[0].data]


class Items(Dataset):
    """Gives the items of a list."""

    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


@given(st.integers(1, 30), st.integers(1, 12), st.booleans(), st.booleans())
def test_every_item_comes_once_in_batches_of_the_size(count, batch_size, shuffle, drop_last):
    loader = DataLoader(numbers(count), batch_size, shuffle=shuffle, drop_last=drop_last, seed=0)
    batches = list(loader)
    sizes = [batch[0].shape[0] for batch in batches]
    full, rest = divmod(count, batch_size)
    assert sizes == [batch_size] * full + ([rest] if rest and not drop_last else [])
    assert len(loader) == len(batches)
    seen = sorted(int(number) for batch in batches for number in batch[0].data)
    assert len(set(seen)) == sum(sizes)
    if not drop_last:
        assert seen == list(range(count))


def test_batches_are_tuples_of_tensors_whose_rows_belong_together():
    for batch in DataLoader(numbers(10), batch_size=4, shuffle=True, seed=0):
        assert type(batch) is tuple
        assert [type(tensor) for tensor in batch] == [Tensor, Tensor]
        np.testing.assert_array_equal(batch[0].data ** 2, batch[1].data)


def test_order_is_the_datasets_without_shuffle():
    loader = DataLoader(numbers(5), batch_size=2)
    assert epoch(loader) == [0, 1, 2, 3, 4]
    assert epoch(loader) == [0, 1, 2, 3, 4]


def test_equal_seeds_give_equal_sequences_of_different_epochs():
    first, second = (DataLoader(numbers(50), 8, shuffle=True, seed=3) for _ in range(2))
    epochs = [epoch(first) for _ in range(3)]
    assert epochs == [epoch(second) for _ in range(3)]
    assert epochs[0] != epochs[1] != epochs[2]
    assert epoch(DataLoader(numbers(50), 8, shuffle=True, seed=4)) != epochs[0]


def test_a_seeded_loader_neither_heeds_nor_disturbs_the_global_generator():
    autograd.manual_seed(0)
    expected = autograd.default_generator().random()
    autograd.manual_seed(0)
    epoch(DataLoader(numbers(50), 8, shuffle=True, seed=3))
    assert autograd.default_generator().random() == expected


def test_manual_seed_governs_a_loader_without_seed():
    loader = DataLoader(numbers(50), 8, shuffle=True)
    autograd.manual_seed(7)
    epochs = [epoch(loader), epoch(loader)]
    autograd.manual_seed(7)
    assert [epoch(loader), epoch(loader)] == epochs
    assert epochs[0] != epochs[1]


def test_order_is_drawn_when_the_iteration_begins():
    loader = DataLoader(numbers(50), 50, shuffle=True)
    autograd.manual_seed(7)
    expected = epoch(loader)
    autograd.manual_seed(7)
    iterator = iter(loader)
    autograd.manual_seed(8)
    assert next(iterator)[0].data.tolist() == expected


def test_two_iterations_may_run_side_by_side():
    loader = DataLoader(numbers(3))
    pairs = [(a.item(), b.item()) for a, _ in loader for b, _ in loader]
    assert pairs == [(a, b) for a in range(3) for b in range(3)]


def test_a_batch_does_not_share_memory_with_the_dataset():
    dataset = numbers(4)
    for batch in DataLoader(dataset, batch_size=2):
        assert not np.shares_memory(batch[0].data, dataset.tensors[0].data)


def test_a_tensor_dataset_is_gathered_with_one_take_an_array(monkeypatch):
    taken = []
    take = np.take
    monkeypatch.setattr(np, "take", lambda *args, **kw: taken.append(1) or take(*args, **kw))
    batches = list(DataLoader(numbers(10), batch_size=4, shuffle=True, seed=0))
    assert len(taken) == 2 * len(batches)


def test_a_subclass_that_changes_the_items_is_asked_for_them():
    class Negated(TensorDataset):
        def __getitem__(self, index):
            number, square = super().__getitem__(index)
            return -number, square

    loader = DataLoader(Negated(*numbers(4).tensors), batch_size=4)
    assert epoch(loader) == [0, -1, -2, -3]


@pytest.mark.parametrize(
    ("items", "dtype"),
    [
        ([1, 2, 3], np.int64),
        ([1.0, 2.0, 3.0], np.float64),
        ([True, False, True], np.bool_),
        ([np.float32(1), np.float32(2), np.float32(3)], np.float32),
        ([np.zeros(2, np.float32), np.ones(2, np.float32)], np.float32),
        ([Tensor(np.zeros(2)), Tensor(np.ones(2))], np.float64),
        ([np.uint8(1), 2.5], np.float64),
    ],
    ids=["ints", "floats", "bools", "float32", "arrays", "tensors", "mixed"],
)
def test_items_that_are_values_give_one_tensor(items, dtype):
    (batch,) = DataLoader(Items(items), batch_size=len(items))
    assert type(batch) is Tensor
    assert batch.dtype == dtype
    expected = [item.data if isinstance(item, Tensor) else item for item in items]
    np.testing.assert_array_equal(batch.data, np.stack(expected))


@pytest.fixture
def float32_by_default():
    autograd.set_default_dtype("float32")
    yield
    autograd.set_default_dtype(None)


@pytest.mark.usefixtures("float32_by_default")
def test_the_default_dtype_governs_pythons_floats_alone():
    (batch,) = DataLoader([(0.5, np.float64(0.5), [1.0])], batch_size=1)
    assert [batch[0].dtype, batch[1].dtype, batch[2][0].dtype] == [
        np.float32,
        np.float64,
        np.float32,
    ]
    assert TensorDataset([1.0, 2.0])[0][0].dtype == np.float32


def test_items_may_be_nested():
    items = [
        {"image": np.full((2, 2), i), "boxes": (i, [i, 2.0 * i]), "id": f"n{i}"} for i in (1, 2)
    ]
    (batch,) = DataLoader(Items(items), batch_size=2)
    assert list(batch) == ["image", "boxes", "id"]
    assert batch["image"].shape == (2, 2, 2)
    assert batch["boxes"][0].data.tolist() == [1, 2]
    assert batch["boxes"][1][1].data.tolist() == [2.0, 4.0]
    assert batch["id"] == ["n1", "n2"]


def test_named_tuples_stay_named():
    (batch,) = DataLoader([Pair(1, 1), Pair(2, 4)], batch_size=2)
    assert type(batch) is Pair
    assert batch.square.data.tolist() == [1, 4]


def test_gradients_reach_items_that_require_them():
    first, second = (Tensor(np.ones(2), requires_grad=True) for _ in range(2))
    (batch,) = DataLoader([first, second], batch_size=2)
    (batch * np.array([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
    assert first.grad.data.tolist() == [1.0, 2.0]
    assert second.grad.data.tolist() == [3.0, 4.0]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([np.zeros(2), np.zeros(3)], r"item 0 has shape \(2,\), item 1 has shape \(3,\)"),
        ([(1, [0.0]), (1, [0.0, 1.0])], r"item 0\[1\] has length 1, item 1\[1\] has length 2"),
        ([{"a": 1}, {"b": 1}], r"item 0 has keys \{'a'\}, item 1 has keys \{'b'\}"),
        ([(1, 2), 3], "item 0 has length 2, item 1 has length int"),
        ([{"a": np.zeros(1)}, {"a": 1.0}], r"item 0\['a'\] has shape \(1,\), item 1\['a'\]"),
    ],
    ids=["shapes", "lengths", "keys", "kinds", "nested"],
)
def test_items_that_differ_are_named(items, message):
    with pytest.raises(ValueError, match=message):
        list(DataLoader(Items(items), batch_size=2))


def test_an_item_that_cannot_be_stacked_is_named():
    with pytest.raises(TypeError, match=r"a batch of item\[0\] of type object"):
        list(DataLoader([(object(), 1)]))


@pytest.mark.parametrize("dataset", [TensorDataset(np.zeros((0, 3))), []], ids=["tensor", "list"])
def test_an_empty_dataset_is_an_error(dataset):
    with pytest.raises(ValueError, match="the dataset is empty"):
        DataLoader(dataset)


@pytest.mark.parametrize("batch_size", [0, -3, np.int64(0)], ids=repr)
def test_a_batch_size_below_one_is_named(batch_size):
    with pytest.raises(ValueError, match=f"batch_size must be at least 1, not {int(batch_size)}"):
        DataLoader(numbers(3), batch_size=batch_size)


@pytest.mark.parametrize("batch_size", [True, np.True_, 2.0, "2", None], ids=repr)
def test_a_batch_size_that_is_no_integer_is_named(batch_size):
    with pytest.raises(TypeError) as error:
        DataLoader(numbers(3), batch_size=batch_size)
    assert f"batch_size must be an integer, not {batch_size!r}" in str(error.value)


def test_labels_in_the_place_of_the_batch_size_bring_a_hint():
    with pytest.raises(TypeError, match=r"DataLoader\(TensorDataset\(inputs, labels\)\)"):
        DataLoader(np.zeros((3, 2)), np.zeros(3))


@pytest.mark.parametrize(("seed", "error"), [(-1, ValueError), (0.5, TypeError), (True, TypeError)])
def test_a_seed_must_be_a_whole_number(seed, error):
    with pytest.raises(error, match="seed must be"):
        DataLoader(numbers(3), seed=seed)


def test_numpy_integers_are_integers():
    assert len(DataLoader(numbers(5), batch_size=np.int64(2), seed=np.int32(1))) == 3


def test_repr_states_the_arguments():
    assert repr(DataLoader(numbers(3), 2, shuffle=True, seed=1)) == (
        "DataLoader(TensorDataset(3 rows of int64[], int64[]), batch_size=2, shuffle=True, "
        "drop_last=False, seed=1)"
    )


@pytest.mark.parametrize(
    ("dataset", "kind"), [(iter([1]), "list_iterator"), (3, "int"), ({1}, "set")]
)
def test_what_is_no_dataset_is_named(dataset, kind):
    with pytest.raises(TypeError, match=f"__len__ and __getitem__, which {kind} has not"):
        DataLoader(dataset)


@pytest.mark.parametrize("switch", ["shuffle", "drop_last"])
@pytest.mark.parametrize("value", ["False", 0, None])
def test_a_switch_is_true_or_false(switch, value):
    with pytest.raises(
        TypeError, match=f"DataLoader: {switch} must be True or False, not {value!r}"
    ):
        DataLoader(range(3), **{switch: value})


def test_a_value_that_no_tensor_holds_is_named_with_its_place():
    with pytest.raises(
        TypeError, match=r"item\[1\]: no Tensor holds .* of float, NoneType"
    ) as error:
        list(DataLoader([(1, 2.0), (1, None)], batch_size=2))
    assert error.value.__notes__ == ["DataLoader: while making batch 0, of rows 0, 1"]


def test_a_loader_may_be_copied_and_pickled():
    loader = DataLoader(range(9), batch_size=4, shuffle=True, seed=0, num_workers=2)
    list(loader)
    copies = [copy.deepcopy(loader), pickle.loads(pickle.dumps(loader))]
    expected = [batch.data.tolist() for batch in loader]
    for other in copies:
        assert [batch.data.tolist() for batch in other] == expected
