"""nn.draw: where things stand, how they look, and what is left out."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
from tests.nn.show.drawn_parts import Parts, two_two_one

SVG = "{http://www.w3.org/2000/svg}"
MOST_NUMBERED = 30


def check_that_nothing_overlaps(parts: Parts) -> None:
    boxes = {key: parts.box(key) for key in parts.keys("edge", "_box")}
    for first, second in combinations(boxes, 2):
        assert not boxes[first].overlaps(boxes[second]), (first, second)
    circles = {key: parts.box(key) for key in parts.circles()}
    for circle, place in circles.items():
        for label, box in boxes.items():
            assert not box.overlaps(place), (label, circle)
    for first, second in combinations(circles, 2):
        assert not circles[first].overlaps(circles[second]), (first, second)
    for key in parts.keys("elided", ""):
        assert not any(parts.box(key).overlaps(place) for place in circles.values()), key
    captions = [parts.box(key) for key in parts.keys("column", "")]
    for first_box, second_box in combinations(captions, 2):
        assert not first_box.overlaps(second_box)


def check_that_texts_fit(parts: Parts) -> None:
    for key in parts.texts:
        kind = key.rpartition("_")[2]
        place = parts.box(key)
        if key.startswith("edge"):
            around = parts.box(f"{key.removesuffix(f'_{kind}')}_box")
            assert around.left <= place.left + 0.1
            assert place.right <= around.right + 0.1
            assert around.bottom <= place.bottom + 0.1
            assert place.top <= around.top + 0.1
        elif key.startswith("neuron") and kind in ("name", "value"):
            circle = parts.box(key.removesuffix(f"_{kind}"))
            if not (place.right <= circle.left or circle.right <= place.left):
                x, y = (circle.left + circle.right) / 2, (circle.bottom + circle.top) / 2
                radius = (circle.right - circle.left) / 2
                corners = [
                    (a - x, b - y)
                    for a in (place.left, place.right)
                    for b in (place.bottom, place.top)
                ]
                assert max(np.hypot(*corner) for corner in corners) <= radius + 0.1


SIZES = [(a, b) for a in range(1, 10) for b in range(1, 10) if (a + 1) * b <= MOST_NUMBERED]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_no_two_labels_overlap_up_to_the_most_that_are_numbered(sizes: tuple[int, int]) -> None:
    model = nn.MLP(sizes, dtype="float64")
    for parameter in model.parameters():
        parameter.grad = autograd.full_like(parameter, -1.234567e-10)
    parts = Parts(nn.draw(model, np.full(sizes[0], -1.23e-10), max_neurons=9))
    assert len(parts.keys("edge", "_box")) == (sizes[0] + 1) * sizes[1]
    check_that_nothing_overlaps(parts)
    check_that_texts_fit(parts)


@settings(max_examples=25)
@given(
    sizes=st.lists(st.integers(1, 12), min_size=2, max_size=5),
    bias=st.booleans(),
    precision=st.integers(1, 9),
    most=st.integers(2, 9),
)
def test_nothing_overlaps_and_texts_fit_in_any_network(
    sizes: list[int], bias: bool, precision: int, most: int
) -> None:
    autograd.manual_seed(sum(sizes))
    model = nn.MLP(sizes, "tanh", bias=bias)
    parts = Parts(nn.draw(model, autograd.randn(sizes[0]), precision=precision, max_neurons=most))
    check_that_nothing_overlaps(parts)
    check_that_texts_fit(parts)


def test_layers_stand_left_to_right_and_neurons_top_to_bottom() -> None:
    parts = Parts(nn.draw(two_two_one()))
    places = {k: tuple(map(float, n["pos"].split(","))) for k, n in parts.nodes.items()}
    assert places["neuron_0_0"][0] < places["neuron_1_0"][0] < places["neuron_2_0"][0]
    assert places["neuron_0_0"][0] == places["neuron_0_1"][0]
    assert places["neuron_0_0"][1] > places["neuron_0_1"][1]
    assert places["neuron_2_0"][1] == 0


def test_captions_have_room_beside_each_other() -> None:
    model = nn.Sequential()
    for i in range(3):
        model.add_module(f"the_long_name_of_layer_{i}", nn.Linear(1, 1))
    check_that_nothing_overlaps(Parts(nn.draw(model)))


def test_long_names_stand_beside_their_neurons() -> None:
    names = ["humidity", "mean temperature"]
    parts = Parts(nn.draw(nn.MLP([2, 2]), [1.0, 2.0], input_names=names, output_names=names))
    for i in range(2):
        name, circle = parts.box(f"neuron_0_{i}_name"), parts.box(f"neuron_0_{i}")
        assert circle.left - name.right == pytest.approx(5.0, abs=0.05)
        name, circle = parts.box(f"neuron_1_{i}_name"), parts.box(f"neuron_1_{i}")
        assert name.left - circle.right == pytest.approx(5.0, abs=0.05)


def test_a_label_stands_on_its_edge() -> None:
    parts = Parts(nn.draw(nn.MLP([3, 4, 2])))
    for key in parts.keys("edge", "_box"):
        edge = parts.edges[key.removesuffix("_box")]
        (x0, y0), (x1, y1), (x, y) = (
            tuple(map(float, parts.nodes[k]["pos"].split(",")))
            for k in (edge["tail"], edge["head"], key)
        )
        assert y == pytest.approx(y0 + (y1 - y0) * (x - x0) / (x1 - x0), abs=0.05)


def test_the_middle_of_wide_layers_is_left_out_and_counted() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    parts = Parts(nn.draw(model, autograd.zeros(1, 28, 28)))
    names = [parts.texts[key] for key in parts.keys("neuron_0", "_name")]
    assert names == ["x1", "x2", "x3", "x4", "x781", "x782", "x783", "x784"]
    assert [parts.texts[f"elided_{c}_1"] for c in range(3)] == ["776 more", "248 more", "2 more"]
    assert parts.keys("edge", "_box") == []
    assert len(parts.edges) == 9 * 8 + 9 * 8
    # Without numbers on it an edge says its own where the mouse points at it.
    weight = model[1].weight[255, 783].item()
    assert parts.edges["edge_0_255_783"]["edgetooltip"] == f"w{256 * 784} {weight:.3g}"


def test_max_neurons_is_the_most_that_are_drawn() -> None:
    model = nn.MLP([5, 3])
    for most in (2, 3):
        parts = Parts(nn.draw(model, max_neurons=most))
        assert len([k for k in parts.circles() if k.startswith("neuron_0")]) == most
        assert parts.texts["elided_0_1"] == f"{5 - most} more"
    assert "elided_0_1" not in Parts(nn.draw(model, max_neurons=5)).texts


def test_colour_says_the_sign_of_a_weight_and_width_its_size() -> None:
    model = nn.Linear(5, 1, bias=False)
    model.load_state_dict({"weight": [[2.0, -1.0, 0.0, 0.5, np.nan]]})
    for theme in ("light", "dark", "colour-blind"):
        edges = [Parts(nn.draw(model, theme=theme)).edges[f"edge_0_0_{i}"] for i in range(5)]
        widths = [float(edge["penwidth"]) for edge in edges[:4]]
        assert widths == [3.6, 2.1, 0.6, 1.35]  # from 0.6 to 3.6 with the size
        assert edges[0]["color"] == edges[3]["color"]
        assert len({edge["color"] for edge in edges}) == 4
        assert ("style" in edges[1]) is (theme == "colour-blind")
        assert edges[4]["style"] == "dotted"


@pytest.mark.parametrize(
    ("theme", "positive", "negative", "zero"),
    [
        ("light", "#1f66c2", "#c03a2b", "#5a5a5a"),  # blue, red, grey
        ("dark", "#6fb1ff", "#ff8f80", "#a0a4ab"),
        ("colour-blind", "#0072b2", "#d55e00", "#4d4d4d"),  # Okabe and Ito's blue and vermilion
    ],
)
def test_positive_weights_are_blue_and_negative_ones_red(
    theme: str, positive: str, negative: str, zero: str
) -> None:
    model = nn.Linear(3, 1, bias=False)
    model.load_state_dict({"weight": [[2.0, -1.0, 0.0]]})
    edges = Parts(nn.draw(model, theme=theme)).edges
    assert [edges[f"edge_0_0_{i}"]["color"] for i in range(3)] == [positive, negative, zero]


def test_infinite_weights_do_not_hide_the_size_of_others() -> None:
    model = nn.Linear(3, 1, bias=False)
    model.load_state_dict({"weight": [[np.inf, 1.0, 2.0]]})
    edges = Parts(nn.draw(model)).edges
    assert [edges[f"edge_0_0_{i}"]["penwidth"] for i in range(3)] == ["3.60", "2.10", "3.60"]


def test_all_weights_zero_can_be_drawn() -> None:
    model = nn.Linear(1, 1)
    model.load_state_dict({"weight": [[0.0]], "bias": [0.0]})
    assert Parts(nn.draw(model, [0.0])).edges["edge_0_0_0"]["penwidth"] == "0.60"


def test_the_same_network_gives_the_same_picture() -> None:
    model = nn.MLP([3, 4, 2])
    assert nn.draw(model, [1.0, 2.0, 3.0]).source == nn.draw(model, [1.0, 2.0, 3.0]).source


NAMES = ['say "hi"', "<b>&amp;", "{a|b}", "a\\nb", "두\n줄", "100%", "😀", "", "x" * 500]


@pytest.mark.dot
def test_names_of_any_kind_stand_in_the_svg_picture_under_their_ids() -> None:
    model = nn.Linear(len(NAMES), 1)
    svg = nn.draw(model, input_names=NAMES, max_neurons=9)._repr_svg_()
    root = ElementTree.fromstring(svg)
    groups = {g.get("id"): g for g in root.iter(f"{SVG}g")}
    for i, name in enumerate(NAMES[:-2]):
        shown = groups[f"neuron_0_{i}_name"].findtext(f"{SVG}text")
        assert shown == name.replace("\n", "␊")
    assert len(groups["neuron_0_8_name"].findtext(f"{SVG}text") or "") <= 40
    assert {"neuron_1_0", "one_0", "edge_0_0_0", "edge_0_0_one"} <= groups.keys()


@pytest.mark.dot
def test_graphviz_leaves_everything_where_it_was_put() -> None:
    picture = nn.draw(nn.MLP([2, 3, 1]), [1.0, 2.0])
    parts = Parts(picture)
    root = ElementTree.fromstring(picture.svg())
    drawn = {g.get("id"): g.find(f"{SVG}ellipse") for g in root.iter(f"{SVG}g")}
    shifts = set()
    for key in parts.circles():
        x, y = map(float, parts.nodes[key]["pos"].split(","))
        ellipse = drawn[key]
        assert ellipse is not None
        shifts.add(
            (round(float(ellipse.get("cx", "")) - x), round(float(ellipse.get("cy", "")) + y))
        )
    assert len(shifts) == 1
