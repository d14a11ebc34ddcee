"""Size: a million nodes, no recursion, no growth, no reference cycles."""

from __future__ import annotations

import gc
import statistics
import sys
import tracemalloc
import weakref
from itertools import pairwise

import numpy as np
import pytest

import autograd as ag
import nn
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


def chain(nodes: int) -> tuple[Tensor, Tensor]:
    x = Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(nodes // 2):
        y = y * 0.999 + x
    return x, y


@pytest.mark.usefixtures("without_collector")
def test_each_node_of_a_chain_takes_the_same_memory() -> None:
    recorded = []
    for nodes in (10_000, 20_000, 40_000, 80_000, 160_000):
        before = sys.getallocatedblocks()
        x, y = chain(nodes)
        recorded.append(sys.getallocatedblocks() - before)
        y.backward()
        assert sys.getallocatedblocks() - before < recorded[-1] + 100  # a gradient and a note
        del x, y
        assert sys.getallocatedblocks() - before < 5_000  # Python keeps some tuples for reuse
    # A Tensor, the pair of its inputs, its value, and the time at which it was recorded.
    more = [after - before for before, after in pairwise(recorded)]
    assert more == pytest.approx([40_000, 80_000, 160_000, 320_000], rel=0.02)


@pytest.mark.usefixtures("without_collector")
def test_a_node_of_a_chain_is_small() -> None:
    chain(10)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        x, y = chain(10_000)
        size = (tracemalloc.get_traced_memory()[0] - before) / 10_000
        tracemalloc.reset_peak()
        y.backward()
        peak = (tracemalloc.get_traced_memory()[1] - before) / 10_000
    finally:
        tracemalloc.stop()
    assert size < 250
    assert peak < size + 50  # the pass has a list of the nodes, and no table beside it
    assert x.grad is not None


@pytest.mark.usefixtures("without_collector")
def test_memory_is_flat_over_ten_thousand_training_steps() -> None:
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
    optimizer = nn.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    x = ag.tensor([[0.0, 1.0], [1.0, 0.0]]).astype(np.float32)
    y = ag.tensor([[1.0], [0.0]]).astype(np.float32)

    def train(steps: int) -> int:
        for _ in range(steps):
            optimizer.zero_grad()
            difference = model(x) - y
            (difference * difference).mean().backward()
            optimizer.step()
        return sys.getallocatedblocks()

    train(1_000)  # Python and NumPy keep some of what they free, up to a bound
    blocks = [train(2_000) for _ in range(6)]
    assert abs(blocks[-1] - blocks[0]) < 0.01 * blocks[0]
    # Were one block left of each step, these would be 2,000.
    growth = [after - before for before, after in pairwise(blocks)]
    assert abs(statistics.median(growth)) < 100


def test_a_graph_recorded_between_others_is_gone_through_as_fast() -> None:
    x = Tensor(1.0, requires_grad=True)
    y = z = x
    for i in range(200):
        y = y * 0.5
        for _ in range(i % 7):
            z = z + 1.0  # between the times of the operations behind y
    y.backward(retain_graph=True)
    assert x.grad.item() == 0.5**200
    (y + z).backward()
    assert x.grad.item() == 1.0 + 2 * 0.5**200
