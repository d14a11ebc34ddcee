"""Batches: a data set cut into pieces of one size, in order or shuffled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

import autograd
from autograd import Tensor
from nn.data._collate import default_collate
from nn.data._generator import as_generator, generator_state, set_generator_state
from nn.data._indices import as_bool, as_integer
from nn.data._prefetch import prefetch
from nn.data.combining import may_draw
from nn.data.sampler import BatchSampler, RandomSampler, SequentialSampler

__all__ = ["DataLoader"]

_PREFETCH_FACTOR = 2
_SHOWN_ROWS = 8


class DataLoader:
    """An iterable of a dataset's batches; every iteration over it is one epoch.

    With D items and batches of M an epoch has ``len(loader) = ceil(D / M)`` batches, each of which
    is one iteration (one update of the weights) of training. ``batch_size=len(dataset)`` is batch
    gradient descent, ``batch_size=M`` mini-batch, and ``batch_size=1`` stochastic gradient descent.

    Args:
        dataset: a `Dataset`, or any object with ``__len__`` and ``__getitem__``.
        batch_size: how many items a batch has; the last batch has those that remain. Default: 1.
        shuffle: whether every epoch visits the items in a new random order. Default: False.
        sampler: a `Sampler`, or any iterable with an end that gives the row numbers of an epoch;
            instead of ``shuffle``. Default: None.
        batch_sampler: one that gives lists of row numbers, a batch each; instead of
            ``batch_size``, ``shuffle``, ``sampler`` and ``drop_last``. Default: None.
        num_workers: how many threads make batches ahead of time. Default: 0, each batch is made
            when it is asked for. Threads help where items take time in code that lets others run,
            as reading files and NumPy's and SciPy's work on large arrays do.
        collate_fn: makes a batch of a list of items. Default: None, which stacks them.
        drop_last: whether to leave out a last batch of fewer than ``batch_size`` items.
            Default: False.
        prefetch_factor: how many batches every worker makes ahead. Default: None, which means 2.
        generator: what random orders are drawn from. Default: None, the library's generator, so
            that `autograd.manual_seed` governs them.
        seed: instead of a generator, fixes the sequence of random orders: loaders with equal seeds
            give the same first epoch, the same second one, and so on. Default: None.

    A batch of a `TensorDataset` is a tuple of Tensors of shapes ``(B, ...)``. Another dataset's
    items are stacked: items that are tuples or dicts give tuples or dicts of Tensors, items that
    are numbers, arrays or Tensors give one Tensor.

    The order, all of it, is drawn when an iteration begins, so that several iterations may run side
    by side. Then a seed is drawn as well if items may be random (any but those of TensorDatasets
    and their parts), and a batch's items draw, as `autograd.default_generator`, from a generator
    made of this seed and the batch's number: they are the same for any ``num_workers``. Datasets
    and functions that workers call must stand being called by several threads at once.

    An error while a batch is made is raised when its turn comes, with a note of which batch it is.

    Raises:
        TypeError: when a number is not an integer, a switch not a bool, ``collate_fn`` not a
            function, or ``dataset`` none; while iterating, when items cannot be stacked.
        ValueError: when ``dataset`` is empty, ``batch_size`` below 1, ``seed`` or ``num_workers``
            negative, or when arguments exclude each other; while iterating, when the items of a
            batch have different shapes.

    Source: deck 1, "Batch, Epoch, Iteration"; deck 3, "1 epoch 의 정의"; deck 5, "Batch /
    Mini-Batch / Stochastic Gradient Descent". Arguments as in PyTorch, ``seed`` added.

    Example:
        >>> import numpy as np
        >>> from nn.data import TensorDataset
        >>> loader = DataLoader(TensorDataset(np.arange(5), np.arange(5) ** 2), batch_size=2)
        >>> len(loader)
        3
        >>> for number, square in loader:
        ...     print(number.data, square.data)
        [0 1] [0 1]
        [2 3] [4 9]
        [4] [16]
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 1,
        shuffle: bool = False,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        *,
        drop_last: bool = False,
        prefetch_factor: int | None = None,
        generator: np.random.Generator | None = None,
        seed: int | None = None,
    ) -> None:
        self.batch_size: int | None = _as_batch_size(batch_size)
        self.num_workers = as_integer("DataLoader: num_workers", num_workers, least=0)
        self.seed = None if seed is None else as_integer("DataLoader: seed", seed, least=0)
        if not (hasattr(dataset, "__len__") and hasattr(dataset, "__getitem__")):
            raise TypeError(
                "DataLoader: a dataset has __len__ and __getitem__, which "
                f"{type(dataset).__name__} has not; list(...) makes one of what can be iterated"
            )
        if len(dataset) == 0:
            raise ValueError(
                f"DataLoader: the dataset is empty ({type(dataset).__name__} of length 0); "
                "give it at least one item"
            )
        if collate_fn is not None and not callable(collate_fn):
            raise TypeError(f"DataLoader: collate_fn must be a function, not {collate_fn!r}")
        self.dataset = dataset
        self.shuffle = as_bool("DataLoader: shuffle", shuffle)
        self.drop_last = as_bool("DataLoader: drop_last", drop_last)
        self.collate_fn = collate_fn
        self.prefetch_factor = self._as_prefetch_factor(prefetch_factor)
        self._generator = as_generator("DataLoader", generator)
        if self.seed is not None:
            if generator is not None:
                raise ValueError("DataLoader: give a generator or a seed, not both")
            self._generator = np.random.default_rng(self.seed)
        self._choose_samplers(sampler, batch_sampler)

    def _as_prefetch_factor(self, factor: int | None) -> int | None:
        if factor is None:
            return _PREFETCH_FACTOR if self.num_workers else None
        factor = as_integer("DataLoader: prefetch_factor", factor, least=1)
        if not self.num_workers:
            raise ValueError("DataLoader: prefetch_factor needs workers; set num_workers > 0")
        return factor

    def _choose_samplers(self, sampler: Any, batch_sampler: Any) -> None:
        """Set ``sampler`` and ``batch_sampler``, of which the second one is what is iterated."""
        for name, given in (("sampler", sampler), ("batch_sampler", batch_sampler)):
            if given is not None and not isinstance(given, Iterable):
                raise TypeError(
                    f"DataLoader: {name} must be a Sampler or an iterable of row numbers, not "
                    f"{given!r} ({type(given).__name__})"
                )
        if batch_sampler is not None:
            if self.batch_size != 1 or self.shuffle or sampler is not None or self.drop_last:
                raise ValueError(
                    "DataLoader: batch_sampler option is mutually exclusive with batch_size, "
                    "shuffle, sampler, and drop_last"
                )
            self.batch_size = None
            self.sampler = None
            self.batch_sampler = batch_sampler
            return
        if sampler is not None and self.shuffle:
            raise ValueError("DataLoader: sampler option is mutually exclusive with shuffle")
        if sampler is None:
            sampler = (RandomSampler if self.shuffle else SequentialSampler)(self.dataset)
        self.sampler = sampler
        self.batch_sampler = BatchSampler(sampler, self.batch_size or 1, self.drop_last)

    def __len__(self) -> int:
        """Return the number of batches of an epoch."""
        return len(self.batch_sampler)

    def __iter__(self) -> Iterator[Any]:
        """Begin an epoch: draw its order and return an iterator over its batches."""
        # Not a generator itself: the order is drawn now, not when the first batch is asked for.
        source: AbstractContextManager[None] = nullcontext()
        if self._generator is not None:
            source = autograd.use_generator(self._generator)
        seed = None
        with source:
            if type(self.batch_sampler) is BatchSampler:
                batches = self.batch_sampler.draw_batches()
            else:
                batches = [_as_batch(rows) for rows in self.batch_sampler]
            if self.collate_fn is not None or may_draw(self.dataset):
                seed = int(autograd.default_generator().integers(2**63))
        return self._batches(batches, seed)

    def _batches(self, batches: list[Any], seed: int | None) -> Iterator[Any]:
        def make(job: tuple[int, Any], abandoned: threading.Event | None = None) -> Any:
            number, rows = job
            try:
                if seed is None:
                    return self._make_batch(rows, abandoned)
                with autograd.use_generator(np.random.default_rng([seed, number])):
                    return self._make_batch(rows, abandoned)
            except Exception as error:
                error.add_note(f"DataLoader: while making batch {number}, of {_rows_text(rows)}")
                raise

        if not self.num_workers:
            return (make(job) for job in enumerate(batches))
        ahead = self.num_workers * (self.prefetch_factor or _PREFETCH_FACTOR)
        return prefetch(make, enumerate(batches), self.num_workers, ahead)

    def _make_batch(self, rows: Any, abandoned: threading.Event | None) -> Any:
        if self.collate_fn is None and getattr(self.dataset, "gathers", False):
            return self.dataset[rows]
        items = []
        for row in rows.tolist() if isinstance(rows, np.ndarray) else rows:
            if abandoned is not None and abandoned.is_set():
                return None  # Nobody will see it.
            items.append(self.dataset[row])
        return default_collate(items) if self.collate_fn is None else self.collate_fn(items)

    def state_dict(self) -> dict[str, Any]:
        """Return what later epochs follow from, for a run to be resumed: a dict fit for JSON.

        It holds the state of the loader's own generator (``seed`` or ``generator``) and that of the
        sampler. What is drawn from the library's generator is not in it. Between two epochs, or
        within one, it describes the next one.

        Example:
            >>> from nn.data import TensorDataset
            >>> first, second = (
            ...     DataLoader(TensorDataset(range(8)), 8, shuffle=True, seed=0) for _ in range(2)
            ... )
            >>> _ = list(first)
            >>> second.load_state_dict(first.state_dict())
            >>> bool((next(iter(first))[0] == next(iter(second))[0]).all())
            True
        """
        state = generator_state(self._generator)
        if (sampler := self._sampler_with_state()) is not None:
            state["sampler"] = sampler.state_dict()
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where the loader that returned ``state`` was; this one must be made like it.

        Raises:
            ValueError: when ``state`` is not from a loader made like this one; then this loader is
                as before.
        """
        sampler = self._sampler_with_state()
        before = generator_state(self._generator)
        set_generator_state(self._generator, state, "DataLoader")
        try:
            if (sampler is None) != ("sampler" not in state):
                has, had = ("no", "one") if sampler is None else ("one", "none")
                raise ValueError(
                    f"DataLoader: it has {has} sampler with a state, but what was saved had {had}"
                )
            if sampler is not None:
                sampler.load_state_dict(state["sampler"])
        except BaseException:
            set_generator_state(self._generator, before, "DataLoader")
            raise

    def _sampler_with_state(self) -> Any:
        """Return the sampler given by the user, if it has a state to save."""
        for sampler in (self.sampler, self.batch_sampler):
            stateless = type(sampler) in (SequentialSampler, BatchSampler)
            if not stateless and hasattr(sampler, "state_dict"):
                return sampler
        return None

    def __repr__(self) -> str:
        unusual: dict[str, Any] = {}
        if self.num_workers:
            unusual["num_workers"] = self.num_workers
        if self.collate_fn is not None:
            unusual["collate_fn"] = self.collate_fn
        if self.sampler is None:
            unusual["batch_sampler"] = self.batch_sampler
        elif not self.shuffle and type(self.sampler) is not SequentialSampler:
            unusual["sampler"] = self.sampler
        more = "".join(f", {name}={value!r}" for name, value in unusual.items())
        return (
            f"DataLoader({self.dataset!r}, batch_size={self.batch_size}, shuffle={self.shuffle}, "
            f"drop_last={self.drop_last}, seed={self.seed}{more})"
        )


def _as_batch_size(value: Any) -> int:
    try:
        return as_integer("DataLoader: batch_size", value, least=1)
    except TypeError as error:
        if not hasattr(value, "shape"):
            raise
        raise TypeError(
            f"{error}; several arrays are one dataset: DataLoader(TensorDataset(inputs, labels))"
        ) from None


def _as_batch(rows: Any) -> Any:
    """Return a batch of a user's batch sampler as an array or a list of row numbers."""
    rows = np.asarray(rows.data) if isinstance(rows, Tensor) else rows
    single = isinstance(rows, np.ndarray) and not rows.ndim
    if single or not isinstance(rows, Iterable):
        raise TypeError(
            "DataLoader: batch_sampler must give a list of row numbers for each batch, not "
            f"{rows!r}; a sampler of single row numbers goes to sampler"
        )
    return rows if isinstance(rows, np.ndarray) else list(rows)


def _rows_text(rows: Any) -> str:
    """Return row numbers for people to read, the first few of them."""
    try:
        shown = [str(row) for row in rows[:_SHOWN_ROWS]]
        more = ", ..." if len(rows) > len(shown) else ""
    except TypeError:
        return f"rows {rows!r}"
    return f"rows {', '.join(shown)}{more}"
