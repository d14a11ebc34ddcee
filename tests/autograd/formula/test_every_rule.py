"""The rules of every operation, on symbols: in text, simplified, in LaTeX and in MathML."""

from __future__ import annotations

import functools
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd._operation import registry
from autograd._tensor import bare
from autograd.chain_rule import topological_order
from autograd.formula import LaTeX, MathML, exact, simplified
from autograd.formula.forms import FORMS
from autograd.symbol import Symbol, derivative_symbol, local_derivative
from tests.autograd.cases import CASES
from tests.autograd.formula.samples import SAMPLES

NAMESPACE = {name: getattr(ag.ops, name) for name in ag.ops.__all__} | {
    m.name: m.forward for m in registry.values()
    if m.forward.__module__.startswith("autograd.ops") and m.name not in ag.ops.__all__
} | {"array": np.array, "inf": np.inf, "nan": np.nan, "np": np, "ones": np.ones, "full": np.full}  # fmt: skip


@functools.cache
def formulas(name: str) -> list[tuple[Symbol, dict[str, Any]]]:
    """What the rules give that one operation's cases use, and the values of the names in it."""
    found = []
    for case in CASES[name]:
        for shapes in case.shapes:
            inputs = [Tensor(a, requires_grad=True) for a in case.arrays(shapes)]
            for tensor in topological_order([case.call(*inputs)]):
                if tensor._operation is not None:
                    found += _of(tensor)
    return found


def _of(tensor: Tensor) -> list[tuple[Symbol, dict[str, Any]]]:
    parameters, saved = tensor._context or ({}, None)
    values = [bare(x) for x in tensor._inputs]
    known = {f"x{i}": v for i, v in enumerate(values)}
    symbols = [v if v is None else Symbol(n, v) for n, v in known.items()]
    g = np.asarray(np.random.default_rng(6).uniform(0.5, 2.0, tensor.shape))[()]
    known |= {"g": g, "out": tensor._data, "saved": saved}
    found = []
    for position, x in enumerate(tensor._inputs):
        if isinstance(x, Tensor) and x.requires_grad:
            formula = local_derivative(
                tensor._operation, position, symbols, parameters, Symbol("g", g),
                Symbol("out", tensor._data), saved=saved,
            )  # fmt: skip
            if isinstance(formula, Symbol):
                found.append((formula, known))
    return found


@pytest.mark.parametrize("name", CASES)
def test_simplified_rules_have_the_same_value(name: str) -> None:
    for formula, known in formulas(name):
        result = simplified(formula)
        assert (result.shape, result.dtype) == (formula.shape, formula.dtype)
        assert simplified(result).text == result.text
        with np.errstate(all="ignore"):
            value = eval(exact.write(result), NAMESPACE, known)
        np.testing.assert_allclose(value, formula.value, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_rules_are_well_formed_in_mathml(name: str) -> None:
    for formula, _ in formulas(name):
        for numbers in (False, True):
            notation = MathML(numbers=numbers)
            ET.fromstring(notation.element(notation.write(simplified(formula))))


@pytest.mark.parametrize("name", CASES)
def test_rules_have_the_same_form_where_values_are_gone(name: str) -> None:
    """Placeholders give the same text, shape and dtype, without a warning."""
    for formula, _ in formulas(name):
        gone = _without_values(formula)
        assert gone.text == formula.text
        assert (gone.shape, gone.dtype) == (formula.shape, formula.dtype)
        assert not gone.known
        assert simplified(gone).text == simplified(formula).text


def _without_values(formula: Symbol) -> Symbol:
    """Compute a formula again with names that are not known."""
    if formula.operation is None:
        if formula.dtype.kind != "f":  # indices and masks
            return formula
        placeholder = np.broadcast_to(np.ones((), formula.dtype), formula.shape)
        return Symbol(formula.name, placeholder, known=False)
    again = lambda x: _without_values(x) if isinstance(x, Symbol) else x  # noqa: E731
    operands = tuple(map(again, formula.operands))
    parameters = {n: again(p) for n, p in formula.parameters.items()}
    return Symbol.apply(formula.operation, operands, parameters)


def test_forms_are_of_operations_that_exist() -> None:
    assert FORMS.keys() <= {m.name for m in registry.values()}


@pytest.mark.browser
def test_all_latex_compiles(tmp_path: Path) -> None:
    from tests.browser import katex, opened

    texts = {"": ""}
    for formula in [f for name in CASES for f, _ in formulas(name)] + SAMPLES:
        for notation in (LaTeX(), LaTeX(numbers=True)):
            for shown in (formula, simplified(formula)):
                texts[notation.write(shown)] = str(formula)
    for latex in (LaTeX().derivative("my loss", "0.weight"), LaTeX().write(derivative_symbol("L", "θ", 1.0))):
        texts[latex] = latex
    page = tmp_path / "katex.html"
    script = katex().read_text(encoding="utf-8")
    page.write_text(f"<!doctype html><meta charset=utf-8><script>{script}</script>", encoding="utf-8")
    with opened(page) as browser:
        # Strict: what LaTeX would not take is an error, but for letters KaTeX has no width of.
        problems = browser.evaluate(
            """texts => texts.flatMap(text => {
                try {
                    katex.renderToString(text, {throwOnError: true, displayMode: true, output: "mathml",
                        strict: code => code === "unknownSymbol" ? "ignore" : "error"});
                    return [];
                } catch (error) { return [[text, error.message]]; }
            })""",
            list(texts),
        )
        assert len(texts) > 500
        assert problems == []
