"""explain: which lines a derivation has, what they say, and what is refused."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor, explain
from tests.autograd.show.explained import backward_of, leaf, step_of

# --- what gets a line ----------------------------------------------------------------------------


def test_without_names_each_operation_has_a_line() -> None:
    w, x = leaf(2.0, "w"), leaf(3.0, "x")
    assert str(explain((w * x + 1.0) ** 2)) == dedent("""\
        Given
            w = 2, x = 3

        Forward
            v1 = w * x = 2 * 3 = 6
            v2 = v1 + 1 = 6 + 1 = 7
            L = v2 ** 2 = 7 ** 2 = 49

        Backward
            dL/dL = 1
            dL/dv2 = 2 * v2 = 2 * 7 = 14
            dL/dv1 = dL/dv2 * dv2/dv1 = dL/dv2 = 14
            dL/dw = dL/dv1 * dv1/dw = dL/dv1 * x = 14 * 3 = 42
            dL/dx = dL/dv1 * dv1/dx = dL/dv1 * w = 14 * 2 = 28""")


def test_what_has_no_name_is_written_into_the_formula_that_uses_it() -> None:
    w, x = leaf(2.0, "w"), leaf(3.0, "x")
    u = w * x + 1.0
    derivation = explain(u**2, wrt=w, names={"u": u})
    assert [e.name for e in derivation.forward] == ["w", "x", "u", "L"]
    assert backward_of(derivation) == [
        "dL/dL = 1", "dL/du = 2 * u = 2 * 7 = 14",
        "dL/dw = dL/du * du/dw = dL/du * x = 14 * 3 = 42",
    ]  # fmt: skip


def test_what_is_used_twice_has_a_line_even_without_a_name() -> None:
    x = leaf(3.0, "x")
    u = x + 1.0
    L = u * ag.exp(u - 4.0)
    derivation = explain(L, every_operation=False)
    assert [e.name for e in derivation.forward] == ["x", "v1", "L"]
    # e^0 + 4 e^0
    assert step_of(derivation, "v1").value == 5.0


def test_one_operand_twice_in_one_formula_adds_up_inside() -> None:
    x = leaf(3.0, "x")
    derivation = explain(x * x, wrt=x)
    assert backward_of(derivation) == ["dL/dL = 1", "dL/dx = x + x = 3 + 3 = 6"]
    assert len(step_of(derivation, "x").terms) == 1


def test_long_formulas_are_broken_up() -> None:
    x = leaf(0.5, "x")
    y = x
    for _ in range(12):
        y = ag.sin(y)
    derivation = explain(y, every_operation=False)
    assert [e.name for e in derivation.forward] == ["x", "v1", "v2", "L"]
    wide = ag.concatenate([ag.sin(x * float(k))[None] for k in range(20)]).sum()
    for equation in explain(wide, every_operation=False).forward:
        if equation.formula is not None:
            assert len(equation.formula.text) < 500


def test_a_line_for_each_operation_on_request() -> None:
    w, x = leaf(2.0, "w"), leaf(3.0, "x")
    u = w * x + 1.0
    names = {"u": u}
    assert len(explain(u**2, names=names, every_operation=True).forward) == 5
    assert len(explain(u**2, names=names, every_operation=False).forward) == 4
    assert len(explain((w * x + 1.0) ** 2, every_operation=False).forward) == 3


def test_only_lines_on_the_way_to_what_is_asked_for() -> None:
    a, b, c = leaf(2.0, "a"), leaf(3.0, "b"), leaf(4.0, "c")
    u, v = a * b, b * c
    L = u * v
    names = {"u": u, "v": v}
    assert [s.name for s in explain(L, wrt=a, names=names).backward] == ["L", "u", "a"]
    assert [s.name for s in explain(L, wrt=v, names=names).backward] == ["L", "v"]
    assert [s.name for s in explain(L, wrt=[c, u], names=names).backward] == ["L", "v", "u", "c"]
    assert [s.name for s in explain(L, wrt=L, names=names).backward] == ["L"]


def test_a_path_from_the_output_itself_beside_another() -> None:
    a, b = leaf(2.0, "a"), leaf(3.0, "b")
    c = a + b
    derivation = explain(a * c, wrt=a, names={"c": c})
    assert backward_of(derivation)[2:] == [
        "(a is used by c and L: its gradient is the sum over both paths)",
        "dL/da = dL/dc * dc/da + c = dL/dc + c = 2 + 5 = 7",
    ]


def test_many_paths_are_told_by_number() -> None:
    x = leaf(1.0, "x")
    parts = [x * float(k) for k in range(1, 8)]
    derivation = explain(sum(parts[1:], start=parts[0]), wrt=x)
    assert "(x is used by v1, v2, v3, v4 and 3 others: its gradient is the sum over all 7 paths)" in (
        backward_of(derivation)
    )
    assert derivation.backward[-1].value == 28.0


def test_a_leaf_and_a_result_without_differentiable_paths() -> None:
    x = leaf(2.0, "x")
    assert str(explain(x)) == "Given\n    x = 2\n\nBackward\n    dx/dx = 1"

    @ag.operation(lambda g, out, x, y: g * y, None)
    def scaled(x: Any, y: Any) -> Any:
        return x * y

    y = leaf(3.0, "y")
    derivation = explain(scaled(x, y * 2.0))
    assert [s.name for s in derivation.backward] == ["L", "x"]
    with pytest.raises(ValueError, match="does not depend differentiably on tensor 'y'"):
        explain(scaled(x, y * 2.0), wrt=y)


# --- arrays --------------------------------------------------------------------------------------


def test_matrices_show_shapes_and_a_bias_says_why_it_is_a_sum() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], name="x")
    W, b = leaf([[1.0], [2.0]], "W"), leaf([0.5], "b")
    y = x @ W + b
    assert backward_of(explain(y.sum(), names={"y": y})) == [
        "dL/dL = 1",
        *backward_of(explain(y.sum(), names={"y": y}))[1:4],
        "dL/dW = x.T @ dL/dy    (2, 1) = (2, 2) @ (2, 1)",
        "= [[1, 2], [3, 4]].T @ [[1], [1]]",
        "= [[4],",
        "[6]]",
        "(b is broadcast: its gradient is the sum over axis 0)",
        "dL/db = sum(dL/dy, axis=0) = sum([[1], [1]], axis=0) = [2]    shape (1,)",
    ]


def test_broadcast_axes_are_named() -> None:
    y = Tensor(np.ones((2, 3, 4)))
    for shape, words in [
        ((), "x is broadcast: its gradient is the sum over all elements"),
        ((4,), "x is broadcast: its gradient is the sum over axes 0 and 1"),
        ((3, 1), "x is broadcast: its gradient is the sum over axis 2"),
        ((2, 1, 1), "x is broadcast: its gradient is the sum over axes 1 and 2"),
    ]:
        x = leaf(np.ones(shape), "x")
        step = explain((x * y).sum()).backward[-1]
        assert step.terms[0].words.startswith(words.split(" over")[0])
        assert step.formula.shape == shape
        assert np.all(step.value == 24 / np.prod(shape))


def test_large_arrays_are_told_about() -> None:
    x = leaf(np.arange(-50.0, 51.0), "x")
    text = str(explain((x * x).sum(), every_operation=False))
    assert "    x = min -50, mean 0, max 50    shape (101,)" in text
    assert max(map(len, text.splitlines())) <= 100


def test_an_output_of_one_element_keeps_its_shape() -> None:
    x = leaf([[3.0]], "x")
    derivation = explain(x * x)
    assert backward_of(derivation)[0] == "dL/dL = [[1]]    shape (1, 1)"
    assert derivation.backward[-1].value.tolist() == [[6.0]]


def test_a_gradient_to_start_with() -> None:
    x = leaf([1.0, 2.0], "x")
    y = x * x
    derivation = explain(y, gradient=[1.0, 10.0])
    assert backward_of(derivation)[0] == "dL/dL = gradient = [1, 10]    shape (2,)"
    assert derivation.backward[-1].value.tolist() == [2.0, 40.0]
    assert explain(leaf(3.0, "x") * 2.0, gradient=5.0).backward[-1].value == 10.0


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_gradients_have_the_dtype_of_their_tensor(dtype: str) -> None:
    x = Tensor([1.0, 2.0], requires_grad=True, dtype=dtype, name="x")
    derivation = explain((x * Tensor([3.0, 4.0])).sum())
    assert derivation.backward[-1].value.dtype == dtype
    assert derivation.backward[-1].formula.dtype == dtype


def test_empty_arrays_nan_and_infinity_are_shown() -> None:
    empty = leaf(np.zeros((0, 3)), "empty")
    assert "no elements    shape (0, 3)" in str(explain((empty * 2.0).sum()))
    x = leaf([np.nan, np.inf, 1.0], "x")
    assert "x = [nan, inf, 1]    shape (3,)" in str(explain((x * x).sum()))
    zero = leaf(0.0, "zero")
    assert backward_of(explain(ag.sqrt(zero)))[-1].endswith("= inf")


# --- options -------------------------------------------------------------------------------------


def test_the_general_formula_has_no_numbers() -> None:
    w, x = leaf(2.0, "w"), leaf(3.0, "x")
    u = w * x
    assert str(explain(u**2, wrt=w, names={"u": u}, numbers=False)) == dedent("""\
        Forward
            u = w * x
            L = u ** 2

        Backward
            dL/dL = 1
            dL/du = 2 * u
            dL/dw = dL/du * du/dw = dL/du * x""")


def test_precision() -> None:
    x = leaf(1 / 3, "x")
    assert backward_of(explain(ag.exp(x), precision=3))[-1] == "dL/dx = L = 1.4"
    assert backward_of(explain(ag.exp(x), precision=10))[-1] == "dL/dx = L = 1.395612425"
    with pytest.raises(ValueError, match="precision must be at least 1"):
        explain(x * x, precision=0)


def test_of_a_long_derivation_both_ends_are_shown() -> None:
    x = leaf(1.0, "x")
    y = x
    for _ in range(100_000):
        y = y * 1.0
    text = str(explain(y))
    note = "    ... 99,800 lines left out; see more with max_steps=, or fewer with wrt= ..."
    assert text.splitlines().count(note) == 1
    assert text.splitlines()[-1] == "    dL/dx = dL/dv1 * dv1/dx = dL/dv1 = 1"
    assert len(text.splitlines()) == 2 + 1 + 2 * (200 + 1) + 2 + 1
    short = explain(y, max_steps=3)
    assert [s.name for s in short.backward] == ["L", "v99999", "x"]
    assert [e.name for e in short.forward] == ["x", "v1", "v2", "L"]
    assert "lines left out" in short.latex()
    assert "lines left out" in short.html()
    assert len(explain(y * 2.0, wrt=y, max_steps=None).forward) == 100_002


def test_of_many_leaves_both_ends_are_shown() -> None:
    leaves = [leaf(float(k), f"w{k}") for k in range(9)]
    total = sum(leaves[1:], start=leaves[0])
    rows = str(explain(total, max_steps=4)).splitlines()
    assert rows[1:4] == [
        "    w0 = 0, w1 = 1",
        "    ... 1 line left out; see more with max_steps=, or fewer with wrt= ...",
        "    w7 = 7, w8 = 8",
    ]
    general = str(explain(total, max_steps=4, numbers=False))
    assert general.startswith("Forward\n    v1 = w0 + w1\n")


@pytest.mark.parametrize("wrong", [True, 0, -1, 2.5, "many"])
def test_max_steps_is_a_number_of_lines(wrong: Any) -> None:
    with pytest.raises(ValueError, match="max_steps is a number of lines or None"):
        explain(leaf(1.0) * 2.0, max_steps=wrong)


# --- errors --------------------------------------------------------------------------------------


def test_errors_say_what_and_what_to_do() -> None:
    x = leaf([1.0, 2.0], "x")
    other = leaf(1.0, "other")
    with pytest.raises(TypeError, match="takes the Tensor whose computation to explain, got float"):
        explain(2.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="does not require grad.* Set requires_grad=True"):
        explain(Tensor(2.0) * 3.0)
    with pytest.raises(ValueError, match=r"has 2 elements.*\.sum\(\), or pass .* gradient="):
        explain(x * 2.0)
    with pytest.raises(ValueError, match=r"passed in has shape \(3,\), but .* shape \(2,\)"):
        explain(x * 2.0, gradient=[1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"does not depend on wrt\[0\], tensor 'other'"):
        explain(x.sum(), wrt=other)
    with pytest.raises(ValueError, match=r"wrt\[1\], a Tensor of shape \(\), does not require grad"):
        explain(x.sum(), wrt=[x, Tensor(1)])
    with pytest.raises(TypeError, match=r"wrt\[0\] is a str, not a Tensor"):
        explain(x.sum(), wrt="x")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="wrt is a Tensor or several, got float"):
        explain(x.sum(), wrt=2.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="wrt is empty"):
        explain(x.sum(), wrt=[])
    with pytest.raises(TypeError, match=r"names: must map names to tensors, as locals\(\) does"):
        explain(x.sum(), names=["x"])  # type: ignore[arg-type]


def test_after_an_optimizers_step_the_values_are_no_longer_those_used() -> None:
    w = leaf([1.0, 2.0], "w")
    loss = (w * w).sum()
    loss.backward()
    nn.optim.SGD([w], lr=0.1).step()
    with pytest.raises(RuntimeError, match="'w', an input of multiply, has been modified by an in-place"):
        explain(loss)


def test_where_rounded_numbers_would_not_give_the_value_they_have_more_digits() -> None:
    """tanh(8) is 1 - 2.25e-7: to six digits 1 - L ** 2 would read 1 - 1 ** 2."""
    a = leaf(8.0, "a")
    text = str(explain(ag.tanh(a)))
    assert "dL/da = 1 - L ** 2 = 1 - 0.999999775 ** 2 = 4.50141e-07" in text


def test_linear_is_written_in_matrices() -> None:
    layer = nn.Linear(2, 1)
    text = str(explain(layer(Tensor([[1.0, 2.0]], name="x")).sum(), model=layer, numbers=False))
    assert "x @ weight.T + bias" in text


def test_a_users_operation_is_not_run_again_to_be_explained() -> None:
    calls = []

    @ag.operation(lambda g, out, x: g * 3 * x**2)
    def cube(x: Any) -> Any:
        calls.append(x)
        return x * x * x

    out = ag.exp(cube(leaf(0.5, "x")))
    assert "dL/dx" in str(explain(out))
    assert calls == [0.5]


def test_all_digits_can_be_shown() -> None:
    x = leaf(1 / 3, "x")
    assert "L = x ** 2 = 0.3333333333333333 ** 2" in str(explain(x**2, precision=None))


def test_the_gradient_that_a_pass_starts_with_is_a_matrix_where_the_output_is() -> None:
    x = Tensor([[2.0]], requires_grad=True, name="x")
    y = x * 3.0
    y.backward()
    derivation = ag.explain(y, names={"y": y})
    assert "dy/dy = [[1]]" in str(derivation)
    assert r"\frac{\partial y}{\partial y} &= \begin{pmatrix} 1 \end{pmatrix} \quad" in derivation.latex()
    assert "[[1]]" not in derivation.html()
