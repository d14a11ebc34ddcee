"""Nominal values, which have names but no distances, as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from .preprocessor import Preprocessor, as_array, like, require_names

__all__ = ["LabelEncoder", "OneHotEncoder"]


class OneHotEncoder(Preprocessor):
    """Nominal columns as one-hot code: for every value a column, 1 in its rows and 0 in the others.

    Args:
        categories: for every column the values that there are, in the order of their columns.
            Default: ``"auto"``, those of the training data, sorted.
        handle_unknown: what to do about other values: ``"error"``, or ``"ignore"``, which has 0 in
            all of the value's columns. Default: ``"error"``.
        dtype: of the code. Default: float64.

    Attributes:
        categories_: for every column its values, as a list of arrays.

    Data are ``(N, F)``, or one row ``(F,)`` once it is fitted; the code is ``(N, K)`` with K the
    number of values of all columns together. What comes out is a Tensor where a Tensor goes in.

    Raises:
        ValueError: when a value is unknown (the error says which, and where), data are empty or of
            another width, or a row to decode has no value (with ``"ignore"`` it becomes None).
        TypeError: when the values of a column cannot be sorted; give ``categories`` then. When
            ``dtype`` is not one of numbers.
        RuntimeError: when nothing has been fitted.

    Source: deck 2, "3) 명칭값(Nominal value) one-hot 코드로 변환"; names of scikit-learn.

    Example:
        >>> encoder = OneHotEncoder().fit([["red", 1], ["green", 2]])
        >>> encoder.transform([["green", 1], ["red", 2]])
        array([[1., 0., 1., 0.],
               [0., 1., 0., 1.]])
        >>> encoder.inverse_transform([[1, 0, 0, 1]])
        array([['green', 2]], dtype=object)
    """

    fitted = ("categories_",)
    categories_: list[NDArray[Any]]

    def __init__(
        self,
        categories: Literal["auto"] | Sequence[ArrayLike] = "auto",
        handle_unknown: Literal["error", "ignore"] = "error",
        dtype: DTypeLike = np.float64,
    ) -> None:
        if handle_unknown not in ("error", "ignore"):
            raise ValueError(
                f'OneHotEncoder: handle_unknown must be "error" or "ignore", not {handle_unknown!r}'
            )
        if isinstance(categories, str) and categories != "auto":
            raise ValueError(
                f'OneHotEncoder: categories must be "auto" or a list of values for every column, '
                f"not {categories!r}"
            )
        self.categories = categories
        self.handle_unknown = handle_unknown
        self.dtype = np.dtype(dtype)
        if self.dtype.kind not in "biuf":
            raise TypeError(f"OneHotEncoder: dtype must be one of numbers, not {self.dtype}")

    def fit(self, X: Any) -> Self:
        """Learn the values of every column, or check them where ``categories`` are given."""
        table = as_array(X)
        if table.ndim != 2 or 0 in table.shape:
            raise ValueError(
                f"OneHotEncoder: needs rows of nominal values (N, F) to learn from, but got shape "
                f"{table.shape}; a single column is (N, 1)"
            )
        if isinstance(self.categories, str):
            self.categories_ = [
                _sorted_values(column, f"OneHotEncoder: column {number}")
                for number, column in enumerate(table.T)
            ]
            return self
        if len(self.categories) != table.shape[1]:
            raise ValueError(
                f"OneHotEncoder: there are categories for {len(self.categories)} columns, but the "
                f"data have {table.shape[1]}"
            )
        given = [as_array(values) for values in self.categories]
        for number, values in enumerate(given):
            if values.ndim != 1 or not values.size or len(set(values.tolist())) < len(values):
                raise ValueError(
                    f"OneHotEncoder: the categories of column {number} must be different values, "
                    f"not {values.tolist()!r}"
                )
        if self.handle_unknown == "error":
            _codes(table, given, "error")
        self.categories_ = given
        return self

    def transform(self, X: Any) -> Any:
        """Return the code of rows ``(N, F)``, or of one row ``(F,)``."""
        self.require_fitted()
        table = as_array(X)
        rows = np.atleast_2d(table)
        if table.ndim not in (1, 2) or rows.shape[1] != len(self.categories_):
            raise ValueError(
                f"X has shape {table.shape}, but OneHotEncoder was fitted on rows of "
                f"{len(self.categories_)} values"
            )
        codes = _codes(rows, self.categories_, self.handle_unknown)
        blocks = [
            code[:, np.newaxis] == np.arange(len(values))
            for code, values in zip(codes, self.categories_, strict=True)
        ]
        encoded = np.concatenate(blocks, axis=1).astype(self.dtype)
        return like(X, encoded if table.ndim == 2 else encoded[0])

    def inverse_transform(self, X: Any) -> Any:
        """Return the rows that code ``(N, K)``, or one row of it, stands for.

        The largest of a value's columns counts, so probabilities serve as well.
        """
        self.require_fitted()
        code = as_array(X)
        rows = np.atleast_2d(code)
        sizes = [len(values) for values in self.categories_]
        if code.ndim not in (1, 2) or rows.shape[1] != sum(sizes):
            raise ValueError(
                f"X has shape {code.shape}, but the code of this OneHotEncoder has {sum(sizes)} "
                "columns"
            )
        columns: list[NDArray[Any]] = []
        ends = np.cumsum(sizes)
        for number, (values, end) in enumerate(zip(self.categories_, ends, strict=True)):
            block = rows[:, end - len(values) : end]
            column = values[block.argmax(axis=1)]
            absent = ~block.any(axis=1)
            if absent.any():
                if self.handle_unknown == "error":
                    raise ValueError(
                        f"OneHotEncoder: row {absent.argmax()} has no value for column {number}: "
                        "all of its columns are 0"
                    )
                column = np.where(absent, None, column.astype(object))
            columns.append(column)
        alike = len({column.dtype.kind for column in columns}) == 1
        table = np.stack(columns if alike else [c.astype(object) for c in columns], axis=1)
        decoded = table if code.ndim == 2 else table[0]
        return like(X, decoded) if decoded.dtype.kind in "biuf" else decoded

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Return what was learned, as arrays by name (fit for `numpy.savez`)."""
        self.require_fitted()
        return {f"categories_.{n}": values.copy() for n, values in enumerate(self.categories_)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over what another object, made with the same arguments, learned."""
        names = [f"categories_.{number}" for number in range(max(len(state), 1))]
        require_names(self, state, names)
        arrays = [np.array(state[name]) for name in names]
        if any(array.ndim != 1 or not array.size for array in arrays):
            raise ValueError("OneHotEncoder: the state's categories must be lists of values")
        self.categories_ = arrays

    def __repr__(self) -> str:
        return f"OneHotEncoder(handle_unknown={self.handle_unknown!r}, dtype={self.dtype})"


class LabelEncoder(Preprocessor):
    """Class names as integers from 0 on, for `CrossEntropyLoss` and the like.

    Attributes:
        classes_: the training data's different labels, sorted; their places are the integers.

    Labels are ``(N,)``, strings or anything that can be sorted. The integers are int64, an array
    (a Tensor where a Tensor goes in).

    Raises:
        ValueError: when a label is unknown, or an integer stands for none.
        TypeError: when the labels cannot be sorted.
        RuntimeError: when nothing has been fitted.

    Source: names of scikit-learn.

    Example:
        >>> encoder = LabelEncoder().fit(["fail", "pass", "fail"])
        >>> encoder.transform(["pass", "fail"])
        array([1, 0])
        >>> encoder.inverse_transform([0, 1])
        array(['fail', 'pass'], dtype='<U4')
    """

    fitted = ("classes_",)
    classes_: NDArray[Any]

    def fit(self, X: Any) -> Self:
        """Learn which labels there are."""
        labels = as_array(X)
        if labels.ndim != 1 or not labels.size:
            raise ValueError(
                f"LabelEncoder: needs labels (N,) to learn from, but got shape {labels.shape}"
            )
        self.classes_ = _sorted_values(labels, "LabelEncoder: the labels")
        return self

    def transform(self, X: Any) -> Any:
        """Return the labels' integers."""
        self.require_fitted()
        labels = as_array(X)
        lookup = {value: place for place, value in enumerate(self.classes_.tolist())}
        try:
            codes = [lookup[value] for value in labels.ravel().tolist()]
        except KeyError as error:
            raise ValueError(
                f"LabelEncoder: y contains previously unseen labels: {error.args[0]!r}; known are "
                f"{_shown(self.classes_)}"
            ) from None
        return like(X, np.array(codes, dtype=np.int64).reshape(labels.shape))

    def inverse_transform(self, X: Any) -> Any:
        """Return the labels that integers stand for."""
        self.require_fitted()
        codes = as_array(X)
        if codes.size and codes.dtype.kind not in "iu":
            raise ValueError(f"LabelEncoder: takes integers, not values of dtype {codes.dtype}")
        outside = (codes < 0) | (codes >= len(self.classes_))
        if outside.any():
            raise ValueError(
                f"LabelEncoder: {codes[outside].flat[0]} stands for no label; there are "
                f"{len(self.classes_)} of them"
            )
        labels = self.classes_[codes.astype(np.intp)]
        return like(X, labels) if labels.dtype.kind in "biuf" else labels

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over what another object learned."""
        require_names(self, state, self.fitted)
        classes = np.array(state["classes_"])
        if classes.ndim != 1 or not classes.size:
            raise ValueError("LabelEncoder: the state's classes_ must be a list of labels")
        self.classes_ = classes

    def __repr__(self) -> str:
        return "LabelEncoder()"


def _sorted_values(column: NDArray[Any], where: str) -> NDArray[Any]:
    """Return the different values of a column in order, as an array of their natural dtype."""
    values = set(column.tolist())
    if any(value is None or value != value for value in values):
        raise ValueError(f"{where}: a value is missing (None or NaN); give it a name")
    try:
        return np.array(sorted(values))
    except TypeError:
        kinds = sorted({type(value).__name__ for value in values})
        raise TypeError(f"{where}: values of types {' and '.join(kinds)} have no order") from None


def _codes(
    table: NDArray[Any], categories: Sequence[NDArray[Any]], handle_unknown: str
) -> list[NDArray[np.intp]]:
    """Return for every column the places of its values among its categories, -1 for unknown."""
    codes = []
    for number, (column, values) in enumerate(zip(table.T, categories, strict=True)):
        lookup = {value: place for place, value in enumerate(values.tolist())}
        code = np.array([lookup.get(value, -1) for value in column.tolist()], dtype=np.intp)
        if handle_unknown == "error" and (code < 0).any():
            row = int((code < 0).argmax())
            raise ValueError(
                f"OneHotEncoder: found unknown category {column.tolist()[row]!r} in column "
                f'{number} (row {row}); known are {_shown(values)}. handle_unknown="ignore" would '
                "encode it as zeros"
            )
        codes.append(code)
    return codes


def _shown(values: NDArray[Any]) -> str:
    shown = [repr(value) for value in values[:10].tolist()]
    return ", ".join(shown) + (", ..." if len(values) > len(shown) else "")
