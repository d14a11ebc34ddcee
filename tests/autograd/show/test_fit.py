"""Text stays within its node, whoever draws the picture and whoever shows it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.show import Picture, graph
from autograd.show.drawing.digraphs import Options, picture_of
from autograd.show.drawing.widths import text_width
from autograd.show.pictures import rendering
from autograd.show.reading._graph import Graph, Group
from tests.browser import opened

TEXT_AND_SHAPES = """() => [...document.querySelectorAll('g.node')].map(g => {
    const box = e => { const b = e.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; };
    return {
        name: g.querySelector('title').textContent, round: !!g.querySelector('ellipse'),
        shape: box(g.querySelector('ellipse, polygon, path')),
        texts: [...g.querySelectorAll('text')].map(t => ({says: t.textContent, box: box(t)})),
    };
})"""
LABELS = """() => {
    const view = document.querySelector('svg').getBoundingClientRect();
    const inside = (a, b) =>
        a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    const cut = [];
    for (const t of document.querySelectorAll('g.edge text, g.graph > text'))
        if (!inside(t.getBoundingClientRect(), view)) cut.push(t.textContent);
    for (const g of document.querySelectorAll('g.cluster'))
        for (const t of g.querySelectorAll('text'))
            if (!inside(t.getBoundingClientRect(), g.querySelector('polygon, path').getBoundingClientRect()))
                cut.push(t.textContent);
    return cut;
}"""
OVERLAPS = """() => {
    const texts = [...document.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
    const found = [];
    for (const [i, [a, p]] of texts.entries())
        for (const [b, q] of texts.slice(i + 1)) {
            const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
            const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
            if (wide > 2 && high > 6) found.push([a, b]);
        }
    return found;
}"""


def example() -> Tensor:
    x = Tensor([[1.5, -22.25, 3e-9], [-4.0, 5.125, 1e8]], name="입력 데이터 행렬 X")
    w = Tensor(np.linspace(-1, 1, 9).reshape(3, 3) / 7, requires_grad=True, name="encoder.layers.11.attention.weight")
    bias = Tensor([0.1, np.nan, -np.inf], requires_grad=True, name="편향 벡터 (가중치가 아님) MWMW@@ 한국어 이름")
    hidden = ag.sigmoid(x @ w + bias)
    hidden.name = "W" * 38
    large = Tensor(np.linspace(-1e-5, 12345.678, 300).reshape(10, 30), requires_grad=True, name="mmmmmmmmmmmmmmmmmm😀")
    return ag.clip(hidden, 0.25, 0.75).sum(axis=(0, 1)) * ag.mean(large) + ag.logsumexp(hidden[0, 1:])


def pictures() -> dict[str, Picture]:
    output = example()
    output.backward()
    data = graph(output, local=True)
    keys = [n.key for n in data.nodes]
    outer = Group("g0", "transformer.encoder.layers  Sequential 한국어 제목", (keys[3], keys[4]))
    inner = Group("g1", "× 12 블록 MMMMMMMMMMMMMMMMMMMMMMMMMMMM", (keys[2],), "g0", repeats=12)
    grouped = Graph(data.nodes, data.edges, [outer, inner])
    return {
        "wide": picture_of(grouped, Options(edges="local", title="제목: a title wider than much of it")),
        "high": picture_of(data, Options(direction="TB", theme="dark", edges="contributions", precision=9)),
        "back": picture_of(data, Options(direction="RL", show=("values", "shapes", "parameters", "gradients"))),
        "up": picture_of(data, Options(direction="BT", theme="colour-blind", edges="local")),
    }


RENDERERS = dict(rendering._renderers("svg", "dot"))


def outside(node: dict[str, Any]) -> list[str]:
    """Return the texts of a node that leave its shape."""
    left, top, right, bottom = node["shape"]
    found = []
    for text in node["texts"]:
        x0, y0, x1, y1 = text["box"]
        # A line's box is higher than its letters.
        inside = left <= x0 and x1 <= right and top <= y0 + 2 and y1 - 2 <= bottom
        if node["round"]:
            across, up = (right - left) / 2, (bottom - top) / 2
            x = max(abs(x0 - left - across), abs(x1 - left - across)) / across
            y = abs((y0 + y1) / 2 - top - up) / up  # half of a line's height may touch the border
            inside = inside and x * x + y * y <= 1
        if not inside:
            found.append(text["says"])
    return found


@pytest.mark.browser
@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("which", ["wide", "high", "back", "up"])
def test_text_stays_inside(
    renderer: str, which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_renderers", lambda *_: iter([(renderer, RENDERERS[renderer])]))
    place = pictures()[which].save(tmp_path / "graph.svg")
    with opened(place) as page:
        nodes = page.evaluate(TEXT_AND_SHAPES)
        assert len(nodes) == len(graph(example()).nodes)
        assert {n["name"]: outside(n) for n in nodes if outside(n)} == {}
        assert page.evaluate(LABELS) == []
        assert page.evaluate(OVERLAPS) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "text", ["grad -0.001234", "Wide MW@% names", "한국어 이름 두 줄", "日本語", "(8, 3) × [i:j, ...]",
             "αβγδεζηθλμνξπρστφχψω ΓΔΛΠΣΦΨ", "≤ ≥ ≠ × ÷ − – … → ∂L/∂w", "😀👍", "e\u0301a\u0308", "Жюль Щука",
             "".join(map(chr, range(32, 127)))],
)  # fmt: skip
@pytest.mark.parametrize("font", ["Helvetica,Arial,sans-serif", "DejaVu Sans", "Noto Sans CJK KR", "serif"])
def test_no_font_makes_text_wider_than_was_thought(text: str, font: str, tmp_path: Path) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    style = f"font: {{}} 11px {font}; white-space: pre"
    place = tmp_path / "text.html"
    place.write_text(
        f"<meta charset=utf-8><span style='{style.format('')}'>{escaped}</span><br>"
        f"<span style='{style.format('bold')}'>{escaped}</span>",
        encoding="utf-8",
    )
    with opened(place) as page:
        plain, bold = page.evaluate(
            "[...document.querySelectorAll('span')].map(s => s.getBoundingClientRect().width)"
        )
    assert plain <= text_width(text)
    assert bold <= text_width(text, bold=True)


def test_the_widths_are_not_wasteful() -> None:
    # In DejaVu Sans "grad -0.1234" takes 72 points of 11 each; in Arial about 62.
    assert 72 <= text_width("grad -0.1234") <= 85
    assert text_width("한글") == 2 * text_width("한") == 22
    assert text_width("") == 0
    assert text_width("e\u0301") == text_width("e")
    assert re.fullmatch("[0-9.]+", f"{text_width('[1  2]', monospace=True)}")
