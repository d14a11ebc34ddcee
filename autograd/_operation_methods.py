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
    add: Method
    divide: Method
    multiply: Method
    negative: Method
    power: Method
    reciprocal: Method
    square: Method
    subtract: Method
    # exponential
    exp: Method
    expm1: Method
    log: Method
    log10: Method
    log1p: Method
    log2: Method
    sqrt: Method
    # trigonometric
    arccos: Method
    arccosh: Method
    arcsin: Method
    arcsinh: Method
    arctan: Method
    arctan2: Method
    arctanh: Method
    cos: Method
    cosh: Method
    sin: Method
    sinh: Method
    tan: Method
    tanh: Method
    # special
    erf: Method
    erfc: Method
    # rounding
    ceil: Method
    floor: Method
    floor_divide: Method
    remainder: Method
    round: Method
    sign: Method
    trunc: Method
    # activation
    relu: Method
    sigmoid: Method
    # softmax_family
    log_softmax: Method
    logsumexp: Method
    softmax: Method
    # selection
    clip: Method
    maximum: Method
    minimum: Method
    nan_to_num: Method
    # comparison
    allclose: Method
    isclose: Method
    isfinite: Method
    isinf: Method
    isnan: Method
    logical_and: Method
    logical_not: Method
    logical_or: Method
    logical_xor: Method
    # reduction
    all: Method
    amax: Method
    amin: Method
    any: Method
    argmax: Method
    argmin: Method
    count_nonzero: Method
    max: Method
    min: Method
    nanmean: Method
    nansum: Method
    # statistics
    std: Method
    var: Method
    # cumulative
    cumprod: Method
    cumsum: Method
    prod: Method
    # sorting
    argsort: Method
    sort: Method
    topk: Method
    # shape
    broadcast_to: Method
    expand: Method
    flatten: Method
    ravel: Method
    squeeze: Method
    unflatten: Method
    unsqueeze: Method
    # axes
    moveaxis: Method
    roll: Method
    swapaxes: Method
    # joining
    chunk: Method
    repeat: Method
    repeat_interleave: Method
    unbind: Method
    # indexing
    argwhere: Method
    gather: Method
    index_put: Method
    index_select: Method
    masked_fill: Method
    masked_select: Method
    scatter: Method
    scatter_add: Method
    take: Method
    # matrices
    cholesky: Method
    det: Method
    diag: Method
    diag_embed: Method
    diagonal: Method
    inv: Method
    matrix_power: Method
    slogdet: Method
    trace: Method
    tril: Method
    triu: Method
    # products
    bmm: Method
    dot: Method
    inner: Method
    kron: Method
    matmul: Method
    mm: Method
    mv: Method
    outer: Method
    vdot: Method
    # conversion
    copy: Method
    # PyTorch's names
    abs: Method
    acos: Method
    acosh: Method
    asin: Method
    asinh: Method
    atan: Method
    atan2: Method
    atanh: Method
    clamp: Method
    clone: Method
    div: Method
    eq: Method
    ge: Method
    gt: Method
    le: Method
    lt: Method
    movedim: Method
    mul: Method
    ne: Method
    neg: Method
    pow: Method
    sub: Method


_OTHER_NAMES = {
    "abs": "absolute", "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh":
    "arcsinh", "atan": "arctan", "atan2": "arctan2", "atanh": "arctanh", "clamp": "clip",
    "clone": "copy", "div": "divide", "eq": "equal", "ge": "greater_equal", "gt": "greater",
    "le": "less_equal", "lt": "less", "movedim": "moveaxis", "mul": "multiply",
    "ne": "not_equal", "neg": "negative", "pow": "power", "sub": "subtract",
}  # fmt: skip


def become_methods(operations: ModuleType) -> None:
    """Make methods of the operations that `OperationMethods` lists."""
    for name in OperationMethods.__annotations__:
        setattr(OperationMethods, name, getattr(operations, _OTHER_NAMES.get(name, name)))
