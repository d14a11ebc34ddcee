"""The site is complete, its links lead somewhere, and it needs no network."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.built_pages import Page, pages
from tests.docs.conftest import ROOT, build

DOCS = ROOT / "docs"
SOURCES = sorted(
    path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md") if path != DOCS / "ko/README.md"
)
LESSONS = [name for name in SOURCES if "lessons/" in name]


@pytest.fixture(scope="module")
def built(site: Path) -> dict[str, Page]:
    return pages(site)


def test_every_page_is_on_the_site_and_in_a_menu(built: dict[str, Page]) -> None:
    assert len(LESSONS) >= 20
    assert set(SOURCES) <= set(built)
    english, korean = menu(built["index"]), menu(built["ko/lessons/deck-1/1-learning-from-errors"])
    assert set(SOURCES) - {"index"} == set(english) | set(korean)
    assert [name for name in english if name.startswith("ko/")] == []
    assert [name for name in korean if name.startswith("lessons/")] == []


def test_the_commands_are_as_strict_as_these_tests() -> None:
    """`make docs` and `make links` build like the fixture, and CI builds with no lesson kept from before."""
    (command,) = re.findall(r"^SPHINX := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"--fail-on-warning", "--keep-going", "--fresh-env"} <= set(command.split())
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert ci.index("rm -rf build/lesson-outputs") < ci.index("make docs") < ci.index("HANDGRAD_SITE=build/site")


def menu(page: Page) -> list[str]:
    """The pages in the menu of a page, in their order."""
    text = page.path.read_text(encoding="utf-8")
    tree = text[text.index('class="sidebar-tree"') : text.index('class="main"')]
    base = page.path.parents[len(Path(page_name(page)).parts) - 1]
    found = [(page.path.parent / place).resolve() for place in re.findall(r'href="([^"#]+)\.html"', tree)]
    links = [path.relative_to(base.resolve()).as_posix() for path in found]
    if 'href="#"' in tree:
        links.append(page_name(page))
    return links


def page_name(page: Page) -> str:
    parts = page.path.with_suffix("").parts
    return "/".join(parts[parts.index("ko") if "ko" in parts else -1 :])


def test_lessons_stand_in_the_order_of_the_decks(built: dict[str, Page]) -> None:
    order = [tuple(map(int, re.findall(r"/(?:deck-)?(\d+)", name))) for name in menu(built["index"]) if "lessons/" in name]
    assert order == sorted(order)
    assert len(order) == len(LESSONS) / 2


def test_every_link_leads_to_a_file_and_a_place_in_it(built: dict[str, Page]) -> None:
    by_path = {page.path.resolve(): page for page in built.values()}
    broken = []
    for name, page in built.items():
        for _, link in page.links:
            if re.match(r"(https?|mailto|data):", link) or not link:
                continue
            place, _, anchor = link.partition("#")
            path = (page.path.parent / unquote(place.partition("?")[0])).resolve() if place else page.path.resolve()
            target = by_path.get(path)
            if not path.is_file() or (anchor and target and unquote(anchor) not in target.ids):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_the_network(built: dict[str, Page], site: Path) -> None:
    for name, page in built.items():
        loaded = [link for tag, link in page.links if tag != "a" and re.match(r"(https?:)?//", link)]
        assert loaded == [], name
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8")), style


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_has_its_language_its_twin_and_its_notebook(built: dict[str, Page], name: str) -> None:
    page = built[name]
    korean = name.startswith("ko/")
    assert page.language == ("ko" if korean else "en")
    leads = {(page.path.parent / link).resolve() for tag, link in page.links if tag == "a" and "#" not in link}
    twin = built[name.removeprefix("ko/") if korean else f"ko/{name}"].path
    assert {twin.resolve(), page.path.with_suffix(".ipynb").resolve()} <= leads


def test_errata_in_lessons_lead_to_their_entries(built: dict[str, Page]) -> None:
    for name in ("lessons/deck-1/6-backpropagation", "ko/lessons/deck-1/6-backpropagation"):
        leads = [link for _, link in built[name].links if "errata.html#" in link]
        assert [link.partition("#")[2] for link in leads] == ["e-08", "e-09", "e-10", "e-50"]


def test_no_page_shows_markup_errors_or_this_machine(built: dict[str, Page]) -> None:
    """Markup of Markdown or reStructuredText as text, tracebacks, notices of the kernel, local paths."""
    unwanted = re.compile(
        r"`|\]\(|(?<!\w)\*\*\w|:py:|:ref:|\$\$|IPKernelApp|^\s*(\.\. \w+::|```|#{1,6} |Args:)|system-message", re.M
    )
    for name, page in built.items():
        if name in {"genindex", "search"}:
            continue
        found = unwanted.search(page.text)
        assert not found, f"{name}: {page.text[max(0, found.start() - 60) : found.end() + 60]!r}"
        assert not {"problematic", "stderr", "traceback"} & set(page.classes), name
        assert str(ROOT) not in page.path.read_text(encoding="utf-8"), name


def test_every_cell_of_every_lesson_was_run(built: dict[str, Page]) -> None:
    for name in LESSONS:
        cells = (DOCS / f"{name}.md").read_text(encoding="utf-8").count("```{code-cell}")
        assert built[name].classes.count("cell_input") == cells > 0, name
        assert "cell_output" in built[name].classes, name


FAILING = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A lesson

```{code-cell} ipython3
CODE
```
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print(7)\nraise ValueError('the lesson is wrong')", "the lesson is wrong"),
        ("import warnings\nwarnings.warn('this is slow')", "stderr"),
    ],
)
def test_a_lesson_that_fails_or_warns_breaks_the_build_every_time(tmp_path: Path, site: Path, code: str, said: str) -> None:
    """Also when its outputs could come from the cache. (`site` comes first: one build at a time.)"""
    page = tmp_path / "docs" / "index.md"
    page.parent.mkdir()
    page.write_text(FAILING.replace("CODE", code), encoding="utf-8")
    for _ in range(2):
        done = build(page.parent, tmp_path / "out")
        assert done.returncode != 0
        assert said in done.stdout
