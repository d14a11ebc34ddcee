"""Datasets made of other datasets: parts, sequences, random splits, and transformed inputs."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Tensor
from nn.data._collate import concatenate, default_collate
from nn.data._generator import as_generator
from nn.data._indices import as_bool, as_integer, as_rows
from nn.data.dataset import Dataset, TensorDataset

__all__ = ["ConcatDataset", "Subset", "TransformedDataset", "random_split"]


class Subset(Dataset):
    """Some rows of a dataset, in an order of one's own.

    Args:
        dataset: a `Dataset`, or any object with ``__len__`` and ``__getitem__``.
        indices: the row numbers ``(M,)``, or a boolean mask ``(N,)``.

    Attributes:
        dataset: what was passed as ``dataset``.
        indices: the row numbers, an array of integers.

    An index may be an integer, a slice, integers or a mask, as for a `TensorDataset`; all but an
    integer give a batch, gathered at once where ``dataset`` can.

    Raises:
        IndexError: when ``dataset`` has no such row.
        TypeError: when ``indices`` are not integers.
        ValueError: when ``indices`` are not one-dimensional.

    Example:
        >>> import numpy as np
        >>> from nn.data import TensorDataset
        >>> evens = Subset(TensorDataset(np.array([3, 1, 4, 1, 5])), [0, 2, 4])
        >>> len(evens), evens[-1][0].item()
        (3, 5)
        >>> evens[:2][0].data
        array([3, 4])
    """

    def __init__(self, dataset: Any, indices: Any) -> None:
        if isinstance(indices, tuple):
            indices = list(indices)
        self.dataset = dataset
        self.indices = _rows(indices, len(dataset), type(dataset).__name__)

    @property
    def gathers(self) -> bool:  # type: ignore[override]
        """Whether rows are gathered at once, which they are if the dataset's are."""
        return type(self).__getitem__ is Subset.__getitem__ and _gathers(self.dataset)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.indices)

    def __getitem__(self, index: Any) -> Any:
        """Return the row at an integer, or the batch of rows at anything else."""
        rows = as_rows(index, len(self), "Subset")
        if isinstance(rows, int):
            return self.dataset[int(self.indices[rows])]
        return _gather(self.dataset, self.indices[rows])

    def __repr__(self) -> str:
        return f"Subset({len(self):,} of {self.dataset!r})"


class ConcatDataset(Dataset):
    """Several datasets, one after the other.

    Args:
        datasets: at least one `Dataset`, or objects with ``__len__`` and ``__getitem__``.

    Attributes:
        datasets: the datasets, as a list.
        cumulative_sizes: how many rows there are up to the end of each, as a list.

    It is indexed like a `Subset`. ``first + second`` makes one too.

    Raises:
        IndexError: when there is no such row.
        TypeError: when ``datasets`` is a single dataset, or no list at all.
        ValueError: without datasets; when rows of several are gathered that do not fit together.

    Example:
        >>> import numpy as np
        >>> from nn.data import TensorDataset
        >>> both = ConcatDataset([TensorDataset(np.array([3, 1])), TensorDataset(np.array([4]))])
        >>> len(both), both.cumulative_sizes
        (3, [2, 3])
        >>> both[[2, 0]][0].data
        array([4, 3])
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        if isinstance(datasets, (Dataset, str)) or not isinstance(datasets, Iterable):
            raise TypeError(
                "ConcatDataset takes a list of datasets: ConcatDataset([first, second]), got a "
                f"{type(datasets).__name__}"
            )
        self.datasets: list[Any] = list(datasets)
        if not self.datasets:
            raise ValueError("ConcatDataset needs a dataset: ConcatDataset([first, second])")
        self.cumulative_sizes = np.cumsum([len(dataset) for dataset in self.datasets]).tolist()

    @property
    def gathers(self) -> bool:  # type: ignore[override]
        """Whether rows are gathered at once, which they are if those of all datasets are."""
        own = type(self).__getitem__ is ConcatDataset.__getitem__
        return own and all(map(_gathers, self.datasets))

    def __len__(self) -> int:
        """Return the number of rows of all datasets together."""
        return int(self.cumulative_sizes[-1])

    def __getitem__(self, index: Any) -> Any:
        """Return the row at an integer, or the batch of rows at anything else."""
        length = len(self)
        if isinstance(row := as_rows(index, length, "ConcatDataset"), int):
            (number,), (offset,) = self._locate(np.array([row % length]))
            return self.datasets[number][int(offset)]
        rows = _rows(index, length, "ConcatDataset")
        if not self.gathers:
            return default_collate([self[row] for row in rows.tolist()])
        numbers, offsets = self._locate(rows)
        used = np.unique(numbers).tolist() or [0]
        places = [np.flatnonzero(numbers == number) for number in used]
        pieces = [
            self.datasets[number][offsets[place]]
            for number, place in zip(used, places, strict=True)
        ]
        return pieces[0] if len(pieces) == 1 else concatenate(pieces, places)

    def _locate(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return for each of ``rows`` the number of its dataset, and its row in there."""
        numbers = np.searchsorted(self.cumulative_sizes, rows, side="right")
        return numbers, rows - np.array([0, *self.cumulative_sizes])[numbers]

    def __repr__(self) -> str:
        return f"ConcatDataset({self.datasets!r})"


class TransformedDataset(Dataset):
    """A dataset whose inputs pass through a function each time they are asked for.

    The input is the first value of an item that is a tuple, ``(image, label)`` say, and otherwise
    the item as a whole. Random functions, such as those of `nn.data.augmentation`, give something
    new every time; in a `DataLoader` their random numbers are the same for any ``num_workers``.

    Args:
        dataset: a `Dataset`, or any object with ``__len__`` and ``__getitem__``.
        transform: the function, which takes an input and returns what takes its place.
        accepts_batches: whether ``transform`` also takes a batch ``(N, ...)`` of inputs and returns
            one of ``N``; then whole batches are gathered and transformed in one call, where
            ``dataset`` can gather. Default: None, which asks the function: the augmentations and
            scalers of this library have an attribute ``accepts_batches = True``; any other
            function is called with one input at a time.

    It is indexed like a `Subset`.

    Raises:
        TypeError: when ``transform`` cannot be called, or ``accepts_batches`` is no bool.
        ValueError: when a function that takes batches returns one of another length.

    Example:
        >>> import numpy as np
        >>> from nn.data import TensorDataset
        >>> numbers = TensorDataset(np.array([1.0, 2.0, 3.0]), np.array([0, 1, 0]))
        >>> halves = TransformedDataset(numbers, lambda number: number / 2, accepts_batches=True)
        >>> halves[2][0].item()
        1.5
        >>> halves[:2][0].data
        array([0.5, 1. ])
    """

    def __init__(
        self, dataset: Any, transform: Callable[[Any], Any], accepts_batches: bool | None = None
    ) -> None:
        if not callable(transform):
            raise TypeError(
                f"TransformedDataset: transform must be a function of an input, not {transform!r} "
                f"({type(transform).__name__})"
            )
        if accepts_batches is None:
            accepts_batches = getattr(transform, "accepts_batches", False)
        self.dataset = dataset
        self.transform = transform
        self.accepts_batches = as_bool("TransformedDataset: accepts_batches", accepts_batches)

    @property
    def gathers(self) -> bool:  # type: ignore[override]
        """Whether batches are gathered and transformed at once."""
        own = type(self).__getitem__ is TransformedDataset.__getitem__
        return own and self.accepts_batches and _gathers(self.dataset)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.dataset)

    def __getitem__(self, index: Any) -> Any:
        """Return the row at an integer, or the batch of rows at anything else, transformed."""
        length = len(self)
        if isinstance(row := as_rows(index, length, "TransformedDataset"), int):
            return self._replace_input(self.dataset[row], self.transform)
        rows = _rows(index, length, "TransformedDataset")
        if not self.gathers:
            return default_collate([self[row] for row in rows.tolist()])
        return self._replace_input(self.dataset[rows], self._transform_batch)

    def _transform_batch(self, inputs: Any) -> Any:
        outputs = self.transform(inputs)
        if isinstance(outputs, np.ndarray):
            outputs = Tensor(outputs)
        if np.shape(outputs)[:1] != np.shape(inputs)[:1]:
            raise ValueError(
                f"TransformedDataset: {self.transform!r} takes batches, but made of one of shape "
                f"{np.shape(inputs)} something of shape {np.shape(outputs)}; the first axis must "
                "stay, or let it have one input at a time by accepts_batches=False"
            )
        return outputs

    @staticmethod
    def _replace_input(item: Any, transform: Callable[[Any], Any]) -> Any:
        if isinstance(item, tuple) and item:
            first, *others = transform(item[0]), *item[1:]
            return type(item)(first, *others) if hasattr(item, "_fields") else (first, *others)
        return transform(item)

    def __repr__(self) -> str:
        return f"TransformedDataset({self.dataset!r}, {self.transform!r})"


def random_split(
    dataset: Any,
    lengths: Sequence[float],
    generator: np.random.Generator | None = None,
    seed: int | None = None,
) -> list[Subset]:
    """Split a dataset at random into parts that have no row in common, such as training and test.

    Args:
        dataset: a `Dataset`, or any object with ``__len__`` and ``__getitem__``.
        lengths: how many rows each part has, as integers whose sum is ``len(dataset)``; or which
            fraction, as numbers whose sum is 1. Of fractions, rows that remain after rounding
            down go to the parts in turn, from the first one on.
        generator: what the order is drawn from. Default: None, the library's generator, which
            `autograd.manual_seed` governs.
        seed: instead of a generator, fixes the split. Default: None.

    Returns:
        A `Subset` for each part. A part without rows brings a warning, as in PyTorch.

    Raises:
        TypeError: when a length is no number, or ``generator`` no generator.
        ValueError: when the lengths do not add up or one is negative; when ``generator`` and
            ``seed`` are both given.

    Example:
        >>> from nn.data import TensorDataset
        >>> training, test = random_split(TensorDataset(range(10)), [0.7, 0.3], seed=0)
        >>> len(training), len(test)
        (7, 3)
    """
    if generator is not None and seed is not None:
        raise ValueError("random_split: give a generator or a seed, not both")
    if seed is not None:
        generator = np.random.default_rng(as_integer("random_split: seed", seed, least=0))
    generator = as_generator("random_split", generator)
    counts = _part_lengths(lengths, len(dataset))
    order = (generator or autograd.default_generator()).permutation(len(dataset))
    return [Subset(dataset, rows) for rows in np.split(order, np.cumsum(counts[:-1]))]


def _part_lengths(lengths: Sequence[float], total: int) -> list[int]:
    """Return how many of ``total`` rows each part gets."""
    if not isinstance(lengths, Iterable):
        raise TypeError(
            f"random_split: lengths must be a list of one length for each part, not {lengths!r}"
        )
    given = list(lengths)
    for length in given:
        number = isinstance(length, int | float | np.integer | np.floating)
        if not number or isinstance(length, bool):
            raise TypeError(f"random_split: a length must be a number, not {length!r}")
        if not length >= 0:
            raise ValueError(f"random_split: a length must not be negative, not {length!r}")
    if all(isinstance(length, int | np.integer) for length in given):
        counts = [int(length) for length in given]
        if not counts or sum(counts) != total:
            raise ValueError(
                f"random_split: the sum of input lengths does not equal the length of the input "
                f"dataset: {given} makes {sum(counts)}, not {total}"
            )
    else:
        if not math.isclose(sum(given), 1):
            raise ValueError(
                f"random_split: fractions must make 1 in all; {given} makes {sum(given):.6g}"
            )
        counts = [math.floor(total * fraction) for fraction in given]
        for remaining in range(total - sum(counts)):
            counts[remaining % len(counts)] += 1
    for part, count in enumerate(counts):
        if count == 0:
            warnings.warn(
                f"Length of split at index {part} is 0. This might result in an empty dataset.",
                stacklevel=3,
            )
    return counts


def may_draw(dataset: Any) -> bool:
    """Return whether a dataset's items may depend on random numbers: all but mere arrays may."""
    if type(dataset) is Subset:
        return may_draw(dataset.dataset)
    if type(dataset) is ConcatDataset:
        return any(map(may_draw, dataset.datasets))
    return not (isinstance(dataset, TensorDataset) and dataset.gathers)


def _gathers(dataset: Any) -> bool:
    return bool(getattr(dataset, "gathers", False))


def _gather(dataset: Any, rows: NDArray[np.intp]) -> Any:
    """Return the batch of ``rows``, at once if the dataset can."""
    if _gathers(dataset):
        return dataset[rows]
    return default_collate([dataset[row] for row in rows.tolist()])


def _rows(index: Any, length: int, name: str) -> NDArray[np.intp]:
    """Return a slice, integers or a mask as an array ``(M,)`` of row numbers from 0 on."""
    rows = as_rows(index, length, name)
    if isinstance(rows, slice):
        return np.arange(*rows.indices(length))
    if np.ndim(rows) != 1:
        raise ValueError(
            f"{name} takes rows as a one-dimensional array, not one of shape {np.shape(rows)}"
        )
    return np.where(rows < 0, rows + length, rows)
