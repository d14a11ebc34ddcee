"""Workers: the same batches to the bit, errors that arrive, and threads that end."""

import os
import subprocess
import sys
import threading
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Tensor
from nn.data import (
    ConcatDataset,
    DataLoader,
    Dataset,
    Subset,
    TensorDataset,
    TransformedDataset,
    augmentation,
)
from nn.data._prefetch import prefetch

LONG = 30.0  # seconds; only what is broken waits so long


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("DataLoader")]


@pytest.fixture(autouse=True)
def no_threads_stay():
    assert threads() == []
    yield
    for thread in threads():
        thread.join(LONG)
    assert threads() == []


class Items(Dataset):
    """Items that a function makes of their numbers."""

    def __init__(self, count, make):
        self.count = count
        self.make = make

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return self.make(index)


def draw(*shape) -> np.ndarray:
    return autograd.default_generator().normal(size=shape)


def add_noise(batch):
    """A random function of an input or a batch; it also leaves through a Tensor operation."""
    return Tensor(batch.data + draw(*batch.shape)) * 2.0


PLAIN = TensorDataset(np.arange(60.0).reshape(20, 3), np.arange(20))
DATASETS = {
    "arrays": PLAIN,
    "items": Items(20, lambda index: (index, draw(2))),
    "items transformed": TransformedDataset(PLAIN, add_noise),
    "batches transformed": TransformedDataset(PLAIN, add_noise, accepts_batches=True),
    "images augmented": TransformedDataset(
        TensorDataset(np.arange(180.0).reshape(20, 1, 3, 3), np.arange(20)),
        augmentation.RandomHorizontalFlip(),
    ),
    "part": Subset(TransformedDataset(PLAIN, add_noise, accepts_batches=True), range(1, 18)),
    "sequence": ConcatDataset([TransformedDataset(PLAIN, add_noise), PLAIN]),
}


def to_bytes(batches) -> list[bytes]:
    return [b"".join(column.data.tobytes() for column in batch) for batch in batches]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
@pytest.mark.parametrize("seed", [None, 5], ids=["library", "seed"])
def test_batches_are_the_same_to_the_bit_for_any_number_of_workers(dataset, seed):
    runs = []
    for workers in (0, 1, 2, 4):
        autograd.manual_seed(11)
        loader = DataLoader(dataset, 3, shuffle=True, num_workers=workers, seed=seed)
        epochs = [to_bytes(loader), to_bytes(loader)]
        assert epochs[0] != epochs[1]
        # What is drawn afterwards, by dropout say, is the same too.
        runs.append((epochs, autograd.default_generator().random()))
    assert all(run == runs[0] for run in runs)


def test_a_consumer_that_draws_between_batches_changes_nothing():
    runs = []
    for workers in (0, 2):
        autograd.manual_seed(11)
        drawn = []
        for batch in DataLoader(DATASETS["items"], 3, shuffle=True, num_workers=workers):
            drawn.append((to_bytes([batch]), autograd.default_generator().random()))
        runs.append(drawn)
    assert runs[0] == runs[1]


@pytest.mark.parametrize("dataset", [range(9), TensorDataset(range(9))], ids=["items", "tensors"])
def test_a_random_collate_function_is_the_same_too(dataset):
    def noisy(items):
        return Tensor(draw(len(items)))

    runs = [
        [b.data.tolist() for b in DataLoader(dataset, 2, collate_fn=noisy, seed=1, num_workers=n)]
        for n in (0, 2)
    ]
    assert runs[0] == runs[1]
    assert runs[0][0] != runs[0][1]


@settings(max_examples=20)
@given(st.integers(1, 25), st.integers(1, 9), st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_every_item_comes_once_and_in_order(count, size, workers, factor, drop_last):
    loader = DataLoader(
        range(count), size, drop_last=drop_last, num_workers=workers, prefetch_factor=factor
    )
    rows = [row for batch in loader for row in batch.data.tolist()]
    assert rows == list(range(count - count % size if drop_last else count))


def test_workers_work_at_the_same_time():
    both = threading.Barrier(2)

    def make(index):
        both.wait(LONG)  # breaks unless another thread comes
        return index

    assert len(list(DataLoader(Items(6, make), num_workers=2))) == 6


def test_only_so_many_batches_are_made_ahead():
    made = threading.Semaphore(0)
    asked = []

    def make(index):
        asked.append(index)
        made.release()
        return index

    iterator = iter(DataLoader(Items(100, make), num_workers=2, prefetch_factor=3))
    assert asked == []  # Nothing before the first one is asked for.
    for consumed in (1, 2, 3):
        next(iterator)
        for _ in range(7 if consumed == 1 else 1):
            assert made.acquire(timeout=LONG)
        assert len(asked) == 2 * 3 + consumed
    iterator.close()


def test_batches_that_were_consumed_are_not_kept():
    class Batch(list):
        pass

    batches = []
    iterator = iter(DataLoader(range(8), 1, collate_fn=Batch, num_workers=2))
    for batch in iterator:
        batches.append(weakref.ref(batch))
        del batch
    for thread in threads():
        thread.join(LONG)
    assert len(batches) == 8
    assert all(batch() is None for batch in batches)


# --- errors ---------------------------------------------------------------------------------------


class OddError(Exception):
    pass


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_an_error_arrives_in_its_turn_with_its_type_and_a_note(workers):
    def make(index):
        if index >= 5:
            raise OddError(f"item {index}")
        return index

    seen = []
    loader = DataLoader(Items(20, make), 2, num_workers=workers)
    with pytest.raises(OddError, match="item 5") as error:
        seen.extend(batch.data.tolist() for batch in loader)
    assert seen == [[0, 1], [2, 3]]
    assert error.value.__notes__ == ["DataLoader: while making batch 2, of rows 4, 5"]


def test_a_long_batch_is_named_by_its_first_rows():
    with pytest.raises(ZeroDivisionError) as error:
        list(DataLoader(Items(50, lambda index: 1 // 0), 20, num_workers=1))
    (note,) = error.value.__notes__
    assert note.endswith("batch 0, of rows 0, 1, 2, 3, 4, 5, 6, 7, ...")


@pytest.mark.parametrize("workers", [0, 2])
def test_a_stop_iteration_does_not_pass_for_the_end(workers):
    def make(index):
        return next(iter([]))

    with pytest.raises(RuntimeError, match="StopIteration"):
        list(DataLoader(Items(3, make), num_workers=workers))


def test_a_loader_works_again_after_an_error():
    broken = [True]

    def make(index):
        if broken[0]:
            raise OddError
        return index

    loader = DataLoader(Items(3, make), num_workers=2)
    with pytest.raises(OddError):
        list(loader)
    broken[0] = False
    assert len(list(loader)) == 3


# --- iterations that are given up -----------------------------------------------------------------


def test_threads_end_when_the_loop_is_left():
    for _ in DataLoader(range(1000), num_workers=3):
        assert threads()
        break
    # The fixture waits for them, and fails if they stay.


@pytest.mark.parametrize("kind", [OddError, KeyboardInterrupt, SystemExit])
def test_threads_end_when_the_loop_raises(kind):
    def consume():
        for _ in DataLoader(range(1000), num_workers=3):
            raise kind

    with pytest.raises(kind):
        consume()


def test_threads_end_with_the_iterator():
    iterator = iter(DataLoader(range(1000), num_workers=3))
    next(iterator)
    del iterator


def test_an_iterator_that_is_never_used_starts_no_thread():
    iterator = iter(DataLoader(range(1000), num_workers=3))
    assert threads() == []
    del iterator


def test_giving_up_does_not_wait_for_an_item_in_the_making():
    started, gate = threading.Event(), threading.Event()
    asked = []

    def make(index):
        asked.append(index)
        if index >= 10:
            started.set()
            assert gate.wait(LONG)
        return index

    iterator = iter(DataLoader(Items(1000, make), 10, num_workers=1))
    next(iterator)
    assert started.wait(LONG)
    iterator.close()  # would wait for ever, were it to wait for the worker
    gate.set()
    for thread in threads():
        thread.join(LONG)
    assert asked == list(range(11))  # nor does the worker go on with its batch


def test_iterations_run_side_by_side():
    loader = DataLoader(TensorDataset(np.arange(3)), num_workers=2)
    pairs = [(a.item(), b.item()) for (a,) in loader for (b,) in loader]
    assert pairs == [(a, b) for a in range(3) for b in range(3)]


def test_a_program_that_stops_in_the_middle_ends():
    code = (
        "from nn.data import DataLoader\n"
        "iterator = iter(DataLoader(range(10**6), num_workers=2))\n"
        "next(iterator)\n"
        "raise SystemExit(3)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", code]
    result = subprocess.run(
        command, env=environment, timeout=4 * LONG, capture_output=True, check=False
    )
    assert (result.returncode, result.stderr) == (3, b"")


# --- the thread's modes ---------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [0, 2])
def test_operations_are_recorded_as_where_the_batches_are_consumed(workers):
    weight = Tensor(2.0, requires_grad=True)
    loader = DataLoader(Items(2, lambda index: weight * float(index)), 2, num_workers=workers)
    (batch,) = loader
    batch.sum().backward()
    assert weight.grad.item() == 1.0
    with autograd.no_grad():
        (batch,) = loader
    assert not batch.requires_grad
    assert autograd.is_grad_enabled()


@pytest.mark.parametrize("workers", [0, 2])
def test_floating_point_errors_are_treated_as_where_the_batches_are_consumed(workers):
    loader = DataLoader(
        Items(2, lambda index: np.float64(1.0) / np.float64(0.0)), num_workers=workers
    )
    with np.errstate(divide="ignore"):
        assert [batch.item() for batch in loader] == [np.inf, np.inf]
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        list(loader)


def test_what_has_not_begun_when_the_loop_is_left_never_begins():
    gate, begun, threads = threading.Event(), [], []

    def make(number, abandoned):
        begun.append(number)
        threads.append(threading.current_thread())
        if number:
            gate.wait()

    values = prefetch(make, range(9), workers=1, ahead=4)
    next(values)
    values.close()
    gate.set()
    for thread in threads:
        thread.join()
    assert begun in ([0], [0, 1])
