"""The work of a backward pass grows with the graph, not faster: counted, not timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd._operation import registry


class Work:
    """How often rules were called, and how many elements they wrote."""

    def __init__(self) -> None:
        self.calls = 0
        self.elements = 0

    def rule(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            result = rule(*args, **kwargs)
            self.calls += 1
            self.elements += np.size(result)
            return result

        return counted

    def add_into(self, add_into: Callable[..., Any]) -> Callable[..., Any]:
        def counted(buffer: Any, g: Any, *args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            self.elements += np.size(g)
            return add_into(buffer, g, *args, **kwargs)

        return counted


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    counts = Work()
    for made in registry.values():
        fast = tuple(rule and counts.rule(rule) for rule in made.fast_rules)
        monkeypatch.setattr(made, "fast_rules", fast)
        if made.add_into is not None:
            monkeypatch.setattr(made, "add_into", counts.add_into(made.add_into))
    return counts


def chain(n: int) -> Tensor:
    y = x = Tensor(0.5, requires_grad=True)
    for _ in range(n):
        y = ag.tanh(y)
    return y + 0.0 * x


def doubling(n: int) -> Tensor:
    """Each value is used twice: a backward pass along paths would call 2**n rules."""
    y = Tensor(1.0, requires_grad=True)
    for _ in range(n):
        y = y + y
    return y


def fan_in(n: int) -> Tensor:
    leaves = [Tensor(float(i), requires_grad=True) for i in range(n)]
    return ag.stack(leaves).sum()


def fan_out(n: int) -> Tensor:
    x = Tensor(np.ones(4), requires_grad=True)
    return sum((x * float(i) for i in range(n)), Tensor(np.zeros(4))).sum()


def elements_one_by_one(n: int) -> Tensor:
    x = Tensor(np.arange(n, dtype=float), requires_grad=True)
    return sum((x[i] for i in range(n)), Tensor(0.0))


def rows_one_by_one(n: int) -> Tensor:
    x = Tensor(np.ones((n, 3)), requires_grad=True)
    return sum((row.sum() for row in x), Tensor(0.0))


@pytest.mark.parametrize(
    ("graph", "calls", "elements"),
    # Per n: rule calls, and elements written by them.
    [(chain, 1, 1), (doubling, 2, 2), (fan_in, 1, 2), (fan_out, 3, 12),
     (elements_one_by_one, 3, 3), (rows_one_by_one, 4, 8)],
)  # fmt: skip
def test_work_is_linear(graph: Any, calls: int, elements: int, work: Work) -> None:
    for n in (10, 1000):
        output = graph(n)
        work.calls = work.elements = 0
        output.backward()
        assert abs(work.calls - calls * n) <= 5
        assert abs(work.elements - elements * n) <= 10


def test_taking_elements_one_by_one_makes_one_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def zeros(*args: Any, **kwargs: Any) -> Any:
        made.append(args)
        return np.zeros(*args, **kwargs)

    class CountingNumpy:
        def __getattr__(self, name: str) -> Any:
            return zeros if name == "zeros" else getattr(np, name)

    x = Tensor(np.arange(1000.0), requires_grad=True)
    total = sum((x[i] * float(i) for i in range(1000)), Tensor(0.0))
    monkeypatch.setattr(ag.pullback, "np", CountingNumpy())
    total.backward()
    assert len(made) == 1
    assert x.grad.tolist() == list(range(1000))


def test_the_buffer_is_the_passes_own() -> None:
    """It starts from what other uses contributed, and no caller's array is written to."""
    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    given = np.array([10.0, 10.0, 10.0])
    y = x * 1.0
    z = y + 0.0
    (y[0] + y[[1, 1]].sum() + (z * given).sum() + y[::2].sum()).backward()
    assert x.grad.tolist() == [12.0, 12.0, 11.0]
    x.grad = None
    kept = Tensor([5.0, 5.0, 5.0])
    w = x + 0.0
    (first, second) = ag.gradients([w, w[1]], [x, w], [kept, Tensor(1.0)])
    assert kept.tolist() == [5.0, 5.0, 5.0]
    assert first.tolist() == second.tolist() == [5.0, 6.0, 5.0]
    assert not np.shares_memory(first.data, second.data)


def test_the_one_buffer_is_copied_once_at_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = []

    class CountingNumpy:
        def __getattr__(self, name: str) -> Any:
            return array if name == "array" else getattr(np, name)

    def array(*args: Any, **kwargs: Any) -> Any:
        copied.append(args)
        return np.array(*args, **kwargs)

    for borrowed in (0, 1):
        x = Tensor(np.arange(50.0), requires_grad=True)
        total = sum((x[i] * 2.0 for i in range(50)), Tensor(0.0))
        if borrowed:
            total = total + (x + 0.0).sum()
        with monkeypatch.context() as patch:
            patch.setattr(ag.pullback, "np", CountingNumpy())
            total.backward()
        assert x.grad.tolist() == [2.0 + borrowed] * 50
        assert len(copied) <= borrowed
