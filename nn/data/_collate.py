"""Making one batch of many items, for datasets that give their items one by one."""

from collections.abc import Mapping, Sequence
from numbers import Number
from typing import Any

import numpy as np

import autograd
from autograd import Tensor

__all__ = ["collate"]


def collate(items: Sequence[Any]) -> Any:
    """Stack items of the same structure into one batch of that structure.

    Args:
        items: at least one item. Numbers, arrays and Tensors of one shape ``(...)`` become a Tensor
            of shape ``(N, ...)``; tuples, lists and dicts become tuples and dicts (named tuples
            stay such) of batches; strings and bytes, which no Tensor holds, become a list.

    Raises:
        ValueError: when the items' shapes, lengths or keys differ; the error names the two items.
        TypeError: when an item is of a type that cannot be stacked.

    Example:
        >>> inputs, labels = collate([([1.0, 2.0], 7), ([3.0, 4.0], 8)])
        >>> labels.data
        array([7, 8])
        >>> [column.data.tolist() for column in inputs]
        [[1.0, 3.0], [2.0, 4.0]]
    """
    return _collate(items, "")


def _collate(items: Sequence[Any], where: str) -> Any:
    """Do what `collate` does; ``where`` is the path to ``items`` within the batch, for errors."""
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
    return Tensor(np.stack(values))


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
