"""Operations that are methods of a Tensor too: `x.exp()` is `autograd.exp(x)`."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

__all__ = ["OperationMethods", "become_methods"]

Method = Callable[..., Any]


class OperationMethods:
    """The operations that are methods, with the Tensor as their first argument.

    This list is the whole definition: `become_methods` puts each operation in the place of its
    name, so that a method has the operation's arguments and docstring.
    """

    __slots__ = ()

    # arithmetic
    absolute: Method
    reciprocal: Method
    square: Method
    # exponential
    exp: Method
    log: Method
    log2: Method
    sqrt: Method
    # trigonometric
    cos: Method
    sin: Method
    tanh: Method
    # activation
    log_softmax: Method
    logsumexp: Method
    relu: Method
    sigmoid: Method
    softmax: Method
    # selection
    clip: Method
    # reduction
    all: Method
    any: Method
    argmax: Method
    argmin: Method
    max: Method
    min: Method
    # shape
    broadcast_to: Method
    flatten: Method
    squeeze: Method
    unsqueeze: Method
    # linear algebra
    matmul: Method
    # PyTorch's names, below
    abs: Method
    clamp: Method
    mul: Method
    pow: Method


_OTHER_NAMES = {"abs": "absolute", "clamp": "clip", "mul": "multiply", "pow": "power"}


def become_methods(operations: ModuleType) -> None:
    """Make methods of the operations that `OperationMethods` lists."""
    for name in OperationMethods.__annotations__:
        setattr(OperationMethods, name, getattr(operations, _OTHER_NAMES.get(name, name)))
