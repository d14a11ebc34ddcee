"""The commands that the documents name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def commands(document):
    """The targets of each `make …` that stands in code: in backquotes, or first on its line."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return set(re.findall(r"(?:`|^\s*\$?\s*)make ([a-z]+)", text, re.MULTILINE))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_every_make_command_in_a_document_is_a_target(document):
    assert commands(document) <= TARGETS


def test_readme_shows_the_two_commands():
    assert {"demo", "test"} <= commands("README.md")


def test_every_target_is_phony_and_explained():
    explained = set(re.findall(r"^([a-z]+):.*  ## \S", MAKEFILE, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY:(.*)", MAKEFILE, re.MULTILINE)[1].split())
    assert explained == phony == TARGETS
