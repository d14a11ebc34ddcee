"""What docs/see-backpropagation.md shows runs as it stands there, and its tables are complete."""

from __future__ import annotations

import dataclasses
import inspect
import os
import re
from pathlib import Path
from typing import Any

import pytest

import autograd
import nn
from autograd.show import Edge, Node

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "see-backpropagation.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(?:python|pycon)\n(.*?)```", PAGE, re.DOTALL)
TABLES = re.findall(r"^\| (.+?) \| \|\n\| --- \| --- \|\n((?:\|.+\|\n)+)", PAGE, re.MULTILINE)
FUNCTIONS = {
    "explain": autograd.explain, "draw": autograd.draw, "walkthrough": autograd.walkthrough,
    "nn.draw": nn.draw, "nn.walkthrough": nn.walkthrough,
}  # fmt: skip


def code(block: str) -> str:
    """The statements of a block, be it a session or a program."""
    if not block.startswith(">>> "):
        return block
    return "\n".join(re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", block, re.MULTILINE))


@pytest.mark.dot
def test_all_blocks_run_in_order_and_save_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    autograd.manual_seed(0)
    known: dict[str, Any] = {}
    for block in BLOCKS:
        exec(code(block), known)
    saved = {name for block in BLOCKS for name in re.findall(r'\.save\("(.+?)"\)', block)}
    assert len(saved) > 5
    assert saved <= set(os.listdir())
    assert all((tmp_path / name).stat().st_size > 500 for name in saved)


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
