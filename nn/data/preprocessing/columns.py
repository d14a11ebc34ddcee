"""Rows of numbers and names together: another preprocessor for some of the columns each."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from nn.data._indices import as_rows

from .preprocessor import Preprocessor, as_array, like, require_names

__all__ = ["ColumnTransformer"]


class ColumnTransformer(Preprocessor):
    """Columns of a table each through a preprocessor of their own, their results side by side.

    Args:
        transformers: tuples ``(name, preprocessor, columns)``, in the order of the results. The
            preprocessor may be ``"passthrough"``, which leaves the columns as they are, or
            ``"drop"``; columns are numbers, an integer, a slice or a mask.
        remainder: what becomes of all other columns: ``"drop"``, or ``"passthrough"``, which puts
            them at the end. Default: ``"drop"``.

    Attributes:
        transformers_: the tuples, with fitted copies of the preprocessors.

    Data are rows ``(N, F)``, or one row ``(F,)`` once it is fitted: an array, a Tensor, or a list
    of rows of numbers and names. The result is ``(N, K)``.

    Raises:
        ValueError: when a name comes twice, data are empty or of another width; when columns that
            pass through are not numbers; when decoding, where columns are dropped.
        TypeError: when a preprocessor is none, or something is not a tuple of three.
        RuntimeError: when nothing has been fitted.

    Source: deck 2, "3) 명칭값(Nominal value) one-hot 코드로 변환"; names of scikit-learn,
    where it has no ``inverse_transform``.

    Example:
        >>> from nn.data import OneHotEncoder
        >>> table = ColumnTransformer([
        ...     ("measures", "passthrough", slice(0, 3)),
        ...     ("sex and constitution", OneHotEncoder([[1, 2], [1, 2, 3, 4]]), [3, 4]),
        ... ])
        >>> table.fit_transform([[1.755, 65.5, 122, 1, 3]])
        array([[  1.755,  65.5 , 122.   ,   1. ,   0. ,   0. ,   0. ,   1. ,   0. ]])
    """

    fitted = ("transformers_",)
    transformers_: list[tuple[str, Any, NDArray[np.intp]]]
    _width: int
    _sizes: list[int]

    def __init__(
        self,
        transformers: Sequence[tuple[str, Any, Any]],
        remainder: Literal["drop", "passthrough"] = "drop",
    ) -> None:
        if remainder not in ("drop", "passthrough"):
            raise ValueError(
                f'ColumnTransformer: remainder must be "drop" or "passthrough", not {remainder!r}'
            )
        names = _names(transformers)
        reserved = {"remainder", "width", "sizes"} & set(names)
        if not names or len(set(names)) < len(names) or reserved or "." in "".join(names):
            raise ValueError(
                "ColumnTransformer: needs transformers of different names without dots, other than "
                f'"remainder", "width" and "sizes"; got {names}'
            )
        for name, transformer, _ in transformers:
            named = isinstance(transformer, str) and transformer in ("drop", "passthrough")
            if not named and not isinstance(transformer, Preprocessor):
                raise TypeError(
                    f"ColumnTransformer: {name!r} must be a scaler or an encoder, "
                    f'"passthrough" or "drop", not {transformer!r}'
                )
        self.transformers = list(transformers)
        self.remainder = remainder

    def fit(self, X: Any) -> Self:
        """Fit a copy of every preprocessor on its columns of the training data."""
        table = as_array(X)
        if table.ndim != 2 or 0 in table.shape:
            raise ValueError(
                f"ColumnTransformer: needs rows (N, F) to learn from, but got shape {table.shape}"
            )
        used = self._assign_columns(table.shape[1])
        sizes = []
        for name, transformer, columns in used:
            block = _block(table, columns, name, transformer)
            if isinstance(transformer, Preprocessor):
                sizes.append(transformer.fit_transform(block).shape[1])
            else:
                sizes.append(len(columns) if transformer == "passthrough" else 0)
        self.transformers_, self._width, self._sizes = used, table.shape[1], sizes
        return self

    def _assign_columns(self, width: int) -> list[tuple[str, Any, NDArray[np.intp]]]:
        """Return copies of the transformers with their columns, the remainder last."""
        used = [
            (name, copy.deepcopy(transformer), _as_columns(columns, width))
            for name, transformer, columns in self.transformers
        ]
        taken = {number for _, _, columns in used for number in columns.tolist()}
        others = [number for number in range(width) if number not in taken]
        return [*used, ("remainder", self.remainder, np.array(others, dtype=np.intp))]

    def transform(self, X: Any) -> Any:
        """Return rows ``(N, F)``, or one row ``(F,)``, transformed."""
        table, rows = self._as_rows(X, "columns", "_width")
        blocks = []
        for name, transformer, columns in self.transformers_:
            if transformer == "drop":
                continue
            block = _block(rows, columns, name, transformer)
            blocks.append(block if transformer == "passthrough" else transformer.transform(block))
        result = np.concatenate(blocks, axis=1) if blocks else np.empty((len(rows), 0))
        return like(X, result if table.ndim == 2 else result[0])

    def inverse_transform(self, X: Any) -> Any:
        """Return the rows that `transform` made ``X`` of, names included.

        It is an array of objects where there are names, else of numbers.
        """
        self.require_fitted()
        covered = np.zeros(self._width, dtype=int)
        for _, transformer, columns in self.transformers_:
            if transformer != "drop":
                covered[columns] += 1
        if (covered != 1).any():
            raise ValueError(
                f"ColumnTransformer: column {(covered != 1).argmax()} was dropped or transformed "
                "twice, so it cannot be had back"
            )
        table, rows = self._as_rows(X, "columns of its result", "_sizes")
        result = np.empty((len(rows), self._width), dtype=object)
        ends = np.cumsum(self._sizes)
        for (_, transformer, columns), size, end in zip(
            self.transformers_, self._sizes, ends, strict=True
        ):
            if len(columns):
                block = rows[:, end - size : end]
                if isinstance(transformer, Preprocessor):
                    block = transformer.inverse_transform(block)
                result[:, columns] = block
        natural = as_array(result.tolist())
        natural = natural.reshape(result.shape) if natural.dtype.kind in "biuf" else result
        natural = natural if table.ndim == 2 else natural[0]
        return like(X, natural) if natural.dtype.kind in "biuf" else natural

    def _as_rows(self, X: Any, what: str, attribute: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return data as they are, and as rows of the width that is expected."""
        self.require_fitted()
        width = int(np.sum(getattr(self, attribute)))
        table = as_array(X)
        rows = np.atleast_2d(table)
        if table.ndim not in (1, 2) or rows.shape[1] != width:
            raise ValueError(
                f"X has shape {table.shape}, but ColumnTransformer was fitted with {width} {what}"
            )
        return table, rows

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Return what was learned, as arrays by dotted names (fit for `numpy.savez`)."""
        self.require_fitted()
        state = {"width": np.array(self._width), "sizes": np.array(self._sizes)}
        for name, transformer, _ in self.transformers_:
            if isinstance(transformer, Preprocessor):
                state |= {f"{name}.{key}": value for key, value in transformer.state_dict().items()}
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over what another object, made with the same arguments, learned."""
        names = [name for name, kind, _ in self.transformers if isinstance(kind, Preprocessor)]
        require_names(self, {key.partition(".")[0] for key in state}, ["width", "sizes", *names])
        width, sizes = int(state["width"]), np.array(state["sizes"]).tolist()
        used = self._assign_columns(width)
        for name, transformer, _ in used:
            if isinstance(transformer, Preprocessor):
                start = f"{name}."
                transformer.load_state_dict({
                    key.removeprefix(start): value
                    for key, value in state.items() if key.startswith(start)
                })  # fmt: skip
        self.transformers_, self._width, self._sizes = used, width, sizes

    def __repr__(self) -> str:
        return f"ColumnTransformer({self.transformers!r}, remainder={self.remainder!r})"


def _names(transformers: Any) -> list[str]:
    """Return the names of ``(name, preprocessor, columns)``, or say what is given instead."""
    given = list(transformers) if isinstance(transformers, Iterable) else [transformers]
    for one in given:
        if not isinstance(one, (tuple, list)) or len(one) != 3 or not isinstance(one[0], str):
            raise TypeError(
                "ColumnTransformer: takes a list of tuples (name, preprocessor, columns), but "
                f"there is {one!r}"
            )
    return [name for name, _, _ in given]


def _as_columns(columns: Any, width: int) -> NDArray[np.intp]:
    try:
        numbers = as_rows(columns, width, "table")
    except IndexError as error:
        text = str(error).replace("row ", "column ").replace("rows", "columns")
        raise ValueError(f"ColumnTransformer: {text}") from None
    if isinstance(numbers, slice):
        return np.arange(*numbers.indices(width))
    numbers = np.atleast_1d(np.asarray(numbers, dtype=np.intp))
    return np.where(numbers < 0, numbers + width, numbers)


def _block(
    table: NDArray[Any], columns: NDArray[np.intp], name: str, transformer: Any
) -> NDArray[Any]:
    """Return some columns of a table, as numbers where they all are such."""
    block = table[:, columns]
    if block.dtype.kind == "O":
        block = as_array(block.tolist()).reshape(block.shape)
    if transformer == "passthrough" and block.size and block.dtype.kind not in "biuf":
        raise ValueError(
            f"ColumnTransformer: {name!r} passes columns {columns.tolist()} through, which are not "
            "all numbers; give them a OneHotEncoder"
        )
    return block
