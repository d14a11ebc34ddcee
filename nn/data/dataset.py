"""What a model learns from: datasets, which give rows by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd import Tensor
from nn.data._indices import as_rows

if TYPE_CHECKING:
    from nn.data.combining import ConcatDataset

__all__ = ["Dataset", "TensorDataset"]


class Dataset:
    """Base class of datasets: a length, and a value for every number below it.

    A subclass defines ``__getitem__(index)``, which returns the value numbered ``index`` (usually a
    tuple such as ``(image, label)``), and ``__len__()``, which returns how many there are.
    `DataLoader` asks for nothing else. A dataset that can also give many rows at once, faster than
    one by one, says so by ``gathers = True``: then ``dataset[rows]``, with an array of row numbers,
    must return the batch of these rows. ``first + second`` is their `ConcatDataset`.

    Attributes:
        gathers: whether ``dataset[rows]`` gives a batch. Default: False.

    Raises:
        NotImplementedError: when a subclass lacks the method that is needed.

    Example:
        >>> class Squares(Dataset):
        ...     def __len__(self):
        ...         return 5
        ...     def __getitem__(self, index):
        ...         return float(index), float(index) ** 2
        >>> Squares()[3]
        (3.0, 9.0)
    """

    gathers: bool = False

    def __getitem__(self, index: Any) -> Any:
        """Return the value numbered ``index``; a subclass defines it."""
        raise NotImplementedError(
            f"{type(self).__name__} has no __getitem__: define __getitem__(self, index) "
            "to return the value numbered index, such as (image, label)"
        )

    def __len__(self) -> int:
        """Return how many values there are; a subclass defines it."""
        raise NotImplementedError(
            f"{type(self).__name__} has no __len__: define __len__(self) "
            "to return how many values the dataset holds"
        )

    def __add__(self, other: Dataset) -> ConcatDataset:
        """Return this dataset followed by ``other``."""
        from nn.data.combining import ConcatDataset

        return ConcatDataset([self, other])


class TensorDataset(Dataset):
    """Rows of several arrays that belong together, such as images and their labels.

    Args:
        *arrays: arrays or Tensors of shapes ``(N, ...)`` with one common ``N``. Arrays are shared,
            not copied, and keep their dtype.
        source: where the data comes from, for people to read. Default: None.

    Attributes:
        tensors: the arrays, as a tuple of Tensors.
        source: what was passed as ``source``.

    ``dataset[i]`` is a tuple with row ``i`` of every array, as Tensors. An index may also be a
    slice, a list or array of integers, or a boolean mask of shape ``(N,)``. Integers and slices
    give views of the arrays; the others give copies, gathered with one ``np.take`` an array. A
    Tensor that requires gradients is indexed as an operation, so that gradients reach it.

    Raises:
        ValueError: without arrays, for an array without rows, or when the lengths differ.
        IndexError: when an index is out of range, or a mask has another length.
        TypeError: when an index is neither integers, a mask nor a slice.

    Example:
        >>> import numpy as np
        >>> dataset = TensorDataset(np.array([[1., 2.], [3., 4.], [5., 6.]]), np.array([0, 1, 0]))
        >>> len(dataset)
        3
        >>> point, label = dataset[1]
        >>> point.data, label.item()
        (array([3., 4.]), 1)
        >>> points, labels = dataset[[2, 0]]
        >>> points.shape, labels.data
        ((2, 2), array([0, 0]))
    """

    def __init__(self, *arrays: ArrayLike | Tensor, source: str | None = None) -> None:
        if not arrays:
            raise ValueError("TensorDataset needs an array: TensorDataset(inputs, labels)")
        self.tensors: tuple[Tensor, ...] = tuple(
            array if isinstance(array, Tensor) else Tensor(array) for array in arrays
        )
        self.source = source
        for position, tensor in enumerate(self.tensors):
            if not tensor.shape:
                raise ValueError(
                    f"TensorDataset: array {position} is a single number and has no rows; "
                    "pass an array of shape (N, ...)"
                )
        lengths = [tensor.shape[0] for tensor in self.tensors]
        if len(set(lengths)) > 1:
            named = ", ".join(
                f"array {position} has {length:,} rows (shape {tensor.shape})"
                for position, (length, tensor) in enumerate(zip(lengths, self.tensors, strict=True))
            )
            raise ValueError(f"TensorDataset: the arrays must have equally many rows, but {named}")

    @property
    def gathers(self) -> bool:  # type: ignore[override]
        """Whether rows are gathered at once: a subclass with items of its own is asked for each."""
        return type(self).__getitem__ is TensorDataset.__getitem__

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.tensors[0].shape[0])

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        """Return the rows at ``index``, one Tensor for every array."""
        rows = as_rows(index, len(self), "TensorDataset")
        return tuple(_take(tensor, rows) for tensor in self.tensors)

    def __repr__(self) -> str:
        columns = ", ".join(f"{tensor.dtype}{list(tensor.shape[1:])}" for tensor in self.tensors)
        source = "" if self.source is None else f", source={self.source!r}"
        return f"TensorDataset({len(self):,} rows of {columns}{source})"


def _take(tensor: Tensor, rows: int | slice | NDArray[np.intp]) -> Tensor:
    """Return ``rows`` of ``tensor``: recorded where gradients flow, plain data otherwise."""
    if tensor.requires_grad:
        recorded: Tensor = tensor[rows]
        return recorded
    if isinstance(rows, int | slice):
        return Tensor(tensor.data[rows])
    return Tensor(np.take(tensor.data, rows, axis=0))
