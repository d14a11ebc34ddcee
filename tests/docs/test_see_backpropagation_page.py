"""What docs/see-backpropagation.md shows runs as it stands there, and its tables are complete."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import inspect
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import autograd
import nn
from autograd.show import Derivation, Edge, Node, Picture, Walkthrough
from tests.docs.lesson_pages import read_page

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "see-backpropagation.md").read_text(encoding="utf-8")
CELL = "{code-cell} ipython3"  # which runs, and shows what its last line is, when the site is built
BLOCKS = re.findall(r"```(python|pycon|\{code-cell\} ipython3)\n(.*?)```", PAGE, re.DOTALL)
TABLES = re.findall(r"^\| (.+?) \| \|\n\| --- \| --- \|\n((?:\|.+\|\n)+)", PAGE, re.MULTILINE)
FUNCTIONS = {
    "explain": autograd.explain, "draw": autograd.draw, "graph": autograd.graph,
    "walkthrough": autograd.walkthrough, "nn.draw": nn.draw, "nn.walkthrough": nn.walkthrough,
    "nn.summary": nn.summary,
}  # fmt: skip


def code(block: str) -> str:
    """The statements of a block, be it a session or a program."""
    if not block.startswith(">>> "):
        return block
    return "\n".join(re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", block, re.MULTILINE))


def run(block: str, known: dict[str, Any]) -> Any:
    """Run a block as a cell of a notebook does, and return what its last line is."""
    statements = ast.parse(code(block)).body
    last = statements.pop() if isinstance(statements[-1], ast.Expr) else ast.parse("None").body[0]
    exec(compile(ast.Module(statements, []), "block", "exec"), known)
    return eval(ast.unparse(last), known)


def run_page(blocks: list[tuple[str, str]]) -> list[Any]:
    """What the cells of these blocks show; all blocks run, one after the other, without a warning."""
    autograd.manual_seed(0)
    known: dict[str, Any] = {}
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors):
        results = [(kind, run(block, known)) for kind, block in blocks]
    assert errors.getvalue() == ""
    return [result for kind, result in results if kind == CELL and result is not None]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Any]]]:
    """The folder in which all blocks of the page have run, and what its cells show."""
    folder = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder, run_page(BLOCKS)


@pytest.fixture
def saved(page: tuple[Path, list[Any]]) -> Path:
    return page[0]


@pytest.fixture
def shown(page: tuple[Path, list[Any]]) -> list[Any]:
    return page[1]


@pytest.mark.dot
def test_all_blocks_run_in_order_and_save_what_they_say(saved: Path) -> None:
    written = re.findall(r'(?:\.save|\.save_frames|open)\("(.+?)"', "".join(block for _, block in BLOCKS))
    assert len(written) == 6
    assert {path.name for path in saved.iterdir()} == set(written)
    assert all(path.stat().st_size > 500 for path in saved.iterdir())


def test_the_page_is_one_that_the_site_runs() -> None:
    lesson = read_page(DOCS / "lessons" / "deck-1" / "6-backpropagation.md")
    assert read_page(DOCS / "see-backpropagation.md").front_matter == lesson.front_matter != ""


@pytest.mark.dot
def test_the_cells_show_pictures_a_derivation_and_a_walkthrough(shown: list[Any]) -> None:
    assert [type(value) for value in shown] == [Derivation, Picture, Picture, Walkthrough, Picture, Picture, Picture]


@pytest.mark.dot
def test_the_cells_run_by_themselves_and_show_the_same(
    shown: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site runs them without the other blocks, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    alone = run_page([(kind, block) for kind, block in BLOCKS if kind == CELL])
    pictures = [(value.source, again.source) for value, again in zip(shown, alone, strict=True) if type(value) is Picture]
    assert len(pictures) == 5
    assert all(source == again for source, again in pictures)
    assert not list(tmp_path.iterdir())


@pytest.mark.dot
@pytest.mark.parametrize(
    ("picture", "described"),
    [
        (0, "w 15 grad – x 2 * 30 b 2 + y 32 - 46 -14 ** 196 0.5 loss 98"),
        (1, "after backward w grad -28 2 1 -28 0.5"),
        (2, "input hidden output x1 2 x2 3 h1 0.85 h2 0.48 y 0.191 w1 0.11 w6 0.15"),
        (3, "∂ -0.688 w5 0.14 → 0.174 y 0.256"),
        (4, "Conv2d MaxPool2d Linear"),
        ("graph.svg", "w 15 grad – x 2 * 30 b 2 + y 32 - 46 -14 ** 196 0.5 loss 98"),
        ("local.svg", "after backward w grad -28 2 1 -28 0.5"),
    ],
)
def test_the_pictures_are_those_described(
    saved: Path, shown: list[Any], picture: int | str, described: str
) -> None:
    """Those that are shown, by their number, and those that are saved."""
    pictures = [value for value in shown if isinstance(value, Picture)]
    source = pictures[picture].svg() if isinstance(picture, int) else (saved / picture).read_text(encoding="utf-8")
    svg = ElementTree.fromstring(source)
    texts = " ".join("".join(text.itertext()) for text in svg.iter("{http://www.w3.org/2000/svg}text"))
    assert set(described.split()) <= set(re.sub(r"[():]", " ", texts).split())


@pytest.mark.dot
def test_the_walkthrough_has_the_frames_that_are_described(saved: Path, shown: list[Any]) -> None:
    frames = sorted(path.name for path in (saved / "frames").iterdir())
    assert frames == [f"{number:03}.svg" for number in range(1, 15)]
    (walkthrough,) = (value for value in shown if isinstance(value, Walkthrough))
    assert len(walkthrough.frames) == len(frames)
    assert f"In {len(frames)} frames all comes about" in PAGE


@pytest.mark.dot
def test_the_step_of_training_has_the_numbers_that_are_described(saved: Path) -> None:
    # Deck 1, "Back propagation example": 0.85, 0.48, 0.191 and -0.809 are printed on the slides.
    step = (saved / "step.html").read_text(encoding="utf-8")
    described = PAGE.partition("In 16 frames it goes")[2].partition("It computes")[0]
    numbers = re.findall(r"-?\d\.\d+", described)
    assert len(numbers) == 7
    assert all(number in step for number in numbers)


@pytest.mark.dot
def test_the_report_has_a_picture_formulas_and_a_page(saved: Path) -> None:
    report = (saved / "report.html").read_text(encoding="utf-8")
    assert report.count("<svg") == report.count("<iframe") == 1
    assert report.count("<math") > 5


def rows(table: str) -> list[str]:
    """The names in the first cells of a table."""
    cells = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


@pytest.mark.parametrize(("title", "table"), TABLES, ids=[title for title, _ in TABLES])
def test_tables_list_every_option(title: str, table: str) -> None:
    of_data = {"of a node": Node, "of an edge": Edge}
    if title in of_data:
        fields = dataclasses.fields(of_data[title])
        assert sorted(rows(table)) == sorted(field.name for field in fields)
        return
    name, given = re.findall(r"`([\w.]+)\((.*), \.\.\.\)`", title)[0]
    options = list(inspect.signature(FUNCTIONS[name]).parameters)
    first = len(given.split(", "))
    assert sorted(rows(table)) == sorted(options[first:])


def test_every_function_has_its_table() -> None:
    named = [re.findall(r"`([\w.]+)\(", title) for title, _ in TABLES]
    assert sorted(name for names in named for name in names) == sorted(FUNCTIONS)


def test_the_first_table_names_every_function_for_seeing() -> None:
    first = PAGE.partition("**A program")[0]
    from nn import show as of_models

    functions = {f"autograd.{name}" for name in ("draw", "explain", "graph", "walkthrough")}
    functions |= {f"nn.{name}" for name in of_models.__all__ if name[0].islower()}
    assert set(re.findall(r"`((?:autograd|nn)\.\w+)\(", first)) == functions


def test_the_table_of_multiply_adds_names_every_layer_that_has_a_formula() -> None:
    from nn.show.summaries import multiply_adds

    table = PAGE.partition("| layer | multiply-adds |")[2]
    known = {kind.__name__ for kind in multiply_adds._FORMULAS}
    assert set(rows(table)) == known


def test_what_stands_for_other_packages_runs() -> None:
    """The table "Looking at a model" of docs/from-pytorch.md."""
    page = (DOCS / "from-pytorch.md").read_text(encoding="utf-8")
    section = page.partition("## Looking at a model")[2].partition("\n## ")[0]
    found = re.findall(r"^\| `.+` \| `(.+?)`[^|]* \|$", section, re.MULTILINE)
    assert len(found) == len(re.findall(r"^\| `", section, re.MULTILINE)) == 4
    model = nn.Linear(3, 2)
    x = autograd.ones(4, 3)
    known = {"autograd": autograd, "nn": nn, "model": model, "x": x, "loss": model(x).sum()}
    for written in found:
        eval(written, dict(known))


@pytest.mark.dot
def test_what_is_said_to_become_of_pictures_and_pages_does() -> None:
    """The table of "In a notebook, on a page, on a slide", by the kinds of its rows."""
    table = PAGE.partition("| | as text | as files |")[2].partition("\n\n")[0]
    x = autograd.Tensor(3.0, requires_grad=True)
    shown = {
        "pictures": autograd.draw(x * x), "derivations": autograd.explain(x * x),
        "walkthroughs": autograd.walkthrough(x * x), "tables": nn.summary(nn.Linear(2, 1)),
    }  # fmt: skip
    suffixes = {"png", "pdf", "dot"}
    for kind, row in re.findall(r"^\| (\w+) (\|.+)$", table, re.MULTILINE):
        named = set(re.findall(r"`\.(\w+)", row)) - suffixes
        assert all(hasattr(shown[kind], name) for name in named), kind
        assert named or kind == "tables"
    assert re.findall(r"^\| (\w+) ", table, re.MULTILINE) == list(shown)
    for value in shown.values():
        assert hasattr(value, "_repr_html_") or hasattr(value, "_repr_mimebundle_")
