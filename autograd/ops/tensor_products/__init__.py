"""Products over chosen axes: outer, inner, tensordot, einsum."""

from .contraction import dot, inner, tensordot
from .einstein_sum import einsum
from .vectors import kron, outer, vdot, vecdot

__all__ = [
    "dot", "einsum", "inner", "kron", "outer", "tensordot", "vdot", "vecdot",
]  # fmt: skip
