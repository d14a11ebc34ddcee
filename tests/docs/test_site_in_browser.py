"""The pages in a real browser, without a network: formulas are typeset, and all fits on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import chromium
from tests.docs.conftest import ROOT

pytestmark = pytest.mark.browser

DOCS = ROOT / "docs"
LESSONS = sorted(path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.glob("**/lessons/*/*.md"))
OTHERS = ["index", "errata", "from-pytorch", "performance", "reference/index", "reference/optimizers", "reference/tensor"]

# What a page is asked, once MathJax is done.
STATE = """async () => {
    if (window.MathJax) await MathJax.startup.promise;
    const count = selector => document.querySelectorAll(selector).length;
    const page = document.querySelector(".content");  // the theme lets it scroll, which hides what hangs over
    return {
        written: count(".math"), typeset: count("mjx-container"),
        wrong: [...document.querySelectorAll('[data-mml-node="merror"]')].map(node => node.textContent),
        pictures: [...document.images].filter(image => image.naturalWidth === 0).map(image => image.src),
        overhang: page.scrollWidth - page.clientWidth, dark: getComputedStyle(document.body).backgroundColor,
    };
}"""


@pytest.fixture(scope="module")
def window() -> Iterator[tuple[Any, list[str]]]:
    """A window as narrow as a telephone, and what goes wrong in it."""
    context = chromium().new_context(viewport={"width": 390, "height": 800}, offline=True, color_scheme="dark")
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("requestfailed", lambda request: trouble.append(f"failed: {request.url}"))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: trouble.append(request.url) if request.url.startswith("http") else None)
    yield page, trouble
    context.close()


@pytest.mark.parametrize("name", LESSONS + OTHERS)
def test_page_works_offline_on_a_telephone(window: tuple[Any, list[str]], site: Path, name: str) -> None:
    page, trouble = window
    trouble.clear()
    page.goto((site / f"{name}.html").as_uri())
    state = page.evaluate(STATE)
    assert trouble == []
    assert state["wrong"] == []
    assert state["pictures"] == []
    assert state["typeset"] == state["written"]
    assert state["overhang"] <= 0
    assert state["dark"] != "rgb(255, 255, 255)"
    if name in LESSONS:
        assert state["written"] > 0


def test_the_menu_and_the_search_find_lessons(site: Path) -> None:
    context = chromium().new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Learning from errors").first.click()
    page.get_by_role("link", name="한국어").click()
    assert page.locator("html").get_attribute("lang") == "ko"
    assert page.title().startswith("오차로부터 배우기")
    page.get_by_role("link", name="English").click()
    assert page.title().startswith("Learning from errors")
    page.goto((site / "search.html").as_uri() + "?q=momentum")
    page.wait_for_selector("ul.search li")
    found = page.locator("ul.search li a").all_text_contents()
    assert any("momentum" in one.lower() for one in found)
    context.close()
