"""Every formula that explain gives, evaluated: it is the number beside it, and the engine's gradient."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor, explain
from autograd.formula import Plain, exact
from autograd.show import Derivation
from autograd.symbol import Symbol
from tests.autograd.cases import CASES, Case
from tests.autograd.expressions import NUMPY, OF_ONE, OF_TWO, OURS
from tests.autograd.show.printed_formulas import OPERATIONS, evaluate, printed_lines

CALLS = [
    pytest.param(case, shapes, id=f"{name}-{number}-{shapes}".replace(" ", ""))
    for name, cases in CASES.items()
    for number, case in enumerate(cases)
    for shapes in case.shapes
]


def leaves_of(formula: Symbol) -> Iterator[Symbol]:
    waiting: list[Any] = [formula]
    for symbol in waiting:
        if not isinstance(symbol, Symbol):
            continue
        waiting += [*symbol.operands, *symbol.parameters.values()]
        if symbol.operation is None:
            yield symbol


def known_values(derivation: Derivation, *formulas: Symbol) -> dict[str, Any]:
    """The values of all names in formulas: those of the lines, and what forward passes saved."""
    known = {e.name: e.value for e in derivation.forward}
    known |= {exact.derivative(derivation.output, s.name): s.value for s in derivation.backward}
    for formula in formulas:
        for leaf in leaves_of(formula):
            if leaf.name.startswith("saved_by_"):
                known[leaf.name] = leaf.value
    return known


def check(derivation: Derivation, wanted: dict[str, Any], rtol: float = 1e-9) -> None:
    """Hold each formula, with names and with numbers, to its value, and these to the engine's."""
    for equation in derivation.forward:
        if equation.formula is not None:
            known = known_values(derivation, equation.formula)
            agree(exact.write(equation.formula), known, equation.value, rtol)
    for step in derivation.backward:
        assert step.formula is not None, step
        known = known_values(derivation, step.formula) | {"gradient": step.value}
        agree(exact.write(step.formula), known, step.value, rtol)
        agree(Plain(numbers=True, precision=17).write(step.formula), known, step.value, rtol)
        np.testing.assert_allclose(step.formula.value, step.value, rtol=rtol, atol=1e-12)
        assert np.shape(step.value) == step.tensor.shape
        for term in step.terms:
            assert term.formula is not None
            known = known_values(derivation, term.formula)
            agree(exact.write(term.formula), known, term.value, rtol)
        if step.name in wanted:
            np.testing.assert_allclose(step.value, wanted[step.name], rtol=rtol, atol=1e-12)
    assert wanted.keys() <= {step.name for step in derivation.backward}


def agree(text: str, known: dict[str, Any], value: Any, rtol: float) -> None:
    """Hold what a formula comes to, to the number beside it."""
    if " array of shape " in text or "[]" in text:  # not all of it is written
        return
    np.testing.assert_allclose(evaluate(text, known), value, rtol=rtol, atol=1e-12, err_msg=text)


def check_text(derivation: Derivation) -> None:
    """Hold all sides of each printed line to one another."""
    known = known_values(derivation)
    for step in derivation.backward:
        for term in step.terms:
            if term.through != derivation.output:  # a link of the chain
                upstream = {exact.derivative(derivation.output, term.through): 1.0}
                local = evaluate(exact.write(term.formula), known | upstream)
                known[exact.derivative(term.through, step.name)] = local
    lines = printed_lines(str(derivation))
    assert len(lines) == len(derivation.forward) + len(derivation.backward)
    for left, sides in lines:
        for side in sides:
            found = evaluate(side, known)
            np.testing.assert_allclose(found, known[left], rtol=1e-9, atol=1e-12, err_msg=side)


@pytest.mark.parametrize(("case", "shapes"), CALLS)
def test_the_formulas_of_every_operation_give_its_gradients(case: Case, shapes: Any) -> None:
    arrays = case.arrays(shapes)
    inputs = [Tensor(a, requires_grad=True, name=f"input{i}") for i, a in enumerate(arrays)]
    out = case.call(*inputs)
    upstream = np.random.default_rng(6).uniform(0.5, 2.0, out.shape)
    loss = (out * upstream).sum()
    gradients = ag.gradients(loss, inputs, retain_graph=True)
    wanted = {x.name: g.data for x, g in zip(inputs, gradients, strict=True)}
    for every_operation in (True, False):
        derivation = explain(loss, every_operation=every_operation)
        check(derivation, wanted)
    if shapes == case.shapes[0]:
        assert max(map(len, str(derivation).splitlines())) <= 100
        assert all((derivation.latex(), derivation.html()))


OF_NUMBERS = [
    "-x", "2.0 - x", "x * 0.5", "3.0 / (x * x + 1.0)", "x ** 2", "x ** 3", "exp(-x * x)", "sin(x)",
    "tanh(x)", "sigmoid(x)", "log(x * x + 1.0)", "sqrt(x * x + 0.5)", "x + y", "x - y", "x * y",
    "x / (y * y + 1.0)", "maximum(x, y)", "x * x * y", "-(x - y) * -y", "(x + y) ** 2 / 2.0", "relu(x)",
]  # fmt: skip


@given(st.data())
def test_every_printed_line_of_random_expressions_of_numbers_is_right(data: Any) -> None:
    numbers = st.floats(-2.0, 2.0).map(lambda v: round(v, 3) or 0.0)
    values = [Tensor(data.draw(numbers), requires_grad=True, name=name) for name in "abc"]
    for position in range(data.draw(st.integers(1, 8))):
        x, y = (data.draw(st.sampled_from(values)) for _ in "xy")
        made = eval(data.draw(st.sampled_from(OF_NUMBERS)), vars(ag) | {"x": x, "y": y})
        if data.draw(st.booleans()):
            made.name = f"r{position}"
        values.append(made)
    loss = values[-1] * values[-1] + values[-1]
    leaves = [v for v in values[:3] if depends(loss, v)]
    wanted = {v.name: g.data for v, g in
              zip(leaves, ag.gradients(loss, leaves, retain_graph=True), strict=True)}  # fmt: skip
    derivation = explain(loss, leaves, precision=17, every_operation=data.draw(st.sampled_from([None, True, False])))
    check(derivation, wanted)
    check_text(derivation)


def depends(output: Tensor, x: Tensor) -> bool:
    return ag.gradients(output, x, retain_graph=True, allow_unused=True)[0] is not None


@given(st.data())
def test_the_formulas_of_random_expressions_of_arrays_are_right(data: Any) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    values = [
        Tensor(rng.uniform(-2, 2, shape), requires_grad=True, name=f"x{i}")
        for i, shape in enumerate([(2, 3), (3,), (2, 1), ()])
    ]
    for _ in range(data.draw(st.integers(1, 6))):
        text = data.draw(st.sampled_from([*OF_ONE, *OF_TWO]))
        smooth = (OF_ONE | OF_TWO)[text]
        x, y = (data.draw(st.sampled_from(values)) for _ in "xy")
        try:
            if np.all(eval(smooth, dict(NUMPY), {"x": x.data, "y": y.data})):
                values.append(eval(text, dict(OURS), {"x": x, "y": y}))
        except (ValueError, IndexError):  # the shapes do not fit
            continue
    loss = ag.tanh(values[-1] * 0.3).sum()
    leaves = [v for v in values[:4] if depends(loss, v)]
    wanted = {v.name: g.data for v, g in
              zip(leaves, ag.gradients(loss, leaves, retain_graph=True), strict=True)}  # fmt: skip
    for every_operation in (True, False):
        check(explain(loss, every_operation=every_operation), wanted)


# --- the checks themselves -----------------------------------------------------------------------


def test_the_check_notices_a_wrong_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    @ag.operation(lambda g, out, x: g * x if isinstance(g, Symbol) else g * 2 * x)
    def squared(x: Any) -> Any:
        return x * x

    monkeypatch.setitem(OPERATIONS, "squared", squared.operation)
    x = Tensor(3.0, requires_grad=True, name="x")
    derivation = explain(squared(x) * 2.0)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check(derivation, {"x": 12.0})


def test_the_check_notices_a_wrong_number() -> None:
    x = Tensor(3.0, requires_grad=True, name="x")
    derivation = explain(x * x * x, precision=17)
    check(derivation, {"x": 27.0})
    check_text(derivation)
    wrong = [dataclasses.replace(s, value=s.value + 1e-6) for s in derivation.backward]
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check(dataclasses.replace(derivation, backward=tuple(wrong)), {})
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check(derivation, {"x": 27.1})


def test_the_check_of_the_text_notices_a_wrong_digit() -> None:
    class Misprinted(Derivation):
        def __repr__(self) -> str:
            return super().__repr__().replace("27", "28")

    x = Tensor(3.0, requires_grad=True, name="x")
    good = explain(x * x * x, precision=17)
    fields = {f.name: getattr(good, f.name) for f in dataclasses.fields(good)}
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check_text(Misprinted(**fields))


def test_the_evaluator_computes_as_python_does() -> None:
    known = {"dL/dy": 2.0, "y": 3.0, "W": np.array([[1.0, 2.0]]), "0.weight": 4.0}
    assert evaluate("-dL/dy * (y - 1) ** 2 / 2", known) == -4.0
    assert evaluate("(dL/dy) / y", known) == 2 / 3
    assert evaluate("W.T @ [[1, 2, 3]]", known).tolist() == [[1, 2, 3], [2, 4, 6]]
    assert evaluate("sum(W, axis=1)[None, 0:]", known).tolist() == [[3.0]]
    assert evaluate("where(W > 1, W, 0.weight)", known).tolist() == [[4.0, 2.0]]
    with pytest.raises(ValueError, match="does not know unknown"):
        evaluate("unknown + 1", known)
