"""The recorded graph as data: its nodes and edges, gradients, local derivatives, names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

import autograd as ag
import nn
from autograd import Tensor
from autograd.show import Graph, Node, graph
from tests.autograd.show.dot_text import parsed
from tests.autograd.show.random_graphs import random_outputs


def example() -> tuple[Tensor, Tensor]:
    x = Tensor(3.0, requires_grad=True, name="x")
    y = x * x + 2.0
    y.name = "y"
    return x, y


def node(data: Graph, name: str) -> Node:
    return next(n for n in data.nodes if n.name == name and n.kind != "operation")


def test_it_has_the_recorded_nodes_and_edges_in_topological_order() -> None:
    _, y = example()
    data = graph(y)
    assert [(n.kind, n.name) for n in data.nodes] == [
        ("leaf", "x"), ("operation", "multiply"), ("value", None), ("constant", None),
        ("operation", "add"), ("value", "y"),
    ]  # fmt: skip
    label = {n.key: n.name or n.value for n in data.nodes}
    assert [(label[e.tail], label[e.head]) for e in data.edges] == [
        ("x", "multiply"), ("x", "multiply"), ("multiply", 9.0), (9.0, "add"), (2.0, "add"),
        ("add", "y"),
    ]  # fmt: skip
    place = {n.key: i for i, n in enumerate(data.nodes)}
    assert all(place[e.tail] < place[e.head] for e in data.edges)


@pytest.mark.parametrize("requires_grad", [True, False])
def test_a_single_tensor_is_a_graph(requires_grad: bool) -> None:
    data = graph(Tensor(1.0, requires_grad=requires_grad))
    assert [n.kind for n in data.nodes] == ["leaf" if requires_grad else "constant"]
    assert data.edges == []


def test_node_of_finds_the_value_of_a_tensor() -> None:
    x, y = example()
    data = graph(y)
    assert data.node_of(x).key == "v0"
    assert data.node_of(y) is data.nodes[-1]
    with pytest.raises(KeyError, match="the graph has no node of this Tensor"):
        data.node_of(Tensor(1.0))


# --- gradients ------------------------------------------------------------------------------------


def test_gradients_are_missing_before_a_pass_and_right_after_it() -> None:
    x, y = example()
    assert all(n.gradient is None for n in graph(y).nodes)
    y.backward()
    gradients = {n.name or n.value: n.gradient for n in graph(y).nodes if n.kind != "operation"}
    assert gradients == {"x": 6.0, 9.0: 1.0, 2.0: None, "y": 1.0}
    assert x.grad.item() == 6.0


def test_a_pass_from_another_output_is_none_from_this_one() -> None:
    x, y = example()
    (x * 5.0).backward()
    assert node(graph(y), "x").gradient is None


def test_a_leafs_grad_is_shown_beside_what_this_output_gives() -> None:
    x, y = example()
    y.backward(retain_graph=True)
    y.backward()
    assert (node(graph(y), "x").gradient, node(graph(y), "x").derivative) == (12.0, 6.0)
    x.grad = None
    assert (node(graph(y), "x").gradient, node(graph(y), "x").derivative) == (None, 6.0)


def test_a_computed_value_shows_no_retained_sum_of_passes() -> None:
    x = Tensor(3.0, requires_grad=True)
    y = x * x
    y.name = "y"
    y.retain_grad()
    z = y * 2.0
    z.backward(retain_graph=True)
    z.backward()
    assert y.grad.item() == 4.0
    assert node(graph(z), "y").gradient == 2.0


def test_the_error_of_terms_that_cancel_is_no_other_gradient() -> None:
    # Batch normalisation takes away any bias before it: its gradient is 0 but for rounding.
    ag.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(72, 3))
    loss = (model(ag.randn(2, 1, 8, 8, dtype=np.float32)) ** 2).mean()
    loss.backward(retain_graph=True)
    bias = node(graph(loss, model=model), "0.bias")
    np.testing.assert_array_equal(bias.gradient, bias.derivative)
    loss.backward()
    weight = node(graph(loss, model=model), "0.weight")
    np.testing.assert_allclose(weight.gradient, 2 * weight.derivative, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("scale", [1e-160, 1.0, 1e160])
def test_gradients_of_any_size_differ_after_two_passes(scale: float) -> None:
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True, name="x")
    y = (x * scale).sum()
    y.backward(retain_graph=True)
    y.backward()
    shown = node(graph(y), "x")
    np.testing.assert_array_equal(shown.gradient, 2 * scale * np.ones(2))
    np.testing.assert_array_equal(shown.derivative, scale * np.ones(2))


def test_looking_does_not_disturb() -> None:
    x, y = example()
    graph(y, local=True)
    assert x.grad is None
    y.backward()
    graph(y, local=True)
    ag.draw(y, edges="contributions")
    assert x.grad.item() == 6.0
    assert y.grad is None


def test_a_gradient_of_which_one_part_is_not_known_is_not_shown() -> None:
    x = Tensor(1.0, requires_grad=True, name="x")
    w = Tensor(2.0, requires_grad=True, name="w")
    deeper = x * 5.0
    deeper.name = "deeper"
    h = deeper * 3.0
    h.name = "h"
    y = w * h + h
    y.backward()
    assert {n.name: n.gradient for n in graph(y).nodes if n.name in ("h", "deeper")} == {"h": 3.0, "deeper": 9.0}
    with ag.no_grad():
        w -= 10.0
    data = graph(y)
    shown = {n.name: n.gradient for n in data.nodes if n.name in ("h", "deeper", "x")}
    assert shown == {"h": None, "deeper": None, "x": 45.0}  # a leaf shows its .grad
    assert [n.name for n in data.nodes if n.updated] == ["w"]


def test_after_the_pass_gradients_go_through_what_operations_saved() -> None:
    x = Tensor([[3.0, 1.0], [3.0, 2.0]], requires_grad=True)
    y, z = x * 2.0, x * 3.0
    y.name, z.name = "y", "z"
    ordered = ag.sort(y, axis=0) * Tensor([[1.0, 10.0], [100.0, 1000.0]])
    total = ordered.sum() + z.max(axis=0).sum()
    total.backward()
    gradients = {n.name: n.gradient for n in graph(total).nodes if n.name in ("y", "z")}
    # Equal ones keep their order; of equal ones the first is the largest.
    assert gradients["y"].tolist() == [[1.0, 10.0], [100.0, 1000.0]]
    assert gradients["z"].tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_what_a_large_operation_saved_is_gone_and_its_gradient_unknown() -> None:
    x = Tensor(np.arange(3000.0), requires_grad=True)
    y = x * 1.0
    y.name = "y"
    total = (ag.sort(y)[:2] * 2.0).sum()
    total.backward()
    assert x.grad[:3].tolist() == [2.0, 2.0, 0.0]
    assert node(graph(total), "y").gradient is None


# --- local derivatives ----------------------------------------------------------------------------


def locals_of(output: Tensor, **options: Any) -> list[Any]:
    return [e.local for e in graph(output, local=True, **options).edges if e.position is not None]


def test_a_checkpoint_is_not_run_again() -> None:
    calls = []

    def block(x: Tensor) -> Tensor:
        calls.append(1)
        return ag.exp(x * 2.0)

    x = Tensor(np.zeros(2000), requires_grad=True)
    locals_of(ag.checkpoint(block, x).sum())
    assert calls == [1]


# --- names ----------------------------------------------------------------------------------------


def test_names_of_variables_and_of_a_models_parameters_and_buffers() -> None:
    first, second = Tensor([1.0], requires_grad=True), Tensor([2.0], requires_grad=True)
    assert [n.name for n in graph(first * second, names=locals()).nodes if n.kind == "leaf"] == ["first", "second"]
    model = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1)).eval()
    names = {n.name for n in graph(model(Tensor([[1.0, 2.0]])), model=model).nodes}
    assert {"0.weight", "0.bias", "1.weight", "1.bias"} <= names


def test_names_that_start_with_an_underscore_are_not_taken() -> None:
    x, y = Tensor(3.0, requires_grad=True), Tensor(2.0, requires_grad=True)
    found = graph(x * y, names={"_": x, "_1": y, "__": y, "y_": y})
    assert [n.name for n in found.nodes if n.kind == "leaf"] == [None, "y_"]


@pytest.mark.parametrize("bias", [True, False])
def test_a_missing_bias_is_no_node_and_a_cast_input_keeps_its_name(bias: bool) -> None:
    layer, x = nn.Linear(2, 1, bias=bias), Tensor(np.array([[1.0, 2.0]]), name="x")
    assert (x.dtype, layer.weight.dtype) == (np.float64, np.float32)
    assert [(n.kind, n.name) for n in graph(layer(x), model=layer).nodes] == [
        ("constant", "x"), ("leaf", "weight"), *[("leaf", "bias")] * bias,
        ("operation", "linear"), ("value", None),
    ]  # fmt: skip


def test_wrong_calls() -> None:
    _, y = example()
    with pytest.raises(TypeError, match="takes the Tensor whose computation to show, got float"):
        graph(3.0)
    with pytest.raises(TypeError, match="names: must map names to tensors.*got list"):
        graph(y, names=[y])
    with pytest.raises(TypeError, match=r"model: must be a module with named_parameters\(\), got int"):
        graph(y, model=3)
    with pytest.raises(TypeError, match=r"named_parameters\(\), got the class Linear"):
        graph(y, model=nn.Linear)
    assert len(graph(y, names={1: y, "_": y}).nodes) == 6


# --- all of the recorded graph, and nothing else ----------------------------------------------------


def walked(output: Tensor) -> tuple[list[str], list[tuple[str, str]]]:
    """Walk the recorded graph naively: what kind of nodes there are, and which edges."""
    nodes: dict[Any, str] = {}
    edges = []

    def visit(x: Any) -> Any:
        mark: Any = id(x) if isinstance(x, (Tensor, np.ndarray)) else object()
        if mark in nodes:
            return mark
        operation = getattr(x, "_operation", None)
        nodes[mark] = "value" if operation else "leaf" if getattr(x, "requires_grad", False) else "constant"
        if operation:
            nodes["by", mark] = operation.name
            for operand in x._inputs:
                edges.append((visit(operand), ("by", mark)))
            edges.append((("by", mark), mark))
        return mark

    visit(output)
    return sorted(nodes.values()), sorted((nodes[tail], nodes[head]) for tail, head in edges)


@given(random_outputs())
def test_graphviz_gets_the_nodes_and_edges_of_the_recorded_graph(output: Tensor) -> None:
    data = graph(output)
    kinds = {n.key: n.name if n.kind == "operation" else n.kind for n in data.nodes}
    dot = parsed(ag.draw(output, collapse=False).source)
    nodes, edges = walked(output)
    assert sorted(kinds[key] for key in dot.nodes) == nodes
    assert sorted((kinds[tail], kinds[head]) for tail, head, _ in dot.edges) == edges
    assert all(given["id"] == key for key, given in dot.nodes.items())
    ids = [given["id"] for _, _, given in dot.edges]
    assert len(set(ids)) == len(ids)


def test_a_deep_graph_is_read_without_recursion() -> None:
    y = Tensor(1.0, requires_grad=True)
    for _ in range(50_000):
        y = -y
    y.backward()
    data = graph(y, local=True)
    assert len(data.nodes) == 100_001
    assert data.nodes[0].gradient == 1.0
    assert data.edges[0].local.value == -1.0


def test_a_name_of_its_own_comes_before_a_variables_and_a_models_before_both() -> None:
    h = Tensor(2.0, requires_grad=True, name="u5")
    names = [node.name for node in graph(h * 3.0, names={"u": h}).nodes]
    assert names == ["u5", None, "multiply", None]
    layer = nn.Linear(1, 1)
    layer.weight.name = "w"
    (weight,) = [n for n in graph(layer(Tensor([1.0])), {"v": layer.weight}, layer).nodes if n.tensor is layer.weight]
    assert weight.name == "weight"


def test_a_result_that_was_written_to_is_marked() -> None:
    y = Tensor(3.0, requires_grad=True) * 2.0
    assert not graph(y).node_of(y).updated
    y.data = 5.0
    assert graph(y).node_of(y).updated


