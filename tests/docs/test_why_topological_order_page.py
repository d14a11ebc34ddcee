"""The page on topological order runs, and fails and succeeds where it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.docs.lesson_pages import DOCS, read_page

PAGE = read_page(DOCS / "why-topological-order.md")
CELLS = [body for language, body in PAGE.cells if language == "{code-cell} ipython3"]


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """What the page defines."""
    known: dict[str, Any] = {}
    for cell in CELLS:
        exec(cell, known)
    return known


def graphs(names: dict[str, Any]) -> dict[str, Callable[[], tuple[Any, Any]]]:
    return {"two additions": names["two_additions"], "diamond": names["diamond"]}


def derivative(names: dict[str, Any], way: str, graph: str) -> float:
    x, result = graphs(names)[graph]()
    if way == "send_once":
        result.grad = 1.0
        names[way](result, set())
    else:
        names[way](result)
    return x.grad


def test_every_block_is_run() -> None:
    assert len(CELLS) == len(PAGE.cells) == 11


@pytest.mark.parametrize(
    ("way", "two_additions", "diamond"),
    [("send_on", 6.0, 66.0), ("send_once", 2.0, 18.0), ("send_increments", 4.0, 48.0), ("backward", 4.0, 48.0)],
)
def test_what_each_way_gives(names: dict[str, Any], way: str, two_additions: float, diamond: float) -> None:
    assert derivative(names, way, "two additions") == two_additions
    assert derivative(names, way, "diamond") == diamond


def test_the_prose_has_these_numbers() -> None:
    text = (DOCS / "why-topological-order.md").read_text(encoding="utf-8")
    for said in ("The result is 6, and not 4", "Now it is 2", "$16x = 48$", "$2^{n+1} - 1$"):
        assert said in text


def test_the_page_prints_what_it_should(capsys: pytest.CaptureFixture[str]) -> None:
    known: dict[str, Any] = {}
    for cell in CELLS:
        exec(cell, known)
    printed = capsys.readouterr().out
    assert "c = 12.0    dc/da = 4.0\n" in printed
    assert re.findall(r"^dc/da = (.+)$", printed, re.MULTILINE) == ["6.0", "2.0"]
    assert re.findall(r"\bds/dx = (.+)$", printed, re.MULTILINE) == ["48.0", "66.0", "18.0", "48.0"]
    assert "101 numbers" in printed
    assert printed.endswith("True\n")


def test_walking_down_every_path_takes_exponentially_many_calls(names: dict[str, Any]) -> None:
    for length in range(1, 12):
        first, last = names["chain"](length)
        assert names["send_increments"](last) == 2 ** (length + 1) - 1
        assert first.grad == 2.0**length


def test_in_topological_order_each_number_sends_once(names: dict[str, Any]) -> None:
    _, last = names["chain"](3000)
    assert len(names["backward"](last)) == 3001
    _, last = names["chain"](3000)
    with pytest.raises(RecursionError):
        names["send_once"](last, set())


def test_both_ideas_are_right_where_nothing_with_inputs_is_used_twice(names: dict[str, Any]) -> None:
    """As "Try it" says: q from a number of its own."""
    Number, add, multiply = names["Number"], names["add"], names["multiply"]
    for way in ("send_on", "send_once"):
        x, y = Number(3.0, "x"), Number(7.0, "y")
        p = multiply(x, x, "p")
        s = add(multiply(Number(3.0, "three"), y, "q"), multiply(Number(5.0, "five"), p, "r"), "s")
        s.grad = 0.0 if way == "send_on" else 1.0
        names[way](s, *([] if way == "send_on" else [set()]))
        assert (x.grad, y.grad) == (30.0, 3.0)
