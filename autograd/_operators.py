"""What `a * b`, `a @ b`, `a[i]` and the like mean, for Tensors and for Symbols.

Symbols, on which derivative rules write formulas, have these operators and few methods in common
with Tensors: those that a rule may use.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from numpy.typing import DTypeLike

# The operations need Tensor, which needs this module: `ops` is complete when an operator is used.
import autograd.ops as ops

__all__ = ["Axis", "Operators", "become_operators"]

Method = Callable[..., Any]
Axis = int | tuple[int, ...] | None


class Operators:
    """The operators of Tensors and Symbols."""

    __slots__ = ()

    # These are the operations themselves, and their reflections: `become_operators` puts them here.
    __neg__: Method
    __abs__: Method
    __invert__: Method
    __add__: Method
    __radd__: Method
    __sub__: Method
    __rsub__: Method
    __mul__: Method
    __rmul__: Method
    __truediv__: Method
    __rtruediv__: Method
    __floordiv__: Method
    __rfloordiv__: Method
    __mod__: Method
    __rmod__: Method
    __pow__: Method
    __rpow__: Method
    __matmul__: Method
    __rmatmul__: Method
    __and__: Method
    __rand__: Method
    __or__: Method
    __ror__: Method
    __xor__: Method
    __rxor__: Method
    __lt__: Method
    __le__: Method
    __gt__: Method
    __ge__: Method
    __eq__: Method
    __ne__: Method
    __getitem__: Method

    def __pos__(self) -> Any:
        return self

    def __divmod__(self, other: Any) -> Any:
        return ops.floor_divide(self, other), ops.remainder(self, other)

    def __rdivmod__(self, other: Any) -> Any:
        return ops.floor_divide(other, self), ops.remainder(other, self)

    def __round__(self, ndigits: int | None = None) -> Any:
        return ops.round(self, ndigits or 0)

    __hash__ = object.__hash__

    @property
    def T(self) -> Any:
        """The tensor with its axes in reverse order."""
        return ops.transpose(self)

    def sum(self, axis: Axis = None, keepdims: bool = False, **torch_names: Any) -> Any:
        """Sum over axes; see `autograd.sum`."""
        return ops.sum(self, axis, keepdims, **torch_names)

    def mean(self, axis: Axis = None, keepdims: bool = False, **torch_names: Any) -> Any:
        """Mean over axes; see `autograd.mean`."""
        return ops.mean(self, axis, keepdims, **torch_names)

    def reshape(self, *shape: Any) -> Any:
        """The same elements in another shape; see `autograd.reshape`."""
        return ops.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Any:
        """Reorder axes; two integers swap these two, as in PyTorch; see `autograd.transpose`."""
        return ops.transpose(self, *axes)

    def astype(self, dtype: DTypeLike) -> Any:
        """The same values in another dtype; see `autograd.astype`."""
        return ops.astype(self, dtype)


_OPERATIONS = {
    "neg": "negative", "abs": "absolute", "invert": "bitwise_not", "add": "add", "sub": "subtract",
    "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide", "mod": "remainder",
    "pow": "power", "matmul": "matmul", "and": "bitwise_and", "or": "bitwise_or",
    "xor": "bitwise_xor", "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal",
    "eq": "equal", "ne": "not_equal", "getitem": "getitem",
}  # fmt: skip


def become_operators(operations: ModuleType) -> None:
    """Make operations the operators: `x * y` calls `multiply` itself, with nothing in between."""
    for sign, name in _OPERATIONS.items():
        apply = getattr(operations, name)
        setattr(Operators, f"__{sign}__", apply)
        if f"__r{sign}__" in Operators.__annotations__:
            setattr(Operators, f"__r{sign}__", _reflected(apply))


def _reflected(apply: Method) -> Method:
    return lambda self, other: apply(other, self)
