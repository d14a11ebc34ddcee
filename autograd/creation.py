"""Making tensors: of constants, of ranges, of random numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from ._tensor import Tensor
from .modes import default_generator, get_default_dtype

__all__ = [
    "arange", "eye", "full", "full_like", "linspace", "ones", "ones_like", "rand", "rand_like",
    "randint", "randn", "randn_like", "tensor", "zeros", "zeros_like",
]  # fmt: skip


def _shape(shape: tuple[Any, ...]) -> tuple[int, ...]:
    """Accept `zeros(2, 3)` and `zeros((2, 3))`."""
    if len(shape) == 1 and isinstance(shape[0], (tuple, list)):
        return tuple(shape[0])
    return shape


def _make(data: Any, dtype: DTypeLike | None, requires_grad: bool) -> Tensor:
    return Tensor(data, requires_grad, dtype=get_default_dtype() if dtype is None else dtype)


def tensor(
    data: Any, dtype: DTypeLike | None = None, requires_grad: bool = False, name: str | None = None
) -> Tensor:
    """Make a Tensor with a copy of `data`; see `Tensor`, which shares an array's memory.

    Example:
        >>> import autograd
        >>> autograd.tensor([1, 2, 3])
        Tensor([1, 2, 3])
    """
    if isinstance(data, (np.ndarray, Tensor)):
        data = np.array(data.detach()._data if isinstance(data, Tensor) else data)
    return Tensor(data, requires_grad, dtype=dtype, name=name)


def zeros(*shape: Any, dtype: DTypeLike | None = None, requires_grad: bool = False) -> Tensor:
    """Make a Tensor of zeros, of the default dtype unless told otherwise.

    Example:
        >>> import autograd
        >>> autograd.zeros(2, 3).shape
        (2, 3)
    """
    return _make(np.zeros(_shape(shape)), dtype, requires_grad)


def ones(*shape: Any, dtype: DTypeLike | None = None, requires_grad: bool = False) -> Tensor:
    """Make a Tensor of ones, of the default dtype unless told otherwise.

    Example:
        >>> import autograd
        >>> autograd.ones(2)
        Tensor([1., 1.])
    """
    return _make(np.ones(_shape(shape)), dtype, requires_grad)


def full(
    shape: Any, fill_value: Any, dtype: DTypeLike | None = None, requires_grad: bool = False
) -> Tensor:
    """Make a Tensor of one repeated value, of the value's dtype unless told otherwise.

    Example:
        >>> import autograd
        >>> autograd.full((2,), 7.0)
        Tensor([7., 7.])
    """
    value = Tensor(fill_value)._data
    return Tensor(np.full(shape, value), requires_grad, dtype=dtype)


def arange(
    *bounds: Any, dtype: DTypeLike | None = None, requires_grad: bool = False
) -> Tensor:
    """Make a Tensor of evenly spaced values: `arange(stop)`, `arange(start, stop, step)`.

    Integers give integers; floats the default dtype unless told otherwise.

    Example:
        >>> import autograd
        >>> autograd.arange(1, 7, 2)
        Tensor([1, 3, 5])
    """
    values = np.arange(*bounds)
    if dtype is None and values.dtype.kind == "f":
        dtype = get_default_dtype()
    return Tensor(values, requires_grad, dtype=dtype)


def linspace(
    start: float, stop: float, steps: int, dtype: DTypeLike | None = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """Make a Tensor of `steps` evenly spaced values from `start` to `stop`, both included.

    Example:
        >>> import autograd
        >>> autograd.linspace(0.0, 1.0, 5)
        Tensor([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    return _make(np.linspace(start, stop, steps), dtype, requires_grad)


def eye(
    rows: int, columns: int | None = None, dtype: DTypeLike | None = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """Make a matrix with ones on its diagonal.

    Example:
        >>> import autograd
        >>> autograd.eye(2)
        Tensor([[1., 0.],
                [0., 1.]])
    """
    return _make(np.eye(rows, columns), dtype, requires_grad)


def rand(*shape: Any, dtype: DTypeLike | None = None, requires_grad: bool = False) -> Tensor:
    """Make a Tensor of random numbers, uniform in [0, 1); see `manual_seed`.

    Example:
        >>> import autograd
        >>> autograd.rand(2, 3).shape
        (2, 3)
    """
    return _make(default_generator().random(_shape(shape)), dtype, requires_grad)


def randn(*shape: Any, dtype: DTypeLike | None = None, requires_grad: bool = False) -> Tensor:
    """Make a Tensor of random numbers, normal with mean 0 and variance 1; see `manual_seed`.

    Example:
        >>> import autograd
        >>> autograd.randn(2, 3).shape
        (2, 3)
    """
    return _make(default_generator().standard_normal(_shape(shape)), dtype, requires_grad)


def randint(low: int, high: int | None = None, size: Any = (), dtype: DTypeLike = int) -> Tensor:
    """Make a Tensor of random integers from `low` to `high - 1`, or from 0 to `low - 1`.

    Args:
        low: the smallest value; the bound above if `high` is not given.
        high: the bound above, not included.
        size: the shape. Default: a single number.
        dtype: an integer dtype.

    Example:
        >>> import autograd
        >>> autograd.randint(0, 10, (2, 3)).shape
        (2, 3)
    """
    return Tensor(default_generator().integers(low, high, size), dtype=dtype)


def zeros_like(
    x: Any, dtype: DTypeLike | None = None, requires_grad: bool = False
) -> Tensor:
    """Make a Tensor of zeros with the shape and dtype of `x`.

    Example:
        >>> import autograd
        >>> autograd.zeros_like(autograd.ones(2))
        Tensor([0., 0.])
    """
    return full_like(x, 0, dtype, requires_grad)


def ones_like(
    x: Any, dtype: DTypeLike | None = None, requires_grad: bool = False
) -> Tensor:
    """Make a Tensor of ones with the shape and dtype of `x`.

    Example:
        >>> import autograd
        >>> autograd.ones_like(autograd.zeros(2))
        Tensor([1., 1.])
    """
    return full_like(x, 1, dtype, requires_grad)


def full_like(
    x: Any, fill_value: Any, dtype: DTypeLike | None = None, requires_grad: bool = False
) -> Tensor:
    """Make a Tensor of one repeated value with the shape and dtype of `x`.

    Example:
        >>> import autograd
        >>> autograd.full_like(autograd.zeros(2), 3)
        Tensor([3., 3.])
    """
    data = Tensor(x)._data
    return Tensor(np.full_like(data, fill_value, dtype=dtype), requires_grad)


def rand_like(
    x: Any, dtype: DTypeLike | None = None, requires_grad: bool = False
) -> Tensor:
    """Make a Tensor of uniform random numbers with the shape and dtype of `x`.

    Example:
        >>> import autograd
        >>> autograd.rand_like(autograd.zeros(2)).shape
        (2,)
    """
    like = Tensor(x)
    return rand(like.shape, dtype=dtype or like.dtype, requires_grad=requires_grad)


def randn_like(
    x: Any, dtype: DTypeLike | None = None, requires_grad: bool = False
) -> Tensor:
    """Make a Tensor of normal random numbers with the shape and dtype of `x`.

    Example:
        >>> import autograd
        >>> autograd.randn_like(autograd.zeros(2)).shape
        (2,)
    """
    like = Tensor(x)
    return randn(like.shape, dtype=dtype or like.dtype, requires_grad=requires_grad)
