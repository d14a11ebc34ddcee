"""What all preprocessing has in common: it learns from training data, and then applies to any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from autograd import Tensor

__all__ = ["Preprocessor", "as_array", "like", "require_names"]


class Preprocessor:
    """Base of scalers and encoders: `fit` on the training data, then `transform` anything.

    Fit on the training data alone: what the test data look like must not leak into the model. An
    object that was fitted can be the ``transform`` of a `TransformedDataset`.

    A subclass defines `fit`, `transform`, `inverse_transform`, and for saving `state_dict` and
    `load_state_dict`. What it learns is in attributes whose names end in an underscore, as in
    scikit-learn.

    Example:
        >>> class Center(Preprocessor):
        ...     fitted = ("mean_",)
        ...     def fit(self, X):
        ...         self.mean_ = np.mean(X, axis=0)
        ...         return self
        ...     def transform(self, X):
        ...         self.require_fitted()
        ...         return X - self.mean_
        >>> Center().fit_transform([1.0, 2.0, 3.0])
        array([-1., 0., 1.])
        >>> Center().transform([1.0])
        Traceback (most recent call last):
        RuntimeError: This Center instance is not fitted yet. Call fit(training_data) first.
    """

    accepts_batches: bool = True  # for TransformedDataset
    fitted: tuple[str, ...] = ()

    def fit(self, X: Any) -> Self:
        """Learn from the training data; a subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__} has no fit() method")

    def transform(self, X: Any) -> Any:
        """Return ``X`` transformed; a subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__} has no transform() method")

    def inverse_transform(self, X: Any) -> Any:
        """Return what `transform` made ``X`` of; a subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__} has no inverse_transform() method")

    def fit_transform(self, X: Any) -> Any:
        """Learn from the training data and return them transformed."""
        return self.fit(X).transform(X)

    def __call__(self, X: Any) -> Any:
        """Do what `transform` does."""
        return self.transform(X)

    def require_fitted(self) -> None:
        """Raise a RuntimeError where nothing has been learned yet."""
        if not all(hasattr(self, name) for name in self.fitted):
            raise RuntimeError(
                f"This {type(self).__name__} instance is not fitted yet. Call fit(training_data) "
                "first."
            )

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Return what was learned, as arrays by name (fit for `numpy.savez`)."""
        self.require_fitted()
        return {name: np.array(getattr(self, name)) for name in self.fitted}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over what another object, made with the same arguments, learned.

        Raises:
            ValueError: when names are missing or unknown, or arrays do not fit; then nothing has
                changed.
        """
        require_names(self, state, self.fitted)
        arrays = {name: np.array(state[name]) for name in self.fitted}
        for name, array in arrays.items():
            if array.dtype.kind not in "iuf" or array.shape != arrays[self.fitted[0]].shape:
                raise ValueError(
                    f"{type(self).__name__}: the state's {name} does not fit: it has shape "
                    f"{array.shape} and dtype {array.dtype}"
                )
            if not np.isfinite(array).all():
                raise ValueError(f"{type(self).__name__}: the state's {name} is not finite")
        for name, array in arrays.items():
            setattr(self, name, array)


def require_names(owner: Any, state: Any, names: Iterable[str]) -> None:
    """Raise an error unless a state to load has exactly these names."""
    if not isinstance(state, Iterable):
        raise TypeError(
            f"{type(owner).__name__}: the state to load must be what state_dict() gave, not "
            f"{state!r}"
        )
    if set(state) != set(names):
        missing, unknown = sorted(set(names) - set(state)), sorted(set(state) - set(names))
        raise ValueError(
            f"{type(owner).__name__}: the state to load lacks {missing} and has unknown {unknown}"
        )


def as_array(X: Any) -> NDArray[Any]:
    """Return data as an array; rows of mixed values as one of objects, so that they keep types.

    Example:
        >>> as_array([[1.5, "a"]])
        array([[1.5, 'a']], dtype=object)
    """
    if isinstance(X, Tensor):
        return np.asarray(X.data)
    if isinstance(X, np.ndarray):
        return X
    array = np.array(X)
    if array.dtype.kind in "biufO":
        return array
    values = np.array(X, dtype=object)  # NumPy would have made strings of numbers beside strings.
    return array if all(isinstance(value, str) for value in values.flat) else values


def like(X: Any, values: NDArray[Any]) -> Any:
    """Return ``values`` as a Tensor if ``X`` is one, else as they are.

    Example:
        >>> like(Tensor([1.0]), np.array([2.0])).data
        array([2.])
    """
    return Tensor(values) if isinstance(X, Tensor) else values
