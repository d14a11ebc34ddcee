"""Threads: nothing of one thread shows in another.

What is promised: modes belong to their thread; graphs of different threads may be built and
differentiated at once, over shared leaves as well, and nothing that is added to a `.grad` is lost;
a write is noticed by every view.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

import autograd as ag
import autograd.writes
from autograd import Tensor, enable_grad, gradients, is_grad_enabled, no_grad

LONGEST = 30  # seconds that a thread may keep the others waiting, before that is a failure


def together(*actions: Callable[[threading.Barrier], Any]) -> list[Any]:
    """Run each action in a thread of its own, and return their results, or raise what one raised.

    All get the same barrier, for meeting the others at a point that the test chooses.
    """
    barrier = threading.Barrier(len(actions), timeout=LONGEST)
    results: list[Any] = [None] * len(actions)
    errors: list[BaseException] = []

    def run(place: int) -> None:
        try:
            results[place] = actions[place](barrier)
        except BaseException as error:
            errors.append(error)
            barrier.abort()  # nobody waits for a thread that is gone

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in sorted(errors, key=lambda e: isinstance(e, threading.BrokenBarrierError)):
        raise error
    return results


@contextmanager
def frequent_switches() -> Iterator[None]:
    """Let Python change threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def leaf(value: Any, name: str | None = None) -> Tensor:
    return Tensor(value, requires_grad=True, name=name)


# --- modes ---------------------------------------------------------------------------------------


def test_threads_do_not_see_each_others_modes() -> None:
    x = leaf([1.0, 2.0])

    def evaluates(barrier: threading.Barrier) -> list[bool]:
        with no_grad():
            barrier.wait()
            seen = [(x * 2.0).requires_grad]
            barrier.wait()  # the other one has left its block, this one is inside
            seen.append((x * 2.0).requires_grad)
        return [*seen, (x * 2.0).requires_grad]

    def trains(barrier: threading.Barrier) -> list[bool]:
        with enable_grad():
            barrier.wait()
            seen = [(x * 2.0).requires_grad]
        barrier.wait()
        return [*seen, (x * 2.0).requires_grad, is_grad_enabled()]

    assert together(evaluates, trains) == [[False, False, True], [True, True, True]]


def test_a_thread_started_under_no_grad_records() -> None:
    with no_grad():
        assert together(lambda barrier: is_grad_enabled()) == [True]
        assert not is_grad_enabled()


def test_a_backward_pass_in_one_thread_does_not_change_the_mode_of_another() -> None:
    x = leaf(2.0)

    def differentiates(barrier: threading.Barrier) -> float:
        y = x * 3.0

        def meet(g: Tensor) -> None:
            barrier.wait()
            barrier.wait()

        y.register_hook(meet)
        (slope,) = gradients(y * y, x)
        return slope.item()

    def records(barrier: threading.Barrier) -> bool:
        barrier.wait()  # the other one is in the middle of its pass
        recorded = (x * 2.0).requires_grad
        barrier.wait()
        return recorded

    assert together(differentiates, records) == [36.0, True]


def test_an_exception_in_one_thread_restores_its_mode_and_touches_no_other() -> None:
    x = leaf([1.0, 2.0])

    def fails(barrier: threading.Barrier) -> bool:
        barrier.wait()
        with pytest.raises(ValueError, match="add"), no_grad():
            x + np.ones(3)
        recorded = is_grad_enabled()
        barrier.wait()
        return recorded

    def stays(barrier: threading.Barrier) -> list[bool]:
        with no_grad():
            barrier.wait()
            barrier.wait()
            inside = is_grad_enabled()
        return [inside, is_grad_enabled()]

    assert together(fails, stays) == [True, [False, True]]


def test_a_decorated_function_may_run_in_many_threads() -> None:
    x = leaf(1.0)

    @no_grad()
    def evaluate(barrier: threading.Barrier) -> bool:
        barrier.wait()
        recorded = (x * 2.0).requires_grad
        barrier.wait()
        return recorded

    def run(barrier: threading.Barrier) -> list[bool]:
        return [evaluate(barrier), is_grad_enabled()]

    assert together(*[run] * 4) == [[False, True]] * 4


def test_one_block_object_may_be_entered_in_two_threads() -> None:
    block = no_grad()

    def leaves_first(barrier: threading.Barrier) -> bool:
        with block:
            barrier.wait()
            barrier.wait()
        recorded = is_grad_enabled()
        barrier.wait()
        return recorded

    def under_no_grad(barrier: threading.Barrier) -> bool:
        with no_grad():
            barrier.wait()
            with block:
                barrier.wait()
                barrier.wait()
            return is_grad_enabled()

    assert together(leaves_first, under_no_grad) == [True, False]


# --- graphs --------------------------------------------------------------------------------------


def network(parameters: list[Tensor], seed: int) -> Tensor:
    """Views, repeated indices, broadcasting and numbers, on shared leaves."""
    w, v, b = parameters
    x = np.random.default_rng(seed).standard_normal((5, 3))
    hidden = ag.tanh(x @ w.T + b[[0, 1, 0, 1]])
    score = ag.softmax(hidden * hidden.detach(), axis=-1) @ v.reshape(4)
    return (score * b[0]).mean() + ag.exp(b.sum() * 0.1) * (seed + 1.0)


def shared_parameters() -> list[Tensor]:
    generator = np.random.default_rng(0)
    return [leaf(generator.standard_normal(shape)) for shape in ((4, 3), (2, 2), (2,))]


def test_eight_threads_over_shared_leaves_get_the_gradients_of_one() -> None:
    parameters = shared_parameters()
    alone = [[g.data for g in gradients(network(parameters, s), parameters)] for s in range(8)]

    def work(seed: int) -> Callable[[threading.Barrier], Any]:
        def run(barrier: threading.Barrier) -> list[Any]:
            barrier.wait()
            for _ in range(10):
                found = gradients(network(parameters, seed), parameters)
            return [g.data for g in found]

        return run

    with frequent_switches():
        at_once = together(*map(work, range(8)))
    for mine, expected in zip(at_once, alone, strict=True):
        for a, b in zip(mine, expected, strict=True):
            np.testing.assert_array_equal(a, b)
    assert all(p.grad is None for p in parameters)


def test_eight_threads_with_leaves_of_their_own_over_one_array_may_go_backward() -> None:
    values = [p.data for p in shared_parameters()]
    alone = [leaf(v) for v in values]
    network(alone, 3).backward()

    def run(barrier: threading.Barrier) -> list[Any]:
        mine = [leaf(v) for v in values]  # the arrays are shared, the gradients are not
        barrier.wait()
        for _ in range(5):
            for parameter in mine:
                parameter.grad = None
            network(mine, 3).backward()
        return [p.grad.data for p in mine]

    with frequent_switches():
        at_once = together(*[run] * 8)
    for found in at_once:
        for a, b in zip(found, alone, strict=True):
            np.testing.assert_array_equal(a, b.grad.data)


def test_second_order_in_several_threads() -> None:
    def run(barrier: threading.Barrier) -> tuple[float, float]:
        x = leaf(2.0)
        barrier.wait()
        (slope,) = gradients(x**3, x, create_graph=True)
        (curvature,) = gradients(slope, x)
        return slope.item(), curvature.item()

    with frequent_switches():
        assert together(*[run] * 8) == [(12.0, 12.0)] * 8


def test_a_gradient_that_several_threads_add_to_is_never_torn() -> None:
    """Each sum is complete, whichever of two passes that end at once comes last."""
    w, threads, passes = leaf(np.ones(1000)), 4, 50

    def run(barrier: threading.Barrier) -> None:
        barrier.wait()
        for _ in range(passes):
            (w * 1.0).sum().backward()
            seen = w.grad.data
            assert seen.min() == seen.max()
            assert 1.0 <= seen[0] <= threads * passes

    with frequent_switches():
        together(*[run] * threads)
    assert w.grad.shape == (1000,)
    assert w.grad.dtype == np.float64


def test_every_write_is_noticed_whichever_thread_it_comes_from() -> None:
    w = leaf([1.0, 2.0], "w")

    def computes(barrier: threading.Barrier) -> None:
        y = (w * w).sum()
        barrier.wait()
        barrier.wait()
        with pytest.raises(RuntimeError, match="'w', an input of multiply, has been modified"):
            y.backward()
        (w * w).sum().backward()

    def writes(barrier: threading.Barrier) -> None:
        barrier.wait()
        with no_grad():
            w.copy_([3.0, 4.0])
        barrier.wait()

    together(computes, writes)
    assert w.grad.tolist() == [6.0, 8.0]


def test_threads_that_add_to_one_leafs_gradient_lose_nothing() -> None:
    w, threads, passes = leaf(np.ones(3)), 2, 2000

    def run(barrier: threading.Barrier) -> None:
        barrier.wait()
        for _ in range(passes):
            (w * 1.0).sum().backward()

    with frequent_switches():
        together(*[run] * threads)
    assert w.grad.tolist() == [threads * passes] * 3


def test_a_write_is_noticed_by_views_that_two_threads_took_at_once() -> None:
    for _ in range(300):
        w = leaf([1.0, 2.0])

        def run(barrier: threading.Barrier, w: Tensor = w) -> Tensor:
            barrier.wait()
            view = w.reshape(2, 1)
            return (view * view).sum()

        with frequent_switches():
            outputs = together(run, run)
        with no_grad():
            w.zero_()
        for y in outputs:
            with pytest.raises(RuntimeError, match="has been modified by an in-place"):
                y.backward()


def test_the_time_of_the_last_write_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread may be stopped between taking the time of its write and noting it."""
    w, other, real = leaf(2.0, "w"), leaf(2.0), autograd.writes.tick
    taken, noted = threading.Event(), threading.Event()

    def tick() -> int:
        time = real()
        if threading.current_thread().name == "slow":
            taken.set()
            noted.wait(LONGEST)
        return time

    monkeypatch.setattr(autograd.writes, "tick", tick)
    slow = threading.Thread(target=lambda: other.detach().zero_(), name="slow")
    slow.start()
    taken.wait(LONGEST)
    y = w * w
    with no_grad():
        w += 1.0
    noted.set()
    slow.join()
    with pytest.raises(RuntimeError, match="'w', an input of multiply, has been modified"):
        y.backward()
