"""Repeated blocks: loops of all kinds shown once, nothing invented, nothing lost, in linear time."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd as ag
import nn
from autograd import Tensor
from autograd.show import Graph, graph
from autograd.show.arranging.repeats import with_repeats


def weight(name: str = "w") -> Tensor:
    return Tensor(0.5, requires_grad=True, name=name)


def operations(data: Graph) -> list[str | None]:
    return [node.name for node in data.nodes if node.kind == "operation"]


def repeats(data: Graph) -> list[int]:
    return [group.repeats for group in data.groups]


def inside(data: Graph, place: int = 0) -> list[str | None]:
    """The operations directly in a group."""
    nodes = {node.key: node for node in data.nodes}
    members = (nodes[key] for key in data.groups[place].nodes)
    return [node.name for node in members if node.kind == "operation"]


def recurrent(steps: int) -> Tensor:
    w, h = weight(), Tensor(0.1, name="h0")
    for t in range(steps):
        h = ag.tanh(w * h + float(t))
    return h


def squares(steps: int) -> Tensor:
    w, total = weight(), 0.0
    for t in range(steps):
        total = total + (w * float(t) - 2.0) ** 2
    return total


def chain(steps: int) -> Tensor:
    y = weight()
    for _ in range(steps):
        y = ag.sin(y)
    return y


@pytest.mark.parametrize(
    ("program", "block"),
    [
        (recurrent, ["multiply", "add", "tanh"]),
        (squares, ["multiply", "subtract", "power", "add"]),
        (chain, ["sin"]),
    ],
)
@pytest.mark.parametrize("steps", [3, 4, 1000])
def test_a_loop_is_its_first_step_and_its_result(
    program: Callable[[int], Tensor], block: list[str], steps: int
) -> None:
    output = program(steps)
    data = with_repeats(graph(output))
    assert operations(data) == inside(data) == block
    assert repeats(data) == [steps]
    assert data.groups[0].title == f"× {steps:,}, the first is shown"
    # The output is the last step's, and stands outside with its own number.
    assert data.nodes[-1].tensor is output
    assert data.nodes[-1].key not in data.groups[0].nodes
    last = next(node.key for node in data.nodes if node.name == block[-1])
    assert (last, data.nodes[-1].key) in [(e.tail, e.head) for e in data.edges]


def test_what_is_shared_and_what_a_loop_starts_with_lie_outside() -> None:
    data = with_repeats(graph(recurrent(5)))
    outside = [n.name for n in data.nodes if n.key not in data.groups[0].nodes]
    assert outside == ["w", "h0", None]
    # w, h0, multiply, its result, the number 0, add, its result, tanh, its result, the output.
    assert len(data.nodes) == 10


def test_two_in_a_row_stay() -> None:
    data = graph(recurrent(2))
    assert with_repeats(data) is data


def test_layers_with_weights_of_their_own_are_repeats() -> None:
    y = Tensor([1.0, 2.0], name="x")
    for i in range(6):
        y = ag.relu(y * Tensor([1.0, 1.0], requires_grad=True, name=f"w{i}"))
    data = with_repeats(graph(y))
    assert operations(data) == ["multiply", "relu"]
    assert [n.name for n in data.nodes if n.kind == "leaf"] == ["w0"]
    assert "w0" in [n.name for n in data.nodes if n.key in data.groups[0].nodes]


def test_weights_that_take_turns_make_a_longer_block() -> None:
    a, b, y = weight("a"), weight("b"), Tensor(1.0)
    for _ in range(4):
        y = y * a * b
    data = with_repeats(graph(y))
    assert operations(data) == ["multiply", "multiply"]
    assert [n.name for n in data.nodes if n.kind == "leaf"] == ["a", "b"]


def test_parts_of_one_array_are_alike() -> None:
    x = Tensor(np.arange(12.0).reshape(6, 2), requires_grad=True, name="x")
    h = Tensor(np.zeros(2))
    for t in range(6):
        h = ag.tanh(h + x[t])
    assert operations(with_repeats(graph(h))) == ["getitem", "add", "tanh"]


@pytest.mark.parametrize("kind", [float, np.float32, np.float64])
def test_numbers_of_any_kind_make_a_difference(kind: type) -> None:
    y = weight()
    for slope in (0.1, 0.2, 0.3):
        y = ag.leaky_relu(y, kind(slope))
    data = graph(y)
    assert with_repeats(data) is data


def test_equal_layers_with_a_function_of_their_own_are_alike() -> None:
    model = nn.Sequential(*(nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)) for _ in range(3)))
    data = with_repeats(graph(model(Tensor(np.eye(2, dtype=np.float32)))))
    assert repeats(data) == [3]


def test_parameters_and_shapes_make_a_difference() -> None:
    y = weight()
    for limit in (1.0, 2.0, 3.0):
        y = ag.clip(y, 0.0, limit)
    data = graph(y)
    assert with_repeats(data) is data
    x = Tensor(np.ones((2, 2, 2)), requires_grad=True)
    data = graph(ag.sum(ag.sum(ag.sum(x, axis=0), axis=0), axis=0))
    assert with_repeats(data) is data


def test_wiring_makes_a_difference() -> None:
    # Every step takes the one before last too, but in another place each time.
    w = weight()
    a, b, c = w * 1.0, w * 2.0, w * 3.0
    y = ((a * b) * (c * a)) * (b * c)
    data = with_repeats(graph(y))
    assert repeats(data) == [3]  # the three products of w with a number, no more
    assert len(operations(data)) == 1 + 5


def test_a_loop_in_a_loop_is_a_group_in_a_group() -> None:
    w = weight()
    y = ag.log(w)
    for _ in range(4):
        for _ in range(5):
            y = ag.sin(y * w)
        y = ag.exp(y)
    data = with_repeats(graph(y))
    assert operations(data) == ["log", "multiply", "sin", "exp"]
    inner = next(g for g in data.groups if g.repeats == 5)
    outer = next(g for g in data.groups if g.repeats == 4)
    assert (inner.parent, outer.parent) == (outer.key, None)


def test_one_loop_after_another_over_its_results() -> None:
    x = Tensor(np.ones((5, 2)), requires_grad=True, name="x")
    values = [x[t] for t in range(5)]
    for name in ("first", "second"):
        w, h, results = Tensor(np.eye(2), requires_grad=True, name=name), Tensor(np.zeros(2)), []
        for value in values:
            h = ag.tanh(w @ h + value)
            results.append(h)
        values = results
    data = with_repeats(graph(ag.stack(values)))
    assert operations(data) == ["getitem", "matmul", "add", "tanh", "matmul", "add", "tanh", "stack"]
    assert repeats(data) == [5, 5, 5]
    # Of the five values that are stacked the first and the last are shown.
    stack = next(n.key for n in data.nodes if n.name == "stack")
    assert [e.position for e in data.edges if e.head == stack] == [0, 4]


def test_gradient_descent_unrolled_is_one_step() -> None:
    w = weight()
    for _ in range(8):
        with ag.enable_grad():
            (slope,) = ag.gradients((w * 3.0 - 1.0) ** 2, w, create_graph=True)
            w = w - 0.1 * slope
    data = with_repeats(graph(w))
    assert repeats(data)[0] >= 6
    assert len(data.nodes) < len(graph(w).nodes) / 3


def check(whole: Graph, left: Graph) -> None:
    """What every condensed graph must be: part of the whole, in order, each node in one group."""
    known = {node.key: node for node in whole.nodes}
    assert all(known[node.key] == node for node in left.nodes)
    assert left.nodes[-1] is whole.nodes[-1]
    place = {node.key: i for i, node in enumerate(left.nodes)}
    assert all(place[e.tail] < place[e.head] for e in left.edges)
    # An edge is a recorded one, or goes the way of one from a node of the same kind and name.
    ends = {(e.tail, e.head) for e in whole.edges}
    described = {(known[t].kind, known[t].name, known[t].shape, h) for t, h in ends}
    for edge in left.edges:
        tail = known[edge.tail]
        assert (edge.tail, edge.head) in ends or (tail.kind, tail.name, tail.shape, edge.head) in described
    members = [key for group in left.groups for key in group.nodes]
    assert len(members) == len(set(members)) == len(set(members) & set(place))
    keys = {group.key for group in left.groups}
    assert all(group.parent is None or group.parent in keys for group in left.groups)
    # Hidden and shown are all: a block of n operations that comes k times hides n (k - 1).
    inner = {g.key: [k for k in g.nodes if known[k].kind == "operation"] for g in left.groups}
    times = {g.key: g for g in left.groups}
    total = sum(n.kind == "operation" and n.key not in members for n in left.nodes)
    for key, found in inner.items():
        product, group = 1, times[key]
        while True:
            product *= group.repeats
            if group.parent is None:
                break
            group = times[group.parent]
        total += len(found) * product
    assert total == sum(node.kind == "operation" for node in whole.nodes)


def grown(seed: int, size: int, period: int) -> Tensor:
    """A program of random operations on the last few values, repeated with some disturbance."""
    random = Random(seed)
    values = [weight(), weight("u"), weight()]
    body = [(random.randrange(3), random.randrange(1, 4), random.randrange(1, 4)) for _ in range(period)]
    for i in range(size):
        kind, a, b = body[i % period] if random.random() < 0.97 else (0, 1, 1)
        x, y = values[-a], values[-b]
        values.append((ag.minimum, ag.arctan2, lambda p, q: ag.tanh(p) * 0.5)[kind](x, y))
    return values[-1]


@given(st.integers(0, 10**6), st.integers(1, 80), st.integers(1, 9))
def test_any_program_keeps_its_nodes_edges_and_order(seed: int, size: int, period: int) -> None:
    whole = graph(grown(seed, size, period))
    left = with_repeats(whole)
    check(whole, left)
    assert with_repeats(whole) == left


@pytest.mark.parametrize("program", [recurrent, squares, chain])
def test_loops_keep_their_nodes_edges_and_order(program: Callable[[int], Tensor]) -> None:
    whole = graph(program(50))
    check(whole, with_repeats(whole))


def test_a_graph_of_many_thousand_nodes() -> None:
    data = with_repeats(graph(recurrent(3000)))
    assert len(data.nodes) == 10


def test_a_single_leaf_stays() -> None:
    data = graph(weight())
    assert with_repeats(data) is data


def test_a_network_of_single_numbers_is_a_neuron_of_each_layer() -> None:
    numbers = iter(range(10**6))
    values: list[Tensor] = [Tensor(1.0, name=f"x{i}") for i in range(3)]
    for width in (8, 8, 1):
        layer = []
        for _ in range(width):
            total = Tensor(float(next(numbers)), requires_grad=True)
            for x in values:
                total = total + x * Tensor(float(next(numbers)) / 100, requires_grad=True)
            layer.append(ag.tanh(total))
        values = layer
    whole = graph(values[0])
    left = with_repeats(whole)
    check(whole, left)
    assert operations(left) == ["multiply", "add", "tanh"] * 3
    assert sorted(repeats(left)) == [3, 8, 8, 8, 8]
