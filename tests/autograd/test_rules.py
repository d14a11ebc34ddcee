"""A derivative rule is written once and used three ways: numbers, graphs, words."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd._operation import Operation, registry
from autograd._tensor import bare
from autograd.chain_rule import topological_order
from autograd.symbol import Symbol, local_derivative
from tests.autograd.cases import CASES, Case

OURS = {m.name: m for m in registry.values() if m.forward.__module__.startswith("autograd.ops")}
NAMESPACE = {name: getattr(ag.ops, name) for name in ag.ops.__all__} | {
    m.name: m.forward for m in OURS.values() if m.name not in ag.ops.__all__
} | {"array": np.array, "dtype": np.dtype, "inf": np.inf, "nan": np.nan, "np": np,
     "full": np.full, "ones": np.ones, "bool": bool, "int64": np.int64, "float64": np.float64}  # fmt: skip
CALLS = [
    pytest.param(name, case, shapes, id=f"{name}-{number}-{shapes}".replace(" ", ""))
    for name, cases in CASES.items()
    for number, case in enumerate(cases)
    for shapes in case.shapes
]


def numeric_gradient(function: Any, x: Any, g: Any) -> Any:
    """The gradient of `sum(g * function(x))`, by central differences."""
    x = np.asarray(x, dtype=np.float64)
    slope = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        ends = []
        for step in (1e-5, -1e-5):
            moved = x.copy()
            moved[index] += step
            ends.append(np.sum(g * np.asarray(function(moved[()]))))
        slope[index] = (ends[0] - ends[1]) / 2e-5
    return slope


def evaluate(text: str, known: dict[str, Any]) -> Any:
    """The small evaluator: a formula is a Python expression in the operations' own names."""
    return eval(text, NAMESPACE, known)


@pytest.mark.parametrize(("name", "case", "shapes"), CALLS)
def test_the_formula_of_every_rule_is_the_numeric_gradient(name: str, case: Case, shapes: Any) -> None:
    inputs = [Tensor(a, requires_grad=True) for a in case.arrays(shapes)]
    recorded = [t for t in topological_order([case.call(*inputs)]) if t._operation is not None]
    assert name in {t._operation.name for t in recorded}, f"the case does not use {name}"
    for tensor in recorded:
        made = tensor._operation
        parameters, saved = tensor._context or ({}, None)
        values = [bare(x) for x in tensor._inputs]
        names = [f"x{i}" for i in range(len(values))]
        symbols = [v if v is None else Symbol(n, v) for n, v in zip(names, values, strict=True)]
        g = np.asarray(np.random.default_rng(6).uniform(0.5, 2.0, tensor.shape))[()]
        known = dict(zip(names, values, strict=True)) | {"g": g, "out": tensor._data, "saved": saved}
        for position, x in enumerate(tensor._inputs):
            if not isinstance(x, Tensor) or not x.requires_grad:
                continue
            formula = local_derivative(made, position, symbols, parameters, Symbol("g", g))
            if formula is None:
                continue

            def forward(moved: Any) -> Any:
                changed = [*values[:position], moved, *values[position + 1 :]]  # noqa: B023
                result = made.forward(*changed, **parameters)  # noqa: B023
                return result[0] if made.saves else result  # noqa: B023

            with np.errstate(all="ignore"):
                result = np.asarray(evaluate(str(formula), known))
            numeric = numeric_gradient(forward, x._data, g)
            np.testing.assert_allclose(ag.sum_to(result, x.shape), numeric, rtol=1e-6, atol=1e-7)
            np.testing.assert_allclose(formula.value, result, rtol=1e-12)


@pytest.mark.parametrize("made", [m for m in registry.values() if any(m.rules)], ids=lambda m: m.name)
def test_rules_mention_neither_numpy_nor_bare_data(made: Operation) -> None:
    for rule in made.rules:
        if rule is None:
            continue
        names = set(rule.__code__.co_names)
        assert not names & {"np", "numpy", "data", "_data"}, inspect.getsource(rule)


def test_formulas_read_as_in_a_table_of_derivatives() -> None:
    x, y, g = Symbol("x", 3.0), Symbol("y", 2.0), Symbol("g", 1.0)
    def formulas(name: str) -> list[str]:
        made = OURS[name]
        return [local_derivative(made, i, [x, y][: made.arity], g=g).text for i in range(made.arity)]

    assert formulas("multiply") == ["g * y", "g * x"]
    assert formulas("divide") == ["g / y", "-g * (x / y) / y"]
    assert formulas("sigmoid") == ["g * out * (1 - out)"]
    assert formulas("tanh") == ["g * (1 - out ** 2)"]
    assert formulas("log") == ["g / x"]
    assert local_derivative(OURS["power"], 0, [x, 3], g=g).text == "g * (3 * x ** 2)"


def test_symbols_write_brackets_only_where_they_matter() -> None:
    x, y = Symbol("x", 3.0), Symbol("y", 2.0)
    assert ((x + y) * x).text == "(x + y) * x"
    assert (x + y * x).text == "x + y * x"
    assert (x - (y - x)).text == "x - (y - x)"
    assert ((x - y) - x).text == "x - y - x"
    assert ((x**y) ** x).text == "(x ** y) ** x"
    assert (x ** (y**x)).text == "x ** y ** x"
    assert ((-x) ** 2).text == "(-x) ** 2"
    assert (-(x**2)).text == "-x ** 2"
    assert (x * -2).text == "x * (-2)"
    assert ((x == 0) & (y >= 0)).text == "(x == 0) & (y >= 0)"
    assert ag.exp(x - 1).text == "exp(x - 1)"


def test_one_rule_per_input_is_enough_for_a_new_operation() -> None:
    @ag.operation(lambda g, out, x, y: g * y * x ** (y - 1), None)
    def tower(x: Any, y: Any) -> Any:
        return x**y

    x = Tensor([2.0, 3.0], requires_grad=True)
    (slope,) = ag.gradients(tower(x, 3.0).sum(), x, create_graph=True)
    assert slope.tolist() == [12.0, 27.0]
    (curvature,) = ag.gradients(slope.sum(), x)
    assert curvature.tolist() == [12.0, 18.0]
    symbol = local_derivative(tower.operation, 0, [Symbol("x", 2.0), 3], g=Symbol("g", 1.0))
    assert symbol.text == "g * 3 * x ** 2"


def test_an_operation_with_more_rules_than_arguments_is_refused() -> None:
    with pytest.raises(TypeError, match="has 2 derivative rules but takes only 1 arguments"):
        ag.operation(lambda g, out, x: g, lambda g, out, x: g)(lambda x: x)


def test_a_rule_of_the_wrong_shape_is_named() -> None:
    @ag.operation(lambda g, out, x: Tensor(np.ones(5)) if isinstance(g, Tensor) else np.ones(5))
    def wrong(x: Any) -> Any:
        return x * 1.0

    with pytest.raises(RuntimeError, match=r"rule of wrong returned a gradient of shape \(5,\) for an input"):
        wrong(Tensor([1.0, 2.0], requires_grad=True)).sum().backward()


@pytest.mark.parametrize("made", registry.values(), ids=lambda m: m.name)
def test_rules_take_what_they_are_given(made: Operation) -> None:
    made.check_rules()


def test_mistakes_in_defining_an_operation_are_named() -> None:
    with pytest.raises(TypeError, match="a derivative rule is a function or None, got 3"):
        ag.operation(3)
    with pytest.raises(TypeError, match=r"must take \(g, out, x, k\), the last by these names: got an unex"):

        @ag.operation(lambda g, out, x: g)
        def scale(x: Any, k: float = 2.0) -> Any:
            return x * k

    with pytest.raises(TypeError, match=r"rule 0 must take \(g, out, x, saved\)"):
        ag.operation(lambda g, out, x: g, saves=True)(lambda x: (x, x))

    @ag.operation
    def forgotten(x: Any) -> Any:
        return x

    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(TypeError, match=r"Write @operation\(rule\), with one derivative rule per input"):
        forgotten(x)
    pair = ag.operation(lambda g, out, x: g)(lambda x: (x * 2.0, x > 0))
    with pytest.raises(TypeError, match="returned a tuple of 2. An operation has one result; with saves"):
        pair(x)
    objects = ag.operation(lambda g, out, x: g)(lambda x: np.array([None, 1.0], dtype=object))
    with pytest.raises(TypeError, match="which is no array of numbers"):
        objects(x)
    joined = ag.operation(lambda g, out, index, *xs: g, variadic=True)(lambda *xs: sum(xs))
    with pytest.raises(TypeError, match=r"takes a list of tensors as its first argument: <lambda>\(\[a, b\]\)"):
        joined(x, x)
    nothing = ag.operation(lambda g, out, x: None)(lambda x: x * 1.0)
    with pytest.raises(RuntimeError, match="returned None. .* give None in place of the rule"):
        nothing(x).sum().backward()


def test_a_ufunc_can_be_made_an_operation() -> None:
    made = ag.operation(lambda g, out, x: g / (1 + x**2))(np.arctan)
    x = Tensor([1.0, 2.0], requires_grad=True)
    made(x).sum().backward()
    assert x.grad.tolist() == pytest.approx([0.5, 0.2])
    assert made.operation.name == "arctan"
    hypotenuse = ag.operation(lambda g, out, x, y: g * x / out, lambda g, out, x, y: g * y / out)(np.hypot)
    assert hypotenuse(Tensor(3.0), 4.0).item() == 5.0
