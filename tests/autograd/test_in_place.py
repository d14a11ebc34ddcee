"""Writes that the library sees: allowed where harmless, noticed where not."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, no_grad


def test_augmented_assignment_rebinds_and_records() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x
    y += 1.0
    y *= 3.0
    assert x.tolist() == [1.0, 2.0]
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_leaf_under_no_grad_is_written_in_place() -> None:
    w = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    same, memory = w, w.data
    with no_grad():
        w -= 0.5
        w *= 2.0
        w /= 4.0
        w += 1.0
        w **= 2
    assert same is w
    assert w.data is memory
    assert w.requires_grad
    assert memory.tolist() == [1.5625, 3.0625]


def test_hand_written_training_loop_of_pytorch_on_scalars() -> None:
    w = Tensor(0.0, requires_grad=True)
    for _ in range(100):
        loss = (w * 2.0 - 6.0) ** 2
        loss.backward()
        with no_grad():
            w -= 0.05 * w.grad
        w.grad = None
    assert w.item() == pytest.approx(3.0)
    assert w.is_leaf


def test_write_in_place_keeps_the_dtype_and_refuses_other_kinds_and_shapes() -> None:
    w = Tensor(np.ones(2, np.float32))
    with no_grad():
        w += np.ones(2)
        assert w.dtype == np.float32
        with pytest.raises(ValueError, match=r"add: a value of shape \(3, 2\) cannot be written into a Tensor of shape \(2,\)"):
            w += np.ones((3, 2))
        n = Tensor([1, 2])
        with pytest.raises(TypeError, match="cannot write float64 values into .* int64"):
            n += 0.5
    assert n.tolist() == [1, 2]


@pytest.mark.parametrize(
    "write",
    [
        lambda w: w.copy_([5.0, 6.0]), lambda w: w.fill_(5.0), lambda w: w.zero_(),
        lambda w: w.sub_(np.ones(2)), lambda w: w.detach().fill_(0.0), lambda w: w[:1].fill_(0.0),
        lambda w: w.reshape(2, 1).zero_(), lambda w: setattr(w, "data", np.zeros(2)),
        lambda w: w.__isub__(1.0),
    ],
)  # fmt: skip
def test_a_value_overwritten_before_the_backward_pass_is_an_error(write: object) -> None:
    w = Tensor([1.0, 2.0], requires_grad=True, name="w")
    y = (w * w).sum()
    with no_grad():
        write(w)
    with pytest.raises(RuntimeError, match="'w', an input of multiply, has been modified by an in-place"):
        y.backward()
    assert w.grad is None


def test_an_overwritten_number_is_noticed_too() -> None:
    w = Tensor(2.0, requires_grad=True, name="w")
    y = w * w
    with no_grad():
        w += 1.0
    with pytest.raises(RuntimeError, match="'w', an input of multiply, has been modified"):
        y.backward()


def test_an_overwritten_value_that_no_rule_needs_does_no_harm() -> None:
    w = Tensor([1.0, 2.0], requires_grad=True)
    y = (w + 3.0).sum() + (-w).sum() + w.reshape(2, 1).sum()
    with no_grad():
        w.zero_()
    y.backward()
    assert w.grad.tolist() == [1.0, 1.0]


def test_an_overwritten_result_is_noticed() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = ag.exp(x)
    z = y.sum()
    y.data = y.data * 2.0
    with pytest.raises(RuntimeError, match="the result of exp, .* has been modified"):
        z.backward()


def test_an_overwritten_constant_is_noticed() -> None:
    x, c = Tensor([1.0, 2.0], requires_grad=True), Tensor([3.0, 4.0], name="c")
    y = (x * c).sum()
    c.zero_()
    with pytest.raises(RuntimeError, match="tensor 'c', an input of multiply"):
        y.backward()


def test_what_is_computed_after_the_write_is_right() -> None:
    w = Tensor([1.0, 2.0], requires_grad=True)
    with no_grad():
        w.copy_([3.0, 4.0])
    (w * w).sum().backward()
    assert w.grad.tolist() == [6.0, 8.0]


def test_copies_of_elements_do_not_count_as_the_same_memory() -> None:
    w = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    rows = w[[0, 2]]
    y = (rows * rows).sum()
    with no_grad():
        w.zero_()
    y.backward()
    assert w.grad.tolist() == [2.0, 0.0, 6.0]


def test_writing_while_recording_is_refused() -> None:
    w = Tensor([1.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="requires grad, and writing to it in place cannot be"):
        w.zero_()
    with pytest.raises(TypeError, match="does not support assignment to its elements"):
        w[0] = 1.0


def test_constructor_shares_memory_and_tensor_copies() -> None:
    array = np.zeros(2)
    shared, copied = Tensor(array), ag.tensor(array)
    array[0] = 1.0
    assert shared.tolist() == [1.0, 0.0]
    assert copied.tolist() == [0.0, 0.0]


def test_leaves_can_be_copied_and_pickled_and_results_say_why_not() -> None:
    w = Tensor([1.0, 2.0], requires_grad=True, name="w")
    (w * w).sum().backward()
    for twin in (copy.deepcopy(w), pickle.loads(pickle.dumps(w))):
        assert twin.tolist() == [1.0, 2.0]
        assert twin.requires_grad
        assert twin.name == "w"
        assert twin.grad.tolist() == [2.0, 4.0]
        assert not np.may_share_memory(twin.data, w.data)
    y = w * 2.0
    with pytest.raises(RuntimeError, match=r"only leaves can be deep-copied; .* multiply"):
        copy.deepcopy(y)
    with pytest.raises(RuntimeError, match="only leaves can be pickled"):
        pickle.dumps(y)


@pytest.mark.parametrize("method", ["copy_", "sub_", "fill_"])
def test_a_value_whose_gradient_would_be_lost_is_refused(method):
    w = Tensor(2.0, requires_grad=True, name="w")
    x = Tensor(3.0)
    with pytest.raises(RuntimeError, match=r"_: tensor 'w' requires grad, .* Write its \.detach\(\)"):
        getattr(x, method)(w)
    assert x.item() == 3.0
    getattr(x, method)(w.detach())
    assert x.item() == (1.0 if method == "sub_" else 2.0)
