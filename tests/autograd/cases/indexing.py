"""The cases of taking elements out and putting them back."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd as ag
from tests.autograd.cases.case import Case

MASK = np.array([True, False, True])
PLACES = np.array([0, 2, 0])
GRID = np.array([[0, 1], [1, 1]])
MATRIX_MASK = np.array([[True, False, True, False], [False] * 4, [True, True, False, True]])

INDICES: list[tuple[tuple[int, ...], list[Any]]] = [
    ((), [(), ..., None, (None, ..., None), True, False]),
    ((3,), [1, -1, np.int64(2), slice(None, None, -2), None, (..., None), PLACES, [2, 2, 2], [], GRID,
            MASK, [True, False, True], ([0, 1],), np.array(1), (True, 0), slice(5, 9), range(2)]),
    ((3, 4), [0, -1, (), ..., (..., -1), (-1, ...), slice(None, None, -1), (slice(1, 3), 2), (..., None, 1),
              (None, 0, None), PLACES, (PLACES, PLACES), (PLACES, [1]), MASK, MATRIX_MASK, (MASK, slice(1, None)),
              (MASK, [0, 0]), (slice(None), [3, 3, 0]), (slice(None, None, -1), slice(None, None, 2)),
              (GRID, 1), (GRID, slice(2)), (GRID, None, GRID), slice(0, 0), [[0, 1], [2, 0]], ([[0], [1]], [0, 3, 3]),
              (slice(None), np.array([], int)), np.zeros((3, 4), bool)]),
    # Arrays next to one another put their axes where they stand, arrays apart put them in front.
    ((2, 3, 2), [(slice(None), [0, 2, 2], [1, 0, 0]), ([1, 0], slice(None), [0, 0]), (0, slice(None), [1, 1, 0]),
                 (..., [0, 0], 1), ([1, 1], ..., 0), (slice(None), MASK), ([0, 1], MASK[:2].nonzero()[0], 0),
                 (slice(None), GRID), (GRID, ..., GRID), (..., MATRIX_MASK[:, :2]), ([0], None, [2], 1),
                 (slice(None), -1, None, slice(None, None, -1))]),
    ((0, 3), [slice(None), (slice(None), 1), [], (..., [0, 0])]),
]  # fmt: skip

PUTS: list[tuple[Any, Any, Any]] = [  # x's shape, values' shape, index
    ((3,), (), 0), ((3,), (2,), slice(0, 2)), ((3,), (), [0, 2]), ((3,), (2,), MASK), ((3,), (1,), MASK),
    ((3, 2), (2,), -1), ((3, 2), (3, 1), ...), ((3, 2), (3,), (slice(None), 0)), ((2, 2), (2,), ([0, 1], [1, 0])),
    ((3, 2), (1, 2), [2, 0]), ((3,), (3,), PLACES), ((3,), (), PLACES), ((3, 2), (3, 2), PLACES),
    ((3, 2), (3, 1), PLACES), ((3, 2), (2, 2), (GRID, GRID)), ((3, 2), (2,), (GRID, 0)), ((), (), ()), ((), (), ...),
    ((3,), (0,), []), ((0, 2), (2,), slice(None)), ((3,), (0,), slice(0, 0)), ((2, 3, 2), (2, 2), ([0, 1], slice(0, 2), [1, 1])),
]  # fmt: skip


def assigned(x: Any, values: Any, index: Any) -> Any:
    result = np.array(x)
    result[index] = values
    return result


def accumulated(x: Any, values: Any, index: Any) -> Any:
    result = np.array(x)
    np.add.at(result, index, values)
    return result


def scattered(x: Any, axis: int, index: Any, src: Any, add: bool) -> Any:
    result = np.array(x)
    for place in np.ndindex(np.shape(index)):
        target = (*place[:axis], index[place], *place[axis + 1 :])
        result[target] = src[place] + (result[target] if add else 0)
    return result


def gathered(x: Any, axis: int, index: Any) -> Any:
    result = np.zeros(index.shape, x.dtype)
    for place in np.ndindex(index.shape):
        result[place] = x[(*place[:axis], index[place], *place[axis + 1 :])]
    return result


ROWS = np.array([[0, 1, 0], [1, 1, 0], [0, 0, 0], [1, 0, 1]])  # for axis 0 of (2, 3)
COLUMNS = np.array([[2, 0, 2, 1], [1, 1, -1, 0]])  # for axis 1 of (2, 3)

CASES: dict[str, list[Case]] = {
    "getitem": [
        Case(lambda x, i=i: x[i], lambda x, i=i: x[i], [(shape,)])
        for shape, indices in INDICES for i in indices
    ] + [
        Case(lambda x: ag.take(x, [3, 0, 3]), lambda x: np.take(x, [3, 0, 3]), [((2, 2),), ((4,),)]),
        Case(lambda x: ag.take(x, 0), lambda x: np.take(x, 0), [((2, 2),), ((),)]),
        Case(lambda x: ag.take(x, GRID, axis=-1), lambda x: np.take(x, GRID, axis=-1), [((3, 2),)]),
        Case(lambda x: ag.take(x, 1, dim=0), lambda x: np.take(x, 1, axis=0), [((3, 2),)]),
        Case(lambda x: ag.take(x, [], axis=0), lambda x: x[:0], [((3, 2),)]),
        Case(lambda x: ag.index_select(x, 1, [1, 1, 0]), lambda x: x[:, [1, 1, 0]], [((2, 3),)]),
        Case(lambda x: ag.index_select(x, -2, 1), lambda x: x[[1]], [((2, 3),)]),
        Case(lambda x: ag.masked_select(x, [True, False, True]), lambda x: x[..., MASK].ravel(),
             [((3,),), ((2, 3),)]),
        Case(lambda x: ag.masked_select(x, MASK), lambda x: np.repeat(x, 2), [((),), ((1,),)]),
        Case(lambda x: ag.masked_select(x, x > 0), lambda x: x[x > 0], [((2, 3),), ((),)], analytic=False),
    ],
    "add_at": [
        Case(lambda x: ag.add_at(x, PLACES, (4,)), lambda x: np.bincount(PLACES, x, 4), [((3,),)]),
        Case(lambda x: ag.add_at(x, PLACES, (4, 0)), lambda x: np.zeros((4, 0)), [((3, 0),)]),
        Case(lambda x: ag.add_at(x, (slice(None), 1), (2, 3)),
             lambda x: np.stack([0 * x, x, 0 * x], axis=1), [((2,),)]),
    ],
    "put_at": [
        Case(lambda x, v, i=i: ag.index_put(x, i, v), lambda x, v, i=i: assigned(x, v, i), [(x, v)])
        for x, v, i in PUTS
    ] + [
        Case(lambda x, v, i=i: ag.index_put(x, i, v, accumulate=True),
             lambda x, v, i=i: accumulated(x, v, i), [(x, v)])
        for x, v, i in PUTS
    ] + [
        Case(lambda x, s: ag.scatter(x, 0, ROWS[:3], s), lambda x, s: scattered(x, 0, ROWS[:3], s, False),
             [((2, 3), (3, 3)), ((4, 3), (4, 5))]),
        Case(lambda x, s: ag.scatter(x, -1, COLUMNS, s), lambda x, s: scattered(x, 1, COLUMNS, s, False),
             [((2, 3), (2, 4)), ((3, 3), (2, 4))]),
        Case(lambda x, s: ag.scatter(x, 0, [2, 0], s), lambda x, s: np.stack([s, x[1], s]), [((3,), ())]),
    ],
    "take_along_axis": [
        Case(lambda x: ag.take_along_axis(x, ROWS, 0), lambda x: np.take_along_axis(x, ROWS, 0),
             [((2, 3),), ((2, 1),)]),
        Case(lambda x: ag.take_along_axis(x, COLUMNS, -1), lambda x: np.take_along_axis(x, COLUMNS, 1),
             [((2, 3),), ((1, 3),)]),
        Case(lambda x: ag.take_along_axis(x, [[1]], dim=1), lambda x: x[:, 1:2], [((3, 2),)]),
        Case(lambda x: ag.take_along_axis(x, PLACES, axis=None), lambda x: x.ravel()[PLACES],
             [((2, 2),), ((3,),)]),
        Case(lambda x: ag.take_along_axis(x, PLACES), lambda x: x[PLACES], [((3,),)]),
        Case(lambda x: ag.take_along_axis(x, ROWS[:0], 0), lambda x: x[:0], [((2, 3),)]),
        Case(lambda x: ag.take_along_axis(x, GRID[None], 1), lambda x: np.take_along_axis(x, GRID[None], 1),
             [((3, 2, 2),), ((1, 2, 1),)]),
        Case(lambda x: ag.gather(x, 0, ROWS), lambda x: gathered(x, 0, ROWS), [((2, 3),), ((2, 4),)]),
        Case(lambda x: ag.gather(x, -1, COLUMNS), lambda x: gathered(x, 1, COLUMNS), [((2, 3),), ((4, 3),)]),
        Case(lambda x: ag.gather(x, 0, PLACES), lambda x: x[PLACES], [((3,),)]),
        Case(lambda x: ag.gather(x, 1, np.zeros((2, 0), int)), lambda x: x[:, :0], [((2, 3),)]),
    ],
    "add_along_axis": [
        Case(lambda x, s: ag.scatter_add(x, 0, ROWS, s), lambda x, s: scattered(x, 0, ROWS, s, True),
             [((2, 3), (4, 3)), ((3, 4), (5, 3))]),
        Case(lambda x, s: ag.scatter_add(x, -1, COLUMNS, s), lambda x, s: scattered(x, 1, COLUMNS, s, True),
             [((2, 3), (2, 4)), ((3, 3), (2, 5))]),
        Case(lambda x, s: ag.scatter_add(x, 0, PLACES, s), lambda x, s: scattered(x, 0, PLACES, s, True),
             [((3,), (3,)), ((4,), (5,))]),
        Case(lambda x, s: ag.scatter_add(x, 0, ROWS[:0], s), lambda x, s: x, [((2, 3), (0, 3))]),
    ],
}  # fmt: skip
# It is made of `where`, whose own cases are another family's.
CASES["getitem"] += [
    Case(lambda x, v, m=m: ag.masked_fill(x, m, v)[...], lambda x, v, m=m: np.where(m, v, x), shapes)
    for m, shapes in (
        (MASK, [((3,), ()), ((2, 3), ())]), (MASK[:, None], [((3, 2), ())]), (True, [((2,), ()), ((), ())]),
        (np.zeros((0, 3), bool), [((0, 3), ())]),
    )
]  # fmt: skip

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {
    "one_hot": (lambda x, y: ag.one_hot((x > 0).long(), 2), lambda x, y: np.eye(2)[(x > 0) * 1]),
    "argwhere": (lambda x, y: ag.argwhere(x > y), lambda x, y: np.argwhere(x > y)),
}  # fmt: skip
