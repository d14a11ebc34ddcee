"""scatter_: numbers put at chosen places, in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Tensor, no_grad


def test_one_hot_as_in_deck_5() -> None:
    y = autograd.LongTensor([2, 2, 2, 1, 1, 1, 0, 0])
    y_one_hot = autograd.zeros(8, 3)
    result = y_one_hot.scatter_(1, y.unsqueeze(1), 1)
    assert result is y_one_hot
    assert y_one_hot.tolist() == [[0, 0, 1]] * 3 + [[0, 1, 0]] * 3 + [[1, 0, 0]] * 2
    assert y_one_hot.tolist() == autograd.one_hot(y, 3).tolist()


def test_elements_of_src_go_where_the_index_says() -> None:
    x = autograd.zeros(3, 2)
    x.scatter_(0, [[0, 1], [2, 0]], Tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert x.tolist() == [[1.0, 4.0], [0.0, 2.0], [3.0, 0.0]]


def test_of_several_for_one_place_the_last_stays() -> None:
    assert autograd.zeros(2).scatter_(0, [1, 1, 1], [5.0, 6.0, 7.0]).tolist() == [0.0, 7.0]


def test_src_may_be_larger_than_the_index_and_the_index_shorter_than_the_tensor() -> None:
    x = autograd.zeros(3, 3)
    x.scatter_(1, [[2], [0]], np.arange(1.0, 10.0).reshape(3, 3))
    assert x.tolist() == [[0, 0, 1], [4, 0, 0], [0, 0, 0]]


def test_numbers_by_each_spelling() -> None:
    for write in (
        lambda x: x.scatter_(1, [[1]], 7), lambda x: x.scatter_(-1, [[1]], value=7.0),
        lambda x: x.scatter_(dim=1, index=Tensor([[1]]), src=Tensor(7.0)),
    ):  # fmt: skip
        x = autograd.FloatTensor(1, 2)
        write(x)
        assert x.tolist() == [[0.0, 7.0]]
        assert x.dtype == np.float32


def test_the_memory_stays_the_same_and_sees_the_write() -> None:
    array = np.zeros((2, 2))
    x = Tensor(array)
    x.T.scatter_(1, [[0], [1]], 3.0)
    assert array.tolist() == [[3.0, 0.0], [0.0, 3.0]]
    x.scatter_(0, [[1, 0]], x)  # from its own memory
    assert array.tolist() == [[3.0, 0.0], [3.0, 3.0]]


def test_an_empty_index_changes_nothing() -> None:
    assert autograd.zeros(3).scatter_(0, [], 1.0).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("make", "wanted"), [("LongTensor", 1), ("ByteTensor", 1), ("BoolTensor", True)])
def test_integers_and_booleans_take_a_python_one(make: str, wanted: object) -> None:
    x = getattr(autograd, make)(2)
    assert x.scatter_(0, [1], 1).tolist() == [0, wanted]
    assert x.fill_(1).tolist() == [wanted, wanted]
    assert x.zero_().tolist() == [0, 0]
    assert x.dtype == getattr(autograd, make)([0]).dtype


def test_an_overwritten_value_is_noticed() -> None:
    w = Tensor([1.0, 2.0], requires_grad=True, name="w")
    y = (w * w).sum()
    with no_grad():
        w.scatter_(0, [0], 5.0)
    with pytest.raises(RuntimeError, match="'w', an input of multiply, has been modified by an in-place"):
        y.backward()
    (w * w).sum().backward()
    assert w.grad.tolist() == [10.0, 4.0]


def test_writing_while_recording_is_refused() -> None:
    w = Tensor([1.0, 2.0], requires_grad=True, name="w")
    with pytest.raises(RuntimeError, match="scatter_: tensor 'w' requires grad, and writing to it in place"):
        w.scatter_(0, [0], 5.0)
    with pytest.raises(RuntimeError, match=r"scatter_: tensor 'w' requires grad, and writing it in place .* Write its .detach\(\)"):
        autograd.zeros(2).scatter_(0, [0, 1], w)
    assert autograd.zeros(2).scatter_(0, [1, 0], w.detach()).tolist() == [2.0, 1.0]
    with no_grad():
        assert autograd.zeros(2).scatter_(0, [1, 0], w).tolist() == [2.0, 1.0]


ERRORS: list[tuple[Callable[[Tensor], Any], type[Exception], str]] = [
    (lambda x: x.scatter_(2, [[0]], 1.0), ValueError, "scatter_: .*axis 2"),
    (lambda x: x.scatter_(1, [[3]], 1.0), IndexError, "scatter_: index 3 is out of bounds for axis 1 with size 3 of a tensor of shape"),
    (lambda x: x.scatter_(1, [[0, -1]], 1.0), IndexError, "scatter_: index -1 is negative, which PyTorch refuses here; the last place along axis 1 is 2"),
    (lambda x: x.scatter_(1, [0, 1], 1.0), ValueError, r"scatter_: an index of shape \(2,\) must have as many axes as the tensor, of shape \(2, 3\)"),
    (lambda x: x.scatter_(1, [[0], [1], [2]], 1.0), ValueError, r"scatter_: an index of shape \(3, 1\) is longer along axis 0 than the tensor"),
    (lambda x: x.scatter_(1, [[0], [1]], np.ones((1, 1))), ValueError, r"scatter_: an index of shape \(2, 1\) is longer along axis 0 than src"),
    (lambda x: x.scatter_(1, [[0], [1]], np.ones(2)), ValueError, "must have as many axes as src"),
    (lambda x: x.scatter_(1, [[0.0]], 1.0), TypeError, "scatter_: indices must be integers, got dtype float64"),
    (lambda x: x.scatter_(1, [[True]], 1.0), TypeError, "scatter_: indices must be integers, got dtype bool"),
    (lambda x: x.scatter_(1, [[0]]), TypeError, "scatter_ takes either src or value"),
    (lambda x: x.scatter_(1, [[0]], 1.0, value=1.0), TypeError, "scatter_ takes either src or value"),
    (lambda x: x.scatter_(1, [[0]], value=[[1.0]]), TypeError, r"scatter_: value is a number, got one of shape \(1, 1\)"),
    (lambda x: x.long().scatter_(1, [[0]], 1.5), TypeError, r"scatter_: cannot write float64 values into .* of dtype int64"),
    (lambda x: x.byte().scatter_(1, [[0]], 256), OverflowError, "256 out of bounds for uint8"),
]  # fmt: skip


@pytest.mark.parametrize(("write", "error", "text"), ERRORS, ids=[text for _, _, text in ERRORS])
def test_errors_say_what_is_wrong_and_write_nothing(
    write: Callable[[Tensor], Any], error: type[Exception], text: str
) -> None:
    x = autograd.zeros(2, 3)
    with pytest.raises(error, match=text):
        write(x)
    assert not x.numpy().any()


def test_pytorch_agrees() -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    for dim in (0, 1, -1):
        for dtype in ("float32", "int64"):
            start, src = rng.integers(0, 9, (4, 5)).astype(dtype), rng.integers(0, 9, (3, 3)).astype(dtype)
            index = np.argsort(rng.random((3, 3)), axis=dim)  # no place twice: there PyTorch leaves it open
            for number in (None, 2):
                ours, theirs = autograd.tensor(start), torch.tensor(start)
                ours.scatter_(dim, index, src if number is None else number)
                theirs.scatter_(dim, torch.tensor(index), torch.tensor(src) if number is None else number)
                assert ours.tolist() == theirs.tolist()
