"""The page of errata has all 51, and each names a test that computes it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.docs.lesson_pages import DOCS, ROOT

PAGE = (DOCS / "errata.md").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^### (E-\d\d)\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S))
HEAD = r"\*(Slide|Linked notebook): (.*\w.*)\* · (wrong number|wrong formula|notation|wording)(?: \((rounding|unit|missing)\))?"
FILES = ["tests/slides/test_errata.py", "tests/slides/test_errata_3_to_5.py"]
TESTS = {
    f"{file}::{node.name}": node
    for file in FILES
    for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
}


def test_there_are_51_each_once() -> None:
    numbers = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
    assert sorted(numbers) == [f"E-{number:02}" for number in range(1, 52)]
    assert len(ENTRIES) == 51


def test_they_stand_in_order_below_their_decks() -> None:
    decks = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    assert [deck.splitlines()[0] for deck in decks] == [f"Deck {number}" for number in range(1, 6)]
    for deck in decks:
        numbers = re.findall(r"^### (E-\d\d)$", deck, re.MULTILINE)
        assert numbers == sorted(numbers)


@pytest.mark.parametrize(("number", "text"), ENTRIES.items(), ids=ENTRIES)
def test_an_entry_says_where_what_and_what_instead(number: str, text: str) -> None:
    paragraphs = text.strip().split("\n\n")
    head = re.fullmatch(HEAD, " ".join(paragraphs[0].split()))
    assert head, paragraphs[0]
    assert (head[1] == "Linked notebook") == (number in {"E-46", "E-47"})
    labels = [re.match(r"\*\*(\w+):?\*\*.+", paragraph, re.DOTALL) for paragraph in paragraphs[1:]]
    assert [label and label[1] for label in labels] == ["Printed", "Right", "Test"]


@pytest.mark.parametrize(("number", "text"), ENTRIES.items(), ids=ENTRIES)
def test_the_tests_of_an_entry_exist_and_check_something(number: str, text: str) -> None:
    named = re.findall(r"`(tests/\S+::\w+)`", text)
    assert named
    for name in named:
        test = TESTS[name]
        assert (ast.get_docstring(test) or "").startswith(f"{number}: ")
        assert any(isinstance(node, ast.Assert) for node in ast.walk(test))


def test_every_test_is_that_of_an_entry() -> None:
    assert sorted(re.findall(r"`(tests/\S+::\w+)`", PAGE)) == sorted(TESTS)


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS)))
def test_an_erratum_that_a_page_cites_is_there(path: object) -> None:
    cited = set(re.findall(r"\bE-\d+\b", path.read_text(encoding="utf-8")))  # type: ignore[attr-defined]
    assert cited <= ENTRIES.keys()
