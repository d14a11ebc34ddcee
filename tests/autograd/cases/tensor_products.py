"""The cases of products over chosen axes."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case


def einsum(subscripts: str, *shapes: Any) -> Case:
    """The operands' shapes, and the same of NumPy."""
    return Case(
        lambda *x: ag.einsum(subscripts, *x), lambda *x: np.einsum(subscripts, *x), [*shapes]
    )


def tensordot(axes: Any, *shapes: Any) -> Case:
    return Case(
        lambda x, y: ag.tensordot(x, y, axes), lambda x, y: np.tensordot(x, y, axes), [*shapes]
    )


EINSUMS = [
    # One operand: the same, reordered, summed, to a number.
    einsum("", ((),)),
    einsum("i", ((3,),), ((0,),)),
    einsum("ij->ji", ((2, 3),), ((0, 3),)),
    einsum("ij->", ((2, 3),), ((0, 3),)),
    einsum("ij->j", ((2, 3),), ((0, 3),)),
    einsum("ji", ((2, 3),)),
    einsum("kij->ik", ((2, 3, 2),)),
    # Repeated: traces and diagonals.
    einsum("ii", ((3, 3),), ((0, 0),)),
    einsum("ii->i", ((3, 3),)),
    einsum("iii->i", ((3, 3, 3),)),
    einsum("iij->j", ((3, 3, 2),)),
    einsum("iji->ij", ((3, 2, 3),)),
    einsum("ijij->ji", ((2, 3, 2, 3),)),
    einsum("ii,i->", ((3, 3), (3,))),
    einsum("ii,i", ((3, 3), (3,))),
    einsum("ii,ij->j", ((3, 3), (3, 2))),
    # Two operands, also of one number or of unequal lengths of which one is 1.
    einsum(",", ((), ())),
    einsum(",ij->ji", ((), (2, 3))),
    einsum("i,i", ((3,), (3,)), ((0,), (0,))),
    einsum("i,j", ((3,), (2,)), ((3,), (0,))),
    einsum("i,i->i", ((3,), (3,)), ((1,), (3,))),
    einsum("ij,jk", ((2, 3), (3, 4)), ((2, 1), (3, 4)), ((2, 3), (1, 4)), ((2, 0), (0, 3))),
    einsum("ij,kj->ki", ((2, 3), (4, 3)), ((2, 3), (1, 1))),
    einsum("bij,bjk->bik", ((2, 2, 3), (2, 3, 2)), ((1, 2, 3), (2, 3, 2))),
    einsum("ij,ij", ((2, 3), (2, 3)), ((2, 1), (1, 3))),
    # An index that one operand alone has, and that is summed.
    einsum("ij,jk->k", ((2, 3), (3, 2))),
    einsum("ij,k->", ((2, 3), (2,))),
    einsum("ij,k->k", ((2, 3), (2,)), ((0, 3), (2,))),
    # Three and more.
    einsum("i,ij,j", ((2,), (2, 3), (3,))),
    einsum("ij,jk,kl->il", ((2, 3), (3, 2), (2, 2))),
    einsum("i,j,k->kji", ((2,), (3,), (2,)), ((2,), (1,), (0,))),
    einsum("a,ab,bc,c->b", ((2,), (2, 2), (2, 2), (2,))),
    # The ellipsis, over different numbers of axes.
    einsum("...", ((2, 3),), ((),)),
    einsum("...i->i...", ((2, 3),), ((2, 1, 3),)),
    einsum("...ii->...i", ((2, 3, 3),)),
    einsum("i...i", ((3, 2, 3),)),
    einsum("...ij,...jk->...ik", ((2, 3), (3, 2)), ((2, 2, 3), (3, 2)), ((2, 1, 2, 2), (3, 2, 1))),
    einsum("...,...", ((2, 3), (3,)), ((2, 1), (4, 1, 3)), ((), (2,))),
    einsum("...i,i", ((2, 3), (3,))),
    einsum("i...,...j->j...i", ((2, 3), (2, 1, 2))),
    # White space and capitals.
    einsum(" i j , j k -> i k ", ((2, 3), (3, 2))),
    einsum("aB,Bc", ((2, 3), (3, 2))),
    # The same tensor twice; numbers that are not Tensors; the other ways to call it.
    Case(lambda x: ag.einsum("ij,jk->ik", x, x), lambda x: x @ x, [((3, 3),)]),
    Case(lambda x: ag.einsum("i,i,i", x, x, x), lambda x: (x**3).sum(), [((3,),)]),
    Case(lambda x: ag.einsum(",ij->i", 2.0, x), lambda x: 2 * x.sum(1), [((2, 3),)]),
    Case(lambda x: ag.einsum("ij,j", [[1, 2], [3, 4]], x), lambda x: np.array([[1, 2], [3, 4]]) @ x,
         [((2,),)], keeps_dtype=False),
    Case(lambda x, y: ag.einsum("ij,j", [x, y]), np.matmul, [((2, 3), (3,))]),
    Case(lambda x, y: ag.einsum(x, [0, 1], y, [1, 2], [2, 0]), lambda x, y: (x @ y).T,
         [((2, 3), (3, 2))]),
    Case(lambda x, y: ag.einsum(x, [..., 30], y, [30, 2]), lambda x, y: x @ y, [((2, 3), (3, 2))]),
    # What only PyTorch takes: an output without the ellipsis.
    Case(lambda x: ag.einsum("...i->i", x), lambda x: x.sum((0, 1)), [((2, 2, 3),)]),
]  # fmt: skip

CASES: dict[str, list[Case]] = {
    "outer": [
        Case(ag.outer, np.outer,
             [((3,), (2,)), ((), (3,)), ((3,), ()), ((), ()), ((2, 2), (3,)), ((2,), (2, 1, 2)),
              ((0,), (3,)), ((3,), (0, 2))]),
        Case(lambda x: ag.outer(x, x), lambda x: np.outer(x, x), [((3,),), ((2, 2),)]),
        Case(lambda x: ag.outer(2.0, x), lambda x: np.outer(2, x), [((3,),)]),
    ],
    "tensordot": [
        tensordot(0, ((2,), (3,)), ((2, 2), (0,)), ((2, 1), (1, 3))),
        tensordot(1, ((3,), (3,)), ((2, 3), (3, 2)), ((2, 2, 3), (3,)), ((2, 0), (0, 3))),
        tensordot(2, ((2, 3), (2, 3)), ((2, 2, 3), (2, 3, 2))),
        tensordot(([0, 2], [1, 0]), ((2, 3, 4), (4, 2)), ((2, 1, 3), (3, 2, 2))),
        tensordot(([-1, 0], [0, -1]), ((2, 2, 3), (3, 2, 2))),
        tensordot((1, 0), ((2, 3), (3, 2))),
        tensordot(([2, 0, 1], [0, 2, 1]), ((2, 3, 2), (2, 3, 2))),
        tensordot(([], []), ((2,), (2, 2))),
        Case(lambda x, y: ag.tensordot(x, y, dims=([1], [1])), lambda x, y: x @ y.T,
             [((2, 3), (2, 3))]),
        Case(lambda x: ag.tensordot(x, x, 1), lambda x: x @ x, [((3, 3),)]),
        Case(ag.dot, np.dot, [((2, 3), (2, 3, 2)), ((3,), (2, 3, 2)), ((2, 2, 3), (2, 3, 1))]),
        Case(ag.inner, np.inner, [((2, 3), (2, 3)), ((3,), (2, 3)), ((2, 2, 3), (2, 3)),
                                  ((3,), (2, 2, 3)), ((0, 3), (2, 3)), ((2, 0), (3, 0))]),
    ],
    "einsum": EINSUMS,
}  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
