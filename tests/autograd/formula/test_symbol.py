"""Symbols as operands, and the local derivatives that rules write on them."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn.functional  # noqa: F401  (its operations too are in the registry)
from autograd import Tensor
from autograd._operation import registry
from autograd.formula import Plain
from autograd.symbol import Symbol, derivative_symbol, local_derivative

x, y = Symbol("x", 3.0), Symbol("y", 2.0)
A = Symbol("A", np.array([[1.0, 2.0], [3.0, 4.0]]))
REGISTRY = {m.name: m for m in registry.values()}


def gone(name: str, *shape: int, dtype: Any = np.float64) -> Symbol:
    return Symbol(name, np.broadcast_to(np.zeros((), dtype), shape), known=False)


def test_arrays_numbers_and_lists_may_stand_on_either_side() -> None:
    array = np.array([[1.0, 0.5], [2.0, 0.0]])
    assert (A * array).value.tolist() == (array * A).value.tolist() == [[1.0, 1.0], [6.0, 0.0]]
    assert (array @ A).text == "array([[1.0, 0.5], [2.0, 0.0]]) @ A"
    assert (np.float64(2.0) - x).text == "2.0 - x"
    assert (A * [1, 2]).value.tolist() == [[1.0, 4.0], [3.0, 8.0]]
    assert ([1, 2] * A).text == "array([1, 2]) * A"
    assert (A * np.float32([0.1])).text == "A * array([0.1], dtype='float32')"
    assert list(A)[1].text == "A[1]"


def test_what_is_no_operand_is_refused_clearly() -> None:
    with pytest.raises(TypeError, match=r"cannot use Symbol x as an operand; give a Tensor"):
        Tensor(1.0) * x
    with pytest.raises(TypeError, match=r"cannot use Symbol x as an operand"):
        x * Tensor(1.0)
    with pytest.raises(TypeError, match=r"add: cannot use str 'two' as an operand"):
        x + "two"
    with pytest.raises(TypeError, match=r"the formula x \+ 1 is no array; its number is in its .value"):
        np.asarray(x + 1)
    with pytest.raises(TypeError, match=r"does not support ufuncs"):
        np.exp(x)
    with pytest.raises(TypeError, match=r"the formula x > 0 is neither true nor false"):
        bool(x > 0)
    with pytest.raises(TypeError, match=r"the formula x is a single number: it has no elements"):
        list(x)
    with pytest.raises(ValueError, match=r"matmul\(array of shape \(2, 2\), array of shape \(3,\)\): mat1"):
        A @ np.ones(3)
    with pytest.raises(TypeError, match="a Symbol's name is a string, got 3"):
        Symbol(3, 1.0)  # type: ignore[arg-type]
    for value in (None, "text", [None], {}):
        with pytest.raises(TypeError, match="Symbol 'x': its value is a number or array, got"):
            Symbol("x", value)


def test_an_index_may_hold_symbols() -> None:
    i, j = Symbol("i", 1), Symbol("j", np.array([0, 1, 1]))
    assert A[i, j].text == "A[i, j]"
    assert A[i, j].value.tolist() == [3.0, 4.0, 4.0]
    assert A[i:, None].text == "A[i:, None]"


def test_what_was_saved_is_not_computed_again() -> None:
    runs = []

    @ag.operation(lambda g, out, x, saved: g * saved, saves=True)
    def drop(x: Any) -> Any:
        mask = np.array([1.0, 0.0])  # in earnest, a random one
        runs.append(1)
        return x * mask, mask

    v, out = Symbol("v", np.ones(2)), Symbol("out", np.ones(2))
    g = derivative_symbol("L", "out", np.array([2.0, 3.0]))
    formula = local_derivative(drop.operation, 0, [v], None, g, out, saved=np.array([0.0, 1.0]))
    assert runs == []
    assert formula.text == "dL/dout * saved"
    assert formula.value.tolist() == [0.0, 3.0]
    assert local_derivative(drop.operation, 0, [v], None, g, out).value.tolist() == [2.0, 0.0]
    assert runs == [1]


def test_without_a_derivative_nothing_is_run() -> None:
    made = REGISTRY["where"]
    condition = Symbol("c", np.array([True]))
    assert local_derivative(made, 0, [condition, x, y]) is None
    assert local_derivative(made, 1, [condition, x, y], g=Symbol("g", np.ones(1))).text == (
        "where(c, g, 0.0)"
    )


CALLS: list[Any] = [
    ("matmul", 1, [gone("x", 7, 5), gone("w", 5, 3)], {}, "x.T @ g", (5, 3)),
    ("matmul", 0, [gone("x", 5), gone("w", 5, 3)], {}, None, (5,)),
    ("linear", 1, [gone("x", 7, 5), gone("w", 3, 5), gone("b", 3)], {}, "g.T @ x", (3, 5)),
    ("convolution", 1, [gone("x", 2, 3, 8, 8), gone("w", 4, 3, 3, 3), None],
     {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1)}, None, (4, 3, 3, 3)),
    ("max_pool", 0, [gone("x", 2, 3, 8, 8)], {"kernel": (2, 2), "stride": (2, 2), "padding": (0, 0),
     "dilation": (1, 1)}, None, (2, 3, 8, 8)),
    ("max", 0, [gone("x", 4, 5)], {"axis": 1}, "where(saved, g[:, None], 0.0)", (4, 5)),
    ("softmax_cross_entropy", 0, [gone("z", 4, 5)], {"labels": np.array([0, 4, 1, 2])}, None, (4, 5)),
    ("take_along_axis", 0, [gone("x", 4, 5), np.zeros((4, 1), int)], {"axis": 1}, None, (4, 5)),
    ("getitem", 0, [gone("x", 90)], {"index": [80, 3]}, "add_at(g, index=[80, 3], shape=(90,))", (90,)),
    ("inv", 0, [gone("x", 3, 3)], {}, "-out.T @ g @ out.T", (3, 3)),
    ("log_abs_det", 0, [gone("x", 3, 3)], {}, None, (3, 3)),
    ("cholesky", 0, [gone("x", 3, 3)], {}, None, (3, 3)),
    ("solve", 1, [gone("a", 3, 3), gone("b", 3)], {}, None, (3,)),
    ("divide", 1, [gone("x"), gone("y")], {}, "-g * (x / y) / y", ()),
    ("softmax", 0, [gone("x", 0, 3)], {}, None, (0, 3)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "position", "inputs", "parameters", "text", "shape"), CALLS,
                         ids=[row[0] for row in CALLS])  # fmt: skip
def test_rules_are_written_where_values_are_gone(
    name: str, position: int, inputs: Any, parameters: Any, text: str | None, shape: Any
) -> None:
    made = REGISTRY[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        settings = {**made.defaults, **parameters}
        out = Symbol.of(made, tuple(inputs), settings, *_outline(made, inputs, settings))
        formula = local_derivative(made, position, inputs, parameters, gone("g", *out.shape))
    assert text is None or formula.text == text
    assert formula.shape == shape
    assert not formula.known


def _outline(made: Any, inputs: Any, parameters: Any) -> tuple[Any, bool]:
    result = Symbol.apply(made, tuple(inputs), parameters)
    assert not result.known
    assert not result.ndim or result.value.strides == (0,) * result.ndim  # it takes no memory
    return result.value, False


def test_an_operation_that_takes_no_stand_ins_says_so() -> None:
    @ag.operation(lambda g, out, x: g)
    def choosy(x: Any) -> Any:
        if not np.all(x > 5):
            raise ValueError("give more")
        return x

    with pytest.raises(RuntimeError, match="choosy: values that it needs are gone, .* result: give more"):
        choosy(gone("x", 3))
    assert choosy(Symbol("x", 6.0)).value == 6.0


def test_what_is_not_known_stays_a_name_among_numbers() -> None:
    formula = gone("h", 1) * x
    assert not formula.known
    assert Plain(numbers=True).write(formula) == "h * 3"
    assert (x * y).known


