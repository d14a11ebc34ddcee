"""The data file is the catalogue's table, and each of its rows has its test."""

import ast
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.slides.rows import CATALOGUE, CLAIMS

HERE = Path(__file__).parent
SOURCE = HERE.parents[2] / "shared" / "slides" / "catalogue.md"
ROWS = CATALOGUE["rows"]
MODULES = [import_module(f"tests.slides.{path.stem}") for path in sorted(HERE.glob("test_*.py"))]


def test_there_are_152_rows():
    assert len(ROWS) == 152


def test_each_row_has_exactly_one_test():
    assert CLAIMS.keys() == ROWS.keys()
    assert {id: tests for id, tests in CLAIMS.items() if len(tests) > 1} == {}


def test_each_test_is_run():
    run = set()
    for module in MODULES:
        for name, test in vars(module).items():
            if name.startswith("test_") and hasattr(test, "cases"):
                assert [mark.name for mark in test.pytestmark] == ["parametrize"], name
                assert not any(case.marks for case in test.cases), name
                run |= {(case.id, module.__name__, name) for case in test.cases}
    assert run == {(id, *test) for id, tests in CLAIMS.items() for test in tests}


def test_expected_numbers_stand_in_the_data_file_alone():
    expected = {
        abs(number)
        for fields in ROWS.values()
        for number in numbers(fields["expected"])
        if len(Decimal(str(number)).normalize().as_tuple().digits) > 4  # fewer may be inputs
    }
    for module in MODULES:
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        written = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert not written & expected, module.__name__


def numbers(value: Any) -> Iterator[float]:
    """Go through the numbers in nested lists and tables."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers(part)
    else:
        yield value


if SOURCE.exists():  # it lies beside a developer's checkout, and is not part of the repository

    def test_the_data_file_agrees_with_the_catalogue():
        text = SOURCE.read_text(encoding="utf-8")
        table = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \| (.*) \| (.*) \|$", text, re.MULTILINE)
        assert [id for id, *_ in table] == list(ROWS)
        for id, deck, what, expected, tolerance in table:
            ours = ROWS[id]
            assert (ours["deck"], ours["what"]) == (deck, what), id
            if "expected_in_words" in ours:
                assert ours["expected_in_words"] == expected, id
            else:
                pairs = (pair.split("=") for pair in expected.split("; "))
                theirs = {name: json.loads(value) for name, value in pairs}
                own = {k: v for k, v in ours["expected"].items() if not k.startswith("printed")}
                assert own == theirs, id
            if "tolerance_in_words" in ours:
                assert ours["tolerance_in_words"] == tolerance, id
            else:
                kind, *amount = tolerance.removeprefix("int ").split()
                assert ours["tolerance"] == {kind: float(*amount) if amount else True}, id
