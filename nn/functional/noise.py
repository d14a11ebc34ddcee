"""Dropping and disturbing parts of a network in training."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor, default_generator

from ..checks import checked_probability

__all__ = ["dropout"]


def dropout(x: Any, p: float = 0.5, training: bool = True) -> Any:
    """Set each element to 0 with probability `p`, and divide what stays by `1 - p`.

    Args:
        x: a Tensor or array of any shape.
        p: the probability of an element to be dropped. Default: 0.5.
        training: False returns `x` as it is. Default: True.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: decks 1 and 2, "Dropout"; Srivastava et al., 2014.

    Example:
        >>> import autograd, nn.functional as F
        >>> F.dropout(autograd.ones(3), p=1.0)
        Tensor([0., 0., 0.])
    """
    p = checked_probability(p, "dropout")
    if not training or p == 0:
        return x
    if not isinstance(x, (Tensor, np.ndarray)):
        x = Tensor(x)
    if x.dtype.kind != "f":
        x = autograd.astype(x, autograd.get_default_dtype())
    kept = default_generator().random(x.shape, dtype=np.float32) >= np.float32(p)
    # As an array of factors, 0 or 1 / (1 - p), in the dtype of x.
    return x * np.multiply(kept, 1 / (1 - p) if p < 1 else 0.0, dtype=x.dtype)
