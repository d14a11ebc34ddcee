"""Lessons as Jupyter notebooks: `python docs/_extensions/notebooks.py FOLDER` writes all of them.

A lesson is a Markdown file that jupytext reads as a notebook. Links to other lessons lead to their
notebooks; other pages of the documentation, to which lessons link, come along as they are.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat

__all__ = ["is_lesson", "lessons", "notebook", "write_notebooks"]

DOCS = Path(__file__).resolve().parents[1]
LESSON = re.compile(r"(ko/)?lessons/deck-\d/\d+-[\w-]+")
LINK = re.compile(r"(\]\([^)#:\s]+)\.md(?=[)#])")


def is_lesson(name: str) -> bool:
    """Whether a page, named by its path without .md, is a lesson."""
    return bool(LESSON.fullmatch(name))


def lessons(docs: Path = DOCS) -> list[Path]:
    """The files of all lessons, in both languages."""
    found = sorted(docs.glob("lessons/*/*.md")) + sorted(docs.glob("ko/lessons/*/*.md"))
    return [path for path in found if is_lesson(page_name(path, docs))]


def page_name(path: Path, docs: Path = DOCS) -> str:
    return path.relative_to(docs).with_suffix("").as_posix()


def notebook(path: Path, docs: Path = DOCS) -> Any:
    """A lesson as a notebook, without outputs."""
    made = jupytext.read(path, fmt="md:myst")
    for number, cell in enumerate(made.cells, 1):
        cell.id = f"cell-{number}"  # jupytext draws one at random: no two files would be alike
        if cell.cell_type == "markdown":
            cell.source = linked(cell.source, path, docs)
    made.metadata.pop("jupytext", None)
    made.metadata["language_info"] = {"name": "python"}
    return made


def linked(text: str, path: Path, docs: Path) -> str:
    """Links to lessons, leading to their notebooks."""

    def replace(found: re.Match[str]) -> str:
        target = (path.parent / (found[1].partition("(")[2] + ".md")).resolve()
        lesson = target.is_relative_to(docs) and is_lesson(page_name(target, docs))
        return found[1] + (".ipynb" if lesson else ".md")

    return LINK.sub(replace, text)


def write_notebooks(folder: Path, docs: Path = DOCS) -> list[Path]:
    """Write each lesson as .ipynb below `folder`, and copy the other pages beside them."""
    written = []
    for path in lessons(docs):
        place = folder / path.relative_to(docs).with_suffix(".ipynb")
        place.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(path, docs), place)
        written.append(place)
    for path in sorted(docs.rglob("*.md")):
        name = page_name(path, docs)
        if not is_lesson(name) and not name.startswith(("_", "reference/", "index")):
            place = folder / path.relative_to(docs)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1])
    print(f"{len(write_notebooks(target))} notebooks are in {target}; open them in Jupyter:")
    print(f"    pip install jupyterlab '.[plot,show]' && jupyter lab {target}")
    print("Keep what you change under another name: the next time all are written anew.")
