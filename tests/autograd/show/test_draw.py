"""draw: its options, any name, groups, graphs too large to be read."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor
from autograd.show import graph
from autograd.show.drawing.digraphs import Options, picture_of
from autograd.show.reading._graph import Graph, Group, Node
from tests.autograd.show.dot_text import Dot, lines_of, parsed

NAMES = [
    'say "hi"', "<b>", "<<x>>", "{a|b}", "a\\nb", "\\N\\G\\E\\L", "back\\", "두\n줄", "100%", "&lt; &amp; &#65;",
    "a\0b\x1b", "  two  spaces  ", "😀 e\u0301", "\ud800", "]]>", "<!--", "a;b -> c [label=x]", "#include", "x" * 500,
]  # fmt: skip


def example(name: str = "x") -> Tensor:
    x = Tensor(3.0, requires_grad=True, name=name)
    y = x * x + 2.0
    y.name = "y"
    return y


def drawn(output: Tensor, **options: Any) -> Dot:
    return parsed(ag.draw(output, **options).source)


def on_edges(dot: Dot) -> list[str]:
    return [line for _, _, given in dot.edges if "label" in given for line in lines_of(given["label"])]


def test_labels_show_name_value_and_gradient() -> None:
    y = example()
    assert drawn(y).lines("v0") == ["x", "3", "grad –"]
    y.backward()
    assert drawn(y).lines("v0") == ["x", "3", "grad 6"]
    assert ag.draw(y).source == ag.draw(y).source


def test_one_operand_used_twice_draws_two_edges() -> None:
    dot = drawn(example(), edges="local")
    assert [(tail, head, given["id"]) for tail, head, given in dot.edges[:2]] == [
        ("v0", "o1", "v0-o1-0"), ("v0", "o1", "v0-o1-1"),
    ]  # fmt: skip
    assert on_edges(dot) == ["3", "3", "1"]


@pytest.mark.parametrize("direction", ["LR", "TB", "RL", "BT"])
def test_direction(direction: str) -> None:
    assert f"rankdir={direction}" in ag.draw(example(), direction=direction).source


def test_precision() -> None:
    x = Tensor(1 / 3, requires_grad=True)
    y = x * np.pi
    y.backward()
    assert drawn(y, precision=2, edges="local").lines("v0") == ["0.33", "grad 3.1"]
    assert on_edges(drawn(y, precision=7, edges="local")) == ["3.141593"]


def test_contributions_are_a_dash_before_the_pass() -> None:
    y = example()
    assert on_edges(drawn(y, edges="contributions")) == ["–", "–", "–"]
    y.backward()
    assert on_edges(drawn(y, edges="contributions")) == ["3", "3", "1"]


def test_local_derivatives_whose_values_are_gone_are_a_dash() -> None:
    x, w = (Tensor(v, requires_grad=True, name=n) for v, n in ((3.0, "x"), (2.0, "w")))
    y = x * w
    with ag.no_grad():
        w -= 1.0
    assert on_edges(drawn(y, edges="local")) == ["–", "3"]


def test_local_derivatives_of_small_arrays_are_numbers_one_where_they_are_equal() -> None:
    x = Tensor([[1.0, -2.0]], requires_grad=True)
    assert on_edges(drawn(ag.relu(x), edges="local")) == ["[[1, 0]]"]
    large = Tensor(np.ones((30, 40)), requires_grad=True)
    assert on_edges(drawn(large * 2.5 + large, edges="local")) == ["2.5", "1", "1"]


def test_local_derivatives_of_large_arrays_are_formulas() -> None:
    x = Tensor(np.ones((8, 3)), requires_grad=True, name="x")
    w = Tensor(np.arange(15.0).reshape(3, 5), requires_grad=True, name="w")
    on = on_edges(drawn(ag.sigmoid(x @ w), edges="local"))
    assert on[2] == "g * out * (1 - out)"
    assert on[0].startswith("g @ ")
    assert on[1].endswith(" @ g")


def test_constants_can_be_left_out() -> None:
    assert len(drawn(example()).nodes) == 6
    dot = drawn(example(), constants=False)
    assert list(dot.nodes) == ["v0", "o1", "v2", "o4", "v5"]
    assert [(t, h) for t, h, _ in dot.edges] == [("v0", "o1"), ("v0", "o1"), ("o1", "v2"), ("v2", "o4"), ("o4", "v5")]
    assert len(drawn(Tensor(1.0), constants=False).nodes) == 1  # the output itself


def test_views_can_be_left_out() -> None:
    x = Tensor(np.arange(6.0).reshape(2, 3), requires_grad=True, name="x")
    y = (x.reshape(3, 2).T[1:] * 2.0).sum()
    signs = [n.sign for n in graph(y).nodes if n.kind == "operation"]
    assert signs == ["reshape", "permute", "getitem", "*", "Σ"]
    dot = drawn(y, views=False)
    assert [dot.lines(k)[0] for k in dot.nodes if k.startswith("o")] == ["*", "Σ"]
    product = next(k for k in dot.nodes if dot.lines(k) == ["*"])
    assert ("v0", product) in [(t, h) for t, h, _ in dot.edges]


def test_what_only_looks_like_a_view_stays() -> None:
    x = Tensor(np.arange(6.0).reshape(2, 3), requires_grad=True, name="x")
    for output, name in [
        (x[[0, 0]] * 1.0, "getitem"), (ag.einsum("ij->i", x) * 1.0, "einsum"), (x.reshape(6), "reshape"),
    ]:  # fmt: skip
        dot = drawn(output, views=False)
        assert name in [dot.lines(k)[0] for k in dot.nodes]
    named = x.reshape(6)
    named.name = "flat"
    assert len(drawn(named * 1.0, views=False).nodes) == len(drawn(named * 1.0).nodes)


def test_show_and_title() -> None:
    y = (example() * Tensor([1.0, 2.0])).sum(axis=0)
    source = ag.draw(y, show="values", title='<Quiz> "3" & 체인 룰').source
    assert "grad" not in source
    assert "axis" not in source
    assert "<b>&lt;Quiz&gt; \"3\" &amp; 체인 룰</b>" in source
    assert "1 × 1 float64" not in ag.draw(y, show=["shapes"]).source
    assert "float64" in ag.draw(y, show=["shapes"]).source


# --- any name --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_escaped(name: str) -> None:
    dot = drawn(example(name), edges="local")
    assert len(dot.nodes) == 6
    assert dot.lines("v0")[1:] == ["3", "grad –"]


@pytest.mark.dot
@pytest.mark.parametrize("name", NAMES)
def test_any_name_appears_as_written(name: str) -> None:
    from xml.etree import ElementTree

    from autograd.show.drawing.written import readable, shortened

    @ag.operation(lambda g, out, x: g, sign=name)
    def odd(x: Any) -> Any:
        return x

    output = odd(Tensor(1.0, requires_grad=True, name=name)) * 1.0
    data = graph(output)
    group = Group(f"g {name}", name, (data.nodes[1].key,))
    svg = picture_of(Graph(data.nodes, data.edges, [group]), Options(title=name)).svg()
    texts = [t.text or "" for t in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    clean = " ".join(shortened(readable(name)).split())
    told = [" ".join(t.replace("\xa0", " ").split()) for t in texts]
    assert told.count(clean) >= 3 if len(name) < 40 else "x…x" in "".join(told)


def test_two_tensors_may_have_one_name_and_an_empty_one_is_none() -> None:
    a, b = (Tensor(v, requires_grad=True, name="w") for v in (1.0, 2.0))
    dot = drawn(a * b * Tensor(3.0, requires_grad=True, name=""))
    leaves = [dot.lines(key) for key, given in dot.nodes.items() if "penwidth" in given]
    assert leaves == [["w", "1", "grad –"], ["w", "2", "grad –"], ["3", "grad –"]]


# --- groups ----------------------------------------------------------------------------------------


def test_groups_are_clusters_within_clusters() -> None:
    data = graph(example())
    groups = [
        Group("g1", "× 8", ("v2",), parent="g0", repeats=8), Group("g0", "encoder.0  Linear", ("o1", "v3")),
        Group("g2", "empty", ()),
    ]  # fmt: skip
    source = picture_of(Graph(data.nodes, data.edges, groups)).source
    dot = parsed(source)
    assert dot.clusters == {"cluster_0": {"v2"}, "cluster_1": {"o1", "v2", "v3"}, "cluster_2": set()}
    assert dot.parents == {"cluster_0": "cluster_1", "cluster_1": None, "cluster_2": None}
    assert set(re.findall("id=(g.)", source)) == {"g0", "g1", "g2"}
    assert "<b>encoder.0 &#160;Linear</b>" in source
    assert set(dot.nodes) == {n.key for n in data.nodes}


def test_a_collapsed_module_shows_its_class_and_its_parameters() -> None:
    module = Node(
        "m0", "module", "encoder.0", "Linear", shape=(8, 30), dtype=np.dtype("f4"),
        parameters={"parameters": 12345},
    )  # fmt: skip
    dot = parsed(picture_of(Graph([module], [])).source)
    assert dot.lines("m0") == ["encoder.0", "Linear", "8 × 30 float32", "12,345 parameters"]
    assert dot.nodes["m0"]["peripheries"] == "2"


# --- Graphviz --------------------------------------------------------------------------------------


@pytest.mark.dot
def test_systems_dot_draws_the_same_nodes(tmp_path: Path) -> None:
    svg = ag.draw(example()).save(tmp_path / "g.svg").read_text()
    ids = re.findall(r'<g id="([^"]*)" class="(?:node|edge)"', svg)
    assert sorted(i.replace("&#45;", "-") for i in ids) == sorted(
        ["v0", "o1", "v2", "v3", "o4", "v5",
         "v0-o1-0", "v0-o1-1", "o1-v2-0", "v2-o4-0", "v3-o4-0", "o4-v5-0"]
    )  # fmt: skip


@pytest.mark.dot
def test_dot_has_nothing_to_complain_of() -> None:
    y = example("이름 <&> \\N")
    y.backward()
    for edges in (None, "local", "contributions"):
        source = ag.draw(y, edges=edges, title="제목").source
        done = subprocess.run(["dot", "-Tsvg"], input=source.encode(), capture_output=True, check=True)
        assert done.stderr == b""


# --- wrong calls, and graphs too large ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"direction": "up"}, "direction must be 'LR', 'TB', 'RL' or 'BT', got 'up'"),
        ({"theme": "neon"}, "theme must be 'light', 'dark' or 'colour-blind', got 'neon'"),
        ({"theme": ["dark"]}, "theme must be"),
        ({"edges": "all"}, "edges must be None, 'local' or 'contributions', got 'all'"),
        ({"show": ["values", "all"]}, "show must be 'values', 'gradients', 'parameters' or 'shapes', got 'all'"),
        ({"show": 3}, "show must be"),
        ({"precision": 0}, "precision must be a whole number from 1, got 0"),
        ({"precision": 2.5}, "precision must be a whole number from 1, got 2.5"),
        ({"max_nodes": True}, "max_nodes must be a whole number from 1, got True"),
    ],
)  # fmt: skip
def test_wrong_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        ag.draw(example(), **options)


@pytest.mark.parametrize("wrong", [3.0, None, [Tensor(1.0)], np.ones(2)])
def test_only_tensors_are_drawn(wrong: Any) -> None:
    with pytest.raises(TypeError, match="draw: takes the Tensor whose computation to draw, got"):
        ag.draw(wrong)


def test_a_title_is_text() -> None:
    with pytest.raises(TypeError, match="title must be a str, got int"):
        ag.draw(example(), title=5)


def chain(length: int, step: Callable[[Tensor], Tensor]) -> Tensor:
    y = Tensor(1.0, requires_grad=True)
    for _ in range(length):
        y = step(y)
    return y


def test_more_nodes_than_can_be_read_are_refused() -> None:
    y = chain(200, lambda x: -x)
    with pytest.raises(ValueError, match="the graph has 401 nodes, and more than 400 could not be read"):
        ag.draw(y, collapse=False)
    assert len(drawn(y, collapse=False, max_nodes=401).nodes) == 401
    with pytest.raises(ValueError, match="has 6 nodes, and more than 5 could not"):
        ag.draw(example(), max_nodes=5)


def test_repeated_blocks_are_drawn_once() -> None:
    assert len(drawn(chain(20, lambda x: -x)).nodes) == 41  # so few can be read
    dot = drawn(chain(20, lambda x: -x), collapse=True)
    assert [dot.lines(k)[0] for k in dot.nodes if k.startswith("o")] == ["-"]
    assert len(dot.clusters) == 1
    source = ag.draw(chain(5_000, lambda x: ag.sin(x) * 0.5)).source  # 25,001 nodes
    assert "× 5,000" in source


def test_modules_are_groups_or_nodes() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    output = model(Tensor([[1.0, 2.0]]))
    dot = drawn(output, model=model)
    assert {"0.weight", "2.bias"} <= {line for key in dot.nodes for line in dot.lines(key)}
    assert len(dot.clusters) >= 3
    dot = drawn(output, model=model, depth=0, edges="local")
    assert any("13 parameters" in dot.lines(k) for k in dot.nodes)  # 2 * 3 + 3 + 3 * 1 + 1
    with pytest.raises(ValueError, match="depth=1 needs a model"):
        ag.draw(output, depth=1)


def test_graphviz_is_to_hurry_with_a_large_graph_only() -> None:
    # Where a hub has edges across all of 400 nodes, their best places took a minute to find.
    hub = Tensor(1.0, requires_grad=True)
    y = hub
    for _ in range(67):
        y = ag.sin(y * hub)
    assert len(graph(y).nodes) > 200
    assert "nslimit=0.5" in ag.draw(y, collapse=False).source
    assert "nslimit" not in ag.draw(y).source


def test_a_local_function_is_no_parameter_to_read() -> None:
    y = nn.BatchNorm1d(2)(Tensor(np.eye(2, dtype=np.float32)))
    standardize = next(n for n in drawn(y).nodes if "standardize" in lines_of(drawn(y).nodes[n]["label"]))
    lines = lines_of(drawn(y).nodes[standardize]["label"])
    assert lines == ["standardize", "axes=(0,)", "eps=1e-05"]


def test_a_large_graph_without_repeats_is_refused_before_anything_is_drawn() -> None:
    rng = np.random.default_rng(0)
    steps = [lambda x: -x, ag.sin, ag.tanh, lambda x: x * x, lambda x: x * 0.5]
    y = Tensor(1.0, requires_grad=True)
    for kind in rng.integers(len(steps), size=20_000):
        y = steps[kind](y)
    with pytest.raises(ValueError, match=r"the graph has \d+,\d+ nodes, and more than 400"):
        ag.draw(y, edges="local")
