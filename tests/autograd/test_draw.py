"""Graph pictures: the nodes and edges of the recorded graph, names, values, gradients."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.show import graph, rendering


def example() -> tuple[Tensor, Tensor]:
    x = Tensor(3.0, requires_grad=True, name="x")
    y = x * x + 2.0
    y.name = "y"
    return x, y


def test_graph_has_the_recorded_nodes_and_edges_in_topological_order() -> None:
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


def test_gradients_are_missing_before_a_pass_and_right_after_it() -> None:
    x, y = example()
    assert all(n.gradient is None for n in graph(y).nodes)
    y.backward()
    gradients = {n.name or n.value: n.gradient for n in graph(y).nodes if n.kind != "operation"}
    assert gradients == {"x": 6.0, 9.0: 1.0, 2.0: None, "y": 1.0}
    assert x.grad.item() == 6.0


def test_looking_does_not_disturb() -> None:
    x, y = example()
    graph(y)
    assert x.grad is None
    y.backward()
    graph(y)
    ag.draw(y)
    assert x.grad.item() == 6.0
    assert y.grad is None


def test_labels_show_name_value_and_gradient() -> None:
    _, y = example()
    assert r"x\n3\ngrad –" in ag.draw(y).source
    y.backward()
    source = ag.draw(y).source
    assert r"x\n3\ngrad 6" in source
    assert source == ag.draw(y).source


def test_large_values_are_told_by_shape_also_after_release() -> None:
    w = Tensor(np.ones((40, 50), np.float32), requires_grad=True, name="w")
    y = ag.exp(w).sum()
    assert r"w\n40 × 50 float32\nmean 1\n" in ag.draw(y).source
    y.backward()
    source = ag.draw(y).source
    assert r"40 × 50 float32\ngrad" in source


def test_names_of_variables_and_of_a_models_parameters() -> None:
    import nn

    first, second = Tensor([1.0], requires_grad=True), Tensor([2.0], requires_grad=True)
    assert r"second\n[2]" in ag.draw(first * second, names=locals()).source
    model = nn.Sequential(nn.Linear(2, 1))
    picture = ag.draw(model(Tensor([[1.0, 2.0]])), model=model)
    assert r"0.weight\n" in picture.source
    assert r"0.bias\n" in picture.source


@pytest.mark.parametrize("name", ['say "hi"', "<b>", "{a|b}", "a\\nb", "두\n줄", "<<x>>", "100%"])
def test_any_name_is_escaped(name: str, tmp_path: Path) -> None:
    x = Tensor(1.0, requires_grad=True, name=name)
    picture = ag.draw(x * 2.0)
    svg = picture._repr_svg_()
    for line in name.split("\n"):
        escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert escaped in svg.replace("&quot;", '"').replace("&#45;", "-")


@pytest.mark.parametrize(
    ("suffix", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("dot", b"digraph")]
)
def test_save_writes_by_suffix(suffix: str, start: bytes, tmp_path: Path) -> None:
    place = tmp_path / f"a graph.{suffix}"
    assert ag.draw(example()[1]).save(place) == place
    assert place.read_bytes().startswith(start)
    assert [p.name for p in tmp_path.iterdir()] == [place.name]


@pytest.mark.dot
def test_systems_dot_draws_the_same_nodes(tmp_path: Path) -> None:
    svg = ag.draw(example()[1]).save(tmp_path / "g.svg").read_text()
    assert len(re.findall(r'class="node"', svg)) == 6
    assert len(re.findall(r'class="edge"', svg)) == 6


def test_other_renderers_are_tried_where_the_first_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    working = [sys.executable, "-c", "import sys; sys.stdin.read(); print('drawn')"]
    broken = [sys.executable, "-c", "import sys; sys.exit('no fonts')"]
    monkeypatch.setattr(rendering, "_renderers", lambda f: iter([["/no/such"], broken, working]))
    assert rendering.render("digraph {}", "svg").strip() == b"drawn"
    monkeypatch.setattr(rendering, "_renderers", lambda f: iter([["/no/such"], broken]))
    with pytest.raises(RuntimeError, match="cannot draw the picture as svg: such could not be started.*no fonts"):
        rendering.render("digraph {}", "svg")


def test_a_renderer_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    monkeypatch.setattr(rendering, "_renderers", lambda f: iter([hanging]))
    monkeypatch.setattr(rendering, "SECONDS", 0.5)
    with pytest.raises(RuntimeError, match="took longer than 0.5 seconds"):
        rendering.render("digraph {}", "svg")


def test_without_any_renderer_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *a, **k: None)
    monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda name: None)
    picture = ag.draw(example()[1])
    with pytest.raises(RuntimeError, match=r"pip install handgrad\[show\]"):
        picture.save(tmp_path / "g.svg")
    assert list(tmp_path.iterdir()) == []
    picture.save(tmp_path / "g.dot")


def test_wrong_calls(tmp_path: Path) -> None:
    _, y = example()
    with pytest.raises(ValueError, match="suffix of 'graph.jpg' must be one of"):
        ag.draw(y).save(tmp_path / "graph.jpg")
    with pytest.raises(FileNotFoundError, match="there is no folder .*missing to write graph.dot"):
        ag.draw(y).save(tmp_path / "missing" / "graph.dot")
    with pytest.raises(ValueError, match="direction must be 'LR' or 'TB', got 'up'"):
        ag.draw(y, direction="up")
    with pytest.raises(TypeError, match="takes the Tensor whose computation to show, got float"):
        ag.draw(3.0)


def test_a_single_leaf_can_be_drawn() -> None:
    assert len(graph(Tensor(1.0, requires_grad=True)).nodes) == 1
    assert len(graph(Tensor(1.0)).nodes) == 1


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
    shown = {n.name: n.gradient for n in graph(y).nodes if n.name in ("h", "deeper", "x")}
    assert shown == {"h": None, "deeper": None, "x": 45.0}  # a leaf shows its .grad


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
    assert next(n for n in graph(total).nodes if n.name == "y").gradient is None
