"""What nodes say: values large and small, gradients, parameters, names of any kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn.functional as F
from autograd import Tensor
from autograd.show import Node, graph
from autograd.show.drawing.labels import label_lines
from autograd.show.drawing.written import number, parameter, readable, rows, shortened, summary

nan, inf = np.nan, np.inf


def lines(node: Node, **options: Any) -> list[str]:
    return [line.text for line in label_lines(node, **options)]


def value(x: Any, **options: Any) -> list[str]:
    """The lines of a constant."""
    return lines(graph(Tensor(x)).nodes[0], **options)


def operation(output: Tensor, **options: Any) -> list[str]:
    """The lines of the operation that computed a tensor."""
    return lines(next(n for n in graph(output).nodes if n.kind == "operation" and n.tensor is output), **options)


@pytest.mark.parametrize(
    ("x", "says"),
    [
        (3.0, ["3"]), (-0.000012345, ["-1.234e-05"]), (1234567.0, ["1.235e+06"]), (True, ["True"]),
        (1234567, ["1234567"]), (np.float16(0.1), ["0.09998"]), (1 + 2j, ["1+2j"]), (nan, ["nan"]), (-inf, ["-inf"]),
        ([1, 2, 3], ["[1, 2, 3]"]), ([True, False], ["[True, False]"]), ([0.5, nan], ["[0.5, nan]"]),
        (np.array([1 / 3], np.float32), ["[0.3333]"]),
        ([[1.0, -2.5], [10.0, 0.125]], ["[ 1   -2.5]", "[10  0.125]"]),
        ([[1.0] * 5] * 2, ["[1  1  1  1  1]"] * 2),
        ([[0.0] * 7], ["1 × 7 float64", "min 0, max 0", "mean 0"]),  # too wide
        ([[[1.0, 2.0]]], ["[[[1, 2]]]"]),
        (np.zeros((0, 3)), ["0 × 3 float64", "empty"]),
        (np.arange(7), ["7 int64", "min 0, max 6", "mean 3"]),
        (np.arange(20).reshape(4, 5) > 4, ["4 × 5 bool", "15 of 20 true"]),
        (np.full((3, 5), 2 + 1j), ["3 × 5 complex128", "mean 2+1j"]),
        ([1.0, nan, nan, inf, 2.0, 3.0, 6.0], ["7 float64", "min 1, max 6", "mean 3", "2 NaN, 1 infinite"]),
        ([nan] * 9, ["9 float64", "9 NaN"]),
        (np.full(20, 1e308), ["20 float64", "min 1e+308, max 1e+308", "mean 1e+308"]),
        (np.full(9, 60000.0, np.float16), ["9 float16", "min 6e+04, max 6e+04", "mean 6e+04"]),
    ],
)  # fmt: skip
def test_values(x: Any, says: list[str]) -> None:
    assert value(x) == says


def test_what_is_not_finite_is_a_warning() -> None:
    kinds = [line.kind for line in label_lines(graph(Tensor([1.0, nan])).nodes[0])]
    assert kinds == ["warning"]
    kinds = [line.kind for line in label_lines(graph(Tensor([1.0, nan] * 9)).nodes[0])]
    assert kinds == ["shape", "value", "value", "warning"]


def test_rows_of_matrices_stand_below_each_other() -> None:
    assert [line.monospace for line in label_lines(graph(Tensor([[1.0], [2.0]])).nodes[0])] == [True, True]
    assert rows(np.array([[1.0, -22.5], [333.0, 4.0]]), 4) == ["[  1  -22.5]", "[333      4]"]


def test_show_says_what_is_shown() -> None:
    assert value(3.0, show=("values", "shapes")) == ["float64", "3"]
    assert value([1.0, 2.0], show=()) == ["2 float64"]  # never nothing
    x = Tensor(2.0, requires_grad=True, name="x")
    node = graph(x).nodes[0]
    assert lines(node, show=()) == ["x"]
    assert lines(node, show=("gradients",)) == ["x", "grad –"]
    assert operation(x.sum(axis=()), show=()) == ["Σ"]


def test_gradients_of_arrays_and_what_other_passes_added() -> None:
    w = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True, name="w")
    y = (w * w).sum()
    y.backward()
    node = graph(y).node_of(w)
    assert lines(node) == ["w", "[1  2]", "[3  4]", "grad", "[2  4]", "[6  8]"]
    w.grad = w.grad * 0.5  # as clipping does
    assert lines(graph(y).node_of(w))[6:] == ["from this output", "[2  4]", "[6  8]"]


def test_an_accumulated_gradient_of_a_number() -> None:
    x = Tensor(3.0, requires_grad=True, name="x")
    for _ in range(2):
        y = x * x
        y.backward()
    assert lines(graph(y).node_of(x)) == ["x", "3", "grad 12", "from this output 6"]


def test_rounding_is_not_taken_for_another_pass() -> None:
    x = Tensor(np.linspace(0, 1, 64, dtype=np.float32), requires_grad=True)
    y = (ag.sigmoid(x) * x / 3).sum() + (x * 0.1).sum() + ag.tanh(x).mean()
    y.backward()
    assert not any("from this output" in text for text in lines(graph(y).node_of(x)))


def test_values_that_were_updated_since_are_marked() -> None:
    w = Tensor(2.0, requires_grad=True, name="w")
    y = w * w
    y.backward()
    with ag.no_grad():
        w -= 0.25 * w.grad
    assert lines(graph(y).node_of(w)) == ["w", "1", "updated since", "grad 4"]


def test_a_value_that_is_gone_leaves_its_shape() -> None:
    x = Tensor(np.ones((40, 50), np.float32), requires_grad=True)
    y = (x * 2.0).sum()
    y.backward()
    assert lines(graph(y).nodes[3]) == ["40 × 50 float32", "grad min 1, max 1", "grad mean 1"]


# --- operations -----------------------------------------------------------------------------------


def test_operations_show_their_sign_or_name_and_what_is_not_at_its_default() -> None:
    x = Tensor(np.arange(6.0).reshape(2, 3), requires_grad=True)
    assert operation(x + 1) == ["+"]
    assert operation(x.sum(axis=1)) == ["Σ", "axis=1"]
    assert operation(ag.clip(x, 0.25, 3)) == ["clip", "min=0.25", "max=3"]
    assert operation(x[0, 1:]) == ["getitem", "[0, 1:]"]
    assert operation(x[..., None, ::-1]) == ["getitem", "[..., None, ::-1]"]
    assert operation(x[[1, 0]]) == ["getitem", "[[1, 0]]"]


def test_class_labels_can_be_seen() -> None:
    scores = Tensor(np.zeros((5, 3)), requires_grad=True)
    loss = F.cross_entropy(scores, np.array([2, 0, 1, 1, 0]), reduction="none")
    assert operation(loss) == ["softmax cross entropy", "labels=[2, 0, 1, …]"]


class Odd:
    pass


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (np.array([3, 1]), "p=[3, 1]"), ([3, 1, 2, 4], "p=[3, 1, 2, …]"), (np.zeros((2, 5)), "p=2 × 5 float64"),
        (np.float32(0.5), "p=0.5"), (None, "p=None"), ("same", "p='same'"), ((2, 2), "p=(2, 2)"),
        (np.dtype("f4"), "p=float32"), (np.float32, "p=float32"), (Odd(), "p=Odd"), (np.sin, "p=sin"),
        ([[1], [2, 3]], "p=[[1], [2, 3]]"), ("a" * 99, "p='aaaaaaaaaaa…aaaaaaaaaaaaa'"), ([], "p=[]"),
        (True, "p=True"), ("줄\n\0", "p='줄\\n\\x00'"),
    ],
)  # fmt: skip
def test_parameters(given: Any, says: str) -> None:
    assert parameter("p", given) == says


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x", "x"), ("두\n줄", "두␊줄"), ("\0", "␀"), ("a\tb\x7f", "a␉b�"), ("\x85 \ud800 \ufffe", "� � �"),
        ("\u202eabc", "�abc"), ("a\u2028b", "a�b"), ("👨\u200d👩", "👨\u200d👩"), ("\U0001ffff", "�"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_made_visible(name: str, says: str) -> None:
    assert readable(name) == says


def test_long_names_lose_their_middle() -> None:
    path = "encoder.layers.11.attention.output.dense.weight"
    assert shortened(path) == "encoder.layers.11.a…output.dense.weight"
    assert shortened("가" * 40) == "가" * 9 + "…" + "가" * 9
    assert shortened("x" * 40) == "x" * 40
    assert len(shortened("e\u0301" * 10_000)) <= 80
    assert len(shortened("x" * 1_000_000)) <= 40


def test_numbers_to_so_many_digits() -> None:
    assert number(np.pi, 3) == "3.14"
    assert number(np.int64(10**15), 3) == "1000000000000000"
    assert summary(np.array([[1, 2, 9]] * 5), 4) == (["min 1, max 9", "mean 4"], "")
