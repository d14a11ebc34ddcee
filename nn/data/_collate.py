"""Making one batch of many items, or of several batches."""

from collections.abc import Mapping, Sequence
from numbers import Number
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Tensor

__all__ = ["concatenate", "default_collate"]


def default_collate(items: Sequence[Any]) -> Any:
    """Stack items of the same structure into one batch of that structure.

    It is what a `DataLoader` without ``collate_fn`` does with the items of a batch.

    Args:
        items: at least one item. Numbers, arrays and Tensors of one shape ``(...)`` become a Tensor
            of shape ``(N, ...)``; tuples, lists and dicts become tuples and dicts (named tuples
            stay such) of batches; strings and bytes, which no Tensor holds, become a list.

    Raises:
        ValueError: when the items' shapes, lengths or keys differ; the error names the two items.
            Without items.
        TypeError: when an item is of a type that cannot be stacked.

    Example:
        >>> inputs, labels = default_collate([([1.0, 2.0], 7), ([3.0, 4.0], 8)])
        >>> labels.data
        array([7, 8])
        >>> [column.data.tolist() for column in inputs]
        [[1.0, 3.0], [2.0, 4.0]]
    """
    if not items:
        raise ValueError("DataLoader cannot make a batch of no items")
    return _collate(items, "")


def _collate(items: Sequence[Any], where: str) -> Any:
    """Stack items; ``where`` is the path to them within the items of the batch, for errors."""
    first = items[0]
    if isinstance(first, str | bytes):
        return list(items)
    if isinstance(first, Tensor | np.ndarray | Number | np.generic):
        return _stack(items, where)
    if isinstance(first, Mapping):
        _require_equal([_keys(item) for item in items], "keys", where)
        return {key: _collate([item[key] for item in items], f"{where}[{key!r}]") for key in first}
    if isinstance(first, tuple | list):
        _require_equal([_length(item) for item in items], "length", where)
        columns = [
            _collate(column, f"{where}[{position}]")
            for position, column in enumerate(zip(*items, strict=True))
        ]
        return type(first)(*columns) if hasattr(first, "_fields") else tuple(columns)
    raise TypeError(
        f"DataLoader cannot make a batch of item{where} of type {type(first).__name__}; let the "
        "dataset return numbers, arrays, Tensors, or tuples and dicts of these"
    )


def _stack(items: Sequence[Any], where: str) -> Tensor:
    """Stack numbers, arrays or Tensors of one shape along a new first axis."""
    values = [item.data if isinstance(item, Tensor) else item for item in items]
    _require_equal([np.shape(value) for value in values], "shape", where)
    if any(isinstance(item, Tensor) and item.requires_grad for item in items):
        # As an operation, so that gradients reach the items.
        recorded: Tensor = autograd.stack(
            [i if isinstance(i, Tensor) else Tensor(i) for i in items]
        )
        return recorded
    if all(type(value) in (bool, int, float) for value in values):
        return Tensor(values)  # Not by NumPy, so that the default dtype governs Python's floats.
    stacked = np.stack(values)
    if stacked.dtype.kind not in "biufc":
        kinds = ", ".join(dict.fromkeys(type(value).__name__ for value in values))
        raise TypeError(
            f"DataLoader cannot make a batch of item{where}: no Tensor holds what NumPy makes of "
            f"{kinds}, an array of dtype {stacked.dtype}"
        )
    return Tensor(stacked)


def concatenate(batches: Sequence[Any], places: Sequence[NDArray[np.intp]]) -> Any:
    """Put batches of the same structure into one, the rows of each at the places it is given.

    Raises:
        ValueError: when the batches' structures or the shapes of their rows differ.

    Example:
        >>> first, second = Tensor(np.array([1, 2])), Tensor(np.array([3]))
        >>> concatenate([first, second], [np.array([0, 2]), np.array([1])]).data
        array([1, 3, 2])
    """
    first = batches[0]
    structures = [_structure(batch) for batch in batches]
    for structure in structures:
        if structure != structures[0]:
            raise ValueError(
                "ConcatDataset: the rows of its datasets do not fit together in one batch: there "
                f"are {structures[0]} and {structure}"
            )
    if isinstance(first, Mapping):
        return {key: concatenate([batch[key] for batch in batches], places) for key in first}
    if isinstance(first, tuple):
        columns = [concatenate(column, places) for column in zip(*batches, strict=True)]
        return type(first)(*columns) if hasattr(first, "_fields") else tuple(columns)
    if any(batch.requires_grad for batch in batches):
        recorded: Tensor = autograd.cat(batches)[np.argsort(np.concatenate(places))]
        return recorded
    joined = np.empty(
        (sum(map(len, places)), *first.shape[1:]),
        np.result_type(*(batch.dtype for batch in batches)),
    )
    for batch, rows in zip(batches, places, strict=True):
        joined[rows] = batch.data
    return Tensor(joined)


def _structure(batch: Any) -> str:
    """Say what a batch consists of, the same for batches that can be joined."""
    if isinstance(batch, Mapping):
        return f"dicts of {sorted(map(repr, batch))}"
    if isinstance(batch, tuple):
        return f"tuples of {len(batch)}"
    if isinstance(batch, Tensor):
        return f"Tensors of shape (N{''.join(f', {length}' for length in batch.shape[1:])})"
    raise TypeError(
        f"ConcatDataset: a dataset that gathers must give batches of Tensors, or tuples and dicts "
        f"of these, not {type(batch).__name__}"
    )


def _keys(item: Any) -> Any:
    return set(item) if isinstance(item, Mapping) else type(item).__name__


def _length(item: Any) -> Any:
    return len(item) if isinstance(item, tuple | list) else type(item).__name__


def _require_equal(values: Sequence[Any], what: str, where: str) -> None:
    """Raise an error naming the first of ``values`` that differs from the one before all."""
    for position, value in enumerate(values):
        if value != values[0]:
            raise ValueError(
                f"DataLoader cannot stack the items of a batch: item 0{where} has {what} "
                f"{values[0]}, item {position}{where} has {what} {value}; make them alike, or use "
                "batch_size=1"
            )
