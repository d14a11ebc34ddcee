"""Gradients kept within bounds, between the backward pass and the step."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor, no_grad

from ..checks import finite_number
from .listing import checked_bound, tensors_in

__all__ = ["clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"]


def _gradients(parameters: Any, where: str) -> list[Tensor]:
    return [p.grad for p in tensors_in(parameters, where) if p.grad is not None]


def _norm(values: Any, order: float) -> float:
    """Return the norm of all elements, of any size: squares neither overflow nor vanish."""
    flat = np.ravel(values, order="K")
    if order == 2:
        square = float(np.dot(flat, flat))
        if 1e-30 < square < 1e30:
            return float(square**0.5)
    largest = float(np.max(np.abs(flat), initial=0))
    if order == float("inf") or largest == 0 or not np.isfinite(largest):
        return largest
    scaled = np.abs(flat).astype(np.float64) / largest
    return largest * float(np.sum(scaled**order) ** (1 / order))


def _checked_order(norm_type: Any, where: str) -> float:
    if isinstance(norm_type, str):  # PyTorch takes "inf"
        norm_type = {"inf": float("inf")}.get(norm_type, norm_type)
    if norm_type == float("inf"):
        return float("inf")
    return finite_number(norm_type, f"{where}: norm_type", above=0)


def get_total_norm(
    tensors: Any, norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> Tensor:
    """Norm of all elements of several Tensors together: `(sum |x|**p)**(1/p)`.

    Args:
        tensors: a Tensor, an iterable of them, or a model, which stands for its parameters. For
            the norm of gradients give the gradients: `[p.grad for p in model.parameters()]`.
        norm_type: p, a positive number, or `float("inf")` for the largest magnitude. Default: 2.
        error_if_nonfinite: a norm that is NaN or infinite is an error. Default: False.

    Returns:
        A Tensor without axes; 0 for no Tensors at all.

    Raises:
        RuntimeError: the norm is not finite, and that is to be an error.
        ValueError: `norm_type` is not positive.

    Source: as in PyTorch; deck 2, "L1 Norm" and "L2 Norm": that of 1, 2, 3, 4, 5 is the root of 55.

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> nn.utils.get_total_norm([Tensor([3.0, 0.0]), Tensor([[4.0]])])
        Tensor(5.0)
    """
    order = _checked_order(norm_type, "get_total_norm")
    each = tensors_in(tensors, "get_total_norm")
    dtypes = {t.dtype for t in each if t.dtype.kind == "f"}
    dtype = np.result_type(*dtypes) if dtypes else np.dtype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        total = _norm(np.array([_norm(t.data, order) for t in each]), order)
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"the total norm of order {order} is {total}, so it cannot be used to clip. To scale "
            f"by it anyway, set error_if_nonfinite=False"
        )
    with np.errstate(over="ignore"):
        return Tensor(dtype.type(total))


def clip_grads_with_norm_(parameters: Any, max_norm: float, total_norm: Any) -> None:
    """Scale all gradients by `max_norm / (total_norm + 1e-6)` where that is below 1, in place.

    Args:
        parameters: a Tensor, an iterable of them, or a model; those without a gradient are passed
            over.
        max_norm: the largest norm that is let through.
        total_norm: the norm of all gradients, from `get_total_norm`.

    Raises:
        ValueError: `max_norm` is negative, or no number.

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> w = nn.Parameter([0.0, 0.0])
        >>> w.grad = Tensor([3.0, 4.0])
        >>> nn.utils.clip_grads_with_norm_(w, max_norm=1.0, total_norm=10.0)
        >>> w.grad
        Tensor([0.3, 0.4], dtype=float32)
    """
    largest = checked_bound(max_norm, "clip_grads_with_norm_: max_norm")
    factor = largest / (float(total_norm) + 1e-6)
    if factor >= 1 or largest == float("inf"):  # not for a norm of NaN: every gradient shows it
        return
    with no_grad(), np.errstate(invalid="ignore"):
        for gradient in _gradients(parameters, "clip_grads_with_norm_"):
            gradient.copy_(gradient.data * factor)


def clip_grad_norm_(
    parameters: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> Tensor:
    """Scale all gradients together, in place, so that their norm is at most `max_norm`.

    Between `loss.backward()` and `optimizer.step()` it keeps a steep loss from throwing the weights
    far away; the direction of the step stays.

    Args:
        parameters: a Tensor, an iterable of them, or a model; those without a gradient are passed
            over.
        max_norm: the largest norm that is let through.
        norm_type: the order of the norm, or `float("inf")`. Default: 2.
        error_if_nonfinite: a norm that is NaN or infinite is an error, before anything has changed.
            Default: False.

    Returns:
        The norm of all gradients before they were scaled, a Tensor without axes.

    Raises:
        RuntimeError: the norm is not finite, and that is to be an error.
        ValueError: `max_norm` is negative, or `norm_type` not positive.

    Source: Pascanu et al., 2013; as in PyTorch, with its `max_norm / (norm + 1e-6)`.

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> w = nn.Parameter([0.0, 0.0])
        >>> w.grad = Tensor([3.0, 4.0])
        >>> nn.utils.clip_grad_norm_([w], max_norm=1.0).item()
        5.0
        >>> w.grad.round(4)
        Tensor([0.6, 0.8], dtype=float32)
    """
    checked_bound(max_norm, "clip_grad_norm_: max_norm")
    listed = tensors_in(parameters, "clip_grad_norm_")
    total = get_total_norm(_gradients(listed, "clip_grad_norm_"), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(listed, max_norm, total)
    return total


def clip_grad_value_(parameters: Any, clip_value: float) -> None:
    """Limit every element of every gradient to `[-clip_value, clip_value]`, in place.

    Args:
        parameters: a Tensor, an iterable of them, or a model; those without a gradient are passed
            over.
        clip_value: the largest magnitude that is let through.

    Raises:
        ValueError: `clip_value` is negative, or no number.

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> w = nn.Parameter([0.0, 0.0])
        >>> w.grad = Tensor([-3.0, 0.5])
        >>> nn.utils.clip_grad_value_([w], clip_value=1.0)
        >>> w.grad
        Tensor([-1. ,  0.5], dtype=float32)
    """
    largest = checked_bound(clip_value, "clip_grad_value_: clip_value")
    with no_grad():
        for gradient in _gradients(parameters, "clip_grad_value_"):
            gradient.copy_(np.clip(gradient.data, -largest, largest))
