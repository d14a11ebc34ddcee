"""Local derivatives on the edges of a graph: numbers, arrays or formulas of the chain rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

import autograd as ag
from autograd import Tensor
from autograd.show import Graph, Node, graph
from tests.autograd.show.decks import quiz_three
from tests.autograd.show.random_graphs import random_outputs


def locals_of(output: Tensor, **options: Any) -> list[Any]:
    return [e.local for e in graph(output, local=True, **options).edges if e.position is not None]


def graph_result(data: Graph, operation: str) -> Node:
    head = next(e.head for e in data.edges if e.tail == operation)
    return next(n for n in data.nodes if n.key == head)


def test_local_derivatives_of_numbers_are_numbers() -> None:
    values = {e.tail + e.head: e.local.value for e in graph(quiz_three(), local=True).edges if e.local}
    # d(ab)/da = b, d(ab)/db = a; d(a + b) = 1, 1; d(xy)/dx = y, d(xy)/dy = x.
    assert values == {"v0o2": 3.0, "v1o2": 2.0, "v0o4": 1.0, "v1o4": 1.0, "v3o6": 5.0, "v5o6": 6.0}


def test_one_operand_used_twice_has_two_edges_with_their_own_numbers() -> None:
    x, y = Tensor(3.0, requires_grad=True), Tensor(5.0, requires_grad=True)
    both = graph(ag.where(x > 0, x * y, x - x), local=True)
    product, difference = (
        [e.local.value for e in both.edges if e.head == n.key] for n in both.nodes if n.sign in "*-" and n.sign
    )
    assert product == [5.0, 3.0]
    assert difference == [1.0, -1.0]


def test_local_derivatives_of_arrays_are_arrays_or_formulas() -> None:
    x = Tensor([[1.0, -2.0]], requires_grad=True, name="x")
    w = Tensor([[3.0], [4.0]], requires_grad=True, name="w")
    relu, by_x, by_w = locals_of(ag.relu(x))[0], *locals_of(x @ w)
    assert relu.value.tolist() == [[1.0, 0.0]]
    assert (by_x.value, by_w.value) == (None, None)
    assert by_x.formula in ("g @ w.T", "g @ permute(w, axes=(1, 0))")
    assert by_w.formula in ("x.T @ g", "permute(x, axes=(1, 0)) @ g")


def test_a_constant_tensor_has_no_local_derivative() -> None:
    y = Tensor(3.0, requires_grad=True) * Tensor(2.0)
    assert [found and found.value for found in locals_of(y)] == [2.0, None]


def test_constants_and_labels_have_no_local_derivative() -> None:
    x = Tensor(3.0, requires_grad=True)
    assert [found and found.value for found in locals_of(x * 2.0)] == [2.0, None]
    assert [found is None for found in locals_of(ag.where(x > 1, x, 0.0))] == [True, False, True]


def test_values_that_are_gone_leave_the_formula() -> None:
    x = Tensor(3.0, requires_grad=True, name="x")
    w = Tensor(2.0, requires_grad=True, name="w")
    y = x * w
    with ag.no_grad():
        w -= 1.0
    by_x, by_w = locals_of(y)
    assert (by_x.value, by_x.formula) == (None, "g * w")
    assert (by_w.value, by_w.formula) == (3.0, "g * x")


def test_users_own_operations_have_local_derivatives_too() -> None:
    @ag.operation(lambda g, out, x: g * 3.0 * x**2, sign="³")
    def cube(x: Any) -> Any:
        return x * x * x

    data = graph(cube(Tensor(2.0, requires_grad=True)), local=True)
    assert data.edges[0].local.value == 12.0
    assert data.nodes[1].sign == "³"


@given(random_outputs())
def test_every_local_derivative_carries_the_gradient_on(output: Tensor) -> None:
    if not output.requires_grad or output.size != 1:
        output = (output * 1.0).sum()
    if not output.requires_grad:
        return
    output.backward(retain_graph=True)
    data = graph(output, local=True)
    nodes = {n.key: n for n in data.nodes}
    for edge in data.edges:
        if edge.local is None or edge.local.value is None or edge.contribution is None:
            continue
        arriving = graph_result(data, edge.head).gradient
        product = np.asarray(arriving * edge.local.value)
        shape = np.shape(nodes[edge.tail].value)
        part = product
        while part.ndim > len(shape):
            part = part.sum(axis=0)
        for axis, size in enumerate(shape):
            if size == 1 and part.shape[axis] != 1:
                part = part.sum(axis=axis, keepdims=True)
        np.testing.assert_allclose(np.broadcast_to(part, shape), edge.contribution, rtol=1e-9, atol=1e-12)


def test_a_nameless_operand_is_not_called_as_another_tensor_is() -> None:
    """At `**` the operand is w * x - 3, not the tensor that the user calls x."""
    w, x = (Tensor([v, v + 1.0], requires_grad=True, name=n) for v, n in ((0.5, "w"), (2.0, "x")))
    formulas = [e.local.formula for e in graph((w * x - 3.0) ** 2, local=True).edges if e.local]
    assert formulas[-1] == "g * (2 * in1)"
    assert formulas[:2] == ["g * x", "g * w"]
