"""Each lesson is a valid Jupyter notebook, with the page's cells, and with links that lead to notebooks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest

sys.path.append(str(Path(__file__).parents[2] / "docs" / "_extensions"))
from notebooks import DOCS, is_lesson, lessons, linked, notebook, write_notebooks

LESSONS = lessons()
CELL = re.compile(r"^```\{code-cell\} ipython3\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def cells(made: Any, kind: str) -> list[str]:
    return [cell.source for cell in made.cells if cell.cell_type == kind]


def test_lessons_come_in_pairs() -> None:
    names = [path.relative_to(DOCS).as_posix() for path in LESSONS]
    english = [name for name in names if not name.startswith("ko/")]
    assert names == english + [f"ko/{name}" for name in english]
    assert len(english) >= 20


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.relative_to(DOCS).with_suffix("").as_posix())
def test_notebook_is_valid_and_has_the_cells_of_the_page(path: Path) -> None:
    made = notebook(path)
    nbformat.validate(made)
    assert nbformat.reads(nbformat.writes(made), as_version=4) == made
    text = path.read_text(encoding="utf-8")
    assert cells(made, "code") == CELL.findall(text)
    prose = CELL.sub("", text.split("\n---\n", 1)[1])
    assert words(linked(prose, path, DOCS)) == words("\n".join(cells(made, "markdown")))
    again = jupytext.reads(jupytext.writes(made, "md:myst"), "md:myst")
    assert [(cell.cell_type, cell.source) for cell in again.cells] == [(cell.cell_type, cell.source) for cell in made.cells]
    assert made.metadata.kernelspec == {"display_name": "Python 3", "language": "python", "name": "python3"}


def words(text: str) -> list[str]:
    return [word for word in text.split() if word != "+++"]


def test_links_of_the_written_notebooks_lead_somewhere(tmp_path: Path) -> None:
    written = write_notebooks(tmp_path)
    assert len(written) == len(LESSONS)
    for place in written:
        text = "\n".join(cells(nbformat.read(place, as_version=4), "markdown"))
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            found = (place.parent / target).resolve()
            assert found.is_file(), f"{place.name}: {target}"
            assert not is_lesson(found.relative_to(tmp_path.resolve()).with_suffix("").as_posix()) or found.suffix == ".ipynb"


def test_the_same_notebooks_are_written_each_time_and_lie_on_the_site(tmp_path: Path, site: Path) -> None:
    script = [sys.executable, str(DOCS / "_extensions" / "notebooks.py"), str(tmp_path / "second")]
    said = subprocess.run(script, check=True, capture_output=True, text=True).stdout
    assert said.startswith(f"{len(LESSONS)} notebooks are in {tmp_path / 'second'}")
    for place in write_notebooks(tmp_path / "first"):
        name = place.relative_to(tmp_path / "first")
        assert place.read_bytes() == (tmp_path / "second" / name).read_bytes() == (site / name).read_bytes()


def test_links_to_lessons_change_and_no_others() -> None:
    path = DOCS / "lessons" / "deck-1" / "1-learning-from-errors.md"
    text = "[a](2-linear-regression.md#steps) [b](../deck-2/1-perceptrons.md) [c](../../conventions.md) [d](https://x.org/y.md)"
    assert linked(text, path, DOCS) == (
        "[a](2-linear-regression.ipynb#steps) [b](../deck-2/1-perceptrons.ipynb) [c](../../conventions.md) [d](https://x.org/y.md)"
    )
