"""Derivations in a real browser: MathML that is drawn, LaTeX that compiles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor, explain
from tests.browser import katex, opened


def derivations() -> list[Any]:
    ag.manual_seed(4)
    w, x = Tensor(0.5, requires_grad=True, name="w_25"), Tensor(2.0, requires_grad=True, name="x{1}")
    u = w * x
    scalar = explain((ag.sigmoid(u) - 2.0) ** 2 / u, names={"u": u})
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))
    loss = nn.CrossEntropyLoss()(model(Tensor(np.ones((5, 3), np.float32))), Tensor([0, 1, 1, 0, 1]))
    strange = [Tensor(2.0, requires_grad=True, name=n) for n in ("a<b>&", "$a_b^c%#~$", "가중치", "a\\b\n")]
    odd = strange[0] * strange[1] + strange[2] / strange[3]
    y = x
    for _ in range(300):
        y = y * 1.5
    return [scalar, explain(loss, model=model), explain(odd), explain(y), explain(odd, numbers=False)]


@pytest.mark.browser
def test_the_latex_compiles(tmp_path: Path) -> None:
    page = tmp_path / "katex.html"
    script = katex().read_text(encoding="utf-8")
    page.write_text(f"<!doctype html><meta charset=utf-8><script>{script}</script>", encoding="utf-8")
    with opened(page) as browser:
        for derivation in derivations():
            problem = browser.evaluate(
                """text => {
                    try {
                        katex.renderToString(text, {throwOnError: true, displayMode: true,
                            strict: code => code.startsWith("unknownSymbol") || code === "unicodeTextInMathMode"
                                ? "ignore" : "error"});
                        return "";
                    } catch (error) { return error.message; }
                }""",
                derivation.latex(),
            )
            assert problem == ""


@pytest.mark.browser
@pytest.mark.parametrize("colour", ["rgb(0, 0, 0)", "rgb(238, 238, 238)"])
def test_the_html_takes_the_colour_of_the_page_and_fits_its_width(tmp_path: Path, colour: str) -> None:
    page = tmp_path / "derivations.html"
    tables = "<hr>".join(derivation.html() for derivation in derivations())
    page.write_text(
        f'<!doctype html><meta charset=utf-8><body style="color:{colour}">{tables}</body>',
        encoding="utf-8",
    )
    with opened(page) as browser:
        found = browser.evaluate(
            """() => ({
                colours: [...new Set([...document.querySelectorAll("math *, td, th")].map(
                    e => getComputedStyle(e).color))],
                empty: [...document.querySelectorAll("math")].filter(
                    m => m.getBoundingClientRect().width < 3 || m.getBoundingClientRect().height < 5).length,
                fractions: [...document.querySelectorAll("td:first-child mfrac")].filter(
                    f => f.getBoundingClientRect().height < 20).length,
                lines: document.querySelectorAll("tr").length,
            })"""
        )
    assert found["colours"] == [colour]
    assert found["empty"] == 0
    assert found["fractions"] == 0  # in full height
    assert found["lines"] > 400
