"""What compares lessons finds what is wrong: small pages with one mistake each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.lesson_pages import (
    DOCS,
    KOREAN,
    ROOT,
    Page,
    cells_that_differ,
    concepts_that_differ,
    english_of,
    english_paragraphs,
    examples_named,
    formulas_that_differ,
    hangul_share,
    headings_that_differ,
    korean_twin,
    take_apart,
    targets_that_differ,
)

ENGLISH = """---
jupytext: {}
---

# The way down

The slope says which way is down.

## One step

<!-- S0.C11 S0.C12 -->
*Slides: 오차를 바탕으로 가설의 파라미터 갱신; 오차함수를 가중치로 미분해 gradient 계산*

With the rate $\\mu$ the weight $w$ becomes smaller by $\\mu\\,\\partial J / \\partial w$:

$$w \\leftarrow w - \\mu\\,
\\frac{\\partial J}{\\partial w}$$

```{code-cell} ipython3
# costs $5 and $6
print(w - 0.1 * w.grad)
```

> **Try it.** Take `rate = 2.0`, and see [the page on kinks](../../conventions.md) or
> [the next lesson](2-linear-regression.md).

![the path](../../path.png)

Run it as a program: `python -m examples.learning_rates`.
"""

KOREAN_PAGE = """---
jupytext: {}
---

# 내려가는 길

기울기가 어느 쪽이 아래인지 알려 준다.

## 한 걸음

<!-- S0.C11 S0.C12 -->
*슬라이드: 오차를 바탕으로 가설의 파라미터 갱신; 오차함수를 가중치로 미분해 gradient 계산*

학습률이 $\\mu$이면 가중치 $w$는 $\\mu\\,\\partial J / \\partial w$만큼 작아진다.

$$w \\leftarrow w - \\mu\\, \\frac{\\partial J}{\\partial w}$$

```{code-cell} ipython3
# costs $5 and $6
print(w - 0.1 * w.grad)
```

> **해 보기.** `rate = 2.0`으로 바꾸어 보자. [다음 강의](2-linear-regression.md)와
> [꺾인 점에 대한 쪽](../../../conventions.md)도 보라.

![경로](../../../path.png)

프로그램으로 실행하기: `python -m examples.learning_rates`.
"""

ENGLISH_PATH = DOCS / "lessons/deck-1/1-learning-from-errors.md"
KOREAN_PATH = KOREAN / "lessons/deck-1/1-learning-from-errors.md"
COMPARISONS = [
    headings_that_differ, cells_that_differ, formulas_that_differ, concepts_that_differ, targets_that_differ,
]  # fmt: skip


def english() -> Page:
    return take_apart(ENGLISH, ENGLISH_PATH)


def korean(*change: str) -> Page:
    text = KOREAN_PAGE.replace(*change) if change else KOREAN_PAGE
    assert not change or text != KOREAN_PAGE
    return take_apart(text, KOREAN_PATH)


def test_a_page_is_taken_apart() -> None:
    page = english()
    assert page.front_matter == "---\njupytext: {}\n---\n"
    assert [(s.level, s.title) for s in page.sections if s.level] == [(1, "The way down"), (2, "One step")]
    step = page.sections[-1]
    assert step.concepts == ("S0.C11", "S0.C12")
    assert step.slides == ("오차를 바탕으로 가설의 파라미터 갱신", "오차함수를 가중치로 미분해 gradient 계산")
    assert step.formulas == [
        "\\mu", "w", "\\mu\\,\\partial J / \\partial w", "w \\leftarrow w - \\mu\\, \\frac{\\partial J}{\\partial w}",
    ]  # fmt: skip
    assert page.cells == [("{code-cell} ipython3", "# costs $5 and $6\nprint(w - 0.1 * w.grad)")]
    assert step.targets == [
        ("link", "../../conventions.md"), ("link", "2-linear-regression.md"), ("image", "../../path.png"),
    ]  # fmt: skip
    assert "rate" in step.text.split("Run")[0].split("$")[0]
    for absent in ("print", "mu", "conventions", "S0.C11", "오차", "the page on kinks", "examples"):
        assert absent not in page.prose
    assert examples_named(ENGLISH) == {"learning_rates"}


def test_twins_do_not_differ() -> None:
    for compare in COMPARISONS:
        assert compare(english(), korean()) == []
    assert english_paragraphs(korean()) == []
    assert hangul_share(korean().prose) > 0.95
    assert hangul_share(english().prose) == 0.0


@pytest.mark.parametrize(
    ("compare", "old", "new"),
    [
        (headings_that_differ, "## 한 걸음", "### 한 걸음"),
        (headings_that_differ, "## 한 걸음\n", ""),
        (headings_that_differ, "![경로]", "## 그림\n\n![경로]"),
        (cells_that_differ, "0.1", "0.2"),
        (cells_that_differ, "print(w - 0.1", "print(w  - 0.1"),
        (cells_that_differ, "# costs $5 and $6\n", ""),
        (cells_that_differ, "{code-cell} ipython3", "python"),
        (formulas_that_differ, "$\\mu$이면", "정해졌으면"),
        (formulas_that_differ, "$\\mu$이면", "$\\eta$이면"),
        (formulas_that_differ, "$\\mu$이면 가중치 $w$는", "$w$이면 가중치 $\\mu$는"),
        (formulas_that_differ, "w \\leftarrow w - ", "w \\leftarrow w + "),
        (formulas_that_differ, "만큼 작아진다", "만큼 $x$ 작아진다"),
        (concepts_that_differ, "S0.C11 S0.C12", "S0.C11"),
        (concepts_that_differ, "<!-- S0.C11 S0.C12 -->\n", ""),
        (concepts_that_differ, "가설의 파라미터 갱신;", "파라미터 갱신;"),
        (targets_that_differ, "[다음 강의](2-linear-regression.md)", "다음 강의"),
        (targets_that_differ, "(2-linear-regression.md)", "(../../../lessons/deck-1/2-linear-regression.md)"),
        (targets_that_differ, "(2-linear-regression.md)", "(1-learning-from-errors.md)"),
        (targets_that_differ, "conventions.md", "conventions.md#max"),
        (targets_that_differ, "![경로](../../../path.png)", ""),
        (targets_that_differ, "![경로]", "[경로]"),
        (targets_that_differ, "path.png", "other.png"),
    ],
)  # fmt: skip
def test_one_mistake_is_found_where_it_is(compare: object, old: str, new: str) -> None:
    assert compare(english(), korean(old, new))  # type: ignore[operator]
    others = {c: c(english(), korean(old, new)) for c in COMPARISONS if c not in (compare, headings_that_differ)}
    if compare is not headings_that_differ:
        assert not any(others.values())
        assert headings_that_differ(english(), korean(old, new)) == []


def test_an_english_paragraph_is_found() -> None:
    paragraph = "The slope says which way is down, and how steep it is there; a step against it makes the loss smaller."
    page = korean("기울기가 어느 쪽이 아래인지 알려 준다.", paragraph)
    assert english_paragraphs(page) == [paragraph]
    assert hangul_share(page.prose) < 0.7
    quoted = korean("기울기가 어느 쪽이 아래인지 알려 준다.", f"> {paragraph[:60]}\n> {paragraph[60:]}")
    assert len(english_paragraphs(quoted)) == 1


def test_short_terms_code_and_formulas_are_not_taken_for_english() -> None:
    marked = "`autograd.manual_seed(0)`, $\\mathrm{softmax}$, [a page in English](../../../x.md)"
    assert hangul_share(korean("알려 준다.", f"알려 준다. {marked}").prose) > 0.95
    assert english_paragraphs(korean("알려 준다.", "알려 준다 (gradient descent, learning rate).")) == []


def test_ids_away_from_the_heading_are_found() -> None:
    assert not any(section.misplaced for section in english().sections)
    moved = ENGLISH.replace("<!-- S0.C11 S0.C12 -->\n", "").replace("With the", "With the\n<!-- S0.C11 S0.C12 -->\n")
    assert take_apart(moved, ENGLISH_PATH).sections[-1].misplaced


def test_comments_without_ids_are_left_alone() -> None:
    page = take_apart(ENGLISH.replace("S0.C11 S0.C12", "S0.C11, and more"), ENGLISH_PATH)
    assert page.sections[-1].concepts == ()
    assert page.sections[-1].slides != ()


@pytest.mark.parametrize("price", ["It costs $5 and $6 now.", r"\$x\$ is no formula", "a $ alone", "`$x$` is code"])
def test_not_every_dollar_is_a_formula(price: str) -> None:
    assert [s.formulas for s in take_apart(price, ENGLISH_PATH).sections] == [[]]


def test_indented_and_quoted_blocks_are_code() -> None:
    text = "Say\n\n    make demo\n    make test\n\nor\n\n> ```text\n> $x$\n> ```\n\n- a list\n  goes $on$\n"
    page = take_apart(text, ENGLISH_PATH)
    assert page.cells == [("", "make demo\nmake test"), ("text", "$x$")]
    assert page.sections[0].formulas == ["on"]


def test_twins_of_paths() -> None:
    for here in (ROOT / "README.md", ENGLISH_PATH, DOCS / "why-topological-order.md"):
        assert english_of(korean_twin(here)) == english_of(here) == here
    assert korean_twin(ROOT / "README.md") == KOREAN / "README.md"
    assert korean_twin(ENGLISH_PATH) == KOREAN_PATH


def test_readme_may_lead_to_both_languages() -> None:
    readme = take_apart("[Korean](docs/ko/README.md) [a](docs/lessons/a.md) [b](docs/ko/lessons/a.md)", ROOT / "README.md")
    twin = take_apart("[English](../../README.md) [가](../lessons/a.md) [나](lessons/a.md)", KOREAN / "README.md")
    assert targets_that_differ(readme, twin) == []
    both = take_apart("[English](../../README.md) [가](../lessons/a.md) [나](../lessons/a.md)", KOREAN / "README.md")
    assert len(targets_that_differ(readme, both)) == 1


def test_pages_without_a_twin_are_linked_as_they_are(tmp_path: Path) -> None:
    here = take_apart("[site](https://example.org) [code](../autograd/__init__.py)", DOCS / "x.md")
    there = take_apart("[사이트](https://example.org) [코드](../../autograd/__init__.py)", KOREAN / "x.md")
    assert targets_that_differ(here, there) == []
