"""Joining, taking apart, repeating: literal results and gradients, both manners of split, errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor


def lists(parts: Any) -> list[Any]:
    return [part.tolist() for part in parts]


def counting(n: int) -> Tensor:
    return Tensor(np.arange(1.0, n + 1), requires_grad=True)


def test_a_number_means_parts_to_numpy_and_lengths_to_pytorch() -> None:
    x = counting(6)
    assert lists(ag.split(x, 2)) == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert lists(ag.split(x, 2, axis=0)) == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert lists(ag.split(x, 2, dim=0)) == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert lists(ag.split(x, 4, dim=-1)) == [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0]]
    assert lists(np.split(x, 3)) == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def test_a_list_means_places_to_numpy_and_lengths_to_pytorch() -> None:
    x = counting(4)
    assert lists(ag.split(x, [1, 3])) == [[1.0], [2.0, 3.0], [4.0]]
    assert lists(ag.split(x, [1, 3], dim=0)) == [[1.0], [2.0, 3.0, 4.0]]
    assert lists(ag.split(x, Tensor([1, 3]))) == [[1.0], [2.0, 3.0], [4.0]]
    assert lists(ag.split(x, [2, 2, 9])) == [[1.0, 2.0], [], [3.0, 4.0], []]
    assert lists(ag.split(x, [0, 4], dim=0)) == [[], [1.0, 2.0, 3.0, 4.0]]


def test_each_library_gets_its_own_kind_of_sequence() -> None:
    x = counting(4)
    assert isinstance(ag.split(x, 2), list)
    for parts in (ag.split(x, 2, dim=0), ag.chunk(x, 2), ag.unbind(x), ag.meshgrid(x, x)):
        assert isinstance(parts, tuple)


def test_splitting_sends_each_gradient_back_to_its_place() -> None:
    x = counting(5)
    a, b = ag.split(x, [2, 3], dim=0)
    (2.0 * a.sum() + (b * b).sum()).backward()
    assert x.grad.tolist() == [2.0, 2.0, 6.0, 8.0, 10.0]


def test_parts_are_views() -> None:
    x = Tensor(np.zeros((4, 2)))
    for part in (*ag.split(x, 2), *ag.chunk(x, 3), *ag.unbind(x, 1)):
        assert np.shares_memory(part.numpy(), x.numpy())


@pytest.mark.parametrize(
    ("n", "chunks", "sizes"),
    [(5, 2, [3, 2]), (5, 4, [2, 2, 1]), (6, 3, [2, 2, 2]), (3, 9, [1, 1, 1]), (1, 1, [1]), (0, 3, [0, 0, 0])],
)
def test_chunks_are_pytorchs(n: int, chunks: int, sizes: list[int]) -> None:
    assert [len(part) for part in ag.chunk(ag.zeros(n, 2), chunks)] == sizes
    assert [part.shape[1] for part in ag.chunk(ag.zeros(2, n), chunks, dim=1)] == sizes


def test_unbind_undoes_stack() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    assert lists(ag.unbind(x)) == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    first, second = ag.unbind(x, dim=1)
    assert first.tolist() == [1.0, 3.0, 5.0]
    (first * second).sum().backward()
    assert x.grad.tolist() == [[2.0, 1.0], [4.0, 3.0], [6.0, 5.0]]
    assert ag.stack(ag.unbind(x, -1), axis=-1).tolist() == x.tolist()
    assert ag.unbind(ag.zeros(0, 2)) == ()


def test_repeat_is_numpys_and_tile_is_pytorchs() -> None:
    x = counting(2)
    assert ag.repeat(x, 2).tolist() == [1.0, 1.0, 2.0, 2.0]
    assert ag.repeat_interleave(x, 2).tolist() == [1.0, 1.0, 2.0, 2.0]
    assert ag.tile(x, 2).tolist() == [1.0, 2.0, 1.0, 2.0]


def test_the_gradients_of_copies_are_summed() -> None:
    x = counting(2)
    (ag.repeat(x, [1, 3]) * [1.0, 10.0, 100.0, 1000.0]).sum().backward()
    assert x.grad.tolist() == [1.0, 1110.0]
    x = counting(2)
    (ag.repeat(x, 2) * [1.0, 10.0, 100.0, 1000.0]).sum().backward()
    assert x.grad.tolist() == [11.0, 1100.0]
    x = counting(2)
    (ag.tile(x, 2) * [1.0, 10.0, 100.0, 1000.0]).sum().backward()
    assert x.grad.tolist() == [101.0, 1010.0]
    x = Tensor([[1.0], [2.0]], requires_grad=True)
    (ag.tile(x, (2, 1, 2)) * np.arange(8.0).reshape(2, 2, 2)).sum().backward()
    assert x.grad.tolist() == [[0.0 + 1 + 4 + 5], [2.0 + 3 + 6 + 7]]


def test_nothing_repeated_has_a_gradient_of_zero() -> None:
    for copies in (lambda x: ag.repeat(x, 0), lambda x: ag.tile(x, 0), lambda x: ag.repeat(x, [0, 0])):
        x = counting(2)
        y = copies(x)
        assert y.shape == (0,)
        y.sum().backward()
        assert x.grad.tolist() == [0.0, 0.0]


def test_repeats_may_be_a_tensor_and_are_kept_as_they_were() -> None:
    x = counting(2)
    repeats = np.array([2, 1])
    y = ag.repeat(x, repeats)
    repeats[:] = 0
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 1.0]
    assert ag.repeat_interleave(x, Tensor([0, 2]), dim=0).tolist() == [2.0, 2.0]


def test_concatenating_sends_each_its_part() -> None:
    x, y = Tensor([[1.0], [2.0]], requires_grad=True), Tensor([[3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    joined = ag.hstack([x, y])
    assert joined.tolist() == [[1.0, 3.0, 4.0], [2.0, 5.0, 6.0]]
    (joined * [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).sum().backward()
    assert x.grad.tolist() == [[1.0], [4.0]]
    assert y.grad.tolist() == [[2.0, 3.0], [5.0, 6.0]]


def test_concatenating_all_elements() -> None:
    x, y = Tensor([[1.0, 2.0]], requires_grad=True), Tensor(3.0, requires_grad=True)
    joined = ag.concatenate([x, 7.0, y], axis=None)
    assert joined.tolist() == [1.0, 2.0, 7.0, 3.0]
    (joined * [1.0, 2.0, 3.0, 4.0]).sum().backward()
    assert x.grad.tolist() == [[1.0, 2.0]]
    assert y.grad.item() == 4.0


def test_stacks_of_vectors_and_numbers() -> None:
    x = counting(2)
    assert ag.vstack([x, [5.0, 6.0]]).tolist() == [[1.0, 2.0], [5.0, 6.0]]
    assert ag.hstack([x, 3.0]).tolist() == [1.0, 2.0, 3.0]
    assert np.vstack([x, x]).requires_grad
    assert np.hstack([x, x]).tolist() == [1.0, 2.0, 1.0, 2.0]


def test_grids_in_both_orders() -> None:
    x, y = Tensor([1.0, 2.0, 3.0], requires_grad=True), Tensor([4.0, 5.0], requires_grad=True)
    across, down = ag.meshgrid(x, y)
    assert across.tolist() == [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]
    assert down.tolist() == [[4.0, 4.0, 4.0], [5.0, 5.0, 5.0]]
    (across * down).sum().backward()
    assert x.grad.tolist() == [9.0, 9.0, 9.0]
    assert y.grad.tolist() == [6.0, 6.0]
    rows, columns = ag.meshgrid([x, y], indexing="ij")
    assert rows.tolist() == [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]
    assert columns.tolist() == [[4.0, 5.0], [4.0, 5.0], [4.0, 5.0]]
    assert [t.shape for t in ag.meshgrid(x, y, 1.0)] == [(2, 3, 1)] * 3
    assert ag.meshgrid(x)[0].tolist() == [1.0, 2.0, 3.0]
    assert ag.meshgrid([1.0, 2.0])[0].tolist() == [1.0, 2.0]
    assert ag.meshgrid() == ()


def test_many_parts_cost_no_more_than_a_few_large_ones() -> None:
    """The rule of one part must not go through all the others: counted by who asks for a shape."""
    asked = 0

    class Counting(Tensor):
        __slots__ = ()

        @property
        def shape(self) -> Any:
            nonlocal asked
            asked += 1
            return self._data.shape

    parts = [Counting([1.0, 2.0], requires_grad=True) for _ in range(50)]
    ag.concatenate(parts).sum().backward()
    assert asked <= 10 * 50
    assert all(part.grad.tolist() == [1.0, 1.0] for part in parts)


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        (lambda x: ag.split(x, 4), ValueError, "split: axis 0, of length 6, has no 4 equal parts"),
        (lambda x: ag.split(x, 0), ValueError, "has no 0 equal parts"),
        (lambda x: ag.split(x, 2.0), TypeError, "integer"),
        (lambda x: ag.split(x, 2, axis=1), ValueError, "split: axis 1 is out of bounds"),
        (lambda x: ag.split(x, 2, axis=-1, dim=0), TypeError, r"split\(\) got both axis= and dim="),
        (lambda x: ag.split(x, [2, 2], dim=0), ValueError, r"split: the lengths \[2, 2\] must add up to 6, the length of axis 0 of a tensor of shape \(6,\)"),
        (lambda x: ag.split(x, [7, -1], dim=0), ValueError, "must add up to 6"),
        (lambda x: ag.split(x, 0, dim=0), ValueError, "length of at least 1, got 0"),
        (lambda x: ag.chunk(x, 0), ValueError, "chunk: the number of parts must be positive, got 0"),
        (lambda x: ag.chunk(x, 2, 1), ValueError, "chunk: axis 1 is out of bounds"),
        (lambda x: ag.unbind(x, 1), ValueError, "unbind: axis 1 is out of bounds"),
        (lambda x: ag.unbind(x, axis=0, dim=0), TypeError, r"unbind\(\) got both axis= and dim="),
        (lambda x: ag.repeat(x, [1, 2]), ValueError, r"repeat: 2 repeats for the 6 elements along axis 0 of a tensor of shape \(6,\)"),
        (lambda x: ag.repeat(x, -1), ValueError, "must not be negative, got -1"),
        (lambda x: ag.repeat(x, 1.5), TypeError, "repeats must be integers, got dtype float64"),
        (lambda x: ag.repeat(x, 2, 1), ValueError, "repeat: axis 1 is out of bounds"),
        (lambda x: ag.tile(x, (2, -1)), ValueError, r"tile\(x: .*must not be negative"),
        (lambda x: ag.meshgrid(x, indexing="yx"), ValueError, 'indexing must be "xy" or "ij", got \'yx\''),
        (lambda x: ag.meshgrid(x, x.reshape(2, 3)), ValueError, r"must have one axis, got shapes \[\(6,\), \(2, 3\)\]"),
        (lambda x: ag.vstack([x, [1.0]]), ValueError, r"concatenate\("),
        (lambda x: ag.hstack([]), ValueError, "at least one tensor"),
        (lambda x: ag.concatenate([x, x], axis=1), ValueError, r"concatenate\(x: .*axis 1 is out of bounds"),
        (lambda x: ag.stack([x, x[:2]]), ValueError, r"stack\(x: .*same shape"),
    ],
)  # fmt: skip
def test_errors(wrong: Callable[..., Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        wrong(Tensor(np.zeros(6), requires_grad=True, name="x"))


def test_repeats_for_each_of_many_elements() -> None:
    counts = np.arange(1000) % 3
    x = Tensor(np.arange(1000.0), requires_grad=True)
    y = ag.repeat(x, counts)
    counts[:] = 7  # they were copied
    assert y.tolist() == np.repeat(np.arange(1000.0), np.arange(1000) % 3).tolist()
    (slope,) = ag.gradients(y.sum(), x)
    assert slope.tolist() == (np.arange(1000) % 3).tolist()
    assert ag.repeat(Tensor([]), []).shape == (0,)
    with pytest.raises(ValueError, match="PyTorch's repeat, of the whole, is tile"):
        ag.repeat(x, (2, 1))


@pytest.mark.parametrize(("wrong", "text"), [
    (lambda x: ag.split(x, 1.5), "split: the number of parts must be an integer, got 1.5"),
    (lambda x: ag.split(x, [1, None]), "split: a place to cut at must be an integer, got None"),
    (lambda x: ag.split(x, "a", dim=0), "split: the length of a part must be an integer, got 'a'"),
    (lambda x: ag.split(x, 1, 0.5), "split: an axis must be an integer, got 0.5"),
    (lambda x: ag.chunk(x, None), "chunk: the number of parts must be an integer, got None"),
])  # fmt: skip
def test_what_is_no_integer_is_named(wrong: Callable[..., Any], text: str) -> None:
    with pytest.raises(TypeError, match=text):
        wrong(Tensor([1.0, 2.0]))
