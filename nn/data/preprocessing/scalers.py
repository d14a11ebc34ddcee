"""Bringing numbers to one scale: min-max normalisation, and standardisation to z-scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Tensor
from nn.checks import finite_number
from nn.data._indices import as_bool, as_integer

from .preprocessor import Preprocessor, as_array

__all__ = ["MinMaxScaler", "StandardScaler"]


class _Scaler(Preprocessor):
    """A preprocessor of numbers that has statistics over some axes."""

    def __init__(self, axis: int | Sequence[int]) -> None:
        name = type(self).__name__
        axes = [axis] if np.ndim(axis) == 0 else list(axis)  # type: ignore[arg-type]
        self.axis = tuple(as_integer(f"{name}: axis", number, least=0) for number in axes)
        if 0 not in self.axis or len(set(self.axis)) < len(self.axis):
            raise ValueError(
                f"{name}: axis must be different axes with 0, the samples', among them, such as 0 "
                f"or (0, 2, 3), not {axis!r}"
            )

    def _training_data(self, X: Any) -> NDArray[Any]:
        """Return the data to learn from, or say what is wrong with them."""
        name = type(self).__name__
        data = _numbers(X, name)
        if data.ndim == 0 or data.shape[0] == 0:
            raise ValueError(
                f"{name}: needs at least one sample to learn from, but got shape {data.shape}"
            )
        if max(self.axis) >= data.ndim:
            raise ValueError(f"{name}: axis={self.axis} does not fit data of shape {data.shape}")
        if not np.isfinite(data).all():
            place = tuple(int(number) for number in np.argwhere(~np.isfinite(data))[0])
            raise ValueError(
                f"{name}: the value at {list(place)} is {data[place]}; leave out or replace values "
                "that are missing or infinite"
            )
        return data

    def _statistic(self, values: NDArray[Any]) -> NDArray[Any]:
        """Take the samples' axis off a statistic computed with ``keepdims=True``."""
        return np.asarray(values[0], dtype=np.float64)

    def _as_input(self, X: Any) -> Any:
        """Return a sample or samples as floating-point numbers, a Tensor or an array."""
        self.require_fitted()
        name, statistic = type(self).__name__, getattr(self, self.fitted[0])
        data = X if isinstance(X, Tensor) else _numbers(X, name)
        shape = data.shape[data.ndim - statistic.ndim :]
        fits = data.ndim - statistic.ndim in (0, 1) and all(
            length == expected or number + 1 in self.axis
            for number, (length, expected) in enumerate(zip(shape, statistic.shape, strict=True))
        )
        if not fits:
            expected = ", ".join(
                "*" if number + 1 in self.axis else str(length)
                for number, length in enumerate(statistic.shape)
            )
            raise ValueError(
                f"X has shape {data.shape}, but {name} was fitted on samples of shape ({expected})"
            )
        if data.dtype.kind != "f":
            data = autograd.astype(data, autograd.get_default_dtype())
        return data

    def __repr__(self) -> str:
        return f"{type(self).__name__}(axis={self.axis})"


class MinMaxScaler(_Scaler):
    """Min-max normalisation: every column from 0 to 1, `(x - min) / (max - min)`.

    A constant column becomes the lower end, 0, and comes back as it was.

    Args:
        feature_range: the lower and the upper end instead of 0 and 1. Default: (0, 1).
        clip: whether values outside the training data's range become the nearer end. Default:
            False.
        axis: over which axes minimum and maximum are taken. Default: 0, one of each for every
            feature of data ``(N, ...)``; ``(0, 2, 3)`` has one for each channel of images.

    Attributes:
        data_min_, data_max_: the training data's minimum and maximum, float64, of a sample's shape
            with 1 for the axes that they are taken over.

    What comes out is a Tensor where a Tensor goes in, else an array; floating-point numbers keep
    their dtype, others become float64. Tensors may require gradients.

    Raises:
        ValueError: when the training data are empty or not finite, or samples have another shape.
        RuntimeError: when nothing has been fitted.

    Source: deck 2, "1) 정규화 (Normalization)"; deck 3, "최소 - 최대 정규화"; names of
    scikit-learn.

    Example:
        >>> scaler = MinMaxScaler().fit([[0.0, 10.0], [4.0, 30.0]])
        >>> scaler.transform([[1.0, 20.0]])
        array([[0.25, 0.5 ]])
        >>> scaler.inverse_transform([[0.25, 0.5]])
        array([[ 1., 20.]])
    """

    fitted = ("data_min_", "data_max_")
    data_min_: NDArray[np.float64]
    data_max_: NDArray[np.float64]

    def __init__(
        self,
        feature_range: tuple[float, float] = (0.0, 1.0),
        clip: bool = False,
        axis: int | Sequence[int] = 0,
    ) -> None:
        super().__init__(axis)
        ends = feature_range if isinstance(feature_range, (tuple, list)) else ()
        numbers = tuple(finite_number(end, "MinMaxScaler: feature_range") for end in ends)
        if len(numbers) != 2 or not numbers[0] < numbers[1]:
            raise ValueError(
                f"MinMaxScaler: feature_range must be a lower and a higher number, "
                f"not {feature_range!r}"
            )
        self.feature_range = numbers
        self.clip = as_bool("MinMaxScaler: clip", clip)

    def fit(self, X: Any) -> Self:
        """Learn minimum and maximum from the training data."""
        data = self._training_data(X)
        self.data_min_ = self._statistic(data.min(axis=self.axis, keepdims=True))
        self.data_max_ = self._statistic(data.max(axis=self.axis, keepdims=True))
        return self

    def _in(self, dtype: Any) -> tuple[Any, Any]:
        width = self.data_max_ - self.data_min_
        return self.data_min_.astype(dtype), np.where(width == 0, 1.0, width).astype(dtype)

    def transform(self, X: Any) -> Any:
        """Return samples ``(N, ...)``, or one of them, scaled."""
        data = self._as_input(X)
        low, high = self.feature_range
        least, width = self._in(data.dtype)
        scaled = (data - least) / width
        if (low, high) != (0.0, 1.0):
            scaled = scaled * (high - low) + low
        return scaled.clip(low, high) if self.clip else scaled

    def inverse_transform(self, X: Any) -> Any:
        """Return scaled samples in their own units again."""
        data = self._as_input(X)
        low, high = self.feature_range
        least, width = self._in(data.dtype)
        return (data - low) / (high - low) * width + least


class StandardScaler(_Scaler):
    """Standardisation: every column with mean 0 and standard deviation 1, `(x - mean) / std`.

    The standard deviation is the population's: the sum of squares is divided by N, not N - 1. A
    constant column becomes 0, and comes back as it was.

    Args:
        with_mean: whether the mean is taken off. Default: True.
        with_std: whether it is divided by the standard deviation. Default: True.
        axis: over which axes mean and standard deviation are taken. Default: 0, one of each for
            every feature of data ``(N, ...)``; ``(0, 2, 3)`` has one for each channel of images.

    Attributes:
        mean_, scale_: the training data's mean and standard deviation (1 where that is 0), float64,
            of a sample's shape with 1 for the axes that they are taken over.

    What comes out is a Tensor where a Tensor goes in, else an array; floating-point numbers keep
    their dtype, others become float64. Tensors may require gradients.

    Raises:
        ValueError: when the training data are empty or not finite, or samples have another shape.
        RuntimeError: when nothing has been fitted.

    Source: deck 2, "2) 표준화 (Standardization)"; deck 3, "Z-점수 정규화"; names of scikit-learn.

    Example:
        >>> scaler = StandardScaler().fit([[1.0, 5.0], [3.0, 5.0]])
        >>> scaler.mean_, scaler.scale_
        (array([2., 5.]), array([1., 1.]))
        >>> scaler.transform([[4.0, 5.0]])
        array([[2., 0.]])
        >>> images = np.arange(16.0).reshape(2, 2, 2, 2)
        >>> StandardScaler(axis=(0, 2, 3)).fit(images).mean_.ravel()
        array([5.5, 9.5])
    """

    fitted = ("mean_", "scale_")
    mean_: NDArray[np.float64]
    scale_: NDArray[np.float64]

    def __init__(
        self, with_mean: bool = True, with_std: bool = True, axis: int | Sequence[int] = 0
    ) -> None:
        super().__init__(axis)
        self.with_mean = as_bool("StandardScaler: with_mean", with_mean)
        self.with_std = as_bool("StandardScaler: with_std", with_std)

    def fit(self, X: Any) -> Self:
        """Learn mean and standard deviation from the training data."""
        data = self._training_data(X)
        least, most = (extreme(data, axis=self.axis, keepdims=True) for extreme in (np.min, np.max))
        # A constant column's mean is its value, and its deviation 0, whatever rounding makes of it.
        mean = np.where(
            least == most, least, data.mean(axis=self.axis, dtype=np.float64, keepdims=True)
        )
        std = data.std(axis=self.axis, dtype=np.float64, keepdims=True)
        self.mean_ = self._statistic(mean)
        self.scale_ = self._statistic(np.where((least == most) | (std == 0), 1.0, std))
        return self

    def transform(self, X: Any) -> Any:
        """Return samples ``(N, ...)``, or one of them, standardised."""
        data = self._as_input(X)
        if self.with_mean:
            data = data - self.mean_.astype(data.dtype)
        return data / self.scale_.astype(data.dtype) if self.with_std else data

    def inverse_transform(self, X: Any) -> Any:
        """Return standardised samples in their own units again."""
        data = self._as_input(X)
        if self.with_std:
            data = data * self.scale_.astype(data.dtype)
        return data + self.mean_.astype(data.dtype) if self.with_mean else data


def _numbers(X: Any, name: str) -> NDArray[Any]:
    """Return data as an array of numbers, or say that they are none."""
    data = as_array(X)
    if data.dtype.kind == "O":
        try:
            data = data.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise TypeError(f"{name}: takes numbers: {error}") from None
    if data.dtype.kind not in "biuf":
        raise TypeError(
            f"{name}: takes numbers, not values of dtype {data.dtype}; for names there is "
            "OneHotEncoder"
        )
    return data
