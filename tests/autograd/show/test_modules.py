"""Modules in a graph: what belongs to which, groups, and modules drawn as one node each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor
from autograd.show import Graph, graph
from autograd.show.arranging.membership import module_paths
from autograd.show.arranging.modules import arranged, with_modules

X = np.arange(6, dtype=np.float32).reshape(2, 3) / 6


def ones(*shape: int) -> Tensor:
    return Tensor(np.ones(shape, np.float32))


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x: Any) -> Any:
        return x + self.b(ag.relu(self.a(x)))


class Residual(nn.Module):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Block(3) for _ in range(count)])
        self.head = nn.Linear(3, 1)

    def forward(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


class Applied(nn.Module):
    """Two layers, used as a function says."""

    def __init__(self, how: Any) -> None:
        super().__init__()
        self.a, self.b, self.how = nn.Linear(3, 3), nn.Linear(3, 3), how

    def forward(self, x: Any) -> Any:
        return self.how(self, x)


def paths(output: Tensor, model: Any) -> list[tuple[str | None, str | None]]:
    """The operations of a graph and the modules they belong to."""
    data = graph(output)
    found = module_paths(data, model)
    return [(n.name, found.get(n.key)) for n in data.nodes if n.kind == "operation"]


def drawn(output: Tensor, model: Any, depth: int | None, collapse: bool = False) -> Graph:
    data = graph(output, model=model)
    left = arranged(data, model, depth, collapse)
    place = {node.key: i for i, node in enumerate(left.nodes)}
    assert len(place) == len(left.nodes)
    assert all(place[e.tail] < place[e.head] for e in left.edges)  # no cycles
    assert len({(e.tail, e.head, e.position) for e in left.edges}) == len(left.edges)
    assert left.nodes[-1].tensor is output
    keys = [key for group in left.groups for key in group.nodes]
    assert len(keys) == len(set(keys)) == len(set(keys) & set(place))
    return left


def steps(data: Graph) -> list[str | None]:
    """The names of modules and operations."""
    return [n.name for n in data.nodes if n.kind in ("operation", "module")]


def links(data: Graph) -> list[tuple[str, str]]:
    """The edges between modules, operations and inputs, by names."""
    name = {n.key: n.name or n.kind for n in data.nodes}
    return [(name[e.tail], name[e.head]) for e in data.edges]


def mlp() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))


def test_operations_belong_to_the_module_of_their_weights_or_lie_between() -> None:
    model = mlp()
    loss = ((model(ones(2, 3)) - 1.0) ** 2).mean()
    assert paths(loss, model) == [
        ("linear", "0"), ("relu", ""), ("linear", "2"), ("subtract", None), ("power", None), ("mean", None),
    ]  # fmt: skip


def test_what_lies_between_the_layers_of_a_block_belongs_to_the_block() -> None:
    model = Residual(2)
    assert paths(model(ones(2, 3)), model) == [
        ("linear", "layers.0.a"), ("relu", "layers.0"), ("linear", "layers.0.b"), ("add", ""),
        ("linear", "layers.1.a"), ("relu", "layers.1"), ("linear", "layers.1.b"), ("add", ""),
        ("linear", "head"),
    ]  # fmt: skip


def test_attention_is_one_module_with_its_projection_inside() -> None:
    class Encoder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed, self.attention = nn.Linear(3, 4), nn.MultiheadAttention(4, 2)
            self.head = nn.Linear(4, 1)

        def forward(self, x: Any) -> Any:
            h = self.embed(x)
            return self.head(h + self.attention(h, h, h)[0])

    model = Encoder()
    output = model(ones(5, 2, 3)).sum()
    assert dict(paths(output, model))["softmax"] == "attention"
    data = drawn(output, model, 1)
    assert [n for n in steps(data) if n != "permute"] == ["embed", "attention", "add", "head", "sum"]
    assert ("embed", "add") in links(data)  # the residual connection
    inner = [n.name for n in drawn(output, model, 2).nodes if n.kind == "module"]
    assert inner == ["attention.out_proj"]


@pytest.mark.parametrize("layer", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize("count", [1, 2])
def test_a_recurrent_layer_is_one_node_to_its_last_step(layer: Any, count: int) -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.recurrent, self.head = layer(3, 5, num_layers=count), nn.Linear(5, 2)

        def forward(self, x: Any) -> Any:
            return self.head(self.recurrent(x)[0])

    model = Model()
    data = drawn(model(ones(6, 2, 3)).sum(), model, 1)
    assert steps(data) == ["recurrent", "head", "sum"]
    node = next(n for n in data.nodes if n.name == "recurrent")
    assert (node.sign, node.shape) == (layer.__name__, (6, 2, 5))
    assert node.parameters == {"parameters": sum(p.size for p in model.recurrent.parameters())}


def test_all_modules_are_groups_without_a_depth() -> None:
    model = mlp()
    data = drawn(model(ones(2, 3)).sum(), model, None)
    assert data.nodes == graph(data.nodes[-1].tensor, model=model).nodes
    assert [(g.title, g.parent) for g in data.groups] == [
        ("Sequential", None), ("0  Linear", "g0"), ("2  Linear", "g0"),
    ]  # fmt: skip
    names = {n.key: n.name for n in data.nodes}
    assert [names[k] for k in data.groups[1].nodes] == ["0.weight", "0.bias", "linear", None]
    assert [names[k] for k in data.groups[0].nodes] == ["relu", None]


def test_depth_nought_makes_the_model_one_node_and_leaves_the_loss() -> None:
    model = mlp()
    x = Tensor(X, name="x")
    data = drawn(((model(x) - 1.0) ** 2).mean(), model, 0)
    assert links(data) == [
        ("x", "module"), ("module", "subtract"), ("constant", "subtract"), ("subtract", "value"),
        ("value", "power"), ("constant", "power"), ("power", "value"), ("value", "mean"), ("mean", "value"),
    ]  # fmt: skip
    node = next(n for n in data.nodes if n.kind == "module")
    # 3 * 4 + 4 + 4 * 1 + 1 parameters.
    assert (node.name, node.sign, node.shape) == (None, "Sequential", (2, 1))
    assert node.parameters == {"parameters": 21}


def test_depth_one_makes_the_layers_nodes_in_the_models_group() -> None:
    model = mlp()
    data = drawn(model(Tensor(X, name="x")).sum(), model, 1)
    assert links(data) == [
        ("x", "0"), ("0", "relu"), ("relu", "value"), ("value", "2"), ("2", "sum"), ("sum", "value"),
    ]  # fmt: skip
    assert [g.title for g in data.groups] == ["Sequential"]


def test_a_list_of_modules_is_no_level() -> None:
    model = Residual(3)
    data = drawn(model(ones(2, 3)).sum(), model, 1)
    assert steps(data) == ["layers.0", "add", "layers.1", "add", "layers.2", "add", "head", "sum"]


def test_a_named_result_and_the_models_own_output_are_shown() -> None:
    model = mlp()
    y = model(ones(2, 3))
    assert [n.kind for n in drawn(y, model, 0).nodes] == ["constant", "module", "value"]
    y.name = "y"
    assert ("module", "y") in links(drawn(y.sum(), model, 0))


def test_calls_on_several_inputs_are_several_nodes() -> None:
    model = Applied(lambda m, x: m.b(m.a(x) * m.a(x + 1.0)))
    assert steps(drawn(model(ones(2, 3)), model, 1)) == ["a", "a", "multiply", "b"]


def test_branches_that_are_joined_are_one_call() -> None:
    class Branches(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.one, self.two = nn.Linear(3, 2), nn.Linear(3, 2)

        def forward(self, x: Any) -> Any:
            return ag.concatenate([self.one(x), self.two(x)], axis=1)

    model = nn.Sequential(Branches(), nn.Linear(4, 1))
    assert steps(drawn(model(ones(2, 3)), model, 1)) == ["0", "1"]
    assert steps(drawn(model(ones(2, 3)) + model(ones(2, 3)), model, 1)) == ["0", "1", "0", "1", "add"]


def test_modules_that_take_turns_are_split_so_that_no_cycle_arises() -> None:
    model = Applied(lambda m, x: m.b(m.a(m.b(m.a(x)))))
    assert links(drawn(model(Tensor(X, name="x")), model, 1)) == [
        ("x", "a"), ("a", "b"), ("b", "a"), ("a", "b"), ("b", "value"),
    ]  # fmt: skip
    skip = Applied(lambda m, x: m.a(ag.tanh(m.a(x)) + m.b(m.a(x))))
    assert {"a", "b"} <= set(steps(drawn(skip(ones(2, 3)), skip, 1)))


def test_a_tied_weight_belongs_to_each_module_in_its_turn() -> None:
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder, self.decoder = nn.Linear(3, 3, bias=False), nn.Linear(3, 3, bias=False)
            self.decoder.weight = self.encoder.weight

        def forward(self, x: Any) -> Any:
            return self.decoder(ag.tanh(self.encoder(x)))

    model = Tied()
    assert paths(model(ones(2, 3)), model) == [("linear", "encoder"), ("tanh", ""), ("linear", "decoder")]


def test_a_penalty_on_the_weights_is_outside() -> None:
    model = mlp()
    loss = model(ones(2, 3)).mean() + 0.1 * (model[0].weight ** 2).sum()
    assert ("power", None) in paths(loss, model)
    data = drawn(loss, model, 1)
    assert [n for n in steps(data) if n in ("0", "2")] == ["0", "2"]
    assert ("0.weight", "power") in links(data)
    assert ("0.weight", "0") in links(data)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("layer", [nn.BatchNorm2d(4), nn.GroupNorm(2, 4), nn.BatchNorm2d(4, affine=False)])
def test_normalisation_uses_its_weights_reshaped(training: bool, layer: Any) -> None:
    model = nn.Sequential(nn.Conv2d(1, 4, 3), layer, nn.Conv2d(4, 1, 1)).train(training)
    found = steps(drawn(model(ones(2, 1, 6, 6)).sum(), model, 1))
    if list(layer.parameters()):
        assert [n for n in found if n != "reshape"] == ["0", "1", "2", "sum"]
    else:  # nothing tells that it is more than an operation between two layers
        assert found[:1] + found[-2:] == ["0", "2", "sum"]


def test_an_embedding_is_a_module_that_takes_data() -> None:
    model = nn.Sequential(nn.Embedding(10, 4), nn.LayerNorm(4), nn.Linear(4, 10))
    data = drawn(model(Tensor(np.array([[1, 2, 3]]))).mean(), model, 1)
    assert steps(data) == ["0", "1", "2", "mean"]


def test_equal_modules_in_a_row_become_one_node() -> None:
    blocks = [nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3)) for _ in range(6)]
    model = nn.Sequential(*blocks, nn.Linear(3, 1))
    data = drawn(model(ones(2, 3)), model, 1, collapse=True)
    assert steps(data) == ["0 … 5", "6"]
    node = next(n for n in data.nodes if n.kind == "module")
    # 6 blocks of 2 layers of 3 * 3 + 3.
    assert (node.sign, node.parameters) == ("Sequential × 6", {"parameters": 144})


def test_modules_of_a_class_that_compute_something_else_are_not_equal() -> None:
    blocks = [nn.Sequential(nn.Linear(3, 3), f(), nn.Linear(3, 3)) for f in (nn.Tanh, nn.ReLU, nn.Tanh)]
    model = nn.Sequential(*blocks)
    assert steps(drawn(model(ones(2, 3)), model, 1, collapse=True)) == ["0", "1", "2"]


def test_blocks_with_operations_between_are_groups_that_say_how_many() -> None:
    model = Residual(6)
    data = drawn(model(ones(2, 3)).sum(), model, None, collapse=True)
    assert [(g.title, g.repeats) for g in data.groups] == [
        ("Residual", 1), ("× 6, the first is shown", 6), ("layers.0  Block", 1),
        ("layers.0.a  Linear", 1), ("layers.0.b  Linear", 1), ("head  Linear", 1),
    ]  # fmt: skip
    assert [g.parent for g in data.groups] == [None, "g0", "r0", "g1", "g1", "g0"]


def test_collapsing_is_the_default_for_large_graphs_only() -> None:
    for count, collapsed in ((4, False), (40, True)):
        model = Residual(count)
        data = graph(model(ones(2, 3)), model=model)
        assert (len(arranged(data, model).nodes) < len(data.nodes)) is collapsed


def test_a_model_that_has_nothing_to_do_with_the_graph_changes_nothing() -> None:
    data = graph(Tensor(1.0, requires_grad=True) * 2.0)
    for depth in (None, 0, 3):
        assert with_modules(data, mlp(), depth)[0] == data


@pytest.mark.parametrize("depth", [-1, 1.0, True, "1"])
def test_a_wrong_depth_is_refused(depth: Any) -> None:
    model = mlp()
    with pytest.raises(ValueError, match="depth must be None or a whole number from 0, got"):
        arranged(graph(model(ones(2, 3))), model, depth)


def test_a_depth_without_a_model_and_a_model_that_is_none_are_refused() -> None:
    data = graph(Tensor(1.0, requires_grad=True))
    with pytest.raises(ValueError, match="depth=1 needs a model"):
        arranged(data, depth=1)
    with pytest.raises(TypeError, match=r"takes a module, with named_modules\(\).*, got dict"):
        arranged(data, {"a": 1})
