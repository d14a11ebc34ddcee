"""Every concept has its place in a lesson, every lesson its Korean twin, and every example its page."""

from __future__ import annotations

import re
import tomllib
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
    examples_that_differ,
    formulas_that_differ,
    hangul_share,
    headings_that_differ,
    korean_twin,
    read_page,
    targets_that_differ,
)

CONCEPTS = tomllib.loads((Path(__file__).parent / "concepts.toml").read_text(encoding="utf-8"))
LESSONS = sorted((DOCS / "lessons").glob("deck-*/*.md"))
TWINS = sorted(KOREAN.rglob("*.md"))
# Lessons are translated as they are written; other pages where somebody has done so.
PAIRED = sorted({*LESSONS, *map(english_of, TWINS), ROOT / "README.md"})
ENGLISH = [ROOT / "README.md", *sorted(path for path in DOCS.rglob("*.md") if not path.is_relative_to(KOREAN))]
PATTERN = DOCS / "lessons/deck-1/1-learning-from-errors.md"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def pages_of(deck: str) -> list[Page]:
    return [read_page(path) for path in LESSONS if path.parent.name == deck]


# --- every concept ---------------------------------------------------------------------------------


@pytest.mark.parametrize("deck", CONCEPTS)
def test_every_concept_of_the_deck_stands_in_one_section(deck: str) -> None:
    found = [concept for page in pages_of(deck) for s in page.sections for concept in s.concepts]
    missing = [concept for concept in CONCEPTS[deck] if concept not in found]
    assert missing == [], f"{len(missing)} of {len(CONCEPTS[deck])} concepts have no section yet"
    assert sorted(found) == sorted(CONCEPTS[deck])


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_sections_name_the_slides_of_their_concepts(path: Path) -> None:
    titles = CONCEPTS[path.parent.name]
    for section in read_page(path).sections:
        assert not section.misplaced, f"{section.title}: the ids stand directly under the heading"
        for concept in section.concepts:
            assert titles[concept] in section.slides, f"{section.title}: the slide of {concept}"


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_lesson_begins_with_concepts_and_marks_no_other_headings(path: Path) -> None:
    first, *rest = [section for section in read_page(path).sections if section.level]
    assert (first.level, first.concepts) == (1, ())
    assert any(section.concepts for section in rest)
    assert all(section.level == 2 for section in rest if section.concepts)


@pytest.mark.parametrize("deck", CONCEPTS)
def test_lessons_go_through_the_deck_in_order(deck: str) -> None:
    pages = pages_of(deck)
    assert [int(page.path.name.partition("-")[0]) for page in pages] == list(range(1, len(pages) + 1))
    firsts = [min(concept for s in page.sections for concept in s.concepts) for page in pages]
    assert firsts == sorted(firsts)


# --- what a lesson is made of ------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*LESSONS, *map(korean_twin, LESSONS)], ids=name)
def test_a_lesson_is_a_notebook_in_plain_markdown(path: Path) -> None:
    page = read_page(path)
    assert re.fullmatch(r"\d+-[a-z0-9-]+\.md", path.name)
    assert page.front_matter == read_page(PATTERN).front_matter
    assert {language for language, _ in page.cells} <= {"{code-cell} ipython3", "text", "console", ""}
    assert not re.search(r"^:::|\{[a-z-]+\}¤", page.prose, re.MULTILINE), "a directive or a role"


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_cells_need_nothing_but_the_library(path: Path) -> None:
    code = "\n".join(body for language, body in read_page(path).cells if language.startswith("{code-cell}"))
    packages = re.findall(r"^\s*(?:import|from) +([\w., ]+?)(?: import| as|$)", code, re.MULTILINE)
    imported = {part.strip().split(".")[0] for names in packages for part in names.split(",")}
    assert imported <= {"autograd", "nn", "numpy", "matplotlib", "math", "itertools"}


@pytest.mark.parametrize("path", [*ENGLISH, *TWINS], ids=name)
def test_ids_stand_in_comments_alone(path: Path) -> None:
    page = read_page(path)
    assert not re.search(r"\bS[0-4]\.[CWX]\d|catalogue\.md", page.prose + str(page.cells))


@pytest.mark.parametrize("path", [*ENGLISH, *TWINS], ids=name)
def test_links_lead_to_files(path: Path) -> None:
    """Code such as `model[0](x)` is no link."""
    targets = [target for section in read_page(path).sections for _, target in section.targets]
    local = [target.partition("#")[0] for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (path.parent / target).exists()] == []


# --- Korean ------------------------------------------------------------------------------------------


def test_every_lesson_has_its_korean_twin_and_every_twin_its_page() -> None:
    assert [name(path) for path in PAIRED if not korean_twin(path).exists()] == []
    assert [name(path) for path in TWINS if not english_of(path).exists()] == []


@pytest.mark.parametrize("path", PAIRED, ids=name)
@pytest.mark.parametrize(
    "compare",
    [
        headings_that_differ, cells_that_differ, formulas_that_differ, concepts_that_differ,
        targets_that_differ, examples_that_differ,
    ],
)  # fmt: skip
def test_the_korean_page_is_the_same_page(path: Path, compare: object) -> None:
    assert compare(read_page(path), read_page(korean_twin(path))) == []  # type: ignore[operator]


@pytest.mark.parametrize("path", PAIRED, ids=name)
def test_the_korean_page_is_in_korean(path: Path) -> None:
    page = read_page(korean_twin(path))
    assert hangul_share(page.prose) >= 0.7
    assert english_paragraphs(page) == []


@pytest.mark.parametrize("path", ENGLISH, ids=name)
def test_the_english_page_is_in_english(path: Path) -> None:
    """Apart from the slides' titles, and their words where these matter."""
    share = 0.2 if path.name == "errata.md" else 0.08  # it quotes a slide in each entry
    assert hangul_share(read_page(path).prose) <= share


# --- examples ------------------------------------------------------------------------------------------

EXAMPLES = {path.stem for path in (ROOT / "examples").glob("[!_]*.py")}


def test_every_example_is_named_in_a_lesson_or_a_how_to_page() -> None:
    named = {example for path in ENGLISH if path.is_relative_to(DOCS) for example in examples_named(path.read_text("utf-8"))}
    assert sorted(EXAMPLES - named) == []


@pytest.mark.parametrize("path", [*ENGLISH, *TWINS], ids=name)
def test_every_example_that_a_page_names_exists(path: Path) -> None:
    assert sorted(examples_named(path.read_text("utf-8")) - EXAMPLES) == []
