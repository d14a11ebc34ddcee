"""Size: a million nodes, no recursion, no growth, no reference cycles."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.show import graph


@pytest.fixture
def without_collector() -> object:
    enabled = gc.isenabled()
    gc.disable()
    yield
    if enabled:
        gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_a_chain_of_a_million_nodes() -> None:
    x = Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(500_000):
        y = (y + 1.0) - 1.0
    y.backward()
    assert x.grad.item() == 1.0
    assert repr(y) == "Tensor(1.0, operation=subtract)"
    y = None
    assert x.grad.item() == 1.0


@pytest.mark.usefixtures("without_collector")
def test_a_deep_chain_of_arrays_and_its_second_derivative() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y * 1.0
    (slope,) = ag.gradients((y * y).sum(), x, create_graph=True)
    (curvature,) = ag.gradients(slope.sum(), x)
    assert curvature.tolist() == [2.0, 2.0]


def test_wide_fan_in_and_fan_out() -> None:
    x = Tensor(1.0, requires_grad=True)
    parts = [x * float(i) for i in range(20_000)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    total.backward()
    assert x.grad.item() == sum(range(20_000))


def test_a_graph_dies_with_its_output_without_the_collector(without_collector: object) -> None:
    x = Tensor(np.ones(10), requires_grad=True)
    for run in range(3):
        y = ag.exp(x * 2.0)
        loss = ag.softmax(y).max(axis=0) + y.sum()
        if run == 1:
            loss.backward()
        if run == 2:
            ag.gradients(loss, x, create_graph=True)
        alive = [weakref.ref(t) for t in (y, loss, *loss._inputs)]
        del y, loss
        assert [ref() for ref in alive] == [None] * len(alive)


def test_reading_the_graph_does_not_recurse() -> None:
    x = Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(5_000):
        y = y * 1.0
    assert len(graph(y).nodes) == 1 + 5_000 * 3
    assert "× 5,000, the first is shown" in ag.draw(y).source
    with pytest.raises(ValueError, match=r"the graph has 15,001 nodes, and more than 400 could not"):
        ag.draw(y, collapse=False)
