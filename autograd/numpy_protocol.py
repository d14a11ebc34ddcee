"""NumPy's own functions on Tensors: `np.exp(t)`, `np.sum(t, axis=0)`, `ndarray * t`.

A NumPy function on a Tensor is carried out by our operation of the same name, so that the result is
recorded. A function that we do not have would lose the history in silence: it is an error instead.
"""

from __future__ import annotations

from typing import Any

__all__ = ["array_function", "array_ufunc"]

_OTHER_NAMES = {
    "true_divide": "divide", "abs": "absolute", "amax": "max", "amin": "min",
    "concatenate": "concatenate", "expand_dims": "unsqueeze", "less": "less", "bitwise_and":
    "logical_and", "bitwise_or": "logical_or", "invert": "logical_not",
}  # fmt: skip


def array_ufunc(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Carry out a NumPy ufunc on Tensors by the operation of the same name."""
    if method == "__call__" and not kwargs:
        function = _find(ufunc.__name__)
        if function is not None:
            return function(*inputs)
    called = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
    if kwargs.get("out") is not None:
        called += " with out="
    raise _unsupported(called)


def array_function(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """Carry out a NumPy function on Tensors by the operation of the same name."""
    ours = _find(function.__name__)
    if ours is None:
        raise _unsupported(function.__name__)
    return ours(*args, **kwargs)


def _find(name: str) -> Any:
    from . import ops

    name = _OTHER_NAMES.get(name, name)
    return getattr(ops, name, None) if name in ops.__all__ else None


def _unsupported(called: str) -> TypeError:
    return TypeError(
        f"numpy.{called} has no counterpart for Tensors, and its result would lose the history. "
        f"Use an operation of autograd, or .detach().numpy() for the bare array"
    )
