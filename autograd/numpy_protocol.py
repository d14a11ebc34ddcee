"""NumPy's own functions on Tensors: `np.exp(t)`, `np.sum(t, axis=0)`, `ndarray * t`.

A NumPy function on a Tensor is carried out by our operation of the same name, so that the result is
recorded. A function that we do not have would lose the history in silence: on a Tensor that
requires grad it is an error instead.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["array_function", "array_ufunc"]

_OUR_NAMES = {
    "true_divide": "divide", "abs": "absolute", "amax": "max", "amin": "min",
    "expand_dims": "unsqueeze", "invert": "bitwise_not",
}  # fmt: skip
_OUR_ARGUMENTS = {"axis", "keepdims"}
_ASK_FOR_SHAPE = {np.shape, np.ndim, np.size, np.result_type}


def array_ufunc(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Carry out a NumPy ufunc on Tensors by the operation of the same name."""
    if method == "__call__":
        return _carry_out(ufunc.__name__, ufunc, inputs, kwargs)
    return _carry_out(f"{ufunc.__name__}.{method}", getattr(ufunc, method), inputs, kwargs)


def array_function(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """Carry out a NumPy function on Tensors by the operation of the same name."""
    if function in _ASK_FOR_SHAPE:
        return function(*_without_history(args))
    return _carry_out(function.__name__, function, args, kwargs)


def _carry_out(called: str, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    ours = _find(called)
    if ours is not None and kwargs.keys() <= _OUR_ARGUMENTS:
        return ours(*args, **kwargs)
    if _requires_grad((args, tuple(kwargs.values()))):
        raise _unsupported(called + "".join(f" with {name}=" for name in kwargs))
    return function(*_without_history(args), **{k: _without_history(v) for k, v in kwargs.items()})


def _find(name: str) -> Any:
    from . import ops

    name = _OUR_NAMES.get(name, name)
    return getattr(ops, name) if name in ops.__all__ else None


def _requires_grad(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_requires_grad, value))
    return bool(getattr(value, "requires_grad", False))


def _without_history(value: Any) -> Any:
    """Return `value` with arrays in the place of Tensors, also inside lists and tuples."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_without_history, value))
    from ._tensor import bare

    return bare(value)


def _unsupported(called: str) -> TypeError:
    return TypeError(
        f"numpy.{called} has no counterpart for Tensors, and its result would lose the history. "
        f"Use an operation of autograd, or .detach().numpy() for the bare array"
    )
