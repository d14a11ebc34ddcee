"""simplified: literal formulas, then that the value of any formula stays what it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd.formula import simplified
from autograd.symbol import Symbol, derivative_symbol
from tests.autograd.formula.samples import A, b, dv, g, t, u, x, y

half = Symbol("h", np.float32([1.0, 2.0]))
count = Symbol("n", np.array([1, 2]))
column = Symbol("c", np.ones((3, 1)))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (0.5 * (2 * (y - t)), "y - t"),  # of half a squared error, as on the decks
        (g * (2 * x**1), "g * 2 * x"),
        (1.0 * (2 * (y - 2)), "2 * (y - 2)"),
        (g * (y * t), "g * y * t"),
        (g * -1, "-g"),
        (g * (-x), "-g * x"),
        (dv * (-1 / u**2), "-dL/dv / u ** 2"),
        (dv * (-1.0), "-dL/dv"),
        (-(2 * x), "-2 * x"),
        (ag.negative(-x), "x"),
        (-(x - y), "-(x - y)"),
        (x + (-y), "x - y"),
        (x - (-y), "x + y"),
        (x + y * (-3), "x - y * 3"),
        (x - (-g) * y / t, "x + g * y / t"),
        (-x + y, "-x + y"),
        (x * 1 / 1 + 0, "x"),
        (0 + x, "x"),
        (0 - x, "-x"),
        (1 - x, "1 - x"),
        (x + 1 - 1, "x"),
        (x + 0.1 + 0.2, "x + 0.3"),  # in decimals, as one adds by hand
        (0.1 * (3 * x), "0.3 * x"),
        (3 * x / 6, "x / 2"),
        (6 * x / 3, "2 * x"),
        (2 * x / 3, "2 * x / 3"),
        (x / 0.5, "x / 0.5"),
        (1 / x * g, "g / x"),
        (x / (-y), "-x / y"),
        (x + (y + t), "x + y + t"),
        (x - (y + t), "x - (y + t)"),
        (1 - (1 - x), "1 - (1 - x)"),
        (ag.exp(-(1 * x)) * 1, "exp(-x)"),
        (ag.sum_to(g * x, ()), "g * x"),
        (ag.broadcast_to(A, (2, 2)) @ b, "A @ b"),
        (ag.reshape(A, (4,)), "reshape(A, shape=(4,))"),
        (ag.cast(A, np.float64) * 1.0, "A"),
        (A * np.float64(1.0), "A"),
        # What would change shape or dtype, or is no number:
        (A * np.ones((2, 2)), "A * array([[1.0, 1.0], [1.0, 1.0]])"),
        (b * np.ones((1, 2)), "b * array([[1.0, 1.0]])"),
        (half * np.float64(1.0), "h * 1.0"),
        (ag.cast(half, np.float64), "cast(h, dtype='float64')"),
        (half * 1.0, "h"),
        (count * 1.0, "n * 1.0"),
        (count * 1 * 1.0, "n * 1 * 1.0"),
        (0.5 * (2 * count), "0.5 * (2 * n)"),
        (ag.broadcast_to(column, (3, 2)), "broadcast_to(c, shape=(3, 2))"),
        (x * True, "x * True"),
        (0 * x, "0 * x"),
        (x / 0, "x / 0"),
        (x * float("inf") * 1, "x * inf"),
        (1e308 * (1e308 * x), "1e+308 * (1e+308 * x)"),
        (1e-308 * (1e-308 * x), "1e-308 * (1e-308 * x)"),
        (x * 2**60 * 1, "x * 1152921504606846976"),
    ],
)  # fmt: skip
def test_formulas_come_down_to_what_one_writes(formula: Symbol, text: str) -> None:
    result = simplified(formula)
    assert result.text == text
    assert result.shape == formula.shape
    assert result.dtype == formula.dtype
    np.testing.assert_allclose(result.value, formula.value, rtol=1e-12)
    assert simplified(result).text == result.text


def test_the_value_stays_that_of_the_original() -> None:
    formula = Symbol.of((x * y).operation, (1, x * y), {}, np.float64(123.0), known=False)
    assert simplified(formula).value == 123.0
    assert simplified(formula).known is False
    assert simplified(1 * x) is x


def test_numbers_and_arrays_are_returned_as_they_are() -> None:
    array = np.ones(3)
    assert simplified(2.5) == 2.5
    assert simplified(array) is array
    assert simplified(None) is None


def test_numbers_alone_come_down_to_a_number() -> None:
    product = Symbol.of((x * y).operation, (1, np.array(1.5)), {}, np.float64(1.5))
    assert simplified(product) == 1.5
    assert simplified(product * x).text == "1.5 * x"
    array = Symbol.of((x * y).operation, (1, np.ones(2)), {}, np.ones(2))
    assert simplified(array) is array


def test_a_users_operation_is_left_alone() -> None:
    @ag.operation(lambda g, out, x, y: g, lambda g, out, x, y: g, sign="*")
    def multiply(x: Any, y: Any) -> Any:
        return x * y + 1

    assert simplified(multiply(1, x * 1)).text == "1 * x"


def test_symbols_in_parameters_are_simplified() -> None:
    index = Symbol("i", np.array([0, 1])) + 0
    assert simplified(ag.ops.cast(A[Symbol("i", 0)], np.float64)).text == "A[i]"
    assert A[index].text == "A[i + 0]"  # integers: a 0 may stand for a dtype


def test_a_deep_formula_is_simplified_without_recursion() -> None:
    deep = x
    for _ in range(3000):
        deep = ag.exp(-(1 * -deep))
    text = simplified(deep).text
    assert text == "exp(" * 3000 + "x" + ")" * 3000
    long = x * 1
    for _ in range(3000):
        long = long + y
    assert simplified(long).text == "x" + " + y" * 3000


NAMES = {"x": 1.5, "y": -0.75, "z": 2.25}
leaves = st.one_of(
    st.sampled_from([Symbol(n, v) for n, v in NAMES.items()]),
    st.sampled_from([0, 1, -1, 2, -2, 0.5, -0.25, 1.0, 3, 10]),
)


def combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    pairs = st.tuples(st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner)
    return st.one_of(pairs.map(_applied), inner.map(lambda a: -a), inner.map(_wave))


def _wave(a: Any) -> Any:
    return ag.sin(a) if isinstance(a, Symbol) else a


def _applied(parts: tuple[str, Any, Any]) -> Any:
    sign, a, c = parts
    if sign == "/" and not (isinstance(c, Symbol) or c):
        return a
    if sign == "**":
        return a**1 if isinstance(a, Symbol) else a
    return {"+": a.__class__.__add__, "-": a.__class__.__sub__, "*": a.__class__.__mul__,
            "/": a.__class__.__truediv__}[sign](a, c) if isinstance(a, Symbol) else (
        a + c if sign == "+" else a - c if sign == "-" else a * c if sign == "*" else a / c)  # fmt: skip


def evaluated(text: str) -> Any:
    with np.errstate(all="ignore"):
        return eval(text, {"sin": np.sin, "inf": np.inf}, {n: np.float64(v) for n, v in NAMES.items()})


@settings(max_examples=300)
@given(st.recursive(leaves, combined, max_leaves=12).filter(lambda f: isinstance(f, Symbol)))
def test_simplifying_changes_no_value_and_twice_is_once(formula: Symbol) -> None:
    result = simplified(formula)
    assert simplified(result).text == result.text
    before, after = evaluated(formula.text), evaluated(result.text)
    if np.isfinite(before) and np.isfinite(after):  # 1 / (x - x) may become infinite or not
        scale = max(1.0, abs(float(before)))
        assert abs(before - after) <= 1e-6 * scale
    assert (result.shape, result.dtype) == (formula.shape, formula.dtype)


def test_the_derivative_of_the_output_itself_disappears() -> None:
    one = derivative_symbol("L", "L", 1.0)
    assert simplified(one * 1).text == "dL/dL"


two_rows = Symbol("c", np.array([[1.0], [2.0]]))
M, N = Symbol("M", np.arange(6.0).reshape(2, 3)), Symbol("N", np.arange(12.0).reshape(3, 4))
stack = Symbol("S", np.arange(30.0).reshape(5, 2, 3))


@pytest.mark.parametrize(("formula", "text"), [
    (ag.broadcast_to(g, (2, 3)) * M, "g * M"),
    (M / ag.broadcast_to(g, (2, 3)), "M / g"),
    (ag.broadcast_to(0.5 * g, (2, 3)) * 2 * M, "g * M"),
    (ag.broadcast_to(g, (2, 3)) - M, "g - M"),
    (ag.broadcast_to(two_rows, (2, 3)) * M, "c * M"),
    (ag.broadcast_to(g, (2, 3)) * two_rows, "broadcast_to(g * c, shape=(2, 3))"),
    (ag.broadcast_to(g, (2, 3)) * 2, "full((2, 3), g * 2)"),
    (ag.broadcast_to(ag.unsqueeze(two_rows, 0), (5, 2, 3)), "broadcast_to(c, shape=(5, 2, 3))"),
    (ag.unsqueeze(ag.broadcast_to(g, (2,)), 1) * M, "g * M"),
    (ag.reshape(ag.broadcast_to(g, (2, 3)), (6,)), "full((6,), g)"),
    (ag.sum(ag.broadcast_to(g, (2, 3)), 0), "sum(full((2, 3), g), axis=0)"),
    (M.T.T, "M"),
    ((M @ N).T, "N.T @ M.T"),
    ((M.T @ two_rows).T, "c.T @ M"),
    (g.T, "g"),
    (ag.broadcast_to(ag.unsqueeze(two_rows, 1), (2, 5, 3)), "broadcast_to(c[:, None], shape=(2, 5, 3))"),
    (ag.permute(stack.T, (0, 2, 1)), "S.T.mT"),
    (ag.permute(ag.permute(stack, (0, 2, 1)), (0, 2, 1)), "S"),
    ((stack @ N).T, "(S @ N).T"),
    (ag.permute(stack @ N, (0, 2, 1)), "(S @ N).mT"),
    ((M @ Symbol("v", np.ones(3))).T, "M @ v"),
], ids=lambda part: part if isinstance(part, str) else None)  # fmt: skip
def test_broadcasting_and_transposing(formula: Any, text: str) -> None:
    result = simplified(formula)
    assert result.text == text
    assert (result.shape, result.dtype) == (formula.shape, formula.dtype)
    assert simplified(result).text == text


def test_the_sum_of_an_array_of_one_number_is_no_array_of_it() -> None:
    total = simplified(ag.sum_to(ag.broadcast_to(g, (3,)), (1,)))
    assert total.value.tolist() == [3 * g.value]
    assert total.text == "sum_to(full((3,), g), shape=(1,))"
