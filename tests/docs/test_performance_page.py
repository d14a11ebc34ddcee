"""The table in docs/performance.md is of the plan as it is now."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks import plan
from benchmarks.libraries import LIBRARIES
from benchmarks.table import HEAD

PAGE = (Path(__file__).parents[2] / "docs/performance.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in row.split("|")[1:-1]] for row in re.findall(r"^\|.*\|$", PAGE, re.MULTILINE)]


def test_the_table_has_the_cases_and_bars_of_the_plan() -> None:
    assert tuple(ROWS[0]) == HEAD
    shown = {(title, against): bar for title, against, bar, *_ in ROWS[2:]}
    for case in plan.PLAN:
        for rival in case.rivals:
            bar = shown[case.title, LIBRARIES[rival.library].title]
            assert float(bar.split()[0]) == rival.bar
        if case.memory:
            assert shown[f"{case.title}: peak memory", "PyTorch"] == "1.00"
    for scale in plan.SCALES:
        assert any(title.startswith(scale.title + ":") for title, _ in shown)
    for one in plan.IMPORTS:
        assert (f"import {one.package}, after NumPy", "PyTorch") in shown


def test_the_page_says_where_and_by_what_the_numbers_were_taken() -> None:
    assert re.search(r"^Measured on \d{4}-\d\d-\d\d: \d+ cores? of .+, Python 3\.\d+", PAGE, re.MULTILINE)
    assert re.search(r"^For each side \d+ threads?: handgrad .+PyTorch 2\.13\.0", PAGE, re.MULTILINE)


def test_the_cases_that_the_page_runs_exist() -> None:
    for words in re.findall(r"^\$ make bench ARGS='([a-z ]+?)(?: --.*)?'$", PAGE, re.MULTILINE):
        assert plan.select(words.split())
