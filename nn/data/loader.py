"""Batches: a data set cut into pieces of one size, in order or shuffled."""

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd
from nn.data._collate import collate
from nn.data.dataset import TensorDataset

__all__ = ["DataLoader"]


class DataLoader:
    """An iterable of a dataset's batches; every iteration over it is one epoch.

    Args:
        dataset: a `Dataset`, or any object with ``__len__`` and ``__getitem__``.
        batch_size: how many items a batch has; the last batch has those that remain. Default: 1.
        shuffle: whether every epoch visits the items in a new random order. Default: False.
        drop_last: whether to leave out a last batch of fewer than ``batch_size`` items.
            Default: False.
        seed: fixes the sequence of random orders: loaders with equal seeds give the same first
            epoch, the same second one, and so on. Default: None, which draws every epoch's order
            from the library's generator, so that `autograd.manual_seed` governs it.

    A batch of a `TensorDataset` is a tuple of Tensors of shapes ``(B, ...)``. Another dataset's
    items are stacked: items that are tuples or dicts give tuples or dicts of Tensors, items that
    are numbers, arrays or Tensors give one Tensor. ``len(loader)`` is the number of batches.
    The order is drawn when an iteration begins, so that several iterations may run side by side.

    Raises:
        TypeError: when ``batch_size`` or ``seed`` is not an integer.
        ValueError: when ``dataset`` is empty, ``batch_size`` below 1 or ``seed`` negative; while
            iterating, when the items of a batch have different shapes.

    Example:
        >>> import numpy as np
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
        drop_last: bool = False,
        seed: int | None = None,
    ) -> None:
        self.batch_size = _as_integer("batch_size", batch_size, least=1)
        self.seed = None if seed is None else _as_integer("seed", seed, least=0)
        if len(dataset) == 0:
            raise ValueError(
                f"DataLoader: the dataset is empty ({type(dataset).__name__} of length 0); "
                "give it at least one item"
            )
        self.dataset = dataset
        self.shuffle = bool(shuffle)
        self.drop_last = bool(drop_last)
        self._generator = None if self.seed is None else np.random.default_rng(self.seed)

    def __len__(self) -> int:
        """Return the number of batches of an epoch."""
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full if self.drop_last or not rest else full + 1

    def __iter__(self) -> Iterator[Any]:
        """Begin an epoch: draw its order and return an iterator over its batches."""
        # Not a generator itself: the order is drawn now, not when the first batch is asked for.
        order = np.arange(len(self.dataset))
        if self.shuffle:
            generator = autograd.default_generator() if self._generator is None else self._generator
            generator.shuffle(order)
        return self._batches(order)

    def _batches(self, order: NDArray[np.intp]) -> Iterator[Any]:
        # A subclass that defines its own items, an augmentation say, must be asked for them.
        gathers = getattr(type(self.dataset), "__getitem__", None) is TensorDataset.__getitem__
        for number in range(len(self)):
            rows = order[number * self.batch_size : (number + 1) * self.batch_size]
            if gathers:
                yield self.dataset[rows]
            else:
                yield collate([self.dataset[row] for row in rows.tolist()])

    def __repr__(self) -> str:
        return (
            f"DataLoader({self.dataset!r}, batch_size={self.batch_size}, shuffle={self.shuffle}, "
            f"drop_last={self.drop_last}, seed={self.seed})"
        )


def _as_integer(name: str, value: Any, least: int) -> int:
    """Return ``value`` as an int of at least ``least``, or raise an error that names it."""
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        hint = ""
        if hasattr(value, "shape"):
            hint = "; several arrays are one dataset: DataLoader(TensorDataset(inputs, labels))"
        raise TypeError(
            f"DataLoader: {name} must be an integer, not {value!r} ({type(value).__name__}){hint}"
        ) from None
    if number < least:
        raise ValueError(f"DataLoader: {name} must be at least {least}, not {number}")
    return number
