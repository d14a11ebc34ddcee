"""Guarantees that are easy to lose: nobody's memory is touched, nothing is silently wrong."""

from __future__ import annotations

import copy
import gc
import threading
import weakref
from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor, gradients, no_grad
from autograd.show import graph


def leaf(value: Any, name: str | None = None) -> Tensor:
    return Tensor(value, requires_grad=True, name=name)


def no_shared_memory(*arrays: Any) -> bool:
    return not any(
        np.may_share_memory(a, b) for i, a in enumerate(arrays) for b in arrays[i + 1 :]
    )


# --- memory --------------------------------------------------------------------------------------


def test_the_gradient_passed_in_is_neither_kept_nor_changed() -> None:
    x, seed = leaf([1.0, 2.0]), np.ones(2)
    x.backward(seed)
    assert no_shared_memory(x.grad.data, seed)
    y = leaf([1.0, 2.0])
    z = y * 1.0
    (z + z.reshape(2)).backward(seed)
    assert seed.tolist() == [1.0, 1.0]


def test_what_a_hook_returns_stays_the_hooks_own_and_gets_the_right_dtype() -> None:
    x = Tensor(np.ones(2, np.float32), requires_grad=True)
    mine = np.full(2, 5.0)
    x.register_hook(lambda g: mine)
    (x * 2.0).sum().backward()
    assert x.grad.dtype == np.float32
    y = leaf([1.0, 1.0])
    y.register_hook(lambda g: mine)
    (y * 2.0).sum().backward()
    assert no_shared_memory(y.grad.data, mine)


def test_a_rule_may_return_an_array_that_it_keeps() -> None:
    @ag.operation(lambda g, out, x, saved: saved, saves=True)
    def sum_of_squares(x: Any) -> Any:
        return np.sum(x * x), 2 * x

    x = leaf([1.0, 2.0])
    y = sum_of_squares(x) + sum_of_squares(x)
    for _ in range(2):
        x.grad = None
        y.backward(retain_graph=True)
        assert x.grad.tolist() == [4.0, 8.0]


def test_recorded_gradients_do_not_share_memory_either() -> None:
    x, y, seed = leaf([1.0, 2.0]), leaf([3.0, 4.0]), Tensor([1.0, 1.0])
    (x + y).backward(seed, create_graph=True)
    assert x.grad is not y.grad
    assert no_shared_memory(x.grad.data, y.grad.data, seed.data)
    a, _ = gradients(x + 0.0, [x, x], seed, create_graph=True)
    assert no_shared_memory(a.data, seed.data)


def test_a_rule_may_use_a_constant_tensor() -> None:
    factor = ag.full((3,), 2.0)

    @ag.operation(lambda g, out, x: g * factor)
    def doubled(x: Any) -> Any:
        return x * 2.0

    x = leaf(np.ones(3))
    doubled(x).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0, 2.0]


# --- writes --------------------------------------------------------------------------------------


def test_later_writes_to_indices_labels_and_bounds_change_nothing() -> None:
    x, i = leaf([1.0, 2.0, 3.0]), Tensor([0, 1])
    y = x[i].sum()
    i.copy_([2, 2])
    y.backward()
    assert x.grad.tolist() == [1.0, 1.0, 0.0]

    x, bound = leaf([1.0, 2.0, 3.0]), Tensor([0.0, 0.0, 0.0])
    y = x.clip(bound).sum()
    bound.fill_(9.0)
    y.backward()
    assert x.grad.tolist() == [1.0, 1.0, 1.0]

    scores, label = leaf([[0.0, 0.0]]), Tensor([0])
    loss = nn.functional.cross_entropy(scores, label)
    label.fill_(1)
    loss.backward()
    assert scores.grad.tolist() == [[-0.5, 0.5]]


@pytest.mark.parametrize("value", [3.0, [3.0]])
def test_a_write_by_a_hook_in_the_middle_of_the_pass_is_noticed(value: Any) -> None:
    w = leaf(value, "w")
    z = (w * w) * 2.0

    def overwrite(g: Tensor) -> None:
        with no_grad():
            w.fill_(100.0)

    z.register_hook(overwrite)
    with pytest.raises(RuntimeError, match="'w', an input of multiply, has been modified"):
        (z * 1.0).sum().backward()


@ag.operation(lambda g, out, x: g)
def identity(x: Any) -> Any:
    return x


@ag.operation(lambda g, out, x, y: g, lambda g, out, x, y: 0 * g)
def first(x: Any, y: Any) -> Any:
    return x


def test_an_operation_may_return_an_array_it_was_given() -> None:
    array, y = np.ones(2), leaf([3.0, 4.0])
    first(array, y).sum().backward()
    assert y.grad.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "share",
    [copy.copy, nn.Parameter, lambda w: ag.sum_to(w, (2,)), identity, lambda w: first(w, 1.0)],
    ids=["copy", "Parameter", "sum_to", "identity", "first"],
)
def test_a_write_through_any_tensor_on_the_same_memory_counts(share: Any) -> None:
    w = leaf([3.0, 4.0], "w")
    twin = share(w)
    y = (w * w).sum()
    with no_grad():
        twin.detach().zero_()
    with pytest.raises(RuntimeError, match="'w', an input of multiply, has been modified"):
        y.backward()


def test_copies_raise_no_false_alarm() -> None:
    w, x = leaf([3.0, 4.0]), Tensor(np.ones(2, np.float32), requires_grad=True)
    y = (x * Tensor(w, dtype=np.float32)).sum()
    number, z = leaf(3.0), leaf(1.0)
    product = z * number.detach()
    with no_grad():
        w.zero_()
        number.fill_(0.0)
    y.backward()
    product.backward()
    assert x.grad.tolist() == [3.0, 4.0]
    assert z.grad.item() == 3.0


def test_assigning_data_keeps_the_tensors_rules() -> None:
    w = nn.Parameter([1.0, 2.0])
    w.data = [3, 4]
    assert w.dtype == np.float32
    with pytest.raises(TypeError, match="requires grad; its data cannot become int64"):
        w.data = np.array([1, 2])
    (w * w).sum().backward()
    with pytest.raises(ValueError, match=r"has a gradient, which would not fit data of shape \(1,\)"):
        w.data = np.ones(1, np.float32)
    w.data = np.ones(2)
    assert w.grad.dtype == w.dtype == np.float64
    w.grad = np.ones(2, np.float32)
    assert w.grad.dtype == np.float64


def test_special_arrays_become_plain_ones() -> None:
    class Matrix(np.ndarray):
        """As np.matrix: `*` is a matrix product."""

        def __mul__(self, other: Any) -> Any:
            return self @ other

    m = leaf(np.array([[1.0, 2.0], [3.0, 4.0]]).view(Matrix))
    y = (m * m).sum()
    y.backward()
    assert y.item() == 30.0
    assert m.grad.tolist() == [[2.0, 4.0], [6.0, 8.0]]
    assert type(m.data) is np.ndarray
    row = leaf([[1.0, 2.0]]) * np.array([[3.0, 4.0]]).view(Matrix)
    assert row.tolist() == [[3.0, 8.0]]
    with pytest.raises(TypeError, match=r"no masked elements; fill them first"):
        Tensor(np.ma.masked_array([1.0], [True]))


# --- graph lifetime ------------------------------------------------------------------------------


def test_gradients_with_respect_to_an_intermediate_leave_what_lies_below_it() -> None:
    w = leaf([1.0, 2.0])
    h = w * w
    (gh,) = gradients((h * h).sum(), h)
    h.backward(gh)
    assert w.grad.tolist() == [4.0, 32.0]


def test_what_is_computed_from_a_released_tensor_cannot_be_differentiated() -> None:
    """Unlike PyTorch: it keeps no history, so that running totals do not grow."""
    w = leaf([1.0, 2.0])
    h = w * w
    h.sum().backward()
    with pytest.raises(RuntimeError, match="second time"):
        gradients((h * h).sum(), h)


def test_large_arrays_are_freed_along_the_whole_chain() -> None:
    x = leaf(np.ones(2000))
    y = x
    alive = []
    for _ in range(5):
        y = ag.exp(y * 0.001)
        alive += [weakref.ref(t) for t in y._inputs if isinstance(t, Tensor)]
    loss = y.sum()
    loss.backward()
    del y
    assert [ref() for ref in alive if ref() is not x] == [None] * 5


def test_what_an_operation_saved_is_freed_after_the_pass() -> None:
    class Saved:
        pass

    kept = []

    @ag.operation(lambda g, out, x, saved: g, saves=True)
    def saving(x: Any) -> Any:
        saved = Saved()
        kept.append(weakref.ref(saved))
        return x * 1.0, saved

    y = saving(leaf([1.0, 2.0])).sum()
    assert kept[0]() is not None
    y.backward()
    assert kept[0]() is None


def test_a_running_total_cannot_be_differentiated_after_its_parts_were() -> None:
    x = leaf(2.0)
    total = 0.0
    for _ in range(3):
        loss = x * x
        total += loss
        loss.backward()
    total += 1.0
    with pytest.raises(RuntimeError, match="second time"):
        total.backward()


def test_totals_by_any_operation_keep_no_released_history() -> None:
    x = leaf([1.0, 2.0])
    total: Any = Tensor(0.0)
    for _ in range(20):
        loss = (x * x).sum()
        loss.backward()
        total = ag.sum(ag.stack([total, loss]))
    reached, waiting = 0, [total]
    while waiting:
        reached += 1
        waiting += [i for i in waiting.pop()._inputs if isinstance(i, Tensor)]
    assert reached < 8


def test_pictures_do_not_use_weights_that_changed_since() -> None:
    x, w = leaf(1.0, "x"), leaf(2.0, "w")
    h = x * 3.0
    h.name = "h"
    y = w * h
    y.backward()
    with no_grad():
        w -= 10.0
    assert {n.name: n.gradient for n in graph(y).nodes if n.name in ("h", "w")} == {"h": None, "w": 3.0}


# --- wrong use -----------------------------------------------------------------------------------


def test_an_index_inside_a_tuple_may_repeat() -> None:
    x = leaf([1.0, 2.0, 3.0])
    x[((0, 0, 2),)].sum().backward()
    assert x.grad.tolist() == [2.0, 0.0, 1.0]


def test_removing_a_hook_twice_leaves_the_others() -> None:
    w = leaf([1.0])
    first = w.register_hook(lambda g: g * 2)
    first.remove()
    w.register_hook(lambda g: g * 5)
    first.remove()
    (w * 1.0).sum().backward()
    assert w.grad.tolist() == [5.0]


def test_a_decorated_function_in_two_threads_restores_each_threads_own_mode() -> None:
    inside, go_on = threading.Event(), threading.Event()
    seen = []

    @ag.enable_grad()
    def run(action: Any) -> None:
        action()

    def work() -> None:
        run(lambda: (inside.set(), go_on.wait(10)))
        seen.append(ag.is_grad_enabled())

    thread = threading.Thread(target=work)
    thread.start()
    with no_grad():
        inside.wait(10)
        run(lambda: (go_on.set(), thread.join()))
        seen.append(ag.is_grad_enabled())
    assert seen == [True, False]


def test_modes_say_how_they_decorate() -> None:
    with pytest.raises(TypeError, match=r"as a decorator write @no_grad\(\)"):

        @no_grad
        def f() -> None:
            pass

    with pytest.raises(TypeError, match="cannot decorate a generator or async function"):

        @no_grad()
        def g() -> Any:
            yield 1


@pytest.mark.parametrize(
    ("function", "saves", "text"),
    [
        (lambda x: None, False, "returned NoneType None, which is no array of numbers"),
        (lambda x: "abc", False, "returned str 'abc'"),
        (lambda x: x * 2.0, True, r"with saves=True the function returns \(value, saved\)"),
    ],
)
def test_a_function_of_an_operation_that_returns_something_else_is_told(
    function: Any, saves: bool, text: str
) -> None:
    wrong = ag.operation(lambda g, out, x, **saved: g, saves=saves)(function)
    with pytest.raises(TypeError, match=text):
        wrong(leaf([1.0, 2.0]))


def test_an_operation_keeps_its_functions_signature() -> None:
    @ag.operation(lambda g, out, value, power: g * power, lambda g, out, value, power: 0 * g)
    def scaled(value: Any, power: Any = 2.0) -> Any:
        return value * power

    x = leaf(3.0)
    assert scaled(value=x).item() == scaled(x, power=2.0).item() == 6.0
    scaled(x).backward()
    assert x.grad.item() == 2.0


def test_bits_of_integers() -> None:
    assert (Tensor([6]) & 3).tolist() == [2]
    assert (Tensor([6]) | 1).tolist() == [7]
    assert (~Tensor([1])).tolist() == [-2]
    with pytest.raises(TypeError, match="bitwise_and"):
        Tensor([1.0]) & 1


def test_no_tensor_is_left_for_the_collector() -> None:
    gc.collect()
    x = leaf(np.ones(10))
    gc.set_debug(gc.DEBUG_SAVEALL)  # what the collector finds unreachable, it then keeps
    try:
        for _ in range(3):
            loss = (ag.softmax(x * 2.0) * ag.exp(x)).sum()
            loss.backward()
        del loss
        gc.collect()
        assert not [thing for thing in gc.garbage if isinstance(thing, Tensor)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
