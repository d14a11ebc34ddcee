"""Modes: recording on and off, per thread; seeds."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, enable_grad, is_grad_enabled, no_grad


def test_no_grad_nests_and_restores_after_an_exception() -> None:
    with no_grad():
        with enable_grad():
            assert is_grad_enabled()
            with no_grad():
                assert not is_grad_enabled()
            assert is_grad_enabled()
        assert not is_grad_enabled()
        with pytest.raises(KeyError), enable_grad():
            raise KeyError
        assert not is_grad_enabled()
    assert is_grad_enabled()


def test_one_block_object_may_be_entered_twice() -> None:
    block = no_grad()
    with block:
        with block:
            pass
        assert not is_grad_enabled()
    assert is_grad_enabled()


def test_decorators() -> None:
    @no_grad()
    def quiet(x: Tensor) -> Tensor:
        """A docstring."""
        return x * 2.0

    @enable_grad()
    def loud(x: Tensor) -> Tensor:
        return x * 2.0

    x = Tensor(1.0, requires_grad=True)
    assert not quiet(x).requires_grad
    assert quiet.__doc__ == "A docstring."
    with no_grad():
        assert loud(x).requires_grad
    with pytest.raises(TypeError, match=r"no_grad\(\) decorates a function"):
        no_grad()(3)


def test_results_under_no_grad_are_leaves_without_history() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    with no_grad():
        y = (x * 2.0).sum(axis=0)
    assert y.is_leaf
    assert not y.requires_grad
    assert y._inputs == ()


def test_threads_do_not_see_each_others_modes() -> None:
    inside, checked = threading.Event(), threading.Event()
    seen = []

    def evaluate() -> None:
        with no_grad():
            inside.set()
            checked.wait(10)
            seen.append(is_grad_enabled())

    thread = threading.Thread(target=evaluate)
    thread.start()
    inside.wait(10)
    seen.append(is_grad_enabled())
    checked.set()
    thread.join()
    assert seen == [True, False]


def test_threads_may_differentiate_at_once_through_shared_parameters() -> None:
    w = Tensor(2.0, requires_grad=True)
    results = []

    def work(k: int) -> None:
        for _ in range(50):
            y = w
            for _ in range(k):
                y = y * w
            (slope,) = ag.gradients(y, w)
            results.append((k, slope.item()))

    threads = [threading.Thread(target=work, args=(k,)) for k in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(results) == {(1, 4.0), (2, 12.0), (3, 32.0)}


def test_seed_repeats_all_random_numbers() -> None:
    def draw() -> list[object]:
        return [ag.rand(3).tolist(), ag.randn(2).tolist(), ag.randint(0, 100, (4,)).tolist()]

    ag.manual_seed(5)
    first = draw()
    ag.manual_seed(5)
    assert draw() == first
    assert draw() != first
    with pytest.raises(ValueError, match="must not be negative, got -1"):
        ag.manual_seed(-1)
    with pytest.raises(TypeError, match="must be an integer, got 1.5"):
        ag.manual_seed(1.5)


def test_creation_functions() -> None:
    assert ag.zeros((2, 3)).shape == ag.ones(2, 3).shape == (2, 3)
    assert ag.full((2,), 7).tolist() == [7, 7]
    assert ag.eye(2, 3).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert ag.arange(1, 2, 0.25).tolist() == [1, 1.25, 1.5, 1.75]
    assert ag.linspace(0, 1, 3).tolist() == [0, 0.5, 1]
    x = Tensor([[1, 2]])
    likes = (ag.zeros_like(x), ag.ones_like(x), ag.full_like(x, 4))
    assert [t.tolist() for t in likes] == [[[0, 0]], [[1, 1]], [[4, 4]]]
    assert {t.dtype for t in likes} == {x.dtype}
    assert ag.randn_like(ag.zeros(2, 3)).shape == ag.rand_like(ag.zeros(2, 3)).shape == (2, 3)
    assert ag.randint(3).item() in (0, 1, 2)
    assert ag.zeros(2, requires_grad=True).requires_grad


def test_a_block_is_left_only_from_inside() -> None:
    with pytest.raises(RuntimeError, match="no_grad: this thread is not inside its block"):
        ag.no_grad().__exit__(None, None, None)


def test_one_object_may_serve_several_threads_and_generators() -> None:
    off = ag.no_grad()

    def inside() -> Iterator[bool]:
        with off:
            yield ag.is_grad_enabled()

    one, two = inside(), inside()
    assert [next(one), next(two)] == [False, False]
    one.close()
    assert not ag.is_grad_enabled()
    two.close()
    assert ag.is_grad_enabled()
    entered, leave = threading.Event(), threading.Event()
    seen = []

    def elsewhere() -> None:
        with off:
            entered.set()
            leave.wait(10)
        seen.append(ag.is_grad_enabled())

    thread = threading.Thread(target=elsewhere)
    with off:
        thread.start()
        entered.wait(10)
    assert ag.is_grad_enabled()
    leave.set()
    thread.join()
    assert seen == [True]


def test_what_runs_later_and_classes_are_not_decorated() -> None:
    async def later() -> None:
        pass

    async def several() -> AsyncIterator[int]:
        yield 1

    for function in (later, several):
        with pytest.raises(TypeError, match="cannot decorate a generator or async function"):
            ag.no_grad()(function)
    with pytest.raises(TypeError, match="decorate the methods of Model instead of the class"):

        @ag.no_grad()
        class Model:
            pass


def test_a_thread_draws_from_a_generator_of_its_own():
    ag.manual_seed(1)
    expected = ag.rand(4).data
    ag.manual_seed(1)
    drawn = []

    def draw():
        with ag.use_generator(np.random.default_rng(7)):
            drawn.append(ag.rand(2).data)

    first = ag.rand(2).data
    thread = threading.Thread(target=draw)
    thread.start()
    thread.join()
    np.testing.assert_array_equal(drawn[0], np.random.default_rng(7).random(2))
    np.testing.assert_array_equal(np.concatenate([first, ag.rand(2).data]), expected)


def test_a_generator_is_given_back_after_an_error():
    before = ag.default_generator()
    with pytest.raises(ZeroDivisionError), ag.use_generator(np.random.default_rng(0)):
        raise ZeroDivisionError
    assert ag.default_generator() is before
    with (
        pytest.raises(TypeError, match=r"takes a np.random.Generator, got int. For a seed: np.random"),
        ag.use_generator(0),
    ):
        pass
