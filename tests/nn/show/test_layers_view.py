"""The view of layers: boxes, the way of the data between them, frames, equal blocks."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from nn.show.layers.layers_view import layers_view


def boxes(source: str) -> dict[str, list[str]]:
    """The lines of text of each node, by its key."""
    found = {}
    for key, label in re.findall(r"^\t+(s\d+) \[label=(.*?) fillcolor", source, re.M | re.DOTALL):
        lines = re.findall(r"<td[^>]*>(.*?)</td>", label)
        texts = [re.sub(r"</?b>", "", line) for line in lines] or [label.strip('"')]
        found[key] = [html.unescape(text).replace("\xa0", " ") for text in texts]
    return found


def titles(source: str) -> dict[str, str]:
    return {key: lines[0] for key, lines in boxes(source).items()}


def ways(source: str) -> list[tuple[str, str]]:
    title = titles(source)
    found = re.findall(r"^\t(s\d+) -> (s\d+) \[style=(\w+)\]$", source, re.MULTILINE)
    return [(title[tail], title[head]) for tail, head, _ in found]


def frames(source: str) -> list[str]:
    found = re.findall(r"subgraph cluster_\d+ \{\n.*?<b>(.*?)</b>", source, re.DOTALL)
    return [html.unescape(name).replace("\xa0", " ") for name in found]


class Residual(nn.Module):
    def __init__(self, channels: int = 4) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.drop = nn.Dropout()

    def forward(self, x: Any) -> Any:
        return autograd.relu(x + self.drop(self.conv(x)))


def test_cnn() -> None:
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(32 * 14 * 14, 10),
    )  # fmt: skip
    source = layers_view(model, np.zeros((64, 1, 28, 28))).source
    assert list(boxes(source).values()) == [
        ["input", "batch of 64", "1 × 28 × 28"],
        ["0: Conv2d", "kernel_size=(3, 3), padding=(1, 1)", "→ 32 × 28 × 28", "320 parameters"],
        ["1: ReLU", "→ 32 × 28 × 28"],
        ["2: MaxPool2d", "kernel_size=2, stride=2", "→ 32 × 14 × 14"],
        ["3: Flatten", "→ 6272"],
        ["4: Linear", "→ 10", "62,730 parameters"],
        ["output", "10"],
    ]
    order = ["input", "0: Conv2d", "1: ReLU", "2: MaxPool2d", "3: Flatten", "4: Linear", "output"]
    assert ways(source) == list(pairwise(order))
    assert frames(source) == []


def test_a_branch_goes_where_the_data_go() -> None:
    source = layers_view(Residual(), np.zeros((1, 4, 3, 3))).source
    assert ways(source) == [
        ("input", "conv: Conv2d"), ("conv: Conv2d", "drop: Dropout"),
        ("input", "+"), ("drop: Dropout", "+"), ("+", "relu"), ("relu", "output"),
    ]  # fmt: skip


def test_equal_blocks_are_one() -> None:
    model = nn.Sequential(*[Residual() for _ in range(5)])
    model.append(nn.Linear(3, 2))
    source = layers_view(model, np.zeros((1, 4, 3, 3))).source
    assert frames(source) == ["0: Residual × 5"]
    assert ways(source) == [
        ("input", "conv: Conv2d"), ("conv: Conv2d", "drop: Dropout"), ("input", "+"),
        ("drop: Dropout", "+"), ("+", "relu"), ("relu", "5: Linear"), ("5: Linear", "output"),
    ]  # fmt: skip


def test_layers_that_recur_are_one_block() -> None:
    source = layers_view(nn.MLP([7, *[4] * 6, 1]), np.ones((2, 7))).source
    assert frames(source) == ["× 5"]
    assert ways(source) == [
        ("input", "0: Linear"), ("0: Linear", "1: ReLU"), ("1: ReLU", "2: Linear"),
        ("2: Linear", "3: ReLU"), ("3: ReLU", "12: Linear"), ("12: Linear", "output"),
    ]  # fmt: skip
    equal = layers_view(nn.Sequential(*[nn.Linear(2, 2) for _ in range(1000)]), np.ones((1, 2)))
    assert frames(equal.source) == ["× 1000"]
    assert len(boxes(equal.source)) == 3


def test_calls_of_one_layer_are_told_from_equal_layers() -> None:
    class Again(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(2, 2)

        def forward(self, x: Any) -> Any:
            for _ in range(5):
                x = self.layer(x)
            return x

    source = layers_view(Again(), np.ones((1, 2))).source
    assert frames(source) == ["× 4"]
    counted = {lines[-1] for lines in boxes(source).values() if lines[0] == "layer: Linear"}
    assert counted == {"6 parameters", "6 parameters, as before"}


def test_layers_that_recur_and_are_used_elsewhere_have_no_frame() -> None:
    class Dense(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])

        def forward(self, x: Any) -> Any:
            total = x
            for layer in self.layers:
                x = layer(x)
                total = total + x
            return total

    source = layers_view(Dense(), np.ones((1, 2))).source
    assert frames(source) == []
    assert len(boxes(source)) == 1 + 3 + 3 + 1


def test_operations_between_recurring_layers_belong_to_them() -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(4)])

        def forward(self, x: Any) -> Any:
            for layer in self.layers:
                x = autograd.tanh(layer(x)) * 2.0
            return x

    source = layers_view(Net(), np.ones((1, 2))).source
    assert frames(source) == ["× 4"]
    assert ways(source) == [
        ("input", "layers.0: Linear"), ("layers.0: Linear", "tanh"), ("tanh", "*"), ("*", "output"),
    ]  # fmt: skip


def test_blocks_that_differ_stay_apart() -> None:
    model = nn.Sequential(Residual(), Residual(), Residual())
    model[1].conv = nn.Conv2d(4, 4, 3, padding=1, bias=False)
    source = layers_view(model, np.zeros((1, 4, 3, 3))).source
    assert sorted(frames(source)) == ["0: Residual", "1: Residual", "2: Residual"]


def test_frozen_layers_are_not_the_same_as_others() -> None:
    model = nn.Sequential(*[nn.Linear(2, 2) for _ in range(6)])
    for layer in model[:2]:
        layer.requires_grad_(False)
    source = layers_view(model, np.ones((1, 2))).source
    assert sorted(frames(source)) == ["× 2", "× 4"]
    assert {lines[-1] for lines in boxes(source).values()} >= {
        "6 parameters", "6 parameters, frozen",
    }  # fmt: skip


class Chain(nn.Module):
    """Blocks in a row, whose results may be used again."""

    def __init__(self, reused: bool, masks: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList([Masked() for _ in range(3)])
        self.reused = reused
        self.masks = masks

    def forward(self, x: Any) -> Any:
        results = [x]
        for number, block in enumerate(self.blocks):
            mask = [x, results[-1]][number % self.masks]
            results.append(block(results[-1], mask))
        return results[-1] + results[1] if self.reused else results[-1]


class Masked(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 2)

    def forward(self, x: Any, mask: Any) -> Any:
        return self.layer(x) * mask


def test_what_all_blocks_get_from_elsewhere_is_no_hindrance() -> None:
    source = layers_view(Chain(reused=False, masks=1), np.ones((1, 2))).source
    assert frames(source) == ["blocks.0: Masked × 3"]
    assert ("input", "*") in ways(source)


@pytest.mark.parametrize(("reused", "masks"), [(True, 1), (False, 2)])
def test_blocks_used_differently_stay_apart(reused: bool, masks: int) -> None:
    source = layers_view(Chain(reused, masks), np.ones((1, 2))).source
    assert not any("× 3" in name for name in frames(source))


def test_depth_makes_containers_boxes() -> None:
    model = nn.Sequential(nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.ReLU())), nn.Linear(3, 1))
    x = np.ones((1, 2))
    assert frames(layers_view(model, x).source) == ["0: Sequential", "1: Sequential"]
    assert frames(layers_view(model, x, depth=2).source) == ["0: Sequential"]
    whole = layers_view(model, x, depth=1).source
    assert frames(whole) == []
    assert list(boxes(whole).values())[1] == ["0: Sequential", "→ 3", "9 parameters"]


def test_parameters_between_layers_and_frozen_ones() -> None:
    class Scaled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(2, 2)
            self.scale = nn.Parameter(np.ones((2, 2)))
            self.layer.requires_grad_(False)

        def forward(self, x: Any) -> Any:
            return self.layer(self.layer(x)) @ self.scale

    found = list(boxes(layers_view(Scaled(), np.ones((3, 2))).source).values())
    assert ["scale", "2 × 2"] in found
    assert ["layer: Linear", "→ 2", "6 parameters, frozen"] in found
    assert ["layer: Linear", "→ 2", "6 parameters, frozen, as before"] in found
    assert ["@"] in found


def test_several_inputs_and_outputs() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.join = nn.Bilinear(2, 3, 4)
            self.sequence = nn.LSTM(4, 5)

        def forward(self, x: Any, y: Any) -> Any:
            outputs, state = self.sequence(self.join(x, y))
            return {"outputs": outputs, "state": state, "none": None}

    x, y = autograd.Tensor(np.ones((6, 2, 2)), name="left"), np.ones((6, 2, 3))
    source = layers_view(Two(), (x, y)).source
    assert list(boxes(source).values()) == [
        ["left", "6 × 2 × 2"], ["input 2", "6 × 2 × 3"],
        ["join: Bilinear", "in1_features=2, in2_features=3", "→ 6 × 2 × 4", "28 parameters"],
        ["sequence: LSTM", "→ 6 × 2 × 5", "→ 1 × 2 × 5", "→ 1 × 2 × 5", "220 parameters"],
        ["outputs", "6 × 2 × 5"], ["state 1", "1 × 2 × 5"], ["state 2", "1 × 2 × 5"],
    ]  # fmt: skip


def test_out_of_the_graph_the_order_of_calls_is_dashed() -> None:
    class Leaving(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Linear(2, 2)
            self.second = nn.Linear(2, 2)

        def forward(self, x: Any) -> Any:
            return self.second(self.first(x.detach().numpy()).detach().numpy() + 1)

    source = layers_view(Leaving(), np.ones((1, 2))).source
    assert re.findall(r"style=(solid|dashed)\]$", source, re.M) == ["dashed", "dashed", "solid"]


def test_symbols_as_input() -> None:
    model = nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 1))
    source = layers_view(model, np.array([[0, 1, 2]])).source
    assert ways(source)[0] == ("input", "0: Embedding")
    assert boxes(source)["s1"] == ["0: Embedding", "num_embeddings=5", "→ 3 × 3", "15 parameters"]


def test_lazy_layers_and_the_model_itself_stay_as_they_were() -> None:
    model = nn.Sequential(nn.LazyLinear(3), nn.BatchNorm1d(3))
    model[1].bias.requires_grad = False
    x = autograd.ones(4, 2)
    source = layers_view(model, x).source
    assert boxes(source)["s1"] == ["0: Linear", "→ 3", "9 parameters"]
    assert isinstance(model[0], nn.LazyLinear)
    assert model.training
    assert not model[1].bias.requires_grad
    assert not x.requires_grad
    assert (model[1].running_mean == 0).all()


@pytest.mark.parametrize("name", ['"quoted"', "<b>&amp;", "{a|b}", "a\nb", "back\\slash", "한국어", "🙂", "\0"])
def test_any_name_is_only_text(name: str) -> None:
    model = nn.Sequential()
    setattr(model, name, nn.Linear(2, 1))
    source = layers_view(model, [[1.0, 2.0]], title=name).source
    shown = name.replace("\n", "\\n").replace("\0", "\\x00").replace("\\", "\\\\")
    assert titles(source)["s1"] == f"{shown}: Linear"


def test_settings_of_layers_of_your_own_stay_as_they_are() -> None:
    class Mine(nn.Linear):
        def extra_repr(self) -> str:
            return "quite a layer, bias=True, of [1, 2] and (3,), and so on and on and on, and on"

    source = layers_view(Mine(2, 3), [1.0, 2.0]).source
    assert boxes(source)["s1"] == [
        "Mine", "quite a layer, of [1, 2] and (3,)", "and so on and on and on, and on", "→ 3",
        "9 parameters",
    ]  # fmt: skip


def test_one_layer_and_no_layers() -> None:
    assert ways(layers_view(nn.Linear(2, 1), [1.0, 2.0]).source) == [
        ("input", "Linear"), ("Linear", "output"),
    ]  # fmt: skip
    assert len(boxes(layers_view(nn.Sequential(), [1.0]).source)) == 3


def test_the_same_model_is_drawn_alike() -> None:
    x = np.zeros((1, 4, 3, 3))
    model = nn.Sequential(*[Residual() for _ in range(3)])
    assert layers_view(model, x).source == layers_view(model, x).source


def test_a_thousand_equal_blocks_are_one() -> None:
    model = nn.Sequential(*[nn.Sequential(nn.Linear(2, 2), nn.ReLU()) for _ in range(1000)])
    source = layers_view(model, np.ones((1, 2))).source
    assert frames(source) == ["0: Sequential × 1000"]


def test_too_many_layers() -> None:
    model = nn.MLP(range(2, 203))
    with pytest.raises(ValueError, match="401 layers and operations, and more than 400") as caught:
        layers_view(model, np.ones((1, 2)))
    assert "depth=1" in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"theme": "blue"}, "theme must be 'light', 'dark' or 'colour-blind', got 'blue'"),
        ({"direction": "left"}, "direction must be 'LR', 'RL', 'TB' or 'BT', got 'left'"),
        ({"depth": 0}, "depth must be a positive integer, got 0"),
        ({"depth": True}, "got True"),
    ],
)
def test_wrong_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        layers_view(nn.ReLU(), [1.0], **options)


def test_no_input() -> None:
    with pytest.raises(ValueError, match="needs an input x"):
        nn.draw(nn.ReLU(), view="layers")


def test_no_model() -> None:
    with pytest.raises(TypeError, match=r"takes a model, an nn.Module, got function"):
        layers_view(lambda x: x, [1.0])  # type: ignore[arg-type]


@pytest.mark.dot
@pytest.mark.parametrize("theme", ["light", "dark", "colour-blind"])
@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_text_fits_its_box(theme: str, direction: str) -> None:
    """Each line starts within its box, and is not wider than the box, however wide the font."""
    from autograd.show.drawing.widths import text_width

    model = nn.Sequential(*[Residual() for _ in range(2)])
    model.한국어이름 = nn.Linear(3, 2)
    svg = layers_view(model, np.zeros((1, 4, 3, 3)), theme=theme, direction=direction)._repr_svg_()
    nodes = re.findall(r'<g id="node\d+" class="node">(.*?)</g>', svg, re.DOTALL)
    checked = 0
    for node in nodes:
        for polygon in re.findall(r'<polygon [^>]*points="(.*?)"', node)[:1]:
            xs = [float(point.split(",")[0]) for point in polygon.split()]
            for attributes, text in re.findall(r"<text ([^>]*)>(.*?)</text>", node):
                start = float(re.findall(r' x="(.*?)"', " " + attributes)[0])
                plain = html.unescape(text).replace("\xa0", " ")
                assert 'text-anchor="start"' in attributes
                assert min(xs) <= start
                assert start + text_width(plain, "bold" in attributes) <= max(xs) + 0.5
                checked += 1
    assert checked > 5
