"""explain: networks and their losses read as the slides write them."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor, explain
from autograd.show.derivation import derive


def parameter(value: Any, name: str | None = None) -> Tensor:
    return Tensor(value, requires_grad=True, name=name)


def formulas(derivation: Any) -> dict[str, str]:
    """The last formula with names of each line, by what stands on its left."""
    lines = {}
    for row in rows_of(derivation).splitlines():
        left, _, right = row.partition(" = ")
        lines[left] = re.sub(r" +(shape \([\d, ]*\)|\([\d, ]*\) = .*)$", "", right)
    return lines


def rows_of(derivation: Any) -> str:
    """The text without numbers, each line on one row."""
    text = dataclasses.replace(derivation, numbers=False).text()
    rows: list[str] = []
    for row in text.splitlines():
        if row.startswith("     "):
            rows[-1] += (" = " if row.strip().startswith("= ") else " ") + row.strip().lstrip("= ")
        elif row.startswith("    "):
            rows.append(row.strip())
    return "\n".join(rows)


def test_the_error_is_the_gradient_of_half_its_square() -> None:
    y = parameter([0.5, 2.0, 1.0], "y")
    t = Tensor([1.0, 0.0, 1.0], name="t")
    last = str(explain(0.5 * ((y - t) ** 2).sum(), every_operation=False)).splitlines()[-1]
    assert last == "    dL/dy = y - t = [0.5, 2, 1] - [1, 0, 1] = [-0.5, 2, 0]    shape (3,)"


def test_the_mean_over_a_batch_divides() -> None:
    y = parameter([0.5, 2.0, 1.0, 0.0], "y")
    t = Tensor([1.0, 0.0, 1.0, 0.0], name="t")
    loss = ((y - t) ** 2).mean()
    # 2 (y - t) / 4
    assert formulas(explain(loss, every_operation=False))["dL/dy"] == "0.5 * (y - t)"


def test_arrays_of_one_number() -> None:
    y = parameter([1.0, 2.0], "y")
    total, mean = explain(y.sum()), explain(y.mean())
    assert str(total).splitlines()[-1] == "    dL/dy = ones((2,)) = [1, 1]    shape (2,)"
    assert str(mean).splitlines()[-1] == "    dL/dy = full((2,), 0.5) = [0.5, 0.5]    shape (2,)"
    assert r"&= \mathbf{1}_{2} \quad" in total.latex()
    assert r"&= 0.5 \cdot \mathbf{1}_{2} \quad" in mean.latex()
    matrix = explain(parameter(np.ones((2, 3)), "A").sum())
    assert r"\mathbf{1}_{2 \times 3}" in matrix.latex()
    assert "<msub><mi>𝟏</mi><mrow><mn>2</mn><mo>×</mo><mn>3</mn></mrow></msub>" in matrix.html()


def test_broadcasting_of_numbers_and_rows_is_left_to_the_product() -> None:
    x = parameter([[1.0, 2.0], [3.0, 5.0]], "x")
    rows = x.mean(axis=0)
    rows.name = "m"
    found = formulas(explain((rows * rows).sum(), every_operation=False))
    assert found["dL/dm"] == "m + m"
    assert found["dL/dx"] == "broadcast_to(dL/dm / 2, shape=(2, 2))"
    squares = ((x - rows) ** 2).mean(axis=0)
    squares.name = "v"
    found = formulas(explain((squares * [1.0, 2.0]).sum(), wrt=rows, every_operation=False))
    assert found["dL/dm"] == "sum(-dL/dv * (x - m), axis=0)"


def test_each_layer_of_a_network_has_its_step() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 1))
    x = Tensor(np.ones((4, 2), np.float32), name="x")
    t = Tensor(np.ones((4, 1), np.float32), name="t")
    y = model(x)
    found = formulas(explain(nn.MSELoss()(y, t), model=model, names={"y": y}))
    assert found == {
        "v1": "sigmoid(x @ 0.weight.T + 0.bias)",
        "y": "v1 @ 2.weight.T + 2.bias",
        "L": "mean(square(y - t))",
        "dL/dL": "1",
        "dL/dy": "0.5 * (y - t)",
        "dL/dv1": "dL/dy @ 2.weight",
        "dL/d(2.weight)": "(dL/dy).T @ v1",
        "(2.bias is broadcast: its gradient is the sum over axis 0)": "",
        "dL/d(2.bias)": "sum(dL/dy, axis=0)",
        "dL/d(0.weight)": "(dL/dv1 * v1 * (1 - v1)).T @ x",
        "(0.bias is broadcast: its gradient is the sum over axis 0)": "",
        "dL/d(0.bias)": "sum(dL/dv1 * v1 * (1 - v1), axis=0)",
    }


def test_elementwise_products_beside_matrix_products_stand_in_brackets() -> None:
    x, W = Tensor([[2.0, 3.0]], name="x"), parameter([[0.1], [0.2]], "W")
    V = parameter([[0.5]], "V")
    h = ag.sigmoid(x @ W)
    found = formulas(explain((ag.sigmoid(h @ V)).sum(), names={"h": h}, every_operation=False))
    assert found["dL/dh"].endswith(")) @ V.T")
    assert found["dL/dh"].startswith("(sigmoid(h @ V) * (1 - ")
    assert found["dL/dW"] == "x.T @ (dL/dh * h * (1 - h))"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_gradient_of_cross_entropy_is_softmax_minus_target(dtype: str) -> None:
    z = parameter(np.array([[2.0, 1.0, 0.1]], dtype), "z")
    step = explain(nn.CrossEntropyLoss()(z, Tensor([0])), every_operation=False).backward[-1]
    assert step.formula is not None
    assert step.formula.text == "softmax(z, axis=1) - array([[1, 0, 0]])"
    # The slides' softmax minus the target: catalogue S0.W6.
    np.testing.assert_allclose(step.value, [[-0.340998, 0.242432, 0.098565]], atol=1e-6)
    assert (step.value.dtype, step.formula.dtype) == (dtype, dtype)


def test_many_targets_are_told_to_be_one_hot() -> None:
    z = parameter(np.zeros((8, 3)), "z")
    loss = nn.CrossEntropyLoss()(z, Tensor(np.arange(8) % 3))
    found = formulas(explain(loss, every_operation=False))
    assert found["dL/dz"] == "0.125 * (softmax(z, axis=1) - <one-hot array of shape (8, 3)>)"


def test_attention_reads_as_products_of_matrices() -> None:
    q, k, v = (parameter(np.ones((2, 2)) * i, name) for i, name in enumerate("qkv", 1))
    scores = q @ k.T / 4.0
    weights = ag.softmax(scores)
    out = weights @ v
    found = formulas(explain((out * out).sum(), names={"s": scores, "a": weights, "o": out}))
    assert found["s"] == "q @ k.T / 4"
    assert found["dL/da"] == "dL/do @ v.T"
    assert found["dL/ds"] == "a * (dL/da - sum(dL/da * a, axis=-1, keepdims=True))"
    assert found["dL/dv"] == "a.T @ dL/do"
    assert found["dL/dk"] == "(dL/ds / 4).T @ q"
    assert found["dL/dq"] == "(dL/ds / 4) @ k"


def test_the_formulas_of_an_lstm_step_stay_readable() -> None:
    ag.manual_seed(0)
    model = nn.LSTM(1, 2)
    out, (h, _) = model(Tensor(np.ones((1, 1, 1), np.float32), name="x"))
    found = formulas(explain(h.sum(), names={"h": h}, model=model))
    assert found["dL/dweight_hh_l0"] == "(dL/dv2).T @ c1"
    assert found["dL/dbias_hh_l0"] == "sum(dL/dv2, axis=0)"
    assert max(map(len, found.values())) < 800
    assert out.shape == (1, 1, 2)


def test_what_is_not_given_is_not_written() -> None:
    image, kernel = parameter(np.ones((1, 1, 5, 5)), "image"), parameter(np.ones((1, 1, 3, 3)), "k")
    found = formulas(explain(ag.conv2d(image, kernel).sum(), every_operation=False))
    assert "None" not in " ".join(found.values())


def test_a_path_with_a_minus_sign_is_subtracted() -> None:
    a, b = parameter(3.0, "a"), parameter(2.0, "b")
    rows = str(explain(a - b - a)).splitlines()
    assert rows[-2] == "    dL/da = dL/dv1 * dv1/da - 1 = dL/dv1 - 1 = 1 - 1 = 0"
    y = parameter(0.5, "y")
    u = y * 2.0
    rows = str(explain(u - 3.0 * y, names={"u": u})).splitlines()
    assert rows[-1] == "    dL/dy = dL/du * du/dy - 3 = dL/du * 2 - 3 = 1 * 2 - 3 = -1"


def test_constants_have_the_digits_asked_for() -> None:
    x = parameter(2.0, "x")
    assert str(explain(x * (1 / 3), precision=3)).splitlines()[-1] == "    dL/dx = 0.333"


def test_the_gradient_passed_in_is_told_from_a_tensor_of_that_name() -> None:
    gradient = parameter([1.0, 2.0], "gradient")
    rows = str(explain(gradient * 2.0, gradient=[3.0, 4.0])).splitlines()
    assert "    dL/dL = gradient_2 = [3, 4]    shape (2,)" in rows


def test_shapes_are_not_broken_over_two_rows() -> None:
    for length in range(1, 60):
        x = parameter(np.ones((1, 1, 3, 3)), "x" * length)
        for row in str(explain(ag.exp(x).sum())).splitlines():
            assert row.count("(") == row.count(")"), row
            assert "\N{NO-BREAK SPACE}" not in row


def test_what_goes_into_a_layer_has_a_line_in_long_chains_too() -> None:
    h = parameter(np.ones((2, 2)), "h0")
    for _ in range(4):
        h = ag.tanh(h @ np.eye(2))
    derivation = derive((h * h).sum(), every_operation=False)
    names = [e.name for e in derivation.forward if e.formula is not None]
    assert names == ["v1", "v2", "v3", "v4", "L"]


def test_a_leaf_alone_is_its_own_derivation_whatever_was_written_to_it() -> None:
    x = parameter([1.0, 2.0], "x")
    with ag.no_grad():
        x *= 3.0
    assert x.detach().shape == (2,)
    rows = str(explain(x, gradient=[1.0, 1.0])).splitlines()
    assert rows[1] == "    x = [3, 6]    shape (2,)"
    assert rows[-1] == "    dx/dx = gradient = [1, 1]    shape (2,)"


def test_numbers_alone_make_no_array() -> None:
    y = parameter([1.0, 2.0], "y")
    assert formulas(explain((2 * y).sum(), every_operation=False))["dL/dy"] == "ones((2,)) * 2"
    with np.errstate(divide="ignore"):
        loss = (y / 0.0).sum()
    assert formulas(explain(loss, every_operation=False))["dL/dy"] == "ones((2,)) / 0"
