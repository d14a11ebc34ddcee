"""nn.summary: the table, its numbers, and what it says of unusual models."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn


def lenet() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 5 * 5, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


class Block(nn.Module):
    """A layer of a transformer, with a parameter of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.forward_part = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
        self.scale = nn.Parameter([1.0])

    def forward(self, x: Any) -> Any:
        h = self.norm(x)
        x = x + self.attention(h, key=h, value=h)[0]
        return x + self.forward_part(x) * self.scale


class Transformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.symbols = nn.Embedding(10, 8)
        self.blocks = nn.ModuleList([Block() for _ in range(2)])
        self.head = nn.Linear(8, 10, bias=False)

    def forward(self, x: Any) -> Any:
        x = self.symbols(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x)


def by_path(table: Any) -> dict[str, Any]:
    return {row.path: row for row in table.rows}


def test_lenet_by_hand() -> None:
    table = nn.summary(lenet(), input_size=(1, 1, 28, 28))
    rows = by_path(table)
    # Kernels 6 * 25 + 6, 16 * 6 * 25 + 16; matrices 400 * 120 + 120, 120 * 84 + 84, 84 * 10 + 10.
    parameters = {"0": 156, "3": 2416, "7": 48120, "9": 10164, "11": 850}
    # 28 * 28 * 6 sums over 25; 10 * 10 * 16 sums over 6 * 25; the products of the matrices.
    products = {"0": 117600, "3": 240000, "7": 48000, "9": 10080, "11": 840}
    assert {path: row.parameters for path, row in rows.items() if row.parameters} == parameters
    assert {path: row.multiply_adds for path, row in rows.items() if row.multiply_adds} == products
    assert table.total_parameters == table.trainable_parameters == 61706
    assert table.total_multiply_adds == 416520
    assert table.parameter_bytes == 4 * 61706
    outputs = [rows[str(i)].output for i in range(12)]
    assert outputs == [
        (1, 6, 28, 28), (1, 6, 28, 28), (1, 6, 14, 14), (1, 16, 10, 10), (1, 16, 10, 10),
        (1, 16, 5, 5), (1, 400), (1, 120), (1, 120), (1, 84), (1, 84), (1, 10),
    ]  # fmt: skip
    # 2 * 4704 + 1176 + 2 * 1600 + 2 * 400 + 2 * 120 + 2 * 84 + 10 numbers. Flatten makes new ones:
    # in memory its input lies with the channels last.
    assert table.activation_bytes == 4 * 15002
    assert table.complete


def test_multiply_adds_and_outputs_grow_with_the_batch() -> None:
    table = nn.summary(lenet(), np.zeros((3, 1, 28, 28)))
    assert table.total_multiply_adds == 3 * 416520
    assert table.activation_bytes == 3 * 4 * 15002
    assert table.total_parameters == 61706


def test_network_of_deck_5() -> None:
    # 784 * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10
    table = nn.summary(nn.MLP([784, 512, 512, 10]), input_size=(1, 784))
    assert table.total_parameters == 669706
    assert table.total_multiply_adds == 784 * 512 + 512 * 512 + 512 * 10 == 668672
    assert table.activation_bytes == 4 * (4 * 512 + 10)


@pytest.mark.parametrize(
    ("layer", "weights"),
    [
        (nn.Linear(7, 3, bias=False), 21),
        (nn.LocallyConnected1d(1, 1, 7, 3, stride=2, bias=False), 9),
        (nn.Conv1d(1, 1, 3, stride=2, bias=False), 3),
    ],
)
def test_weights_of_deck_2(layer: nn.Module, weights: int) -> None:
    """Deck 2, "Locality" and "Shared Weights": 3 * 7, 3 * 3 and 3 * 1 for 3 units of 7 inputs."""
    table = nn.summary(layer, np.zeros((1, 1, 7)))
    assert table.total_parameters == weights
    assert table.total_multiply_adds == (21 if isinstance(layer, nn.Linear) else 9)


def test_transformer() -> None:
    table = nn.summary(Transformer(), np.zeros((1, 5), int))
    rows = by_path(table)
    assert rows["symbols"].output == (1, 5, 8)
    assert rows["symbols"].multiply_adds == 0
    assert rows["blocks"].output is None
    assert rows["blocks.0.attention"].output == ((1, 5, 8), (1, 5, 5))
    # Queries, keys and values: 3 * 40 elements times 8; scores and averages: 2 * 40 * 5.
    assert rows["blocks.0.attention"].multiply_adds == 960 + 400
    assert rows["blocks.0.attention.out_proj"].multiply_adds == 5 * 8 * 8
    assert rows["blocks.0.norm"].multiply_adds == 4 * 40
    assert rows["blocks.1.forward_part.0"].multiply_adds == 5 * 16 * 8
    assert rows["blocks.1"].parameters == 1
    assert not rows["blocks.1"].complete
    assert not table.complete
    assert table.total_multiply_adds == 2 * (1360 + 320 + 160 + 640 + 640) + 400
    assert table.total_parameters == 80 + 2 * (16 + 216 + 72 + 144 + 136 + 1) + 80


TRANSFORMER = """\
layer                                  output                parameters  trainable  multiply-adds
-------------------------------------------------------------------------------------------------
Transformer                            (1, 5, 10)
  (symbols): Embedding                 (1, 5, 8)                     80        yes              0
  (blocks): ModuleList
    (0): Block                         (1, 5, 8)                      1        yes              ?
      (norm): LayerNorm                (1, 5, 8)                     16        yes            160
      (attention): MultiheadAttention  (1, 5, 8), (1, 5, 5)         216        yes          1,360
        (out_proj): Linear             (1, 5, 8)                     72        yes            320
      (forward_part): Sequential       (1, 5, 8)
        (0): Linear                    (1, 5, 16)                   144        yes            640
        (1): GELU                      (1, 5, 16)                     0                         0
        (2): Linear                    (1, 5, 8)                    136        yes            640
"""


def test_table_as_text() -> None:
    text = str(nn.summary(Transformer(), np.zeros((1, 5), int)))
    assert text.startswith(TRANSFORMER)
    assert text.splitlines()[-3:] == [
        "parameters: 1,330 (all trainable), 5.2 KiB",
        "outputs of layers: 2.5 KiB",
        "multiply-adds: 6,640 + ? (what a forward of your own computes)",
    ]


def test_depth_adds_what_lies_deeper() -> None:
    model, x = Transformer(), np.zeros((1, 5), int)
    whole, short = nn.summary(model, x), nn.summary(model, x, depth=1)
    assert [row.path for row in short.rows] == ["", "symbols", "blocks", "head"]
    assert by_path(short)["blocks"].parameters == 2 * 585
    assert by_path(short)["blocks"].multiply_adds == 6240
    assert "1,170        yes      6,240 + ?" in str(short)
    assert [row.path for row in nn.summary(model, x, depth=0).rows] == [""]
    for depth in range(6):
        table = nn.summary(model, x, depth=depth)
        assert sum(row.parameters for row in table.rows) == whole.total_parameters
        assert sum(row.multiply_adds for row in table.rows) == whole.total_multiply_adds
        assert table.total_parameters == whole.total_parameters


@given(
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5),
    batch=st.integers(0, 4),
    bias=st.booleans(),
    depth=st.none() | st.integers(0, 2),
)
def test_any_perceptron(sizes: list[int], batch: int, bias: bool, depth: int | None) -> None:
    model = nn.MLP(sizes, bias=bias)
    table = nn.summary(model, input_size=(batch, sizes[0]), depth=depth)
    pairs = list(pairwise(sizes))
    assert table.total_parameters == sum(a * b + b * bias for a, b in pairs)
    assert table.total_parameters == sum(p.numel() for p in model.parameters())
    assert table.total_multiply_adds == batch * sum(a * b for a, b in pairs)
    assert sum(row.multiply_adds for row in table.rows) == table.total_multiply_adds
    assert table.rows[0].output == (batch, sizes[-1])
    lines = str(table).splitlines()
    assert len(lines) == 3 + len(table.rows) + 3
    assert max(map(len, lines[:-3])) == len(lines[1])


def test_without_an_input_only_parameters_are_shown() -> None:
    table = nn.summary(nn.MLP([2, 3, 1]))
    assert table.total_parameters == 13
    assert table.total_multiply_adds is None
    assert table.activation_bytes is None
    assert str(table).splitlines()[0].split() == ["layer", "parameters", "trainable"]
    assert str(nn.summary(nn.Linear(256, 1, bias=False))).endswith("(all trainable), 1.0 KiB")


def test_frozen_parameters() -> None:
    model = nn.MLP([2, 3, 1])
    model[0].requires_grad_(False)
    model[2].bias.requires_grad = False
    table = nn.summary(model)
    assert table.trainable_parameters == 3
    assert [row.trainable for row in table.rows] == [0, 0, 0, 3]
    lines = str(table).splitlines()
    assert lines[3].split()[-2:] == ["9", "no"]
    assert lines[5].split()[-2:] == ["4", "3"]
    assert lines[-1] == "parameters: 13 (3 trainable), 52 bytes"


def test_buffers_are_counted() -> None:
    table = nn.summary(nn.BatchNorm1d(5), input_size=(2, 5))
    assert (table.total_parameters, table.total_buffers) == (10, 11)
    assert "buffers: 11" in str(table)


class Twice(nn.Module):
    """Calls a layer twice, and has one that it does not call."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 2)
        self.same = nn.ModuleList([self.layer])
        self.tied = nn.Linear(2, 2)
        self.tied.weight = self.layer.weight
        self.unused = nn.Linear(5, 5)

    def forward(self, x: Any) -> Any:
        return {"a": self.layer(self.layer(x)), "b": (None, self.tied(x)), "c\n": "text"}


def test_shared_called_twice_and_not_called() -> None:
    table = nn.summary(Twice(), input_size=(3, 2))
    rows = by_path(table)
    assert rows["layer"].calls == 2
    assert rows["layer"].multiply_adds == 2 * 3 * 4
    assert rows["layer"].notes == ("called 2 times",)
    assert rows["same.0"].notes == ("is layer",)
    assert rows["tied"].parameters == 2  # its bias
    assert rows["tied"].notes == ("weight is layer.weight",)
    assert rows["unused"].calls == 0
    assert rows["unused"].output is None
    assert rows[""].output == {"a": (3, 2), "b": (None, (3, 2)), "c\n": None}
    assert table.total_parameters == 6 + 2 + 30
    lines = {line.split(":")[0].strip(): line for line in str(table).splitlines()}
    assert lines["(unused)"].split()[2:] == ["-", "30", "yes", "-"]
    assert lines["(same)"].split() == ["(same):", "ModuleList"]
    assert lines["(0)"].split() == ["(0):", "Linear", "is", "layer"]
    assert "a: (3, 2), b: None, (3, 2), c\\n: None" in str(table)


def test_a_module_in_itself() -> None:
    model = nn.Sequential(nn.Linear(2, 2))
    model.append(nn.Identity())
    model[1].owner = model
    assert [row.path for row in nn.summary(model, input_size=(2,)).rows] == ["", "0", "1", "1.owner"]


def test_deep_models_need_no_recursion() -> None:
    model: nn.Module = nn.Linear(2, 2)
    for _ in range(2000):
        model = nn.Sequential(model)
    assert nn.summary(model).total_parameters == 6


def test_several_inputs() -> None:
    layer = nn.Bilinear(3, 4, 2)
    for table in (
        nn.summary(layer, (np.ones((5, 3)), autograd.ones(5, 4))),
        nn.summary(layer, input_size=[(5, 3), (5, 4)]),
    ):
        assert table.rows[0].output == (5, 2)
    assert nn.summary(nn.Linear(2, 1), [[1.0, 2.0]]).rows[0].output == (1, 1)
    assert nn.summary(nn.Linear(2, 1), input_size=2).rows[0].output == (1,)
    assert nn.summary(nn.ReLU(), 3.0).rows[0].output == ()


def test_input_size_makes_an_input_in_the_dtype_of_the_parameters() -> None:
    seen = []

    class Watching(nn.Linear):
        def forward(self, x: Any) -> Any:
            seen.append((x.dtype, bool((x == 1).all())))
            return super().forward(x)

    nn.summary(Watching(3, 2).double(), input_size=(1, 3))
    assert seen == [(np.dtype("float64"), True)]


def test_views_take_no_memory() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Identity(), nn.Dropout(), nn.Linear(12, 2))
    assert nn.summary(model, input_size=(1, 3, 4)).activation_bytes == 4 * 2


def test_no_parameters_empty_batches_and_infinities() -> None:
    assert nn.summary(nn.Flatten(), input_size=(2, 3, 4)).total_parameters == 0
    assert nn.summary(nn.Sequential()).total_parameters == 0
    empty = nn.summary(nn.Linear(3, 2), np.zeros((0, 3)))
    assert (empty.rows[0].output, empty.total_multiply_adds) == ((0, 2), 0)
    table = nn.summary(nn.Sequential(nn.Reciprocal(), nn.Linear(2, 1)), [[np.inf, 0.0]])
    assert table.rows[-1].output == (1, 1)


def test_names_of_other_scripts_stay_in_their_column() -> None:
    model = nn.Module()
    model.add_module("첫째", nn.ReLU())
    setattr(model, "a\nb", nn.Tanh())
    setattr(model, "<b>", nn.Tanh())
    table = nn.summary(model)
    lines = str(table).splitlines()
    assert lines[3] == "  (첫째): ReLU           0"
    assert lines[4] == "  (a\\nb): Tanh           0"
    assert "&lt;b&gt;" in table._repr_html_()
    assert "<b>" not in table._repr_html_()


def test_html_has_the_cells_of_the_text() -> None:
    table = nn.summary(nn.MLP([2, 3, 1]), input_size=(1, 2))
    html = table._repr_html_()
    assert html.count("<tr>") == 1 + 4
    assert html.count("<td ") == 4 * 5
    for text in ("(1, 3)", "(0): Linear", "multiply-adds: 9", "parameters: 13 (all trainable)"):
        assert text in html


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((lambda x: x,), TypeError, "takes a model, an nn.Module, got function"),
        ((nn.Linear,), TypeError, "got the class Linear"),
        ((nn.ReLU(), [1.0], (1,)), TypeError, "positional"),
    ],
)
def test_wrong_models(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        nn.summary(*arguments)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"x": [1.0], "input_size": (1,)}, ValueError, "not both"),
        ({"depth": -1}, ValueError, "depth must be an integer of at least 0, got -1"),
        ({"depth": True}, ValueError, "got True"),
        ({"depth": 1.0}, ValueError, "got 1.0"),
        ({"x": (1, 2)}, TypeError, r"x is the input; give its shape as input_size=\(1, 2\)"),
        ({"x": (np.int64(3),)}, TypeError, r"give its shape as input_size=\(3,\)"),
        ({"input_size": (1.0, 2)}, TypeError, r"a shape such as \(1, 28, 28\)"),
        ({"input_size": "28"}, TypeError, "got '28'"),
        ({"input_size": (True,)}, TypeError, "list of shapes"),
        ({"input_size": (2, -1)}, ValueError, r"negative: \(2, -1\)"),
    ],
)
def test_wrong_options(options: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        nn.summary(nn.ReLU(), **options)


@pytest.mark.parametrize(
    "x", [np.ones((1, 2), complex), "text", {}, np.array([["a", "b"]]), object(), [[1.0, 2.0], [3.0]]]
)
def test_inputs_that_are_none(x: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        nn.summary(nn.Linear(2, 1), x)


def test_nothing_to_count_and_unusual_names() -> None:
    model = nn.Sequential()
    setattr(model, "", nn.ReLU())
    setattr(model, "a.b", nn.Tanh())
    table = nn.summary(model, [1.0])
    assert [row.kind for row in table.rows] == ["Sequential", "ReLU", "Tanh"]
    assert "parameters: 0" in str(table).splitlines()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_memory_goes_by_the_dtype(dtype: str) -> None:
    table = nn.summary(nn.Linear(2, 3, dtype=dtype), np.array([[1, 2]]))
    size = np.dtype(dtype).itemsize
    assert (table.parameter_bytes, table.activation_bytes) == (9 * size, 3 * size)


def test_an_error_in_the_model_names_the_layer() -> None:
    with pytest.raises(ValueError, match="linear") as caught:
        nn.summary(nn.MLP([2, 3, 1]), input_size=(1, 5))
    assert caught.value.__notes__ == [
        "summary: in Linear '0', called with inputs of the shapes (1, 5)"
    ]
    with pytest.raises(TypeError, match="integers") as mistaken:
        nn.summary(nn.Embedding(3, 2), input_size=(1,))
    assert mistaken.value.__notes__ == [
        "summary: in the model, called with inputs of the shapes (1,)"
    ]
