"""The tables of layers and losses hold every public name once, and what they show is so."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from functools import reduce
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import autograd
import nn

PAGE = (Path(__file__).parents[2] / "docs/layers-and-losses.md").read_text(encoding="utf-8")
PACKAGES = [
    "nn", "nn.optim", "nn.optim.lr_scheduler", "nn.init", "nn.utils", "nn.plots", "nn.data",
    "nn.data.augmentation",
]  # fmt: skip
SECTIONS = re.findall(r"^## .*?: `(nn[\w.]*)`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| .+? \| (.+?) \|$", re.MULTILINE)
VARIANTS = re.findall(r"^\| .+? \| `(.+)` \| `(.+)` \|$", PAGE.partition("## Models")[0], re.M)


def names_of(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def rows(package: str) -> list[tuple[list[str], str]]:
    """The names and the source of each row of a package's tables."""
    bodies = "".join(body for name, body in SECTIONS if name == package)
    found = [(names_of(names), source) for names, source in ROW.findall(bodies)]
    assert len(found) == len(re.findall(r"^\| `", bodies, re.MULTILINE))
    return found


def package_of(name: str) -> ModuleType:
    return reduce(getattr, name.split(".")[1:], nn)  # type: ignore[arg-type]


def letters(name: str) -> str:
    """What the names of a class and of its function have in common."""
    return name.lower().replace("_", "").replace("loss", "")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_stands_in_one_row(package: str) -> None:
    module = package_of(package)
    public = [name for name in module.__all__ if not inspect.ismodule(getattr(module, name))]
    assert Counter(name for names, _ in rows(package) for name in names) == Counter(public)


def test_every_function_has_the_name_of_its_class_or_stands_in_the_table() -> None:
    named = [name for names, _ in rows("nn.functional") for name in names]
    classes = {letters(name) for name in nn.__all__ if name[0].isupper()}
    others = [name for name in nn.functional.__all__ if letters(name) not in classes]
    assert sorted(named) == sorted(others)


def test_a_row_names_the_decks_that_the_docstrings_name() -> None:
    for package in PACKAGES:
        for names, source in rows(package):
            for name in names:
                text = inspect.getdoc(getattr(package_of(package), name)) or ""
                (told,) = re.findall(r"Source:(.*?)(?:\n\n|\Z)", text, re.DOTALL) or [""]
                assert decks(told) <= decks(source), f"{package}.{name}"


def decks(source: str) -> set[str]:
    """The numbers of the decks that a source names: "deck 2, ...", "decks 1, 4 and 5"."""
    lists = re.findall(r"decks? ([1-5](?:(?:,| and) [1-5])*)", source)
    return set(re.findall(r"\d", " ".join(lists)))


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    known: dict[str, Any] = {}
    session = re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", PAGE, re.MULTILINE)
    exec("\n".join(session), known)
    return known


def test_the_variants_are_all_rows() -> None:
    assert len(VARIANTS) == len(re.findall(r"^\| .+` \|$", PAGE.partition("## Models")[0], re.M))
    assert len(VARIANTS) > 40


@pytest.mark.parametrize(("written", "shown"), VARIANTS, ids=[written for written, _ in VARIANTS])
def test_variant(names: dict[str, Any], written: str, shown: str) -> None:
    autograd.manual_seed(0)
    assert repr(eval(written, dict(names))) == shown
