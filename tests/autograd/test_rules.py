"""A derivative rule is written once and used three ways: numbers, graphs, words."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd._operation import Operation, registry
from autograd.symbol import Symbol, local_derivative

OURS = {m.name: m for m in registry.values() if m.forward.__module__.startswith("autograd.ops")}
PARAMETERS: dict[str, dict[str, Any]] = {
    "reshape": {"shape": (4,)}, "permute": {"axes": (1, 0)}, "broadcast_to": {"shape": (3, 2, 2)},
    "sum_to": {"shape": (1, 2)}, "cast": {"dtype": np.dtype("f8")}, "unsqueeze": {"axis": 0},
    "add_at": {"index": slice(0, 2), "shape": (3, 2)}, "clip": {"min": 0.9, "max": 1.4},
    "getitem": {"index": (slice(None), 1)}, "squeeze": {"axis": None}, "max": {"axis": 1},
    "sum": {"axis": 1, "keepdims": True},
}  # fmt: skip
NAMESPACE = {name: getattr(ag.ops, name) for name in ag.ops.__all__} | {
    "slice": slice, "None": None, "dtype": np.dtype, "False": False, "True": True,
}  # fmt: skip


def operands(made: Operation) -> list[Any]:
    generator = np.random.default_rng(5)
    count = 3 if made.variadic else made.arity
    values: list[Any] = [generator.uniform(0.5, 2.0, (2, 2)) for _ in range(count)]
    if made.name == "where":
        values[0] = values[0] > 1
    if made.name == "linear":
        values[2] = np.ones(2)
    return values


RULES = [
    pytest.param(made, position, id=f"{name}-{position}")
    for name, made in OURS.items()
    for position, rule in enumerate(made.rules * 3 if made.variadic else made.rules)
    if rule is not None
]


@pytest.mark.parametrize(("made", "position"), RULES)
def test_the_formula_says_what_the_engine_computes(made: Operation, position: int) -> None:
    values = operands(made)
    parameters = {**made.defaults, **PARAMETERS.get(made.name, {})}
    inputs = [Tensor(v, requires_grad=v.dtype.kind == "f") for v in values]
    function = getattr(ag.ops, made.name) if made.name in ag.ops.__all__ else None
    arguments = (inputs,) if made.variadic else tuple(inputs)
    out = (function or getattr(ag.ops.shape, "_" + made.name))(*arguments, **parameters)
    g = np.random.default_rng(6).uniform(0.5, 2.0, out.shape)
    out.backward(g)
    numbers = inputs[position].grad

    names = [f"x{i}" for i in range(len(values))]
    symbols = [Symbol(name, v) for name, v in zip(names, values, strict=True)]
    formula = local_derivative(made, position, symbols, parameters, Symbol("g", g))
    known = dict(zip(names, values, strict=True)) | {"g": g, "out": out.detach().numpy()}
    if "array" not in formula.text and made.name != "max":  # a saved mask is shortened in text
        text = formula.text.replace("array([", "np.array([")
        evaluated = eval(text, {**NAMESPACE, "np": np}, known)  # the test's own small evaluator
        np.testing.assert_allclose(
            np.broadcast_to(ag.sum_to(np.asarray(evaluated), numbers.shape)
                            if np.ndim(evaluated) else evaluated, numbers.shape),
            numbers.numpy(), rtol=1e-12,
        )  # fmt: skip
    np.testing.assert_allclose(
        ag.sum_to(np.asarray(formula.value), numbers.shape), numbers.numpy(), rtol=1e-12
    )


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
    assert formulas("divide") == ["g / y", "-g * out / y"]
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
