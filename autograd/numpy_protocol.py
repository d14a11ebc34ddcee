"""NumPy's own functions on Tensors: `np.exp(t)`, `np.sum(t, axis=0)`, `ndarray * t`.

A NumPy function on a Tensor is carried out by our operation of the same name, so that the result is
recorded. A function that we do not have, or an argument that ours does not take, would lose the
history in silence: on a Tensor that requires grad it is an error instead.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

__all__ = ["array_function", "array_ufunc"]

# Where our operation has another name. A function of numpy.linalg has it only by being listed here.
_OUR_NAMES = {
    "true_divide": "divide", "abs": "absolute", "fabs": "absolute",
    "mod": "remainder", "rint": "round", "around": "round", "fix": "trunc", "invert": "bitwise_not",
    "expand_dims": "unsqueeze", "unstack": "unbind",
} | {
    f"linalg.{name}": name
    for name in ("cholesky", "det", "inv", "matmul", "matrix_power", "matrix_transpose", "norm",
                 "outer", "slogdet", "solve", "tensordot", "vecdot")
}  # fmt: skip
_OUR_ARGUMENTS = {"a_min": "min", "a_max": "max", "newshape": "shape"}
# What they return does not depend on the values differentiably.
_ASK_FOR_SHAPE = {np.shape, np.ndim, np.size, np.result_type}
_WITHOUT_DERIVATIVE = {
    np.allclose, np.array_equal, np.array_repr, np.array_str, np.array2string, np.argsort,
    np.argwhere, np.empty_like, np.full_like, np.iscomplexobj, np.isrealobj, np.may_share_memory,
    np.nonzero, np.ones_like, np.searchsorted, np.shares_memory, np.zeros_like,
}  # fmt: skip


_WOULD_WRITE = (
    "would write into a Tensor, which the graph would not notice. Use copy_() of the Tensor, or an "
    "operation of autograd that gives a new one"
)


def array_ufunc(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Carry out a NumPy ufunc on Tensors by the operation of the same name."""
    called = ufunc.__name__
    if method == "at" and isinstance(inputs[0], type(self)):
        raise TypeError(f"numpy.{called}.at {_WOULD_WRITE}")
    if method != "__call__":
        return _without_ours(f"{called}.{method}", getattr(ufunc, method), inputs, kwargs)
    ours = _find(called)
    if ours is None or kwargs:
        return _without_ours(called + _with(kwargs), ufunc, inputs, kwargs)
    return ours(*inputs)


def array_function(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """Carry out a NumPy function on Tensors by the operation of the same name."""
    if function in _ASK_FOR_SHAPE or function in _WITHOUT_DERIVATIVE:
        return function(*_without_history(args), **_without_history(kwargs))
    module = function.__module__.removeprefix("numpy").removeprefix(".").replace("_core", "")
    called = f"{module}.{function.__name__}".removeprefix(".")
    ours = _find(called)
    if ours is None:
        return _without_ours(called, function, args, kwargs)
    positional, named, foreign = _translated(function, ours, args, kwargs)
    if foreign:
        return _without_ours(called + _with(foreign), function, args, kwargs)
    return ours(*positional, **named)


def _without_ours(called: str, function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Carry out a NumPy function that we have no operation for, on arrays without history."""
    if _requires_grad((args, kwargs)):
        raise TypeError(
            f"numpy.{called} has no counterpart for Tensors, and its result would lose the "
            f"history. Use an operation of autograd, or .detach().numpy() for the bare array"
        )
    try:
        return function(*_without_history(args), **_without_history(kwargs))
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise TypeError(f"numpy.{called} {_WOULD_WRITE}") from error


def _with(arguments: Iterable[str]) -> str:
    return "".join(f" with {name}=" for name in arguments)


def _find(name: str) -> Any:
    from . import ops

    name = _OUR_NAMES.get(name, name)
    return getattr(ops, name) if name in ops.__all__ else None


def _translated(
    function: Any, ours: Any, args: Any, kwargs: dict[str, Any]
) -> tuple[list[Any], dict[str, Any], list[str]]:
    """Return the arguments of a call of a NumPy function for ours.

    Returns:
        Positional arguments, named arguments, and the names of those that ours does not take.
    """
    theirs = _signature(function)
    if theirs is None:  # a function in C: positions agree
        given = [("", value) for value in args] + list(kwargs.items())
    else:
        given = _given(theirs, args, kwargs)
    parameters = _signature(ours).parameters
    required = [
        p for p in parameters.values() if p.default is p.empty and p.kind is not p.VAR_KEYWORD
    ]
    positional: list[Any] = []
    named: dict[str, Any] = {}
    foreign = []
    for name, value in given:
        parameter = parameters.get(_OUR_ARGUMENTS.get(name, name))
        if parameter is None:
            # Names of operands differ (a and b are x and y to us): there the order says which.
            by_position = not name or (not named and len(positional) < len(required))
        else:
            by_position = parameter.kind is parameter.VAR_POSITIONAL
        if by_position:
            positional.append(value)
        elif parameter is not None:
            named[parameter.name] = value
        else:
            foreign.append(name)
    return positional, named, foreign


def _given(theirs: Any, args: Any, kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the arguments by name, those without a name first, defaults left out."""
    given: list[tuple[str, Any]] = []
    for name, value in theirs.bind(*args, **kwargs).arguments.items():
        parameter = theirs.parameters[name]
        if parameter.kind is parameter.VAR_POSITIONAL:
            given += [("", part) for part in value]
        elif parameter.kind is parameter.VAR_KEYWORD:
            given += value.items()
        elif value is not parameter.default:
            given.append((name, value))
    return given


@cache
def _signature(function: Any) -> Any:
    try:
        return inspect.signature(function)
    except ValueError:  # NumPy's functions written in C have none
        return None


def _requires_grad(value: Any) -> bool:
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, (list, tuple)):
        return any(map(_requires_grad, value))
    return bool(getattr(value, "requires_grad", False))


def _without_history(value: Any) -> Any:
    """Return `value` with arrays in the place of Tensors, also inside lists, tuples and dicts.

    The arrays are read-only: a write to them would go unnoticed.
    """
    if isinstance(value, dict):
        return {name: _without_history(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)([_without_history(part) for part in value])
    from ._tensor import Tensor

    if not isinstance(value, Tensor):
        return value
    array = value._data
    if isinstance(array, np.ndarray):
        array = array.view()
        array.setflags(write=False)  # not .flags.writeable =, which fills a cache of Python's
    return array

