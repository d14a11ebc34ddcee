"""FloatTensor, LongTensor and the others: PyTorch's older way to make tensors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import autograd
from autograd import Tensor

MAKERS = {
    "FloatTensor": "float32", "DoubleTensor": "float64", "IntTensor": "int32", "LongTensor": "int64",
    "ByteTensor": "uint8", "BoolTensor": "bool",
}  # fmt: skip


@pytest.mark.parametrize(("name", "dtype"), MAKERS.items())
def test_each_name_stands_for_a_dtype(name: str, dtype: str) -> None:
    make = getattr(autograd, name)
    made = [
        make([[1, 0], [0, 1]]), make(((1, 0), (0, 1))), make(np.eye(2)), make(Tensor([[1.0, 0.0], [0.0, 1.0]])),
        make([[True, False], [False, True]]),
    ]  # fmt: skip
    for tensor in made:
        assert tensor.dtype == np.dtype(dtype)
        assert tensor.tolist() == [[1, 0], [0, 1]]
        assert not tensor.requires_grad


@pytest.mark.parametrize("name", MAKERS)
def test_integers_are_lengths_and_the_values_zeros(name: str) -> None:
    make = getattr(autograd, name)
    assert make(2, 3).tolist() == [[0, 0, 0], [0, 0, 0]]
    assert make(np.int64(3)).tolist() == [0, 0, 0]
    assert make().shape == make([]).shape == make(0).shape == (0,)
    assert make(2, 3).dtype == np.dtype(MAKERS[name])


def test_a_tuple_holds_values_as_a_list_does() -> None:
    assert autograd.FloatTensor((2, 3)).tolist() == [2.0, 3.0]
    assert autograd.FloatTensor(*autograd.ones(2, 3).size()).shape == (2, 3)


def test_the_decks_data_are_made_so() -> None:
    x, y = autograd.FloatTensor([[1], [2], [3]]), autograd.FloatTensor([[2], [4], [6]])
    assert (x.shape, y.shape, x.dtype) == ((3, 1), (3, 1), np.float32)
    w = autograd.zeros(1, dtype="float32", requires_grad=True)
    ((x * w - y) ** 2).mean().backward()
    assert w.grad.tolist() == pytest.approx([-2 * (2 + 8 + 18) / 3])


def test_the_data_are_copied() -> None:
    array = np.ones(2, dtype=np.float32)
    tensor = autograd.FloatTensor(array)
    array[0] = 5.0
    assert tensor.tolist() == [1.0, 1.0]
    leaf = Tensor([1.0], requires_grad=True)
    assert not autograd.DoubleTensor(leaf).requires_grad
    assert not np.may_share_memory(autograd.DoubleTensor(leaf).data, leaf.data)


def test_the_default_dtype_does_not_matter() -> None:
    autograd.set_default_dtype("float32")
    try:
        assert autograd.DoubleTensor([0.1]).dtype == np.float64
        assert autograd.DoubleTensor(2).dtype == np.float64
    finally:
        autograd.set_default_dtype(None)


def test_integers_cut_off_what_follows_the_point() -> None:
    assert autograd.LongTensor([1.7, -1.7]).tolist() == [1, -1]
    assert autograd.BoolTensor([0, 2, -0.5]).tolist() == [False, True, True]


@pytest.mark.parametrize("data", [2.5, True, np.float64(2.0), Tensor(1.0), np.array(3.0)])
def test_a_single_number_is_no_sequence(data: object) -> None:
    with pytest.raises(TypeError, match=r"FloatTensor: data must be a sequence, got the single number .* Write autograd.tensor\("):
        autograd.FloatTensor(data)


def test_other_data_are_refused() -> None:
    with pytest.raises(TypeError, match="got 2 arguments"):
        autograd.FloatTensor([1, 2], [3, 4])
    with pytest.raises(TypeError, match="got 2 arguments"):
        autograd.FloatTensor(2, 2.5)
    with pytest.raises(TypeError, match="holds numbers"):
        autograd.FloatTensor("12")
    with pytest.raises(TypeError, match="holds numbers"):
        autograd.LongTensor(["1", "2"])
    with pytest.raises(ValueError, match="inhomogeneous"):
        autograd.LongTensor([[1, 2], [3]])
    with pytest.raises(ValueError, match=r"FloatTensor: the length of an axis cannot be negative, got \(2, -1\)"):
        autograd.FloatTensor(2, -1)
    with pytest.raises(TypeError, match="requires_grad"):
        autograd.FloatTensor([1.0], requires_grad=True)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("make", "data"),
    [
        (autograd.ByteTensor, [0, 256]), (autograd.ByteTensor, [-1]), (autograd.IntTensor, [2**31]),
        (autograd.LongTensor, [1e19]), (autograd.LongTensor, [np.nan]), (autograd.LongTensor, [np.inf]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_an_error(make: Callable[..., Tensor], data: list[float]) -> None:
    with pytest.raises(ValueError, match="do not all fit into u?int"):
        make(data)


def test_the_bounds_themselves_fit() -> None:
    assert autograd.ByteTensor([0, 255]).tolist() == [0, 255]
    assert autograd.IntTensor([-(2**31), 2**31 - 1]).tolist() == [-(2**31), 2**31 - 1]


def test_methods_cast_as_in_the_decks_first_exercise() -> None:
    x = Tensor([0.0, 1.9, -1.9])
    assert (x.float().dtype, x.double().dtype, x.long().dtype) == (np.float32, np.float64, np.int64)
    assert x.int().dtype == np.int32
    assert x.int().tolist() == x.long().tolist() == [0, 1, -1]
    assert Tensor([True, False]).byte().tolist() == [1, 0]
    assert Tensor([True, False]).byte().dtype == np.uint8
    assert not Tensor([1.0], requires_grad=True).int().requires_grad


@pytest.mark.parametrize("name", MAKERS)
def test_pytorch_agrees(name: str) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = getattr(autograd, name), getattr(torch, name)
    for data in ([[1, 0], [3, 4]], [1.7, 0.2], [], (2, 3), np.ones((1, 2))):
        expected = theirs(data).numpy()
        assert ours(data).numpy().tolist() == expected.tolist()
        assert ours(data).dtype == expected.dtype
    assert ours(2, 3).shape == tuple(theirs(2, 3).shape)
    for refused in (2.5, True, "a", np.float64(2.0)):
        for make in (ours, theirs):
            with pytest.raises(TypeError):
                make(refused)
