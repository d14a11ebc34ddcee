"""Samplers: in which order, and how often, an epoch visits the rows of a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import autograd
from autograd import Tensor
from nn.data._generator import as_generator, generator_state, set_generator_state
from nn.data._indices import as_bool, as_integer

__all__ = [
    "BatchSampler",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "SubsetRandomSampler",
    "WeightedRandomSampler",
]


class Sampler:
    """Base class of samplers: every iteration gives the row numbers of one epoch.

    A subclass defines ``__iter__()``, which gives row numbers one by one (or lists of them, for
    `DataLoader`'s ``batch_sampler``), and ``__len__()``, which returns how many it gives.

    Raises:
        NotImplementedError: when a subclass lacks the method that is needed.

    Example:
        >>> class Backwards(Sampler):
        ...     def __init__(self, dataset):
        ...         self.dataset = dataset
        ...     def __iter__(self):
        ...         return reversed(range(len(self.dataset)))
        ...     def __len__(self):
        ...         return len(self.dataset)
        >>> list(Backwards(["a", "b", "c"]))
        [2, 1, 0]
    """

    def __iter__(self) -> Iterator[Any]:
        """Begin an epoch; a subclass defines it."""
        raise NotImplementedError(
            f"{type(self).__name__} has no __iter__: define __iter__(self) to give row numbers"
        )

    def __len__(self) -> int:
        """Return how many values an epoch gives; a subclass defines it."""
        raise NotImplementedError(
            f"{type(self).__name__} has no __len__: define __len__(self) "
            "to return how many values an epoch gives"
        )


class _DrawnSampler(Sampler):
    """A sampler that draws the order of a whole epoch at once, which is fast.

    Random ones draw it from their ``generator``, or else from the library's at that moment.
    """

    generator: np.random.Generator | None = None

    def draw(self) -> NDArray[np.intp]:
        """Return the row numbers of an epoch."""
        raise NotImplementedError

    def _random(self) -> np.random.Generator:
        return autograd.default_generator() if self.generator is None else self.generator

    def __iter__(self) -> Iterator[int]:
        """Begin an epoch: draw its order."""
        return iter(self.draw().tolist())

    def state_dict(self) -> dict[str, Any]:
        """Return the state of the sampler's own generator, from which the next epoch follows."""
        return generator_state(self.generator)

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Put the sampler's own generator into a state that `state_dict` returned."""
        set_generator_state(self.generator, state, type(self).__name__)


class SequentialSampler(_DrawnSampler):
    """Gives every row once, in the dataset's order.

    Args:
        data_source: the dataset.

    Example:
        >>> list(SequentialSampler(["a", "b", "c"]))
        [0, 1, 2]
    """

    def __init__(self, data_source: Sized) -> None:
        self.data_source = data_source

    def draw(self) -> NDArray[np.intp]:
        """Return the row numbers in order."""
        return np.arange(len(self.data_source))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.data_source)


class RandomSampler(_DrawnSampler):
    """Gives rows in a new random order every epoch.

    Args:
        data_source: the dataset.
        replacement: whether a row may come again before all have come. Default: False.
        num_samples: how many rows an epoch has. Default: None, as many as the dataset. Without
            replacement, more than these come as one random order after the other.
        generator: what the orders are drawn from. Default: None, the library's generator, or that
            of the `DataLoader` if it has a seed.

    Raises:
        TypeError: when ``num_samples`` is not an integer, ``replacement`` not a bool, or
            ``generator`` not a generator.
        ValueError: when ``num_samples`` is below 1.

    Example:
        >>> sorted(RandomSampler(["a", "b", "c"]))
        [0, 1, 2]
        >>> len(RandomSampler(["a", "b", "c"], replacement=True, num_samples=100))
        100
    """

    def __init__(
        self,
        data_source: Sized,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: np.random.Generator | None = None,
    ) -> None:
        self.data_source = data_source
        self.replacement = as_bool("RandomSampler: replacement", replacement)
        self.generator = as_generator("RandomSampler", generator)
        if num_samples is not None:
            num_samples = as_integer("RandomSampler: num_samples", num_samples, least=1)
        self._num_samples = num_samples

    @property
    def num_samples(self) -> int:
        """How many rows an epoch has."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def draw(self) -> NDArray[np.intp]:
        """Return the row numbers of an epoch."""
        rows, count, random = len(self.data_source), self.num_samples, self._random()
        if rows == 0:
            if count == 0:
                return np.arange(0)
            raise ValueError(f"RandomSampler: an empty dataset has no {count} samples")
        if self.replacement:
            return random.integers(rows, size=count).astype(np.intp)
        orders = []
        for _ in range(-(-count // rows)):
            order = np.arange(rows)
            random.shuffle(order)
            orders.append(order)
        return np.concatenate(orders)[:count]

    def __len__(self) -> int:
        """Return how many rows an epoch has."""
        return self.num_samples


class SubsetRandomSampler(_DrawnSampler):
    """Gives certain rows, each once, in a new random order every epoch.

    Args:
        indices: the row numbers, ``(M,)``.
        generator: as for `RandomSampler`.

    Raises:
        TypeError: when ``indices`` are not integers, or ``generator`` not a generator.

    Example:
        >>> sorted(SubsetRandomSampler([7, 2, 4]))
        [2, 4, 7]
    """

    def __init__(
        self, indices: Sequence[int] | ArrayLike, generator: np.random.Generator | None = None
    ) -> None:
        rows = np.asarray(indices.data if isinstance(indices, Tensor) else indices)
        if rows.ndim != 1 or (rows.size and rows.dtype.kind not in "iu"):
            raise TypeError(
                "SubsetRandomSampler: indices must be a list of integers, not "
                f"{type(indices).__name__} of shape {rows.shape} and dtype {rows.dtype}"
            )
        self.indices = rows.astype(np.intp)
        self.generator = as_generator("SubsetRandomSampler", generator)

    def draw(self) -> NDArray[np.intp]:
        """Return the row numbers of an epoch."""
        return self._random().permutation(self.indices)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.indices)


class WeightedRandomSampler(_DrawnSampler):
    """Gives rows at random, each with a probability of its own.

    Where some classes are rare, weights of one over the size of a row's class make all classes
    equally frequent.

    Args:
        weights: for every row how probable it is, up to a common factor; ``(N,)``, not negative.
        num_samples: how many rows an epoch has.
        replacement: whether a row may come again in the same epoch. Default: True.
        generator: as for `RandomSampler`.

    Raises:
        TypeError: when ``num_samples`` is not an integer, ``replacement`` not a bool, or
            ``generator`` not a generator.
        ValueError: when the weights are not ``(N,)`` finite numbers of at least 0 and some above;
            when without replacement fewer than ``num_samples`` of them are above 0.

    Example:
        >>> import numpy as np
        >>> labels = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])  # nine to one
        >>> weights = 1 / np.bincount(labels)[labels]
        >>> sampler = WeightedRandomSampler(weights, 1000, generator=np.random.default_rng(0))
        >>> round(float(labels[list(sampler)].mean()), 1)
        0.5
    """

    def __init__(
        self,
        weights: ArrayLike | Tensor,
        num_samples: int,
        replacement: bool = True,
        generator: np.random.Generator | None = None,
    ) -> None:
        self.num_samples = as_integer("WeightedRandomSampler: num_samples", num_samples, least=1)
        self.replacement = as_bool("WeightedRandomSampler: replacement", replacement)
        self.generator = as_generator("WeightedRandomSampler", generator)
        values = np.asarray(weights.data if isinstance(weights, Tensor) else weights)
        if values.ndim != 1 or values.dtype.kind not in "iuf":
            raise ValueError(
                "WeightedRandomSampler: weights must be a list of numbers, one for each row, not "
                f"of shape {values.shape} and dtype {values.dtype}"
            )
        self.weights = values.astype(np.float64)
        wrong = np.flatnonzero(~((self.weights >= 0) & (self.weights < np.inf)))
        if wrong.size:
            raise ValueError(
                "WeightedRandomSampler: weights must be finite and at least 0, but weight "
                f"{wrong[0]} is {values[wrong[0]]}"
            )
        needed = 1 if self.replacement else self.num_samples
        if (above := np.count_nonzero(self.weights)) < needed:
            raise ValueError(
                f"WeightedRandomSampler: {above} weights are above 0, but at least {needed} must "
                f"be (num_samples={self.num_samples}, replacement={self.replacement})"
            )

    def draw(self) -> NDArray[np.intp]:
        """Return the row numbers of an epoch."""
        scaled = self.weights / self.weights.max()  # so that the sum cannot overflow
        return self._random().choice(
            len(scaled), self.num_samples, replace=self.replacement, p=scaled / scaled.sum()
        )

    def __len__(self) -> int:
        """Return how many rows an epoch has."""
        return self.num_samples


class BatchSampler(Sampler):
    """Gives the row numbers of another sampler in lists, one for each batch.

    Args:
        sampler: a `Sampler`, or any iterable of row numbers that has an end.
        batch_size: how many row numbers a list has; the last one has those that remain.
        drop_last: whether to leave out a last list of fewer.

    Raises:
        TypeError: when ``batch_size`` is not an integer, or ``drop_last`` not a bool.
        ValueError: when ``batch_size`` is below 1.

    Example:
        >>> list(BatchSampler(SequentialSampler("abcde"), batch_size=2, drop_last=False))
        [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler: Iterable[Any], batch_size: int, drop_last: bool) -> None:
        self.sampler = sampler
        self.batch_size = as_integer("BatchSampler: batch_size", batch_size, least=1)
        self.drop_last = as_bool("BatchSampler: drop_last", drop_last)

    def draw_batches(self) -> list[Any]:
        """Draw the order of an epoch and return it cut into batches: arrays, or else lists."""
        sampler = self.sampler
        # A subclass with an order of its own is asked for it, row by row.
        drawn = getattr(type(sampler), "__iter__", None) is _DrawnSampler.__iter__
        order: Any = sampler.draw() if drawn else list(sampler)  # type: ignore[attr-defined]
        end = len(order) - len(order) % self.batch_size if self.drop_last else len(order)
        return [order[start : start + self.batch_size] for start in range(0, end, self.batch_size)]

    def __iter__(self) -> Iterator[list[Any]]:
        """Begin an epoch."""
        batches = self.draw_batches()
        return (rows.tolist() if isinstance(rows, np.ndarray) else rows for rows in batches)

    def __len__(self) -> int:
        """Return the number of batches of an epoch."""
        if not isinstance(self.sampler, Sized):
            raise TypeError(
                f"the number of batches is not known: {type(self.sampler).__name__} has no __len__"
            )
        full, rest = divmod(len(self.sampler), self.batch_size)
        return full if self.drop_last or not rest else full + 1
