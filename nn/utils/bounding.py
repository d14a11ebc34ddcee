"""Weights kept within bounds, after the step."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import no_grad

from .listing import checked_bound, tensors_in

__all__ = ["max_norm_"]


def max_norm_(parameters: Any, max_norm: float, axis: int = 0) -> None:
    """Bound the norm of every unit's incoming weights by `max_norm`, in place: the max-norm rule.

    A unit whose weights are longer is scaled back to that length; the others stay as they are. Call
    it after every `optimizer.step()`. What has fewer than two axes, such as biases, is left alone.

    Args:
        parameters: a Tensor, an iterable of them, or a model. The units lie along axis 0, as in
            Linear `(out, in)`, where a unit is a row, and Conv2d `(out, in, height, width)`, where
            it is a filter with all its channels.
        max_norm: the largest length.
        axis: where the units lie; 1 for a ConvTranspose2d's `(in, out, height, width)`. Default: 0.

    Raises:
        ValueError: `max_norm` is negative, or there is no such axis.

    Source: Srivastava et al., 2014, section 5.1.

    Example:
        >>> import autograd, nn
        >>> w = autograd.Tensor([[3.0, 4.0], [0.3, 0.4]])
        >>> nn.utils.max_norm_(w, 1.0)
        >>> w
        Tensor([[0.6, 0.8],
                [0.3, 0.4]])
    """
    largest = checked_bound(max_norm, "max_norm_: max_norm")
    weights = [t for t in tensors_in(parameters, "max_norm_") if t.ndim > 1]
    for weight in weights:
        if isinstance(axis, bool) or not isinstance(axis, int) or not 0 <= axis < weight.ndim:
            raise ValueError(f"max_norm_: a weight of shape {weight.shape} has no axis {axis!r}")
    with no_grad():
        for weight in weights:
            incoming = tuple(i for i in range(weight.ndim) if i != axis)
            values = np.asarray(weight.data)
            norms = _norms(values, incoming)
            too_long = norms > largest
            if too_long.any():
                factors = np.divide(largest, norms, out=np.ones_like(norms), where=too_long)
                weight.copy_(values * factors)


def _norms(values: Any, axes: tuple[int, ...]) -> Any:
    """Return the lengths of weights of any size: where squares overflow, they are scaled before."""
    with np.errstate(over="ignore"):
        norms = np.sqrt(np.sum(np.square(values), axis=axes, keepdims=True))
    if np.isinf(norms).any():
        largest = np.max(np.abs(values), axis=axes, keepdims=True)
        scaled = np.divide(values, largest, out=np.zeros_like(values), where=largest > 0)
        norms = largest * np.sqrt(np.sum(np.square(scaled), axis=axes, keepdims=True))
    return norms
