"""What holds for every gradient, in this one place: the shape and the dtype of its tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd.ops as ops

from ._tensor import Tensor, bare

__all__ = ["fit"]


def fit(contribution: Any, x: Tensor, source: Tensor, recorded: bool) -> Any:
    """Return a rule's result in the shape and dtype of the input it belongs to.

    Axes over which the operation broadcast its input are summed.

    Args:
        contribution: what the rule returned, an array, a number or a Tensor.
        x: the input.
        source: the tensor whose operation's rule it was, for errors.
        recorded: whether the pass runs on Tensors; else an array is wanted.

    Raises:
        RuntimeError: the shape is none that `x` broadcasts to.
    """
    value = x._data
    if (
        type(contribution) is type(value) is np.ndarray
        and contribution.shape == value.shape
        and contribution.dtype == value.dtype
    ):
        return contribution  # as nearly always
    if not recorded:
        contribution = bare(contribution)
    if not isinstance(contribution, (Tensor, np.ndarray, np.generic)):
        contribution = np.asarray(contribution)
    shape = value.shape
    if contribution.shape != shape:
        if not _broadcasts(shape, contribution.shape):
            raise RuntimeError(
                f"a derivative rule of {source._operation.name} returned a gradient of shape "
                f"{contribution.shape} for an input of shape {shape}"
            )
        contribution = ops.sum_to(contribution, shape)
    if contribution.dtype != value.dtype:
        contribution = ops.astype(contribution, value.dtype)
    if type(contribution) is np.ndarray and not shape:
        return contribution[()]
    return contribution


def _broadcasts(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    """Tell whether an array of shape `small` broadcasts to shape `large`."""
    if len(small) > len(large):
        return False
    return all(s in (1, n) for s, n in zip(reversed(small), reversed(large), strict=False))
