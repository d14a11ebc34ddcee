"""Products of matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._operation import operation
from .axes import matrix_transpose
from .shape import reshape, unsqueeze

__all__ = ["bmm", "linear", "matmul", "mm", "mv"]

# A vector operand counts as a matrix of one row (left) or one column (right), whose axis the result
# does not have. Stacks of matrices broadcast: the sum over them is taken where every gradient is
# brought to its tensor's shape.


def _matmul_by_left(g: Any, out: Any, x: Any, y: Any) -> Any:
    if y.ndim == 1:
        return unsqueeze(g, -1) * y if x.ndim > 1 else g * y
    if x.ndim == 1:
        return reshape(unsqueeze(g, -2) @ matrix_transpose(y), (*y.shape[:-2], y.shape[-2]))
    return g @ matrix_transpose(y)


def _matmul_by_right(g: Any, out: Any, x: Any, y: Any) -> Any:
    if x.ndim == 1:
        return unsqueeze(x, -1) * unsqueeze(g, -2) if y.ndim > 1 else g * x
    if y.ndim == 1:
        return unsqueeze(g, -1) * x
    return matrix_transpose(x) @ g


def _rows_times(x: Any, matrix: Any) -> Any:
    """Return `x @ matrix`: of a stack one product with all its rows, instead of one for each."""
    if x.ndim < 3 or matrix.ndim != 2:
        return x @ matrix
    rows, features = math.prod(x.shape[:-1]), matrix.shape[1]
    result = np.empty((*x.shape[:-1], features), np.result_type(x, matrix))
    np.matmul(x.reshape(rows, x.shape[-1]), matrix, out=result.reshape(rows, features))
    return result


def _fast_matmul_by_left(g: Any, out: Any, x: Any, y: Any) -> Any:
    if x.ndim > 2 and y.ndim == 2:
        return _rows_times(g, y.T)
    return _matmul_by_left(g, out, x, y)


def _fast_matmul_by_right(g: Any, out: Any, x: Any, y: Any) -> Any:
    if x.ndim > 2 and y.ndim == 2:  # the sum over the stack is part of the product
        rows = math.prod(x.shape[:-1])
        return x.reshape(rows, x.shape[-1]).T @ g.reshape(rows, g.shape[-1])
    return _matmul_by_right(g, out, x, y)


@operation(_matmul_by_left, _matmul_by_right, sign="@",
           fast_rules=(_fast_matmul_by_left, _fast_matmul_by_right))  # fmt: skip
def matmul(x: Any, y: Any) -> Any:
    """Multiply matrices: `out_ij = sum_k x_ik y_kj`, and stacks of them, with broadcasting.

    Derivatives: `g @ y.T` with respect to `x`, `x.T @ g` with respect to `y`.

    Args:
        x: a Tensor or array, shape `(..., n, k)` or `(k,)`.
        y: a Tensor or array, shape `(..., k, m)` or `(k,)`.

    Returns:
        Shape `(..., n, m)`; a vector operand's axis of length 1 is left out.

    Raises:
        ValueError: the inner lengths differ, or an operand is a single number.

    Source: deck 1, "벡터 연산" (vector operations).

    Example:
        >>> from autograd import Tensor
        >>> Tensor([[1.0, 2.0], [3.0, 4.0]]) @ Tensor([1.0, 1.0])
        Tensor([3., 7.])
    """
    x_shape, y_shape = np.shape(x), np.shape(y)
    if not x_shape or not y_shape:
        raise ValueError("an operand is a single number; multiply by it with *")
    if x_shape[-1] != y_shape[max(-2, -len(y_shape))]:
        raise ValueError(
            f"mat1 and mat2 shapes cannot be multiplied ({_times(x_shape)} and {_times(y_shape)}): "
            f"the last axis of the first must be as long as the second-last of the second"
        )
    return _rows_times(x, y) if len(x_shape) > 2 else np.matmul(x, y)


def _times(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def mm(x: Any, y: Any) -> Any:
    """Multiply two matrices, as in PyTorch: `matmul` that refuses vectors and stacks.

    Args:
        x: a Tensor or array, shape `(n, k)`.
        y: a Tensor or array, shape `(k, m)`.

    Raises:
        ValueError: an operand is no matrix, or the inner lengths differ.

    Example:
        >>> from autograd import Tensor, mm
        >>> mm(Tensor([[1.0, 2.0]]), Tensor([[3.0], [4.0]]))
        Tensor([[11.]])
    """
    _require_axes("mm", x, 2, y, 2)
    return matmul(x, y)


def mv(x: Any, y: Any) -> Any:
    """Multiply a matrix and a vector, as in PyTorch: `matmul` that refuses anything else.

    Args:
        x: a Tensor or array, shape `(n, k)`.
        y: a Tensor or array, shape `(k,)`.

    Raises:
        ValueError: the operands are no matrix and vector, or the inner lengths differ.

    Example:
        >>> from autograd import Tensor, mv
        >>> mv(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([1.0, 1.0]))
        Tensor([3., 7.])
    """
    _require_axes("mv", x, 2, y, 1)
    return matmul(x, y)


def bmm(x: Any, y: Any) -> Any:
    """Multiply the matrices of two stacks pair by pair, as in PyTorch: without broadcasting.

    Args:
        x: a Tensor or array, shape `(b, n, k)`.
        y: a Tensor or array, shape `(b, k, m)`.

    Raises:
        ValueError: an operand has another number of axes, or lengths differ.

    Example:
        >>> import autograd
        >>> autograd.bmm(autograd.ones(5, 2, 3), autograd.ones(5, 3, 4)).shape
        (5, 2, 4)
    """
    _require_axes("bmm", x, 3, y, 3)
    if np.shape(x)[0] != np.shape(y)[0]:
        raise ValueError(
            f"bmm: stacks of {np.shape(x)[0]} and {np.shape(y)[0]} matrices; matmul() broadcasts"
        )
    return matmul(x, y)


def _require_axes(caller: str, x: Any, x_axes: int, y: Any, y_axes: int) -> None:
    if np.ndim(x) != x_axes or np.ndim(y) != y_axes:
        raise ValueError(
            f"{caller}: takes operands of {x_axes} and {y_axes} axes, got shapes {np.shape(x)} and "
            f"{np.shape(y)}; matmul() takes any"
        )


def _linear_by_weight(g: Any, out: Any, x: Any, weight: Any, bias: Any) -> Any:
    if x.ndim == 2:
        return g.T @ x
    if x.ndim == 1:
        return unsqueeze(g, -1) * x
    rows = math.prod(x.shape[:-1])
    return reshape(g, (rows, weight.shape[0])).T @ reshape(x, (rows, weight.shape[1]))


def _linear_by_input(g: Any, out: Any, x: Any, weight: Any, bias: Any) -> Any:
    return g @ weight


def _fast_linear_by_input(g: Any, out: Any, x: Any, weight: Any, bias: Any) -> Any:
    return _rows_times(g, weight)


def _fast_linear_by_bias(g: Any, out: Any, x: Any, weight: Any, bias: Any) -> Any:
    if g.ndim == 1:
        return g
    rows = g if g.ndim == 2 else g.reshape(math.prod(g.shape[:-1]), g.shape[-1])
    return np.ones(len(rows), g.dtype) @ rows  # the sum over the rows, by the fastest adder


@operation(_linear_by_input,
           _linear_by_weight,
           lambda g, out, x, weight, bias: g,
           fast_rules=(_fast_linear_by_input, _linear_by_weight, _fast_linear_by_bias))  # fmt: skip
def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    """Apply an affine map to the last axis: `x @ weight.T + bias`.

    Derivatives, for rows x: `g @ weight`, `g.T @ x`, and the sum of `g` over the rows.

    Args:
        x: a Tensor or array, shape `(..., in_features)`.
        weight: shape `(out_features, in_features)`, as in PyTorch.
        bias: shape `(out_features,)`. Default: none.

    Returns:
        Shape `(..., out_features)`.

    Raises:
        ValueError: the number of features differs.

    Example:
        >>> from autograd import Tensor, linear
        >>> linear(Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]]), Tensor([0.5]))
        Tensor([[11.5]])
    """
    x_shape, weight_shape = np.shape(x), np.shape(weight)
    if len(weight_shape) != 2 or not x_shape or x_shape[-1] != weight_shape[1]:
        raise ValueError(
            f"the input has shape {x_shape} and the weight {weight_shape}: the input's "
            f"last axis must be as long as the weight's second, in_features"
        )
    product = _rows_times(x, weight.T)
    if bias is None:
        return product
    if np.shape(bias) != weight_shape[:1]:
        raise ValueError(
            f"the bias has shape {np.shape(bias)}; with this weight it must be {weight_shape[:1]}"
        )
    if product.dtype == bias.dtype:
        product += bias
        return product
    return product + bias
